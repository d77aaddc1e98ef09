"""Assurance levels: how surely somebody was at the door, and how surely they are who they say (docs/adr/0017).

Two orders that no single line can hold, so a level is a pair and one covers another when it is at least as high in both.
Each pair has a name, told as `acr`; the names without a second part say nothing about the identity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from accounts.sign_ins import PASSKEY_ACR, PASSWORD_ACR, TWO_FACTORS_ACR


class Identity(IntEnum):
    """How the identity was established: by the citizen's own word, by officer or authority, or face to face with the KTP-el."""

    DECLARED = 0
    CHECKED = 1
    IN_PERSON = 2


WAYS = (PASSWORD_ACR, TWO_FACTORS_ACR, PASSKEY_ACR)  # ascending
PARTS = {Identity.DECLARED: "", Identity.CHECKED: ":checked", Identity.IN_PERSON: ":in-person"}
TWO_FACTORS = WAYS.index(TWO_FACTORS_ACR)


@dataclass(frozen=True, slots=True)
class Level:
    """A level: the place of the way in among `WAYS`, and the identity."""

    way: int
    identity: Identity

    @property
    def acr(self) -> str:
        """Return the name of the level."""
        return WAYS[self.way] + PARTS[self.identity]

    def covers(self, other: "Level") -> bool:
        """Tell whether whoever asks for `other` is satisfied by this one."""
        return self.way >= other.way and self.identity >= other.identity


LEVELS = {one.acr: one for one in (Level(way, identity) for way in range(len(WAYS)) for identity in Identity)}
ACR_VALUES = tuple(LEVELS)


def reached(sign_in_acr: str, identity: int) -> Level | None:
    """Return the level of a sign-in by `sign_in_acr` to an account with this identity; None for a way that is none of ours."""
    known = LEVELS.get(sign_in_acr)
    return None if known is None else Level(known.way, Identity(identity))


def wanted(values: Iterable[str]) -> tuple[Level, ...]:
    """Return the levels that `values` name, in their order; names that are none of ours are left out."""
    return tuple(LEVELS[one] for one in values if one in LEVELS)


def told(level: Level, asked: Iterable[str]) -> str:
    """Return the `acr` to tell: the first asked one that `level` covers, else its own name; both are true."""
    return next((one.acr for one in wanted(asked) if level.covers(one)), level.acr)
