"""Half a sign-in: the password was right, and the code is still missing. It lies sealed in the browser and in no table."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts import secrets
from core.canonical import NotCanonicalError, b64, unb64
from core.clock import from_epoch, to_epoch
from core.ids import digest
from keys.ring import KeyRing
from keys.sealing import SealBroken

LIVES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Half:
    """Whose password was given, and the digest of the hash behind it: one that is changed meanwhile opens nothing any more."""

    citizen: str
    proved: bytes = field(repr=False)


def half_of(citizen: str, kept: str) -> Half:
    """Return the half sign-in of a citizen whose password is the one behind the hash `kept`."""
    return Half(citizen, digest(kept))


def sealed(keys: KeyRing, half: Half, browser: bytes, now: datetime) -> str:
    """Return `half` for the cookie of the browser with this digest."""
    told = json.dumps([half.citizen, half.proved.hex(), to_epoch(now)])
    return b64(secrets.seal_slip(keys, _subject(browser), told))


def opened(keys: KeyRing, cookie: str, browser: bytes, now: datetime) -> Half | None:
    """Return the half sign-in that this browser carries, or None when it is too old, another browser's, or none."""
    try:
        citizen, proved, begun = json.loads(secrets.open_slip(keys, _subject(browser), unb64(cookie)))
    except (SealBroken, NotCanonicalError, ValueError):
        return None
    return Half(citizen, bytes.fromhex(proved)) if now - from_epoch(begun) <= LIVES else None


def _subject(browser: bytes) -> str:
    return f"half/{browser.hex()}"
