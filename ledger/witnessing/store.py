"""Rows of cosignatures and alarms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.tables import Base, UTCDateTime
from ledger.checkpoints import Checkpoint, parse
from ledger.store import CheckpointRow, dialect

_Size = BigInteger().with_variant(Integer, "sqlite")


class CosignatureRow(Base):
    """The signature lines of one witness under one checkpoint."""

    __tablename__ = "ledger_cosignatures"

    size: Mapped[int] = mapped_column(_Size, primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(String(200), primary_key=True)
    lines: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AlarmRow(Base):
    """Something that a witness saw and that must not be, at the size that it was asked to cosign."""

    __tablename__ = "ledger_alarms"

    witness: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    size: Mapped[int] = mapped_column(_Size, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Raised:
    """One alarm: which witness, what it saw, at which size, and when."""

    witness: str
    kind: str
    size: int
    at: datetime


def keep(session: Session, size: int, witness: str, lines: bytes, now: datetime) -> None:
    """Keep the cosignature of a witness; the newest one counts."""
    add = dialect(session).insert(CosignatureRow).values(size=size, witness=witness, lines=lines, at=now)
    newer = {"lines": add.excluded.lines, "at": add.excluded.at}
    session.execute(add.on_conflict_do_update(index_elements=["size", "witness"], set_=newer))


def raise_alarm(session: Session, witness: str, kind: str, size: int, now: datetime) -> None:
    """Keep an alarm; the first time counts."""
    add = dialect(session).insert(AlarmRow).values(witness=witness, kind=kind, size=size, at=now)
    session.execute(add.on_conflict_do_nothing())


def alarms(session: Session) -> Sequence[Raised]:
    """Return all alarms, newest first."""
    rows = session.scalars(select(AlarmRow).order_by(AlarmRow.at.desc(), AlarmRow.witness, AlarmRow.size))
    return [Raised(row.witness, row.kind, row.size, row.at) for row in rows]


def last_of(session: Session, witness: str) -> tuple[int, datetime] | None:
    """Return size and time of the newest checkpoint that a witness cosigned, or None."""
    newest = select(CosignatureRow.size, CosignatureRow.at).where(CosignatureRow.witness == witness)
    row = session.execute(newest.order_by(CosignatureRow.size.desc()).limit(1)).one_or_none()
    return None if row is None else (row.size, row.at)


def with_cosignatures(session: Session, checkpoint: Checkpoint) -> Checkpoint:
    """Return the checkpoint with all cosignatures that are kept under its own signature."""
    mine = select(CosignatureRow.lines).where(CosignatureRow.size == checkpoint.size)
    lines = [bytes(one) for one in session.scalars(mine.order_by(CosignatureRow.witness))]
    return parse(checkpoint.note + b"".join(lines)) if lines else checkpoint


def newest_of(session: Session, witnesses: Collection[str], quorum: int) -> Checkpoint | None:
    """Return the newest checkpoint that `quorum` of `witnesses` cosigned, with their lines, or None."""
    wanted = (
        select(CheckpointRow.note)
        .join(CosignatureRow, CosignatureRow.size == CheckpointRow.size)
        .where(CosignatureRow.witness.in_(witnesses))
        .group_by(CheckpointRow.size, CheckpointRow.note)
        .having(func.count() >= quorum)
        .order_by(CheckpointRow.size.desc())
        .limit(1)
    )
    note = session.scalar(wanted)
    return None if note is None else with_cosignatures(session, parse(bytes(note)))
