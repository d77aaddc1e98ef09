"""Finding a NIK without storing it: HMAC-SHA-256 over Argon2id (RFC 9106), each version with its own key and cost.

Real NIKs number about 2^33; under a bare HMAC a leaked key would give them all within the hour.
"""

import hmac
import unicodedata

from argon2.low_level import Type, hash_secret_raw

from keys.framing import framed
from keys.material import RingKey

NIK_DIGITS = 16
DEFAULT_MEMORY_KIB = 1024
DEFAULT_PASSES = 1


def canonical_nik(text: str) -> str:
    """Return the 16 ASCII digits of a NIK written with spaces, dots, hyphens or other scripts' digits.

    Raise `ValueError`, which does not repeat the text, when there are not exactly 16.
    """
    kept = [character for character in text if not (character.isspace() or character in ".-\u2010\u2011\u2013")]
    if len(kept) != NIK_DIGITS or not all(character.isdecimal() for character in kept):
        raise ValueError("a NIK has 16 digits")
    return "".join(str(unicodedata.decimal(character)) for character in kept)


def index_of(key: RingKey, nik: str) -> bytes:
    """Return the 32-byte index of `nik` (in any spelling) under one index key."""
    slow = hash_secret_raw(
        canonical_nik(nik).encode(),
        key.salt,
        time_cost=key.passes,
        memory_cost=key.memory_kib,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
    return hmac.digest(key.material, framed("sekali1|nik", key.version, slow), "sha256")
