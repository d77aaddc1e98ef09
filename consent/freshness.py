"""Freshness: what is so personal that an old sign-in does not suffice for giving it away."""

from collections.abc import Iterable, Mapping
from datetime import date

from consent.purposes import Purpose
from vault import catalogue
from vault.sensitivity import class_of
from vault.values import Value

# A child's data are specific data, whatever they are (UU 27/2022, article 4(2)e).
TELLS_WHO_IS_A_CHILD = ("birth_date",)


def needs_fresh_sign_in(purpose: Purpose, keys: Iterable[str], values: Mapping[str, Value], today: date) -> bool:
    """Tell whether a purpose asks for a fresh sign-in, or one of the fields `keys` is specific data.

    `values` are those of the citizen that are open at this moment: none while a request is judged, so that a
    child is found out only where values leave the house.
    """
    known = [key for key in keys if catalogue.get(key) is not None]
    return purpose.fresh or any(class_of(key, values, today) == "S" for key in known)
