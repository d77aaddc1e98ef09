"""Recovery codes: ten, printed once, each good for one new password."""

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without what is mistaken for another: I, L, O, 0, 1
COUNT, GROUPS, GROUP = 10, 4, 4
SEED_BYTES = 32


def new_codes() -> tuple[str, ...]:
    """Return ten codes of 16 signs each (79 bit), written in groups of four."""
    return tuple(code_of(secrets.token_bytes(SEED_BYTES)) for _ in range(COUNT))


def code_of(seed: bytes) -> str:
    """Return the code that 32 random bytes stand for; so many that no sign is likelier than another."""
    number, signs = int.from_bytes(seed, "big"), ""
    for _ in range(GROUPS * GROUP):
        number, sign = divmod(number, len(ALPHABET))
        signs += ALPHABET[sign]
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def canonical(text: str) -> str:
    """Return a typed code without spaces, dashes and case."""
    return "".join(sign for sign in text.upper() if sign in ALPHABET)
