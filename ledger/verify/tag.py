"""What the entries of one tag have led to so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Complaint = tuple[str, str]  # a stable code and a sentence
Body = Mapping[str, Any]


@dataclass(slots=True)
class Answer:
    """What was last agreed or shown on a tag."""

    is_consent: bool
    service: str
    purpose: str
    fields: frozenset[str]
    once: bool
    ends: int | None
    first_release: int | None = None
    reads: int | None = None
    reading: int = 0  # the number of the last counted one
    reading_began: int = 0


@dataclass(slots=True)
class Tag:
    """The state of one tag. `kind` is account, grant or desk, set by the first entry that decides it; `received` are fields released."""

    number: int = 0
    kind: str | None = None
    erased: bool = False
    frozen: bool = False
    closing: bool = False
    withdrawn: bool = False
    answer: Answer | None = None
    holds: dict[str, int] = field(default_factory=dict)
    received: frozenset[str] = frozenset()
    deletion: str | None = None  # the type of the last entry about one


def purpose_key(purpose: str) -> str:
    """Return the key of a purpose written `key@version`."""
    return purpose.partition("@")[0]


def purpose_version(purpose: str) -> int:
    """Return the version of a purpose written `key@version`."""
    return int(purpose.partition("@")[2])
