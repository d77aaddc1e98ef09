"""Refreshing: every refresh token works once; one that comes twice ends its whole family, with no time of grace."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.ids import digest
from keys.ring import KeyRing
from oidc import store
from oidc.clients.client import Client
from oidc.errors import BodyError, invalid_grant
from oidc.minting import TokenAnswer, mint
from oidc.terms import Terms
from oidc.token_requests import RefreshRequest
from oidc.tokens import why_grant_gives_nothing, why_not_alive


def rotate(
    session: Session, keys: KeyRing, terms: Terms, client: Client, request: RefreshRequest, now: datetime
) -> TokenAnswer | BodyError:
    """Return new tokens for a refresh token, which is used up, or the refusal (RFC 9700, section 4.14.2).

    In a race one request claims the token; the others find it used and end the family, and with it
    what the winner receives.
    """
    if not client.may_refresh:
        return BodyError("unauthorized_client", "the client did not register the refresh_token grant")
    token = digest(request.refresh_token)
    claimed = store.claim_refresh(session, token, client.id, now)
    if claimed is None:
        store.end_reused_refresh(session, token, client.id, now)
        return invalid_grant("the refresh token is unknown, used, revoked, or of another client")
    if claimed.expires_at <= now:
        return invalid_grant("the refresh token has expired")
    family = store.family(session, claimed.family, now, terms.sign_in)
    if ended := why_not_alive(family) or why_grant_gives_nothing(family, now):
        return invalid_grant(ended)
    scopes = tuple(claimed.scope.split())
    wanted = scopes if request.scopes is None else request.scopes
    if not set(wanted) <= set(scopes):
        return BodyError("invalid_scope", "scope asks for more than the refresh token has")
    answer = mint(keys, terms, family, wanted, now, nonce=None)
    store.add_tokens(session, claimed.family, answer.tokens, now)
    return answer
