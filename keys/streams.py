"""Sealing what is too large for one piece: chunk by chunk, in memory for one chunk, for one place of one citizen.

    suite 1 | key version 4 | salt 32 | commitment 32, then for every chunk AES-256-GCM(padded data) + tag 16

This is STREAM (Hoang, Reyhanitabar, Rogaway, Vizar: "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", 2015) under a key of its own: the nonce of a chunk is its number and whether it is the last.
"""

import hmac
import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.envelope import LENGTH_BYTES, SALT_BYTES, TAG_BYTES, Binding, SealBroken, bucket, committed, pad, unpad
from keys.framing import framed
from keys.sealing import CitizenKey

__all__ = ["CHUNK_BYTES", "HEAD_BYTES", "SUITE", "open_stream", "seal_stream", "sealed_size"]

SUITE = 4
HEAD_BYTES = 1 + 4 + SALT_BYTES + 32
SEALED_CHUNK = 65_536 + TAG_BYTES
CHUNK_BYTES = 65_536 - LENGTH_BYTES  # with its length it fills the largest bucket exactly
NUMBER_BYTES = 11  # and one byte that says whether a chunk is the last


def seal_stream(
    key: CitizenKey, *, citizen: str, field: str, schema: int, value_version: int, data: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield `data`, however it is cut, sealed for one place: the head, then one piece for every 65,532 bytes of data.

    No data at all is one chunk too. Raise `ValueError` when the key belongs to somebody else.
    """
    if key.citizen != citizen:
        raise ValueError("this key belongs to another citizen")
    bound = _binding(key, citizen, field, schema, value_version)
    salt = secrets.token_bytes(SALT_BYTES)
    chunk_key, commitment = committed(key._raw, salt, bound.info)  # noqa: SLF001 - a part of the key's own room
    return _sealed(AESGCM(chunk_key), bound, salt + commitment, data)


def open_stream(
    key: CitizenKey, *, citizen: str, field: str, schema: int, value_version: int, blob: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield what was sealed for exactly this place, from its bytes however they are cut; raise `SealBroken` otherwise.

    Each chunk is authentic when it comes, but only the end tells that nothing is missing: when `SealBroken` is
    raised, whatever came before must be thrown away.
    """
    bound = _binding(key, citizen, field, schema, value_version)
    pieces = _cut(blob, HEAD_BYTES, SEALED_CHUNK)
    head, is_alone = next(pieces)
    if is_alone or head[:5] != bytes([SUITE]) + key.version.to_bytes(4, "big"):
        raise SealBroken("sealed bytes do not open")
    chunk_key, expected = committed(key._raw, head[5:37], bound.info)  # noqa: SLF001 - a part of the key's own room
    if not hmac.compare_digest(head[37:], expected):
        raise SealBroken("sealed bytes do not open")
    cipher = AESGCM(chunk_key)
    for number, (piece, is_last) in enumerate(pieces):
        yield _opened(cipher, number, piece, bound.place, is_last=is_last)


def sealed_size(size: int) -> int:
    """Return how many bytes `size` bytes of data are once sealed."""
    whole, rest = divmod(max(size, 1) - 1, CHUNK_BYTES)
    return HEAD_BYTES + whole * SEALED_CHUNK + bucket(rest + 1 if size else 0) + TAG_BYTES


def _sealed(cipher: AESGCM, bound: Binding, secret_head: bytes, data: Iterable[bytes]) -> Iterator[bytes]:
    yield bytes([bound.suite]) + bound.version.to_bytes(4, "big") + secret_head
    for number, (piece, is_last) in enumerate(_cut(data, CHUNK_BYTES, CHUNK_BYTES)):
        yield cipher.encrypt(_nonce(number, is_last=is_last), pad(piece), bound.place)


def _opened(cipher: AESGCM, number: int, piece: bytes, place: bytes, *, is_last: bool) -> bytes:
    try:
        data = unpad(cipher.decrypt(_nonce(number, is_last=is_last), piece, place))
    except InvalidTag:
        raise SealBroken("sealed bytes do not open") from None
    # What `seal_stream` makes has full chunks before the last one, and an empty one only where there is no data.
    if (not is_last and len(data) != CHUNK_BYTES) or (not data and number > 0):
        raise SealBroken("sealed bytes do not open")
    return data


def _cut(data: Iterable[bytes], first: int, others: int) -> Iterator[tuple[bytes, bool]]:
    """Yield a piece of `first` bytes and then pieces of `others`, each with whether it is the last; at least one."""
    kept, wanted = bytearray(), first
    for part in data:
        kept += part
        # A full piece is kept back until more follows: it may be the last.
        while len(kept) > wanted:
            yield bytes(kept[:wanted]), False
            del kept[:wanted]
            wanted = others
    yield bytes(kept), True


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(NUMBER_BYTES, "big") + bytes([is_last])


def _binding(key: CitizenKey, citizen: str, field: str, schema: int, value_version: int) -> Binding:
    return Binding(
        suite=SUITE,
        version=key.version,
        info=framed("sekali1|stream", field, key.version),
        place=framed(SUITE, citizen, field, schema, key.version, value_version),
    )
