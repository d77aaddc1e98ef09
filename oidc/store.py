"""Codes, tokens and what they hang on: claimed by single statements, read with everything that could have ended them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from accounts.ended.store import has_open_visit
from accounts.sign_ins import Limits
from accounts.store import IS_LIVE, CitizenRow, SignInRow, living
from consent.store import GrantRow, PurposeRow, ServiceRow
from core.tables import UTCDateTime, table
from oidc.clients.client import Client, built
from oidc.clients.store import ACTIVE, cached
from oidc.codes import Authorization
from oidc.tables import ClientRow, CodeRow, InteractionRow, TokenRow, UsedAssertionRow
from oidc.tokens import REFRESH, Family, NewToken, Token

TOLD_WITHIN = timedelta(days=1)

__all__ = ["ClientRow", "CodeRow", "InteractionRow", "TokenRow", "UsedAssertionRow"]  # the tables of the migration


def add_code(session: Session, authorization: Authorization, code_digest: bytes, now: datetime) -> None:
    """Keep a fresh code."""
    session.connection().execute(
        _ADD_CODE,
        {
            "id": authorization.id,
            "digest": code_digest,
            "client_id": authorization.client_id,
            "citizen_id": authorization.citizen,
            "grant_id": authorization.grant,
            "sign_in_id": authorization.sign_in,
            "redirect_uri": authorization.redirect_uri,
            "scope": " ".join(authorization.scopes),
            "named_fields": list(authorization.named_fields),
            "nonce": authorization.nonce,
            "challenge": authorization.challenge,
            "bound_to": authorization.bound_to,
            "offline": authorization.offline,
            "auth_time": authorization.auth_time,
            "acr": authorization.acr,
            "amr": list(authorization.amr),
            "created_at": now,
            "expires_at": authorization.expires_at,
        },
    )


def claim_code(session: Session, code_digest: bytes, client_id: str, now: datetime) -> str | None:
    """Claim an unused code of the client and return its family; the one statement that decides who redeems it."""
    named = {"code": code_digest, "client": client_id, "now": now}
    return session.connection().execute(_CLAIM_CODE, named).scalar_one_or_none()


def end_replayed_code(session: Session, code_digest: bytes, client_id: str, now: datetime) -> bool:
    """End the family of a code that its client sends a second time; tell whether it was that (RFC 6749, 4.1.2)."""
    replayed = (CodeRow.digest == code_digest, CodeRow.client_id == client_id, CodeRow.used_at.is_not(None))
    return _end(session, now, *replayed)


def claim_refresh(
    session: Session, token_digest: bytes, client_id: str, now: datetime
) -> Row[str, str, str | None, datetime] | None:
    """Claim an unused refresh token of the client; return its family, scope, key and end, or None."""
    claiming = update(TokenRow).where(*_usable(token_digest, client_id))
    return session.execute(claiming.values(used_at=now).returning(*_REFRESH)).one_or_none()


def held_refresh(session: Session, token_digest: bytes, client_id: str) -> Row[str, str, str | None, datetime] | None:
    """Return the same of a refresh token that is used again and again, and stays as it is."""
    return session.execute(select(*_REFRESH).where(*_usable(token_digest, client_id))).one_or_none()


def end_reused_refresh(session: Session, token_digest: bytes, client_id: str, now: datetime) -> bool:
    """End the family of a refresh token that was rotated away and comes again (RFC 9700, section 4.14.2)."""
    rotated = select(TokenRow.family).where(
        TokenRow.digest == token_digest, TokenRow.kind == REFRESH, TokenRow.used_at.is_not(None)
    )
    return _end(session, now, CodeRow.client_id == client_id, CodeRow.id.in_(rotated))


def end_family(session: Session, family: str, now: datetime) -> None:
    """End every token of a family, those being made at this moment too: they all ask this row."""
    _end(session, now, CodeRow.id == family)


def revoke_token(session: Session, token: str, now: datetime) -> None:
    """Revoke one access token."""
    session.execute(update(TokenRow).where(TokenRow.id == token, TokenRow.revoked_at.is_(None)).values(revoked_at=now))


def add_tokens(session: Session, family: str, tokens: Sequence[NewToken], now: datetime) -> None:
    """Keep fresh tokens of a family in one statement."""
    rows = [
        {"id": token.id, "digest": token.digest, "kind": token.kind, "family": family, "scope": " ".join(token.scopes),
         "bound_to": token.bound_to, "issued_at": now, "expires_at": token.expires_at}
        for token in tokens
    ]  # fmt: skip
    session.connection().execute(_ADD_TOKENS, rows)


def family(session: Session, code: str, now: datetime, limits: Limits) -> Family:
    """Return a family with the states of client, service, citizen, sign-in and grant, of one moment."""
    return _family(session.execute(_FAMILY_OF_CODE, {"code": code, **living(now, limits)}).one())


def token(session: Session, token_digest: bytes, now: datetime, limits: Limits) -> Token | None:
    """Return a token with its family, or None; whether it is honoured is the rule's to say."""
    row = session.execute(_FAMILY_OF_TOKEN, {"token": token_digest, **living(now, limits)}).one_or_none()
    if row is None:
        return None
    gone = row.revoked_at is not None or row.token_used_at is not None
    return Token(
        row.token_id, row.kind, tuple(row.token_scope.split()), row.token_bound_to, row.issued_at, row.token_expires_at,
        gone, _family(row),
    )  # fmt: skip


