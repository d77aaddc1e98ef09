"""Dependants: up to fifteen people, each checked as a citizen's own fields would be."""

from collections.abc import Mapping

from vault.validation.dates import birth_date
from vault.validation.numbers import nik
from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, refused, within
from vault.validation.words import full_name

MOST = 15
NONE_BOX = "none"


def dependants(role: Rule) -> Rule:
    """Return the rule for a list of `{name, birth_date, role, nik}`; `role` checks the relation.

    Rows left empty do not count; the ticked box `none` (sent as a row of its own) says that there is nobody,
    which is an answer and not an absence.
    """
    rules = {"name": full_name, "birth_date": birth_date, "role": role, "nik": nik}

    def rule(raw: Raw, facts: Facts) -> Checked:
        rows = [(place, row) for place, row in enumerate(_rows(raw)) if NONE_BOX not in row and any(row.values())]
        says_none = any(row.get(NONE_BOX) for row in _rows(raw))
        if says_none and rows:
            return refused("dependants_and_none")
        if len(rows) > MOST:
            return refused("too_many_rows", wanted=MOST, typed=len(rows))
        if not rows:
            return Checked([] if says_none else None)
        people = [_person(row, place, rules, facts) for place, row in rows]
        return Checked([person.data for person in people], tuple(p for person in people for p in person.errors))

    return rule


def _person(row: Mapping[str, str], place: int, rules: Mapping[str, Rule], facts: Facts) -> Checked:
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for part, rule in rules.items():
        checked = within(rule(row.get(part, ""), facts), f"{place}.{part}")
        problems.extend(checked.errors)
        if checked.data is not None:
            found[part] = checked.data
        elif not checked.errors and part != "nik":
            problems.append(Problem(f"dependant_{part}_missing", part=f"{place}.{part}"))
    return Checked(found, tuple(problems))


def _rows(raw: Raw) -> list[Mapping[str, str]]:
    return [] if isinstance(raw, (str, Mapping)) else list(raw)
