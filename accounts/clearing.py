"""What the worker clears away: sign-ins that ended long ago, and counters that count nothing any more."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from accounts.desk.store import StaffSignInRow
from accounts.lookups import store as lookups
from accounts.passkeys import store as passkeys
from accounts.throttle import store as throttle

KEPT = timedelta(days=30)


def clear_expired(session: Session, now: datetime) -> None:
    """Remove ended sign-ins of staff, answered challenges and forgotten throttles; a citizen's own list of sign-ins stays theirs."""
    throttle.clear(session, now)
    lookups.clear(session, now)
    passkeys.clear(session, now)
    old = or_(StaffSignInRow.ended_at < now - KEPT, StaffSignInRow.seen_at < now - KEPT)
    session.execute(delete(StaffSignInRow).where(old))
