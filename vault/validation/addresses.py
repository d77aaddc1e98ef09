"""Addresses: neighbourhood numbers, and the village that its code alone stands for."""

from vault import regions
from vault.validation.numbers import canonical_digits
from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, parts_of, refused

RT_RW_LENGTH = 3


def rt_rw(raw: Raw, _facts: Facts) -> Checked:
    """Check RT and RW: up to three digits each, stored as three; `-` or `000` where there is none."""
    typed = {part: parts_of(raw).get(part, "").strip() for part in ("rt", "rw")}
    if not any(typed.values()):
        return Checked(None)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for part, text in typed.items():
        # A lone dash means "none" on the card; canonical_digits would swallow it.
        number = "0" if text and not text.strip("-‐‑–—") else canonical_digits(text)
        if not number:
            problems.append(Problem("rt_rw_missing", part=part))
        elif not (number.isascii() and number.isdigit()) or len(number) > RT_RW_LENGTH:
            problems.append(Problem("rt_rw_form", part=part))
        else:
            found[part] = number.zfill(RT_RW_LENGTH)
    return Checked(found, tuple(problems))


def village(key: str) -> Rule:
    """Return the rule for a village chosen step by step; `key` names the field whose stored code stays valid."""

    def rule(raw: Raw, facts: Facts) -> Checked:
        return chosen_village(parts_of(raw), str(facts.values.get(key) or ""))

    return rule


def chosen_village(chosen: dict[str, str] | object, stored: str) -> Checked:
    """Check a choice of `district` and `village`.

    The `stored` code stays valid even when the package no longer knows it: villages are split and renamed,
    and nobody has to move because of that.
    """
    parts = chosen if isinstance(chosen, dict) else {}
    code, district = parts.get("village", ""), parts.get("district", "")
    if code == stored and code and (not district or regions.lies_in(code, district)):
        return Checked(code)
    if not code:
        return refused("village_missing") if district and not regions.lies_in(stored, district) else Checked(None)
    if district and not regions.lies_in(code, district):
        return refused("village_elsewhere")
    known = regions.is_village_form(code) and regions.exists(code)
    return Checked(code) if known else refused("village_unknown")
