"""Rows of requests under UU 27/2022."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.rights.tickets import WITHIN, Channel, Outcome, Right, Ticket, new_number
from core.ids import new_id
from core.tables import Base, UTCDateTime


class TicketRow(Base):
    """One request of a citizen."""

    __tablename__ = "rights_tickets"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    right: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(8))
    fields: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    outcome: Mapped[str | None] = mapped_column(String(24))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def add(
    session: Session, citizen: str, right: Right, now: datetime, *, channel: Channel = Channel.WEB,
    fields: Sequence[str] = (), number: str = "", outcome: Outcome | None = None,
) -> Ticket:  # fmt: skip
    """Keep a new request; one that is done at once is a ticket too (article 14 wants all of them recorded)."""
    ticket = Ticket(
        new_id(), number or new_number(), citizen, right, channel, tuple(fields), now, now + WITHIN, outcome,
        now if outcome else None,
    )  # fmt: skip
    session.execute(
        insert(TicketRow).values(
            id=ticket.id, number=ticket.number, citizen_id=citizen, right=right.value, channel=channel.value,
            fields=list(fields), made_at=now, due_at=ticket.due_at, outcome=outcome, answered_at=ticket.answered_at,
        )
    )  # fmt: skip
    return ticket


def of_citizen(session: Session, citizen: str) -> Sequence[Ticket]:
    """Return the requests of a citizen, newest first."""
    rows = session.scalars(
        select(TicketRow).where(TicketRow.citizen_id == citizen).order_by(TicketRow.made_at.desc(), TicketRow.id)
    )
    return [_ticket(row) for row in rows]


def waiting(session: Session, most: int = 200) -> Sequence[Ticket]:
    """Return the requests that wait for an answer, the most pressing first."""
    rows = session.scalars(select(TicketRow).where(TicketRow.outcome.is_(None)).order_by(TicketRow.due_at).limit(most))
    return [_ticket(row) for row in rows]


def answered(session: Session, most: int = 50) -> Sequence[Ticket]:
    """Return the requests that were answered last."""
    rows = session.scalars(
        select(TicketRow).where(TicketRow.outcome.is_not(None)).order_by(TicketRow.answered_at.desc()).limit(most)
    )
    return [_ticket(row) for row in rows]


def answer(session: Session, ticket: str, outcome: Outcome, now: datetime) -> Ticket | None:
    """Answer a request that waits; None when it does not. The one statement decides."""
    row = session.scalars(
        update(TicketRow)
        .where(TicketRow.id == ticket, TicketRow.outcome.is_(None))
        .values(outcome=outcome.value, answered_at=now)
        .returning(TicketRow)
    ).one_or_none()
    return None if row is None else _ticket(row)


def settle(session: Session, citizen: str, right: Right, outcome: Outcome, now: datetime) -> None:
    """Answer whatever a citizen has asked for under one right, because a deed of the house did it."""
    session.execute(
        update(TicketRow)
        .where(TicketRow.citizen_id == citizen, TicketRow.right == right.value, TicketRow.outcome.is_(None))
        .values(outcome=outcome.value, answered_at=now)
    )


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(
        row.id, row.number, row.citizen_id, Right(row.right), Channel(row.channel), tuple(row.fields), row.made_at,
        row.due_at, None if row.outcome is None else Outcome(row.outcome), row.answered_at,
    )  # fmt: skip
