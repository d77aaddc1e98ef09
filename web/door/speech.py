"""The language of a request."""

from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel

from accounts import errands
from accounts.cookies import sent
from core.runtime import settings
from web.door.languages import COOKIE, chosen, wished_by_service

HOUSE = Path(__file__).resolve().parent.parent.parent
FLOORS_WITH_TEXTS = ("accounts", "vault", "consent", "oidc", "web")


def install(app: Flask) -> None:
    """Let `app` speak Indonesian and English, with the catalogues of every wing."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(
        str(HOUSE / floor / "translations") for floor in FLOORS_WITH_TEXTS
    )
    Babel(app, default_locale="id", locale_selector=language_of_request)  # type: ignore[no-untyped-call]


def language_of_request() -> str:
    """Return the language of the present request: the person's choice, the wish of the service that sent them, the browser's.

    A service's wish holds on the way of its own request only, so that the next service is heard too.
    """
    if "language" in g:
        return str(g.language)
    errand = errands.current()
    wish = wished_by_service(" ".join(errand.languages)) if errand else None
    return chosen(sent(COOKIE) or wish or "", request.accept_languages.values(), settings().locale)
