"""What a check answers: the data to store, or what blocks it; doubts only deserve a second look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Raw = str | Mapping[str, str] | Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason by its code; `params` fill its sentence, `part` names the input within the field (`rt`, `2.nik`)."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    part: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a check may know beside the typed text: the citizen's other values, by field key, and the day."""

    values: Mapping[str, Any]
    today: date


@dataclass(frozen=True, slots=True)
class Checked:
    """`data` is what would be stored (None clears); it means nothing while there are `errors`."""

    data: Any
    errors: tuple[Problem, ...] = ()


Rule = Callable[[Raw, Facts], Checked]
Doubt = Callable[[Any, Facts], tuple[Problem, ...]]


def refused(code: str, part: str = "", **params: str | int) -> Checked:
    """Return a check that stores nothing, for one reason."""
    return Checked(None, (Problem(code, params, part),))


def text_of(raw: Raw) -> str:
    """Return the one text of a field that has a single input; anything else counts as empty."""
    return raw if isinstance(raw, str) else ""


def parts_of(raw: Raw) -> Mapping[str, str]:
    """Return the named inputs of a field that has several; anything else counts as empty."""
    return raw if isinstance(raw, Mapping) else {}


def within(checked: Checked, part: str) -> Checked:
    """Return `checked` with its problems placed at input `part` of the field."""
    placed = (Problem(p.code, p.params, f"{part}.{p.part}" if p.part else part) for p in checked.errors)
    return Checked(checked.data, tuple(placed))
