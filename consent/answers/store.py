"""Queries on grants: the locks under which they are read, and the conditional statements that change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, bindparam, case, insert, literal, not_, or_, select, text, update
from sqlalchemy.orm import Session

from accounts.tables import CitizenRow
from consent.grants import REPEATABLE, Grant, Permit, State
from consent.purposes import Purpose, Service
from consent.store import GrantRow, PurposeRow, ServiceRow, grant_of, purpose_of, service_of
from consent.systems import kept
from core.statements import Statement
from core.tables import UTCDateTime


@dataclass(frozen=True, slots=True)
class Expired:
    """A grant whose time has passed, and whether it was a consent to more than one reading."""

    grant: str
    citizen: str
    is_lasting_consent: bool


def hold_citizen(session: Session, citizen: str) -> str | None:
    """Lock the citizen's row against other answers, freezing and closing; return its state, None when there is none."""
    return session.execute(
        select(CitizenRow.state).where(CitizenRow.id == citizen).with_for_update(key_share=True)
    ).scalar_one_or_none()


def permit_ongoing(session: Session, grant: str) -> Permit | None:
    """Return the permit of an ongoing grant, with citizen, grant, purpose and service locked until the commit.

    Citizen and grant are held alone: PostgreSQL lets shared locks pass whoever waits to hold a row alone, so that a
    service which reads without a pause would keep the citizen from ever taking the consent back (docs/adr/0018).
    Purpose and service are shared, and whoever changes them waits at the table. Rows are locked in the order of the
    clauses: the citizen first, as every deed does. A one-off or counted grant is not found here: it is claimed.
    """
    return _permit(session, _ONGOING, grant)


def permit_one_off(session: Session, grant: str) -> Permit | None:
    """Return the permit of a one-off or counted grant, with citizen, purpose and service locked; `claim` locks the grant."""
    return _permit(session, _ONE_OFF, grant)


def claim(session: Session, grant: str, token: str, now: datetime) -> int | None:
    """Claim a reading of a one-off or counted grant for `token` and return its number; None when none is left.

    The token that made the last reading may repeat it within a minute, under the same number. The one statement decides.
    """
    repeated = and_(GrantRow.spent_by == token, GrantRow.spent_at >= now - REPEATABLE)
    is_open = and_(GrantRow.state == State.LIVE, or_(GrantRow.ends_at.is_(None), GrantRow.ends_at > now))
    is_last = or_(GrantRow.reads.is_(None), GrantRow.used + 1 >= GrantRow.reads)
    claimed = session.execute(
        update(GrantRow)
        .where(GrantRow.id == grant, _IS_COUNTED, GrantRow.frozen_at.is_(None))
        .where(or_(is_open, and_(GrantRow.state == State.SPENT, repeated)))
        .values(
            state=case((repeated, GrantRow.state), (is_last, State.SPENT.value), else_=State.LIVE.value),
            used=case((repeated, GrantRow.used), else_=GrantRow.used + 1),
            spent_at=case((repeated, GrantRow.spent_at), else_=literal(now, UTCDateTime)),
            spent_by=token,
        )
        .returning(GrantRow.used)
    )
    return claimed.scalar_one_or_none()


def keep(session: Session, grant: Grant) -> None:
    """Write a new answer."""
    session.execute(
        insert(GrantRow).values(
            id=grant.id, citizen_id=grant.citizen, service_id=grant.service, purpose_id=grant.purpose,
            purpose_key=grant.purpose_key, kind=grant.kind, actor=grant.actor, granted=list(grant.granted),
            refused=list(grant.refused), once=grant.once, state=grant.state.value, tag=grant.tag,
            match_key=grant.match_key, evidence_hash=grant.evidence_hash, language=grant.language,
            versions=dict(grant.versions), given_at=grant.given_at, ends_at=grant.ends_at, ended_at=grant.ended_at,
            systems=kept(grant.systems), reads=grant.reads, used=grant.used,
        )
    )  # fmt: skip


def end(session: Session, grant: str, state: State, now: datetime) -> bool:
    """End a grant that is live or spent as `state`; False when another deed has ended it before."""
    return _changes_one(
        session,
        update(GrantRow)
        .where(GrantRow.id == grant, GrantRow.state.in_((State.LIVE.value, State.SPENT.value)))
        .values(state=state.value, ended_at=now),
    )


