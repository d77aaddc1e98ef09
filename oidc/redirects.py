"""Redirect addresses: which may be registered, when a presented one is the registered one, and how an answer is added."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

from authlib.common.urls import add_params_to_uri

WEB = "web"
NATIVE = "native"
LONGEST = 2000
PLAIN = re.compile(r"[!$%&'()+,\-./0-9:;=?@A-Z\[\]_a-z~]+\Z")
HIDDEN_SEGMENT = re.compile(r"(^|/)\.{1,2}(;[^/]*)?(/|\Z)|%2e|%2f|%5c|%25|%0|%00|//", re.IGNORECASE)
PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+\Z")  # RFC 8252, section 7.1
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(?=[/?]|\Z)")
ANSWERS = frozenset({"code", "state", "iss", "error", "error_description", "error_uri", "response", "id_token",
                     "access_token", "token_type", "expires_in", "session_state"})  # fmt: skip


def why_not_registrable(uri: object, application_type: str, *, http_on_loopback: bool) -> str | None:
    """Return why `uri` cannot become a redirect address, or None when it can.

    `http_on_loopback` is true for a local or demo deployment; a native client may use loopback http
    everywhere (RFC 8252, section 7.3).
    """
    if not isinstance(uri, str) or len(uri) > LONGEST or not PLAIN.match(uri):
        return "must be an address of plain ASCII characters, without a fragment"
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "cannot be read as an address"
    if "@" in parts.netloc or "%" in parts.netloc or parts.netloc.endswith(":"):
        return "holds user information, an encoded host or an empty port"
    if HIDDEN_SEGMENT.search(parts.path):
        return "hides another path in its path"
    if ANSWERS & {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}:
        return "already holds a parameter of the answer"
    return _why_not_this_scheme(uri, application_type, http_on_loopback=http_on_loopback)


def matches(registered: Iterable[str], presented: str, application_type: str) -> bool:
    """Tell whether `presented` is a registered address, byte for byte; only a native client's loopback port is free."""
    registered = tuple(registered)
    if presented in registered:
        return True
    if application_type != NATIVE or (found := LOOPBACK.match(presented)) is None or not _is_port(found[2]):
        return False
    return any(_without_port(one) == _without_port(presented) for one in registered if LOOPBACK.match(one))


def sector_of(uris: Sequence[str]) -> str | None:
    """Return the one host of `uris` (OpenID Connect Core 1.0, section 8.1), or None when they have several."""
    hosts = {urlsplit(uri).hostname or urlsplit(uri).scheme for uri in uris}
    return hosts.pop() if len(hosts) == 1 else None


def with_query(uri: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return the address with parameters added to its query."""
    return str(add_params_to_uri(uri, list(parameters)))


def with_fragment(uri: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return the address with parameters as its fragment."""
    return str(add_params_to_uri(uri, list(parameters), fragment=True))


def is_web_address(uri: object, *, http_on_loopback: bool) -> bool:
    """Tell whether `uri` is an https address, or a loopback http one where that is allowed."""
    return isinstance(uri, str) and why_not_registrable(uri, WEB, http_on_loopback=http_on_loopback) is None


def is_loopback(host: str | None) -> bool:
    """Tell whether `host` is this machine, by name or number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _why_not_this_scheme(uri: str, application_type: str, *, http_on_loopback: bool) -> str | None:
    parts = urlsplit(uri)
    is_native = application_type == NATIVE
    match parts.scheme:
        case "https" if parts.hostname and not parts.hostname.endswith("."):
            return None
        case "http" if is_loopback(parts.hostname) and (http_on_loopback or (is_native and LOOPBACK.match(uri))):
            return None
        case scheme if is_native and PRIVATE_SCHEME.match(scheme) and not parts.netloc and parts.path.startswith("/"):
            return None
    return "must be https (http only for this machine, a private scheme only for a native client)"


def _is_port(text: str | None) -> bool:
    return text is None or 0 < int(text[1:]) <= 65535  # noqa: PLR2004 - the ports there are


def _without_port(uri: str) -> str:
    return LOOPBACK.sub(r"http://\1", uri)
