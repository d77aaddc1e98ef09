"""Challenges: random, good for minutes, for one deed in one browser on one errand, and spent by the first answer.

None is stored while it is open: it proves by our own key that we made it, and only what was answered leaves a row.
So a page that anybody may open writes nothing.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import from_epoch, to_epoch
from keys.ring import KeyRing

NONCE, TIME, MAC = 16, 8, 32
LIFETIME = timedelta(
    minutes=10
)  # within Web Authentication, section 13.4.3: short, yet long enough to find one's security key


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a challenge is for: the deed, the browser's digest, and the errand or sign-in in whose course it is answered."""

    deed: str
    browser: bytes
    course: str = ""


def new_challenge(keys: KeyRing, occasion: Occasion, now: datetime) -> bytes:
    """Return a challenge of 56 bytes, 16 of them random (section 13.4.3 asks for 16 at least)."""
    open_part = secrets.token_bytes(NONCE) + to_epoch(now).to_bytes(TIME, "big")
    return open_part + _mac(keys, occasion, open_part)


def is_ours(keys: KeyRing, challenge: bytes, occasion: Occasion, now: datetime) -> bool:
    """Tell whether we made `challenge` for this occasion within its lifetime; whether it was answered before is the store's to tell."""
    open_part, mac = challenge[: NONCE + TIME], challenge[NONCE + TIME :]
    if len(mac) != MAC or not hmac.compare_digest(mac, _mac(keys, occasion, open_part)):
        return False
    return now - from_epoch(int.from_bytes(open_part[NONCE:], "big")) <= LIFETIME


def _mac(keys: KeyRing, occasion: Occasion, open_part: bytes) -> bytes:
    return keys.secret_digest(f"passkey/{occasion.deed}/{occasion.browser.hex()}/{occasion.course}/{open_part.hex()}")
