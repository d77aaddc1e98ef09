"""What a field is: one row of the catalogue, from which forms, checks, scopes, claims and pages are derived."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from vault.validation.outcome import Doubt, Rule

LEAST_SENSITIVE_MASKED = 3
DUKCAPIL = "Dukcapil"

PdpClass = Literal["U", "S"]


class Widget(StrEnum):
    """How a field, or one part of it, is asked for on a page."""

    LINE = "line"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    CHOICE = "choice"
    BOXES = "boxes"
    COUNTRY = "country"
    VILLAGE = "village"
    PARTS = "parts"
    ROWS = "rows"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen."""

    value: str
    label_id: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One input of a field that has several."""

    name: str
    label_id: str
    label_en: str
    widget: Widget = Widget.LINE
    choices: tuple[Choice, ...] = ()
    help_id: str = ""
    help_en: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One page of the profile."""

    key: str
    label_id: str
    label_en: str
    lead_id: str = ""
    lead_en: str = ""


def as_it_is(data: Any) -> Any:
    """Return a value as its claim, unchanged."""
    return data


def no_doubts(_data: Any, _facts: Any) -> tuple[()]:
    """Return no doubt about any value."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One kind of personal data. Everything the house knows about it is said here and nowhere else.

    `pdp_class` is S for specific personal data (UU 27/2022, article 4(2)) and for what a cautious reading
    counts as such; it leaves the house only after a fresh sign-in, as whatever belongs to a child does
    (`vault.sensitivity`). `tier` 1-4 is how carefully we handle it (3 and up are masked, 4 is specific data).
    `scope` names the scopes that cover it, as OAuth writes them, and is empty for a field that never leaves
    the house. `row` is what one line of a list is called, and `none` what a citizen says who has nothing to list,
    both in both languages. What `is_read_only` no citizen types: an officer enters it from an agency's paper.
    A document `takes` files of these media types, `supports` the fields that are read off it, and is removed after
    `keeps_days` where that is not 0.
    `claim` is the OpenID Connect claim (`address.…` for a member of it; the field's own key where
    no standard claim exists), `verified_claim` the one that tells whether it was checked. `is_for_some` marks
    what most people do not have: a profile is full without it.
    """

    key: str
    group: str
    label_id: str
    label_en: str
    rule: Rule
    doubts: Doubt = no_doubts
    widget: Widget = Widget.LINE
    pdp_class: PdpClass = "U"
    ground: str
    tier: int
    scope: str
    verifier: str = ""
    editable_by: str = "self"
    claim: str = ""
    verified_claim: str = ""
    to_claim: Callable[[Any], Any] = as_it_is
    choices: tuple[Choice, ...] = ()
    parts: tuple[Part, ...] = ()
    row: tuple[str, str] = ("", "")
    none: tuple[str, str] = ("", "")
    help_id: str = ""
    help_en: str = ""
    autocomplete: str = ""
    example: Any = None
    is_about_others: bool = False
    is_fixed_once_checked: bool = False
    is_for_some: bool = False
    is_read_only: bool = False
    takes: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    keeps_days: int = 0

    @property
    def is_document(self) -> bool:
        """Tell whether it is a file, which is uploaded on a page of its own."""
        return self.widget is Widget.DOCUMENT

    @property
    def is_typed(self) -> bool:
        """Tell whether the citizen types it into the form of its group."""
        return not self.is_read_only and not self.is_document

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that cover it."""
        return tuple(self.scope.split())

    @property
    def is_releasable(self) -> bool:
        """Tell whether a service may ever ask for it."""
        return bool(self.scope)

    @property
    def is_masked(self) -> bool:
        """Tell whether pages show it only on demand."""
        return self.tier >= LEAST_SENSITIVE_MASKED


def choices_of(table: dict[str, tuple[str, str]]) -> tuple[Choice, ...]:
    """Return the choices of a table value -> (Indonesian label, English label)."""
    return tuple(Choice(value, *labels) for value, labels in table.items())


def values_of(choices: tuple[Choice, ...]) -> frozenset[str]:
    """Return the values that may be chosen."""
    return frozenset(choice.value for choice in choices)
