"""Rows of notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, delete, exists, insert, select, update
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
    device: Mapped[str] = mapped_column(String(40), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def add(session: Session, citizen: str, kind: Kind, now: datetime, device: str = "") -> str:
    """Keep a notice and return its id."""
    notice = new_id()
    row = {"id": notice, "citizen_id": citizen, "kind": kind.value, "made_at": now, "device": device}
    session.execute(insert(NoticeRow).values(row))
    return notice


def find(session: Session, notice: str) -> Notice | None:
    """Return a notice, or None."""
    row = session.execute(select(*_NOTICE).where(NoticeRow.id == notice)).one_or_none()
    return None if row is None else _notice(row)


def answer(session: Session, notice: str, since: datetime, now: datetime) -> bool:
    """Use up a notice that was made after `since`; False when it is older or was answered. The one statement decides."""
    fresh = (NoticeRow.id == notice, NoticeRow.answered_at.is_(None), NoticeRow.made_at > since)
    answering = update(NoticeRow).where(*fresh).values(answered_at=now).returning(NoticeRow.id)
    return session.execute(answering).first() is not None


def was_told(session: Session, citizen: str, kind: Kind, since: datetime) -> bool:
    """Tell whether a citizen was told of `kind` at or after `since`."""
    told = (NoticeRow.citizen_id == citizen, NoticeRow.kind == kind.value, NoticeRow.made_at >= since)
    return bool(session.scalar(select(exists().where(*told))))


def of_citizen(session: Session, citizen: str, most: int = 10) -> Sequence[Notice]:
    """Return the last notices of a citizen, newest first."""
    rows = session.execute(
        select(*_NOTICE)
        .where(NoticeRow.citizen_id == citizen)
        .order_by(NoticeRow.made_at.desc(), NoticeRow.id.desc())
        .limit(most)
    )
    return [_notice(row) for row in rows]


def forget(session: Session, citizen: str) -> None:
    """Remove the notices of a citizen whose account is erased."""
    session.execute(delete(NoticeRow).where(NoticeRow.citizen_id == citizen))


_NOTICE = (
    NoticeRow.id,
    NoticeRow.citizen_id,
    NoticeRow.kind,
    NoticeRow.made_at,
    NoticeRow.device,
    NoticeRow.answered_at,
)


def _notice(row: Any) -> Notice:
    return Notice(row.id, row.citizen_id, Kind(row.kind), row.made_at, row.device, row.answered_at is not None)
