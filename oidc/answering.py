"""Answering: the end of an authorization request, by a refusal, or by a code and what the response type wants besides."""

from dataclasses import dataclass
from typing import assert_never

from sqlalchemy.orm import Session

from accounts.levels import told
from core.ids import digest, new_id, new_secret
from keys.ring import KeyRing
from oidc import front_channel, store
from oidc.authorization.cases import Case, Visit
from oidc.authorization.store import Standpoint
from oidc.clients.encryption import Outgoing
from oidc.codes import Authorization
from oidc.device import store as devices
from oidc.errors import PageError, PageReason, Refusal
from oidc.fields import claimed_fields
from oidc.interaction import Ready
from oidc.possession.bindings import to_key
from oidc.pushing import store as pushed_requests
from oidc.requests import OFFLINE
from oidc.resources.choose import settled
from oidc.response_modes import WayBack
from oidc.sealed_answers import recipient
from oidc.terms import Terms
from oidc.tokens import Family, outlives_sign_in


@dataclass(frozen=True, slots=True)
class Answer:
    """The request is answered: `parameters` go back to the client."""

    back: WayBack
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToldToDevice:
    """The request is answered, and its device hears of it when it asks next (RFC 8628, section 3.3)."""

    is_allowed: bool


def answer(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    judged: Case,
    found: Standpoint,
    visit: Visit,
    step: Ready | Refusal,
) -> Answer | ToldToDevice:
    """Return the answer to a request; a pushed one is spent by it, a device's is kept for it.

    Raises `PageError` when it was answered already, and as `sealed` does when no answer can be encrypted.
    """
    request = judged.situation.request
    if request.device is not None:
        return _told_to_device(session, terms, judged, found, visit, request.device, is_allowed=isinstance(step, Ready))
    if request.is_answer_encrypted:
        recipient(terms.recipients, found.client, Outgoing.AUTHORIZATION)
    if request.pushed is not None and not pushed_requests.spend(session, request.pushed, visit.now):
        raise PageError(PageReason.HANDLE)
    match step:
        case Refusal():
            return Answer(request.back, step.parameters)
        case Ready():
            return Answer(request.back, _granted(session, keys, terms, judged, found, visit))
        case _:
            assert_never(step)


def _told_to_device(
    session: Session, terms: Terms, judged: Case, found: Standpoint, visit: Visit, device: str, *, is_allowed: bool
) -> ToldToDevice:
    if is_allowed:
        authorization = _authorization(terms, judged, found, visit)
        # The family of a device begins like any other; the code that heads it is never told, its device has one.
        store.add_code(session, authorization, digest(new_secret()), visit.now)
        is_first = devices.grant(session, device, authorization.id, visit.now)
    else:
        is_first = devices.deny(session, device, visit.now)
    if not is_first:
        raise PageError(PageReason.DEVICE)
    return ToldToDevice(is_allowed)


def _granted(
    session: Session, keys: KeyRing, terms: Terms, judged: Case, found: Standpoint, visit: Visit
) -> tuple[tuple[str, str], ...]:
    wanted = judged.situation.request.response_type
    authorization, code = _authorization(terms, judged, found, visit), new_secret()
    # Tokens of the front channel hang on the same row; a code that was not asked for is simply never told.
    store.add_code(session, authorization, digest(code), visit.now)
    if wanted == "code":
        return (("code", code),)
    family = _family(authorization, judged, found)
    told = front_channel.tokens(session, keys, terms, family, wanted, code, visit.now)
    return (("code", code), *told) if "code" in wanted.split() else told


def _authorization(terms: Terms, judged: Case, found: Standpoint, visit: Visit) -> Authorization:
    request, sign_in, grant = judged.situation.request, visit.sign_in, judged.grant
    assert sign_in is not None and grant is not None  # noqa: S101, PT018 - Ready means both
    offline = outlives_sign_in(request.scopes, found.client, is_once=judged.purpose.once)
    return Authorization(
        id=new_id(),
        client_id=request.client_id,
        citizen=sign_in.citizen,
        grant=grant.id,
        sign_in=sign_in.id,
        redirect_uri=request.redirect_uri,
        scopes=tuple(scope for scope in request.scopes if offline or scope != OFFLINE),
        named_fields=claimed_fields(request.claims.names),
        nonce=request.nonce,
        challenge=request.challenge,
        bound_to=to_key(request.bound_to),
        offline=offline,
        auth_time=sign_in.auth_time,
        acr=_acr(judged),
        amr=sign_in.amr,
        resources=settled(terms.issuer, request.resources),
        expires_at=visit.now + (terms.code if request.device is None else terms.device),
        asked_at=judged.situation.started_at,
        detailed=None if request.release is None else tuple(one.key for one in judged.purpose.asked(judged.asked)),
    )


def _acr(judged: Case) -> str:
    # What a client asked for and got, it hears by the name it asked by; else what is.
    situation = judged.situation
    request, level = situation.request, situation.level
    assert situation.sign_in is not None  # noqa: S101 - Ready means one
    asked = (*request.claims.acr_values, *request.acr_values)
    return situation.sign_in.acr if level is None else told(level, asked)


def _family(authorization: Authorization, judged: Case, found: Standpoint) -> Family:
    assert judged.grant is not None  # noqa: S101 - Ready means one
    return Family(
        authorization=authorization,
        client=found.client,
        has_ended=False,
        client_is_active=True,
        citizen_is_active=True,
        sign_in_lives=True,
        grant_state=judged.grant.state,
        grant_ends_at=judged.grant.ends_at,
        purpose=judged.purpose.key,
        is_once=judged.purpose.once,
        granted=judged.grant.granted,
    )
