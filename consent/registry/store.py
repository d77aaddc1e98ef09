"""Queries on services and their purposes."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, insert, select, text, update
from sqlalchemy.orm import Session

from consent.purposes import Purpose, Service
from consent.store import PurposeRow, ServiceRow, purpose_of, service_of


def service_by_key(session: Session, key: str) -> Service | None:
    """Return the service with this key, or None."""
    row = session.scalar(select(ServiceRow).where(ServiceRow.key == key))
    return None if row is None else service_of(row)


def service_by_id(session: Session, service: str) -> Service | None:
    """Return one service, or None."""
    row = session.scalar(select(ServiceRow).where(ServiceRow.id == service))
    return None if row is None else service_of(row)


def services(session: Session) -> Sequence[Service]:
    """Return all services by key."""
    return [service_of(row) for row in session.scalars(select(ServiceRow).order_by(ServiceRow.key))]


def purposes(session: Session, service: str) -> Sequence[Purpose]:
    """Return the versions of the service's purposes that are not replaced, by key."""
    rows = session.scalars(
        select(PurposeRow)
        .where(PurposeRow.service_id == service, PurposeRow.state != "replaced")
        .order_by(PurposeRow.key)
        .execution_options(populate_existing=True)
    )
    return [purpose_of(row) for row in rows]


def purpose_by_id(session: Session, purpose: str) -> Purpose | None:
    """Return one version of a purpose, or None."""
    row = session.scalar(select(PurposeRow).where(PurposeRow.id == purpose))
    return None if row is None else purpose_of(row)


def present_version(session: Session, service: str, key: str) -> Purpose | None:
    """Return the version of a purpose that is not replaced, or None."""
    return next((purpose for purpose in purposes(session, service) if purpose.key == key), None)


def purposes_by_reference(session: Session, services: Collection[str]) -> dict[tuple[str, str], Purpose]:
    """Return every version of every purpose of these services, by service id and reference."""
    rows = session.scalars(select(PurposeRow).where(PurposeRow.service_id.in_(services)))
    purposes = [purpose_of(row) for row in rows]
    return {(purpose.service, purpose.reference): purpose for purpose in purposes}


def add_service(session: Session, service: Service, now: datetime) -> None:
    """Write a new service."""
    session.execute(insert(ServiceRow).values(**_columns(service), created_at=now))


def set_service(session: Session, service: str, **changes: object) -> bool:
    """Change columns of a service's row; False when there is none."""
    return _changes_one(session, update(ServiceRow).where(ServiceRow.id == service).values(**changes))


def hold(session: Session) -> None:
    """Keep the registry for this transaction: one change comes after another, and behind every read that goes by it.

    On PostgreSQL the table is locked and not the row. Reads share the rows of services and purposes, and shared locks
    pass whoever waits for a row; the queue at a table is passed by nobody (docs/adr/0018). SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {ServiceRow.__tablename__} IN EXCLUSIVE MODE"))


def newest_version(session: Session, service: str, key: str) -> int:
    """Return the number of the newest version of a purpose, 0 when there is none."""
    return session.scalar(
        select(func.coalesce(func.max(PurposeRow.version), 0)).where(
            PurposeRow.service_id == service, PurposeRow.key == key
        )
    ) or 0  # fmt: skip


def add_purpose(session: Session, purpose: Purpose, now: datetime) -> None:
    """Write a new version of a purpose; the versions before it become `replaced`."""
    session.execute(
        update(PurposeRow)
        .where(PurposeRow.service_id == purpose.service, PurposeRow.key == purpose.key)
        .values(state="replaced")
    )
    columns = _columns(purpose) | {
        "fields": [asdict(wanted) for wanted in purpose.fields],
        "basis": purpose.basis.value,
        "service_id": purpose.service,
    }
    # `only` narrows one request; what is registered is whole.
    del columns["service"], columns["only"]
    session.execute(insert(PurposeRow).values(**columns, created_at=now))


def set_purpose_state(session: Session, service: str, key: str, state: str) -> bool:
    """Pause or resume the present version of a purpose; False when there is none."""
    return _changes_one(
        session,
        update(PurposeRow)
        .where(PurposeRow.service_id == service, PurposeRow.key == key, PurposeRow.state != "replaced")
        .values(state=state),
    )


def _columns(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _changes_one(session: Session, statement: Any) -> bool:
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1
