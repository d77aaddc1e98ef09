"""The rows of citizens, their identifiers, sign-ins and tags."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, UTCDateTime


class CitizenRow(Base):
    """One account. Whoever honours anything of a citizen asks for state `active` in the same statement."""

    __tablename__ = "citizens"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(10), unique=True)
    state: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    tag: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class IdentifierRow(Base):
    """A name by which a citizen signs in: found through its index, readable only sealed. Only a NIK is unique.

    A row of kind `nik` exists only for a NIK that an officer or authority has checked (docs/adr/0008); `in_person`
    says that an officer saw the card and its bearer.
    """

    __tablename__ = "identifiers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    index: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    index_version: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    checked: Mapped[bool] = mapped_column(default=False)
    in_person: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


Index(
    "uq_identifiers_nik",
    IdentifierRow.index,
    unique=True,
    sqlite_where=IdentifierRow.kind == "nik",
    postgresql_where=IdentifierRow.kind == "nik",
)


class SignInRow(Base):
    """One sign-in. The cookie's secret is kept as its digest, and so is the browser that it is bound to."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_citizen_id_auth_time", "citizen_id", "auth_time"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    browser: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    auth_time: Mapped[datetime] = mapped_column(UTCDateTime)
    acr: Mapped[str] = mapped_column(String(40))
    amr: Mapped[list[str]] = mapped_column(JSON)
    device: Mapped[str] = mapped_column(String(40))
    network: Mapped[str] = mapped_column(String(43), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CitizenTagRow(Base):
    """A ledger tag of one of the citizen's grants."""

    __tablename__ = "citizen_tags"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
