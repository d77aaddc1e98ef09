"""Reading by token: the two doors, UserInfo and the release API, both through the one release of consent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent.documents import Leaving, release_document
from consent.grants import Refusal
from consent.purposes import SIGN_IN
from consent.release import ANSWER_ONLY, Permitted, Released, release
from core.ids import digest
from keys.ring import KeyRing
from oidc import step_up, subjects
from oidc.bearer import Shown
from oidc.clients.client import Client
from oidc.clients.encryption import Outgoing
from oidc.errors import BearerError
from oidc.families import store as families
from oidc.fields import PROFILE, wanted_fields, wants_age
from oidc.machines.inspect import refusal
from oidc.possession.bindings import Kind
from oidc.possession.showing import check_possession
from oidc.sealed_answers import sealed
from oidc.terms import Terms
from oidc.tokens import ACCESS, Token, Why, why_not_honoured
from vault import catalogue

INVALID = "invalid_token"


@dataclass(frozen=True, slots=True)
class Read:
    """What a read answers, as JSON or as a JWT, and the index of its entry in the ledger."""

    told: dict[str, Any] | str = field(repr=False)
    entry: int


def userinfo(session: Session, keys: KeyRing, terms: Terms, shown: Shown, now: datetime) -> Read:
    """Return the claims about the citizen that the bearer may read (OpenID Connect Core 1.0, section 5.3).

    They are a JWT when the client registered that it wants them signed or encrypted (section 5.3.2).
    Raises `BearerError`, and as `sealed` does; what was released stands in the ledger in the same transaction.
    """
    token = honoured(session, terms, shown, now)
    released = _released(session, keys, terms, token, now)
    subject = subjects.subject(keys, token.family.client, token.family.authorization.citizen)
    with_age = wants_age(token.scopes, token.family.authorization.named_fields)
    claims = {"sub": subject} | as_claims(released, with_age=with_age)
    return Read(_as_registered(keys, terms, token.family.client, claims), released.entry)


def _as_registered(keys: KeyRing, terms: Terms, client: Client, claims: dict[str, Any]) -> dict[str, Any] | str:
    signed_by = client.signing_algorithm(Outgoing.USERINFO)
    if signed_by is None and client.encryption(Outgoing.USERINFO) is None:
        return claims
    told = {"iss": terms.issuer, "aud": client.id} | claims
    return sealed(keys, terms.recipients, client, Outgoing.USERINFO, told, signed_by)


def released_fields(session: Session, keys: KeyRing, terms: Terms, shown: Shown, purpose: str, now: datetime) -> Read:
    """Return, per field of the purpose, the value with its origin, or the reason why there is none.

    Raises `BearerError`; a token of another purpose opens nothing here.
    """
    token = _of_purpose(session, terms, shown, purpose, now)
    released = _released(session, keys, terms, token, now)
    told: dict[str, Any] = {key: _absent(released, key, str(reason)) for key, reason in released.refused.items()}
    for key, value in released.values.items():
        told[key] = _located(terms.issuer, purpose, key) | {
            "value": value.data,
            "state": value.state,
            "source": value.source,
            "as_of": value.as_of.isoformat(),
            "version": value.version,
        }
    subject = subjects.subject(keys, token.family.client, token.family.authorization.citizen)
    return Read({"sub": subject, "purpose": purpose, "fields": told}, released.entry)


def released_document(
    session: Session, keys: KeyRing, terms: Terms, shown: Shown, purpose: str, field: str, now: datetime
) -> Leaving:
    """Return a document that the bearer may read; raise `BearerError`, with the reason where the citizen gives none."""
    token = _of_purpose(session, terms, shown, purpose, now)
    permitted, wanted = _permitted(terms, token), _wanted(token)
    if wanted is not None and field not in wanted:
        raise BearerError("insufficient_scope", "the token is not for this field", 403)
    answer = release_document(session, keys, permitted, token.family.authorization.citizen, field, now)
    if isinstance(answer, Refusal):
        raise _refused(terms, token, answer)
    if isinstance(answer, str):
        raise BearerError("insufficient_scope", f"there is no such document: {answer}", 404)
    return answer


def _absent(released: Released, key: str, reason: str) -> dict[str, str]:
    return {"reason": reason} | ({"answer": released.instead[key]} if reason == ANSWER_ONLY else {})


def _located(issuer: str, purpose: str, key: str) -> dict[str, str]:
    # A file is told of, never carried along: an answer of many megabytes helps nobody.
    return {"href": f"{issuer}/api/release/{purpose}/documents/{key}"} if key in catalogue.DOCUMENTS else {}


def honoured(session: Session, terms: Terms, shown: Shown, now: datetime) -> Token:
    """Return the access token that a request shows, if it is honoured; raise `BearerError` otherwise."""
    token = families.token(session, digest(shown.secret), now, terms.sign_in)
    if token is None:
        raise refusal(session, shown, now)
    if token.kind != ACCESS:
        raise BearerError(INVALID, "the access token is unknown", wants_proof=shown.as_bound)
    if token.audience is not None:
        raise BearerError(INVALID, "the token is for a resource server, not for us", wants_proof=shown.as_bound)
    check_possession(session, token.bound_to, shown)
    if token.family.grant_state == "withdrawn":
        raise BearerError(INVALID, Why.WITHDRAWN)
    if why := why_not_honoured(token, now):
        raise BearerError(INVALID, why)
    return token


def as_claims(released: Released, *, with_age: bool = False) -> dict[str, Any]:
    """Return released values as claims; what is unknown or empty is left out (section 5.3.2).

    `with_age` adds `updated_at`: how new the newest of the profile's values is that are told here, never of others.
    """
    claims: dict[str, Any] = {}
    for key, value in released.values.items():
        for name, told in catalogue.claims_of(key, value.data, value.state).items():
            known = claims.get(name)
            # Parts of one claim, such as the lines of an address, come from several fields.
            claims[name] = joined(known, told) if isinstance(known, Mapping) and isinstance(told, Mapping) else told
    told_claims = {name: told for name, told in claims.items() if told not in (None, "", {}, [])}
    profile = catalogue.keys_for_scope(PROFILE)
    ages = [int(value.as_of.timestamp()) for key, value in released.values.items() if key in profile]
    return told_claims | ({catalogue.UPDATED_AT: max(ages)} if with_age and ages else {})


def joined(known: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return two parts of one claim as one; text that both have, such as lines of a street, stands one after the other."""
    both = {name: f"{known[name]}, {told[name]}" for name in known if name in told and known[name] != told[name]}
    return {**known, **told, **both}


