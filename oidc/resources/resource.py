"""A resource server: how it is named, what its tokens look like, and whether a client may have one (RFC 8707, section 2)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from oidc.clients.client import Client
from oidc.errors import Refusal
from oidc.parameter_checks import OPENID, PURPOSE
from oidc.requests import OFFLINE
from oidc.resources.named import INVALID
from vault import catalogue

OPAQUE, JWT = "opaque", "jwt"
# A name that can be compared sign by sign: lower case where case says nothing, no query, no fragment.
IDENTIFIER = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?\Z")
LONGEST = 255
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,64}\Z")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource server. `reader` is the client as which it introspects, if it has one; `algorithm` signs its JWTs."""

    identifier: str
    name: str
    scopes: tuple[str, ...]
    form: str
    algorithm: str
    lifetime: timedelta
    reader: str | None = None


def why_no_identifier(issuer: str, text: str) -> str | None:
    """Return why `text` cannot name a resource server, or None when it can."""
    if f"{text}/".startswith(f"{issuer}/"):
        return "must not be an address of this provider itself"
    if len(text) > LONGEST or not IDENTIFIER.match(text) or urlsplit(text).hostname is None:
        return "must be an https address without query and fragment, its host in small letters (RFC 8707, section 2)"
    return None


def why_no_scope(scope: str) -> str | None:
    """Return why a resource server cannot have `scope`, or None when it can."""
    if not SCOPE.match(scope):
        return "must be one word of plain ASCII, of at most 64 characters (RFC 6749, section 3.3)"
    return "must not be a scope of this provider's own, about a citizen" if is_about_citizens(scope) else None


def is_about_citizens(scope: str) -> bool:
    """Tell whether a scope is one of this provider's own, for what is kept here about a citizen."""
    return scope in {OPENID, OFFLINE, *catalogue.SCOPES} or scope.startswith(PURPOSE)


def why_not_for(client: Client, resource: Resource, scopes: Iterable[str], *, is_verified: bool) -> Refusal | None:
    """Return why `client` gets no token of `resource` with `scopes`, or None when it does.

    Those that the resource server does not know are passed over: they may be another's.
    """
    if not is_verified:
        return Refusal(INVALID, "tokens for resource servers are given to clients of verified services only")
    if resource.form == JWT and resource.algorithm not in client.profile.access_token_algorithms:
        return Refusal(INVALID, "the resource server has its tokens signed as this client's profile forbids")
    if any(scope in resource.scopes and scope not in client.scopes for scope in scopes):
        return Refusal("invalid_scope", "scope names one that the client did not register")
    return None


def carried(client: Client, resource: Resource, scopes: Iterable[str]) -> tuple[str, ...]:
    """Return those of `scopes` that a token of `client` for `resource` carries."""
    return tuple(scope for scope in scopes if scope in resource.scopes and scope in client.scopes)
