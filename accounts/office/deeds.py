"""What two officers and a citizen do for a lost way in. Nothing of the data is lost: it does not hang on a password."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from accounts import guesses, store
from accounts.apps import store as apps
from accounts.credentials import changes
from accounts.credentials import store as credentials
from accounts.credentials.recovery_codes import canonical, new_codes
from accounts.ended import store as ended
from accounts.notices.kinds import Kind
from accounts.notices.telling import tell
from accounts.office import store as recoveries
from accounts.office.recoveries import State
from accounts.passkeys import store as passkeys
from accounts.sign_in import Known
from core.ids import new_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append


def propose(
    session: Session, keys: KeyRing, staff: str, citizen: str, document: str, place: str, now: datetime
) -> str | None:
    """Begin a recovery for a citizen who showed `document`; return the first half of its code, or None without an account.

    An earlier one that is under way ends: there is one at a time.
    """
    if store.citizen_by_id(session, citizen, lock=True) is None:
        return None
    recoveries.end(session, citizen, now)
    half = new_codes()[0]
    recoveries.add(session, {
        "id": new_id(), "citizen_id": citizen, "state": State.PROPOSED.value, "document": document, "place": place,
        "proposed_by": staff, "proposed_at": now, "first": _digest(keys, half),
    })  # fmt: skip
    _enter(session, keys, staff, citizen, Kind.RECOVERY_PROPOSED, now, {"document": document, "place": place})
    return half


def approve(
    session: Session, keys: KeyRing, staff: str, recovery: str, wait: timedelta, now: datetime
) -> tuple[str, datetime] | None:
    """Agree as a second officer; return the second half of the code and when it can be used, or None when this one may not."""
    half, ready_at = new_codes()[0], now + wait
    citizen = recoveries.approve(session, recovery, staff, _digest(keys, half), ready_at, now)
    if citizen is None:
        return None
    _enter(session, keys, staff, citizen, Kind.RECOVERY_APPROVED, now, {})
    return half, ready_at


def cancel(session: Session, keys: KeyRing, citizen: str, now: datetime) -> bool:
    """Say no, as the citizen; False when nothing was under way."""
    if not recoveries.end(session, citizen, now):
        return False
    changes.remember(session, keys, citizen, Kind.RECOVERY_CANCELLED, now)
    return True


def finish(
    session: Session, keys: KeyRing, known: Known, first: str, second: str, password_hash: str, now: datetime
) -> str | None:
    """Set a new password by both halves; return the citizen, or None when they are not theirs or the waiting time runs.

    Every sign-in ends, and so do app, passkeys and printed codes: they were lost, and may have been found.
    """
    citizens = [citizen for citizen, _ in known.candidates]
    citizen = recoveries.use(session, citizens, _digest(keys, first), _digest(keys, second), now)
    if citizen is None:
        return None
    guesses.won(session, known.guess, citizen, now)
    credentials.set_password(session, citizen, password_hash, now)
    apps.remove(session, citizen)
    passkeys.forget(session, citizen)
    credentials.drop_codes(session, citizen)
    ended.end_sign_ins(session, citizen, now)
    changes.remember(session, keys, citizen, Kind.RECOVERY_DONE, now)
    return citizen


def _digest(keys: KeyRing, half: str) -> bytes:
    return keys.secret_digest(f"office/{canonical(half)}")


def _enter(
    session: Session, keys: KeyRing, staff: str, citizen: str, act: Kind, now: datetime, seen: dict[str, str]
) -> None:
    owner = store.citizen_by_id(session, citizen)
    if owner is None:
        raise LookupError("there is no such account")
    tell(session, citizen, act, now)
    sealed = {"citizen": citizen, "act": act.value, "seen": seen}
    draft = Draft(EntryType.STAFF_ACT, now, owner.tag, "staff", staff=staff, citizen=citizen, sealed=sealed)
    append(session, keys, open_key(session, keys, citizen), draft)
