"""The rows of citizen keys: wrapped, by citizen and version; their deletion is the erasure of the citizen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import LargeBinary, String, delete, func, insert, literal, select, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.tables import Base, UTCDateTime
from keys.wrapping import Wrapped


class CitizenKeyRow(Base):
    """One wrapped key. The citizen's row lies on a floor above, so no foreign key points to it."""

    __tablename__ = "citizen_keys"

    citizen_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kek_version: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A citizen key as it is stored."""

    citizen: str
    version: int
    wrapped: Wrapped = field(repr=False)


def add(session: Session, key: StoredKey, now: datetime) -> None:
    """Store a new version of a citizen's key; a version that exists already is an integrity error."""
    session.execute(
        insert(CitizenKeyRow).values(
            citizen_id=key.citizen,
            version=key.version,
            kek_version=key.wrapped.kek_version,
            wrapped=key.wrapped.blob,
            created_at=now,
        )
    )


def newest(session: Session, citizen: str) -> StoredKey | None:
    """Return the newest version of a citizen's key, or None when there is none (any more)."""
    row = session.execute(
        select(CitizenKeyRow.version, CitizenKeyRow.kek_version, CitizenKeyRow.wrapped)
        .where(CitizenKeyRow.citizen_id == citizen)
        .order_by(CitizenKeyRow.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else StoredKey(citizen, row.version, Wrapped(row.wrapped, row.kek_version))


def remove_all(session: Session, citizen: str) -> int:
    """Delete every version of a citizen's key; return how many there were."""
    gone = session.execute(
        delete(CitizenKeyRow).where(CitizenKeyRow.citizen_id == citizen).returning(CitizenKeyRow.version)
    )
    return len(gone.all())


def not_under(session: Session, kek_version: int, after: tuple[str, int], most: int) -> Sequence[StoredKey]:
    """Return the next citizen keys, by citizen and version, that another version of the key-encryption key wraps."""
    place = tuple_(CitizenKeyRow.citizen_id, CitizenKeyRow.version)
    rows = session.execute(
        select(CitizenKeyRow.citizen_id, CitizenKeyRow.version, CitizenKeyRow.kek_version, CitizenKeyRow.wrapped)
        .where(CitizenKeyRow.kek_version != kek_version, place > tuple_(literal(after[0]), literal(after[1])))
        .order_by(CitizenKeyRow.citizen_id, CitizenKeyRow.version)
        .limit(most)
    )
    return [StoredKey(citizen, version, Wrapped(wrapped, kek)) for citizen, version, kek, wrapped in rows]


def replace(session: Session, key: StoredKey, wrapped: Wrapped) -> bool:
    """Put `wrapped` in the place of exactly what `key` was read as; False when the row has changed or gone since."""
    done = session.execute(
        update(CitizenKeyRow)
        .where(
            CitizenKeyRow.citizen_id == key.citizen,
            CitizenKeyRow.version == key.version,
            CitizenKeyRow.kek_version == key.wrapped.kek_version,
            CitizenKeyRow.wrapped == key.wrapped.blob,
        )
        .values(kek_version=wrapped.kek_version, wrapped=wrapped.blob)
        .returning(CitizenKeyRow.version)
    )
    return done.first() is not None


def count_by_kek(session: Session) -> dict[int, int]:
    """Return how many citizen keys each version of the key-encryption key wraps."""
    rows = session.execute(select(CitizenKeyRow.kek_version, func.count()).group_by(CitizenKeyRow.kek_version))
    return {version: count for version, count in rows}  # noqa: C416 - rows are not yet pairs to the type checker
