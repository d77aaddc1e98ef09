"""The answers that can be derived, plain ones and those with a parameter after the colon (`resident_of:35.74`)."""

from functools import cache

from vault.derived.answer import DerivedField
from vault.derived.parameters import WITH_PARAMETER
from vault.derived.plain import PLAIN

__all__ = ["PLAIN", "WITH_PARAMETER", "find"]


def find(key: str) -> DerivedField | None:
    """Return the answer that `key` names, or None."""
    if key in PLAIN:
        return PLAIN[key]
    name, colon, parameter = key.partition(":")
    kind = WITH_PARAMETER.get(name)
    return kind.make(key, parameter) if kind is not None and colon else None


def taken_after(name: str) -> str:
    """Return what may stand after the colon of the answers called `name`; empty when there are none with a parameter."""
    kind = WITH_PARAMETER.get(name)
    return kind.takes if kind else ""


@cache
def in_place_of(field: str) -> tuple[str, ...]:
    """Return the plain answers that can be given in place of a field, in the order of their table."""
    return tuple(answer.key for answer in PLAIN.values() if field in answer.in_place_of)


@cache
def kinds_in_place_of(field: str) -> tuple[str, ...]:
    """Return the names of the answers with a parameter that can be given in place of a field."""
    return tuple(name for name, kind in WITH_PARAMETER.items() if kind.source == field)
