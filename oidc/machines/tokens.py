"""Tokens of clients: what one may be good for, and why it is not honoured."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from oidc.possession.bindings import Binding
from oidc.request_checks import OPENID, PURPOSE
from oidc.requests import OFFLINE
from oidc.tokens import Why
from vault import catalogue


@dataclass(frozen=True, slots=True)
class MachineToken:
    """One kept token of a client; `bound_to` is what alone may use it."""

    client_id: str
    scopes: tuple[str, ...]
    bound_to: Binding | None
    issued_at: datetime
    expires_at: datetime
    is_revoked: bool
    client_is_active: bool


def why_not_honoured(token: MachineToken, now: datetime) -> Why | None:
    """Return why a token is good for nothing, or None when it is."""
    if token.is_revoked:
        return Why.REVOKED
    if token.expires_at <= now:
        return Why.EXPIRED
    return None if token.client_is_active else Why.CLIENT_DISABLED


def why_not_granted(
    wanted: Iterable[str], registered: Collection[str], defined: Collection[str], *, is_verified: bool
) -> str | None:
    """Return why a client gets no token for the scopes `wanted`, or None when it does (RFC 6749, section 3.3).

    `defined` are the deployment's scopes for machines, `registered` those of the client. A service that
    nobody checked gets a token that says who it is, and no more.
    """
    for scope in wanted:
        if scope in {OPENID, OFFLINE, *catalogue.SCOPES} or scope.startswith(PURPOSE):
            return f"{scope} is about a citizen, and none stands behind client credentials"
        if scope not in defined:
            return "scope names one that is not defined for client credentials here"
        if scope not in registered:
            return "scope names one that the client did not register"
        if not is_verified:
            return "scopes are given to clients of verified services only"
    return None
