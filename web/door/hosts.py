"""One provider, one name: pages asked for under another host name are redirected to the issuer's, unwritable addresses lead nowhere."""

from flask import Flask, redirect, request
from werkzeug.exceptions import MisdirectedRequest, NotFound
from werkzeug.wrappers import Response

from core.runtime import settings
from web.door.form_check import is_for_machines

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def install(app: Flask) -> None:
    """Redirect pages of `app`; what machines ask for is answered under every name."""
    app.before_request(_refuse_what_nobody_writes)
    app.before_request(_redirect)


def is_issuer(host: str, issuer_host: str, scheme: str) -> bool:
    """Tell whether a Host header names the issuer; its default port may be spelt out or left out."""
    port = DEFAULT_PORTS[scheme]
    return host.lower().removesuffix(port) == issuer_host.lower().removesuffix(port)


def _refuse_what_nobody_writes() -> None:
    # No name of ours holds it, and PostgreSQL fails on it where SQLite finds nothing.
    if "\0" in request.path:
        raise NotFound


def _redirect() -> Response | None:
    own = settings()
    scheme = "https" if own.is_secure else "http"
    if is_issuer(request.host, own.issuer_host, scheme) or is_for_machines(request.endpoint):
        return None
    if request.method not in {"GET", "HEAD"}:
        # A form's cookies and token belong to the issuer's name; sending it on would lose them.
        raise MisdirectedRequest
    return redirect(own.issuer + request.full_path.rstrip("?"), 307)
