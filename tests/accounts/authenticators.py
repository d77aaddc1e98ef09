"""A software authenticator: an independent writer of what Web Authentication, level 3, section 6 says a device answers."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One discoverable ES256 key; every knob is something that a dishonest or broken device would turn."""

    origin: str
    rp_id: str = "localhost"
    flags: int = UP | UV
    count: int = 0
    cross_origin: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    handle: bytes = b""

    def make(self, options: dict, **changes: object) -> dict:
        """Answer the options of a registration (section 5.1.3)."""
        self.handle = unb64(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        data = self._data(self.flags | AT) + attested
        told = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", options["challenge"], **changes)
        return self._whole({"clientDataJSON": b64(client), "attestationObject": b64(cbor2.dumps(told))})

    def prove(self, options: dict, **changes: object) -> dict:
        """Answer the options of a sign-in (section 5.1.4)."""
        data, client = self._data(self.flags), self._client("webauthn.get", options["challenge"], **changes)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._whole({name: b64(part) for name, part in parts.items()})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, **changes: object) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(told | changes).encode()

    def _whole(self, response: dict) -> dict:
        return {"id": b64(self.credential), "rawId": b64(self.credential), "type": "public-key", "response": response}
