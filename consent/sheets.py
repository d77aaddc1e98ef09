"""The sheet that a citizen reads before answering: every field with its real value, what is new, and what is ticked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from consent.asks import Ask
from consent.derivation import Disclosed
from consent.grants import Grant
from consent.offers import pick
from consent.purposes import Purpose, WantedField
from consent.systems import System, untold


@dataclass(frozen=True, slots=True)
class Line:
    """One field on the sheet. `value` is None when nothing is filled in; `is_new` marks what was never answered.

    `answer` is what would be given in place of the value, and `takes_answer` tells whether that is picked.
    """

    wanted: WantedField
    value: Disclosed | None
    is_ticked: bool
    is_new: bool
    answer: Disclosed | None = None
    takes_answer: bool = False

    @property
    def has_offer(self) -> bool:
        """Tell whether the answer alone can be given; not where the value is there and does not say it."""
        return bool(self.wanted.answer) and (self.answer is not None or self.value is None)

    @property
    def first(self) -> str:
        """Return the key of the least that can be given of the field."""
        return self.wanted.answer if self.has_offer else self.wanted.key

    def told(self, key: str | None) -> Disclosed | None:
        """Return what is disclosed by `key`, the field or the answer in its place."""
        return {self.wanted.key: self.value, self.wanted.answer: self.answer}.get(key or "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown. `reason` says why the citizen is asked (see `consent.standing`), `proof` is the evidence's hash.

    `frozen_since` is when the citizen froze the service; None when they did not.
    `former` is the version that was answered before, where another one has taken its place.
    """

    ask: Ask
    lines: tuple[Line, ...]
    earlier: Grant | None
    reason: str
    proof: bytes
    frozen_since: datetime | None = None
    former: Purpose | None = None

    @property
    def is_notice(self) -> bool:
        """Tell whether the citizen is told, not asked."""
        return not self.ask.purpose.asks_consent

    @property
    def new_systems(self) -> tuple[System, ...]:
        """Return the systems of which an earlier answer did not know; none without one."""
        return untold(self.ask.systems, self.earlier.systems) if self.earlier else ()

    @property
    def everything(self) -> tuple[str, ...]:
        """Return what ticking everything ticks: of what is required the least that will do, and all else that is asked."""
        return tuple(line.first if line.wanted.required else line.wanted.key for line in self.lines)

    def unfilled(self, chosen: Collection[str]) -> tuple[WantedField, ...]:
        """Return the chosen required fields for which nothing is filled in yet."""
        return tuple(
            line.wanted
            for line in self.lines
            if line.wanted.required and (key := pick(line.wanted, chosen)) is not None and line.told(key) is None
        )


def lines_of(ask: Ask, values: Mapping[str, Disclosed], earlier: Grant | None) -> tuple[Line, ...]:
    """Return the lines of a sheet that nobody has touched.

    Required fields are ticked, the answer in place of the value where one is offered; optional ones only where the
    citizen has ticked them before, and as they did.
    """
    kept = frozenset(earlier.granted) if earlier else frozenset()
    known = earlier.answered if earlier else frozenset(ask.keys)
    untouched = (
        Line(wanted, values.get(wanted.key), False, wanted.key not in known, values.get(wanted.answer))
        for wanted in ask.fields
    )
    return tuple(_ticked(line, kept, ticks_first=line.wanted.required) for line in untouched)


def ticked_as(sheet: Sheet, ticked: Collection[str]) -> Sheet:
    """Return the sheet with exactly `ticked` ticked, as the citizen left it."""
    return replace(sheet, lines=tuple(_ticked(line, ticked, ticks_first=False) for line in sheet.lines))


def withheld(ask: Ask, chosen: Collection[str]) -> tuple[WantedField, ...]:
    """Return the required fields of which nothing is chosen."""
    return tuple(wanted for wanted in ask.fields if wanted.required and pick(wanted, chosen) is None)


def _ticked(line: Line, ticked: Collection[str], *, ticks_first: bool) -> Line:
    key = pick(line.wanted, ticked) or (line.first if ticks_first else None)
    return replace(line, is_ticked=key == line.wanted.key, takes_answer=key is not None and key == line.wanted.answer)
