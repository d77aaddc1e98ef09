"""Queries for the operator: how far the ledger is, and what waits in the outbox."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.outbox import OutboxRow
from ledger.store import PUBLISHED, WRITTEN, EntryRow, HeadRow


def last_and_head(session: Session) -> tuple[int, int | None]:
    """Return how many entries there are by their last index, and how many the ledger's head counts. One statement."""
    # Indexes run from 0 without a gap, so the last one tells their number without counting them all.
    last = select(func.coalesce(func.max(EntryRow.index) + 1, 0)).scalar_subquery()
    head = select(HeadRow.size).where(HeadRow.name == WRITTEN).scalar_subquery()
    written, size = session.execute(select(last, head)).one()
    return written, size


def heads(session: Session) -> dict[str, int]:
    """Return the number of entries written and of entries published."""
    sizes = {row.name: row.size for row in session.execute(select(HeadRow.name, HeadRow.size))}
    return {WRITTEN: sizes.get(WRITTEN, 0), PUBLISHED: sizes.get(PUBLISHED, 0)}


def outbox_by_state(session: Session) -> dict[str, int]:
    """Return how many rows of the outbox are waiting, done and dead."""
    counted = select(OutboxRow.state, func.count().label("rows")).group_by(OutboxRow.state)
    return {row.state: row.rows for row in session.execute(counted)}
