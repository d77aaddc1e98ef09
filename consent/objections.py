"""Objections: a citizen's no to a use that does not rest on their consent; recorded, numbered, answered by the service."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Ground(StrEnum):
    """Why the citizen objects; whatever needs more words is told to the service itself."""

    NOT_NEEDED = "not_needed"
    WRONG_DATA = "wrong_data"
    NOT_MY_MATTER = "not_my_matter"
    AUTOMATED = "automated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Objection:
    """One ticket. Its number is what the citizen names when asking the service about it."""

    id: str
    number: str
    citizen: str
    grant: str
    ground: Ground
    state: str
    created_at: datetime
