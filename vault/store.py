"""Rows of sealed values and of the manifest that tells whether one was put back or taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    and_,
    bindparam,
    false,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.statements import Statement
from core.tables import Base, UTCDateTime, inserting
from keys.store import CitizenKeyRow


class ValueRow(Base):
    """One version of one field; the newest is current. A cleared field is a version without a blob."""

    __tablename__ = "vault_values"
    __table_args__ = (Index("ix_vault_values_current", "citizen_id", "replaced_at"),)

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    blob: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(24))
    source: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ManifestRow(Base):
    """How often a citizen's safe was changed, and the hash over everything that is in it now."""

    __tablename__ = "vault_manifests"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    number: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Stored:
    """A version of a field as it lies in the table."""

    field: str
    version: int
    blob: bytes | None = declared(repr=False)
    state: str
    source: str
    as_of: datetime
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The number and hash of a citizen's safe."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class KeyColumns:
    """The newest wrapped key of a citizen, as read in a join; all None when it was destroyed."""

    version: int | None
    kek_version: int | None
    wrapped: bytes | None = declared(repr=False)


def lock(session: Session, citizen: str) -> Manifest:
    """Lock a citizen's safe against other writers and return its manifest, number 0 when it is new."""
    new = inserting(session, ManifestRow).values(citizen_id=citizen, number=0, hash=b"")
    session.execute(new.on_conflict_do_nothing())
    wanted = select(ManifestRow.number, ManifestRow.hash).where(ManifestRow.citizen_id == citizen)
    return Manifest(*session.execute(wanted.with_for_update()).one())


def keep_manifest(session: Session, citizen: str, manifest: Manifest) -> None:
    """Write the new manifest of a locked safe."""
    changing = update(ManifestRow).where(ManifestRow.citizen_id == citizen)
    session.execute(changing.values(number=manifest.number, hash=manifest.hash))


def current(session: Session, citizen: str, fields: Iterable[str] | None = None) -> Sequence[Stored]:
    """Return the current versions of a citizen's fields, cleared ones too."""
    wanted = select(*_STORED).where(ValueRow.citizen_id == citizen, ValueRow.replaced_at.is_(None))
    if fields is not None:
        wanted = wanted.where(ValueRow.field.in_(list(fields)))
    return [Stored(*row) for row in session.execute(wanted)]


def history(session: Session, citizen: str, field: str) -> Sequence[Stored]:
    """Return all versions of one field, newest first."""
    wanted = select(*_STORED).where(ValueRow.citizen_id == citizen, ValueRow.field == field)
    return [Stored(*row) for row in session.execute(wanted.order_by(ValueRow.version.desc()))]


def opened(
    session: Session, citizen: str, fields: Iterable[str] | None = None
) -> tuple[KeyColumns, Manifest | None, Sequence[Stored]]:
    """Return a citizen's newest wrapped key, manifest and current versions in one statement."""
    if fields is None:
        rows = _OPENED.all(session, {"citizen": citizen})
    else:
        named = {f"field_{place}": name for place, name in enumerate(fields)}
        rows = _opening_some(len(named)).all(session, {"citizen": citizen, **named})
    # An outer join leaves columns empty that are never null in their tables.
    if not rows:
        return KeyColumns(None, None, None), None, ()
    newest = [row for row in rows if row[0] == rows[0][0]]
    manifest = None if newest[0][3] is None else Manifest(newest[0][3], newest[0][4])
    return KeyColumns(*newest[0][:3]), manifest, [Stored(*row[5:]) for row in newest if row[5] is not None]


def add_versions(session: Session, citizen: str, versions: Sequence[Stored], now: datetime) -> None:
    """Write new versions; those before them are replaced. A version that exists already is an integrity error."""
    names = [one.field for one in versions]
    former = (ValueRow.citizen_id == citizen, ValueRow.field.in_(names), ValueRow.replaced_at.is_(None))
    session.execute(update(ValueRow).where(*former).values(replaced_at=now))
    session.execute(
        insert(ValueRow), [_columns(citizen, one) for one in versions], execution_options={"render_nulls": True}
    )


def _columns(citizen: str, one: Stored) -> dict[str, Any]:
    return {
        "citizen_id": citizen, "field": one.field, "version": one.version, "blob": one.blob, "state": one.state,
        "source": one.source, "as_of": one.as_of, "replaced_at": None,
    }  # fmt: skip


_STORED = (
    ValueRow.field, ValueRow.version, ValueRow.blob, ValueRow.state, ValueRow.source, ValueRow.as_of, ValueRow.replaced_at,
)  # fmt: skip
_KEY = (
    CitizenKeyRow.version, CitizenKeyRow.kek_version, CitizenKeyRow.wrapped, ManifestRow.number, ManifestRow.hash,
)  # fmt: skip


def _opening(*more: ColumnElement[bool]) -> Statement:
    of_values = (ValueRow.citizen_id == CitizenKeyRow.citizen_id, ValueRow.replaced_at.is_(None), *more)
    return Statement(
        select(*_KEY, *_STORED)
        .outerjoin(ManifestRow, ManifestRow.citizen_id == CitizenKeyRow.citizen_id)
        .outerjoin(ValueRow, and_(*of_values))
        .where(CitizenKeyRow.citizen_id == bindparam("citizen"))
        .order_by(CitizenKeyRow.version.desc())
    )


@cache
def _opening_some(count: int) -> Statement:
    named: list[Any] = [bindparam(f"field_{place}") for place in range(count)]
    return _opening(ValueRow.field.in_(named) if named else false())


_OPENED = _opening()
