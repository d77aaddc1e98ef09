"""Work that follows a deed: a row written in the same transaction and delivered later by the worker."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.ids import new_id
from core.tables import Base, UTCDateTime

FIRST_RETRY = timedelta(seconds=10)
LAST_RETRY = timedelta(hours=1)
LEASE = timedelta(minutes=2)
DONE_KEPT = timedelta(days=1)
DEAD_KEPT = timedelta(days=30)
RECEIVER = "receiver"


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


class UndeliveredError(Exception):
    """Why a handler could not do its work, in words that may be kept and logged: they quote nobody and nothing received.

    `is_final` says that trying again would change nothing.
    """

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


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


def claim(
    session: Session, now: datetime, kinds: Collection[str] | None = None, busy: Collection[str] = ()
) -> Work | None:
    """Claim the next due work (of these `kinds`, if told) for one lease and return it, or None when nothing is due.

    Work whose payload names one of the `busy` receivers stays where it is. The claim is one conditional
    UPDATE; work whose worker died comes back when its lease ends.
    """
    candidates = select(OutboxRow.id).where(OutboxRow.state == "waiting", OutboxRow.due_at <= now)
    if kinds is not None:
        candidates = candidates.where(OutboxRow.kind.in_(kinds))
    if busy:
        receiver = OutboxRow.payload[RECEIVER].as_string()
        candidates = candidates.where(or_(receiver.is_(None), receiver.not_in(busy)))
    next_id = candidates.order_by(OutboxRow.due_at).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    claimed = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == next_id, OutboxRow.state == "waiting")
        .values(due_at=now + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.id, OutboxRow.kind, OutboxRow.payload, OutboxRow.attempts)
    ).one_or_none()
    return None if claimed is None else Work(claimed.id, claimed.kind, claimed.payload, claimed.attempts)


def is_waiting(session: Session, kind: str, receiver: str) -> bool:
    """Tell whether work of `kind` for this receiver is waiting or under way."""
    mine = (OutboxRow.kind == kind, OutboxRow.state == "waiting", OutboxRow.payload[RECEIVER].as_string() == receiver)
    return session.execute(select(OutboxRow.id).where(*mine).limit(1)).first() is not None


def done(session: Session, work: Work) -> None:
    """Mark claimed work as delivered."""
    session.execute(update(OutboxRow).where(OutboxRow.id == work.id).values(state="done", last_error=None))


def failed(session: Session, work: Work, reason: str, now: datetime, *, is_final: bool = False) -> None:
    """Put failed work back with a growing delay; after its deadline, or if that is final, it is `dead` and waits for a person."""
    delay = min(FIRST_RETRY * 2 ** min(work.attempts - 1, 10), LAST_RETRY)
    row = session.get_one(OutboxRow, work.id)
    row.last_error = reason[:200]
    row.due_at = now + delay
    if is_final or row.due_at > row.deadline:
        row.state = "dead"


def clear(session: Session, now: datetime) -> None:
    """Remove work that was done, and dead work that nobody asked for in a month: who was told what is no archive."""
    over = (OutboxRow.state == "done", OutboxRow.due_at < now - DONE_KEPT)
    session.execute(delete(OutboxRow).where(*over))
    session.execute(delete(OutboxRow).where(OutboxRow.state == "dead", OutboxRow.due_at < now - DEAD_KEPT))


@dataclass(frozen=True, slots=True)
class Dead:
    """Work that was given up, as an operator sees it; whose it was stays in its payload, for whom (a client's id) is told."""

    id: str
    kind: str
    attempts: int
    deadline: datetime
    reason: str
    receiver: str


def counts(session: Session) -> tuple[tuple[str, str, int], ...]:
    """Return kind, state and number of rows, in a stable order."""
    counted = select(OutboxRow.kind, OutboxRow.state, func.count()).group_by(OutboxRow.kind, OutboxRow.state)
    return tuple(
        (kind, state, number)
        for kind, state, number in session.execute(counted.order_by(*counted.selected_columns[:2]))
    )


def dead(session: Session) -> tuple[Dead, ...]:
    """Return what was given up, newest first."""
    rows = session.scalars(select(OutboxRow).where(OutboxRow.state == "dead").order_by(OutboxRow.due_at.desc()))
    return tuple(
        Dead(row.id, row.kind, row.attempts, row.deadline, row.last_error or "", str(row.payload.get(RECEIVER, "")))
        for row in rows
    )


def revive(session: Session, work: str, now: datetime, within: timedelta = timedelta(hours=1)) -> bool:
    """Let dead work be tried again at once, from the shortest delay on; tell whether there was such a one."""
    again = {"state": "waiting", "attempts": 0, "due_at": now, "deadline": now + within}
    reviving = update(OutboxRow).where(OutboxRow.id == work, OutboxRow.state == "dead").values(**again)
    return session.execute(reviving.returning(OutboxRow.id)).first() is not None
