"""What the provider publishes of itself: discovery, protected resources, keys. Prepared once, sent as it lies.

What is prepared here may be a second late to tell of a purpose, a service or a resource server; of a key it is never late.
"""

import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from flask import current_app

from core.db import reading
from core.runtime import settings
from keys.ring import KeyRing
from keys.runtime import ring
from oidc.authorization.store import offered_purposes
from oidc.clients.profiles import offered, signing_algorithms
from oidc.discovery import document
from oidc.endpoints.incoming import Incoming
from oidc.endpoints.told import Told, as_json, told
from oidc.mtls.deployment import methods
from oidc.resources import protected
from oidc.resources.protected import is_protected
from oidc.resources.store import algorithms, listed
from vault import catalogue

PUBLISHED_SECONDS = 300
LATE_SECONDS = 1.0
SHELF = "sekali.published"


@dataclass(slots=True)
class Shelf:
    """What this application has prepared: discovery with the moment until which it is sent, and keys with their ring."""

    discovery: tuple[float, Told] | None = None
    keys: tuple[KeyRing, float, Told] | None = None


def configuration(incoming: Incoming) -> Told:
    """Answer with the discovery document (OpenID Connect Discovery 1.0, section 4; RFC 8414, section 3)."""
    # Not the time of day but a stopwatch: it decides nothing but how often the database is asked.
    shelf, moment = _shelf(), time.monotonic()
    if shelf.discovery is None or moment >= shelf.discovery[0]:
        shelf.discovery = (moment + LATE_SECONDS, _prepared(_configuration()))
    return _unless_known(incoming, shelf.discovery[1])


def protected_resource(incoming: Incoming, path: str) -> Told:
    """Answer with the metadata of our door at `path` (RFC 9728, section 3)."""
    if not is_protected(path):
        return told({"error": "not_found", "error_description": "no protected resource of ours is there"}, 404)
    return _unless_known(incoming, _prepared(_protected_resource(path)))


def jwks(incoming: Incoming) -> Told:
    """Answer with the public keys of our tokens (RFC 7517, section 5), of the algorithms in use and no other.

    Many readers of ID Tokens stumble over a kind of key that they do not know, such as that of EdDSA.
    """
    shelf, held, moment = _shelf(), ring(), time.monotonic()
    if shelf.keys is None or shelf.keys[0] is not held or moment >= shelf.keys[1]:
        shelf.keys = (held, moment + LATE_SECONDS, _prepared(_keys(held)))
    return _unless_known(incoming, shelf.keys[2])


def _configuration() -> dict[str, Any]:
    own = settings()
    with reading() as session:
        purposes, known = offered_purposes(session), listed(session)
    body = document(
        own.issuer,
        offered(own.profiles),
        protected.all_scopes(catalogue.SCOPES, known),
        catalogue.CLAIMS,
        purposes,
        open_registration=own.open_registration,
        mtls_address=own.mtls_address,
        tls_methods=methods(own),
    )
    return body | protected.listed(own.issuer, known)


def _keys(held: KeyRing) -> dict[str, Any]:
    with reading() as session:
        read_elsewhere = algorithms(session)
    return held.public_jwks({*signing_algorithms(offered(settings().profiles)), *read_elsewhere})


def _protected_resource(path: str) -> dict[str, Any]:
    own = settings()
    with reading() as session:
        purposes = offered_purposes(session)
    profiles, takes = offered(own.profiles), bool(own.mtls_address)
    return protected.document(own.issuer, path, profiles, catalogue.SCOPES, purposes, takes_certificates=takes)


def _shelf() -> Shelf:
    return cast("Shelf", current_app.extensions.setdefault(SHELF, Shelf()))


def _prepared(body: dict[str, Any]) -> Told:
    data = as_json(body)
    etag = f'"{sha256(data).hexdigest()[:32]}"'
    return Told(data, kept=f"public, max-age={PUBLISHED_SECONDS}", headers={"ETag": etag})


def _unless_known(incoming: Incoming, answer: Told) -> Told:
    # A strong validator of ours is compared as it stands (RFC 9110, section 13.1.2); a list of several is rare and sent anew.
    if incoming.known and incoming.known == answer.headers["ETag"]:
        return Told(b"", answer.kind, 304, answer.kept, answer.headers)
    return answer
