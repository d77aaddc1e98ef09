"""The token exchange: the client proves itself, claims what stands for a citizen by one statement, and receives tokens."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.ids import digest
from keys.ring import KeyRing
from oidc import refresh, store
from oidc.clients.authentication import authenticate
from oidc.clients.client import Client
from oidc.codes import CodeRedemption, why_not_redeemed
from oidc.device import redeem as devices
from oidc.device.codes import DeviceRedemption
from oidc.errors import BodyError, invalid_grant
from oidc.families import store as families
from oidc.first_tokens import first_tokens
from oidc.machines import issue as machines
from oidc.minting import TokenAnswer
from oidc.possession.bindings import Binding
from oidc.possession.holding import Asker, held
from oidc.terms import Terms
from oidc.token_requests import MachineRequest, RefreshRequest, TokenRequest


def exchange(
    session: Session, keys: KeyRing, terms: Terms, asker: Asker, request: TokenRequest, now: datetime
) -> TokenAnswer | BodyError:
    """Return the tokens for `request`, or its refusal; what a refusal ended or used up stays so.

    Raises `BodyError` only when the client did not prove itself or what it must hold, and nothing is kept then.
    """
    client = authenticate(session, keys, asker.presented, terms, now)
    binding = held(session, client, asker)
    match request:
        case CodeRedemption():
            return _redeem(session, keys, terms, client, request, binding, now)
        case RefreshRequest():
            return refresh.refresh(session, keys, terms, client, request, binding, now)
        case MachineRequest():
            return machines.issue(session, keys, terms, client, request, binding, now)
        case DeviceRedemption():
            return devices.redeem(session, keys, terms, client, request, binding, now)


def _redeem(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    client: Client,
    request: CodeRedemption,
    binding: Binding | None,
    now: datetime,
) -> TokenAnswer | BodyError:
    code = digest(request.code)
    claimed = store.claim_code(session, code, client.id, now)
    if claimed is None:
        # A second redemption means that somebody else has the code: its tokens end with it.
        store.end_replayed_code(session, code, client.id, now)
        return invalid_grant("the code is unknown, used, or of another client")
    family = families.family(session, claimed, now, terms.sign_in)
    if why := why_not_redeemed(family.authorization, request, binding, now):
        return invalid_grant(why)
    return first_tokens(session, keys, terms, family, request, binding, now)
