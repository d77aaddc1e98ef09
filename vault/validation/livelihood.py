"""A small business, and the account to which social aid is paid."""

import re
from collections.abc import Container, Mapping

from vault.validation.addresses import chosen_village
from vault.validation.numbers import canonical_digits
from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, parts_of, within
from vault.validation.words import comparable, full_name, text

BUSINESS_NAME = text(2, 120)
KBLI_LENGTH = 5
KBLI_MOST = 20
BANK_CODE_LENGTH = 3
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 8, 18


def business_profile(scales: Container[str]) -> Rule:
    """Return the rule for `{name, kbli[], village_code, scale}`; the name makes the profile, the rest may be missing."""

    def rule(raw: Raw, facts: Facts) -> Checked:
        parts = parts_of(raw)
        if not any(parts.get(part, "").strip() for part in ("name", "kbli", "village", "scale")):
            return Checked(None)
        stored = facts.values.get("business_profile") or {}
        checks = {
            "name": BUSINESS_NAME(parts.get("name", ""), facts),
            "kbli": _kbli(parts.get("kbli", "")),
            "village_code": chosen_village(dict(parts), stored.get("village_code", "")),
            "scale": _scale(parts.get("scale", ""), scales),
        }
        problems = [p for part, checked in checks.items() for p in within(checked, part).errors]
        if not parts.get("name", "").strip():
            problems.append(Problem("business_name_missing", part="name"))
        found = {part: checked.data for part, checked in checks.items() if checked.data}
        return Checked(found, tuple(problems))

    return rule


def bank_account(raw: Raw, facts: Facts) -> Checked:
    """Check `{bank_code, number, holder_name}`: three digits, 8-18 digits, a name; all three or nothing."""
    parts = parts_of(raw)
    typed = {part: parts.get(part, "").strip() for part in ("bank_code", "number", "holder_name")}
    if not any(typed.values()):
        return Checked(None)
    problems = [Problem(f"{part}_missing", part=part) for part, entry in typed.items() if not entry]
    code, number = canonical_digits(typed["bank_code"]), canonical_digits(typed["number"])
    if code and not _are_digits(code, BANK_CODE_LENGTH, BANK_CODE_LENGTH):
        problems.append(Problem("bank_code_form", part="bank_code"))
    if number and not _are_digits(number, SHORTEST_ACCOUNT, LONGEST_ACCOUNT):
        problems.append(Problem("bank_number_form", {"typed": len(number)}, "number"))
    holder = within(full_name(typed["holder_name"], facts), "holder_name")
    data = {"bank_code": code, "number": number, "holder_name": holder.data}
    return Checked(data, (*problems, *holder.errors))


def bank_account_doubts(account: Mapping[str, str], facts: Facts) -> tuple[Problem, ...]:
    """Return a doubt when the account is held under another name than the citizen's."""
    name = facts.values.get("full_name")
    if not name or comparable(name) == comparable(account["holder_name"]):
        return ()
    return (Problem("holder_differs", part="holder_name"),)


def _kbli(typed: str) -> Checked:
    codes = [canonical_digits(piece) for piece in re.split(r"[,;/\s]+", typed.strip()) if piece]
    if all(_are_digits(code, KBLI_LENGTH, KBLI_LENGTH) for code in codes) and len(codes) <= KBLI_MOST:
        return Checked(list(dict.fromkeys(codes)) or None)
    return Checked(None, (Problem("kbli_form"),))


def _scale(typed: str, scales: Container[str]) -> Checked:
    if not typed or typed in scales:
        return Checked(typed or None)
    return Checked(None, (Problem("choice_unknown"),))


def _are_digits(number: str, shortest: int, longest: int) -> bool:
    return number.isascii() and number.isdigit() and shortest <= len(number) <= longest
