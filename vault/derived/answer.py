"""A derived answer: a yes, a no or a number that is worked out when it is read, so that the value behind it stays home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vault.fields.field import Choice
from vault.values import Value

Values = Mapping[str, Value]
Evaluate = Callable[[Values, date], Any]


@dataclass(frozen=True, slots=True)
class DerivedField:
    """One answer; `evaluate` gives None when its sources do not say. `scope` is the one that covers it, if any.

    `choices` are the words in which people read an answer that is a code. `stands_for` are the fields in whose place it can
    be given; None when those are what it is worked out from.
    """

    key: str
    label_id: str
    label_en: str
    sources: tuple[str, ...]
    evaluate: Evaluate
    is_releasable: bool = True
    scope: str = ""
    choices: tuple[Choice, ...] = ()
    stands_for: tuple[str, ...] | None = None

    @property
    def in_place_of(self) -> tuple[str, ...]:
        """Return the fields that a service need not receive when it receives this."""
        return self.sources if self.stands_for is None else self.stands_for


def data_of(values: Values, key: str) -> Any:
    """Return the data of one source, or None when it is not filled in."""
    return values[key].data if key in values else None


def tested(key: str, test: Callable[[Any], Any]) -> Evaluate:
    """Return an evaluation of one source alone, which has no answer without it."""

    def evaluate(values: Values, _today: date) -> Any:
        data = data_of(values, key)
        return None if data is None else test(data)

    return evaluate
