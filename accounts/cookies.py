"""Our cookies: host-only, unreadable to scripts, not sent by foreign forms; `__Host-` wherever the issuer is https."""

from collections.abc import Mapping

from flask import request
from werkzeug.wrappers import Response

from core.runtime import settings

CITIZEN = "sekali"
STAFF = "sekali-desk"
HALF = "sekali-half"


def sent(name: str) -> str | None:
    """Return what the browser sent under one of our names, or None."""
    return among(request.cookies, name)


def among(cookies: Mapping[str, str], name: str) -> str | None:
    """Return the same of cookies that were read already."""
    return cookies.get(_full(name)) or None


def put(response: Response, name: str, secret: str, *, seconds: int | None = None) -> None:
    """Give the browser a cookie, for `seconds` or until it is closed (RFC 6265bis, section 4.1.3.2)."""
    response.set_cookie(
        _full(name), secret, max_age=seconds, path="/", secure=settings().is_secure, httponly=True, samesite="Lax"
    )


def drop(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(_full(name), path="/", secure=settings().is_secure, httponly=True, samesite="Lax")


def _full(name: str) -> str:
    return f"__Host-{name}" if settings().is_secure else name
