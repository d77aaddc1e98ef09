"""Objections to how the social office uses data (UU 27/2022, article 10): each gets a number and a deadline."""

import secrets
import threading
from dataclasses import dataclass

LONGEST = 2000
MOST = 1000


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection, in the citizen's words."""

    number: str
    words: str


class Objections:
    """The objections that came in while the program ran."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Objection] = {}

    def file(self, words: str) -> Objection:
        """Keep an objection and return it with its number, which nobody can guess."""
        objection = Objection(f"K-{secrets.token_hex(4).upper()}", words.strip()[:LONGEST])
        with self._lock:
            while len(self._kept) >= MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[objection.number] = objection
        return objection

    def find(self, number: str) -> Objection | None:
        """Return the objection of that number."""
        with self._lock:
            return self._kept.get(number)
