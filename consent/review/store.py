"""Rows of proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from consent.purposes import Service
from consent.review.proposals import OPEN, Proposal, State, content_of, purpose_in
from consent.store import ServiceRow, service_of
from core.tables import Base, UTCDateTime


class ProposalRow(Base):
    """A purpose that waits for, or has had, the word of the data-protection officer."""

    __tablename__ = "purpose_proposals"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    remark: Mapped[str] = mapped_column(String(1000))
    version: Mapped[int | None]


def add(session: Session, proposal: Proposal) -> None:
    """Write a new proposal; what was proposed before for the same purpose and is still open is superseded."""
    session.execute(
        update(ProposalRow)
        .where(
            ProposalRow.service_id == proposal.service,
            ProposalRow.key == proposal.purpose.key,
            ProposalRow.state.in_([state.value for state in OPEN]),
        )
        .values(state=State.SUPERSEDED.value)
    )
    session.execute(
        insert(ProposalRow).values(
            id=proposal.id, service_id=proposal.service, key=proposal.purpose.key, content=content_of(proposal.purpose),
            state=proposal.state.value, proposed_by=proposal.proposed_by, proposed_at=proposal.proposed_at, remark="",
        )
    )  # fmt: skip


def find(session: Session, proposal: str) -> Proposal | None:
    """Return one proposal, or None."""
    row = session.scalar(
        select(ProposalRow).where(ProposalRow.id == proposal).execution_options(populate_existing=True)
    )
    return None if row is None else _proposal(row)


def move(session: Session, proposal: str, before: State, after: State, **values: object) -> bool:
    """Take a proposal from one state to another; False when it was not there any more. The one statement decides."""
    moved = session.execute(
        update(ProposalRow)
        .where(ProposalRow.id == proposal, ProposalRow.state == before.value)
        .values(state=after.value, **values)
        .returning(ProposalRow.id)
    )
    return moved.first() is not None


def in_state(session: Session, state: State, most: int = 100) -> Sequence[tuple[Proposal, Service]]:
    """Return the proposals in one state with their services, oldest first."""
    rows = session.execute(
        select(ProposalRow, ServiceRow)
        .join(ServiceRow, ServiceRow.id == ProposalRow.service_id)
        .where(ProposalRow.state == state.value)
        .order_by(ProposalRow.proposed_at, ProposalRow.id)
        .limit(most)
    )
    return [(_proposal(proposal), service_of(service)) for proposal, service in rows]


def of_service(session: Session, service: str) -> Sequence[Proposal]:
    """Return the proposals of a service, newest first."""
    rows = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.service_id == service)
        .order_by(ProposalRow.proposed_at.desc(), ProposalRow.id.desc())
    )
    return [_proposal(row) for row in rows]


def _proposal(row: ProposalRow) -> Proposal:
    return Proposal(
        row.id, row.service_id, purpose_in(row.service_id, row.content), State(row.state), row.proposed_by,
        row.proposed_at, row.reviewed_by, row.reviewed_at, row.remark, row.version,
    )  # fmt: skip
