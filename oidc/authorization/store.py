"""Interactions, and the one statement that says where client, purposes and the citizen's grants stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from accounts.living.store import has_passkey, identity_of
from consent.grants import Grant, State
from consent.purposes import PAUSED, Purpose, Service
from consent.store import GrantRow, PurposeRow, ServiceRow, grant_of, purpose_of, service_of
from core.statements import Statement
from oidc.clients.client import Client
from oidc.clients.store import ACTIVE, cached, load
from oidc.requests import AuthorizeRequest, kept, restored
from oidc.tables import ClientRow, InteractionRow


@dataclass(frozen=True, slots=True)
class Interaction:
    """One authorization request under way. `browser` is a digest, None until a posted request is opened."""

    id: str
    request: AuthorizeRequest
    browser: bytes | None
    started_at: datetime
    expires_at: datetime
    sign_in_before: str | None
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Standpoint:
    """An active client, its service, the active and paused purposes that a request can mean, and the citizen's live grants for them.

    `identity` is how the citizen's was established (`accounts.levels.Identity`).
    """

    client: Client
    service: Service
    purposes: tuple[Purpose, ...]
    grants: tuple[Grant, ...]
    identity: int = 0
    has_passkey: bool = False


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A request that a browser has open: what is asked, for which service, and the metadata of the client."""

    request: AuthorizeRequest
    service: Service
    details: Mapping[str, Any]


def standpoint(session: Session, client_id: str, purpose: str | None, citizen: str | None) -> Standpoint | None:
    """Return where things stand for a request of `client_id`, or None when there is no such active client.

    One statement when this process knows the client in its present version. `purpose` is a key; all
    purposes in force of the service are returned when it is None.
    """
    named = {"client": client_id, "citizen": citizen or "", "purpose": purpose}
    rows = (_STANDPOINT if purpose is None else _STANDPOINT_OF_PURPOSE).all(session, named)
    if not rows:
        return None
    held = cached(client_id, rows[0].version) or load(session, client_id)
    return None if held is None else _standpoint(held.client, rows)


def offered_purposes(session: Session) -> tuple[str, ...]:
    """Return the keys of the active purposes of verified services, each once."""
    keys = select(PurposeRow.key).join(ServiceRow, ServiceRow.id == PurposeRow.service_id)
    keys = keys.where(PurposeRow.state == ACTIVE, ServiceRow.state == ACTIVE, ServiceRow.verified.is_(True))
    return tuple(session.execute(keys.distinct().order_by(PurposeRow.key)).scalars())


def keep(session: Session, begun: Interaction) -> None:
    """Keep an interaction."""
    session.execute(
        insert(InteractionRow).values(
            id=begun.id, client_id=begun.request.client_id, browser=begun.browser, sign_in_before=begun.sign_in_before,
            request=kept(begun.request), started_at=begun.started_at, expires_at=begun.expires_at,
        )
    )  # fmt: skip


def interaction(session: Session, interaction_id: str) -> Interaction | None:
    """Return a kept interaction, whatever its state."""
    row = session.execute(select(*_INTERACTION).where(InteractionRow.id == interaction_id)).one_or_none()
    return None if row is None else _interaction(row)


def bind(session: Session, begun: Interaction, browser: bytes, sign_in: str | None) -> Interaction | None:
    """Give a posted interaction to the browser that opens it first; None when another one did."""
    binding = update(InteractionRow).where(InteractionRow.id == begun.id, InteractionRow.browser.is_(None))
    binding = binding.values(browser=browser, sign_in_before=sign_in).returning(*_INTERACTION)
    row = session.execute(binding).one_or_none()
    return None if row is None else _interaction(row)


def end(session: Session, interaction_id: str, now: datetime) -> bool:
    """End an interaction; tell whether it was under way, so that it is answered once."""
    ending = update(InteractionRow).where(InteractionRow.id == interaction_id, InteractionRow.ended_at.is_(None))
    return session.execute(ending.values(ended_at=now).returning(InteractionRow.id)).one_or_none() is not None


def under_way(session: Session, interaction_id: str, browser: bytes, now: datetime) -> UnderWay | None:
    """Return an interaction of this browser with its service and what its client says of itself, while it has time."""
    row = session.execute(
        select(InteractionRow.request, ServiceRow, ClientRow.details)
        .join(ClientRow, ClientRow.id == InteractionRow.client_id)
        .join(ServiceRow, ServiceRow.id == ClientRow.service_id)
        .where(InteractionRow.id == interaction_id, InteractionRow.browser == browser, InteractionRow.expires_at > now)
    ).one_or_none()
    return None if row is None else UnderWay(restored(row.request), service_of(row.ServiceRow), row.details)


def clear_expired(session: Session, now: datetime) -> None:
    """Remove interactions whose time has passed."""
    session.execute(delete(InteractionRow).where(InteractionRow.expires_at < now))


def _standing(*of_purpose: ColumnElement[bool]) -> Select[int, ServiceRow, PurposeRow, GrantRow, int | None, bool]:
    citizen: BindParameter[str] = bindparam("citizen", type_=String)
    of_citizen = (
        GrantRow.citizen_id == citizen,
        GrantRow.service_id == PurposeRow.service_id,
        GrantRow.purpose_key == PurposeRow.key,
        GrantRow.state == State.LIVE.value,
    )
    is_in_force = or_(PurposeRow.state == ACTIVE, PurposeRow.state == PAUSED)
    return (
        select(ClientRow.version, ServiceRow, PurposeRow, GrantRow, identity_of(citizen), has_passkey(citizen))
        .select_from(ClientRow)
        .join(ServiceRow, ServiceRow.id == ClientRow.service_id)
        .outerjoin(PurposeRow, and_(PurposeRow.service_id == ServiceRow.id, is_in_force, *of_purpose))
        .outerjoin(GrantRow, and_(*of_citizen))
        .where(ClientRow.id == bindparam("client"), ClientRow.state == ACTIVE, ServiceRow.state == ACTIVE)
    )


_STANDPOINT = Statement(_standing())
_STANDPOINT_OF_PURPOSE = Statement(_standing(PurposeRow.key == bindparam("purpose")))
_INTERACTION = (
    InteractionRow.id,
    InteractionRow.request,
    InteractionRow.browser,
    InteractionRow.started_at,
    InteractionRow.expires_at,
    InteractionRow.sign_in_before,
    InteractionRow.ended_at,
)


def _interaction(row: Row[Any]) -> Interaction:
    return Interaction(
        row.id,
        restored(row.request),
        row.browser,
        row.started_at,
        row.expires_at,
        row.sign_in_before,
        row.ended_at is not None,
    )


def _standpoint(client: Client, rows: Any) -> Standpoint:
    purposes = {row.PurposeRow.id: row.PurposeRow for row in rows if row.PurposeRow is not None}
    grants = {row.GrantRow.id: row.GrantRow for row in rows if row.GrantRow is not None}
    return Standpoint(
        client,
        service_of(rows[0].ServiceRow),
        tuple(purpose_of(row) for row in purposes.values()),
        tuple(grant_of(row) for row in grants.values()),
        rows[0].identity or 0,
        bool(rows[0].has_passkey),
    )
