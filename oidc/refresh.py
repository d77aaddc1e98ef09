"""Refreshing: a refresh token works once and its second coming ends its family, or belongs to a proven client and is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.ids import digest
from keys.ring import KeyRing
from oidc import store
from oidc.clients.client import Client
from oidc.details.granted import why_not_narrower
from oidc.details.vault_release import INVALID, fields_of
from oidc.errors import BodyError, invalid_grant
from oidc.families import store as families
from oidc.minting import TokenAnswer, Wish, mint
from oidc.possession.bindings import Binding, restored
from oidc.resources.choose import chosen
from oidc.terms import Terms
from oidc.token_requests import RefreshRequest
from oidc.tokens import PASSING, Family, why_grant_gives_nothing, why_not_alive


def refresh(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    client: Client,
    request: RefreshRequest,
    binding: Binding | None,
    now: datetime,
) -> TokenAnswer | BodyError:
    """Return new tokens for a refresh token, or the refusal (RFC 9700, section 4.14.2).

    A confidential client whose tokens are bound keeps its refresh token (FAPI 2.0 Security Profile,
    section 5.3.2.1). Any other is used up: in a race one request claims it; the others find it used
    and end the family, and with it what the winner receives. While the purpose is paused, or a new version of it waits for
    its citizen, the token is refused and stays as it was.
    """
    if not client.may_refresh:
        return BodyError("unauthorized_client", "the client did not register the refresh_token grant")
    found = _found(session, client, digest(request.refresh_token), now)
    if found is None:
        return invalid_grant("the refresh token is unknown, used, revoked, or of another client")
    if found.expires_at <= now:
        return invalid_grant("the refresh token has expired")
    if restored(found.bound_to) not in {None, binding}:
        return invalid_grant("the refresh token is bound to another key or certificate")
    family = families.family(session, found.family, now, terms.sign_in)
    if ended := why_not_alive(family) or why_grant_gives_nothing(family, now):
        if ended in PASSING:
            store.give_back_refresh(session, digest(request.refresh_token))
        return invalid_grant(ended)
    wish = _wish(session, terms, family, request, tuple(found.scope.split()), binding)
    if isinstance(wish, BodyError):
        return wish
    answer = mint(keys, terms, family, wish, now)
    store.add_tokens(session, found.family, answer.tokens, now)
    return answer


def _wish(
    session: Session,
    terms: Terms,
    family: Family,
    request: RefreshRequest,
    scopes: tuple[str, ...],
    binding: Binding | None,
) -> Wish | BodyError:
    if why := why_not_narrower(terms.issuer, family, request.release):
        return BodyError(INVALID, why)
    wanted = scopes if request.scopes is None else request.scopes
    if not set(wanted) <= set(scopes):
        return BodyError("invalid_scope", "scope asks for more than the refresh token has")
    client, granted = family.client, family.authorization.resources
    target = chosen(session, terms.issuer, client, granted, request.resources)
    if isinstance(target, BodyError):
        return target
    narrowed = fields_of(request.release)
    return Wish(wanted, binding, keeps_refresh=client.keeps_refresh_tokens, narrowed=narrowed, target=target)


def _found(session: Session, client: Client, token: bytes, now: datetime) -> Any:
    if client.keeps_refresh_tokens:
        return store.held_refresh(session, token, client.id)
    claimed = store.claim_refresh(session, token, client.id, now)
    if claimed is None:
        store.end_reused_refresh(session, token, client.id, now)
    return claimed
