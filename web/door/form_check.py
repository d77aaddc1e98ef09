"""No form is taken that we did not make for this very browser; views for machines have no forms and no cookies."""

import functools
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from accounts.browser import known_browser
from core.runtime import request_time
from keys.runtime import ring

URL_ENCODED = "application/x-www-form-urlencoded"
LARGEST_FORM = 131_072  # bytes; a form of nothing but percent signs takes half a second to read for each million
CHANGING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class FormNotOurs(BadRequest):
    """The form's token is missing, too old, or was made for another browser."""


def install(app: Flask) -> None:
    """Check every changing request of `app`."""
    app.before_request(_ask_as_get)
    app.before_request(_limit)
    app.before_request(_check)


def is_for_machines(endpoint: str | None) -> bool:
    """Tell whether `endpoint` says of itself that programs call it (`accounts.guard.machine`)."""
    if endpoint is None:
        return False
    return _passes(current_app.view_functions.get(endpoint)).startswith("machine:")


def _ask_as_get() -> None:
    # A view that tells GET from "the form was sent" would take a HEAD for a form, without its token.
    if request.method == "HEAD":
        request.method = "GET"


def _limit() -> None:
    # Flask's own limit of forms holds for those of many parts alone; these are read at once, whole.
    if request.mimetype == URL_ENCODED:
        request.max_content_length = LARGEST_FORM
    # Said at once, also by views that would never have read the body.
    if (request.content_length or 0) > (request.max_content_length or 0):
        raise RequestEntityTooLarge


def _check() -> None:
    if request.method not in CHANGING_METHODS or request.endpoint is None or is_for_machines(request.endpoint):
        return
    browser, token = known_browser(), request.form.get("form_token", "")
    if browser is None or not ring().form_token_holds(token, browser, request_time()):
        raise FormNotOurs


def _passes(view: Callable[..., Any] | None) -> str:
    while isinstance(view, functools.partial):
        view = view.func
    return str(getattr(view, "passes", ""))
