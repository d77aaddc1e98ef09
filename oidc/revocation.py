"""Revoking and inspecting tokens: a client's own, and only those (RFC 7009, RFC 7662)."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.clock import to_epoch
from core.ids import digest
from keys.ring import KeyRing
from oidc import store, subjects
from oidc.clients.authentication import Presented, authenticate
from oidc.clients.client import Client
from oidc.clients.encryption import Outgoing
from oidc.details.granted import granted
from oidc.errors import BodyError, invalid_client
from oidc.families import store as families
from oidc.machines import store as machines
from oidc.machines.inspect import facts as facts_of_machine
from oidc.parameters import Parameters
from oidc.possession.bindings import confirmation, token_type
from oidc.resources.readers import may_read
from oidc.sealed_answers import sealed
from oidc.terms import Terms
from oidc.tokens import REFRESH, Token, why_grant_gives_nothing, why_not_honoured

INACTIVE: dict[str, Any] = {"active": False}
INTROSPECTION_TYPE = "token-introspection+jwt"
INTROSPECTION_JWT = f"application/{INTROSPECTION_TYPE}"


def named_token(parameters: Parameters) -> str:
    """Return the token that a request names; raise `BodyError` when it names none."""
    if complaint := parameters.complaint(("token", "token_type_hint")):
        raise BodyError("invalid_request", complaint)
    named = parameters.get("token")
    if named is None:
        raise BodyError("invalid_request", "token is missing")
    return named


def revoke(session: Session, keys: KeyRing, terms: Terms, presented: Presented, secret: str, now: datetime) -> None:
    """Revoke a token of the client; a refresh token takes its whole family along (RFC 7009, section 2.1).

    A token that is unknown or another client's is passed over in silence. Raises `BodyError` for a
    client that did not prove itself.
    """
    client = authenticate(session, keys, presented, terms, now)
    found = families.token(session, digest(secret), now, terms.sign_in)
    if found is None:
        machines.revoke(session, digest(secret), client.id, now)
        return
    if found.family.authorization.client_id != client.id:
        return
    if found.kind == REFRESH:
        store.end_family(session, found.family.authorization.id, now)
    else:
        store.revoke_token(session, found.id, now)


def introspect(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    presented: Presented,
    secret: str,
    now: datetime,
    *,
    as_jwt: bool = False,
) -> dict[str, Any] | str:
    """Return what a token of the client is good for, or only that it is not active (RFC 7662, section 2.2).

    As a JWT (RFC 9701, section 5) if the request accepts one; a client that registered encryption gets nothing
    else. Raises `BodyError`, and as `sealed` does.
    """
    client = authenticate(session, keys, presented, terms, now)
    if client.is_public:
        raise invalid_client()
    if client.encryption(Outgoing.INTROSPECTION) is not None and not as_jwt:
        raise BodyError("invalid_request", f"this client's answers are encrypted; send Accept: {INTROSPECTION_JWT}")
    facts = _introspected(session, keys, terms, client, secret, now)
    if not as_jwt:
        return facts
    told = {"iss": terms.issuer, "aud": client.id, "iat": to_epoch(now), "token_introspection": facts}
    signed_by = client.signing_algorithm(Outgoing.INTROSPECTION) or client.profile.default_id_token_algorithm
    return sealed(keys, terms.recipients, client, Outgoing.INTROSPECTION, told, signed_by, INTROSPECTION_TYPE)


def _introspected(
    session: Session, keys: KeyRing, terms: Terms, client: Client, secret: str, now: datetime
) -> dict[str, Any]:
    found = families.token(session, digest(secret), now, terms.sign_in)
    if found is None:
        return facts_of_machine(session, terms.issuer, secret, client, now) or INACTIVE
    if why_not_honoured(found, now) or why_grant_gives_nothing(found.family, now):
        return INACTIVE
    if not may_read(session, client, found.family.authorization.client_id, found.audience):
        return INACTIVE
    return _facts(keys, terms, found)


def _facts(keys: KeyRing, terms: Terms, token: Token) -> dict[str, Any]:
    authorization = token.family.authorization
    facts: dict[str, Any] = {
        "active": True,
        "iss": terms.issuer,
        "client_id": authorization.client_id,
        "sub": subjects.subject(keys, token.family.client, authorization.citizen),
        "scope": " ".join(token.scopes),
        "iat": to_epoch(token.issued_at),
        "exp": to_epoch(token.expires_at),
        "acr": authorization.acr,
        "auth_time": to_epoch(authorization.auth_time),
    }
    facts |= confirmation(token.bound_to)
    if token.audience is not None:
        facts["aud"] = token.audience
    elif details := granted(terms.issuer, token.family, token.narrowed):
        facts["authorization_details"] = details
    if token.kind != REFRESH:
        facts["token_type"] = token_type(token.bound_to)
    return facts
