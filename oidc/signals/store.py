"""Rows of events: one for each client that is told, kept until it took them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.tables import Base, UTCDateTime
from oidc.clients.store import ACTIVE
from oidc.signals.events import Kind, Signal
from oidc.tables import ClientRow

TAKEN_KEPT = timedelta(days=30)
UNTAKEN_KEPT = timedelta(days=365)


class SignalRow(Base):
    """One event for one client. `refused` is the error code by which the client would not take it (RFC 8935, section 2.4)."""

    __tablename__ = "security_events"
    __table_args__ = (Index("ix_security_events_client_taken", "client_id", "taken_at", "made_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"))
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    kind: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    refused: Mapped[str | None] = mapped_column(String(64))


def add(session: Session, signals: Sequence[Signal]) -> None:
    """Keep new events."""
    rows = [
        {
            "id": one.id, "client_id": one.client, "citizen_id": one.citizen, "grant_id": one.grant,
            "kind": one.kind.value, "made_at": one.made_at,
        }
        for one in signals
    ]  # fmt: skip
    if rows:
        session.execute(insert(SignalRow), rows)


def find(session: Session, signal: str) -> Signal | None:
    """Return an event that was not taken yet, or None."""
    row = session.scalar(select(SignalRow).where(SignalRow.id == signal, SignalRow.taken_at.is_(None)))
    return None if row is None else _signal(row)


def waiting(session: Session, client: str, most: int) -> Sequence[Signal]:
    """Return the events that a client has not taken yet, oldest first."""
    rows = session.scalars(
        select(SignalRow)
        .where(SignalRow.client_id == client, SignalRow.taken_at.is_(None))
        .order_by(SignalRow.made_at, SignalRow.id)
        .limit(most)
    )
    return [_signal(row) for row in rows]


def take(
    session: Session, client: str, signals: Collection[str], now: datetime, refused: str | None = None
) -> Sequence[str]:
    """Note that a client took these events, or would not (`refused`); return the grants of those that it had not taken before."""
    taken = session.scalars(
        update(SignalRow)
        .where(SignalRow.client_id == client, SignalRow.id.in_(signals), SignalRow.taken_at.is_(None))
        .values(taken_at=now, refused=refused)
        .returning(SignalRow.grant_id)
    )
    return list(taken)


def clients_of(session: Session, service: str) -> Sequence[tuple[str, str | None]]:
    """Return the active clients of a service, each with the address at which it wants to hear of consents."""
    rows = session.execute(
        select(ClientRow.id, ClientRow.details)
        .where(ClientRow.service_id == service, ClientRow.state == ACTIVE)
        .order_by(ClientRow.id)
    )
    return [(client, details.get("consent_events_uri")) for client, details in rows]


def clear(session: Session, now: datetime) -> None:
    """Remove events that were taken, and those that nobody fetched in a year."""
    old = or_(SignalRow.taken_at < now - TAKEN_KEPT, SignalRow.made_at < now - UNTAKEN_KEPT)
    session.execute(delete(SignalRow).where(old))


def _signal(row: SignalRow) -> Signal:
    return Signal(row.id, row.client_id, row.citizen_id, row.grant_id, Kind(row.kind), row.made_at)
