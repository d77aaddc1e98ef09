"""An operator who holds the ledger's key and writes whatever export they like, well formed and well signed."""

import base64
import hashlib
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "sekali.example/ledger"


class Rogue:
    """Writes the format anew, without a line of the product's code."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.private = Ed25519PrivateKey.generate()
        self.origin = origin

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def key(self) -> str:
        return "+".join([self.origin, self._key_id().hex(), _b64(b"\x01" + self.public)])

    def _key_id(self) -> bytes:
        return hashlib.sha256(self.origin.encode() + b"\n\x01" + self.public).digest()[:4]

    def note(self, size: int, root: bytes) -> bytes:
        text = f"{self.origin}\n{size}\n{_b64(root)}\n".encode()
        signature = _b64(self._key_id() + self.private.sign(text))
        return text + f"\n\u2014 {self.origin} {signature}\n".encode()

    def export(self, lines: Sequence[bytes]) -> bytes:
        hashes = [hashlib.sha256(b"\x00" + line).digest() for line in lines]
        header = canonical({"format": "sekali-ledger-1", "origin": self.origin, "size": len(lines)})
        bodies = b"".join(line + b"\n" for line in lines)
        listed = b"".join(_b64(found).encode() + b"\n" for found in hashes)
        return header + b"\n" + bodies + b"\n" + self.note(len(lines), naive_root(hashes)) + b"\n" + listed


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def naive_root(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(hashes[:k]) + naive_root(hashes[k:])).digest()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
