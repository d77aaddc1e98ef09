"""What browsers are told about every answer: what it may load, where its forms may go, and that it is not to be kept."""

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from core.runtime import settings
from web.door.form_check import is_for_machines

YEAR = 31_536_000
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def install(app: Flask) -> None:
    """Add the headers to every answer of `app`."""
    app.after_request(_add)


def form_actions(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the origins of `addresses` for `form-action`; anything that is no plain web address is left out.

    Browsers apply `form-action` to the redirects that follow a form too (CSP level 3, section 6.5.2),
    so a page whose form ends at a service must name that service's origin.
    """
    origins = []
    for address in addresses:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        is_plain = origin.isascii() and origin.isprintable() and not set(origin) & set(" ;,'\"@*")
        if parts.netloc and is_plain and parts.scheme in {"http", "https"}:
            origins.append(origin)
        elif parts.scheme and not parts.netloc and parts.scheme.replace("-", "").replace(".", "").isalnum():
            origins.append(f"{parts.scheme}:")
    return tuple(dict.fromkeys(origins))


def _policy(form_action_origins: tuple[str, ...], *, has_script: bool, asks_itself: bool) -> str:
    forms = " ".join(("'self'", *form_action_origins))
    script = ("script-src 'self'; " if has_script else "") + ("connect-src 'self'; " if asks_itself else "")
    return (
        f"default-src 'none'; {script}style-src 'self'; img-src 'self' data:; "
        f"form-action {forms}; frame-ancestors 'none'; base-uri 'none'"
    )


@cache
def on_every_answer(*, is_secure: bool) -> dict[str, str]:
    """Return what every answer says, whatever else it says; a page with forms or scripts of its own says more."""
    told = {
        "Content-Security-Policy": _policy((), has_script=False, asks_itself=False),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return told | ({"Strict-Transport-Security": f"max-age={2 * YEAR}; includeSubDomains"} if is_secure else {})


def _add(response: Response) -> Response:
    headers = response.headers
    if {"form_action_origins", "has_script", "asks_itself"} & set(g):
        policy = _policy(
            form_actions(g.get("form_action_origins", ())),
            has_script=g.get("has_script", False),
            asks_itself=g.get("asks_itself", False),
        )
        headers.setdefault("Content-Security-Policy", policy)
    for name, value in on_every_answer(is_secure=settings().is_secure).items():
        headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code in {200, 304}:
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response
    headers.setdefault("Cache-Control", "no-store")
    if not is_for_machines(request.endpoint):
        response.vary.update(("Cookie", "Accept-Language"))
    return response
