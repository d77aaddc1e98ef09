"""What the endpoints of machines answer, whatever door the request came by: a body, a JWT, a refusal, a challenge."""

import json
from dataclasses import dataclass, field
from urllib.parse import quote

from core.runtime import note_refusal, settings
from oidc.clients.profiles import ASSERTION_ALGORITHMS
from oidc.errors import BearerError, BodyError
from oidc.resources.protected import WELL_KNOWN, is_protected
from oidc.sealed_answers import NoUsableKeyError

REALM = "sekali"
JSON = "application/json"
JWT = "application/jwt"
HTML = "text/html; charset=utf-8"
NO_KEY = "the answer is to be encrypted and no usable key of the client was found; check its jwks or jwks_uri"
NOBODY_KEEPS = "no-store"
Refused = BodyError | BearerError | NoUsableKeyError


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: `kind` is its media type; `headers` are those beside `Content-Type` and `Cache-Control`."""

    body: bytes
    kind: str = JSON
    status: int = 200
    kept: str = NOBODY_KEEPS
    headers: dict[str, str] = field(default_factory=dict)


def told(body: object, status: int = 200, **headers: str) -> Told:
    """Return JSON that nobody keeps (RFC 6749, section 5.1)."""
    return Told(as_json(body), status=status, headers=headers)


def as_json(body: object) -> bytes:
    """Return `body` as one line of JSON, its members in order of their names."""
    return (json.dumps(body, sort_keys=True, separators=(",", ":")) + "\n").encode()


def told_as_jwt(token: str, media_type: str) -> Told:
    """Return a JWT that nobody keeps."""
    return Told(token.encode(), media_type)


def see_other(url: str) -> Told:
    """Return the redirect after which a browser always sends a GET, and no referrer (RFC 9700, section 4.12)."""
    return Told(b"", HTML, 303, headers={"Location": url})


def refusal(error: Refused, path: str) -> Told:
    """Return how a refusal is told to a program that called `path`."""
    match error:
        case BodyError():
            return _to_client(error)
        case BearerError():
            return _to_bearer(error, path)
        case _:
            # What shall be encrypted never leaves readable.
            return _to_client(BodyError("temporarily_unavailable", NO_KEY, 503))


def _to_client(error: BodyError) -> Told:
    note_refusal(error.error, error.description)
    challenge = {"WWW-Authenticate": f'Basic realm="{REALM}", charset="UTF-8"'} if error.status == 401 else {}  # noqa: PLR2004
    return told({"error": error.error, "error_description": error.description}, error.status, **challenge)


def _to_bearer(error: BearerError, path: str) -> Told:
    note_refusal(error.error or "no_token", error.description)
    # Without a token a challenge names no error (RFC 6750, section 3.1).
    challenge = f'Bearer realm="{REALM}"'
    if error.wants_proof:
        challenge = f'DPoP realm="{REALM}", algs="{" ".join(ASSERTION_ALGORITHMS)}"'
    if error.status == 401 and is_protected(path.lstrip("/")):  # noqa: PLR2004 - RFC 9728, section 5.1
        challenge += f', resource_metadata="{settings().issuer}{WELL_KNOWN}{quote(path)}"'
    if error.error is not None:
        challenge += f', error="{error.error}", error_description="{error.description}"'
    challenge += "".join(f', {name}="{value}"' for name, value in error.wanted.items())
    body = {"error": error.error or "invalid_token", "error_description": error.description}
    return told(body, error.status, **{"WWW-Authenticate": challenge})
