"""The authorization endpoint, the dispatcher to which every page returns, and the end of a session."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Response, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from accounts.browser import browser_digest, known_browser
from accounts.cookies import CITIZEN, drop, sent
from accounts.guard import current_sign_in, machine, open_to_all
from core.db import keeping, reading
from core.ids import digest
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import authorize as authorizing
from oidc import logout
from oidc.answering import Answer
from oidc.authorization.cases import Visit
from oidc.authorization.store import redirect_uri_of
from oidc.authorize import Turn
from oidc.blueprint import blueprint, see_other, to_client
from oidc.endpoints.unfolding import unfold
from oidc.interaction import NeedSignIn
from oidc.logout import AskFirst, SignedOut
from oidc.parameters import read
from oidc.request_checks import Asked, WayIn
from oidc.terms import terms_of

INTERACTION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@blueprint.get("/authorize")
@open_to_all
def authorize() -> AnyResponse:
    """Take an authorization request (OpenID Connect Core 1.0, section 3.1.2)."""
    asked = _asked(request.args.items(multi=True))
    visit = _visit()
    with keeping() as session:
        outcome = authorizing.begin(session, ring(), terms_of(settings()), asked, visit)
    return _next(outcome)


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
    with keeping() as session:
        outcome = authorizing.resume(session, ring(), terms_of(settings()), interaction, visit)
    return _next(outcome)


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


@blueprint.before_app_request
def allow_the_way_back() -> None:
    """Let the forms on the way of an interaction end at its service.

    Browsers apply `form-action` to the redirects after a form too, and the last of them leaves the house.
    """
    if request.endpoint is None or request.endpoint == "static" or request.endpoint.startswith("oidc."):
        return
    wanted = (request.view_args or {}).get("interaction") or request.values.get("return_to", "")
    browser = known_browser() if INTERACTION.match(wanted) else None
    if browser is None:
        return
    with reading() as session:
        target = redirect_uri_of(session, wanted, digest(browser), request_time())
    if target is not None:
        g.form_action_origins = (target,)


def _asked(pairs: Iterable[tuple[str, str]]) -> Asked:
    parameters = read(pairs)
    return unfold(parameters, parameters.get("client_id"), WayIn.PLAIN, WayIn.SIGNED)


def _visit() -> Visit:
    return Visit(current_sign_in(), browser_digest(), request_time())


def _next(outcome: Answer | Turn) -> AnyResponse:
    match outcome:
        case Answer(back, parameters):
            return to_client(back, parameters)
        case Turn(interaction, NeedSignIn(again, create)):
            page = "accounts.sign_up" if create else "accounts.sign_in"
            return see_other(url_for(page, return_to=interaction, fresh=1 if again else None))
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
