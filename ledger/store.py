"""Rows of the ledger: the head, entries, openings, tags, tiles and checkpoints."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    bindparam,
    delete,
    outerjoin,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.statements import Statement, add_together
from core.tables import Base, UTCDateTime, table
from ledger.entries import TAG_BYTES, Draft, Entry, read

WRITTEN = "written"
PUBLISHED = "published"
BODIES_AT_ONCE = 1000  # below the number of parameters that either database takes

_Index = BigInteger().with_variant(Integer, "sqlite")  # SQLite's rowid is an INTEGER


class HeadRow(Base):
    """How many entries are `written`, and how many a checkpoint has `published`; one row each."""

    __tablename__ = "ledger_head"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)


class EntryRow(Base):
    """One entry. `body` is the leaf; the other columns repeat parts of it for searching."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("tag", "number"),
        Index("ix_ledger_entries_service", "service", "entry_index"),
        Index("ix_ledger_entries_purpose", "purpose", "entry_index"),
        Index("ix_ledger_entries_time", "time"),
    )

    index: Mapped[int] = mapped_column("entry_index", _Index, primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    type: Mapped[str] = mapped_column(String(32))
    time: Mapped[datetime] = mapped_column(UTCDateTime)
    tag: Mapped[bytes] = mapped_column(LargeBinary(TAG_BYTES))
    number: Mapped[int]
    actor: Mapped[str] = mapped_column(String(16))
    staff: Mapped[str | None] = mapped_column(String(36))
    service: Mapped[str | None] = mapped_column(String(200))
    purpose: Mapped[str | None] = mapped_column(String(200))
    fields: Mapped[list[str]] = mapped_column(JSON)


class OpeningRow(Base):
    """The sealed part of one entry. Unlike the entry it may go: with the account whose entry it is, behind an `erase`."""

    __tablename__ = "ledger_openings"

    index: Mapped[int] = mapped_column("entry_index", _Index, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_for: Mapped[str] = mapped_column(String(8))


class TagRow(Base):
    """How many entries a tag has."""

    __tablename__ = "ledger_tags"

    tag: Mapped[bytes] = mapped_column(LargeBinary(TAG_BYTES), primary_key=True)
    count: Mapped[int]


class TileRow(Base):
    """Up to 256 hashes of one level (C2SP tlog-tiles); a narrower tile is the beginning of the same bytes."""

    __tablename__ = "ledger_tiles"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class CheckpointRow(Base):
    """One signed tree head."""

    __tablename__ = "ledger_checkpoints"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class HeadMissingError(RuntimeError):
    """The ledger has no head row: the database was not migrated, or somebody removed it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A finished entry that only lacks its index."""

    draft: Draft
    number: int
    body: bytes
    leaf_hash: bytes
    sealed: bytes
    sealed_for: str


def count_up(session: Session, tags: Mapping[bytes, int]) -> dict[bytes, int]:
    """Add to the count of each tag, in the order of the tags, and return the new counts. One statement."""
    given = {
        f"{name}_{place}": value
        for place, pair in enumerate(sorted(tags.items()))
        for name, value in zip(("tag", "count"), pair, strict=True)
    }
    counted = _counting(dialect_name(session), len(tags)).all(session, given)
    return {bytes(tag): count for tag, count in counted}


def take_places(session: Session, places: int) -> int:
    """Take the next `places` indexes and return the first; the head stays locked until the commit. One statement."""
    head = _GROW.one_or_none(session, {"places": places})
    if head is None:
        raise HeadMissingError("The ledger has no head row; bring the database up to date: sekali db upgrade.")
    return int(head.size) - places


def keep(session: Session, first: int, leaves: Sequence[Leaf]) -> None:
    """Insert `leaves` with their openings at the indexes from `first` on. One statement, two on SQLite."""
    entries = [_columns(first + place, leaf) for place, leaf in enumerate(leaves)]
    openings = [
        {"entry_index": first + place, "sealed": leaf.sealed, "sealed_for": leaf.sealed_for}
        for place, leaf in enumerate(leaves)
    ]
    add_together(session, (EntryRow, entries), (OpeningRow, openings))


def forget_openings(session: Session, tags: Collection[bytes]) -> None:
    """Remove what was sealed for the citizen of `tags`, whose last entry is an `erase` by now: no key opens it any more."""
    erased = select(EntryRow.index).where(EntryRow.tag.in_(list(tags)))
    session.execute(delete(OpeningRow).where(OpeningRow.index.in_(erased), OpeningRow.sealed_for == "citizen"))


def entry(session: Session, index: int) -> Entry | None:
    """Return the entry at `index`, or None."""
    return next(iter(as_entries(session.execute(selected().where(EntryRow.index == index)))), None)


def bodies(session: Session, indexes: Collection[int]) -> dict[int, bytes]:
    """Return the bodies of the entries at `indexes`."""
    wanted = list(indexes)
    found: dict[int, bytes] = {}
    for start in range(0, len(wanted), BODIES_AT_ONCE):
        some = EntryRow.index.in_(wanted[start : start + BODIES_AT_ONCE])
        found |= {
            index: bytes(body) for index, body in session.execute(select(EntryRow.index, EntryRow.body).where(some))
        }
    return found


def tag_count(session: Session, tag: bytes) -> int:
    """Return how many entries `tag` has."""
    return session.scalar(select(TagRow.count).where(TagRow.tag == tag)) or 0


def size(session: Session) -> int:
    """Return how many entries were written."""
    return session.scalar(select(HeadRow.size).where(HeadRow.name == WRITTEN)) or 0


def as_entries(rows: Iterable[Any]) -> list[Entry]:
    """Return the entries of rows that were `selected` selects."""
    return [read(*row) for row in rows]


def selected() -> Any:
    """Return the SELECT whose rows `as_entries` reads."""
    entry_with_opening = outerjoin(EntryRow, OpeningRow, OpeningRow.index == EntryRow.index)
    return select(
        EntryRow.index, EntryRow.body, EntryRow.leaf_hash, OpeningRow.sealed, OpeningRow.sealed_for
    ).select_from(entry_with_opening)


def dialect(session: Session) -> Any:
    """Return the dialect module of the session's database, whose INSERT knows ON CONFLICT."""
    return postgresql if dialect_name(session) == "postgresql" else sqlite


def dialect_name(session: Session) -> str:
    """Return `sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


_HEAD, _TAGS = table(HeadRow), table(TagRow)
_GROW = Statement(
    update(_HEAD).where(_HEAD.c.name == WRITTEN).values(size=_HEAD.c.size + bindparam("places")).returning(_HEAD.c.size)
)


@cache
def _counting(database: str, tags: int) -> Statement:
    of_database = postgresql if database == "postgresql" else sqlite
    rows: list[Any] = [
        {"tag": bindparam(f"tag_{place}"), "count": bindparam(f"count_{place}")} for place in range(tags)
    ]
    adding = of_database.insert(_TAGS).values(rows)
    adding = adding.on_conflict_do_update(
        index_elements=["tag"], set_={"count": _TAGS.c.count + adding.excluded["count"]}
    )
    return Statement(adding.returning(_TAGS.c.tag, _TAGS.c.count))


def _columns(index: int, leaf: Leaf) -> dict[str, Any]:
    draft = leaf.draft
    return {
        "entry_index": index,
        "body": leaf.body,
        "leaf_hash": leaf.leaf_hash,
        "type": draft.type.value,
        "time": draft.time,
        "tag": draft.tag,
        "number": leaf.number,
        "actor": draft.actor,
        "staff": draft.staff,
        "service": draft.service,
        "purpose": draft.purpose,
        "fields": sorted(set(draft.fields)),
    }
