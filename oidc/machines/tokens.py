"""Tokens of clients: what one is good for, and why it is not honoured."""

from dataclasses import dataclass
from datetime import datetime

from oidc.possession.bindings import Binding
from oidc.tokens import Why


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
    audience: str | None


def why_not_honoured(token: MachineToken, now: datetime) -> Why | None:
    """Return why a token is good for nothing, or None when it is."""
    if token.is_revoked:
        return Why.REVOKED
    if token.expires_at <= now:
        return Why.EXPIRED
    return None if token.client_is_active else Why.CLIENT_DISABLED
