"""Choosing whom an access token is for: what a client may ask, and the one resource server that it receives a token for (RFC 8707)."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from consent.systems import System
from oidc.clients.client import Client
from oidc.errors import BodyError, Refusal
from oidc.requests import AuthorizeRequest
from oidc.resources import store
from oidc.resources.named import INVALID
from oidc.resources.protected import is_protected
from oidc.resources.resource import Resource, carried, is_about_citizens, why_not_for

UNKNOWN = "resource names one that is not registered here"
ONE_AT_A_TIME = "an access token is for one resource: name one of those that were granted"


def is_own(issuer: str, identifier: str) -> bool:
    """Tell whether `identifier` is this provider itself, or one of its doors to what is kept about a citizen."""
    inside = identifier.removeprefix(f"{issuer}/")
    return identifier == issuer or (inside != identifier and is_protected(inside))


def settled(issuer: str, identifiers: Iterable[str]) -> tuple[str, ...]:
    """Return each resource once, every door of ours as the issuer; nothing when none other than we ourselves is meant."""
    named = tuple(dict.fromkeys(issuer if is_own(issuer, one) else one for one in identifiers))
    return () if named == (issuer,) else named


def systems_asked(
    session: Session, issuer: str, client: Client, request: AuthorizeRequest
) -> tuple[System, ...] | Refusal:
    """Return the resource servers that a request names, as its citizen is told of them, or why it may not name them (section 2.1).

    Costs one statement, and none when it names no resource but us.
    """
    others = [one for one in settled(issuer, request.resources) if one != issuer]
    if not others:
        return ()
    if "token" in request.response_type.split():
        return Refusal(INVALID, "tokens that come through the browser are for this provider only")
    found, is_verified = store.known(session, others, client.service)
    if len(found) != len(others):
        return Refusal(INVALID, UNKNOWN)
    judged = (why_not_for(client, one, request.scopes, is_verified=is_verified) for one in found)
    if (refusal := next((one for one in judged if one is not None), None)) is not None:
        return refusal
    return tuple(System(one.identifier, one.name, carried(client, one, request.scopes)) for one in found)


def chosen(
    session: Session, issuer: str, client: Client, granted: tuple[str, ...], wanted: tuple[str, ...]
) -> Resource | BodyError | None:
    """Return whom a token is for out of what was `granted`: a resource server, or None for us; or the refusal (section 2.2).

    A token request that names none means the one that was granted. Costs one statement for others than us.
    """
    granted = granted or (issuer,)
    named = settled(issuer, wanted) or ((issuer,) if wanted else granted)
    if len(named) > 1:
        return BodyError(INVALID, ONE_AT_A_TIME)
    if named[0] not in granted:
        return BodyError(INVALID, "resource was not granted by the authorization request")
    if named[0] == issuer:
        return None
    found, is_verified = store.known(session, named, client.service)
    if not found:
        return BodyError(INVALID, UNKNOWN)
    return _judged(client, found[0], (), is_verified=is_verified)


def chosen_by_machine(
    session: Session, issuer: str, client: Client, wanted: tuple[str, ...], scopes: tuple[str, ...]
) -> Resource | BodyError | None:
    """Return whom a client's own token is for: a resource server, or None for nobody; or the refusal.

    Scopes alone mean the one resource server that knows them all (RFC 9068, section 3).
    """
    if any(is_about_citizens(scope) for scope in scopes):
        return BodyError("invalid_scope", "scope is about a citizen, and none stands behind client credentials")
    if len(wanted) > 1:
        return BodyError(INVALID, ONE_AT_A_TIME)
    if any(is_own(issuer, one) for one in wanted):
        return BodyError(INVALID, "no citizen stands behind client credentials, so they open nothing here")
    if not wanted and not scopes:
        return None
    found, is_verified = (
        store.known(session, wanted, client.service) if wanted else store.everyone(session, client.service)
    )
    if wanted and not found:
        return BodyError(INVALID, UNKNOWN)
    able = [one for one in found if set(scopes) <= set(one.scopes)]
    if not able:
        return BodyError("invalid_scope", "scope names what no such resource server knows")
    if len(able) > 1:
        return BodyError(INVALID, "several resource servers know this scope; name one as resource")
    return _judged(client, able[0], scopes, is_verified=is_verified)


def _judged(client: Client, resource: Resource, scopes: tuple[str, ...], *, is_verified: bool) -> Resource | BodyError:
    refusal = why_not_for(client, resource, scopes, is_verified=is_verified)
    return resource if refusal is None else BodyError(refusal.error, refusal.description)
