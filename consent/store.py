"""The tables of consent, and the values that their rows stand for."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from consent.asks import KeptAsk
from consent.grants import Grant, State
from consent.purposes import Basis, Purpose, Service, WantedField
from consent.systems import restored
from core.tables import Base, UTCDateTime


class ServiceRow(Base):
    """A relying service. `tag` numbers the ledger's entries about the service itself."""

    __tablename__ = "services"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    legal_name: Mapped[str] = mapped_column(String(200))
    agency: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(200))
    privacy_url: Mapped[str] = mapped_column(String(500))
    homepage: Mapped[str] = mapped_column(String(500))
    objection_url: Mapped[str | None] = mapped_column(String(500))
    verified: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    tag: Mapped[bytes] = mapped_column(LargeBinary(16))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PurposeRow(Base):
    """One version of a purpose; at most one version of a key is `active` or `paused`, older ones are `replaced`."""

    __tablename__ = "purposes"
    __table_args__ = (UniqueConstraint("service_id", "key", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"))
    key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    text_id: Mapped[str] = mapped_column(String(500))
    text_en: Mapped[str] = mapped_column(String(500))
    basis: Mapped[str] = mapped_column(String(16))
    basis_reference: Mapped[str] = mapped_column(String(300))
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    retention_id: Mapped[str] = mapped_column(String(300))
    retention_en: Mapped[str] = mapped_column(String(300))
    once: Mapped[bool]
    lasts_days: Mapped[int | None]
    fresh: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    automated: Mapped[bool] = mapped_column(server_default=false())
    abroad: Mapped[str] = mapped_column(String(200), server_default="")
    dpia: Mapped[str] = mapped_column(String(100), server_default="")
    reads: Mapped[int | None]


class GrantRow(Base):
    """One answer of one citizen. `versions` are those that a one-off grant covers; `spent_by` is the id of a token."""

    __tablename__ = "grants"
    __table_args__ = (
        Index("ix_grants_citizen_service", "citizen_id", "service_id", "state"),
        Index("ix_grants_state_ends_at", "state", "ends_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"))
    purpose_id: Mapped[str] = mapped_column(ForeignKey("purposes.id"))
    purpose_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(16))
    granted: Mapped[list[str]] = mapped_column(JSON)
    refused: Mapped[list[str]] = mapped_column(JSON)
    once: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    tag: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    match_key: Mapped[str] = mapped_column(String(64))
    evidence_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    language: Mapped[str] = mapped_column(String(8))
    versions: Mapped[dict[str, int]] = mapped_column(JSON)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    spent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    spent_by: Mapped[str | None] = mapped_column(String(64))
    systems: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reads: Mapped[int | None]
    used: Mapped[int] = mapped_column(server_default=text("0"))


class AskRow(Base):
    """A question that waits for its citizen, under the id of the interaction that raised it."""

    __tablename__ = "asks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"))
    purpose_id: Mapped[str] = mapped_column(ForeignKey("purposes.id"))
    requested: Mapped[list[str]] = mapped_column(JSON)
    only: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    once: Mapped[bool] = mapped_column(server_default=false())
    ticked: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    systems: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    browser: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    citizen_id: Mapped[str | None] = mapped_column(ForeignKey("citizens.id"))
    decision: Mapped[str | None] = mapped_column(String(16))
    grant_id: Mapped[str | None] = mapped_column(ForeignKey("grants.id"))


class ObjectionRow(Base):
    """A citizen's objection to a use of their data on another basis than consent: a ticket with a number."""

    __tablename__ = "objections"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    ground: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


def service_of(row: ServiceRow) -> Service:
    """Return the service that a row stands for."""
    return Service(
        row.id, row.key, row.legal_name, row.agency, row.contact, row.privacy_url, row.homepage,
        row.objection_url, row.verified, row.state, row.tag,
    )  # fmt: skip


def purpose_of(row: PurposeRow) -> Purpose:
    """Return the purpose that a row stands for."""
    wanted = tuple(WantedField(**field) for field in row.fields)
    return Purpose(
        row.id, row.service_id, row.key, row.version, row.text_id, row.text_en, Basis(row.basis),
        row.basis_reference, wanted, row.retention_id, row.retention_en, row.once, row.lasts_days, row.fresh, row.state,
        None, row.automated, row.abroad, row.dpia, row.reads,
    )  # fmt: skip


def grant_of(row: GrantRow) -> Grant:
    """Return the grant that a row stands for."""
    return Grant(
        row.id, row.citizen_id, row.service_id, row.purpose_id, row.purpose_key, row.kind, row.actor,
        tuple(row.granted), tuple(row.refused), row.once, State(row.state), row.tag, row.match_key,
        row.evidence_hash, row.language, dict(row.versions), row.given_at, row.ends_at, row.ended_at,
        row.spent_at, row.spent_by, restored(row.systems), row.frozen_at, row.reads, row.used,
    )  # fmt: skip


def ask_of(row: AskRow) -> KeptAsk:
    """Return the kept ask that a row stands for."""
    return KeptAsk(
        row.id, row.service_id, row.purpose_id, tuple(row.requested), row.browser, row.expires_at, row.citizen_id,
        row.decision, row.grant_id, None if row.ticked is None else frozenset(row.ticked),
        None if row.only is None else tuple(row.only), row.once, restored(row.systems),
    )  # fmt: skip