def clear_expired(session: Session, now: datetime) -> None:
    """Remove families in which nothing can live or be replayed any more, and whose client need not hear of a sign-in's end."""
    alive = exists().where(TokenRow.family == CodeRow.id, TokenRow.expires_at >= now)
    awaited = has_open_visit(CodeRow.sign_in_id, now - TOLD_WITHIN)
    session.execute(delete(CodeRow).where(CodeRow.expires_at < now, ~alive, ~awaited))


def _usable(token_digest: bytes, client_id: str) -> tuple[ColumnElement[bool], ...]:
    of_client = select(CodeRow.id).where(CodeRow.client_id == client_id, CodeRow.ended_at.is_(None))
    return (
        TokenRow.digest == token_digest, TokenRow.kind == REFRESH, TokenRow.used_at.is_(None), TokenRow.revoked_at.is_(None),
        TokenRow.family.in_(of_client),
    )  # fmt: skip


def _end(session: Session, now: datetime, *which: ColumnElement[bool]) -> bool:
    ending = update(CodeRow).where(CodeRow.ended_at.is_(None), *which).values(ended_at=now)
    return session.execute(ending.returning(CodeRow.id)).first() is not None


_FAMILY = (
    CodeRow,
    ClientRow.version,
    (and_(ClientRow.state == ACTIVE, ServiceRow.state == ACTIVE)).label("client_is_active"),
    (CitizenRow.state == ACTIVE).label("citizen_is_active"),
    SignInRow.id.label("live_sign_in"),
    GrantRow.state.label("grant_state"),
    GrantRow.ends_at.label("grant_ends_at"),
    GrantRow.once.label("is_once"),
    PurposeRow.key.label("purpose"),
    ClientRow.service_id,
    ClientRow.profile,
    ClientRow.sector,
    ClientRow.details,
)
_REFRESH = (TokenRow.family, TokenRow.scope, TokenRow.bound_to, TokenRow.expires_at)
_TOKEN = (
    TokenRow.id.label("token_id"),
    TokenRow.kind,
    TokenRow.scope.label("token_scope"),
    TokenRow.bound_to.label("token_bound_to"),
    TokenRow.issued_at,
    TokenRow.expires_at.label("token_expires_at"),
    TokenRow.used_at.label("token_used_at"),
    TokenRow.revoked_at,
)


# Statements of the way that every visit goes are built once: building one costs more than running it.
_CODES, _TOKENS = table(CodeRow), table(TokenRow)
_ADD_CODE = insert(_CODES)
_ADD_TOKENS = insert(_TOKENS)
_CLAIM_CODE = (
    update(_CODES)
    .where(_CODES.c.digest == bindparam("code"), _CODES.c.client_id == bindparam("client"))
    .where(_CODES.c.used_at.is_(None), _CODES.c.ended_at.is_(None))
    .values(used_at=bindparam("now", type_=UTCDateTime()))
    .returning(_CODES.c.id)
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
_FAMILY_OF_CODE = _FAMILIES.where(CodeRow.id == bindparam("code"))
_FAMILY_OF_TOKEN = (
    _FAMILIES.add_columns(*_TOKEN)
    .join(TokenRow, TokenRow.family == CodeRow.id)
    .where(TokenRow.digest == bindparam("token"))
)


def _family(row: Row[Any]) -> Family:
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
    )


def _client(row: Row[Any]) -> Client:
    kept = cached(row.CodeRow.client_id, row.version)
    if kept is not None:
        return kept.client
    return built(row.CodeRow.client_id, row.service_id, row.version, row.profile, row.sector, row.details)


def _authorization(row: CodeRow) -> Authorization:
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
        bound_to=row.bound_to,
        offline=row.offline,
        auth_time=row.auth_time,
        acr=row.acr,
        amr=tuple(row.amr),
        expires_at=row.expires_at,
    )
