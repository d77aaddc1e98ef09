"""An officer compared values with the original: their state rises, and a checked NIK becomes a name to sign in by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import store as accounts
from accounts.citizens import Citizen
from accounts.store import citizen_by_id
from core.canonical import b64
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append
from vault import safe, store
from vault.safe import Change
from vault.validation.numbers import NIK_LENGTH
from vault.values import OFFICER_CHECKED


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The fields that are checked now."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """Nothing was kept; `vault.cli` has a sentence for every reason."""

    reason: str
    fields: tuple[str, ...] = ()


def confirm(
    session: Session, keys: KeyRing, staff: str, citizen: str, fields: Sequence[str], now: datetime
) -> Confirmed | NotConfirmed:
    """Record that officer `staff` compared `fields` of `citizen` with the original document."""
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return NotConfirmed("account_not_active")
    store.lock(session, citizen)
    values = safe.read(session, keys, citizen, fields)
    if missing := tuple(name for name in fields if name not in values):
        return NotConfirmed("not_filled", missing)
    if "nik" in values and not claim_nik(session, keys, citizen, str(values["nik"].data), now):
        return NotConfirmed("nik_of_another_account")
    return keep(session, keys, staff, owner, {name: values[name].data for name in fields}, now)


def keep(
    session: Session, keys: KeyRing, staff: str, owner: Citizen, data: Mapping[str, Any], now: datetime,
    more: Mapping[str, Any] | None = None,
) -> Confirmed:  # fmt: skip
    """Keep `data` as checked by officer `staff`, with its entry; `more` goes into the part that is sealed for the citizen."""
    changes = [Change(name, one, OFFICER_CHECKED, f"officer:{staff}") for name, one in data.items()]
    key, manifest = safe.write(session, keys, owner.id, changes, now)
    told = {"citizen": owner.id, "manifest": {"number": manifest.number, "hash": b64(manifest.hash)}}
    draft = Draft(
        EntryType.PROFILE_CHANGED, now, owner.tag, "staff", fields=tuple(data), staff=staff, citizen=owner.id,
        sealed=told | dict(more or {}),
    )  # fmt: skip
    append(session, keys, key, draft)
    return Confirmed(tuple(data))


def claim_nik(session: Session, keys: KeyRing, citizen: str, nik: str, now: datetime) -> bool:
    """Make a checked NIK a name to sign in by; False when it is another account's."""
    if len(nik) != NIK_LENGTH:
        # One of another length, which an officer let through, has no index and opens no door.
        return True
    holder = accounts.nik_holder(session, keys.nik_index(nik).values())
    if holder is not None:
        return holder == citizen
    version, index = keys.nik_index_primary(nik)
    # Two officers at the same moment: the unique index of checked NIKs lets one of them through, and the
    # savepoint keeps the other's transaction usable, so that they are told the reason.
    try:
        with session.begin_nested():
            accounts.add_identifier(session, citizen, "nik", index, None, now, checked=True, version=version)
    except IntegrityError:
        return False
    return True
