"""New keys: a whole new ring, and the rotation of token keys."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from keys.jwt_keys import load
from keys.material import INDEX_SALT_BYTES, KEY_BYTES, TOKEN_PURPOSES, Purpose, RingKey, State
from keys.nik_index import DEFAULT_MEMORY_KIB, DEFAULT_PASSES

RSA_BITS = 2048

# Nothing that a token key signs may live longer: a retired key is published for as long as that.
LONGEST_TOKEN_LIFE = timedelta(days=1)


def fresh_keys(now: datetime, rsa_keys: Sequence[bytes] = ()) -> tuple[RingKey, ...]:
    """Return the keys of a new ring; `rsa_keys` (PKCS #8) spare the making of the first RSA keys."""
    spare = list(rsa_keys)
    keys: list[RingKey] = []
    for purpose in Purpose:
        if purpose not in TOKEN_PURPOSES.values():
            keys.append(_fresh(purpose, 1, State.CURRENT, now))
            continue
        for version, state in ((1, State.CURRENT), (2, State.NEXT)):
            given = spare.pop(0) if purpose is Purpose.TOKENS_RS256 and spare else None
            keys.append(_fresh(purpose, version, state, now, given))
    return tuple(keys)


def rotated(keys: Iterable[RingKey], now: datetime) -> tuple[RingKey, ...]:
    """Return the ring one step on: the published next token keys sign, new next ones stand ready, old ones only read.

    Keys retired so long ago that nothing they signed can be alive are left out.
    """
    keys = tuple(keys)
    stay: list[RingKey] = []
    for key in keys:
        match key.state:
            case State.CURRENT if key.kid:
                stay.append(replace(key, state=State.RETIRED, retired_at=now))
            case State.NEXT if key.kid:
                stay.append(replace(key, state=State.CURRENT))
            case State.RETIRED if key.kid and is_spent(key.retired_at, now):
                continue
            case _:
                stay.append(key)
    for purpose in TOKEN_PURPOSES.values():
        last = max(key.version for key in keys if key.purpose is purpose)
        stay.append(_fresh(purpose, last + 1, State.NEXT, now))
    return tuple(stay)


def announced(keys: Iterable[RingKey], purpose: Purpose, now: datetime, handle: str = "") -> tuple[RingKey, ...]:
    """Return the ring with a next key for `purpose`, which everybody can read by before anybody uses it.

    One that stands ready already is left: the rotation that made it is only continued.
    """
    keys = tuple(keys)
    mine = [key for key in keys if key.purpose is purpose]
    if any(key.state is State.NEXT for key in mine):
        return keys
    version = max(key.version for key in mine) + 1
    new = RingKey(purpose, version, State.NEXT, now, b"", handle=handle) if handle else None
    return (*keys, new or _fresh(purpose, version, State.NEXT, now))


def promoted(keys: Iterable[RingKey], purpose: Purpose, now: datetime) -> tuple[RingKey, ...]:
    """Return the ring with the next key of `purpose` in use and the current one retired; as it was when there is no next."""
    keys = tuple(keys)
    if not any((key.purpose, key.state) == (purpose, State.NEXT) for key in keys):
        return keys
    return tuple(_moved(key, now) if key.purpose is purpose else key for key in keys)


def without(keys: Iterable[RingKey], purpose: Purpose, version: int) -> tuple[RingKey, ...]:
    """Return the ring without one retired key; what only that key opens stays dark."""
    gone = (purpose, version, State.RETIRED)
    return tuple(key for key in keys if (key.purpose, key.version, key.state) != gone)


def _moved(key: RingKey, now: datetime) -> RingKey:
    match key.state:
        case State.CURRENT:
            return replace(key, state=State.RETIRED, retired_at=now)
        case State.NEXT:
            return replace(key, state=State.CURRENT)
    return key


def is_spent(retired_at: datetime | None, now: datetime) -> bool:
    """Tell whether nothing that a token key signed before `retired_at` can still be alive."""
    return retired_at is not None and retired_at + LONGEST_TOKEN_LIFE < now


def _fresh(purpose: Purpose, version: int, state: State, now: datetime, given: bytes | None = None) -> RingKey:
    key = RingKey(purpose, version, state, now, given or _random_material(purpose))
    if purpose is Purpose.NIK_INDEX:
        salt = secrets.token_bytes(INDEX_SALT_BYTES)
        return replace(key, salt=salt, memory_kib=DEFAULT_MEMORY_KIB, passes=DEFAULT_PASSES)
    if purpose in TOKEN_PURPOSES.values():
        return replace(key, kid=load(key).thumbprint())
    return key


def _random_material(purpose: Purpose) -> bytes:
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if purpose is Purpose.TOKENS_ES256:
        private = ec.generate_private_key(ec.SECP256R1())
    elif purpose is Purpose.TOKENS_RS256:
        private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    else:
        return secrets.token_bytes(KEY_BYTES)
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
