"""The sheet that a citizen reads before answering: every field with its real value, what is new, and what is ticked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from consent.asks import Ask
from consent.derivation import Disclosed
from consent.grants import Grant
from consent.purposes import WantedField
from consent.systems import System, untold


@dataclass(frozen=True, slots=True)
class Line:
    """One field on the sheet. `value` is None when nothing is filled in; `is_new` marks what was never answered."""

    wanted: WantedField
    value: Disclosed | None
    is_ticked: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown. `reason` says why the citizen is asked (see `consent.standing`), `proof` is the evidence's hash."""

    ask: Ask
    lines: tuple[Line, ...]
    earlier: Grant | None
    reason: str
    proof: bytes

    @property
    def is_notice(self) -> bool:
        """Tell whether the citizen is told, not asked."""
        return not self.ask.purpose.asks_consent

    @property
    def new_systems(self) -> tuple[System, ...]:
        """Return the systems of which an earlier answer did not know; none without one."""
        return untold(self.ask.systems, self.earlier.systems) if self.earlier else ()

    @property
    def unfilled(self) -> tuple[WantedField, ...]:
        """Return the required fields for which nothing is filled in yet."""
        return tuple(line.wanted for line in self.lines if line.wanted.required and line.value is None)


def lines_of(ask: Ask, values: Mapping[str, Disclosed], earlier: Grant | None) -> tuple[Line, ...]:
    """Return the lines of a sheet that nobody has touched.

    Required fields are ticked; optional ones only where the citizen has ticked them before.
    """
    kept = frozenset(earlier.granted) if earlier else frozenset()
    known = earlier.answered if earlier else frozenset(ask.keys)
    return tuple(
        Line(
            wanted=wanted,
            value=values.get(wanted.key),
            is_ticked=wanted.required or wanted.key in kept,
            is_new=wanted.key not in known,
        )
        for wanted in ask.fields
    )


def ticked_as(sheet: Sheet, ticked: Collection[str]) -> Sheet:
    """Return the sheet with exactly `ticked` ticked, as the citizen left it."""
    lines = tuple(Line(line.wanted, line.value, line.wanted.key in ticked, line.is_new) for line in sheet.lines)
    return Sheet(sheet.ask, lines, sheet.earlier, sheet.reason, sheet.proof)


def withheld(ask: Ask, chosen: Collection[str]) -> tuple[WantedField, ...]:
    """Return the required fields that are not among the chosen ones."""
    return tuple(wanted for wanted in ask.fields if wanted.required and wanted.key not in chosen)
