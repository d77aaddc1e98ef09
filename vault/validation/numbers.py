"""Numbers of the Indonesian administration, as people type them: spaces, dots, dashes and any script's digits."""

import unicodedata
from calendar import isleap

from vault import regions
from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, refused, text_of

NIK_LENGTH = 16
OLD_NPWP_LENGTH = 15
FEMALE_DAY_OFFSET = 40
LAST_DAY = 31
LAST_MONTH = 12
LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SEPARATORS = frozenset(["Zs", "Pd", "Cf", "Cc"])


def canonical_digits(text: str) -> str:
    """Return `text` with every script's digits as ASCII, and without spaces, dots, dashes and invisible characters."""
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        if character in ".·" or unicodedata.category(character) in SEPARATORS:
            continue
        value = unicodedata.decimal(character, None)
        kept.append(character if value is None else str(value))
    return "".join(kept)


def digits(kind: str, length: int) -> Rule:
    """Return the rule for exactly `length` digits; its problems are named after `kind`."""

    def rule(raw: Raw, _facts: Facts) -> Checked:
        number = canonical_digits(text_of(raw))
        if not number:
            return Checked(None)
        return _counted(kind, number, length) or Checked(number)

    return rule


def nik(raw: Raw, _facts: Facts) -> Checked:
    """Check a NIK: 16 digits, a day of 1-31 or 41-71, a month, and a serial other than 0000.

    The region is never an error: codes of before a split are on valid cards (`nik_doubts` warns).
    """
    number = canonical_digits(text_of(raw))
    if not number:
        return Checked(None)
    if wrong := _counted("nik", number, NIK_LENGTH):
        return wrong
    if code := _nik_fault(number):
        return refused(code)
    return Checked(number)


def nik_doubts(number: str, facts: Facts) -> tuple[Problem, ...]:
    """Return what looks odd about a NIK: an unknown region, an impossible date, a date or sex unlike the profile's."""
    if len(number) != NIK_LENGTH:
        return (Problem("nik_unusual"),)
    doubts = []
    if not regions.exists(f"{number[:2]}.{number[2:4]}.{number[4:6]}"):
        doubts.append(Problem("nik_region_unknown"))
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    is_female = day > FEMALE_DAY_OFFSET
    day -= FEMALE_DAY_OFFSET if is_female else 0
    if not _could_be_date(day, month, year):
        doubts.append(Problem("nik_date_impossible"))
    birth = facts.values.get("birth_date")
    if birth and (day, month, year) != (int(birth[8:10]), int(birth[5:7]), int(birth[2:4])):
        doubts.append(Problem("nik_date_differs"))
    gender = facts.values.get("gender")
    if gender and (gender == "P") != is_female:
        doubts.append(Problem("nik_sex_differs"))
    return tuple(doubts)


def other_nik_doubts(number: str, facts: Facts) -> tuple[Problem, ...]:
    """Return what looks odd about the NIK of somebody else: the citizen's own, or one of an unusual form."""
    own = (Problem("nik_is_ones_own"),) if number == facts.values.get("nik") else ()
    return (*own, *nik_doubts(number, Facts({}, facts.today)))


def family_card_doubts(number: str, _facts: Facts) -> tuple[Problem, ...]:
    """Return a doubt when digits 7-12 of a family card number are no date (cards of before 2010 may differ)."""
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    return () if _could_be_date(day, month, year) else (Problem("kk_date_impossible"),)


def npwp(raw: Raw, facts: Facts) -> Checked:
    """Check an NPWP: a NIK, `0` and 15 old digits, or the 15 old digits, stored as 16 (PMK 112/2022)."""
    number = canonical_digits(text_of(raw))
    if not number:
        return Checked(None)
    if len(number) == OLD_NPWP_LENGTH and number.isascii() and number.isdigit():
        return Checked(f"0{number}")
    if wrong := _counted("npwp", number, NIK_LENGTH):
        return wrong
    if not number.startswith("0") and _nik_fault(number) and number != facts.values.get("nik"):
        return refused("npwp_form")
    return Checked(number)


def npwp_doubts(number: str, _facts: Facts) -> tuple[Problem, ...]:
    """Return a doubt when the first nine digits of an old number fail the Luhn check."""
    if not number.startswith("0") or _luhn_holds(number[1:10]):
        return ()
    return (Problem("npwp_check_digit"),)


def _counted(kind: str, number: str, length: int) -> Checked | None:
    if not (number.isascii() and number.isdigit()):
        return refused("digits_only")
    if len(number) == length:
        return None
    return refused(f"{kind}_short" if len(number) < length else f"{kind}_long", typed=len(number))


def _nik_fault(number: str) -> str | None:
    day, month = int(number[6:8]), int(number[8:10])
    if not 1 <= (day - FEMALE_DAY_OFFSET if day > FEMALE_DAY_OFFSET else day) <= LAST_DAY:
        return "nik_day"
    if not 1 <= month <= LAST_MONTH:
        return "nik_month"
    return "nik_serial" if number.endswith("0000") else None


def _could_be_date(day: int, month: int, year: int) -> bool:
    if not (1 <= month <= LAST_MONTH and 1 <= day <= LAST_DAYS[month - 1]):
        return False
    is_leap_day = (day, month) == (29, 2)
    # The year has two digits and no century: 00 may be 2000, which was a leap year.
    return not is_leap_day or isleap(2000 + year)


def _luhn_holds(number: str) -> bool:
    total = 0
    for place, character in enumerate(reversed(number)):
        value = int(character) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  (the digits of a two-digit product are added)
    return total % 10 == 0
