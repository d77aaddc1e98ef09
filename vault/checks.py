"""An officer compared values with the original: their state rises, and a checked NIK becomes a name to sign in by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import store as accounts
from accounts.citizens import Citizen
from accounts.store import citizen_by_id
from keys.ring import KeyRing
from vault import profile, safe, store
from vault.profile import Deed
from vault.safe import Change
from vault.validation.numbers import NIK_LENGTH
from vault.values import AUTHORITY_MATCHED, OFFICER_CHECKED, Value
from vault.verification import store as checks_kept
from vault.verification.results import Check, Result

COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The fields that are checked now."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """Nothing was kept; `vault.cli` has a sentence for every reason."""

    reason: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What an officer saw: which paper (the key of its field), where, until when it is valid, and what differed from it.

    In an entry, `differing` names everything that was looked at and not raised.
    """

    document: str = ""
    place: str = ""
    valid_until: date | None = None
    differing: tuple[str, ...] = ()


UNSAID = Sight()


def confirm(
    session: Session, keys: KeyRing, staff: str, citizen: str, fields: Sequence[str], now: datetime, sight: Sight = UNSAID
) -> Confirmed | NotConfirmed:  # fmt: skip
    """Record that officer `staff` compared `fields` of `citizen` with the original document.

    What differs from it stays as the citizen said it, and that it differs is kept beside it.
    """
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return NotConfirmed("account_not_active")
    store.lock(session, citizen)
    values = safe.read(session, keys, citizen, (*fields, *sight.differing))
    if missing := tuple(name for name in (*fields, *sight.differing) if name not in values):
        return NotConfirmed("not_filled", missing)
    if "nik" in fields and not claim_nik(session, keys, citizen, str(values["nik"].data), now):
        return NotConfirmed("nik_of_another_account")
    if "nik" in fields and sight.document and sight.place:
        accounts.note_in_person(session, citizen)
    # What an authority has matched already is not lowered by an officer who finds the same: both words are kept.
    raised = [name for name in fields if values[name].state != AUTHORITY_MATCHED]
    checks_kept.carry(session, citizen, {name: (values[name].version, values[name].version + 1) for name in raised})
    beside = dict.fromkeys(sight.differing, Result.NO) | {name: Result.YES for name in fields if name not in raised}
    checks_kept.add(session, citizen, [_said(staff, values[name], one, sight, now) for name, one in beside.items()])
    data = {name: values[name].data for name in raised}
    keep(session, keys, staff, owner, data, now, replace(sight, differing=tuple(beside)))
    return Confirmed(tuple(fields))


def _said(staff: str, value: Value, result: Result, sight: Sight, now: datetime) -> Check:
    source = f"officer:{staff}"
    return Check(
        value.field, value.version, source, result, COUNTER, now, sight.document, sight.place, sight.valid_until
    )


def keep(
    session: Session, keys: KeyRing, staff: str, owner: Citizen, data: Mapping[str, Any], now: datetime,
    sight: Sight = UNSAID, more: Mapping[str, Any] | None = None,
) -> Confirmed:  # fmt: skip
    """Keep `data` as checked by officer `staff`, with its entry; `more` goes into the part that is sealed for the citizen."""
    source, before = f"officer:{staff}", safe.versions(session, owner.id)
    said = [
        Check(
            name,
            before.get(name, 0) + 1,
            source,
            Result.YES,
            COUNTER,
            now,
            sight.document,
            sight.place,
            sight.valid_until,
        )
        for name in data
    ]
    checks_kept.add(session, owner.id, said)
    changes = [Change(name, one, OFFICER_CHECKED, source) for name, one in data.items()]
    seen = {"seen": {"document": sight.document, "place": sight.place}} if sight.document else {}
    profile.keep_changes(
        session, keys, owner, changes, now, Deed("staff", staff, sight.differing, {**seen, **dict(more or {})})
    )
    return Confirmed(tuple(data))


def claim_nik(session: Session, keys: KeyRing, citizen: str, nik: str, now: datetime) -> bool:
    """Make a checked NIK a name to sign in by; False when it is another account's."""
    if len(nik) != NIK_LENGTH:
        # One of another length, which an officer let through, has no index and opens no door.
        return True
    indexes = keys.nik_index(nik)
    holder = accounts.nik_holder(session, indexes.values())
    if holder is not None:
        return holder == citizen
    # Two officers at the same moment: the unique index of checked NIKs lets one of them through, and the
    # savepoint keeps the other's transaction usable, so that they are told the reason.
    try:
        with session.begin_nested():
            for version, index in indexes.items():
                accounts.add_identifier(session, citizen, "nik", index, None, now, checked=True, version=version)
    except IntegrityError:
        return False
    return True
