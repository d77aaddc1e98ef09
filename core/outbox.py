"""Work that follows a deed: a row written in the same transaction and delivered later by the worker."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.ids import new_id
from core.tables import Base, UTCDateTime

FIRST_RETRY = timedelta(seconds=10)
LAST_RETRY = timedelta(hours=1)
LEASE = timedelta(minutes=2)


class OutboxRow(Base):
    """One piece of work. `payload` holds ids only, never a citizen's value."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deadline: Mapped[datetime] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed piece of work, as a handler sees it."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


Handler = Callable[[Work], None]


def put(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    due: datetime | None = None,
    within: timedelta = timedelta(hours=72),
) -> str:
    """Add work of `kind` to the caller's transaction, due at `due`, given up `within` that time; return its id."""
    due = due or now
    row = OutboxRow(id=new_id(), kind=kind, payload=dict(payload), due_at=due, deadline=due + within)
    session.add(row)
    return row.id


def claim(session: Session, now: datetime, kinds: Collection[str] | None = None) -> Work | None:
    """Claim the next due work (of these `kinds`, if told) for one lease and return it, or None when nothing is due.

    The claim is one conditional UPDATE; work whose worker died comes back when its lease ends.
    """
    candidates = select(OutboxRow.id).where(OutboxRow.state == "waiting", OutboxRow.due_at <= now)
    if kinds is not None:
        candidates = candidates.where(OutboxRow.kind.in_(kinds))
    next_id = candidates.order_by(OutboxRow.due_at).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    claimed = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == next_id, OutboxRow.state == "waiting")
        .values(due_at=now + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.id, OutboxRow.kind, OutboxRow.payload, OutboxRow.attempts)
    ).one_or_none()
    return None if claimed is None else Work(claimed.id, claimed.kind, claimed.payload, claimed.attempts)


def done(session: Session, work: Work) -> None:
    """Mark claimed work as delivered."""
    session.execute(update(OutboxRow).where(OutboxRow.id == work.id).values(state="done", last_error=None))


def failed(session: Session, work: Work, reason: str, now: datetime) -> None:
    """Put failed work back with a growing delay; after its deadline it is `dead` and waits for a person."""
    delay = min(FIRST_RETRY * 2 ** min(work.attempts - 1, 10), LAST_RETRY)
    row = session.get_one(OutboxRow, work.id)
    row.last_error = reason[:200]
    row.due_at = now + delay
    if row.due_at > row.deadline:
        row.state = "dead"