def _of_purpose(session: Session, terms: Terms, shown: Shown, purpose: str, now: datetime) -> Token:
    token = honoured(session, terms, shown, now)
    if token.family.purpose != purpose:
        raise BearerError("insufficient_scope", "the token is for another purpose", 403)
    return token


def _released(session: Session, keys: KeyRing, terms: Terms, token: Token, now: datetime) -> Released:
    answer = release(session, keys, _permitted(terms, token), _wanted(token), now)
    if isinstance(answer, Refusal):
        raise _refused(terms, token, answer)
    return answer


def _permitted(terms: Terms, token: Token) -> Permitted:
    authorization = token.family.authorization
    return Permitted(authorization.grant, token.id, step_up.is_fresh(authorization, terms.fresh))


def _wanted(token: Token) -> tuple[str, ...] | None:
    named = token.family.authorization.named_fields
    return wanted_fields(token.family.purpose, SIGN_IN, token.scopes, named, token.detailed)


def _refused(terms: Terms, token: Token, refusal: Refusal) -> BearerError:
    if refusal is Refusal.STALE_SIGN_IN:
        by_key = token.bound_to is not None and token.bound_to.kind is Kind.KEY
        return step_up.insufficient(terms.fresh, wants_proof=by_key)
    return BearerError(INVALID, refusal)
