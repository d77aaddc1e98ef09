"""What is taken away by itself: uploads that nobody finished, and papers that are kept for a time only."""

from datetime import datetime

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from vault import catalogue
from vault.documents import store, taking


def clear_expired(session: Session, now: datetime) -> None:
    """Remove unfinished uploads whose time is over, and the files of closed accounts."""
    store.clear_uploads(session, now)
    store.forget_of_closed(session)


def remove_one_overdue(session: Session, keys: KeyRing, now: datetime) -> bool:
    """Remove one document whose time of keeping is over, with its entry; tell whether there was one."""
    for citizen, field in store.overdue(session, now, 1):
        return taking.remove(session, keys, citizen, catalogue.DOCUMENTS[field], now, actor="system")
    return False
