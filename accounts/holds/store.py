"""Rows of legal holds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.holds.hold import Hold
from core.tables import Base, UTCDateTime


class HoldRow(Base):
    """One legal hold; it ends by itself at `until`, or earlier when it is lifted."""

    __tablename__ = "legal_holds"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    field: Mapped[str] = mapped_column(String(64))
    law: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def add(session: Session, hold: Hold) -> None:
    """Write a new hold."""
    session.execute(
        insert(HoldRow).values(
            id=hold.id, citizen_id=hold.citizen, field=hold.field, law=hold.law, until=hold.until, placed_at=hold.placed_at
        )
    )  # fmt: skip


def standing(session: Session, now: datetime, citizen: str | None = None) -> Sequence[Hold]:
    """Return the holds that stand at `now`, of one citizen or of all, those that end first before the others."""
    found = select(HoldRow).where(HoldRow.lifted_at.is_(None), HoldRow.until > now).order_by(HoldRow.until, HoldRow.id)
    if citizen is not None:
        found = found.where(HoldRow.citizen_id == citizen)
    return [_hold(row) for row in session.scalars(found)]


def until(session: Session, citizen: str, now: datetime) -> datetime | None:
    """Return until when holds keep a citizen from being erased, or None."""
    return max((hold.until for hold in standing(session, now, citizen)), default=None)


def lift(session: Session, hold: str, now: datetime) -> Hold | None:
    """End a hold that stands; None when it does not. The one statement decides."""
    row = session.scalars(
        update(HoldRow)
        .where(HoldRow.id == hold, HoldRow.lifted_at.is_(None), HoldRow.until > now)
        .values(lifted_at=now)
        .returning(HoldRow)
    ).one_or_none()
    return None if row is None else _hold(row)


def forget(session: Session, citizen: str) -> None:
    """Remove the holds of a citizen who is erased; the ledger remembers that there were some."""
    session.execute(delete(HoldRow).where(HoldRow.citizen_id == citizen))


def _hold(row: HoldRow) -> Hold:
    return Hold(row.id, row.citizen_id, row.field, row.law, row.until, row.placed_at)
