"""Addresses on the web, as a citizen tells them: https, a host by its name, and nothing that hides where it leads."""

import re
from urllib.parse import urlsplit

from vault.validation.contact import DOMAIN
from vault.validation.outcome import Checked, Facts, Raw, refused, text_of

LONGEST = 300
SCHEME = "https://"
OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
# RFC 3986, without what would need escaping in a page or a log.
WRITTEN = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]+")


def https_address(raw: Raw, _facts: Facts) -> Checked:
    """Check an address of the web; one without a scheme is taken for https, another scheme is refused."""
    typed = text_of(raw).strip()
    if not typed:
        return Checked(None)
    if len(typed) > LONGEST:
        return refused("web_address_long", wanted=LONGEST, typed=len(typed))
    if not typed.lower().startswith(SCHEME):
        if OTHER_SCHEME.match(typed):
            return refused("web_address_https")
        typed = SCHEME + typed
    if not WRITTEN.fullmatch(typed):
        return refused("web_address_form")
    return _with_plain_host(typed)


def _with_plain_host(address: str) -> Checked:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return refused("web_address_form")
    host = parts.hostname or ""
    # A name before the host ("https://bank@elsewhere") only misleads who reads it.
    if "@" in parts.netloc or not DOMAIN.fullmatch(host) or port == 0:
        return refused("web_address_form")
    netloc = host if port is None else f"{host}:{port}"
    return Checked(parts._replace(scheme="https", netloc=netloc).geturl())
