"""A deletion request: what a service is asked to delete, because of which ending, until when, and what it answered."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WITHIN = timedelta(hours=72)  # UU 27/2022, article 40: 3 x 24 hours from receipt, nights and holidays counted
WARNING = timedelta(hours=24)
LONGEST_BASIS = 300


class Cause(StrEnum):
    """Why the service may not keep using what it received."""

    WITHDRAWN = "withdrawn"  # UU 27/2022, articles 9 and 43 (1) b
    EXPIRED = "expired"  # article 43 (1) a


class Answer(StrEnum):
    """What a service says it did: `legal_hold` names the law that makes it keep the data (articles 15 and 43)."""

    DELETED = "deleted"
    LEGAL_HOLD = "legal_hold"


@dataclass(frozen=True, slots=True)
class Request:
    """One request to one service about one grant. `fields` are names of fields that it received; never what is in them."""

    id: str
    citizen: str
    service: str
    grant: str
    cause: Cause
    fields: tuple[str, ...]
    made_at: datetime
    due_at: datetime
    heard_at: datetime | None = None
    answer: Answer | None = None
    basis: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the service has not said yet what it did."""
        return self.answer is None

    def hours_left(self, now: datetime) -> int:
        """Return the full hours until the service must have answered, rounded up; negative when that is past."""
        return math.ceil((self.due_at - now) / timedelta(hours=1))

    def is_urgent(self, now: datetime) -> bool:
        """Tell whether less than a day is left."""
        return self.is_open and self.due_at - now < WARNING

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the time to answer has passed without an answer."""
        return self.is_open and self.due_at < now

    def accepts(self, answer: Answer) -> bool:
        """Tell whether the service may say this now: once, except that what was held may be deleted later."""
        return self.is_open or (self.answer is Answer.LEGAL_HOLD and answer is Answer.DELETED)
