"""Client credentials: how a request says which client it is and proves it; exactly one way per request."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from core.canonical import NotCanonicalError, unb64
from oidc.errors import BodyError, invalid_client
from oidc.parameters import Parameters, is_readable

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NAMES = ("client_id", "client_secret", "client_assertion", "client_assertion_type")
LONGEST_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret, in the header (`client_secret_basic`) or the body (`client_secret_post`)."""

    client_id: str
    method: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assertion:
    """A signed statement of the client (RFC 7523, section 2.2); `client_id` is only claimed until it is verified."""

    client_id: str
    token: str = field(repr=False)
    method: str = "private_key_jwt"


@dataclass(frozen=True, slots=True)
class Bare:
    """Nothing but a name: a public client."""

    client_id: str
    method: str = "none"


Credentials = Secret | Assertion | Bare


def credentials(parameters: Parameters, authorization: str | None) -> Credentials:
    """Return the credentials of a request.

    Raises `BodyError`: invalid_request for two ways at once (RFC 6749, section 2.3), invalid_client
    for none or for two names.
    """
    if complaint := parameters.complaint(NAMES):
        raise BodyError("invalid_request", complaint)
    found = [one for one in (_from_header(authorization), _from_secret(parameters), _from_assertion(parameters)) if one]
    if len(found) > 1:
        raise BodyError("invalid_request", "the client authenticates in more than one way")
    named = parameters.get("client_id")
    if not found:
        if named is None:
            raise invalid_client()
        return Bare(named)
    if named is not None and named != found[0].client_id:
        raise invalid_client()
    return found[0]


def _from_header(authorization: str | None) -> Secret | None:
    if authorization is None:
        return None
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic" or len(authorization) > LONGEST_HEADER:
        raise invalid_client()
    try:
        name, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
        # Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
        name, secret = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        raise invalid_client() from None
    if not (name and colon and secret and is_readable(name)):
        raise invalid_client()
    return Secret(name, "client_secret_basic", secret)


def _from_secret(parameters: Parameters) -> Secret | None:
    secret, named = parameters.get("client_secret"), parameters.get("client_id")
    if secret is None:
        return None
    if named is None:
        raise invalid_client()
    return Secret(named, "client_secret_post", secret)


def _from_assertion(parameters: Parameters) -> Assertion | None:
    token, kind = parameters.get("client_assertion"), parameters.get("client_assertion_type")
    if token is None and kind is None:
        return None
    if token is None or kind != ASSERTION_TYPE:
        raise invalid_client()
    return Assertion(_claimed_issuer(token), token)


def _claimed_issuer(token: str) -> str:
    try:
        claims: Any = json.loads(unb64(token.split(".")[1]))
    except (IndexError, ValueError, NotCanonicalError, RecursionError):
        raise invalid_client() from None
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    if not isinstance(issuer, str) or not is_readable(issuer):
        raise invalid_client()
    return issuer
