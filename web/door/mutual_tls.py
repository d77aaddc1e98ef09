"""Certificates of clients: believed when one of our proxies tells them at the address of mutual TLS, dropped otherwise."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core.runtime import AT_MTLS, AtMtls
from core.settings import Settings
from web.door.forwarding import is_among, networks
from web.door.hosts import is_issuer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEFORE_PROXIES = "werkzeug.proxy_fix.orig"


class MutualTls:
    """The door's first part, behind the one that reads `X-Forwarded-*`: nothing after it sees the two headers."""

    def __init__(self, app: "WSGIApplication", settings: Settings) -> None:
        self.app = app
        self.host = settings.mtls_host
        self.networks = networks(settings.mtls_proxies)
        self.names = tuple(map(_variable, (settings.mtls_header, settings.mtls_verified_header)))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Take the headers out of the request, and put what they say where no header can reach."""
        certificate, verified = (str(environ.pop(name, "")) for name in self.names)
        if self._is_trusted(environ) and is_issuer(str(environ.get("HTTP_HOST", "")), self.host, "https"):
            environ[AT_MTLS] = AtMtls(certificate, verified)
        return self.app(environ, start_response)

    def _is_trusted(self, environ: dict[str, Any]) -> bool:
        # Who holds the other end of this connection, not whom they name.
        return is_among(environ.get(BEFORE_PROXIES, {}).get("REMOTE_ADDR"), self.networks)


def _variable(header: str) -> str:
    return "HTTP_" + header.upper().replace("-", "_")
