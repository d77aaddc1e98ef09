"""What an auditor looks for: service, purpose, field and time, read from a form once and typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ledger.entries import EntryType
from web.door.moments import ZONES

PURPOSE = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}(@[1-9][0-9]{0,5})?")
FIELD = re.compile(r"[a-z][a-z0-9_]{0,63}(:[A-Za-z0-9.]{1,32})?")
NAMES = ("service", "purpose", "field", "type", "since", "until")
LONGEST = 200
BIGGEST_INDEX = 2**62


@dataclass(frozen=True, slots=True)
class Criteria:
    """Filters of one look-up; None leaves a fact open. `since` is included, `until` is not; `after` continues a list."""

    service: str | None = None
    purpose: str | None = None
    field: str | None = None
    type: EntryType | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Misread:
    """Inputs that say nothing we can look for: pairs of an input's name and a code of what is wrong."""

    problems: tuple[tuple[str, str], ...]


def criteria_of(form: Mapping[str, str]) -> Criteria | Misread:
    """Return what `form` looks for; days are those of the clock in Jakarta (WIB), the last one included."""
    typed = {name: form.get(name, "").strip()[:LONGEST] for name in (*NAMES, "after")}
    days = {name: _day(typed[name]) for name in ("since", "until")}
    problems = [
        *(("purpose", "purpose") for text in (typed["purpose"],) if text and not PURPOSE.fullmatch(text)),
        *(("field", "field") for text in (typed["field"],) if text and not FIELD.fullmatch(text)),
        *(("type", "type") for text in (typed["type"],) if text and text not in set(EntryType)),
        *((name, "day") for name, day in days.items() if typed[name] and day is None),
    ]
    since, until = _midnight(days["since"]), _midnight(days["until"], 1)
    if since and until and since >= until:
        problems.append(("until", "order"))
    if problems:
        return Misread(tuple(problems))
    return Criteria(
        service=typed["service"] or None,
        purpose=typed["purpose"] or None,
        field=typed["field"] or None,
        type=EntryType(typed["type"]) if typed["type"] else None,
        since=since,
        until=until,
        after=index_of(typed["after"]),
    )


def index_of(text: str) -> int | None:
    """Return the index that `text` writes in digits, or None."""
    # Longer digits than an index could have are no index; int() would also take minutes for millions of them.
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(BIGGEST_INDEX)) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=later), time(), UTC) - timedelta(hours=ZONES["WIB"])
    except OverflowError:
        return None
