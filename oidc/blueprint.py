"""The blueprint of the provider, and how its refusals are told: a page, a redirect, a body, a challenge."""

import logging
from collections.abc import Iterable

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.db import reading
from core.runtime import note_refusal, request_time, settings
from keys.runtime import ring
from oidc import texts
from oidc.clients import store as clients
from oidc.clients.client import Client
from oidc.endpoints import recipients
from oidc.endpoints import told as endpoints
from oidc.endpoints.told import Told
from oidc.errors import BearerError, BodyError, PageError, PageReason, RedirectError
from oidc.response_modes import WayBack
from oidc.responses import FormPost, Parameter, Redirect, respond
from oidc.sealed_answers import NoUsableKeyError

log = logging.getLogger("sekali.oidc.answers")

blueprint = Blueprint("oidc", __name__, template_folder="templates")


def see_other(url: str) -> AnyResponse:
    """Return a redirect to one of our own pages, which a browser always opens by GET."""
    return redirect(url, 303)


def response(answer: Told) -> Response:
    """Return an answer of the endpoints of machines as Flask's."""
    made = Response(answer.body, answer.status, answer.headers, content_type=answer.kind)
    made.headers["Cache-Control"] = answer.kept
    return made


def told(body: object, status: int = 200) -> Response:
    """Return JSON that nobody keeps (RFC 6749, section 5.1)."""
    return response(endpoints.told(body, status))


@blueprint.errorhandler(PageError)
def on_page_error(error: PageError) -> Response:
    """Tell the person at our own address; nothing that came with the request is repeated."""
    note_refusal("page", error.reason.value)
    page = render_template(
        "oidc/refused.html",
        happened=texts.HAPPENED[error.reason],
        to_do=texts.to_do(error.reason),
        # The layout would come back to this address after a change of language, and so repeat the request.
        this_page=lambda: url_for("web.home"),
    )
    return make_response(page, 400)


def to_client(back: WayBack, parameters: Iterable[Parameter]) -> AnyResponse:
    """Return what takes an authorization response through the browser to its client."""
    told_back = dict(parameters)
    if error := told_back.get("error"):
        note_refusal(error, told_back.get("error_description") or "")
    try:
        way = respond(
            ring(),
            settings().issuer,
            back,
            tuple(told_back.items()),
            request_time(),
            _receiver(back),
            recipients.fetched,
        )
    except NoUsableKeyError as refused:
        log.warning("no usable key to encrypt to: %s", refused)
        return on_page_error(PageError(PageReason.NO_KEY))
    match way:
        case Redirect(url):
            return response(endpoints.see_other(url))
        case FormPost(url, fields):
            g.form_action_origins, g.has_script = (url,), True
            # The layout would come back to this address after a change of language, and the answer is given once.
            home = url_for("web.home")
            return make_response(render_template("oidc/form_post.html", url=url, fields=fields, this_page=lambda: home))


def _receiver(back: WayBack) -> Client | None:
    if not back.is_encrypted:
        return None
    with reading() as session:
        kept = clients.find(session, back.client_id)
    return kept.client if kept else None


@blueprint.errorhandler(RedirectError)
def on_redirect_error(error: RedirectError) -> AnyResponse:
    """Tell the client through the browser."""
    return to_client(error.back, error.refusal.parameters)


@blueprint.errorhandler(BodyError)
@blueprint.errorhandler(BearerError)
@blueprint.errorhandler(NoUsableKeyError)
def on_refusal(error: endpoints.Refused) -> Response:
    """Tell the program that called."""
    return response(endpoints.refusal(error, request.path))
