"""What a client's own token answers: at the doors to citizens a refusal, to its client who it is and for how long."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.clock import to_epoch
from core.ids import digest
from oidc.bearer import Shown
from oidc.clients.client import Client
from oidc.errors import BearerError
from oidc.machines import store
from oidc.machines.tokens import why_not_honoured
from oidc.possession.bindings import Kind, confirmation, token_type
from oidc.resources.readers import may_read

NOBODY = "the token is a client's own: no citizen stands behind it, so it opens nothing here"


def refusal(session: Session, shown: Shown, now: datetime) -> BearerError:
    """Return why a token that belongs to no family opens nothing of any citizen."""
    token = store.find(session, digest(shown.secret))
    bound_to = token.bound_to if token else None
    wants_proof = shown.as_bound or (bound_to is not None and bound_to.kind is Kind.KEY)
    if token is None:
        return BearerError("invalid_token", "the access token is unknown", wants_proof=wants_proof)
    if why := why_not_honoured(token, now):
        return BearerError("invalid_token", why, wants_proof=wants_proof)
    return BearerError("insufficient_scope", NOBODY, 403, wants_proof=wants_proof)


def facts(session: Session, issuer: str, secret: str, client: Client, now: datetime) -> dict[str, Any] | None:
    """Return what a live token is good for that `client` may hear of, or None for any other (RFC 7662, section 2.2)."""
    token = store.find(session, digest(secret))
    if token is None or why_not_honoured(token, now):
        return None
    if not may_read(session, client, token.client_id, token.audience):
        return None
    told: dict[str, Any] = {
        "active": True,
        "iss": issuer,
        "client_id": token.client_id,
        "iat": to_epoch(token.issued_at),
        "exp": to_epoch(token.expires_at),
        "token_type": token_type(token.bound_to),
    }
    if token.scopes:
        told["scope"] = " ".join(token.scopes)
    if token.audience is not None:
        told |= {"aud": token.audience, "sub": token.client_id}
    return told | confirmation(token.bound_to)
