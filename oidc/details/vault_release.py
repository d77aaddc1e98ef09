"""`vault_release`, the one type of authorization details here: which purpose, which fields, how often (RFC 9396, section 2)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consent.purposes import Purpose
from oidc.errors import Refusal
from oidc.fields import PAUSED, chosen_purpose
from oidc.parameters import is_readable

PARAMETER = "authorization_details"
INVALID = "invalid_authorization_details"
TYPE = "vault_release"
ONCE, ONGOING = "once", "ongoing"
MEMBERS = ("type", "purpose", "fields", "frequency", "locations")
EXPIRES = "expires_at"
MOST = 100
LONGEST = 200


class DetailsError(ValueError):
    """The details cannot be used; its text is one sentence for the developer of the e-service."""


@dataclass(frozen=True, slots=True)
class VaultRelease:
    """What one request asks of the vault, as the client wrote it; `fields` None means all that the purpose has.

    `frequency` is `once` (one reading), `ongoing`, or None for what the purpose says.
    """

    purpose: str
    fields: tuple[str, ...] | None = None
    frequency: str | None = None
    locations: tuple[str, ...] = ()

    @property
    def is_once(self) -> bool:
        """Tell whether it asks for one reading, whatever the purpose would allow."""
        return self.frequency == ONCE


def parse(text: str | None, *, is_answer: bool = False) -> VaultRelease | None:
    """Return what `text` asks, or None without one; raise `DetailsError`.

    `is_answer`: the text may be what we told ourselves, sent back to be narrowed (section 6): it says when
    access ends, and perhaps that no field was granted.
    """
    if text is None:
        return None
    members = _members(text)
    told = members.pop(EXPIRES, None) if is_answer else None
    if told is not None and (isinstance(told, bool) or not isinstance(told, int)):
        raise DetailsError(f"{EXPIRES} is told in seconds")
    if members.get("type") != TYPE:
        raise DetailsError(f"the one type offered is {TYPE}")
    if not set(members) <= set(MEMBERS):
        raise DetailsError(f"a {TYPE} has the members {', '.join(MEMBERS)} and no other")
    purpose = members.get("purpose")
    if not isinstance(purpose, str) or not _is_short(purpose):
        raise DetailsError("purpose is the key of a registered purpose")
    frequency = members.get("frequency")
    if "frequency" in members and frequency not in (ONCE, ONGOING):
        raise DetailsError(f"frequency is {ONCE} or {ONGOING}")
    fields = _texts(members, "fields", least=0 if is_answer else 1) if "fields" in members else None
    locations = _texts(members, "locations", least=1) if "locations" in members else ()
    return VaultRelease(purpose, fields, frequency, locations)


def restored(stored: Mapping[str, Any] | None) -> VaultRelease | None:
    """Return the release whose members are kept as JSON."""
    if stored is None:
        return None
    fields = stored["fields"]
    return VaultRelease(
        stored["purpose"], None if fields is None else tuple(fields), stored["frequency"], tuple(stored["locations"])
    )


def fields_of(release: VaultRelease | None) -> tuple[str, ...] | None:
    """Return the fields that a release names, or None when there is no release or it names none."""
    return None if release is None else release.fields


def location(issuer: str, purpose: str) -> str:
    """Return the address at which the fields of a purpose are read."""
    return f"{issuer}/api/release/{purpose}"


def asked_purpose(
    purposes: Sequence[Purpose], named: str | None, release: VaultRelease | None, issuer: str
) -> Purpose | Refusal:
    """Return the one purpose that a request means, narrowed to what its details ask; or why it means none."""
    purpose = chosen_purpose(purposes, named)
    if release is None or purpose is PAUSED:
        return purpose
    why = purpose.description if isinstance(purpose, Refusal) else _why_not_offered(release, purpose, issuer)
    if isinstance(purpose, Refusal) or why is not None:
        return Refusal(INVALID, why or "")
    return purpose.narrowed(release.fields, once=release.is_once)


def _why_not_offered(release: VaultRelease, purpose: Purpose, issuer: str) -> str | None:
    if not set(release.fields or ()) <= {wanted.key for wanted in purpose.fields}:
        return "fields names one that the purpose does not have; ask for fewer, or register the purpose with it"
    if release.frequency == ONGOING and purpose.once:
        return f"the purpose is registered for one reading; ask with frequency {ONCE}"
    if not set(release.locations) <= {location(issuer, purpose.key)}:
        return "locations can only be the release endpoint of the purpose; leave it out or name that"
    return None


def _members(text: str) -> dict[str, Any]:
    try:
        whole = json.loads(text, object_pairs_hook=_once_each)
    except DetailsError:
        raise
    except (ValueError, RecursionError):
        raise DetailsError(f"{PARAMETER} is not JSON") from None
    if not isinstance(whole, list) or not all(isinstance(one, dict) for one in whole):
        raise DetailsError(f"{PARAMETER} must be a JSON array of objects")
    if len(whole) != 1:
        raise DetailsError(f"one request has one purpose: send one {TYPE}")
    return dict(whole[0])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Readers differ in which of two members of one name they take, so neither is taken.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DetailsError("an object names a member twice")
    return found


def _texts(members: Mapping[str, Any], name: str, *, least: int) -> tuple[str, ...]:
    value = members[name]
    if not isinstance(value, list) or not least <= len(value) <= MOST:
        raise DetailsError(f"{name} must be a list of {least} to {MOST}")
    if not all(isinstance(one, str) and _is_short(one) for one in value) or len(set(value)) != len(value):
        raise DetailsError(f"{name} must be a list of different short texts")
    return tuple(value)


def _is_short(text: str) -> bool:
    return 0 < len(text) <= LONGEST and is_readable(text)
