"""Recovery codes: ten, printed once, each good for one new password."""

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without what is mistaken for another: I, L, O, 0, 1
COUNT, GROUPS, GROUP = 10, 4, 4


def new_codes() -> tuple[str, ...]:
    """Return ten codes of 16 signs each (79 bit), written in groups of four."""
    return tuple("-".join(_group() for _ in range(GROUPS)) for _ in range(COUNT))


def canonical(text: str) -> str:
    """Return a typed code without spaces, dashes and case."""
    return "".join(sign for sign in text.upper() if sign in ALPHABET)


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(GROUP))
