"""Resource servers in the database."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from consent.store import ServiceRow
from oidc.resources.resource import JWT, Resource
from oidc.tables import ResourceRow


def add(session: Session, resource: Resource, now: datetime) -> None:
    """Keep a new resource server."""
    session.execute(
        insert(ResourceRow).values(
            identifier=resource.identifier, name=resource.name, scopes=list(resource.scopes), form=resource.form,
            algorithm=resource.algorithm, lifetime=int(resource.lifetime.total_seconds()), reader=resource.reader,
            created_at=now,
        )
    )  # fmt: skip


def remove(session: Session, identifier: str) -> bool:
    """Remove a resource server; tell whether there was one."""
    removing = delete(ResourceRow).where(ResourceRow.identifier == identifier)
    return session.execute(removing.returning(ResourceRow.identifier)).one_or_none() is not None


def find(session: Session, identifier: str) -> Resource | None:
    """Return a resource server, or None."""
    row = session.execute(select(ResourceRow).where(ResourceRow.identifier == identifier)).scalar_one_or_none()
    return None if row is None else _resource(row)


def known(session: Session, identifiers: Collection[str], service: str) -> tuple[tuple[Resource, ...], bool]:
    """Return the resource servers among `identifiers`, and whether the operator knows who stands behind `service`."""
    return _with_standing(session, service, ResourceRow.identifier.in_(identifiers))


def everyone(session: Session, service: str) -> tuple[tuple[Resource, ...], bool]:
    """Return all resource servers, and the same of `service`."""
    return _with_standing(session, service)


def listed(session: Session) -> tuple[Resource, ...]:
    """Return all resource servers, in the order of their names."""
    rows = session.execute(select(ResourceRow).order_by(ResourceRow.identifier)).scalars()
    return tuple(_resource(row) for row in rows)


def algorithms(session: Session) -> tuple[str, ...]:
    """Return the algorithms by which JWTs for resource servers are signed, each once."""
    signed = select(ResourceRow.algorithm).where(ResourceRow.form == JWT).distinct()
    return tuple(session.execute(signed.order_by(ResourceRow.algorithm)).scalars())


def _with_standing(session: Session, service: str, *which: ColumnElement[bool]) -> tuple[tuple[Resource, ...], bool]:
    is_verified = select(ServiceRow.verified).where(ServiceRow.id == service).scalar_subquery()
    asking = select(ResourceRow, is_verified.label("is_verified")).order_by(ResourceRow.identifier)
    rows = session.execute(asking.where(*which)).all()
    return tuple(_resource(row.ResourceRow) for row in rows), bool(rows and rows[0].is_verified)


def _resource(row: ResourceRow) -> Resource:
    return Resource(
        row.identifier, row.name, tuple(row.scopes), row.form, row.algorithm, timedelta(seconds=row.lifetime), row.reader
    )  # fmt: skip
