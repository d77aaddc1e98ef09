"""Request objects: authorization requests as signed JWTs (RFC 9101; OpenID Connect Core 1.0, section 6)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.clock import to_epoch
from oidc.clients.client import Client
from oidc.clients.key_sets import PublicKey
from oidc.clients.signed import SignatureRefusedError, header_of, opened
from oidc.errors import Refusal
from oidc.parameters import SEVERAL, Parameters, read

TYPES = frozenset({"jwt", "oauth-authz-req+jwt"})
SKEW = 10
LONGEST_LIFE = 3600
NESTED = ("request", "request_uri")
NOT_PARAMETERS = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti", "sub"})


class ObjectRefusedError(Exception):
    """The request object is not used; the refusal is for the client's developer."""

    def __init__(self, description: str, error: str = "invalid_request_object") -> None:
        super().__init__(description)
        self.refusal = Refusal(error, description)


def unfolded(
    outside: Parameters, client: Client, token: str, keys: Sequence[PublicKey], issuer: str, now: datetime
) -> Parameters:
    """Return the parameters that the object `token` of `client` says; raise `ObjectRefusedError`.

    A strict profile reads the object alone (RFC 9101, section 5); the others let it override what
    stands outside (OpenID Connect Core 1.0, section 6.1).
    """
    claims = _claims(client, token, keys)
    _check_maker(client, claims, issuer)
    _check_times(claims, to_epoch(now), strict=client.profile.strict_objects)
    said = ((name, one) for name, value in claims.items() for one in _several(name, value))
    inside = [(name, _text(value)) for name, value in said if name not in NOT_PARAMETERS]
    if not client.profile.strict_objects:
        names = {name for name, _ in inside}
        inside += [(name, value) for name, value in outside.pairs() if name not in names | set(NESTED)]
    return read(inside).with_value("client_id", client.id)


def registered_address(client: Client, address: str) -> str | None:
    """Return the registered `request_uri` that `address` is, or None: only what was registered is fetched.

    A fragment tells caches that the object was changed (section 6.2); nothing is cached here.
    """
    bare = address.partition("#")[0]
    return next((one for one in client.request_uris if one == address or one.partition("#")[0] == bare), None)


def _claims(client: Client, token: str, keys: Sequence[PublicKey]) -> Mapping[str, Any]:
    chosen = client.details.get("request_object_signing_alg")
    algorithms = (str(chosen),) if chosen else client.profile.client_algorithms
    try:
        if header_of(token).get("alg") == "none":
            raise ObjectRefusedError("unsigned request objects are not accepted")
        return opened(token, keys, algorithms, TYPES).claims
    except SignatureRefusedError as refused:
        raise ObjectRefusedError(str(refused)) from None


def _check_maker(client: Client, claims: Mapping[str, Any], issuer: str) -> None:
    strict = client.profile.strict_objects
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss", None if strict else client.id) != client.id:
        raise ObjectRefusedError("iss is not the client")
    if issuer not in audiences and (strict or audience is not None):
        raise ObjectRefusedError("aud is not this provider")
    if claims.get("client_id", client.id) != client.id:
        raise ObjectRefusedError("client_id is another client")
    # An object that could pass for a client assertion, or leads to a further one, is none (RFC 9101, sections 10.8 and 4).
    if claims.get("sub") == client.id or any(name in claims for name in NESTED):
        raise ObjectRefusedError("the object holds sub, request or request_uri")


def _check_times(claims: Mapping[str, Any], present: int, *, strict: bool) -> None:
    expires, begins = claims.get("exp"), claims.get("nbf")
    if expires is not None and expires <= present:
        raise ObjectRefusedError("the object has expired")
    if begins is not None and begins > present + SKEW:
        raise ObjectRefusedError("the object is not valid yet")
    if not strict:
        return
    if expires is None or begins is None:
        raise ObjectRefusedError("exp or nbf is missing")
    if begins < present - LONGEST_LIFE or expires > begins + LONGEST_LIFE:
        raise ObjectRefusedError("the object lives for more than an hour")


def _several(name: str, value: Any) -> list[Any]:
    return value if name in SEVERAL and isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | dict | list):
        raise ObjectRefusedError("a parameter is neither a text nor a number nor an object")
    return str(value) if isinstance(value, int) else json.dumps(value)
