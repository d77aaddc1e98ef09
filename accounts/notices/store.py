"""Rows of notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.notices.kinds import Kind, Notice
from core.ids import new_id
from core.tables import Base, UTCDateTime


class NoticeRow(Base):
    """What a citizen is told of their account: a kind and a moment, nothing about the person."""

    __tablename__ = "account_notices"
    __table_args__ = (Index("ix_account_notices_citizen_id_made_at", "citizen_id", "made_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    kind: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


def add(session: Session, citizen: str, kind: Kind, now: datetime) -> str:
    """Keep a notice and return its id."""
    notice = new_id()
    session.execute(insert(NoticeRow).values(id=notice, citizen_id=citizen, kind=kind.value, made_at=now))
    return notice


def of_citizen(session: Session, citizen: str, most: int = 10) -> Sequence[Notice]:
    """Return the last notices of a citizen, newest first."""
    rows = session.execute(
        select(NoticeRow.id, NoticeRow.kind, NoticeRow.made_at)
        .where(NoticeRow.citizen_id == citizen)
        .order_by(NoticeRow.made_at.desc(), NoticeRow.id.desc())
        .limit(most)
    )
    return [Notice(one, Kind(kind), made_at) for one, kind, made_at in rows]


def forget(session: Session, citizen: str) -> None:
    """Remove the notices of a citizen whose account is erased."""
    session.execute(delete(NoticeRow).where(NoticeRow.citizen_id == citizen))
