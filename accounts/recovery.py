"""A forgotten password: a printed code gives a new one, and ends every sign-in."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import guesses
from accounts.credentials import changes
from accounts.credentials import store as credentials
from accounts.credentials.recovery_codes import canonical
from accounts.ended import store as ended
from accounts.notices.kinds import Kind
from accounts.sign_in import Known
from keys.ring import KeyRing


def recover(session: Session, keys: KeyRing, known: Known, code: str, password_hash: str, now: datetime) -> str | None:
    """Set a new password with a recovery code, which is used up; return the citizen, or None when the code is not theirs."""
    citizens = [citizen for citizen, _ in known.candidates]
    citizen = credentials.use_code(session, citizens, keys.secret_digest(canonical(code)), now)
    if citizen is None:
        return None
    guesses.won(session, known.guess, citizen, now)
    change_password(session, keys, citizen, password_hash, now)
    return citizen


def change_password(
    session: Session, keys: KeyRing, citizen: str, password_hash: str, now: datetime, *, but: str | None = None,
    instead_of: str | None = None, alone: bool = True,
) -> bool:  # fmt: skip
    """Keep a new password and end every sign-in of the citizen, all `but` the one that changed it.

    The citizen is told that it was changed, or, where no present one was proved, that it was recovered.

    False, and nothing done, when the password is `instead_of` no more: it was changed elsewhere since that one was proved;
    and when a password that cannot stand `alone` has no app beside it any more.
    """
    if not credentials.set_password(session, citizen, password_hash, now, instead_of=instead_of, alone=alone):
        return False
    ended.end_sign_ins(session, citizen, now, but=but)
    what = Kind.PASSWORD_RECOVERED if instead_of is None else Kind.PASSWORD_CHANGED
    changes.remember(session, keys, citizen, what, now)
    return True
