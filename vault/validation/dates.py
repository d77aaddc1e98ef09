"""Dates: stored as ISO 8601, typed as on the identity card (17-08-1995) or in any usual spelling."""

import unicodedata
from datetime import date, datetime, timedelta, timezone

from vault.validation.outcome import Checked, Facts, Raw, refused, text_of

OLDEST_YEARS = 150
FARTHEST_YEARS = 30
PIECES = 3
MONTHS = 12
LIFELONG = "seumur hidup"
WIB = timezone(timedelta(hours=7), "WIB")


def local_day(now: datetime) -> date:
    """Return the day in western Indonesia, by which birthdays count."""
    return now.astimezone(WIB).date()


def birth_date(raw: Raw, facts: Facts) -> Checked:
    """Check a date of birth: a real day, not in the future, not more than 150 years ago."""
    day = _day(text_of(raw).strip())
    if day is None or isinstance(day, Checked):
        return day or Checked(None)
    if day > facts.today:
        return refused("date_future")
    return refused("date_too_old") if age(day, facts.today) > OLDEST_YEARS else Checked(day.isoformat())


def expiry(raw: Raw, facts: Facts) -> Checked:
    """Check the last day on which something is valid: a real day, at most 30 years off; what has run out may be kept."""
    day = _day(text_of(raw).strip())
    if day is None or isinstance(day, Checked):
        return day or Checked(None)
    return refused("expiry_far") if abs(day.year - facts.today.year) > FARTHEST_YEARS else Checked(day.isoformat())


def expiry_or_lifelong(raw: Raw, facts: Facts) -> Checked:
    """Check a last day of validity, or the words `seumur hidup`, as new registrations of health workers have them."""
    words = " ".join(text_of(raw).casefold().split())
    return Checked(LIFELONG) if words in {LIFELONG, "lifelong"} else expiry(raw, facts)


def month(raw: Raw, facts: Facts) -> Checked:
    """Check a month typed as `07-2019`, `7/2019` or `2019-07`; it is stored as `2019-07` and does not lie ahead."""
    pieces = _pieces(text_of(raw))
    if pieces == [""]:
        return Checked(None)
    match [len(piece) for piece in pieces]:
        case [4, 1 | 2]:
            year, number = int(pieces[0]), int(pieces[1])
        case [1 | 2, 4]:
            number, year = int(pieces[0]), int(pieces[1])
        case _:
            return refused("month_form")
    if not 1 <= number <= MONTHS:
        return refused("month_impossible")
    if (year, number) > (facts.today.year, facts.today.month):
        return refused("date_future")
    return refused("date_too_old") if facts.today.year - year > OLDEST_YEARS else Checked(f"{year:04}-{number:02}")


def parse_day(text: str) -> date | None:
    """Return the day of `1995-08-17`, `17-08-1995`, `17/8/1995` or `17.8.1995`; None when it is no such form.

    Raise ValueError for a day that the calendar does not have.
    """
    pieces = _pieces(text)
    if len(pieces) != PIECES:
        return None
    first, middle, last = (int(piece) for piece in pieces)
    match [len(piece) for piece in pieces]:
        case [4, 1 | 2, 1 | 2]:
            return date(first, middle, last)
        case [1 | 2, 1 | 2, 4]:
            return date(last, middle, first)
        case _:
            return None


def age(born: date, today: date) -> int:
    """Return full years of life; who was born on 29 February turns older on 1 March of a common year."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def has_not_run_out(last_day: str, today: date) -> bool:
    """Tell whether something that is valid until `last_day` (ISO 8601, or `seumur hidup`) is valid on `today`."""
    return last_day == LIFELONG or date.fromisoformat(last_day) >= today


def _day(text: str) -> date | Checked | None:
    """Return the day that was typed, why it is none, or None when nothing was typed."""
    if not text:
        return None
    try:
        return parse_day(text) or refused("date_form")
    except ValueError:
        return refused("date_impossible")


def _pieces(text: str) -> list[str]:
    """Return the numbers of a date in their order; one empty text for none, and no pieces for what is no date."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for separator in "/.‐‑–— ":
        plain = plain.replace(separator, "-")
    pieces = plain.split("-")
    return pieces if pieces == [""] or all(piece.isdecimal() for piece in pieces) else []
