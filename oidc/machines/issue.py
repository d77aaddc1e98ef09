"""Issuing a client its own token: no citizen, no family, and never a refresh token (RFC 6749, section 4.4.3)."""

from datetime import datetime

from sqlalchemy.orm import Session

from oidc.clients.client import Client
from oidc.clients.profiles import CLIENT_CREDENTIALS
from oidc.errors import BodyError
from oidc.machines import store
from oidc.machines.tokens import why_not_granted
from oidc.minting import TokenAnswer
from oidc.possession.bindings import Binding
from oidc.terms import Terms
from oidc.token_requests import MachineRequest
from oidc.tokens import ACCESS, new_token


def issue(
    session: Session, terms: Terms, client: Client, request: MachineRequest, binding: Binding | None, now: datetime
) -> TokenAnswer | BodyError:
    """Return a token of the client itself, bound to what it showed; or the refusal."""
    if client.is_public or not client.may_use(CLIENT_CREDENTIALS):
        return BodyError("unauthorized_client", "the client did not register the client_credentials grant")
    # Whether the service is verified matters only to scopes, and is asked only for them.
    is_verified = bool(request.scopes) and store.is_verified(session, client.service)
    if why := why_not_granted(request.scopes, client.scopes, terms.machine_scopes, is_verified=is_verified):
        return BodyError("invalid_scope", why)
    token = new_token(ACCESS, request.scopes, now + terms.access, binding)
    store.add(session, client.id, token, now)
    return TokenAnswer(token, None, None, int(terms.access.total_seconds()))
