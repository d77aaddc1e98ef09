"""Rows of counters. An attempt is counted before it is made, so that many at the same moment are no more than one after another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, case, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.throttle.counters import Counter, Taken, delay
from core.tables import Base, UTCDateTime, inserting


class ThrottleRow(Base):
    """How often something was tried lately without success. `key` is a digest: it names nobody."""

    __tablename__ = "throttles"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    forget_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def standing(session: Session, counters: Sequence[Counter], now: datetime) -> dict[bytes, tuple[int, datetime]]:
    """Lock the rows of `counters` until the transaction ends; return for each key how many it holds and until when to wait.

    Every caller locks in the order of the keys, so that two attempts never wait for each other.
    """
    keys = sorted({counter.key for counter in counters})
    adding = inserting(session, ThrottleRow).values(
        [{"key": key, "failures": 0, "until": now, "forget_at": now} for key in keys]
    )
    fresh = {"failures": case((ThrottleRow.forget_at <= now, 0), else_=ThrottleRow.failures)}
    locking = adding.on_conflict_do_update(index_elements=["key"], set_=fresh)
    rows = session.execute(locking.returning(ThrottleRow.key, ThrottleRow.failures, ThrottleRow.until))
    return {key: (failures, until) for key, failures, until in rows}


def count(
    session: Session, counters: Sequence[Counter], held: dict[bytes, tuple[int, datetime]], now: datetime
) -> tuple[Taken, ...]:
    """Count an attempt at each of `counters`, whose rows are locked and `held` so many."""
    taken = tuple(Taken(one, now + delay(held[one.key][0] + 1, one.free)) for one in counters)
    rows = [
        {
            "key": one.counter.key,
            "failures": held[one.counter.key][0] + 1,
            "until": one.until,
            "forget_at": now + one.counter.window,
        }
        for one in taken
    ]
    session.execute(update(ThrottleRow), rows)
    return taken


def undo(session: Session, taken: Taken, now: datetime) -> None:
    """Take an attempt back that was no guess; a wait that others have caused meanwhile stays."""
    wait = case((ThrottleRow.until == taken.until, now), else_=ThrottleRow.until)
    key = ThrottleRow.key == taken.counter.key
    undoing = update(ThrottleRow).where(key, ThrottleRow.failures > 0)
    session.execute(undoing.values(failures=ThrottleRow.failures - 1, until=wait))


def forgive(session: Session, key: bytes) -> None:
    """Forget the failures of one key after a success."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))


def clear(session: Session, now: datetime) -> None:
    """Remove what lies long enough in the past."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.forget_at < now))
