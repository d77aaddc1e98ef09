"""No form is taken that we did not make for this very browser; views for machines have no forms and no cookies."""

import functools
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest

from accounts.browser import known_browser
from core.runtime import request_time
from keys.runtime import ring

TOKEN_HEADER = "Form-Token"
CHANGING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class FormNotOurs(BadRequest):
    """The form's token is missing, too old, or was made for another browser."""


def install(app: Flask) -> None:
    """Check every changing request of `app`."""
    app.before_request(_ask_as_get)
    app.before_request(_check)


def is_for_machines(endpoint: str | None) -> bool:
    """Tell whether `endpoint` says of itself that programs call it (`accounts.guard.machine`)."""
    if endpoint is None:
        return False
    return passes(current_app.view_functions.get(endpoint)).startswith("machine:")


def _ask_as_get() -> None:
    # A view that tells GET from "the form was sent" would take a HEAD for a form, without its token.
    if request.method == "HEAD":
        request.method = "GET"


def _check() -> None:
    if request.method not in CHANGING_METHODS or request.endpoint is None or is_for_machines(request.endpoint):
        return
    # A script that sends bytes and no form tells the token in a header, which no page of another site can set.
    browser, token = known_browser(), request.headers.get(TOKEN_HEADER) or request.form.get("form_token", "")
    if browser is None or not ring().form_token_holds(token, browser, request_time()):
        raise FormNotOurs


def passes(view: Callable[..., Any] | None) -> str:
    """Return who passes a view, in the word of its guard (`accounts.guard`); nothing for one without."""
    while isinstance(view, functools.partial):
        view = view.func
    return str(getattr(view, "passes", ""))
