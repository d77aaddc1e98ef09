"""Telling: a notice for the citizen's own page, and one more on its way to their mail, in the transaction of what it tells of."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.notices import store
from accounts.notices.kinds import Kind
from core import outbox

MAIL = "account.notice"


def tell(session: Session, citizen: str, kind: Kind, now: datetime, device: str = "") -> None:
    """Tell a citizen of something about their account; what goes out names the notice alone."""
    notice = store.add(session, citizen, kind, now, device)
    outbox.put(session, MAIL, {"notice": notice}, now)
