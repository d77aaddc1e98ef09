"""The authorization response: put together for its way back (RFC 6749, section 4.1.2; RFC 9207; Form Post; JARM)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.clock import to_epoch
from keys.ring import KeyRing
from oidc import redirects
from oidc.clients.client import Client
from oidc.clients.encryption import Outgoing
from oidc.clients.fetched_keys import Recipients, nobody
from oidc.response_modes import Carrier, WayBack
from oidc.sealed_answers import NoUsableKeyError, sealed

SIGNED_LIFETIME = timedelta(minutes=5)

Parameter = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Redirect:
    """The browser goes to `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class FormPost:
    """The browser posts `fields` to `url` (OAuth 2.0 Form Post Response Mode, section 2)."""

    url: str
    fields: tuple[tuple[str, str], ...]


def respond(
    keys: KeyRing,
    issuer: str,
    back: WayBack,
    parameters: Iterable[Parameter],
    now: datetime,
    receiver: Client | None = None,
    recipients: Recipients = nobody,
) -> Redirect | FormPost:
    """Return the response that takes `parameters` back to the client, with the request's `state` and our name.

    Every response says who gives it: as `iss` (RFC 9207), or inside the signed one (JARM, section 2.1),
    which is encrypted to its `receiver` where the client wants that (section 2.2). Raises as `sealed` does.
    """
    given = [(name, value) for name, value in (*parameters, ("state", back.state)) if value is not None]
    if back.mode.is_signed:
        told = dict(given) | {"iss": issuer, "aud": back.client_id, "exp": to_epoch(now + SIGNED_LIFETIME)}
        given = [("response", _as_jwt(keys, back, told, receiver, recipients))]
    else:
        given.append(("iss", issuer))
    match back.mode.carrier:
        case Carrier.FORM:
            return FormPost(back.redirect_uri, tuple(given))
        case Carrier.FRAGMENT:
            return Redirect(redirects.with_fragment(back.redirect_uri, given))
        case _:
            return Redirect(redirects.with_query(back.redirect_uri, given))


def _as_jwt(
    keys: KeyRing, back: WayBack, told: Mapping[str, Any], receiver: Client | None, recipients: Recipients
) -> str:
    if not back.is_encrypted:
        return keys.sign_jwt(told, back.algorithm)
    if receiver is None:
        raise NoUsableKeyError(back.client_id, Outgoing.AUTHORIZATION)
    return sealed(keys, recipients, receiver, Outgoing.AUTHORIZATION, told, back.algorithm)
