"""Dates: stored as ISO 8601, typed as on the identity card (17-08-1995) or in any usual spelling."""

import unicodedata
from datetime import date, datetime, timedelta, timezone

from vault.validation.outcome import Checked, Facts, Raw, refused, text_of

OLDEST_YEARS = 150
PIECES = 3
WIB = timezone(timedelta(hours=7), "WIB")


def local_day(now: datetime) -> date:
    """Return the day in western Indonesia, by which birthdays count."""
    return now.astimezone(WIB).date()


def birth_date(raw: Raw, facts: Facts) -> Checked:
    """Check a date of birth: a real day, not in the future, not more than 150 years ago."""
    text = text_of(raw).strip()
    if not text:
        return Checked(None)
    try:
        day = parse_day(text)
    except ValueError:
        return refused("date_impossible")
    if day is None:
        return refused("date_form")
    if day > facts.today:
        return refused("date_future")
    return refused("date_too_old") if age(day, facts.today) > OLDEST_YEARS else Checked(day.isoformat())


def parse_day(text: str) -> date | None:
    """Return the day of `1995-08-17`, `17-08-1995`, `17/8/1995` or `17.8.1995`; None when it is no such form.

    Raise ValueError for a day that the calendar does not have.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for separator in "/.‐‑–— ":
        plain = plain.replace(separator, "-")
    pieces = plain.split("-")
    if len(pieces) != PIECES or not all(piece.isdecimal() for piece in pieces):
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
