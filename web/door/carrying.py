"""Changing the language of a half-filled form: the page is shown again in the other one, with what was typed, and nothing is done.

The button in the head of the page belongs to the page's form and sends it to the page's own address. It is answered as if that
page had been asked for, and what was typed is written into it; so no form has to know of it, and nothing stands in an address.
"""

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext as _
from flask_babel import refresh
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from accounts.browser import browser_id, known_browser
from accounts.cookies import put
from core.runtime import request_time
from keys.runtime import ring
from web.door.filling import TYPED, filled
from web.door.form_check import FormNotOurs, is_for_machines
from web.door.languages import COOKIE, supported

BUTTON = "change_language"
LANGUAGE_SECONDS = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let every page of `app` that has a form be shown in the other language with what was typed."""
    app.before_request(_ask_for_the_page)
    app.after_request(_write_what_was_typed)
    app.jinja_env.globals.update(typed_form=typed_form, carries_form=lambda: "carries_form" in g, carrying=carrying)


def typed_form() -> Markup:
    """Return the attribute of the page's form that holds what a person types; one form of a page has it."""
    g.carries_form = True
    return Markup('id="{}"').format(TYPED)


def carrying(language: str) -> str:
    """Return the value of the button that changes to `language`; it proves itself, since forms by GET have no token."""
    return f"{language} {ring().form_token(browser_id(), request_time())}"


def _ask_for_the_page() -> None:
    if request.method != "POST" or request.endpoint is None or is_for_machines(request.endpoint):
        return
    wanted, _space, token = request.form.get(BUTTON, "").partition(" ")
    language = supported(wanted)
    if language is None:
        return
    browser = known_browser()
    if browser is None or not ring().form_token_holds(token, browser, request_time()):
        raise FormNotOurs
    try:
        found = current_app.create_url_adapter(request).match(method="GET", return_rule=True)  # type: ignore[union-attr]
    except HTTPException as error:
        request.routing_exception = error
        return
    request.url_rule, request.view_args = found[0], dict(found[1])
    request.method = "GET"
    g.language = language
    refresh()  # type: ignore[no-untyped-call]


def _write_what_was_typed(response: Response) -> Response:
    if "language" not in g:
        return response
    put(response, COOKIE, g.language, seconds=LANGUAGE_SECONDS)
    if response.mimetype == "text/html" and not response.is_streamed:
        note = _("Kata sandi tidak kami tulis kembali ke halaman. Ketik sekali lagi.")
        response.set_data(filled(response.get_data(as_text=True), request.form.to_dict(flat=False), note))
    return response
