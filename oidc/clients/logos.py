"""Pictures of clients: fetched through our own door and told from our own origin, so that no service learns who looks.

A browser that loaded them from the service itself would tell it of every visit, before any consent.
"""

import threading
import time
from dataclasses import dataclass, field

from oidc.outbound import Door, OutboundError

ACCEPTED = "image/png, image/jpeg, image/webp"
MOST_BYTES = 262_144
KEEP_SECONDS = 3600.0
RETRY_SECONDS = 60.0
MOST_HELD = 64
AT_ONCE = 4

WEBP_NAME = slice(8, 12)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and the type that its own bytes say it has."""

    media_type: str
    data: bytes = field(repr=False)


def picture(data: bytes) -> Picture | None:
    """Return `data` as a picture, or None when it is none of PNG, JPEG and WebP.

    What the other server calls it does not count, and SVG is none: it can hold script and further addresses.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Picture("image/png", data)
    if data.startswith(b"\xff\xd8\xff"):
        return Picture("image/jpeg", data)
    if data.startswith(b"RIFF") and data[WEBP_NAME] == b"WEBP":
        return Picture("image/webp", data)
    return None


@dataclass(slots=True)
class LogoCache:
    """Pictures in this process, by address; absent ones are remembered too, for a shorter time."""

    _held: dict[str, tuple[float, Picture | None]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, url: str, door: Door) -> Picture | None:
        """Return the picture at `url`, or None; called outside of transactions.

        Few are fetched at once and each by one request only, so that slow servers of others cannot hold
        ours up: whoever comes meanwhile gets what was there before.
        """
        with self._lock:
            at, known = self._held.get(url, (float("-inf"), None))
            is_fresh = time.monotonic() - at < (RETRY_SECONDS if known is None else KEEP_SECONDS)
            if is_fresh or url in self._asked or len(self._asked) >= AT_ONCE:
                return known
            self._asked.add(url)
        found = None
        try:
            found = _fetched(url, door)
        finally:
            self._keep(url, found)
        return found

    def _keep(self, url: str, found: Picture | None) -> None:
        with self._lock:
            self._asked.discard(url)
            self._held.pop(url, None)
            if len(self._held) >= MOST_HELD:
                del self._held[next(iter(self._held))]
            self._held[url] = (time.monotonic(), found)


def _fetched(url: str, door: Door) -> Picture | None:
    try:
        return picture(door.fetch(url, ACCEPTED, MOST_BYTES))
    except OutboundError:
        return None
