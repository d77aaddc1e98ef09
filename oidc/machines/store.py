"""Tokens of clients in the database, read with everything that could have ended them."""

from datetime import datetime

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.orm import Session

from consent.store import ServiceRow
from oidc.clients.store import ACTIVE
from oidc.machines.tokens import MachineToken
from oidc.possession.bindings import restored, text_of
from oidc.tables import ClientRow, ClientTokenRow
from oidc.tokens import NewToken


def add(session: Session, client_id: str, token: NewToken, now: datetime) -> None:
    """Keep a fresh token of a client."""
    session.execute(
        insert(ClientTokenRow).values(
            id=token.id, digest=token.digest, client_id=client_id, scope=" ".join(token.scopes), audience=token.audience, bound_to=text_of(token.bound_to),
            issued_at=now, expires_at=token.expires_at,
        )
    )  # fmt: skip


def find(session: Session, token_digest: bytes) -> MachineToken | None:
    """Return a token of a client, or None; whether it is honoured is the rule's to say."""
    row = session.execute(
        select(ClientTokenRow, and_(ClientRow.state == ACTIVE, ServiceRow.state == ACTIVE))
        .join(ClientRow, ClientRow.id == ClientTokenRow.client_id)
        .join(ServiceRow, ServiceRow.id == ClientRow.service_id)
        .where(ClientTokenRow.digest == token_digest)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    found, is_active = row
    return MachineToken(
        found.client_id, tuple(found.scope.split()), restored(found.bound_to), found.issued_at, found.expires_at,
        found.revoked_at is not None, bool(is_active), found.audience,
    )  # fmt: skip


def revoke(session: Session, token_digest: bytes, client_id: str, now: datetime) -> None:
    """Revoke a token of that client; any other is passed over."""
    of_client = (ClientTokenRow.digest == token_digest, ClientTokenRow.client_id == client_id)
    session.execute(
        update(ClientTokenRow).where(*of_client, ClientTokenRow.revoked_at.is_(None)).values(revoked_at=now)
    )


def clear_expired(session: Session, now: datetime) -> None:
    """Remove tokens whose time is over."""
    session.execute(delete(ClientTokenRow).where(ClientTokenRow.expires_at < now))
