"""When backups were taken, so that whoever erases their account is told until when a copy may still hold it."""

from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.tables import Base, UTCDateTime


class BackupRow(Base):
    """One backup: its id as in its manifest, when it was taken, and when the operator has to remove it."""

    __tablename__ = "backups"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    keep_until: Mapped[datetime] = mapped_column(UTCDateTime)


def keep(session: Session, identifier: str, made_at: datetime, keep_until: datetime) -> None:
    """Note that a backup was taken."""
    session.add(BackupRow(id=identifier, made_at=made_at, keep_until=keep_until))
    session.flush()


def newest(session: Session) -> datetime | None:
    """Return when the newest backup was taken, or None when none was noted."""
    return session.scalar(select(func.max(BackupRow.made_at)))
