"""A ticket: what a citizen asks for, by which channel, and until when it must be answered."""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WITHIN = timedelta(hours=72)  # UU 27/2022: 3 x 24 hours from receipt, nights and holidays counted
WARNING = timedelta(hours=24)


class Right(StrEnum):
    """What may be asked for; the article of UU 27/2022 stands beside it."""

    ACCESS = "access"  # 7
    CORRECTION = "correction"  # 6
    RESTRICTION = "restriction"  # 11
    OBJECTION = "objection"  # 10
    ERASURE = "erasure"  # 8
    PORTABILITY = "portability"  # 13


class Channel(StrEnum):
    """How a request came in (article 14)."""

    WEB = "web"
    COUNTER = "counter"
    LETTER = "letter"


class Outcome(StrEnum):
    """How a request was answered; refusals bear the ground of articles 15 and 33."""

    DONE = "done"
    DONE_AT_COUNTER = "done_at_counter"
    TAKEN_BACK = "taken_back"
    NOT_PROVED = "refused_identity"
    NOT_OURS = "refused_not_ours"
    LAW = "refused_law"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request. `fields` are names of fields that it is about; never what is in them."""

    id: str
    number: str
    citizen: str
    right: Right
    channel: Channel
    fields: tuple[str, ...]
    made_at: datetime
    due_at: datetime
    outcome: Outcome | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.outcome is None

    def hours_left(self, now: datetime) -> int:
        """Return the full hours until it must be answered, rounded up; negative when that is past."""
        return math.ceil((self.due_at - now) / timedelta(hours=1))

    def is_urgent(self, now: datetime) -> bool:
        """Tell whether less than a day is left."""
        return self.is_open and self.due_at - now < WARNING


def new_number() -> str:
    """Return the number that a citizen names when asking about it."""
    return f"H-{secrets.randbelow(10**8):08d}"
