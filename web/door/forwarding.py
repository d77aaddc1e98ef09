"""What proxies tell of a request: believed from those that are named, in the one form that they speak, and dropped otherwise."""

import ipaddress
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_list_header
from werkzeug.middleware.proxy_fix import ProxyFix

from core.settings import FORWARDED, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STANDARD = "HTTP_FORWARDED"
USUAL = {"for": "HTTP_X_FORWARDED_FOR", "proto": "HTTP_X_FORWARDED_PROTO", "host": "HTTP_X_FORWARDED_HOST"}
OTHERS = ("HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX")
PAIR = re.compile(r'(?:^|;)\s*(for|proto|host)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;,"\s]+))', re.IGNORECASE)
NODE = re.compile(r"\[?([0-9A-Fa-f:.]+?)\]?(?::\d+)?\Z")

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


class Forwarding:
    """The door's outermost part: nothing behind it sees a header by which somebody else than a proxy of ours speaks for one."""

    def __init__(self, app: "WSGIApplication", settings: Settings) -> None:
        self.plain = app
        self.hops = settings.trusted_proxies
        self.speaks_standard = settings.forwarding_header == FORWARDED
        # What stands in `Forwarded` is brought down to the one element that counts before it is read.
        hops = 1 if self.speaks_standard else self.hops
        self.believing = ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops)
        # Who may tell certificates may tell addresses.
        self.networks = networks((*settings.proxies, *settings.mtls_proxies))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer by what our proxies tell, or as if nobody had told anything."""
        standard = str(environ.pop(STANDARD, ""))
        for name in OTHERS:
            environ.pop(name, None)
        is_told = is_among(environ.get("REMOTE_ADDR"), self.networks)
        if self.speaks_standard or not is_told:
            for name in USUAL.values():
                environ.pop(name, None)
        if not is_told:
            return self.plain(environ, start_response)
        if self.speaks_standard:
            environ.update(as_usual(standard, self.hops))
        return self.believing(environ, start_response)


def networks(told: Iterable[str]) -> Networks:
    """Return the networks that settings name."""
    return tuple(map(ipaddress.ip_network, told))


def is_among(peer: Any, among: Networks) -> bool:
    """Tell whether the address at the other end of a connection lies in one of the networks."""
    try:
        address = ipaddress.ip_address(str(peer))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in among)


def as_usual(forwarded: str, hops: int) -> dict[str, str]:
    """Return what the proxy `hops` before us said in `Forwarded` (RFC 7239, section 4), as the usual three headers say it."""
    elements = parse_list_header(forwarded)
    if len(elements) < hops:
        return {}
    told = {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in PAIR.findall(elements[-hops])
    }
    if node := NODE.match(told.get("for", "")):
        told["for"] = node[1]
    return {USUAL[name]: value for name, value in told.items()}
