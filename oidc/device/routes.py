"""The endpoint where devices begin, and the page on which their person types the code."""

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from accounts.browser import browser_digest
from accounts.guard import current_sign_in, machine, open_to_all
from accounts.guesses import Attempt
from accounts.texts import wait_text
from accounts.throttle.counters import of_source
from core.db import keeping
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import texts
from oidc.authorization.cases import Visit
from oidc.blueprint import blueprint, see_other, told
from oidc.device import begin as beginning
from oidc.device import codes
from oidc.device.answer import Denied, GoOn, NoSuchCode, Reply, Waiting, reply_to
from oidc.endpoints.incoming import presented_in
from oidc.endpoints.routes import incoming
from oidc.terms import terms_of

DEED = "device code"


@blueprint.post("/device_authorization")
@machine("client")
def device_authorization() -> Response:
    """Give a device its codes (RFC 8628, section 3.1)."""
    asking = incoming()
    shown, terms = presented_in(asking), terms_of(settings())
    with keeping() as session:
        begun = beginning.begin(
            session, ring(), terms, shown, asking.parameters, request.remote_addr or "", request_time()
        )
    return told(begun.body(settings().issuer + url_for("oidc.device")))


@blueprint.get("/device")
@open_to_all
def device() -> AnyResponse:
    """Ask for the code; one that came with the address is only filled in, for its person compares it (section 3.3.1)."""
    written = codes.typed(request.args.get("user_code", ""))
    return _page(codes.shown(written) if written else "")


@blueprint.post("/device")
@open_to_all
def device_answered() -> AnyResponse:
    """Take the code and show who asks; then take the answer."""
    own = settings()
    free = own.sign_in_source_failures
    attempt = Attempt(DEED, free, of_source(DEED, request.remote_addr or "", free))
    reply = Reply(request.form.get("user_code", ""), request.form.get("decision", ""))
    visit = Visit(current_sign_in(), browser_digest(), request_time())
    with keeping() as session:
        outcome = reply_to(session, ring(), terms_of(own), reply, attempt, visit)
    match outcome:
        case NoSuchCode(wait):
            error = wait_text(wait) if wait else texts.NO_SUCH_DEVICE_CODE
            return _page(reply.typed, error, 429 if wait else 422)
        case Denied():
            return see_other(url_for("oidc.device_denied"))
        case GoOn(interaction):
            return see_other(url_for("oidc.resume", interaction=interaction))
        case Waiting():
            return _question(outcome)


@blueprint.get("/device/connected")
@open_to_all
def device_connected() -> str:
    """Send the person back to their device."""
    return render_template("oidc/device_told.html", is_allowed=True)


@blueprint.get("/device/refused")
@open_to_all
def device_denied() -> str:
    """Say that the device received nothing."""
    return render_template("oidc/device_told.html", is_allowed=False)


def _page(written: str, error: object = "", status: int = 200) -> Response:
    return make_response(render_template("oidc/device.html", written=written, error=error), status)


def _question(waiting: Waiting) -> Response:
    written = codes.shown(waiting.user_code)
    again = url_for("oidc.device", user_code=written)
    page = render_template(
        "oidc/device_asks.html",
        waiting=waiting,
        written=written,
        is_near=waiting.place == request.remote_addr,
        # A change of language comes back by GET, to the code already filled in.
        this_page=lambda: again,
    )
    return make_response(page)
