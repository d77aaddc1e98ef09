"""What lies in a key ring: every key with its one purpose, and the rules a ring must keep."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

KEY_BYTES = 32
INDEX_SALT_BYTES = 16


class Purpose(StrEnum):
    """The one thing a key is for."""

    KEK = "kek"
    NIK_INDEX = "nik-index"
    IDENTIFIERS = "identifiers"
    LEDGER = "ledger"
    RECEIPT = "receipt"
    PAIRWISE = "pairwise"
    PEPPER = "pepper"
    SECRETS = "secrets"
    FORMS = "forms"
    DESK = "desk"
    ACCOUNTS = "accounts"
    TOKENS_ES256 = "tokens.ES256"
    TOKENS_RS256 = "tokens.RS256"
    TOKENS_EDDSA = "tokens.EdDSA"


TOKEN_PURPOSES = {"ES256": Purpose.TOKENS_ES256, "RS256": Purpose.TOKENS_RS256, "EdDSA": Purpose.TOKENS_EDDSA}

# Private keys of these two come as PKCS #8; every other key is 32 bytes (Ed25519: its seed, RFC 8032).
ENCODED_PURPOSES = frozenset({Purpose.TOKENS_ES256, Purpose.TOKENS_RS256})


class State(StrEnum):
    """Where a key stands in its life: `current` is used, `next` is only published, `retired` only reads."""

    CURRENT = "current"
    NEXT = "next"
    RETIRED = "retired"


class KeyRingError(Exception):
    """The key ring cannot be used; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key. `memory_kib` and `passes` are the cost of Argon2id in front of an index key (0 for all others).

    A key-encryption key that a custodian keeps (`keys.custody`) has its `handle` there and no material here.
    """

    purpose: Purpose
    version: int
    state: State
    created_at: datetime
    material: bytes = field(repr=False)
    kid: str = ""
    retired_at: datetime | None = None
    salt: bytes = field(default=b"", repr=False)
    memory_kib: int = 0
    passes: int = 0
    handle: str = ""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What may be told about a key."""

    purpose: Purpose
    version: int
    kid: str
    state: State
    created_at: datetime
    retired_at: datetime | None
    handle: str = ""


def check(keys: Iterable[RingKey]) -> None:
    """Raise `KeyRingError` when these keys do not make a ring: one purpose per key, one current key per purpose."""
    keys = tuple(keys)
    for key in keys:
        _check_shape(key)
    held_here = [key.material for key in keys if not key.handle]
    if len(set(held_here)) != len(held_here):
        raise KeyRingError("The key ring holds the same key twice; one key serves one purpose.")
    if len({(key.purpose, key.version) for key in keys}) != len(keys):
        raise KeyRingError("The key ring holds two keys of one purpose and version.")
    handles = [key.handle for key in keys if key.handle]
    if len(set(handles)) != len(handles):
        raise KeyRingError("The key ring names one key of its custodian twice.")
    kids = [key.kid for key in keys if key.kid]
    if len(set(kids)) != len(kids):
        raise KeyRingError("The key ring holds two keys with one kid.")
    _check_primaries(keys)


def _check_shape(key: RingKey) -> None:
    name = f"{key.purpose} version {key.version}"
    _check_material(key, name)
    if key.version < 1:
        raise KeyRingError(f"The key {name} has no version; versions count from 1.")
    if (key.purpose in TOKEN_PURPOSES.values()) != bool(key.kid):
        raise KeyRingError(f"The key {name} must have a kid if it signs tokens, and none otherwise.")
    if key.purpose is Purpose.NIK_INDEX and not _is_slow(key):
        raise KeyRingError(f"The key {name} needs a salt of {INDEX_SALT_BYTES} bytes and the cost of its slow hash.")
    if (key.state is State.RETIRED) != (key.retired_at is not None):
        raise KeyRingError(f"The key {name} must say when it was retired if it is, and not otherwise.")


def _check_material(key: RingKey, name: str) -> None:
    if key.handle:
        if key.purpose is not Purpose.KEK or key.material:
            raise KeyRingError(f"The key {name} cannot be kept by a custodian; only a kek without material can.")
    elif key.purpose not in ENCODED_PURPOSES and len(key.material) != KEY_BYTES:
        raise KeyRingError(f"The key {name} must be {KEY_BYTES} bytes long and is not.")
    elif not any(key.material):
        raise KeyRingError(f"The key {name} is empty or zero.")


def _is_slow(key: RingKey) -> bool:
    return len(key.salt) == INDEX_SALT_BYTES and key.memory_kib >= 8 and key.passes >= 1  # noqa: PLR2004 - RFC 9106, 3.1


def _check_primaries(keys: tuple[RingKey, ...]) -> None:
    count = Counter((key.purpose, key.state) for key in keys)
    for purpose in Purpose:
        if count[purpose, State.CURRENT] != 1:
            raise KeyRingError(f"The key ring must hold exactly one current key for {purpose} and does not.")
    for purpose in TOKEN_PURPOSES.values():
        if count[purpose, State.NEXT] != 1:
            raise KeyRingError(f"The key ring must hold exactly one next key for {purpose} and does not.")
    for purpose in Purpose:
        if count[purpose, State.NEXT] > 1:
            raise KeyRingError(f"The key ring holds more than one next key for {purpose}.")
