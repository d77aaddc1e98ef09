"""Rows of staff and their sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.desk.staff import StaffSignIn
from core.tables import Base, UTCDateTime

ACTIVE, DISABLED = "active", "disabled"
LONGEST = timedelta(hours=10)


class StaffRow(Base):
    """A member of staff: found by the index of their e-mail address; the TOTP secret is sealed by the desk's key."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8))
    hash: Mapped[str] = mapped_column(String(200))
    totp: Mapped[bytes] = mapped_column(LargeBinary)
    totp_step: Mapped[int]
    tag: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class StaffSignInRow(Base):
    """One sign-in of staff; it opens a desk only when the second factor was given too."""

    __tablename__ = "staff_sign_ins"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    browser: Mapped[bytes] = mapped_column(LargeBinary)
    is_complete: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What signing in needs to know of a member of staff."""

    id: str
    name: str
    hash: str = field(repr=False)
    totp: bytes = field(repr=False)
    role: str


def by_index(session: Session, index: bytes) -> StaffFacts | None:
    """Return the active member of staff with this identifier."""
    row = session.execute(_facts().where(StaffRow.index == index)).one_or_none()
    return None if row is None else StaffFacts(*row)


def by_half(session: Session, secret: bytes, browser: bytes, now: datetime, within: timedelta) -> StaffFacts | None:
    """Return whose password was given in this browser a moment ago, while the second factor is still missing."""
    wanted = _facts().join(StaffSignInRow, StaffSignInRow.staff_id == StaffRow.id)
    wanted = wanted.where(*_of(secret, browser), StaffSignInRow.is_complete.is_(False))
    row = session.execute(wanted.where(StaffSignInRow.created_at > now - within)).one_or_none()
    return None if row is None else StaffFacts(*row)


def add_half(session: Session, row: StaffSignInRow) -> None:
    """Keep a sign-in of which only the password was given."""
    session.add(row)


def use_step(session: Session, staff: str, step: int) -> bool:
    """Use up a TOTP time step; False when this or a later one was used already (RFC 6238, section 5.2)."""
    using = update(StaffRow).where(StaffRow.id == staff, StaffRow.totp_step < step).values(totp_step=step)
    return session.execute(using.returning(StaffRow.id)).first() is not None


def complete(session: Session, secret: bytes, new_secret: bytes, now: datetime) -> bool:
    """Let a sign-in open the desk, under a new cookie; False when it does so already, or has ended."""
    waiting = (
        StaffSignInRow.digest == secret,
        StaffSignInRow.is_complete.is_(False),
        StaffSignInRow.ended_at.is_(None),
    )
    opening = update(StaffSignInRow).where(*waiting).values(is_complete=True, digest=new_secret, seen_at=now)
    return session.execute(opening.returning(StaffSignInRow.id)).first() is not None


def live_sign_in(session: Session, secret: bytes, browser: bytes, now: datetime, idle: timedelta) -> StaffSignIn | None:
    """Return the member of staff at this browser and note that they were seen, or None."""
    living = (
        StaffSignInRow.is_complete,
        StaffSignInRow.seen_at > now - idle,
        StaffSignInRow.created_at > now - LONGEST,
    )
    row = session.execute(
        select(StaffRow.id, StaffSignInRow.id, StaffRow.name, StaffRow.role)
        .join(StaffRow, StaffRow.id == StaffSignInRow.staff_id)
        .where(*_of(secret, browser), *living, StaffRow.state == ACTIVE)
    ).one_or_none()
    if row is None:
        return None
    session.execute(update(StaffSignInRow).where(StaffSignInRow.id == row[1]).values(seen_at=now))
    return StaffSignIn(*row)


def end(session: Session, secret: bytes, now: datetime) -> None:
    """End a sign-in."""
    session.execute(update(StaffSignInRow).where(StaffSignInRow.digest == secret).values(ended_at=now))


def add(session: Session, row: StaffRow) -> None:
    """Keep a new member of staff; an identifier that is there already is an integrity error."""
    session.add(row)
    session.flush()


def all_staff(session: Session) -> Sequence[tuple[str, str, str, str]]:
    """Return (id, name, role, state) of all staff."""
    rows = session.execute(
        select(StaffRow.id, StaffRow.name, StaffRow.role, StaffRow.state).order_by(StaffRow.created_at)
    )
    return [(one, name, role, state) for one, name, role, state in rows]


def find(session: Session, name_or_index: str, index: bytes | None) -> tuple[str, bytes] | None:
    """Return (id, ledger tag) of a member of staff by id or by the index of their identifier."""
    which = (
        StaffRow.id == name_or_index if index is None else or_(StaffRow.id == name_or_index, StaffRow.index == index)
    )
    row = session.execute(select(StaffRow.id, StaffRow.tag).where(which, StaffRow.state == ACTIVE)).one_or_none()
    return None if row is None else (row[0], row[1])


def disable(session: Session, staff: str) -> bool:
    """Close a desk for good; its sign-ins end with it. Tell whether it was open."""
    closing = update(StaffRow).where(StaffRow.id == staff, StaffRow.state == ACTIVE).values(state=DISABLED)
    return session.execute(closing.returning(StaffRow.id)).first() is not None


def _facts() -> Any:
    return select(StaffRow.id, StaffRow.name, StaffRow.hash, StaffRow.totp, StaffRow.role).where(
        StaffRow.state == ACTIVE
    )


def _of(secret: bytes, browser: bytes) -> tuple[ColumnElement[bool], ...]:
    return (StaffSignInRow.digest == secret, StaffSignInRow.browser == browser, StaffSignInRow.ended_at.is_(None))
