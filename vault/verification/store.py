"""Rows of comparisons: names of fields and results, never a value."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.citizens import ACTIVE, FROZEN
from accounts.tables import CitizenRow
from core.ids import new_id
from core.tables import Base, UTCDateTime
from vault.store import ValueRow
from vault.values import CHECKED
from vault.verification.results import Check, Result


class CheckRow(Base):
    """One comparison of one version of a field by one source."""

    __tablename__ = "vault_checks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    field: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(8))
    how: Mapped[str] = mapped_column(String(16))
    document: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)


def add(session: Session, citizen: str, checks: Iterable[Check]) -> None:
    """Keep comparisons."""
    rows = [
        {
            "id": new_id(), "citizen_id": citizen, "field": one.field, "version": one.version, "source": one.source,
            "result": one.result.value, "how": one.how, "document": one.document, "place": one.place, "at": one.at,
            "valid_until": one.valid_until,
        }
        for one in checks
    ]  # fmt: skip
    if rows:
        session.execute(insert(CheckRow), rows)


def carry(session: Session, citizen: str, steps: Mapping[str, tuple[int, int]]) -> None:
    """Let what was said about one version hold for the next, by field: its data is the same, only its state is another."""
    for field, (before, after) in steps.items():
        of = (CheckRow.citizen_id == citizen, CheckRow.field == field, CheckRow.version == before)
        session.execute(update(CheckRow).where(*of).values(version=after))


def all_of(session: Session, citizen: str) -> Sequence[Check]:
    """Return every comparison of a citizen's values, newest first."""
    rows = session.scalars(
        select(CheckRow).where(CheckRow.citizen_id == citizen).order_by(CheckRow.at.desc(), CheckRow.id)
    )
    return [
        Check(
            row.field, row.version, row.source, Result(row.result), row.how, row.at, row.document, row.place, row.valid_until
        )
        for row in rows
    ]  # fmt: skip


def lapsed(session: Session, today: date, most: int) -> list[tuple[str, str]]:
    """Return citizen and field of present values, of accounts in use, that rest on a comparison which counts no more."""
    wanted = (
        select(CheckRow.citizen_id, CheckRow.field)
        .join(CitizenRow, CitizenRow.id == CheckRow.citizen_id)
        .join(
            ValueRow,
            (ValueRow.citizen_id == CheckRow.citizen_id)
            & (ValueRow.field == CheckRow.field)
            & (ValueRow.version == CheckRow.version)
            & (ValueRow.source == CheckRow.source)
            & (ValueRow.as_of == CheckRow.at),
        )
        .where(CheckRow.valid_until < today, ValueRow.replaced_at.is_(None), ValueRow.state.in_(sorted(CHECKED)))
        .where(CheckRow.result == Result.YES.value, CitizenRow.state.in_((ACTIVE, FROZEN)))
        .distinct()
        .limit(most)
    )
    return [(citizen, field) for citizen, field in session.execute(wanted)]
