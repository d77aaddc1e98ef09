"""Issuing a client its own token: no citizen, no family, and never a refresh token (RFC 6749, section 4.4.3)."""

from datetime import datetime

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from oidc.clients.client import Client
from oidc.clients.profiles import CLIENT_CREDENTIALS
from oidc.errors import BodyError
from oidc.machines import store
from oidc.minting import TokenAnswer
from oidc.possession.bindings import Binding
from oidc.resources.access_tokens import addressed
from oidc.resources.choose import chosen_by_machine
from oidc.terms import Terms
from oidc.token_requests import MachineRequest
from oidc.tokens import ACCESS, new_token


def issue(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    client: Client,
    request: MachineRequest,
    binding: Binding | None,
    now: datetime,
) -> TokenAnswer | BodyError:
    """Return a token of the client itself, bound to what it showed; or the refusal."""
    if client.is_public or not client.may_use(CLIENT_CREDENTIALS):
        return BodyError("unauthorized_client", "the client did not register the client_credentials grant")
    target = chosen_by_machine(session, terms.issuer, client, request.resources, request.scopes)
    if isinstance(target, BodyError):
        return target
    lifetime = terms.access if target is None else target.lifetime
    token = new_token(ACCESS, request.scopes, now + lifetime, binding)
    if target is not None:
        stands_behind = {"sub": client.id, "client_id": client.id}
        token = addressed(keys, terms.issuer, target, token, stands_behind, now)
    store.add(session, client.id, token, now)
    return TokenAnswer(token, None, None, int(lifetime.total_seconds()))
