"""How a value is to be handled: as the catalogue says, and as specific data while its citizen is a child."""

from collections.abc import Mapping
from datetime import date

from vault import catalogue
from vault.derived.answer import DerivedField
from vault.fields.field import PdpClass
from vault.validation.dates import age
from vault.values import Value

OF_AGE = 18


def is_of_child(values: Mapping[str, Value], today: date) -> bool:
    """Tell whether `values` are those of somebody under 18 on that day; who told no date of birth counts as grown up."""
    born = values.get("birth_date")
    return born is not None and age(date.fromisoformat(born.data), today) < OF_AGE


def class_of(key: str, values: Mapping[str, Value], today: date) -> PdpClass:
    """Return the class of field or answer `key` for the citizen to whom `values` belong.

    Whatever belongs to a child is specific data (UU 27/2022, article 4(2)e); the day of asking decides, so that
    the eighteenth birthday ends it without anybody's doing. An answer is of the class of what it is worked out from.
    """
    if is_of_child(values, today):
        return "S"
    found = catalogue.get(key)
    sources = found.sources if isinstance(found, DerivedField) else (key,)
    return "S" if any(catalogue.FIELDS[name].pdp_class == "S" for name in sources) else "U"
