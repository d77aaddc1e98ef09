"""Queries on the published tree: tiles, checkpoints, and the leaves that wait to be published."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from ledger.checkpoints import Checkpoint, parse
from ledger.store import PUBLISHED, CheckpointRow, EntryRow, HeadMissingError, HeadRow, TileRow, dialect
from ledger.tree.tiles import Place, Tiles

ROWS_AT_ONCE = 2000
TILES_AT_ONCE = 1000  # below the number of parameters that either database takes


def lock_published(session: Session) -> int:
    """Return how many entries are published; other publishers wait until this transaction ends."""
    touch = update(HeadRow).where(HeadRow.name == PUBLISHED).values(size=HeadRow.size).returning(HeadRow.size)
    size = session.execute(touch, execution_options={"synchronize_session": False}).scalar_one_or_none()
    if size is None:
        raise HeadMissingError("The ledger has no head row; bring the database up to date: sekali db upgrade.")
    return size


def set_published(session: Session, size: int) -> None:
    """Set how many entries are published."""
    grow = update(HeadRow).where(HeadRow.name == PUBLISHED).values(size=size)
    session.execute(grow, execution_options={"synchronize_session": False})


def leaves(session: Session, start: int, end: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield index, body and kept leaf hash of the entries from `start` up to, not including, `end`."""
    for first in range(start, end, ROWS_AT_ONCE):
        wanted = select(EntryRow.index, EntryRow.body, EntryRow.leaf_hash).where(_between(first, end))
        for index, body, leaf_hash in session.execute(wanted.order_by(EntryRow.index)).all():
            yield index, bytes(body), bytes(leaf_hash)


def leaf_hashes(session: Session, end: int) -> Iterator[bytes]:
    """Yield the kept hashes of the first `end` leaves."""
    for first in range(0, end, ROWS_AT_ONCE):
        yield from session.scalars(
            select(EntryRow.leaf_hash).where(_between(first, end)).order_by(EntryRow.index)
        ).all()


def _between(first: int, end: int) -> ColumnElement[bool]:
    return and_(EntryRow.index >= first, EntryRow.index < min(first + ROWS_AT_ONCE, end))


def tile(session: Session, level: int, position: int) -> bytes | None:
    """Return the hashes of a tile, or None."""
    return session.scalar(select(TileRow.hashes).where(TileRow.level == level, TileRow.position == position))


def tiles(session: Session) -> Tiles:
    """Return the tree's tiles, read as they are needed."""
    return Tiles(lambda level, position: tile(session, level, position))


def keep_tiles(session: Session, changed: Mapping[Place, bytes]) -> None:
    """Write tiles that grew over their narrower selves."""
    rows = [{"level": level, "position": position, "hashes": hashes} for (level, position), hashes in changed.items()]
    for start in range(0, len(rows), TILES_AT_ONCE):
        add = dialect(session).insert(TileRow).values(rows[start : start + TILES_AT_ONCE])
        update_ = {"hashes": add.excluded.hashes}
        session.execute(add.on_conflict_do_update(index_elements=["level", "position"], set_=update_))


def newest(session: Session) -> Checkpoint | None:
    """Return the newest checkpoint, or None before the first."""
    note = session.scalar(select(CheckpointRow.note).order_by(CheckpointRow.size.desc()).limit(1))
    return None if note is None else parse(bytes(note))


def newest_row(session: Session) -> tuple[int, bytes, bytes, datetime] | None:
    """Return size, root, note and time of the newest checkpoint's row, or None before the first."""
    columns = select(CheckpointRow.size, CheckpointRow.root, CheckpointRow.note, CheckpointRow.at)
    row = session.execute(columns.order_by(CheckpointRow.size.desc()).limit(1)).one_or_none()
    return None if row is None else (row.size, bytes(row.root), bytes(row.note), row.at)


def keep_checkpoint(session: Session, checkpoint: Checkpoint, now: datetime) -> None:
    """Add a checkpoint; a second one of the same size is an error."""
    row = CheckpointRow(size=checkpoint.size, root=checkpoint.root, note=checkpoint.note, at=now)
    session.add(row)
    session.flush()
