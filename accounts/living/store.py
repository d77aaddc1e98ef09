"""Sign-ins as they are begun, seen and found again, and the conditions under which one is honoured."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, and_, bindparam, case, exists, func, insert, select, update
from sqlalchemy.orm import Session

from accounts.citizens import ACTIVE
from accounts.identifiers import NIK
from accounts.levels import Identity
from accounts.passkeys.store import PasskeyRow
from accounts.sign_ins import Limits, PastSignIn, SignIn
from accounts.tables import CitizenRow, IdentifierRow, SignInRow
from core.statements import Statement
from core.tables import UTCDateTime, inserting

# The conditions under which a row of `sign_ins` is honoured, for joins of floors above; `living` gives their parameters.
IS_LIVE = (
    SignInRow.ended_at.is_(None),
    SignInRow.seen_at > bindparam("seen_after", type_=UTCDateTime()),
    SignInRow.auth_time > bindparam("begun_after", type_=UTCDateTime()),
)


def living(now: datetime, limits: Limits) -> dict[str, datetime]:
    """Return the parameters of `IS_LIVE`."""
    return {"seen_after": now - limits.idle, "begun_after": now - limits.longest}


def live_sign_in(
    session: Session,
    secret: bytes,
    browser: bytes,
    now: datetime,
    limits: Limits,
    states: tuple[str, ...] = (ACTIVE,),
) -> SignIn | None:
    """Return the living sign-in with this cookie digest in this browser, if its citizen is in one of `states`.

    One statement, so that a freeze or a closing ends it at once.
    """
    row = _LIVE_SIGN_IN.one_or_none(session, {"secret": secret, "browser": browser, **living(now, limits)})
    if row is None or row.state not in states:
        return None
    return SignIn(row.id, row.citizen_id, row.auth_time, row.acr, tuple(row.amr), row.language, row.seen_at, row.state)


_LIVE_SIGN_IN = Statement(
    select(
        SignInRow.id,
        SignInRow.citizen_id,
        SignInRow.auth_time,
        SignInRow.acr,
        SignInRow.amr,
        SignInRow.seen_at,
        CitizenRow.language,
        CitizenRow.state,
    )
    .join(CitizenRow, CitizenRow.id == SignInRow.citizen_id)
    .where(SignInRow.digest == bindparam("secret"), SignInRow.browser == bindparam("browser"), *IS_LIVE)
)


def identity_of(citizen: ColumnElement[str]) -> Label[int | None]:
    """Return the column, for statements of floors above, that says how a citizen's identity was established; NULL: declared."""
    level = case((IdentifierRow.in_person, int(Identity.IN_PERSON)), else_=int(Identity.CHECKED))
    checked = (IdentifierRow.citizen_id == citizen, IdentifierRow.kind == NIK, IdentifierRow.checked)
    return select(func.max(level)).where(*checked).scalar_subquery().label("identity")


def has_passkey(citizen: ColumnElement[str]) -> Label[bool]:
    """Return the column that says whether a citizen has a passkey."""
    return exists().where(PasskeyRow.citizen_id == citizen).label("has_passkey")


def has_ended(session: Session, secret: bytes, now: datetime, limits: Limits) -> bool:
    """Tell whether there was a sign-in with this secret that is honoured no more."""
    asked = select(and_(*IS_LIVE).label("is_live")).where(SignInRow.digest == secret)
    row = session.execute(asked, living(now, limits)).one_or_none()
    return row is not None and not row.is_live


def touch(session: Session, sign_in: str, now: datetime) -> None:
    """Note that a sign-in was seen; one that has ended stays ended."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in, SignInRow.ended_at.is_(None)).values(seen_at=now))


def past_sign_ins(
    session: Session, citizen: str, now: datetime, limits: Limits, most: int = 10
) -> tuple[PastSignIn, ...]:
    """Return the citizen's own last sign-ins, newest first."""
    rows = session.execute(
        select(SignInRow).where(SignInRow.citizen_id == citizen).order_by(SignInRow.auth_time.desc()).limit(most)
    ).scalars()
    return tuple(
        PastSignIn(
            row.id,
            row.auth_time,
            row.seen_at,
            row.device,
            row.network,
            row.ended_at is None and row.seen_at > now - limits.idle and row.auth_time > now - limits.longest,
        )
        for row in rows
    )


def known_here(session: Session, browser: bytes, citizens: Collection[str]) -> Sequence[str]:
    """Return those of `citizens` who signed in by this browser before."""
    mine = (SignInRow.browser == browser, SignInRow.citizen_id.in_(citizens))
    return session.scalars(select(SignInRow.citizen_id).where(*mine).distinct()).all()


def was_here(session: Session, citizen: str, browser: bytes) -> bool:
    """Tell whether a citizen signed in by this browser before."""
    mine = (SignInRow.citizen_id == citizen, SignInRow.browser == browser)
    return bool(session.scalar(select(exists().where(*mine))))


def add_sign_in(session: Session, row: Mapping[str, Any]) -> None:
    """Keep a new sign-in."""
    session.execute(insert(SignInRow).values(row))


def add_first_sign_in(session: Session, row: Mapping[str, Any]) -> bool:
    """Keep the sign-in that opening an account begins; False when there is one with its secret already."""
    adding = inserting(session, SignInRow).values(row).on_conflict_do_nothing(index_elements=["digest"])
    return session.execute(adding.returning(SignInRow.id)).first() is not None
