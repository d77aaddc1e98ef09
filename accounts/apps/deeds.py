"""What citizens do with an authenticator app: connect it, use its codes, take it away."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import secrets
from accounts.apps import store
from accounts.credentials import changes, totp
from accounts.credentials import store as credentials
from accounts.credentials.recovery_codes import canonical
from accounts.notices.kinds import Kind
from accounts.sign_ins import BY_PASSWORD_AND_CODE, Way
from core.canonical import NotCanonicalError, b64, unb64
from keys.ring import KeyRing
from keys.sealing import SealBroken

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Offered:
    """A new secret as the page shows it, and the slip in which the form brings it back; nothing is stored until a code proves it."""

    secret: str = field(repr=False)
    slip: str = field(repr=False)


def offer(keys: KeyRing, citizen: str, sign_in: str) -> Offered:
    """Return a new secret for the app of a citizen, good in this sign-in alone."""
    return _slip(keys, citizen, sign_in, totp.new_secret())


def offered_before(keys: KeyRing, citizen: str, sign_in: str, slip: str) -> Offered | None:
    """Return what a form brought back, or None when we did not give it in this sign-in."""
    try:
        return Offered(secrets.open_slip(keys, _subject(citizen, sign_in), unb64(slip)), slip)
    except (SealBroken, NotCanonicalError, ValueError):
        return None


def keep(session: Session, keys: KeyRing, citizen: str, secret: str, code: str, now: datetime) -> bool:
    """Connect an app that has shown a right code; False for a wrong one, or when there is an app already."""
    step = totp.step_of(secret, code, now)
    if step is None or not store.add(session, citizen, secrets.seal_totp(keys, citizen, secret), step, now):
        return False
    changes.remember(session, keys, citizen, Kind.APP_ADDED, now)
    return True


def remove(session: Session, keys: KeyRing, citizen: str, now: datetime) -> bool:
    """Take the app away; False when the password is too short to stand alone (docs/sign-in.md) or there is no app."""
    store.lock_owner(session, citizen)
    if not credentials.stands_alone(session, citizen) or not store.remove(session, citizen):
        return False
    changes.remember(session, keys, citizen, Kind.APP_REMOVED, now)
    return True


def second_factor(session: Session, keys: KeyRing, citizen: str, text: str, now: datetime) -> Way | None:
    """Use up the code that a citizen gives now beside their password, of the app or a printed one; None when it is none of theirs.

    This is the strong second factor: what asks for one, asks here.
    """
    plain = "".join(text.split())
    if plain.isascii() and plain.isdigit() and len(plain) == DIGITS:
        sealed = store.sealed_of(session, citizen)
        step = None if sealed is None else totp.step_of(secrets.open_totp(keys, citizen, sealed), plain, now)
        is_right = step is not None and store.use_step(session, citizen, step)
    else:
        is_right = credentials.use_code(session, [citizen], keys.secret_digest(canonical(text)), now) is not None
    return BY_PASSWORD_AND_CODE if is_right else None


def _slip(keys: KeyRing, citizen: str, sign_in: str, secret: str) -> Offered:
    return Offered(secret, b64(secrets.seal_slip(keys, _subject(citizen, sign_in), secret)))


def _subject(citizen: str, sign_in: str) -> str:
    return f"app/{citizen}/{sign_in}"
