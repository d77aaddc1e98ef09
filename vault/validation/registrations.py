"""Passports, driving licences, vehicles, deeds and registrations: numbers that are written with letters."""

import re
import unicodedata

from vault.validation.numbers import canonical_digits
from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, refused, text_of
from vault.validation.words import tidy

PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,7}")
USUAL_PASSPORT = re.compile(r"[A-Z][0-9]{7}")
PLATE = re.compile(r"([A-Z]{1,2})([0-9]{1,4})([A-Z]{0,3})")
CODE = re.compile(r"[A-Z0-9/.-]+")
SHORTEST_LICENCE, LONGEST_LICENCE = 12, 16
NOP_LENGTH = 18
NOP_MOST = 20
FIRST_YEAR = 1900


def passport(raw: Raw, _facts: Facts) -> Checked:
    """Check a passport number: one or two letters and six or seven digits, stored in capitals."""
    number = _compact(text_of(raw))
    if not number:
        return Checked(None)
    return Checked(number) if PASSPORT.fullmatch(number) else refused("passport_form")


def passport_doubts(number: str, _facts: Facts) -> tuple[Problem, ...]:
    """Return a doubt when a number is not the usual letter and seven digits."""
    return () if USUAL_PASSPORT.fullmatch(number) else (Problem("passport_unusual"),)


def licence_number(raw: Raw, _facts: Facts) -> Checked:
    """Check the number of a driving licence: 12-16 digits; since July 2024 it is the holder's NIK."""
    number = canonical_digits(text_of(raw))
    if not number:
        return Checked(None)
    if not (number.isascii() and number.isdigit()):
        return refused("digits_only")
    if not SHORTEST_LICENCE <= len(number) <= LONGEST_LICENCE:
        return refused("licence_length", typed=len(number))
    return Checked(number)


def plate(raw: Raw, _facts: Facts) -> Checked:
    """Check a number plate such as `N 1234 QA`; it is stored with single spaces."""
    typed = _compact(text_of(raw))
    if not typed:
        return Checked(None)
    found = PLATE.fullmatch(typed)
    return Checked(" ".join(filter(None, found.groups()))) if found else refused("plate_form")


def year(raw: Raw, facts: Facts) -> Checked:
    """Check the year in which something was made; that of the next model year is fine."""
    typed = canonical_digits(text_of(raw))
    if not typed:
        return Checked(None)
    is_year = typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed[:9]) <= facts.today.year + 1
    return Checked(str(int(typed))) if is_year else refused("year_impossible")


def property_tax_numbers(raw: Raw, _facts: Facts) -> Checked:
    """Check a list of property tax object numbers (NOP): 18 digits each, separated by commas, kept in a list.

    A NOP is printed with dots between its parts, `35.74.040.001.002-0123.0`.
    """
    numbers = [canonical_digits(piece) for piece in re.split(r"[,;\n]+", text_of(raw)) if piece.strip()]
    if any(not (one.isascii() and one.isdigit() and len(one) == NOP_LENGTH) for one in numbers):
        return refused("nop_form")
    if len(numbers) > NOP_MOST:
        return refused("too_many_rows", wanted=NOP_MOST, typed=len(numbers))
    return Checked(list(dict.fromkeys(numbers)) or None)


def code(shortest: int, longest: int) -> Rule:
    """Return the rule for a number of letters, digits and `/ . -`, as deeds and registrations bear it; stored in capitals."""

    def rule(raw: Raw, _facts: Facts) -> Checked:
        typed = unicodedata.normalize("NFKC", tidy(text_of(raw))).upper().replace(" ", "")
        if not typed:
            return Checked(None)
        if not CODE.fullmatch(typed):
            return refused("code_characters")
        if len(typed) < shortest:
            return refused("text_short", wanted=shortest, typed=len(typed))
        return refused("text_long", wanted=longest, typed=len(typed)) if len(typed) > longest else Checked(typed)

    return rule


def _compact(text: str) -> str:
    return canonical_digits(text).upper()
