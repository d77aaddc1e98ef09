"""The browser at the door: a random cookie to which form tokens, interactions and sign-ins are bound."""

import re
from collections.abc import Mapping
from typing import cast

from flask import Response, after_this_request, g, request

from accounts.cookies import among, put
from core.ids import digest, new_secret

NAME = "sekali-browser"
SHAPE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
DAYS = 180


def browser_id() -> str:
    """Return the secret of this browser, making it and sending it along with the answer when there is none yet."""
    if "browser" not in g:
        g.browser = known_browser() or _new_browser()
    return cast("str", g.browser)


def browser_digest() -> bytes:
    """Return the digest under which this browser is kept in the database."""
    return digest(browser_id())


def known_browser() -> str | None:
    """Return the secret that the browser sent, or None when it sent none of the right shape."""
    return known_among(request.cookies)


def known_among(cookies: Mapping[str, str]) -> str | None:
    """Return the same of cookies that were read already."""
    secret = among(cookies, NAME)
    return secret if secret and SHAPE.match(secret) else None


def _new_browser() -> str:
    secret = new_secret()

    @after_this_request
    def keep(response: Response) -> Response:
        put(response, NAME, secret, seconds=DAYS * 86400)
        return response

    return secret
