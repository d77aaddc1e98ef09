"""Rows of recoveries at the counter."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.desk.store import StaffRow
from accounts.office.recoveries import OPEN, TO_APPROVE, TO_USE, State, Under, Waiting
from accounts.tables import CitizenRow
from core.tables import Base, UTCDateTime


class RecoveryRow(Base):
    """One recovery: who proposed and who approved it, and the keyed digests of the halves that each of them handed out."""

    __tablename__ = "office_recoveries"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    document: Mapped[str] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(String(120))
    proposed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    first: Mapped[bytes] = mapped_column(LargeBinary)
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    second: Mapped[bytes | None] = mapped_column(LargeBinary)
    ready_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def add(session: Session, row: dict[str, Any]) -> None:
    """Keep a proposed recovery."""
    session.execute(insert(RecoveryRow).values(row))


def approve(
    session: Session, recovery: str, staff: str, second: bytes, ready_at: datetime, now: datetime
) -> str | None:
    """Approve a proposal of somebody else; return its citizen, or None when it is one's own, too old, or not waiting.

    The one statement decides that two officers are two.
    """
    waiting = (
        RecoveryRow.id == recovery,
        RecoveryRow.state == State.PROPOSED.value,
        RecoveryRow.proposed_by != staff,
        RecoveryRow.proposed_at > now - TO_APPROVE,
    )
    told = {"state": State.APPROVED.value, "approved_by": staff, "second": second, "ready_at": ready_at}
    return session.scalar(update(RecoveryRow).where(*waiting).values(told).returning(RecoveryRow.citizen_id))


def end(session: Session, citizen: str, now: datetime) -> bool:
    """Cancel whatever is under way for a citizen; tell whether anything was."""
    open_ones = (RecoveryRow.citizen_id == citizen, RecoveryRow.state.in_(OPEN))
    ending = update(RecoveryRow).where(*open_ones).values(state=State.CANCELLED.value, ended_at=now)
    return bool(session.scalars(ending.returning(RecoveryRow.id)).all())


def use(session: Session, citizens: Iterable[str], first: bytes, second: bytes, now: datetime) -> str | None:
    """Use up a recovery of one of `citizens` by both halves, once its waiting time is over; return whose it was."""
    ready = (
        RecoveryRow.citizen_id.in_(list(citizens)),
        RecoveryRow.state == State.APPROVED.value,
        RecoveryRow.first == first,
        RecoveryRow.second == second,
        RecoveryRow.ready_at <= now,
        RecoveryRow.ready_at > now - TO_USE,
    )
    using = update(RecoveryRow).where(*ready).values(state=State.DONE.value, ended_at=now)
    return session.execute(using.returning(RecoveryRow.citizen_id)).scalar_one_or_none()


def waiting(session: Session, now: datetime) -> Sequence[Waiting]:
    """Return the recoveries that wait for a second officer, oldest first."""
    rows = session.execute(
        select(
            RecoveryRow.id, CitizenRow.number, RecoveryRow.proposed_by, StaffRow.name, RecoveryRow.place, RecoveryRow.proposed_at
        )
        .join(CitizenRow, CitizenRow.id == RecoveryRow.citizen_id)
        .join(StaffRow, StaffRow.id == RecoveryRow.proposed_by)
        .where(RecoveryRow.state == State.PROPOSED.value, RecoveryRow.proposed_at > now - TO_APPROVE)
        .order_by(RecoveryRow.proposed_at, RecoveryRow.id)
    )  # fmt: skip
    return [Waiting(one, number or "", by, name, place, at) for one, number, by, name, place, at in rows]


def under_way(session: Session, citizen: str, now: datetime) -> Under | None:
    """Return the recovery of a citizen that is under way, the latest if there are two."""
    lives = or_(RecoveryRow.ready_at > now - TO_USE, RecoveryRow.proposed_at > now - TO_APPROVE)
    row = session.execute(
        select(RecoveryRow.id, RecoveryRow.proposed_at, RecoveryRow.ready_at)
        .where(RecoveryRow.citizen_id == citizen, RecoveryRow.state.in_(OPEN), lives)
        .order_by(RecoveryRow.proposed_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Under(*row)


def forget(session: Session, citizen: str) -> None:
    """Remove the recoveries of a citizen whose account is erased; the ledger's entries stay."""
    session.execute(delete(RecoveryRow).where(RecoveryRow.citizen_id == citizen))