def change(session: Session, grant: Grant) -> bool:
    """Write the new answer of a grant that is still live; False when it is not."""
    return _changes_one(
        session,
        update(GrantRow)
        .where(GrantRow.id == grant.id, GrantRow.state == State.LIVE.value)
        .values(
            purpose_id=grant.purpose, granted=list(grant.granted), refused=list(grant.refused),
            match_key=grant.match_key, evidence_hash=grant.evidence_hash, language=grant.language,
            versions=dict(grant.versions), given_at=grant.given_at, ends_at=grant.ends_at, systems=kept(grant.systems),
            reads=grant.reads, used=grant.used,
        ),
    )  # fmt: skip


def standing_grant(session: Session, citizen: str, purpose: Purpose) -> Grant | None:
    """Return the citizen's unended ongoing answer to any version of the purpose, or None."""
    row = session.scalar(
        select(GrantRow)
        .where(
            GrantRow.citizen_id == citizen,
            GrantRow.service_id == purpose.service,
            GrantRow.purpose_key == purpose.key,
            GrantRow.state == State.LIVE.value,
            GrantRow.once.is_(False),
        )
        .order_by(GrantRow.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return None if row is None else grant_of(row)


def find(session: Session, citizen: str, grant: str) -> tuple[Grant, Purpose, Service] | None:
    """Return one answer of this citizen with its purpose and service, or None when it is not theirs."""
    found = session.execute(_answers(citizen).where(GrantRow.id == grant)).one_or_none()
    return None if found is None else (grant_of(found[0]), purpose_of(found[1]), service_of(found[2]))


def all_of(session: Session, citizen: str) -> Sequence[tuple[Grant, Purpose, Service]]:
    """Return all answers of the citizen, newest first."""
    rows = session.execute(_answers(citizen).order_by(GrantRow.given_at.desc(), GrantRow.id.desc())).all()
    return [(grant_of(row[0]), purpose_of(row[1]), service_of(row[2])) for row in rows]


def expire(session: Session, now: datetime) -> Sequence[Expired]:
    """Mark the grants whose time has passed, and return them. Reads refuse them before that already."""
    rows = session.execute(
        update(GrantRow)
        .where(GrantRow.state == State.LIVE.value, GrantRow.ends_at <= now)
        .values(state=State.EXPIRED.value, ended_at=GrantRow.ends_at)
        .returning(GrantRow.id, GrantRow.citizen_id, GrantRow.kind, GrantRow.once)
    )
    return [Expired(row.id, row.citizen_id, row.kind == "consent" and not row.once) for row in rows]


def tags_of(session: Session, citizen: str) -> tuple[bytes, ...]:
    """Return the ledger tags of all answers of the citizen."""
    return tuple(session.scalars(select(GrantRow.tag).where(GrantRow.citizen_id == citizen)))


def _permit(session: Session, query: Statement, grant: str) -> Permit | None:
    row = query.one_or_none(session, {"grant": grant})
    if row is None:
        return None
    found, citizen_state, purpose, service = row
    return Permit(grant_of(found), citizen_state, purpose_of(purpose), service_of(service))


_IS_COUNTED = or_(GrantRow.once.is_(True), GrantRow.reads.is_not(None))
_PERMITS = (
    select(GrantRow, CitizenRow.state, PurposeRow, ServiceRow)
    .select_from(CitizenRow)
    .join(GrantRow, GrantRow.citizen_id == CitizenRow.id)
    .join(PurposeRow, PurposeRow.id == GrantRow.purpose_id)
    .join(ServiceRow, ServiceRow.id == GrantRow.service_id)
    .where(GrantRow.id == bindparam("grant"))
)
# Purpose and service are held too: no release is numbered after the entry that replaces, pauses or disables them.
_SHARED = text(f"FOR SHARE OF {ServiceRow.__tablename__}, {PurposeRow.__tablename__}")
_ONGOING = Statement(
    _PERMITS.where(not_(_IS_COUNTED))
    .with_for_update(key_share=True, of=(CitizenRow, GrantRow))
    .suffix_with(_SHARED, dialect="postgresql")
)
_ONE_OFF = Statement(
    _PERMITS.where(_IS_COUNTED)
    .with_for_update(key_share=True, of=(CitizenRow,))
    .suffix_with(_SHARED, dialect="postgresql")
)


def _answers(citizen: str) -> Any:
    return (
        select(GrantRow, PurposeRow, ServiceRow)
        .join(PurposeRow, PurposeRow.id == GrantRow.purpose_id)
        .join(ServiceRow, ServiceRow.id == GrantRow.service_id)
        .where(GrantRow.citizen_id == citizen)
        .execution_options(populate_existing=True)
    )


def _changes_one(session: Session, statement: Any) -> bool:
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1
