"""The authorization endpoint, the dispatcher to which every page returns, and the end of a session."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from flask import Response, g, make_response, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from accounts.browser import browser_digest
from accounts.cookies import CITIZEN, drop, sent
from accounts.guard import current_sign_in, machine, open_to_all
from core.db import keeping
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import authorize as authorizing
from oidc import hints, logout
from oidc.answering import Answer, ToldToDevice
from oidc.authorization.cases import Visit
from oidc.authorize import Turn
from oidc.blueprint import blueprint, see_other, to_client
from oidc.endpoints.recipients import answered
from oidc.endpoints.unfolding import unfold
from oidc.errors import PageError, PageReason
from oidc.interaction import NeedSignIn, NeedStepUp
from oidc.logout import AskFirst, SignedOut
from oidc.parameters import read
from oidc.request_checks import Asked, WayIn
from oidc.sealed_answers import NoUsableKeyError
from oidc.terms import Terms, terms_of


@blueprint.get("/authorize")
@open_to_all
def authorize() -> AnyResponse:
    """Take an authorization request (OpenID Connect Core 1.0, section 3.1.2)."""
    asked = _asked(request.args.items(multi=True))
    visit = _visit()
    return _next(_outcome(lambda session, terms: authorizing.begin(session, ring(), terms, asked, visit)))


@blueprint.post("/authorize")
@machine("public")
def authorize_posted() -> AnyResponse:
    """Take one by POST. It comes from another site, without cookies: it is kept, and opened by GET."""
    asked = _asked(request.form.items(multi=True))
    with keeping() as session:
        interaction = authorizing.keep_posted(session, terms_of(settings()), asked, request_time())
    return see_other(url_for("oidc.resume", interaction=interaction))


@blueprint.get("/authorize/<interaction>")
@open_to_all
def resume(interaction: str) -> AnyResponse:
    """Dispatch: every page returns here, and none knows the next."""
    visit = _visit()
    return _next(_outcome(lambda session, terms: authorizing.resume(session, ring(), terms, interaction, visit)))


@blueprint.post("/authorize/<interaction>/leave")
@open_to_all
def leave(interaction: str) -> AnyResponse:
    """Turn back before signing in."""
    visit = _visit()
    return _next(_outcome(lambda session, terms: authorizing.leave(session, ring(), terms, interaction, visit)))


@blueprint.get("/end-session")
@open_to_all
def end_session() -> AnyResponse:
    """Sign out for a service, or ask first (RP-Initiated Logout 1.0, section 2)."""
    return _sign_out(request.args.items(multi=True), confirmed=False)


@blueprint.post("/end-session")
@machine("public")
def end_session_posted() -> AnyResponse:
    """Take the same by POST from another site, without cookies: it is opened again by GET."""
    known = [(name, value) for name, value in request.form.items(multi=True) if name in logout.KNOWN]
    return see_other(url_for("oidc.end_session") + "?" + urlencode(known))


@blueprint.post("/end-session/confirm")
@open_to_all
def end_session_confirmed() -> AnyResponse:
    """Take the answer of a person who was asked first."""
    return _sign_out(request.form.items(multi=True), confirmed=True)


def _asked(pairs: Iterable[tuple[str, str]]) -> Asked:
    parameters = read(pairs)
    return hints.sealed(ring(), unfold(parameters, parameters.get("client_id"), WayIn.PLAIN, WayIn.SIGNED))


def _visit() -> Visit:
    return Visit(current_sign_in(), browser_digest(), request_time())


def _outcome(work: Callable[[Session, Terms], Answer | ToldToDevice | Turn]) -> Answer | ToldToDevice | Turn:
    try:
        return answered(work)
    except NoUsableKeyError:
        raise PageError(PageReason.NO_KEY) from None


def _next(outcome: Answer | ToldToDevice | Turn) -> AnyResponse:
    match outcome:
        case Answer(back, parameters):
            return to_client(back, parameters)
        case ToldToDevice(is_allowed):
            return see_other(url_for("oidc.device_connected" if is_allowed else "oidc.device_denied"))
        case Turn(interaction, NeedSignIn(again, create)):
            page = "accounts.sign_up" if create else "accounts.sign_in"
            return see_other(url_for(page, return_to=interaction, fresh=1 if again else None))
        case Turn(interaction, NeedStepUp(way)):
            return see_other(url_for("accounts.sign_in", return_to=interaction, stronger=way))
        case Turn(interaction, _):
            return see_other(url_for("consent.page", interaction=interaction))


def _sign_out(pairs: Iterable[tuple[str, str]], *, confirmed: bool) -> AnyResponse:
    wanted = logout.logout_request(read(pairs))
    sign_in, secret = current_sign_in(), sent(CITIZEN)
    cookie = digest(secret) if secret else None
    with keeping() as session:
        outcome = logout.sign_out(
            session, ring(), settings().issuer, wanted, sign_in, cookie, request_time(), confirmed=confirmed
        )
    match outcome:
        case AskFirst(asked, url):
            return _question(asked, url)
        case SignedOut(url):
            response = see_other(url) if url else make_response(render_template("oidc/signed_out.html"))
            if isinstance(response, Response):
                drop(response, CITIZEN)
            return response


def _question(wanted: logout.LogoutRequest, url: str | None) -> Response:
    if url is not None:
        g.form_action_origins = (url,)
    known = {
        "id_token_hint": wanted.id_token_hint,
        "client_id": wanted.client_id,
        "post_logout_redirect_uri": wanted.redirect_uri,
        "state": wanted.state,
    }
    parameters = [(name, value) for name, value in known.items() if value is not None]
    return make_response(render_template("oidc/sign_out.html", parameters=parameters))
