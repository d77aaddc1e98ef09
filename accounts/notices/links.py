"""Links of notices: what a citizen opens to say "this was not me", good for one week and one answer."""

from accounts import secrets
from core.canonical import NotCanonicalError, b64, unb64
from keys.ring import KeyRing
from keys.sealing import SealBroken

SUBJECT = "not me"


def token(keys: KeyRing, notice: str) -> str:
    """Return the token of a notice: sealed, so that nobody makes one, and it says nothing to whoever reads the address."""
    return b64(secrets.seal_slip(keys, SUBJECT, notice))


def notice_of(keys: KeyRing, text: str) -> str | None:
    """Return the notice that a token names, or None when we did not seal it."""
    try:
        return secrets.open_slip(keys, SUBJECT, unb64(text))
    except (SealBroken, NotCanonicalError, ValueError):
        return None
