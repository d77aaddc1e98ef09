"""The rows of clients: found with a cache that the statement itself checks, kept, changed, disabled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from consent.store import ServiceRow
from core.statements import Statement
from core.tables import inserting
from oidc.clients.client import Client, built
from oidc.tables import ClientRow, RegistrationCountRow, UsedAssertionRow

ACTIVE = "active"
MOST_CACHED = 2000


@dataclass(frozen=True, slots=True)
class Kept:
    """A client with the digests of its secrets."""

    client: Client
    secret_digest: bytes | None = field(repr=False)
    registration_digest: bytes | None = field(repr=False)


_known: dict[str, Kept] = {}


def cached(client_id: str, version: int) -> Kept | None:
    """Return what this process knows of a client, if it is of that version."""
    held = _known.get(client_id)
    return held if held is not None and held.client.version == version else None


def find(session: Session, client_id: str) -> Kept | None:
    """Return an active client of an active service, or None; one statement when it is known and unchanged."""
    held = _known.get(client_id)
    if held is None:
        return load(session, client_id)
    row = _VERSION.one_or_none(session, {"client": client_id})
    if row is None:
        return None
    return held if held.client.version == row.version else load(session, client_id)


def load(session: Session, client_id: str) -> Kept | None:
    """Return an active client as its row says, and remember it."""
    found = _WHOLE.one_or_none(session, {"client": client_id})
    if found is None:
        return None
    row = found.ClientRow
    client = built(row.id, row.service_id, row.version, row.profile, row.sector, row.details)
    if len(_known) >= MOST_CACHED:
        _known.clear()
    _known[client_id] = kept = Kept(client, row.secret_digest, row.registration_digest)
    return kept


def add(session: Session, client: Client, secret: bytes | None, registration: bytes | None, now: datetime) -> None:
    """Keep a new client with the digests of its secrets."""
    session.execute(
        insert(ClientRow).values(
            id=client.id, service_id=client.service, version=client.version, state=ACTIVE, profile=client.profile.name,
            sector=client.sector, secret_digest=secret, registration_digest=registration, details=dict(client.details),
            created_at=now,
        )
    )  # fmt: skip


def change(session: Session, client_id: str, version: int | None = None, **values: Any) -> bool:
    """Change an active client, if it still is of `version` (any, when None); tell whether it was."""
    changing = update(ClientRow).where(ClientRow.id == client_id, ClientRow.state == ACTIVE)
    if version is not None:
        changing = changing.where(ClientRow.version == version)
    done = session.execute(
        changing.values(version=ClientRow.version + 1, **values).returning(ClientRow.id)
    ).one_or_none()
    return done is not None


def all_clients(session: Session) -> tuple[tuple[str, str, str, str, Mapping[str, Any]], ...]:
    """Return id, service key, state, profile and metadata of every client, oldest first."""
    rows = session.execute(
        select(ClientRow.id, ServiceRow.key, ClientRow.state, ClientRow.profile, ClientRow.details)
        .join(ServiceRow, ServiceRow.id == ClientRow.service_id)
        .order_by(ClientRow.id)
    )
    return tuple((row.id, row.key, row.state, row.profile, row.details) for row in rows)


def use_assertion(session: Session, digest: bytes, expires_at: datetime) -> bool:
    """Let an assertion in once; tell whether this was the once."""
    statement = inserting(session, UsedAssertionRow).values(digest=digest, expires_at=expires_at)
    found = session.execute(statement.on_conflict_do_nothing().returning(UsedAssertionRow.digest)).one_or_none()
    return found is not None


def count_registration(session: Session, source: bytes, now: datetime) -> int:
    """Count one more registration of `source` in this hour and return how many it were."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    statement = inserting(session, RegistrationCountRow).values(source=source, hour=hour, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["source", "hour"], set_={"count": RegistrationCountRow.count + 1}
    ).returning(RegistrationCountRow.count)
    return int(session.execute(counted).scalar_one())


def clear_expired(session: Session, now: datetime) -> None:
    """Remove assertions that could not be used again anyway, and counts of hours gone by."""
    session.execute(delete(UsedAssertionRow).where(UsedAssertionRow.expires_at < now))
    session.execute(delete(RegistrationCountRow).where(RegistrationCountRow.hour < now - timedelta(hours=2)))


_IS_ACTIVE = (ClientRow.id == bindparam("client"), ClientRow.state == ACTIVE, ServiceRow.state == ACTIVE)
_OF_SERVICE = ServiceRow.id == ClientRow.service_id
_VERSION = Statement(select(ClientRow.version).join(ServiceRow, _OF_SERVICE).where(*_IS_ACTIVE))
_WHOLE = Statement(select(ClientRow).join(ServiceRow, _OF_SERVICE).where(*_IS_ACTIVE))
