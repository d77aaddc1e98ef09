"""Sealing a citizen's values: under a key of their own, bound to citizen, field, schema and versions."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from keys.envelope import Binding, SealBroken, close, derive, open_
from keys.framing import framed
from keys.material import KEY_BYTES

__all__ = ["CitizenKey", "SealBroken", "manifest_hash", "seal", "unseal"]

SUITE = 1


class CitizenKey:
    """The key of one citizen; it shows whose it is and which version, never its bytes."""

    __slots__ = ("_raw", "citizen", "version")

    def __init__(self, citizen: str, version: int, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a citizen key has 32 bytes")
        self.citizen = citizen
        self.version = version
        self._raw = raw

    def __repr__(self) -> str:
        return f"CitizenKey(citizen={self.citizen!r}, version={self.version})"

    def __reduce__(self) -> str:
        raise TypeError("a citizen key is never written down")


def fresh_citizen_key(citizen: str, version: int) -> tuple[CitizenKey, bytes]:
    """Return a new random key for `citizen`, and its bytes for wrapping."""
    raw = secrets.token_bytes(KEY_BYTES)
    return CitizenKey(citizen, version, raw), raw


def seal(key: CitizenKey, *, citizen: str, field: str, schema: int, value_version: int, data: bytes) -> bytes:
    """Return `data` sealed for one place: this citizen's `field` in form `schema`, version `value_version`."""
    if key.citizen != citizen:
        raise ValueError("this key belongs to another citizen")
    return close(key._raw, binding(key, citizen, field, schema, value_version), data)  # noqa: SLF001 - the key's own file


def unseal(key: CitizenKey, *, citizen: str, field: str, schema: int, value_version: int, blob: bytes) -> bytes:
    """Return what was sealed for exactly this place; raise `SealBroken` for every other blob."""
    return open_(key._raw, binding(key, citizen, field, schema, value_version), blob)  # noqa: SLF001 - the key's own file


def manifest_hash(key: CitizenKey, number: int, items: Iterable[tuple[str, int, bytes]]) -> bytes:
    """Return the hash over everything a citizen has: (field, value version, blob) of each, in any order.

    It stands in the ledger's sealed part, so that a value quietly put back or taken away is found out.
    """
    lines = sorted((field, version, hashlib.sha256(blob).digest()) for field, version, blob in items)
    text = framed(number, *(framed(*line) for line in lines))
    manifest_key = derive(key._raw, framed("sekali1|manifest", key.version))  # noqa: SLF001 - the key's own file
    return hmac.digest(manifest_key, text, "sha256")


def binding(key: CitizenKey, citizen: str, field: str, schema: int, value_version: int) -> Binding:
    """Return what a sealed value is bound to."""
    return Binding(
        suite=SUITE,
        version=key.version,
        info=framed("sekali1|fld", field, key.version),
        place=framed(SUITE, citizen, field, schema, key.version, value_version),
    )
