"""Numbers of civil deeds: many old forms are valid, so the modern pattern only warns."""

import re

from vault.validation.outcome import Facts, Problem

MODERN = re.compile(r"\d{4}-(LT|LU|LD)-\d{8}-\d{3,6}")


def certificate_doubts(number: str, _facts: Facts) -> tuple[Problem, ...]:
    """Return a doubt when a birth certificate's number is not of the modern form `3574-LU-01012020-9001`."""
    return () if MODERN.fullmatch(number.upper()) else (Problem("certificate_pattern"),)
