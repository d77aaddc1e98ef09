"""Passwords: which ones are good enough, and how they are kept (NIST SP 800-63B-4; RFC 9106)."""

import unicodedata
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from math import prod

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

from accounts.credentials.everyday_words import EVERYDAY
from core.canonical import b64
from keys.ring import KeyRing

# NIST SP 800-63B-4, section 3.1.1.2: 15 signs where the password is all there is, 8 where a second factor stands beside it.
SHORTEST_ALONE, SHORTEST_BESIDE, LONGEST = 15, 8, 128
GUESSED = 72  # zxcvbn refuses to judge more
# zxcvbn tries every reading of signs that stand for letters, such as 1 for i or l: with all of them at once it takes seconds.
MOST_READINGS = 8
WEAKEST_SCORE = 2

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when there is no account, so that an answer takes as long for a stranger as for a citizen.
NOBODY = HASHER.hash("nobody has this password")


def normal(password: str) -> str:
    """Return the password as it is judged and hashed: NFKC, otherwise untouched."""
    return unicodedata.normalize("NFKC", password)


def can_stand_alone(password: str) -> bool:
    """Tell whether a password is long enough to be the only factor."""
    return len(normal(password)) >= SHORTEST_ALONE


def why_weak(password: str, context: Collection[str] = (), *, beside: bool = False) -> str | None:
    """Return `short`, `short_beside`, `long` or `guessable`, or None when the password may be used; `beside` a second factor or alone."""
    plain = normal(password)
    if len(plain) < (SHORTEST_BESIDE if beside else SHORTEST_ALONE):
        return "short_beside" if beside else "short"
    if len(plain) > LONGEST:
        return "long"
    words = [word for text in context for word in (text, text.partition("@")[0]) if word]
    judged = zxcvbn(_judged_soon(plain), user_inputs=[*words, *EVERYDAY])
    return "guessable" if judged["score"] < WEAKEST_SCORE or plain.lower() in words else None


def hashed(keys: KeyRing, password: str) -> str:
    """Return the slow hash of a peppered password; about 20 ms, so never inside a transaction."""
    return HASHER.hash(b64(keys.pepper(normal(password))))


def matches(keys: KeyRing, kept: str | None, password: str) -> bool:
    """Tell whether `password` is the one behind `kept`; None, or more signs than any has, takes as long and is never right."""
    plain = normal(password)
    tried = kept if len(plain) <= LONGEST else None
    try:
        HASHER.verify(tried or NOBODY, b64(keys.pepper(plain)))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return tried is not None


def _judged_soon(plain: str) -> str:
    judged, kept = plain[:GUESSED], set[str]()
    for sign in dict.fromkeys(judged):
        if _readings(kept | {sign}) > MOST_READINGS:
            judged = judged.replace(sign, "_")
        else:
            kept.add(sign)
    return judged


def _readings(signs: AbstractSet[str]) -> int:
    return prod(max(1, len(signs & set(substitutes))) for substitutes in L33T_TABLE.values())
