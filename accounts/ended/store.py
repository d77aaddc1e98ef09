"""How sign-ins end, and which of them followed each other in one browser."""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from accounts.sign_ins import Limits
from accounts.tables import SignInRow
from core import outbox

ENDED = "sign_in.ended"


def end_sign_ins(
    session: Session, citizen: str, now: datetime, *, but: str | None = None, only: str | None = None
) -> int:
    """End all living sign-ins of `citizen`, all `but` one, or `only` one; return how many."""
    which = [SignInRow.citizen_id == citizen]
    if but is not None:
        which.append(SignInRow.id != but)
    if only is not None:
        which.append(SignInRow.id == only)
    return end_where(session, now, *which)


def end_by_digest(
    session: Session, digest: bytes, now: datetime, *, renewed_by: tuple[str, bytes] | None = None
) -> None:
    """End the sign-in with this cookie; `renewed_by` tells citizen and browser of the one that begins in its place."""
    end_where(session, now, SignInRow.digest == digest, renewed_by=renewed_by)


def end_where(
    session: Session, now: datetime, *which: ColumnElement[bool], renewed_by: tuple[str, bytes] | None = None
) -> int:
    """End the sign-ins that are `which`, and return how many.

    The one place where a sign-in ends: each leaves a row in the outbox, so that what hangs on it above can follow.
    One that its own citizen renews in its own browser leaves none: the visit goes on, and ends with the last of them.
    """
    ending = update(SignInRow).where(SignInRow.ended_at.is_(None), *which).values(ended_at=now)
    ended = session.execute(ending.returning(SignInRow.id, SignInRow.citizen_id, SignInRow.browser)).all()
    for sign_in, *whose in ended:
        if tuple(whose) != renewed_by:
            outbox.put(session, ENDED, {"sign_in": sign_in}, now)
    return len(ended)


def visit(session: Session, sign_in: str) -> tuple[str, ...]:
    """Return a sign-in and those that it renewed, one after the other."""
    known = select(SignInRow.id).where(SignInRow.id == sign_in).cte(recursive=True)
    former, later = aliased(SignInRow), aliased(SignInRow)
    # UNION and not UNION ALL: a circle, which no clock makes, would still come to an end.
    before = select(former.id).join(later, _follows(former, later)).join(known, known.c.id == later.id)
    return tuple(session.scalars(select(known.union(before).c.id)))


def has_open_visit(sign_in: SQLColumnExpression[str | None], since: datetime) -> ColumnElement[bool]:
    """Return the condition that this sign-in's citizen and browser still have one, or had one end after `since`."""
    own, other = aliased(SignInRow), aliased(SignInRow)
    return exists().where(
        own.id == sign_in,
        other.citizen_id == own.citizen_id,
        other.browser == own.browser,
        or_(other.ended_at.is_(None), other.ended_at > since),
    )


def end_overdue(session: Session, now: datetime, limits: Limits) -> int:
    """End sign-ins that lived as long as one may; return how many."""
    return end_where(session, now, SignInRow.auth_time <= now - limits.longest)


def _follows(former: type[SignInRow], later: type[SignInRow]) -> ColumnElement[bool]:
    # A fresh proof ends the sign-in before it and begins the next at one moment.
    return (
        (later.citizen_id == former.citizen_id)
        & (later.browser == former.browser)
        & (later.created_at == former.ended_at)
        & (later.id != former.id)
    )
