"""Rows of deletion requests, and how many of them are late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from consent.deletion.requests import Answer, Cause, Request
from consent.purposes import Service
from consent.store import ServiceRow, service_of
from core.tables import Base, UTCDateTime


class DeletionRow(Base):
    """One request to a service to delete what it received under one grant."""

    __tablename__ = "deletion_requests"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"), unique=True)
    cause: Mapped[str] = mapped_column(String(16))
    fields: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    heard_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(String(300))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Counted:
    """How one service answers: requests that wait, those of them that are late, and those that it answered."""

    waiting: int
    overdue: int
    answered: int


def add(session: Session, request: Request) -> None:
    """Write a new request."""
    session.execute(
        insert(DeletionRow).values(
            id=request.id, citizen_id=request.citizen, service_id=request.service, grant_id=request.grant,
            cause=request.cause.value, fields=list(request.fields), made_at=request.made_at, due_at=request.due_at,
            basis="",
        )
    )  # fmt: skip


def find(session: Session, request: str) -> Request | None:
    """Return one request, or None."""
    row = session.scalar(select(DeletionRow).where(DeletionRow.id == request).execution_options(populate_existing=True))
    return None if row is None else _request(row)


def of_grant(session: Session, grant: str) -> Request | None:
    """Return the request about one grant, or None."""
    row = session.scalar(select(DeletionRow).where(DeletionRow.grant_id == grant))
    return None if row is None else _request(row)


def of_citizen(session: Session, citizen: str) -> Mapping[str, Request]:
    """Return the requests about the data of a citizen, by grant."""
    rows = session.scalars(select(DeletionRow).where(DeletionRow.citizen_id == citizen))
    return {row.grant_id: _request(row) for row in rows}


def of_service(session: Session, service: str, most: int) -> Sequence[Request]:
    """Return the requests that wait for this service, the most pressing first."""
    rows = session.scalars(
        select(DeletionRow)
        .where(DeletionRow.service_id == service, DeletionRow.answer.is_(None))
        .order_by(DeletionRow.due_at, DeletionRow.id)
        .limit(most)
    )
    return [_request(row) for row in rows]


def waiting(session: Session, most: int = 200) -> Sequence[tuple[Request, Service]]:
    """Return the requests that wait for any service, the most pressing first."""
    rows = session.execute(
        select(DeletionRow, ServiceRow)
        .join(ServiceRow, ServiceRow.id == DeletionRow.service_id)
        .where(DeletionRow.answer.is_(None))
        .order_by(DeletionRow.due_at, DeletionRow.id)
        .limit(most)
    )
    return [(_request(request), service_of(service)) for request, service in rows]


def counts(session: Session, now: datetime) -> Mapping[str, Counted]:
    """Return how every service that was ever asked answers, by service id."""
    is_open, is_late = DeletionRow.answer.is_(None), DeletionRow.due_at < now
    rows = session.execute(
        select(
            DeletionRow.service_id,
            func.count().filter(is_open),
            func.count().filter(is_open, is_late),
            func.count().filter(DeletionRow.answer.is_not(None)),
        ).group_by(DeletionRow.service_id)
    )
    return {service: Counted(waiting, overdue, answered) for service, waiting, overdue, answered in rows}


def hear(session: Session, request: str, now: datetime) -> None:
    """Note when the service took the request; the first time counts."""
    session.execute(
        update(DeletionRow).where(DeletionRow.id == request, DeletionRow.heard_at.is_(None)).values(heard_at=now)
    )


def answer(session: Session, request: Request, answer: Answer, basis: str, now: datetime) -> bool:
    """Keep what the service answers; False when another answer came first. The one statement decides."""
    held = DeletionRow.answer == Answer.LEGAL_HOLD.value
    free = or_(DeletionRow.answer.is_(None), held) if answer is Answer.DELETED else DeletionRow.answer.is_(None)
    kept = session.execute(
        update(DeletionRow)
        .where(DeletionRow.id == request.id, free)
        .values(
            answer=answer.value, basis=basis, answered_at=now, heard_at=func.coalesce(DeletionRow.heard_at, now)
        )
        .returning(DeletionRow.id)
    )  # fmt: skip
    return kept.first() is not None


def _request(row: DeletionRow) -> Request:
    return Request(
        row.id, row.citizen_id, row.service_id, row.grant_id, Cause(row.cause), tuple(row.fields), row.made_at,
        row.due_at, row.heard_at, None if row.answer is None else Answer(row.answer), row.basis,
        row.answered_at,
    )  # fmt: skip
