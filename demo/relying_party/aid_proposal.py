"""A social aid proposal: its number, and what it still lacks."""

import hashlib

from demo.relying_party.received import Answer

NEEDED = ("family_card_number", "income_band", "bank_account")


def missing_from(answer: Answer) -> tuple[str, ...]:
    """Return the needed fields that were not released."""
    return tuple(key for key in NEEDED if key not in answer.keys)


def number_for(subject: str) -> str:
    """Return the proposal's number: the same at every visit of a pairwise subject."""
    return "BS-" + hashlib.sha256(f"usulan:{subject}".encode()).hexdigest()[:8].upper()
