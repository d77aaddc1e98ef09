"""Codes and tokens: kept, claimed by single statements, ended with their family; how they stand is read in `families`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from accounts.ended.store import has_open_visit
from core.statements import Statement, add
from core.tables import UTCDateTime, table
from oidc.codes import Authorization
from oidc.possession.bindings import text_of
from oidc.tables import ClientRow, CodeRow, InteractionRow, TokenRow, UsedAssertionRow
from oidc.tokens import REFRESH, NewToken

TOLD_WITHIN = timedelta(days=1)

__all__ = ["ClientRow", "CodeRow", "InteractionRow", "TokenRow", "UsedAssertionRow"]  # the tables of the migration


def add_code(session: Session, authorization: Authorization, code_digest: bytes, now: datetime) -> None:
    """Keep a fresh code."""
    add(
        session,
        CodeRow,
        {
            "id": authorization.id,
            "digest": code_digest,
            "client_id": authorization.client_id,
            "citizen_id": authorization.citizen,
            "grant_id": authorization.grant,
            "sign_in_id": authorization.sign_in,
            "redirect_uri": authorization.redirect_uri,
            "scope": " ".join(authorization.scopes),
            "resources": list(authorization.resources) or None,
            "named_fields": list(authorization.named_fields),
            "detailed": _list(authorization.detailed),
            "nonce": authorization.nonce,
            "challenge": authorization.challenge,
            "bound_to": text_of(authorization.bound_to),
            "offline": authorization.offline,
            "auth_time": authorization.auth_time,
            "acr": authorization.acr,
            "amr": list(authorization.amr),
            "asked_at": authorization.asked_at,
            "created_at": now,
            "expires_at": authorization.expires_at,
        },
    )


def claim_code(session: Session, code_digest: bytes, client_id: str, now: datetime) -> str | None:
    """Claim an unused code of the client and return its family; the one statement that decides who redeems it."""
    named = {"code": code_digest, "client": client_id, "now": now}
    claimed = _CLAIM_CODE.one_or_none(session, named)
    return None if claimed is None else claimed.id


def end_replayed_code(session: Session, code_digest: bytes, client_id: str, now: datetime) -> bool:
    """End the family of a code that its client sends a second time; tell whether it was that (RFC 6749, 4.1.2)."""
    replayed = (CodeRow.digest == code_digest, CodeRow.client_id == client_id, CodeRow.used_at.is_not(None))
    return _end(session, now, *replayed)


def claim_refresh(session: Session, token_digest: bytes, client_id: str, now: datetime) -> Any:
    """Claim an unused refresh token of the client; return its family, scope, key and end, or None."""
    return _CLAIM_REFRESH.one_or_none(session, {"token": token_digest, "client": client_id, "now": now})


def give_back_refresh(session: Session, token_digest: bytes) -> None:
    """Undo the claim of this transaction: the token was refused for what will pass, and nothing was given for it."""
    session.execute(update(TokenRow).where(TokenRow.digest == token_digest).values(used_at=None))


def held_refresh(session: Session, token_digest: bytes, client_id: str) -> Any:
    """Return the same of a refresh token that is used again and again, and stays as it is."""
    return _HELD_REFRESH.one_or_none(session, {"token": token_digest, "client": client_id})


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
         "bound_to": text_of(token.bound_to), "narrowed": _list(token.narrowed), "audience": token.audience, "issued_at": now, "expires_at": token.expires_at}
        for token in tokens
    ]  # fmt: skip
    add(session, TokenRow, *rows)


def clear_expired(session: Session, now: datetime) -> None:
    """Remove families in which nothing can live or be replayed any more, and whose client need not hear of a sign-in's end."""
    alive = exists().where(TokenRow.family == CodeRow.id, TokenRow.expires_at >= now)
    awaited = has_open_visit(CodeRow.sign_in_id, now - TOLD_WITHIN)
    session.execute(delete(CodeRow).where(CodeRow.expires_at < now, ~alive, ~awaited))


def _list(told: tuple[str, ...] | None) -> list[str] | None:
    return None if told is None else list(told)


def _end(session: Session, now: datetime, *which: ColumnElement[bool]) -> bool:
    ending = update(CodeRow).where(CodeRow.ended_at.is_(None), *which).values(ended_at=now)
    return session.execute(ending.returning(CodeRow.id)).first() is not None


_CODES, _TOKENS = table(CodeRow), table(TokenRow)
_CLAIM_CODE = Statement(
    update(_CODES)
    .where(_CODES.c.digest == bindparam("code"), _CODES.c.client_id == bindparam("client"))
    .where(_CODES.c.used_at.is_(None), _CODES.c.ended_at.is_(None))
    .values(used_at=bindparam("now", type_=UTCDateTime()))
    .returning(_CODES.c.id)
)
_REFRESH = (_TOKENS.c.family, _TOKENS.c.scope, _TOKENS.c.bound_to, _TOKENS.c.expires_at)
_USABLE = (
    _TOKENS.c.digest == bindparam("token"),
    _TOKENS.c.kind == REFRESH,
    _TOKENS.c.used_at.is_(None),
    _TOKENS.c.revoked_at.is_(None),
    _TOKENS.c.family.in_(
        select(_CODES.c.id).where(_CODES.c.client_id == bindparam("client"), _CODES.c.ended_at.is_(None))
    ),
)
_HELD_REFRESH = Statement(select(*_REFRESH).where(*_USABLE))
_CLAIM_REFRESH = Statement(
    update(_TOKENS).where(*_USABLE).values(used_at=bindparam("now", type_=UTCDateTime())).returning(*_REFRESH)
)
