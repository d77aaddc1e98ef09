"""Families of tokens as they stand at this moment: each read with everything that could have ended it, in one statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from accounts.citizens import FROZEN
from accounts.living.store import IS_LIVE, living
from accounts.sign_ins import Limits
from accounts.tables import CitizenRow, SignInRow
from consent.store import GrantRow, PurposeRow, ServiceRow
from core.statements import Statement
from oidc.clients.client import Client, built
from oidc.clients.store import ACTIVE, cached
from oidc.codes import Authorization
from oidc.possession.bindings import restored
from oidc.tables import ClientRow, CodeRow, TokenRow
from oidc.tokens import Family, Token


def family(session: Session, code: str, now: datetime, limits: Limits) -> Family:
    """Return a family with the states of client, service, citizen, sign-in and grant, of one moment."""
    return _family(_FAMILY_OF_CODE.one(session, {"code": code, **living(now, limits)}))


def token(session: Session, token_digest: bytes, now: datetime, limits: Limits) -> Token | None:
    """Return a token with its family, or None; whether it is honoured is the rule's to say."""
    row = _FAMILY_OF_TOKEN.one_or_none(session, {"token": token_digest, **living(now, limits)})
    if row is None:
        return None
    gone = row.revoked_at is not None or row.token_used_at is not None
    return Token(
        row.token_id, row.kind, tuple(row.token_scope.split()), restored(row.token_bound_to), row.issued_at, row.token_expires_at,
        gone, _family(row), _tuple(row.narrowed), row.audience,
    )  # fmt: skip


_FAMILY = (
    CodeRow,
    ClientRow.version,
    (and_(ClientRow.state == ACTIVE, ServiceRow.state == ACTIVE)).label("client_is_active"),
    (CitizenRow.state == ACTIVE).label("citizen_is_active"),
    or_(CitizenRow.state == FROZEN, GrantRow.frozen_at.is_not(None)).label("is_frozen"),
    SignInRow.id.label("live_sign_in"),
    GrantRow.state.label("grant_state"),
    GrantRow.ends_at.label("grant_ends_at"),
    GrantRow.once.label("is_once"),
    GrantRow.granted,
    PurposeRow.key.label("purpose"),
    PurposeRow.state.label("purpose_state"),
    ClientRow.service_id,
    ClientRow.profile,
    ClientRow.sector,
    ClientRow.details,
)
_TOKEN = (
    TokenRow.id.label("token_id"),
    TokenRow.kind,
    TokenRow.scope.label("token_scope"),
    TokenRow.bound_to.label("token_bound_to"),
    TokenRow.narrowed,
    TokenRow.issued_at,
    TokenRow.expires_at.label("token_expires_at"),
    TokenRow.used_at.label("token_used_at"),
    TokenRow.revoked_at,
    TokenRow.audience,
)

_FAMILIES: Select[Any] = (
    select(*_FAMILY)
    .join(ClientRow, ClientRow.id == CodeRow.client_id)
    .join(ServiceRow, ServiceRow.id == ClientRow.service_id)
    .join(CitizenRow, CitizenRow.id == CodeRow.citizen_id)
    .join(GrantRow, GrantRow.id == CodeRow.grant_id)
    .join(PurposeRow, PurposeRow.id == GrantRow.purpose_id)
    .outerjoin(SignInRow, and_(SignInRow.id == CodeRow.sign_in_id, *IS_LIVE))
)
_FAMILY_OF_CODE = Statement(_FAMILIES.where(CodeRow.id == bindparam("code")))
_FAMILY_OF_TOKEN = Statement(
    _FAMILIES.add_columns(*_TOKEN)
    .join(TokenRow, TokenRow.family == CodeRow.id)
    .where(TokenRow.digest == bindparam("token"))
)


def _family(row: Any) -> Family:
    return Family(
        authorization=_authorization(row.CodeRow),
        client=_client(row),
        has_ended=row.CodeRow.ended_at is not None,
        client_is_active=bool(row.client_is_active),
        citizen_is_active=bool(row.citizen_is_active),
        sign_in_lives=row.live_sign_in is not None,
        grant_state=row.grant_state,
        grant_ends_at=row.grant_ends_at,
        purpose=row.purpose,
        is_once=row.is_once,
        granted=tuple(row.granted),
        purpose_state=row.purpose_state,
        is_frozen=bool(row.is_frozen),
    )


def _client(row: Any) -> Client:
    kept = cached(row.CodeRow.client_id, row.version)
    if kept is not None:
        return kept.client
    return built(row.CodeRow.client_id, row.service_id, row.version, row.profile, row.sector, row.details)


def _authorization(row: Any) -> Authorization:
    return Authorization(
        id=row.id,
        client_id=row.client_id,
        citizen=row.citizen_id,
        grant=row.grant_id,
        sign_in=row.sign_in_id,
        redirect_uri=row.redirect_uri,
        scopes=tuple(row.scope.split()),
        named_fields=tuple(row.named_fields),
        nonce=row.nonce,
        challenge=row.challenge,
        bound_to=restored(row.bound_to),
        offline=row.offline,
        auth_time=row.auth_time,
        acr=row.acr,
        amr=tuple(row.amr),
        expires_at=row.expires_at,
        asked_at=row.asked_at or row.created_at,
        detailed=_tuple(row.detailed),
        resources=tuple(row.resources or ()),
    )


def _tuple(kept: list[str] | None) -> tuple[str, ...] | None:
    return None if kept is None else tuple(kept)
