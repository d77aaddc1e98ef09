"""Certificates of clients: read from what our proxy tells, in either of two forms, and valid now."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from core.canonical import b64
from oidc.possession.bindings import Binding, Kind

VERIFIED = "SUCCESS"  # what nginx and Apache say of a chain that leads to an authority they know
LONGEST = 16_384
UNREADABLE = "the client certificate cannot be read: one is told, by RFC 9440 or as escaped PEM"
# What the library raises about a certificate's bytes, some of it only when a part is first looked at.
FAULTS = (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
BYTES = re.compile(r":([A-Za-z0-9+/]+={0,2}):\Z")  # RFC 9440, section 2.1
PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*\Z")


class CertificateRefusedError(Exception):
    """What came as a certificate shows nothing; the message is for the client's developer."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate whose private key the other end of the connection holds.

    `is_verified` when the proxy says that an authority it knows stands behind it; by itself it proves a key and
    no name. `binding` is what a token is bound to that goes to its holder.
    """

    parsed: x509.Certificate = field(repr=False)
    binding: Binding
    is_verified: bool


def shown_certificate(told: str, verified: str, now: datetime) -> Certificate | None:
    """Return the certificate that the proxy tells, or None when the client showed none.

    `told` is RFC 9440's `Client-Cert`, or the URL-escaped PEM of nginx's `$ssl_client_escaped_cert`;
    `verified` is what the proxy says of its chain. One that names itself as its issuer is never
    verified, whatever is said of it. Raises `CertificateRefusedError`.
    """
    if not told:
        return None
    try:
        certificate = _read(told)
        is_valid = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
        is_verified = verified == VERIFIED and certificate.issuer != certificate.subject
    except FAULTS:
        raise CertificateRefusedError(UNREADABLE) from None
    if not is_valid:
        raise CertificateRefusedError("the client certificate is not valid at this time")
    return Certificate(certificate, Binding(Kind.CERTIFICATE, thumbprint(certificate)), is_verified)


def thumbprint(certificate: x509.Certificate) -> str:
    """Return `x5t#S256` of a certificate (RFC 8705, section 3.1)."""
    return b64(hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())


def of_x5c(value: object) -> x509.Certificate | None:
    """Return the first certificate of a key's `x5c` (RFC 7517, section 4.7), or None when there is no readable one."""
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        return None
    try:
        return x509.load_der_x509_certificate(base64.b64decode(value[0], validate=True))
    except FAULTS:
        return None


def _read(told: str) -> x509.Certificate:
    in_bytes, pem = BYTES.match(told), unquote(told, errors="strict")
    if len(told) > LONGEST or not (in_bytes or PEM.match(pem)):
        raise ValueError
    if in_bytes:
        return x509.load_der_x509_certificate(base64.b64decode(in_bytes[1], validate=True))
    return x509.load_pem_x509_certificate(pem.encode("ascii"))
