"""The short way in: the few requests that every visit makes are answered without the framework's path around them.

What is answered is the same as behind the long way, by the same functions (`oidc.endpoints`, `oidc.pages.at_once`); a test asks
at both doors and compares. Whatever is not plainly one of these requests goes the long way, untouched; so does each failure.
"""

import io
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from flask import Flask, g
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from core.ids import new_id
from core.runtime import AT_MTLS
from core.settings import Settings
from oidc.endpoints import machines, published, told
from oidc.endpoints.incoming import FORM, Incoming
from oidc.endpoints.routes import FOR_SCRIPTS, OPEN_TO_SCRIPTS
from oidc.endpoints.told import Told
from oidc.errors import BearerError, BodyError
from oidc.pages import at_once
from oidc.pages.at_once import NotAtOnceError
from oidc.parameters import Parameters, read
from oidc.sealed_answers import NoUsableKeyError
from web.door.bodies import LARGEST_FORM
from web.door.headers import on_every_answer
from web.door.hosts import is_issuer
from web.door.request_log import Visit, Visits

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

UNDECODABLE = "werkzeug.url_quote"  # what the long way does with percent signs that are no UTF-8
REASONS = {
    200: "200 OK",
    303: "303 SEE OTHER",
    304: "304 NOT MODIFIED",
    400: "400 BAD REQUEST",
    401: "401 UNAUTHORIZED",
}
NOTHING = read(())
AUTHORIZE = "oidc.authorize"


@dataclass(frozen=True, slots=True)
class Way:
    """A view of the long way, by its endpoint, and the function that answers like it."""

    endpoint: str
    answer: Callable[[Incoming], Told]


WAYS: Mapping[tuple[str, str], Way] = {
    ("POST", "/token"): Way("oidc.token", machines.token),
    ("POST", "/introspect"): Way("oidc.introspect", machines.introspect),
    ("POST", "/revoke"): Way("oidc.revoke", machines.revoke),
    ("GET", "/userinfo"): Way("oidc.user_info", machines.user_info),
    ("POST", "/userinfo"): Way("oidc.user_info_posted", machines.user_info),
    ("GET", "/jwks"): Way("oidc.jwks", published.jwks),
    ("GET", "/.well-known/openid-configuration"): Way("oidc.configuration", published.configuration),
    ("GET", "/.well-known/oauth-authorization-server"): Way("oidc.configuration", published.configuration),
}


class Shortcut:
    """The application with the short way in front of it."""

    def __init__(self, app: Flask, long_way: "WSGIApplication", settings: Settings, visits: Visits) -> None:
        self._app, self._long, self._visits = app, long_way, visits
        self._issuer_host, self._scheme = settings.issuer_host, "https" if settings.is_secure else "http"
        said = list(on_every_answer(is_secure=settings.is_secure).items())
        self._headers = {
            way.endpoint: [*said, *FOR_SCRIPTS.items()] if way.endpoint in OPEN_TO_SCRIPTS else said
            for way in WAYS.values()
        } | {AUTHORIZE: [*said, ("Vary", "Cookie, Accept-Language")]}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer at once what can be, and send the rest the long way."""
        began, asked = time.perf_counter(), (environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
        way = self._authorizing(environ) if asked == ("GET", "/authorize") else WAYS.get(asked)
        incoming = None if way is None else _incoming(environ, *asked)
        if way is None or incoming is None:
            return self._long(environ, start_response)
        with self._app.app_context():
            g.began, g.request_id = began, new_id()
            try:
                answer = _answer(way, incoming)
            except NotAtOnceError:
                return self._long(environ, start_response)
            except Exception as failure:  # noqa: BLE001 - told as the long way tells it
                return self._failed(failure, environ)(environ, start_response)
            return self._tell(way, answer, environ, start_response)

    def _authorizing(self, environ: "WSGIEnvironment") -> Way | None:
        # Pages are shown under the issuer's own name, and at once only to a browser that is known and signed in.
        sent = environ.get("HTTP_COOKIE", "")
        if not sent or not is_issuer(environ.get("HTTP_HOST", ""), self._issuer_host, self._scheme):
            return None
        cookies = parse_cookie(sent)
        return Way(AUTHORIZE, lambda incoming: at_once.answer(incoming, cookies))

    def _tell(self, way: Way, answer: Told, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        status = REASONS.get(answer.status) or f"{answer.status} {Response(status=answer.status).status[4:]}"
        headers = [
            ("Content-Type", answer.kind),
            ("Content-Length", str(len(answer.body))),
            ("Cache-Control", answer.kept),
            *answer.headers.items(),
            *self._headers[way.endpoint],
            ("X-Request-ID", g.request_id),
        ]
        seconds = time.perf_counter() - g.began
        visit = (way.endpoint, environ["PATH_INFO"], environ["REQUEST_METHOD"], answer.status, seconds, g.request_id)
        self._visits.note(Visit(*visit, environ.get("REMOTE_ADDR")))
        start_response(status, headers)
        return [answer.body]

    def _failed(self, failure: Exception, environ: "WSGIEnvironment") -> Response:
        began, request_id = g.began, g.request_id
        with self._app.request_context(environ):
            g.began, g.request_id = began, request_id
            told = self._app.make_response(self._app.handle_user_exception(failure))
            return self._app.process_response(told)


def _answer(way: Way, incoming: Incoming) -> Told:
    try:
        return way.answer(incoming)
    except (BodyError, BearerError, NoUsableKeyError) as refused:
        return told.refusal(refused, incoming.path)


def _incoming(environ: "WSGIEnvironment", method: str, path: str) -> Incoming | None:
    parameters = _posted(environ) if method == "POST" else _of_address(environ) if path == "/authorize" else NOTHING
    if parameters is None or (method == "GET" and _has_a_body(environ)):
        return None
    proof = environ.get("HTTP_DPOP")
    return Incoming(
        method,
        path,
        parameters,
        environ.get("HTTP_AUTHORIZATION"),
        () if proof is None else (proof,),
        environ.get("HTTP_ACCEPT", ""),
        environ.get("HTTP_IF_NONE_MATCH", ""),
        environ.get(AT_MTLS),
    )


def _posted(environ: "WSGIEnvironment") -> Parameters | None:
    length = environ.get("CONTENT_LENGTH", "")
    if environ.get("CONTENT_TYPE") != FORM or not length.isdecimal() or int(length) > LARGEST_FORM:
        return None
    body = cast("bytes", environ["wsgi.input"].read(int(length)))
    # Whoever reads after us reads the same.
    environ["wsgi.input"] = io.BytesIO(body)
    return _decoded(body.decode("ascii")) if len(body) == int(length) and body.isascii() else None


def _has_a_body(environ: "WSGIEnvironment") -> bool:
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


def _of_address(environ: "WSGIEnvironment") -> Parameters | None:
    query = environ.get("QUERY_STRING", "")
    return _decoded(query) if query.isascii() else None


def _decoded(text: str) -> Parameters:
    return read(cast("Any", parse_qsl(text, keep_blank_values=True, errors=UNDECODABLE)))
