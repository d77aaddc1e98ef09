"""Pages that everybody may read, and the choice of language."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from accounts.cookies import put
from accounts.guard import open_to_all
from web.door.languages import COOKIE, supported

LANGUAGE_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("web", __name__, template_folder="../templates", static_folder=None)


@blueprint.get("/")
@open_to_all
def home() -> str:
    """Show what Sekali is."""
    return render_template("web/home.html")


@blueprint.get("/privacy")
@open_to_all
def privacy() -> str:
    """Show the privacy notice of the provider itself (UU 27/2022, article 21)."""
    return render_template("web/privacy.html")


@blueprint.get("/terms")
@open_to_all
def terms() -> str:
    """Show the terms of service."""
    return render_template("web/terms.html")


@blueprint.get("/help", endpoint="help")
@open_to_all
def help_page() -> str:
    """Show answers to common questions."""
    return render_template("web/help.html")


@blueprint.post("/language")
@open_to_all
def language() -> Response:
    """Keep the chosen language in a cookie of this browser and go back to the page that was open."""
    answer = make_response(redirect(_page_inside(request.form.get("page", "")), 303))
    if chosen := supported(request.form.get("language", "")):
        put(answer, COOKIE, chosen, seconds=LANGUAGE_SECONDS)
    return answer


def _page_inside(address: str) -> str:
    """Return `address` when it is a page of this house, else the home page; nothing foreign ever comes out."""
    path, _, query = address.partition("?")
    if (
        not path.startswith("/")
        or path.startswith("//")
        or not path.isascii()
        or not path.isprintable()
        or "\\" in path
    ):
        return url_for("web.home")
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return url_for("web.home")
    return f"{path}?{query}" if query and query.isascii() and query.isprintable() else path
