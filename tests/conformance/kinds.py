"""The kinds of clients that the plans of OpenID Connect Core run with: response types, modes, and how they register."""

from itertools import product
from typing import Any

TYPES = ("code", "id_token", "id_token token", "code id_token", "code token", "code id_token token")
MODES = (None, "form_post")
EVERY = tuple(product(TYPES, MODES))


def registration(response_type: str) -> dict[str, Any]:
    """Return what a client of `response_type` registers beside its addresses."""
    if response_type == "code":
        return {}
    return {"response_types": [response_type], "grant_types": ["authorization_code", "implicit", "refresh_token"]}


def kinds(*, without: tuple[str, ...] = (), having: str = "") -> list[tuple[str, str | None]]:
    """Return the kinds whose response type is not one of `without` and has the word `having`."""
    return [kind for kind in EVERY if kind[0] not in without and (not having or having in kind[0].split())]
