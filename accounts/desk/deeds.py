"""What staff do at the door: being added, and signing in with password and a code that works once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from accounts import secrets
from accounts.credentials import totp
from accounts.desk import store
from accounts.desk.store import StaffFacts, StaffRow, StaffSignInRow
from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing
from ledger.writer import new_tag

HALF_LIVES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Added:
    """A new member of staff; the TOTP secret is shown this once."""

    id: str
    totp: str = field(repr=False)
    address: str = field(repr=False)


def index(keys: KeyRing, identifier: str) -> bytes:
    """Return the index under which a member of staff is found."""
    return keys.identifier_index("staff", identifier.strip().lower())


def add(
    session: Session, keys: KeyRing, identifier: str, name: str, role: str, password_hash: str, now: datetime, given: str = ""
) -> Added:  # fmt: skip
    """Add a member of staff; an identifier that is there already raises an integrity error."""
    staff, secret = new_id(), given or totp.new_secret()
    row = StaffRow(
        id=staff, index=index(keys, identifier), name=name, role=role, state=store.ACTIVE, hash=password_hash,
        totp=secrets.seal_staff_totp(keys, staff, secret), totp_step=0, tag=new_tag(), created_at=now,
    )  # fmt: skip
    store.add(session, row)
    return Added(staff, secret, totp.address(secret, identifier))


def new_password() -> str:
    """Return a generated password of 20 signs."""
    return token_urlsafe(15)


def keep_half(session: Session, staff: StaffFacts, browser: bytes, now: datetime) -> str:
    """Keep a sign-in of which only the password was given; return its secret."""
    secret = new_secret()
    row = StaffSignInRow(
        id=new_id(), digest=digest(secret), staff_id=staff.id, browser=browser, is_complete=False, created_at=now, seen_at=now
    )  # fmt: skip
    store.add_half(session, row)
    return secret


def complete(session: Session, keys: KeyRing, secret: str, staff: StaffFacts, code: str, now: datetime) -> str | None:
    """Open the desk when `code` is right (one step of 30 s early or late) and unused; return the new secret."""
    step = totp.step_of(secrets.open_staff_totp(keys, staff.id, staff.totp), code, now)
    if step is None or not store.use_step(session, staff.id, step):
        return None
    fresh = new_secret()
    return fresh if store.complete(session, digest(secret), digest(fresh), now) else None
