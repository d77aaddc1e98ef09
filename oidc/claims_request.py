"""The `claims` parameter (OpenID Connect Core 1.0, section 5.5): which claims are named, and what must hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 100
LONGEST_NAME = 100
VALUED = frozenset({"sub", "acr"})
NOT_RELEASED = frozenset({"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "sid"})


@dataclass(frozen=True, slots=True)
class ClaimsRequest:
    """What the parameter says: `names` of claims, `subjects` one of which must be signed in, essential `acr_values`.

    Members of `id_token` are answered at UserInfo like those of `userinfo`: an ID Token carries no attribute.
    """

    names: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()


def parse(text: str | None) -> ClaimsRequest:
    """Return what `text` asks; raise `ValueError` when it is not an object of the defined shape."""
    if text is None:
        return ClaimsRequest()
    try:
        whole = json.loads(text)
    except RecursionError:
        raise ValueError("too deep") from None
    members = {name: _members(whole, name) for name in ("userinfo", "id_token")}
    names = dict.fromkeys(name.partition("#")[0] for part in members.values() for name in part)
    subjects = [value for part in members.values() for value in _values(part.get("sub"))]
    acr = members["id_token"].get("acr")
    essential = isinstance(acr, Mapping) and acr.get("essential") is True
    return ClaimsRequest(
        tuple(name for name in names if name not in NOT_RELEASED),
        tuple(subjects),
        _values(acr) if essential else (),
    )


def without_values(text: str) -> str:
    """Return a parameter that `parse` reads without the values that nobody here looks at: they may be a person's own.

    What stands for somebody or something of ours, `sub` and `acr`, keeps its values.
    """
    whole = json.loads(text)
    kept = {
        part: {name: wish if name in VALUED else None for name, wish in _members(whole, part).items()}
        for part in ("userinfo", "id_token")
    }
    return json.dumps(kept)


def _members(whole: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(whole, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a value out of the protocol, not a type of ours
    part = whole.get(name) or {}
    if not isinstance(part, dict) or len(part) > MOST:
        raise ValueError("not an object of claims")
    if any(len(key) > LONGEST_NAME or not (value is None or isinstance(value, dict)) for key, value in part.items()):
        raise ValueError("a claim is null or an object")
    return part


def _values(wish: Any) -> tuple[str, ...]:
    if not isinstance(wish, Mapping):
        return ()
    values = wish.get("values", [wish["value"]] if "value" in wish else [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("value is a text, values a list of texts")
    return tuple(values)
