"""A copy of the ring on paper: sealed under the passphrases of two people, neither of whom can open it alone.

Lines of base32, each with its number and a checksum, so that a line that was typed wrong is named. The key is
HKDF-SHA-256 over two Argon2id hashes (RFC 9106), one of each passphrase with a salt of its own.
"""

import base64
import hashlib
import secrets
import textwrap
import zlib
from collections.abc import Sequence
from datetime import datetime

from argon2.low_level import Type, hash_secret_raw

from keys.envelope import Binding, SealBroken, close, derive, open_
from keys.framing import framed
from keys.material import KEY_BYTES, KeyRingError

SUITE = 5
SALT_BYTES = 16
MEMORY_KIB = 262_144
PASSES = 3
LEAST_KIB = 8  # RFC 9106, section 3.1
SHORTEST_PASSPHRASE = 20
WIDTH = 60
CHECK_LETTERS = 4
TITLE = "SEKALI SEALED COPY OF A KEY RING 1"
_BOUND = Binding(SUITE, 1, framed("sekali1|sealed-copy"), framed(SUITE, TITLE))


def sealed(ring_text: str, passphrases: Sequence[str], now: datetime, memory_kib: int = MEMORY_KIB) -> str:
    """Return the page to print; raise `KeyRingError` when the passphrases are not two, long and different."""
    _judge(passphrases)
    salts = (secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SALT_BYTES))
    cost = memory_kib.to_bytes(4, "big") + PASSES.to_bytes(4, "big")
    blob = close(_key(passphrases, salts, memory_kib, PASSES), _BOUND, zlib.compress(ring_text.encode(), 9))
    letters = base64.b32encode(cost + b"".join(salts) + blob).decode().rstrip("=")
    lines = [
        f"{number:03} {line} {_check(number, line)}" for number, line in enumerate(textwrap.wrap(letters, WIDTH), 1)
    ]
    return "\n".join(
        [TITLE, f"{now:%Y-%m-%d}, {len(lines)} lines. It opens with the passphrases of both holders.", "", *lines, ""]
    )


def opened(page: str, passphrases: Sequence[str]) -> str:
    """Return the text of the ring; raise `KeyRingError` that names a wrong line, or says that the passphrases do not fit."""
    data = _bytes(page)
    cost, salts, blob = data[:8], (data[8:24], data[24:40]), data[40:]
    memory_kib, passes = int.from_bytes(cost[:4], "big"), int.from_bytes(cost[4:], "big")
    if not (LEAST_KIB <= memory_kib <= 4 * MEMORY_KIB and 1 <= passes <= 4 * PASSES):
        raise KeyRingError("The sealed copy is damaged: it asks for a cost that we never write.")
    try:
        return zlib.decompress(open_(_key(passphrases, salts, memory_kib, passes), _BOUND, blob)).decode()
    except SealBroken:
        raise KeyRingError(
            "The sealed copy does not open: one of the passphrases is another, or the copy was changed."
        ) from None


def _judge(passphrases: Sequence[str]) -> None:
    first, second = passphrases
    if min(len(first), len(second)) < SHORTEST_PASSPHRASE:
        raise KeyRingError(
            f"A passphrase has at least {SHORTEST_PASSPHRASE} characters, such as six words drawn by dice."
        )
    if first == second:
        raise KeyRingError("Both holders gave the same passphrase; each needs one that only they know.")


def _key(passphrases: Sequence[str], salts: Sequence[bytes], memory_kib: int, passes: int) -> bytes:
    slow = [
        hash_secret_raw(
            phrase.encode(),
            salt,
            time_cost=passes,
            memory_cost=memory_kib,
            parallelism=1,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
        for phrase, salt in zip(passphrases, salts, strict=True)
    ]
    return derive(b"".join(slow), framed("sekali1|two-holders"))


def _bytes(page: str) -> bytes:
    rows = [words for words in map(str.split, page.splitlines()) if len(words) == 3 and words[0].isdigit()]  # noqa: PLR2004
    for place, (number, line, check) in enumerate(rows, 1):
        if int(number) != place or _check(place, line) != check:
            raise KeyRingError(f"Line {place:03} of the sealed copy is missing or not what was printed.")
    letters = "".join(line for _, line, _ in rows)
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        data = b""
    if " ".join(page.split()).partition(TITLE)[0] or not data:
        raise KeyRingError("This is not a sealed copy of a key ring.")
    return data


def _check(number: int, line: str) -> str:
    return base64.b32encode(hashlib.sha256(f"{number}:{line}".encode()).digest()).decode()[:CHECK_LETTERS]
