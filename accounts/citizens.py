"""A citizen as the house knows one: an id, a state, a ledger tag and an account number; nothing about the person."""

from dataclasses import dataclass
from datetime import datetime

ACTIVE = "active"
FROZEN = "frozen"
CLOSING = "closing"
CLOSED = "closed"

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Citizen:
    """One account. `tag` marks the ledger entries that belong to no grant; `number` is gone once the account is closed."""

    id: str
    state: str
    tag: bytes
    number: str | None
    language: str
    created_at: datetime
    closes_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Tell whether the account may be used for anything but seeing its own end."""
        return self.state == ACTIVE


def language_of(locale: str) -> str:
    """Return the language we can speak for `locale`; Indonesian for any that we do not know."""
    return locale if locale in LANGUAGES else LANGUAGES[0]
