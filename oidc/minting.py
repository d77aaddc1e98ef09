"""Minting: the tokens of one answer, made for a family that was found alive."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.clock import to_epoch
from keys.ring import KeyRing
from oidc import id_token, subjects
from oidc.details.granted import granted
from oidc.possession.bindings import Binding, token_type
from oidc.resources.access_tokens import addressed
from oidc.resources.resource import Resource, carried
from oidc.terms import Terms
from oidc.tokens import ACCESS, REFRESH, Family, NewToken, bounded, new_token

OPENID = "openid"


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What a client receives; `lifetime` of the access token in seconds."""

    access: NewToken
    refresh: NewToken | None
    id_token: str | None = field(repr=False)
    lifetime: int
    details: list[dict[str, Any]] | None = None

    @property
    def tokens(self) -> tuple[NewToken, ...]:
        """Return the tokens that are kept."""
        return (self.access,) if self.refresh is None else (self.access, self.refresh)

    def body(self) -> dict[str, Any]:
        """Return the answer in the words of RFC 6749, section 5.1."""
        known = {
            "access_token": self.access.secret,
            "token_type": token_type(self.access.bound_to),
            "expires_in": self.lifetime,
            "scope": " ".join(self.access.scopes) or None,
            "refresh_token": self.refresh.secret if self.refresh else None,
            "id_token": self.id_token,
            "authorization_details": self.details,
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Wish:
    """What one answer shall hold: access for `scopes`, bound to `binding`; a refresh token unless kept.

    `narrowed` are the fields that the request names out of those that were authorized in detail; None for all.
    `target` is the resource server that the access token is for, None for us.
    """

    scopes: tuple[str, ...]
    binding: Binding | None = None
    nonce: str | None = None
    keeps_refresh: bool = False
    narrowed: tuple[str, ...] | None = None
    target: Resource | None = None


def mint(keys: KeyRing, terms: Terms, family: Family, wish: Wish, now: datetime) -> TokenAnswer:
    """Return the tokens of one answer, none of which outlives the grant.

    A refresh token of a public client is bound too; a confidential client proves itself at every use
    (RFC 9449, section 5; RFC 8705, section 4).
    """
    authorization = family.authorization
    access = _access(keys, terms, family, wish, now)
    refresh = None
    if authorization.offline and not wish.keeps_refresh:
        bound_to = wish.binding if family.client.is_public else None
        refresh = new_token(REFRESH, authorization.scopes, bounded(now + terms.refresh, family), bound_to)
    lifetime = int((access.expires_at - now).total_seconds())
    told = _id_token(keys, terms, family, wish, access, now)
    details = granted(terms.issuer, family, wish.narrowed) if wish.target is None else None
    return TokenAnswer(access, refresh, told, lifetime, details)


def _access(keys: KeyRing, terms: Terms, family: Family, wish: Wish, now: datetime) -> NewToken:
    target = wish.target
    if target is None:
        return new_token(ACCESS, wish.scopes, bounded(now + terms.access, family), wish.binding, wish.narrowed)
    scopes = carried(family.client, target, wish.scopes)
    token = new_token(ACCESS, scopes, bounded(now + target.lifetime, family), wish.binding)
    return addressed(keys, terms.issuer, target, token, _stands_behind(keys, family), now)


def _stands_behind(keys: KeyRing, family: Family) -> dict[str, Any]:
    authorization = family.authorization
    return {
        "sub": subjects.subject(keys, family.client, authorization.citizen),
        "client_id": authorization.client_id,
        "auth_time": to_epoch(authorization.auth_time),
        "acr": authorization.acr,
    }


def _id_token(keys: KeyRing, terms: Terms, family: Family, wish: Wish, access: NewToken, now: datetime) -> str | None:
    if OPENID not in wish.scopes:
        return None
    half = id_token.hashes(family.client.id_token_algorithm, access.secret, None)
    return id_token.signed(keys, terms, family, now, wish.nonce, half)
