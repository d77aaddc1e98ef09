"""Rows of handovers: at which size which key of the ledger handed over to which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.tables import Base, UTCDateTime
from ledger.checkpoints import Checkpoint, parse
from ledger.store import CheckpointRow

_Size = BigInteger().with_variant(Integer, "sqlite")


class HandoverRow(Base):
    """One handover; the checkpoint of the same size is the one that both keys have signed."""

    __tablename__ = "ledger_handovers"

    size: Mapped[int] = mapped_column(_Size, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(300))
    successor: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Handover:
    """Which verifier key handed over to which `successor`, at `size` entries, and when."""

    size: int
    key: str
    successor: str
    at: datetime


def keep(session: Session, handover: Handover) -> None:
    """Keep a handover; a second one of the same size is an error."""
    session.add(HandoverRow(size=handover.size, key=handover.key, successor=handover.successor, at=handover.at))
    session.flush()


def all_of(session: Session) -> Sequence[Handover]:
    """Return all handovers, oldest first."""
    rows = session.scalars(select(HandoverRow).order_by(HandoverRow.size))
    return [Handover(row.size, row.key, row.successor, row.at) for row in rows]


def last(session: Session) -> Handover | None:
    """Return the newest handover, or None before the first."""
    row = session.scalar(select(HandoverRow).order_by(HandoverRow.size.desc()).limit(1))
    return None if row is None else Handover(row.size, row.key, row.successor, row.at)


def checkpoints(session: Session, above: int = -1) -> Sequence[Checkpoint]:
    """Return the checkpoints by which keys handed over at more than `above` entries, oldest first."""
    notes = select(CheckpointRow.note).join(HandoverRow, HandoverRow.size == CheckpointRow.size)
    wanted = notes.where(HandoverRow.size > above).order_by(CheckpointRow.size)
    return [parse(bytes(note)) for note in session.scalars(wanted)]
