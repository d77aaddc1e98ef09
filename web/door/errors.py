"""When something cannot be done: a page that says what happened and what to do, or JSON for programs."""

import traceback
from pathlib import Path

import structlog
from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response

from keys.custody import CustodianAwayError
from web.door.error_texts import ErrorText, text_for
from web.door.form_check import is_for_machines

HOUSE = Path(__file__).resolve().parent.parent.parent
BUSY_RETRY_SECONDS = 5

# What programs read; the first four are of RFC 6749, section 5.2, and RFC 6750, section 3.1.
CODES = {400: "invalid_request", 401: "invalid_token", 403: "access_denied", 413: "invalid_request"} | {
    404: "not_found",
    405: "method_not_allowed",
    429: "too_many_requests",
    503: "temporarily_unavailable",
}
# One sentence each, in the alphabet that error_description allows (RFC 6749, section 5.2).
SENTENCES = {
    400: "the request cannot be read as HTTP; send it as the documentation says",
    401: "the request needs credentials that are valid",
    403: "these credentials do not allow this request",
    404: "there is nothing at this address; the addresses are in the discovery document",
    405: "this address does not take this method; the Allow header names those that it takes",
    413: "the body is larger than is taken here, 128 kB of a form and 1 MB of anything else; send a smaller one",
    429: "too many requests; wait before you send the next one",
    503: "busy at the moment; try again in a few seconds",
}
OURS = "a failure on our side; tell the operator the request_id"

log = structlog.stdlib.get_logger("sekali.failure")


def install(app: Flask) -> None:
    """Answer every refusal and every failure of `app`."""
    app.register_error_handler(HTTPException, _on_refusal)
    app.register_error_handler(OperationalError, _on_busy)
    app.register_error_handler(CustodianAwayError, _on_busy)
    app.register_error_handler(Exception, _on_failure)


def page(code: int, text: ErrorText) -> Response:
    """Return the page for `code` with `text`; it needs neither database nor a signed-in citizen when we failed."""
    return make_response(render_template("web/error.html", code=code, text=text, again=_can_be_opened()), code)


def _on_refusal(refusal: HTTPException) -> Response:
    code = refusal.code or 500
    if refusal.response is not None:
        return make_response(refusal.response)
    answer = _json(code) if wants_json() else page(code, text_for(refusal))
    for name, value in refusal.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def _on_busy(failure: OperationalError | CustodianAwayError) -> Response:
    _note(failure)
    return _on_refusal(ServiceUnavailable(retry_after=BUSY_RETRY_SECONDS))


def _on_failure(failure: Exception) -> Response:
    if current_app.testing:
        raise failure
    _note(failure)
    return _on_refusal(InternalServerError())


def wants_json() -> bool:
    """Tell whether the caller is a program: the view says so, and the caller did not ask for a page by name."""
    named = request.accept_mimetypes
    if request.endpoint is not None and not is_for_machines(request.endpoint):
        return False
    asks_for_page = any(kind == "text/html" for kind, _quality in named)
    return not asks_for_page if request.endpoint else "application/json" in named.values() and not asks_for_page


def _json(code: int) -> Response:
    code_word = CODES.get(code, "server_error" if code >= 500 else "invalid_request")  # noqa: PLR2004
    sentence = SENTENCES.get(code, OURS if code >= 500 else SENTENCES[400])  # noqa: PLR2004
    told = jsonify(error=code_word, error_description=sentence, request_id=g.get("request_id"))
    return make_response(told, code)


def _can_be_opened() -> bool:
    adapter = current_app.url_map.bind("")
    return request.endpoint is not None and adapter.test(request.path, method="GET")


def _note(failure: Exception) -> None:
    # Messages of exceptions may quote what a citizen typed; kind and place say enough to find the fault.
    frames = traceback.extract_tb(failure.__traceback__)
    places = [f"{_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("failure", kind=type(failure).__qualname__, places=places[-12:], request_id=g.get("request_id"))


def _inside(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(HOUSE)) if path.is_relative_to(HOUSE) else path.name
