"""Which card the library may give, from two answers and nothing else."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from demo.relying_party.received import Answer

AGE = "age_over_17"
RESIDENT = "resident_of:35.74"


class Card(Enum):
    """What a visitor gets."""

    ADULT = "adult"
    CHILD = "child"
    READING_ROOM = "reading_room"


class NoCard(Enum):
    """Why there is no card."""

    NOT_RESIDENT = "not_resident"
    RESIDENCE_UNKNOWN = "residence_unknown"


@dataclass(frozen=True, slots=True)
class Issued:
    """A card with its number."""

    card: Card
    number: str


def card_for(answer: Answer, subject: str) -> Issued | NoCard:
    """Return the card for whoever gave `answer`, or the reason why there is none."""
    resident = answer.value(RESIDENT)
    if resident is None:
        return NoCard.RESIDENCE_UNKNOWN
    if resident is not True:
        return NoCard.NOT_RESIDENT
    match answer.value(AGE):
        case True:
            card = Card.ADULT
        case False:
            card = Card.CHILD
        case _:
            card = Card.READING_ROOM
    return Issued(card, number_for(subject))


def number_for(subject: str) -> str:
    """Return the card number of a pairwise subject: the same at every visit, and no other service can link it."""
    digits = int.from_bytes(hashlib.sha256(f"kartu:{subject}".encode()).digest()[:8], "big") % 10**8
    return f"PB-{digits // 10**4:04d}-{digits % 10**4:04d}"
