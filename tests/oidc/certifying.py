"""Certificates for tests: an authority, what it issues, what signs itself, and how a proxy tells them."""

import base64
import ipaddress
from datetime import timedelta
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from joserfc.jwk import ECKey

from tests.town import START

SUBJECT = "CN=Layanan uji,O=Dinas,C=ID"
NAMES = (
    x509.DNSName("rp.example.id"),
    x509.DNSName("*.luas.example.id"),
    x509.UniformResourceIdentifier("urn:rp:1"),
    x509.IPAddress(ipaddress.ip_address("192.0.2.7")),
    x509.RFC822Name("rp@example.id"),
)


class Identity:
    """A private key with its certificate; by `authority` unless it signs itself."""

    def __init__(
        self, subject=SUBJECT, authority=None, names=NAMES, *, at=START, days=30, issuer=None, is_authority=False
    ):
        self.key = ec.generate_private_key(ec.SECP256R1())
        signer = authority or self
        named = x509.Name.from_rfc4514_string(subject)
        by = issuer or (authority.certificate.subject if authority else named)
        made = (
            x509.CertificateBuilder(subject_name=named, issuer_name=by, public_key=self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at.replace(tzinfo=None) - timedelta(days=1))
            .not_valid_after(at.replace(tzinfo=None) + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if names:
            made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        if not is_authority:
            used_for = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
            made = made.add_extension(x509.ExtendedKeyUsage(used_for), critical=False)
        self.certificate = made.sign(signer.key, hashes.SHA256())

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def private_pem(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    @property
    def thumbprint(self) -> str:
        return base64.urlsafe_b64encode(self.certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()

    @property
    def in_bytes(self) -> str:
        """As RFC 9440 tells it."""
        return self.told(self.der)

    @staticmethod
    def told(der: bytes) -> str:
        """Return a certificate as a proxy tells it (RFC 9440, section 2.1)."""
        return f":{base64.b64encode(der).decode()}:"

    @property
    def escaped(self) -> str:
        """As nginx tells it."""
        return quote(self.pem, safe="")

    @property
    def jwks(self) -> dict:
        """The key set of a client that signs its certificate itself."""
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        key = ECKey.import_key(public).as_dict(private=False)
        return {
            "keys": [
                {name: key[name] for name in ("kty", "crv", "x", "y")} | {"x5c": [base64.b64encode(self.der).decode()]}
            ]
        }
