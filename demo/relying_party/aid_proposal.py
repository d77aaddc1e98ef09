"""A social aid proposal: its number, and what it still lacks."""

import hashlib

from demo.relying_party.configuration import LOW_INCOME
from demo.relying_party.received import Answer

# Of the income, the answer does as well as the value.
NEEDED = (("family_card_number",), ("income_band", LOW_INCOME), ("bank_account",))


def missing_from(answer: Answer) -> tuple[str, ...]:
    """Return the needed fields that were not released."""
    return tuple(ways[0] for ways in NEEDED if not answer.keys & frozenset(ways))


def number_for(subject: str) -> str:
    """Return the proposal's number: the same at every visit of a pairwise subject."""
    return "BS-" + hashlib.sha256(f"usulan:{subject}".encode()).hexdigest()[:8].upper()
