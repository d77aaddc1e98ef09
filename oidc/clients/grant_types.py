"""Grant types at registration: which response types need which, and which lead no browser back (RFC 7591, section 2.1)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from oidc.clients.profiles import CLIENT_CREDENTIALS, DEVICE

# Which grant a word of a response type stands for (OpenID Connect Registration 1.0, section 2).
GRANT_OF = {"code": "authorization_code", "id_token": "implicit", "token": "implicit"}
BY_BROWSER = frozenset(GRANT_OF.values())
WITHOUT_BROWSER = frozenset({CLIENT_CREDENTIALS, DEVICE})


def default_response_types(grant_types: Collection[str]) -> list[str]:
    """Return the response types of a client that registered none: a code, unless its grants lead no browser back."""
    return ["code"] if needs_address(grant_types) else []


def grants_for(response_types: Iterable[str]) -> list[str]:
    """Return the grants that response types need."""
    return sorted({GRANT_OF[word] for of_type in response_types for word in of_type.split()})


def needs_address(grant_types: Collection[str]) -> bool:
    """Tell whether one of the grants sends a browser back to the client."""
    return not WITHOUT_BROWSER & set(grant_types) or bool(BY_BROWSER & set(grant_types))


def why_not_consistent(details: Mapping[str, Any], method: str) -> str | None:
    """Return why response types, grants and the way of authentication do not go together, or None."""
    granted = details["grant_types"]
    if missing := [one for one in grants_for(details["response_types"]) if one not in granted]:
        return f"grant_types must contain {missing[0]} for these response_types"
    if needs_address(granted) and not details["response_types"]:
        return "response_types names none, and these grants need one"
    if CLIENT_CREDENTIALS in granted and method == "none":
        return "client_credentials is only for clients that prove themselves (RFC 6749, section 4.4)"
    return None
