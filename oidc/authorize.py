"""Authorizing: from a client's request to the one next step, and at the end to a code; without a row on the way if nothing is asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from consent import asks_kept
from consent.asks import KeptAsk
from consent.systems import System
from core.ids import digest, new_id
from keys.ring import KeyRing
from oidc.answering import Answer, ToldToDevice, answer
from oidc.authorization import store as authorizations
from oidc.authorization.cases import Case, Visit, case_of
from oidc.authorization.store import Interaction, Standpoint
from oidc.details.vault_release import fields_of
from oidc.errors import PageError, PageReason, Refusal
from oidc.interaction import LEFT, NeedConsent, NeedSignIn, NeedStepUp, Ready, next_step
from oidc.parameters import Parameters
from oidc.pushing import handles
from oidc.pushing import store as pushed_requests
from oidc.pushing.handles import Pushed
from oidc.request_checks import Asked, WayIn
from oidc.requests import AuthorizeRequest, authorize_request, is_still_allowed, purpose_of
from oidc.resources.choose import systems_asked
from oidc.terms import Terms


@dataclass(frozen=True, slots=True)
class Turn:
    """The citizen's turn: `step` says at which page, and the interaction is kept under `interaction`."""

    interaction: str
    step: NeedSignIn | NeedStepUp | NeedConsent


def begin(session: Session, keys: KeyRing, terms: Terms, asked: Asked, visit: Visit) -> Answer | ToldToDevice | Turn:
    """Return the answer to an authorization request, or whose turn it is.

    Raises `PageError` and `RedirectError` for what cannot be accepted; nothing is kept then.
    """
    request, found, systems = _understood(session, terms.issuer, asked, visit.citizen, visit.now)
    before = visit.sign_in.id if visit.sign_in else None
    begun = Interaction(new_id(), request, visit.browser, visit.now, visit.now + terms.interaction, before)
    judged = case_of(keys, terms, begun, found, visit, None, systems)
    step = next_step(judged.situation)
    if isinstance(step, Ready | Refusal):
        return answer(session, keys, terms, judged, found, visit, step)
    authorizations.keep(session, begun)
    return _turn(session, begun, judged, visit, step)


def keep_posted(session: Session, terms: Terms, asked: Asked, now: datetime) -> str:
    """Keep a request that was posted across sites, and return its interaction.

    The browser sends none of its cookies with such a post, so the interaction belongs to the browser
    that opens it next. Raises like `begin`.
    """
    request, _, _ = _understood(session, terms.issuer, asked, None, now)
    begun = Interaction(new_id(), request, None, now, now + terms.interaction, None)
    authorizations.keep(session, begun)
    return begun.id


def resume(
    session: Session, keys: KeyRing, terms: Terms, interaction: str, visit: Visit
) -> Answer | ToldToDevice | Turn:
    """Return what comes next for a kept interaction; raise `PageError` when it is over or another browser's."""
    begun, judged, found = _judged(session, keys, terms, interaction, visit)
    step = next_step(judged.situation)
    if not isinstance(step, Ready | Refusal):
        return _turn(session, begun, judged, visit, step)
    return _ended(session, keys, terms, begun, judged, found, visit, step)


def leave(session: Session, keys: KeyRing, terms: Terms, interaction: str, visit: Visit) -> Answer | ToldToDevice:
    """Return the answer of a person who turns back before signing in (RFC 6749, section 4.1.2.1); raise like `resume`.

    Nobody is known yet, so nobody's ledger tells of it; the interaction is over.
    """
    begun, judged, found = _judged(session, keys, terms, interaction, visit)
    return _ended(session, keys, terms, begun, judged, found, visit, LEFT)


def _understood(
    session: Session, issuer: str, asked: Asked, citizen: str | None, now: datetime
) -> tuple[AuthorizeRequest, Standpoint, tuple[System, ...]]:
    pushed = _opened_handle(session, asked.parameters, now)
    if pushed is not None:
        asked = Asked(Parameters(pushed.parameters), WayIn.BY_HANDLE)
    named = asked.parameters
    found = authorizations.standpoint(session, named.get("client_id") or "", purpose_of(named), citizen)
    request = authorize_request(asked, found.client if found else None)
    assert found is not None  # noqa: S101 - authorize_request refuses an unknown client
    systems = _systems(session, issuer, found, request)
    return (request if pushed is None else replace(request, pushed=pushed.id)), found, systems


def _systems(session: Session, issuer: str, found: Standpoint, request: AuthorizeRequest) -> tuple[System, ...]:
    systems = systems_asked(session, issuer, found.client, request)
    if isinstance(systems, Refusal):
        raise request.refused(systems.error, systems.description)
    return systems


def _opened_handle(session: Session, parameters: Parameters, now: datetime) -> Pushed | None:
    # What stands beside a handle is not read (RFC 9126, section 4), but whose it is must be said.
    secret = handles.secret_of(parameters.get("request_uri"))
    if secret is None:
        return None
    pushed = pushed_requests.find(session, digest(secret))
    if pushed is None or not handles.is_open(pushed, parameters.get("client_id"), now):
        raise PageError(PageReason.HANDLE)
    return pushed


def _opened(session: Session, interaction: str, visit: Visit) -> Interaction:
    begun = authorizations.interaction(session, interaction)
    if begun is None:
        raise PageError(PageReason.UNKNOWN_INTERACTION)
    if begun.expires_at <= visit.now:
        raise PageError(PageReason.EXPIRED)
    if begun.browser is None:
        begun = authorizations.bind(session, begun, visit.browser, visit.sign_in.id if visit.sign_in else None)
    if begun is None or begun.browser != visit.browser:
        raise PageError(PageReason.OTHER_BROWSER)
    if begun.has_ended:
        raise PageError(PageReason.FINISHED)
    return begun


def _judged(
    session: Session, keys: KeyRing, terms: Terms, interaction: str, visit: Visit
) -> tuple[Interaction, Case, Standpoint]:
    begun = _opened(session, interaction, visit)
    found = authorizations.standpoint(session, begun.request.client_id, begun.request.purpose, visit.citizen)
    if found is None:
        raise PageError(PageReason.UNKNOWN_CLIENT)
    if not is_still_allowed(begun.request, found.client):
        raise PageError(PageReason.FOREIGN_REDIRECT)
    systems = _systems(session, terms.issuer, found, begun.request)
    return begun, case_of(keys, terms, begun, found, visit, asks_kept.find(session, interaction), systems), found


def _ended(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    begun: Interaction,
    judged: Case,
    found: Standpoint,
    visit: Visit,
    step: Ready | Refusal,
) -> Answer | ToldToDevice:
    if not authorizations.end(session, begun.id, visit.now):
        raise PageError(PageReason.FINISHED)
    return answer(session, keys, terms, judged, found, visit, step)


def _turn(
    session: Session, begun: Interaction, judged: Case, visit: Visit, step: NeedSignIn | NeedStepUp | NeedConsent
) -> Turn:
    if isinstance(step, NeedConsent):
        purpose, release = judged.purpose, begun.request.release
        kept = KeptAsk(
            id=begun.id,
            service=purpose.service,
            purpose=purpose.id,
            requested=judged.asked,
            browser=visit.browser,
            expires_at=begun.expires_at,
            citizen=visit.citizen,
            only=fields_of(release),
            once=release is not None and release.is_once,
            systems=judged.systems,
        )
        asks_kept.keep(session, kept)
    return Turn(begun.id, step)
