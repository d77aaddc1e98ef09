"""Tokens: opaque to everyone, kept as digests, and honoured only while everything behind them holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.ids import digest, new_id, new_secret
from oidc.clients.client import Client
from oidc.codes import Authorization
from oidc.possession.bindings import Binding

ACCESS = "access"
REFRESH = "refresh"


class Why(StrEnum):
    """Why a token is not honoured."""

    EXPIRED = "token_expired"
    REVOKED = "token_revoked"
    SIGNED_OUT = "signed_out"
    CLIENT_DISABLED = "client_disabled"
    ACCOUNT_NOT_ACTIVE = "account_not_active"
    WITHDRAWN = "consent_withdrawn"
    CONSENT_OVER = "consent_over"
    PURPOSE_CHANGED = "purpose_changed"
    PURPOSE_PAUSED = "purpose_paused"
    FROZEN = "frozen"


# What stands in the way for a while, and takes nothing from its holder.
PASSING = frozenset({Why.PURPOSE_CHANGED, Why.PURPOSE_PAUSED, Why.FROZEN})


@dataclass(frozen=True, slots=True)
class Family:
    """An authorization with the states of everything it hangs on, read in one statement; `granted` are fields.

    `is_frozen` tells that the citizen has frozen the account, or this service.
    """

    authorization: Authorization
    client: Client
    has_ended: bool
    client_is_active: bool
    citizen_is_active: bool
    sign_in_lives: bool
    grant_state: str
    grant_ends_at: datetime | None
    purpose: str
    is_once: bool
    granted: tuple[str, ...] = ()
    purpose_state: str = "active"
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One kept token and its family; `bound_to` is what alone may use it.

    `narrowed` are the fields to which its token request narrowed the authorization details, None when it did not;
    `audience` is the resource server that an access token is for, None when it is for us.
    """

    id: str
    kind: str
    scopes: tuple[str, ...]
    bound_to: Binding | None
    issued_at: datetime
    expires_at: datetime
    is_revoked: bool
    family: Family
    narrowed: tuple[str, ...] | None = None
    audience: str | None = None

    @property
    def detailed(self) -> tuple[str, ...] | None:
        """Return the fields that authorization details let it read, or None when there are none."""
        return self.family.authorization.detailed if self.narrowed is None else self.narrowed


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; the secret leaves once, in the answer."""

    id: str
    kind: str
    secret: str
    scopes: tuple[str, ...]
    expires_at: datetime
    bound_to: Binding | None = None
    narrowed: tuple[str, ...] | None = None
    audience: str | None = None

    def __repr__(self) -> str:
        return f"NewToken({self.kind})"

    @property
    def digest(self) -> bytes:
        """Return the form in which it is kept."""
        return digest(self.secret)


def new_token(
    kind: str,
    scopes: tuple[str, ...],
    expires_at: datetime,
    bound_to: Binding | None = None,
    narrowed: tuple[str, ...] | None = None,
) -> NewToken:
    """Return a fresh token of 256 random bits."""
    return NewToken(new_id(), kind, new_secret(), scopes, expires_at, bound_to, narrowed)


def bounded(end: datetime, family: Family) -> datetime:
    """Return `end`, or the end of the grant if that comes first: nothing outlives the consent behind it."""
    return end if family.grant_ends_at is None else min(end, family.grant_ends_at)


def why_not_alive(family: Family) -> Why | None:
    """Return why nothing of the family is honoured, apart from its grant; None when it may be."""
    if family.has_ended:
        return Why.REVOKED
    if not family.client_is_active:
        return Why.CLIENT_DISABLED
    if family.is_frozen:
        return Why.FROZEN
    if not family.citizen_is_active:
        return Why.ACCOUNT_NOT_ACTIVE
    if not (family.authorization.offline or family.sign_in_lives):
        return Why.SIGNED_OUT
    return None


def why_grant_gives_nothing(family: Family, now: datetime) -> Why | None:
    """Return why the grant behind a family carries no new token, or None when it does."""
    if family.grant_state == "withdrawn":
        return Why.WITHDRAWN
    if family.grant_state != "live" or (family.grant_ends_at is not None and family.grant_ends_at <= now):
        return Why.CONSENT_OVER
    if family.purpose_state == "replaced":
        return Why.PURPOSE_CHANGED
    return None if family.purpose_state == "active" else Why.PURPOSE_PAUSED


def why_not_honoured(token: Token, now: datetime) -> Why | None:
    """Return why an access token opens nothing; whether its grant still gives is asked at the release itself."""
    if token.is_revoked:
        return Why.REVOKED
    if token.expires_at <= now:
        return Why.EXPIRED
    return why_not_alive(token.family)


def outlives_sign_in(scopes: tuple[str, ...], client: Client, *, is_once: bool) -> bool:
    """Tell whether offline access is given: asked for, registered, and the consent lasts."""
    return "offline_access" in scopes and client.may_refresh and not is_once
