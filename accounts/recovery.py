"""A forgotten password: a printed code gives a new one, and ends every sign-in."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import names, store
from accounts.credentials import store as credentials
from accounts.credentials.recovery_codes import canonical
from accounts.identifiers import Identifier
from accounts.sign_in import Attempt
from accounts.throttle import store as throttle
from keys.ring import KeyRing


def recover(
    session: Session, keys: KeyRing, identifier: Identifier | None, code: str, password_hash: str, tried: Attempt, now: datetime
) -> str | None:  # fmt: skip
    """Set a new password with a recovery code, which is used up; return the citizen, or None when the code is not theirs."""
    citizens = [citizen for citizen, _ in names.candidates(session, keys, identifier)]
    citizen = credentials.use_code(session, citizens, keys.secret_digest(canonical(code)), now)
    if citizen is None:
        return None
    change_password(session, citizen, password_hash, now)
    throttle.forgive(session, tried.name)
    return citizen


def change_password(
    session: Session, citizen: str, password_hash: str, now: datetime, *, but: str | None = None
) -> None:
    """Keep a new password and end every sign-in of the citizen, all `but` the one that changed it."""
    credentials.set_password(session, citizen, password_hash, now)
    store.end_sign_ins(session, citizen, now, but=but)
