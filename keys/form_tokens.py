"""Form tokens: proof that a form was made by us, for this browser, within the last hours; nothing is stored."""

import hmac
from datetime import datetime

from core.canonical import NotCanonicalError, b64, unb64
from core.clock import to_epoch
from keys.framing import framed

LIFE_SECONDS = 12 * 3600
SKEW_SECONDS = 60
TIME_BYTES = 8
MAC_BYTES = 32


def make(key: bytes, browser: str, now: datetime) -> str:
    """Return a token for the forms of `browser`, good for 12 hours."""
    issued = to_epoch(now).to_bytes(TIME_BYTES, "big")
    return b64(issued + _mac(key, browser, issued))


def holds(key: bytes, token: str, browser: str, now: datetime) -> bool:
    """Tell whether `token` was made for `browser` and is not older than 12 hours."""
    try:
        data = unb64(token)
    except NotCanonicalError:
        return False
    issued, mac = data[:TIME_BYTES], data[TIME_BYTES:]
    if len(mac) != MAC_BYTES or not hmac.compare_digest(mac, _mac(key, browser, issued)):
        return False
    age = to_epoch(now) - int.from_bytes(issued, "big")
    return -SKEW_SECONDS <= age <= LIFE_SECONDS


def _mac(key: bytes, browser: str, issued: bytes) -> bytes:
    return hmac.digest(key, framed("sekali1|form", browser, issued), "sha256")
