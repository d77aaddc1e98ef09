"""Who calls: a client by its secret in the header, or by an access token of its own (client credentials)."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.ids import digest
from keys.ring import KeyRing
from oidc.bearer import BEARER, DPOP, Shown
from oidc.clients import store as clients
from oidc.clients.authentication import Presented, authenticate
from oidc.clients.client import Client
from oidc.errors import BearerError
from oidc.machines import store as machines
from oidc.machines.tokens import why_not_honoured
from oidc.possession.showing import check_possession
from oidc.terms import Terms

INVALID = "invalid_token"


def by_token(authorization: str | None) -> bool:
    """Tell whether a request shows a token, and not the secret of a client."""
    return (authorization or "").partition(" ")[0].lower() in {BEARER, DPOP}


def caller(session: Session, keys: KeyRing, terms: Terms, shown: Presented | Shown, now: datetime) -> Client:
    """Return the client that calls; raise `BodyError` or `BearerError`, as it showed a secret or a token.

    Public clients prove nothing, so nobody calls as one of them.
    """
    if isinstance(shown, Presented):
        client = authenticate(session, keys, shown, terms, now)
        if client.is_public:
            raise BearerError(None, "a client without a secret or key cannot call this")
        return client
    token = machines.find(session, digest(shown.secret))
    if token is None:
        raise BearerError(INVALID, "the access token is not a client's own", wants_proof=shown.as_bound)
    if token.audience is not None:
        raise BearerError(INVALID, "the token is for a resource server, not for us", wants_proof=shown.as_bound)
    check_possession(session, token.bound_to, shown)
    if why := why_not_honoured(token, now):
        raise BearerError(INVALID, why)
    kept = clients.find(session, token.client_id)
    if kept is None:
        raise BearerError(INVALID, "the client was removed")
    return kept.client
