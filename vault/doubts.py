"""Doubts: what deserves a second look about values that may be kept as they are."""

from collections.abc import Mapping
from typing import Any

from vault import catalogue
from vault.validation.outcome import Facts, Problem


def doubts(data: Mapping[str, Any], facts: Facts) -> dict[str, tuple[Problem, ...]]:
    """Return, by field, what looks odd about `data` when it stands beside the other values of the citizen."""
    together = Facts({**facts.values, **data}, facts.today)
    found = {
        key: tuple(catalogue.FIELDS[key].doubts(value, together)) for key, value in data.items() if value is not None
    }
    return {key: problems for key, problems in found.items() if problems}
