"""Results: what one source said about one version of a value, and when two sources disagree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Result(StrEnum):
    """Whether a value is as the source has it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: by whom (`officer:<id>`, `authority:<name>`), of what, when, how, and until when it counts.

    `how` is `counter` or `match`; `document` is the paper that was seen, by the key of its field, and `place` where.
    """

    field: str
    version: int
    source: str
    result: Result
    how: str
    at: datetime
    document: str = ""
    place: str = ""
    valid_until: date | None = None

    @property
    def authority(self) -> str:
        """Return the name of the authority, or `officer`: which officer it was stands in the ledger."""
        kind, _, name = self.source.partition(":")
        return name if kind == "authority" else kind


def disputes(checks: Iterable[Check], versions: Mapping[str, int]) -> dict[str, tuple[Check, ...]]:
    """Return, by field, the newest word of each source about the present version, where one of them says no.

    `versions` are the present ones, by field.
    """
    newest: dict[tuple[str, str], Check] = {}
    for one in sorted(checks, key=lambda check: check.at):
        if versions.get(one.field) == one.version and one.result is not Result.UNKNOWN:
            newest[(one.field, one.authority)] = one
    found: dict[str, list[Check]] = {}
    for (field, _), one in newest.items():
        found.setdefault(field, []).append(one)
    return {field: tuple(said) for field, said in found.items() if any(one.result is Result.NO for one in said)}
