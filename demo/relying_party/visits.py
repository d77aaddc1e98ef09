"""Who is visiting: kept in the memory of the program, never in the cookie and never on disk."""

import secrets
import threading
import time
from dataclasses import dataclass, field

from demo.relying_party.received import Answer

LONGEST_SECONDS = 3600
MOST = 2000


@dataclass(slots=True)
class Visit:
    """One visitor after the sign-in. `subject` is the pairwise name that Sekali gave for this service alone."""

    subject: str
    id_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    answer: Answer = field(default_factory=Answer, repr=False)
    pulled_at: float = 0.0
    pulls: int = 0
    ended: str | None = None
    pulling: threading.Lock = field(default_factory=threading.Lock, repr=False)


class Visits:
    """The visits of one program, found by the random name in its cookie; the oldest make room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Visit]] = {}

    def begin(self, visit: Visit) -> str:
        """Keep `visit` and return the name for the cookie."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._clear()
            self._kept[name] = (time.monotonic() + LONGEST_SECONDS, visit)
        return name

    def find(self, name: str | None) -> Visit | None:
        """Return the visit of that name unless it is over."""
        with self._lock:
            self._clear()
            kept = self._kept.get(name or "")
        return kept[1] if kept else None

    def end(self, name: str | None) -> Visit | None:
        """Forget the visit of that name and return it."""
        with self._lock:
            kept = self._kept.pop(name or "", None)
        return kept[1] if kept else None

    def _clear(self) -> None:
        now = time.monotonic()
        over = [name for name, (until, _) in self._kept.items() if until < now]
        over += list(self._kept)[: max(0, len(self._kept) - MOST)]
        for name in over:
            self._kept.pop(name, None)
