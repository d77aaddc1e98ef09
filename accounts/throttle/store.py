"""Counters of failures per account name and per source; each wait is told, and none is longer than a quarter of an hour."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.tables import Base, UTCDateTime

WINDOW = timedelta(hours=1)
LONGEST_WAIT = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=15)


class ThrottleRow(Base):
    """How often something failed lately. `key` is a digest: it names nobody."""

    __tablename__ = "throttles"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    forget_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def wait(session: Session, keys: Iterable[bytes], now: datetime) -> timedelta | None:
    """Return how long the next attempt has to wait, or None."""
    until = session.scalars(
        select(ThrottleRow.until).where(ThrottleRow.key.in_(list(keys)), ThrottleRow.until > now)
    ).all()
    return max(until) - now if until else None


def failed(session: Session, key: bytes, free: int, now: datetime) -> None:
    """Count a failure; from the `free`-th on each doubles the wait."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"key": key, "failures": 1, "until": now, "forget_at": now + WINDOW}
    add = dialect.insert(ThrottleRow).values(row)
    more = {"failures": ThrottleRow.failures + 1, "forget_at": now + WINDOW}
    count = session.execute(
        add.on_conflict_do_update(index_elements=["key"], set_=more).returning(ThrottleRow.failures)
    ).scalar_one()
    if count >= free:
        delay = min(FIRST_WAIT * 2 ** min(count - free, 10), LONGEST_WAIT)
        session.get_one(ThrottleRow, key, populate_existing=True).until = now + delay


def forgive(session: Session, key: bytes) -> None:
    """Forget the failures of one key after a success."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))


def clear(session: Session, now: datetime) -> None:
    """Remove what lies long enough in the past."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.forget_at < now))
