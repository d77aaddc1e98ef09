"""Keeping a question while its citizen reads it, and telling the protocol how it was answered."""

from datetime import datetime

from sqlalchemy.orm import Session

from consent.asks import KeptAsk
from consent.waiting import store


def keep(session: Session, ask: KeptAsk) -> None:
    """Keep an ask under its interaction's id, before the citizen is sent to the consent page; anew when raised again."""
    store.keep(session, ask)


def find(session: Session, interaction: str) -> KeptAsk | None:
    """Return the ask of an interaction with its `decision` (`allow`, `deny` or None) and `grant`, or None."""
    return store.find(session, interaction)


def clear_expired(session: Session, now: datetime) -> int:
    """Remove the questions whose time has passed; return how many."""
    return store.clear(session, now)
