"""The names by which a client's certificate is known: one of five members, compared with what the certificate says."""

import ipaddress
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from oidc.mtls.certificates import FAULTS, Certificate

HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+\Z")
EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\Z")
AFTER_COMMA = re.compile(r"(?<!\\),[ ]+")
# Beside those of RFC 4514, section 3, as OpenSSL and nginx write them.
ATTRIBUTES = {
    "emailAddress": NameOID.EMAIL_ADDRESS,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "organizationIdentifier": NameOID.ORGANIZATION_IDENTIFIER,
    "businessCategory": NameOID.BUSINESS_CATEGORY,
    "jurisdictionC": NameOID.JURISDICTION_COUNTRY_NAME,
}


@dataclass(frozen=True, slots=True)
class _Name:
    """How a member is `read` (raising ValueError), what of a certificate it is compared with, and what it is called."""

    read: Callable[[str], Any]
    of: Callable[[x509.Certificate], Collection[Any]]
    called: str


def why_not_a_name(member: str, value: Any) -> str | None:
    """Return why `value` is none that a certificate could bear (RFC 8705, section 2.1.2), or None when it is."""
    name = NAMES[member]
    try:
        if isinstance(value, str) and name.read(value):
            return None
    except ValueError:
        pass
    return f"must be {name.called}"


def bears(certificate: Certificate, member: str, value: str) -> bool:
    """Tell whether `certificate` bears the registered name, letter for letter; wildcards stand for themselves."""
    try:
        return NAMES[member].read(value) in NAMES[member].of(certificate.parsed)
    except FAULTS:
        return False  # a certificate whose names cannot be read bears none


def _subject(text: str) -> x509.Name:
    if "=#" in text:
        raise ValueError  # values in hexadecimal are of any type, and the library reads them as text
    return x509.Name.from_rfc4514_string(AFTER_COMMA.sub(",", text), ATTRIBUTES)


def _host(text: str) -> str:
    return _matched(HOST, text.lower())


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.match(text):
        raise ValueError
    return text


def _alternatives(kind: type[x509.GeneralName]) -> Callable[[x509.Certificate], Collection[Any]]:
    def of(certificate: x509.Certificate) -> Collection[Any]:
        try:
            names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return ()
        values = [name.value for name in names if isinstance(name, kind)]
        return [value.lower() for value in values] if kind is x509.DNSName else values

    return of


NAMES: Mapping[str, _Name] = {
    "tls_client_auth_subject_dn": _Name(
        _subject,
        lambda certificate: (certificate.subject,),
        "a name as RFC 4514 writes it, such as CN=loket,O=Dinas,C=ID",
    ),
    "tls_client_auth_san_dns": _Name(_host, _alternatives(x509.DNSName), "a host name"),
    "tls_client_auth_san_uri": _Name(
        lambda text: _matched(URI, text), _alternatives(x509.UniformResourceIdentifier), "an absolute URI"
    ),
    "tls_client_auth_san_ip": _Name(ipaddress.ip_address, _alternatives(x509.IPAddress), "an IP address"),
    "tls_client_auth_san_email": _Name(
        lambda text: _matched(EMAIL, text), _alternatives(x509.RFC822Name), "an e-mail address"
    ),
}
