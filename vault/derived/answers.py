"""The answers that can be derived, plain ones and those with a parameter after the colon (`resident_of:35.74`)."""

from vault.derived.answer import DerivedField
from vault.derived.parameters import WITH_PARAMETER
from vault.derived.plain import PLAIN

__all__ = ["PLAIN", "WITH_PARAMETER", "find"]


def find(key: str) -> DerivedField | None:
    """Return the answer that `key` names, or None."""
    if key in PLAIN:
        return PLAIN[key]
    name, colon, parameter = key.partition(":")
    make = WITH_PARAMETER.get(name)
    return make(key, parameter) if make is not None and colon else None
