"""Pushed requests in the database."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from oidc.pushing.handles import Pushed
from oidc.tables import PushedRow


def keep(session: Session, pushed: Pushed, handle: bytes) -> None:
    """Keep a pushed request under the digest of its handle."""
    session.execute(
        insert(PushedRow).values(
            id=pushed.id, digest=handle, client_id=pushed.client_id, parameters=dict(pushed.parameters),
            expires_at=pushed.expires_at,
        )
    )  # fmt: skip


def find(session: Session, handle: bytes) -> Pushed | None:
    """Return the request of a handle, whatever its state."""
    row = session.execute(select(*_PUSHED).where(PushedRow.digest == handle)).one_or_none()
    return None if row is None else Pushed(*row[:4], is_spent=row.spent_at is not None)


def spend(session: Session, pushed: str, now: datetime) -> bool:
    """Spend a handle; tell whether it was still unspent, so that one answer comes of it (RFC 9126, section 4)."""
    spending = update(PushedRow).where(PushedRow.id == pushed, PushedRow.spent_at.is_(None)).values(spent_at=now)
    return session.execute(spending.returning(PushedRow.id)).one_or_none() is not None


def clear_expired(session: Session, now: datetime) -> None:
    """Remove requests whose handle opens nothing any more."""
    session.execute(delete(PushedRow).where(PushedRow.expires_at < now))


_PUSHED = (PushedRow.id, PushedRow.client_id, PushedRow.parameters, PushedRow.expires_at, PushedRow.spent_at)
