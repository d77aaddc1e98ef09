"""Sign-ins that have begun: Authlib keeps state, nonce and PKCE verifier here, so that the cookie holds none of them."""

import threading
import time

MOST = 2000


class Beginnings:
    """A small cache with the three methods that Authlib's Flask client asks for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str]] = {}

    def get(self, key: str) -> str | None:
        """Return what is kept under `key` unless its time is over."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, ""))
        return value if until > time.monotonic() else None

    def set(self, key: str, value: str, expires_in: int) -> None:
        """Keep `value` for `expires_in` seconds; the oldest make room."""
        with self._lock:
            while len(self._kept) >= MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = (time.monotonic() + expires_in, value)

    def delete(self, key: str) -> None:
        """Forget `key`."""
        with self._lock:
            self._kept.pop(key, None)
