"""A recovery at the counter: its states, how long each lasts, and the two halves of its code, of which no officer sees both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TO_APPROVE = timedelta(hours=24)  # the second officer has to see the citizen too
TO_USE = timedelta(days=30)


class State(StrEnum):
    """Where a recovery stands. What is not used in its time simply stops working."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    DONE = "done"


OPEN = (State.PROPOSED.value, State.APPROVED.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recovery that waits for a second officer, as officers see it: the account's number, who proposed it, where and when."""

    id: str
    number: str
    proposed_by: str
    officer: str
    place: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class Under:
    """A recovery under way, as its citizen sees it; `ready_at` is None until a second officer agreed."""

    id: str
    proposed_at: datetime
    ready_at: datetime | None
