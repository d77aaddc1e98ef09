"""Citizen keys under the key-encryption key: AES-256-GCM-SIV (RFC 8452), bound to citizen and versions."""

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from keys.envelope import NONCE_BYTES, TAG_BYTES, SealBroken
from keys.framing import framed
from keys.material import KEY_BYTES

WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A wrapped citizen key, and the version of the key-encryption key that opens it."""

    blob: bytes = field(repr=False)
    kek_version: int


def wrap(kek: bytes, kek_version: int, citizen_key: bytes, citizen: str, version: int) -> Wrapped:
    """Return `citizen_key` wrapped for this citizen and version: 12 bytes nonce, 32 of key, 16 of tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    blob = nonce + AESGCMSIV(kek).encrypt(nonce, citizen_key, place_of(citizen, version, kek_version))
    return Wrapped(blob, kek_version)


def unwrap(kek: bytes, wrapped: Wrapped, citizen: str, version: int) -> bytes:
    """Return the citizen key; raise `SealBroken` when it was wrapped for anyone or anything else."""
    if len(wrapped.blob) != WRAPPED_BYTES:
        raise SealBroken("a wrapped key does not open")
    nonce, sealed = wrapped.blob[:NONCE_BYTES], wrapped.blob[NONCE_BYTES:]
    try:
        return AESGCMSIV(kek).decrypt(nonce, sealed, place_of(citizen, version, wrapped.kek_version))
    except InvalidTag:
        raise SealBroken("a wrapped key does not open") from None


def place_of(citizen: str, version: int, kek_version: int) -> bytes:
    """Return what a wrapped key is bound to."""
    return framed("sekali1|dek", citizen, version, kek_version)
