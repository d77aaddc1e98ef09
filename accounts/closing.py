"""Closing an account: frozen at once, taken back within the waiting time, then its key destroyed while every proof stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from accounts import store
from accounts.citizens import ACTIVE, CLOSED, CLOSING, Citizen
from accounts.credentials import store as credentials
from accounts.ended import store as ended
from accounts.holds import store as holds
from accounts.notices import store as notices
from accounts.office import store as recoveries
from accounts.passkeys import store as passkeys
from accounts.rights import store as tickets
from accounts.rights.tickets import Outcome, Right
from core import backups, outbox
from keys import citizen_keys
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.store import forget_openings, tag_count
from ledger.writer import append, append_all

ERASE = "account.erase"


@dataclass(frozen=True, slots=True)
class End:
    """The end of an account: when its key is destroyed, the newest backup, and after when no copy can bring it back."""

    at: datetime
    backup: datetime | None
    final: datetime


def end_of(session: Session, citizen: Citizen | None, backup_life: timedelta) -> End | None:
    """Return the end of an account that is being closed, None of any other."""
    if citizen is None or citizen.closes_at is None:
        return None
    return End(citizen.closes_at, backups.newest(session), citizen.closes_at + backup_life)


def begin(session: Session, keys: KeyRing, citizen: str, wait: timedelta, now: datetime) -> Citizen | None:
    """Freeze an account and put its end on the calendar; tokens and sign-ins die with the state (UU 27/2022, articles 8, 42-44).

    The end is `wait` from now, or later where a law keeps the data until then. Without a wait the worker erases at once.
    """
    held = holds.until(session, citizen, now)
    closes = now + wait if held is None else max(now + wait, held)
    closing = store.change_state(session, citizen, (ACTIVE,), state=CLOSING, closes_at=closes)
    if closing is None:
        return None
    ended.end_sign_ins(session, citizen, now)
    outbox.put(session, ERASE, {"citizen": citizen}, now, due=closes)
    tickets.add(session, citizen, Right.ERASURE, now)
    _enter(session, keys, closing, EntryType.ACCOUNT_CLOSING, now)
    return closing


def move_end(session: Session, citizen: str, closes: datetime, now: datetime) -> None:
    """Move the end of an account that is being closed; a date that was on the calendar before finds nothing due."""
    if store.change_state(session, citizen, (CLOSING,), closes_at=closes) is not None:
        outbox.put(session, ERASE, {"citizen": citizen}, now, due=closes)


def cancel(session: Session, keys: KeyRing, citizen: str, now: datetime) -> Citizen | None:
    """Take a closing back; None when it is too late or there was none."""
    kept = store.change_state(session, citizen, (CLOSING,), state=ACTIVE, closes_at=None)
    if kept is not None:
        tickets.settle(session, citizen, Right.ERASURE, Outcome.TAKEN_BACK, now)
        _enter(session, keys, kept, EntryType.ACCOUNT_CLOSING_CANCELLED, now)
    return kept


def erase(session: Session, keys: KeyRing, citizen: str, now: datetime) -> bool:
    """Destroy what opens a closed account: its key, names and credentials; tell whether this call did it.

    Each tag of the citizen gets its last entry with the count of those before it, so that replay stays complete.
    A closing that was taken back, or begun anew with a later end, is left alone, and so is one that a law holds.
    """
    # The row is held first: a hold that is placed meanwhile waits, or is seen.
    store.citizen_by_id(session, citizen, (CLOSING,), lock=True)
    if holds.until(session, citizen, now) is not None:
        return False
    end = {"state": CLOSED, "closed_at": now, "closes_at": None, "number": None}
    erased = store.change_state(session, citizen, (CLOSING,), due=now, **end)
    if erased is not None:
        _destroy(session, keys, erased, (), now)
    return erased is not None


def erase_again(session: Session, keys: KeyRing, citizen: str, at: datetime, now: datetime) -> bool:
    """Destroy an account that was erased `at` and that a backup brought back, whatever its state; tell whether there was one.

    A closing that the backup does not know of is entered first: the ledger of the backup has to make sense too.
    """
    before = store.citizen_by_id(session, citizen)
    if before is None:
        return False
    store.change_state(session, citizen, (before.state,), state=CLOSED, closed_at=at, closes_at=None, number=None)
    ended.end_sign_ins(session, citizen, now)
    begun = Draft(EntryType.ACCOUNT_CLOSING, now, before.tag, "citizen", sealed={"again": True})
    # It was erased, so no hold stood any more; the ledger of the backup does not know that either.
    over = tuple(
        Draft(
            EntryType.HOLD_LIFTED,
            now,
            before.tag,
            "system",
            fields=(one.field,) if one.field else (),
            sealed={"again": True},
        )
        for one in holds.standing(session, now, citizen)
    )
    _destroy(session, keys, before, over if before.state == CLOSING else (begun, *over), now)
    return True


def _destroy(session: Session, keys: KeyRing, erased: Citizen, first: tuple[Draft, ...], now: datetime) -> None:
    citizen = erased.id
    tags = (erased.tag, *store.take_tags(session, citizen))
    counts = {tag: tag_count(session, tag) + sum(draft.tag == tag for draft in first) for tag in tags}
    drafts = [Draft(EntryType.ERASE, now, tag, "system", count=counts[tag], sealed={}) for tag in tags]
    tickets.settle(session, citizen, Right.ERASURE, Outcome.DONE, now)
    citizen_keys.destroy(session, citizen)
    credentials.forget(session, citizen)
    passkeys.forget(session, citizen)
    recoveries.forget(session, citizen)
    notices.forget(session, citizen)
    holds.forget(session, citizen)
    append_all(session, keys, None, (*first, *drafts))
    forget_openings(session, tags)


def _enter(session: Session, keys: KeyRing, citizen: Citizen, kind: EntryType, now: datetime) -> None:
    key = citizen_keys.open_key(session, keys, citizen.id)
    draft = Draft(kind, now, citizen.tag, "citizen", citizen=citizen.id, sealed={"citizen": citizen.id})
    append(session, keys, key, draft)
