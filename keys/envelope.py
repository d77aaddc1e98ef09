"""The envelope around sealed bytes: a key of its own per envelope, a commitment checked first, lengths hidden.

    suite 1 | key version 4 | salt 32 | commitment 32 | nonce 12 | AES-256-GCM(padded data) + tag 16

HKDF-SHA-256 (RFC 5869) turns the outer key and the random salt into the envelope's key and a
commitment to it. GCM alone does not commit: one ciphertext can open under two keys (CVE-2020-8897).
"""

import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES = 32
COMMITMENT_BYTES = 32
NONCE_BYTES = 12
HEAD_BYTES = 1 + 4 + SALT_BYTES + COMMITMENT_BYTES + NONCE_BYTES
TAG_BYTES = 16
LENGTH_BYTES = 4
SMALLEST_BUCKET = 32
LARGEST_STEP = 65_536
MOST_BYTES = 2**31


class SealBroken(Exception):  # noqa: N818 - it tells what was found, not what failed
    """The sealed bytes are not what was sealed here: changed, moved, swapped, or sealed under another key."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What an envelope is bound to: its suite, the version of the outer key, what its key is for, and its place."""

    suite: int
    version: int
    info: bytes
    place: bytes


def close(outer_key: bytes, binding: Binding, data: bytes) -> bytes:
    """Return `data` in a fresh envelope."""
    return close_with(outer_key, binding, data, secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES))


def close_with(outer_key: bytes, binding: Binding, data: bytes, salt: bytes, nonce: bytes) -> bytes:
    """Return the envelope for a given salt and nonce; outside of a test vector both are random."""
    key, commitment = committed(outer_key, salt, binding.info)
    head = bytes([binding.suite]) + binding.version.to_bytes(4, "big")
    return head + salt + commitment + nonce + AESGCM(key).encrypt(nonce, pad(data), binding.place)


def open_(outer_key: bytes, binding: Binding, blob: bytes) -> bytes:
    """Return the data of an envelope; raise `SealBroken` for anything else, always with the same words."""
    if len(blob) < HEAD_BYTES + SMALLEST_BUCKET + TAG_BYTES or blob[0] != binding.suite:
        raise SealBroken("sealed bytes do not open")
    if version_of(blob) != binding.version:
        raise SealBroken("sealed bytes do not open")
    salt, commitment, nonce = blob[5:37], blob[37:69], blob[69:HEAD_BYTES]
    key, expected = committed(outer_key, salt, binding.info)
    if not hmac.compare_digest(commitment, expected):
        raise SealBroken("sealed bytes do not open")
    try:
        return unpad(AESGCM(key).decrypt(nonce, blob[HEAD_BYTES:], binding.place))
    except InvalidTag:
        raise SealBroken("sealed bytes do not open") from None


def version_of(blob: bytes) -> int:
    """Return the version of the outer key that an envelope names; raise `SealBroken` when it is too short for one."""
    if len(blob) < HEAD_BYTES:
        raise SealBroken("sealed bytes do not open")
    return int.from_bytes(blob[1:5], "big")


def bucket(size: int) -> int:
    """Return the padded length for `size` bytes: 32, 64, 128 … 65,536, then whole steps of 65,536.

    Short answers such as sex or religion then have one length.
    """
    needed = size + LENGTH_BYTES
    if needed > LARGEST_STEP:
        return -(-needed // LARGEST_STEP) * LARGEST_STEP
    return max(SMALLEST_BUCKET, 1 << (needed - 1).bit_length())


def derive(outer_key: bytes, info: bytes) -> bytes:
    """Return the 32-byte key that `outer_key` gives for `info` alone (RFC 5869, no salt)."""
    return HKDF(SHA256(), 32, None, info).derive(outer_key)


def committed(outer_key: bytes, salt: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Return the 32-byte key that `outer_key` and `salt` give for `info`, and the commitment to it."""
    okm = HKDF(SHA256(), 64, salt, info).derive(outer_key)
    return okm[:32], okm[32:]


def pad(data: bytes) -> bytes:
    """Return `data` behind its length, filled up to its bucket; raise `ValueError` from 2 GiB on."""
    if len(data) >= MOST_BYTES:
        raise ValueError("too long to be sealed in one piece")
    return (len(data).to_bytes(LENGTH_BYTES, "big") + data).ljust(bucket(len(data)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what was padded; raise `SealBroken` for what `pad` never makes."""
    size = int.from_bytes(padded[:LENGTH_BYTES], "big")
    data = padded[LENGTH_BYTES : LENGTH_BYTES + size]
    if pad(data) != padded:
        raise SealBroken("sealed bytes do not open")
    return data
