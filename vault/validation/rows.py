"""Rows: lists of up to fifteen people or things, each part checked as a citizen's own field would be."""

from collections.abc import Collection, Mapping

from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, refused, within

MOST = 15
NONE_BOX = "none"


def rows(kind: str, rules: Mapping[str, Rule], optional: Collection[str] = ()) -> Rule:
    """Return the rule for a list of objects with the parts of `rules`; those not `optional` may not be missing.

    Problems of missing parts are named after `kind`. Rows left empty do not count; the ticked box `none`
    (sent as a row of its own) says that there is nothing to list, which is an answer and not an absence.
    """

    def rule(raw: Raw, facts: Facts) -> Checked:
        filled = [(place, row) for place, row in enumerate(_rows(raw)) if NONE_BOX not in row and any(row.values())]
        says_none = any(row.get(NONE_BOX) for row in _rows(raw))
        if says_none and filled:
            return refused("rows_and_none")
        if len(filled) > MOST:
            return refused("too_many_rows", wanted=MOST, typed=len(filled))
        if not filled:
            return Checked([] if says_none else None)
        listed = [_row(kind, row, place, rules, optional, facts) for place, row in filled]
        return Checked([one.data for one in listed], tuple(problem for one in listed for problem in one.errors))

    return rule


def parts(kind: str, rules: Mapping[str, Rule], optional: Collection[str] = ()) -> Rule:
    """Return the rule for one object with the parts of `rules`: all that are not `optional`, or nothing at all."""

    def rule(raw: Raw, facts: Facts) -> Checked:
        typed = raw if isinstance(raw, Mapping) else {}
        if not any(typed.get(part, "").strip() for part in rules):
            return Checked(None)
        return _object(kind, typed, rules, optional, facts)

    return rule


def _row(
    kind: str, row: Mapping[str, str], place: int, rules: Mapping[str, Rule], optional: Collection[str], facts: Facts
) -> Checked:
    return within(_object(kind, row, rules, optional, facts), str(place))


def _object(
    kind: str, typed: Mapping[str, str], rules: Mapping[str, Rule], optional: Collection[str], facts: Facts
) -> Checked:
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for part, rule in rules.items():
        checked = within(rule(typed.get(part, ""), facts), part)
        problems.extend(checked.errors)
        if checked.data is not None:
            found[part] = checked.data
        elif not checked.errors and part not in optional:
            problems.append(Problem(f"{kind}_{part}_missing", part=part))
    return Checked(found, tuple(problems))


def _rows(raw: Raw) -> list[Mapping[str, str]]:
    return [] if isinstance(raw, (str, Mapping)) else list(raw)
