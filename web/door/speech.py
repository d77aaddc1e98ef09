"""The language of a request, and how a service's wish for one is remembered."""

from pathlib import Path

from flask import Flask, Response, request
from flask_babel import Babel

from accounts.cookies import put, sent
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
    app.after_request(_remember_wish)


def language_of_request() -> str:
    """Return the language of the present request: the person's choice, the browser's wish, the deployment's own."""
    return chosen(sent(COOKIE) or "", request.accept_languages.values(), settings().locale)


def _remember_wish(response: Response) -> Response:
    # The pages after /authorize carry no ui_locales; a choice that the person made before is stronger.
    is_on_the_way = response.status_code in {302, 303} and (request.endpoint or "").startswith("oidc.")
    if is_on_the_way and not sent(COOKIE) and (wish := wished_by_service(request.values.get("ui_locales", ""))):
        put(response, COOKIE, wish)
    return response
