"""The blueprint of the provider, and how its refusals are told: a page, a redirect, a body, a challenge."""

import logging
from collections.abc import Iterable
from urllib.parse import quote

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.db import reading
from core.runtime import note_refusal, request_time, settings
from keys.runtime import ring
from oidc import texts
from oidc.clients import store as clients
from oidc.clients.client import Client
from oidc.clients.profiles import ASSERTION_ALGORITHMS
from oidc.endpoints import recipients
from oidc.errors import BearerError, BodyError, PageError, PageReason, RedirectError
from oidc.resources.protected import WELL_KNOWN, is_protected
from oidc.response_modes import WayBack
from oidc.responses import FormPost, Parameter, Redirect, respond
from oidc.sealed_answers import NoUsableKeyError

REALM = "sekali"
NO_KEY = "the answer is to be encrypted and no usable key of the client was found; check its jwks or jwks_uri"

log = logging.getLogger("sekali.oidc.answers")

blueprint = Blueprint("oidc", __name__, template_folder="templates")


def see_other(url: str) -> AnyResponse:
    """Return the redirect after which a browser always sends a GET, and no referrer (RFC 9700, section 4.12)."""
    return redirect(url, 303)


def told(body: object, status: int = 200) -> Response:
    """Return JSON that nobody keeps (RFC 6749, section 5.1)."""
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def told_as_jwt(token: str, media_type: str) -> Response:
    """Return a JWT that nobody keeps."""
    return Response(token, content_type=media_type, headers={"Cache-Control": "no-store"})


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
        response = respond(
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
    match response:
        case Redirect(url):
            return see_other(url)
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
def on_body_error(error: BodyError) -> Response:
    """Tell the client (RFC 6749, section 5.2)."""
    note_refusal(error.error, error.description)
    response = told({"error": error.error, "error_description": error.description}, error.status)
    if error.status == 401:  # noqa: PLR2004 - the one status with a challenge
        response.headers["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
    return response


@blueprint.errorhandler(NoUsableKeyError)
def on_no_usable_key(_error: NoUsableKeyError) -> Response:
    """Tell the client that it gets nothing: what shall be encrypted never leaves readable."""
    return on_body_error(BodyError("temporarily_unavailable", NO_KEY, 503))


@blueprint.errorhandler(BearerError)
def on_bearer_error(error: BearerError) -> Response:
    """Tell the bearer, with a challenge; without a token it names no error (RFC 6750, section 3.1)."""
    note_refusal(error.error or "no_token", error.description)
    challenge = f'Bearer realm="{REALM}"'
    if error.wants_proof:
        challenge = f'DPoP realm="{REALM}", algs="{" ".join(ASSERTION_ALGORITHMS)}"'
    if error.status == 401 and is_protected(request.path.lstrip("/")):  # noqa: PLR2004 - RFC 9728, section 5.1
        challenge += f', resource_metadata="{settings().issuer}{WELL_KNOWN}{quote(request.path)}"'
    if error.error is not None:
        challenge += f', error="{error.error}", error_description="{error.description}"'
    challenge += "".join(f', {name}="{value}"' for name, value in error.wanted.items())
    response = told({"error": error.error or "invalid_token", "error_description": error.description}, error.status)
    response.headers["WWW-Authenticate"] = challenge
    return response
