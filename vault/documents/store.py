"""Rows of documents and of uploads that are not finished: sealed pieces, and what is known without opening them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.citizens import ACTIVE, CLOSED, FROZEN
from accounts.tables import CitizenRow
from core.tables import Base, UTCDateTime


class DocumentRow(Base):
    """The version of a document whose pieces are kept; `remove_at` is when the worker takes it away, if ever."""

    __tablename__ = "vault_documents"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    remove_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)


class DocumentPieceRow(Base):
    """One sealed piece of one version of a document."""

    __tablename__ = "vault_document_pieces"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class UploadRow(Base):
    """A file on its way; `received` counts the bytes that are here."""

    __tablename__ = "vault_uploads"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    field: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    received: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class UploadPieceRow(Base):
    """One sealed piece of an upload, by the place of its first byte."""

    __tablename__ = "vault_upload_pieces"

    upload_id: Mapped[str] = mapped_column(ForeignKey("vault_uploads.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way, of `size` bytes in all."""

    id: str
    citizen: str
    field: str
    size: int
    received: int

    @property
    def is_complete(self) -> bool:
        """Tell whether every byte is here."""
        return self.received == self.size


def keep_document(
    session: Session, citizen: str, field: str, version: int, pieces: Iterable[bytes], remove_at: datetime | None
) -> None:
    """Keep the sealed pieces of a new version, and let go of all before it."""
    forget_document(session, citizen, field)
    at = {"citizen_id": citizen, "field": field, "version": version}
    session.execute(insert(DocumentRow).values(**at, remove_at=remove_at))
    for number, blob in enumerate(pieces):
        session.execute(insert(DocumentPieceRow).values(**at, number=number, blob=blob))


def forget_document(session: Session, citizen: str, field: str) -> None:
    """Remove a document's pieces, of whatever version."""
    for row in (DocumentPieceRow, DocumentRow):
        session.execute(delete(row).where(row.citizen_id == citizen, row.field == field))


def document_piece(session: Session, citizen: str, field: str, version: int, number: int) -> bytes | None:
    """Return one sealed piece, or None when there is none."""
    of = (DocumentPieceRow.citizen_id == citizen, DocumentPieceRow.field == field, DocumentPieceRow.version == version)
    return session.scalar(select(DocumentPieceRow.blob).where(*of, DocumentPieceRow.number == number))


def overdue(session: Session, now: datetime, most: int) -> list[tuple[str, str]]:
    """Return citizen and field of documents that were to be kept for a time that has passed, of accounts in use."""
    wanted = select(DocumentRow.citizen_id, DocumentRow.field).join(CitizenRow, CitizenRow.id == DocumentRow.citizen_id)
    wanted = wanted.where(DocumentRow.remove_at <= now, CitizenRow.state.in_((ACTIVE, FROZEN))).limit(most)
    return [(citizen, field) for citizen, field in session.execute(wanted)]


def forget_of_closed(session: Session) -> None:
    """Remove what nobody can open any more: the documents of accounts whose key was destroyed."""
    closed = select(CitizenRow.id).where(CitizenRow.state == CLOSED)
    for row in (DocumentPieceRow, DocumentRow):
        session.execute(delete(row).where(row.citizen_id.in_(closed)))


def add_upload(session: Session, upload: Upload, expires_at: datetime) -> None:
    """Keep a new upload."""
    row = {"id": upload.id, "citizen_id": upload.citizen, "field": upload.field, "size": upload.size, "received": 0}
    session.execute(insert(UploadRow).values(**row, expires_at=expires_at))


def upload(session: Session, citizen: str, name: str, now: datetime) -> Upload | None:
    """Return an upload of this citizen that has not expired."""
    wanted = select(UploadRow.id, UploadRow.citizen_id, UploadRow.field, UploadRow.size, UploadRow.received)
    wanted = wanted.where(UploadRow.id == name, UploadRow.citizen_id == citizen, UploadRow.expires_at > now)
    row = session.execute(wanted).one_or_none()
    return None if row is None else Upload(*row)


def open_uploads(session: Session, citizen: str, now: datetime) -> int:
    """Return how many uploads of a citizen have not expired."""
    counted = select(func.count()).where(UploadRow.citizen_id == citizen, UploadRow.expires_at > now)
    return session.scalar(counted) or 0


def advance(session: Session, name: str, offset: int, count: int) -> bool:
    """Claim the next `count` bytes of an upload; False when they do not follow on what is here."""
    claiming = update(UploadRow).where(UploadRow.id == name, UploadRow.received == offset)
    claiming = claiming.where(UploadRow.size >= offset + count).values(received=offset + count)
    return session.execute(claiming.returning(UploadRow.id)).first() is not None


def add_upload_piece(session: Session, name: str, start: int, blob: bytes) -> None:
    """Keep one sealed piece of an upload."""
    session.execute(insert(UploadPieceRow).values(upload_id=name, start=start, blob=blob))


def upload_starts(session: Session, name: str) -> list[int]:
    """Return where the pieces of an upload begin, in their order."""
    wanted = select(UploadPieceRow.start).where(UploadPieceRow.upload_id == name)
    return list(session.scalars(wanted.order_by(UploadPieceRow.start)))


def upload_piece(session: Session, name: str, start: int) -> bytes | None:
    """Return one sealed piece of an upload."""
    of = (UploadPieceRow.upload_id == name, UploadPieceRow.start == start)
    return session.scalar(select(UploadPieceRow.blob).where(*of))


def forget_upload(session: Session, name: str) -> None:
    """Remove an upload with its pieces."""
    session.execute(delete(UploadPieceRow).where(UploadPieceRow.upload_id == name))
    session.execute(delete(UploadRow).where(UploadRow.id == name))


def clear_uploads(session: Session, now: datetime) -> None:
    """Remove the uploads that nobody finished in time."""
    old = select(UploadRow.id).where(UploadRow.expires_at <= now)
    session.execute(delete(UploadPieceRow).where(UploadPieceRow.upload_id.in_(old)))
    session.execute(delete(UploadRow).where(UploadRow.expires_at <= now))
