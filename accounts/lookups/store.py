"""Rows of look-ups: what each window holds, in the table of throttles, and how many there were each minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Integer, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.lookups.limits import BASELINE_MINUTES, Window, minute_of
from accounts.throttle.store import ThrottleRow
from core.tables import Base, UTCDateTime, inserting

KEPT = timedelta(minutes=1)  # a window that is over is cleared by the worker then


class LookupMinuteRow(Base):
    """How many NIKs were looked up in one minute, and when that was found to be unusually many."""

    __tablename__ = "nik_lookups"

    minute: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    count: Mapped[int]
    alarmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Usage:
    """Look-ups of this minute, the mean of the minutes of a day before, and when there last were unusually many."""

    now: int
    usual: float
    alarmed_at: datetime | None


def count(session: Session, windows: Sequence[Window], now: datetime) -> dict[bytes, int]:
    """Count one look-up in each of `windows`; return what they hold. One statement, in the order of the keys."""
    rows = [
        {"key": one.key, "failures": 1, "until": now, "forget_at": one.ends + KEPT}
        for one in sorted(windows, key=lambda one: one.key)
    ]
    adding = inserting(session, ThrottleRow).values(rows)
    more = {"failures": ThrottleRow.failures + 1}
    counted = adding.on_conflict_do_update(index_elements=["key"], set_=more)
    found = session.execute(counted.returning(ThrottleRow.key, ThrottleRow.failures))
    return {bytes(key): number for key, number in found}


def give_back(session: Session, windows: Sequence[Window]) -> None:
    """Take one look-up out of each of `windows`: it was no guess."""
    for window in sorted(windows, key=lambda one: one.key):
        mine = update(ThrottleRow).where(ThrottleRow.key == window.key, ThrottleRow.failures > 0)
        session.execute(mine.values(failures=ThrottleRow.failures - 1))


def count_minute(session: Session, now: datetime) -> Usage:
    """Count one look-up in this minute; return how usual that is."""
    adding = inserting(session, LookupMinuteRow).values({"minute": minute_of(now), "count": 1})
    more = adding.on_conflict_do_update(index_elements=["minute"], set_={"count": LookupMinuteRow.count + 1})
    session.execute(more)
    return usage(session, now)


def usage(session: Session, now: datetime) -> Usage:
    """Return how many look-ups there are, and usually are. Minutes without any count as none."""
    minute = minute_of(now)
    mine = LookupMinuteRow.minute
    this = session.scalar(select(LookupMinuteRow.count).where(mine == minute)) or 0
    day = select(func.sum(LookupMinuteRow.count), func.min(mine), func.max(LookupMinuteRow.alarmed_at))
    total, first, alarmed = session.execute(day.where(mine < minute, mine >= minute - BASELINE_MINUTES)).one()
    latest = session.scalar(select(LookupMinuteRow.alarmed_at).where(mine == minute)) or alarmed
    return Usage(this, float(total) / (minute - first) if total else 0.0, latest)


def raise_alarm(session: Session, now: datetime) -> bool:
    """Note that this minute is unusual; False when that was noted before, by whichever process."""
    mine = update(LookupMinuteRow).where(LookupMinuteRow.minute == minute_of(now), LookupMinuteRow.alarmed_at.is_(None))
    return session.execute(mine.values(alarmed_at=now).returning(LookupMinuteRow.minute)).first() is not None


def clear(session: Session, now: datetime) -> None:
    """Remove minutes that no baseline asks about any more."""
    session.execute(delete(LookupMinuteRow).where(LookupMinuteRow.minute < minute_of(now) - 2 * BASELINE_MINUTES))
