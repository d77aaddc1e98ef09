"""Rows of authenticator apps."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.tables import CitizenRow
from core.tables import Base, UTCDateTime, inserting


class AppRow(Base):
    """The secret that a citizen's app shares with us, sealed, and the last time step whose code was used."""

    __tablename__ = "authenticator_apps"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    step: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


def has_app(session: Session, citizen: str) -> bool:
    """Tell whether a citizen has an authenticator app."""
    return bool(session.scalar(select(exists().where(AppRow.citizen_id == citizen))))


def sealed_of(session: Session, citizen: str) -> bytes | None:
    """Return the sealed secret of a citizen's app, or None without one."""
    return session.scalar(select(AppRow.sealed).where(AppRow.citizen_id == citizen))


def use_step(session: Session, citizen: str, step: int) -> bool:
    """Use up a time step; False when this or a later one was used already (RFC 6238, section 5.2)."""
    using = update(AppRow).where(AppRow.citizen_id == citizen, AppRow.step < step).values(step=step)
    return session.execute(using.returning(AppRow.citizen_id)).first() is not None


def add(session: Session, citizen: str, sealed: bytes, step: int, now: datetime) -> bool:
    """Keep a citizen's app; False when they have one already."""
    row = {"citizen_id": citizen, "sealed": sealed, "step": step, "added_at": now}
    adding = inserting(session, AppRow).values(row).on_conflict_do_nothing(index_elements=["citizen_id"])
    return session.execute(adding.returning(AppRow.citizen_id)).first() is not None


def remove(session: Session, citizen: str) -> bool:
    """Remove a citizen's app; False when there is none."""
    gone = delete(AppRow).where(AppRow.citizen_id == citizen).returning(AppRow.citizen_id)
    return session.execute(gone).first() is not None


def remove_since(session: Session, citizen: str, since: datetime) -> None:
    """Remove the app of a citizen if it was connected at or after `since`."""
    session.execute(delete(AppRow).where(AppRow.citizen_id == citizen, AppRow.added_at >= since))


def lock_owner(session: Session, citizen: str) -> None:
    """Hold the citizen's row until the transaction ends: an app and the password that leans on it never part unseen."""
    session.execute(select(CitizenRow.id).where(CitizenRow.id == citizen).with_for_update())
