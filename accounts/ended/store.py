"""Sign-ins that followed each other in one browser, and the end of those that lived as long as one may."""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, or_, select
from sqlalchemy.orm import Session, aliased

from accounts.sign_ins import Limits
from accounts.store import SignInRow, end_where


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
