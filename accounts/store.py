"""The rows of citizens, their identifiers, sign-ins and tags, and how the living ones are found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.citizens import ACTIVE, CLOSING, FROZEN, Citizen
from accounts.sign_ins import Limits, PastSignIn, SignIn
from core import outbox
from core.ids import new_id
from core.tables import Base, UTCDateTime

ENDED = "sign_in.ended"


class CitizenRow(Base):
    """One account. Whoever honours anything of a citizen asks for state `active` in the same statement."""

    __tablename__ = "citizens"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(10), unique=True)
    state: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    tag: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class IdentifierRow(Base):
    """A name by which a citizen signs in: found through its index, readable only sealed. Only a NIK is unique.

    A row of kind `nik` exists only for a NIK that an officer or authority has checked (docs/adr/0008).
    """

    __tablename__ = "identifiers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    index: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    index_version: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    checked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


Index(
    "uq_identifiers_nik",
    IdentifierRow.index,
    unique=True,
    sqlite_where=IdentifierRow.kind == "nik",
    postgresql_where=IdentifierRow.kind == "nik",
)


class SignInRow(Base):
    """One sign-in. The cookie's secret is kept as its digest, and so is the browser that it is bound to."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_citizen_id_auth_time", "citizen_id", "auth_time"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    browser: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    auth_time: Mapped[datetime] = mapped_column(UTCDateTime)
    acr: Mapped[str] = mapped_column(String(40))
    amr: Mapped[list[str]] = mapped_column(JSON)
    device: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CitizenTagRow(Base):
    """A ledger tag of one of the citizen's grants."""

    __tablename__ = "citizen_tags"

    tag: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)


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
    asked = {"secret": secret, "browser": browser, "states": states, **living(now, limits)}
    row = session.execute(_LIVE_SIGN_IN, asked).one_or_none()
    return (
        None
        if row is None
        else SignIn(
            row.id, row.citizen_id, row.auth_time, row.acr, tuple(row.amr), row.language, row.seen_at, row.state
        )
    )


# Built once: building a statement costs more than running it, and every page runs this one.
_LIVE_SIGN_IN = (
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
    .where(CitizenRow.state.in_(bindparam("states", expanding=True)))
)


def touch(session: Session, sign_in: str, now: datetime) -> None:
    """Note that a sign-in was seen; one that has ended stays ended."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in, SignInRow.ended_at.is_(None)).values(seen_at=now))


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
            row.ended_at is None and row.seen_at > now - limits.idle and row.auth_time > now - limits.longest,
        )
        for row in rows
    )


def citizen_by_id(
    session: Session, citizen: str, states: tuple[str, ...] = (ACTIVE, FROZEN, CLOSING), *, lock: bool = False
) -> Citizen | None:
    """Return a citizen in one of `states`, or None; `lock` shares the row's lock until the transaction ends."""
    wanted = select(*_CITIZEN).where(CitizenRow.id == citizen, CitizenRow.state.in_(states))
    row = session.execute(wanted.with_for_update(read=True) if lock else wanted).one_or_none()
    return None if row is None else Citizen(*row)


def change_state(
    session: Session, citizen: str, before: tuple[str, ...], *, due: datetime | None = None, **values: Any
) -> Citizen | None:
    """Change a citizen who is in one of the states `before`, and whose end is `due` when that is given.

    Return how they are now, or None when nothing was done; the one statement decides.
    """
    changing = update(CitizenRow).where(CitizenRow.id == citizen, CitizenRow.state.in_(before))
    if due is not None:
        changing = changing.where(CitizenRow.closes_at <= due)
    row = session.execute(changing.values(**values).returning(*_CITIZEN)).one_or_none()
    return None if row is None else Citizen(*row)


_CITIZEN = (
    CitizenRow.id,
    CitizenRow.state,
    CitizenRow.tag,
    CitizenRow.number,
    CitizenRow.language,
    CitizenRow.created_at,
    CitizenRow.closes_at,
)


def add_tag(session: Session, citizen: str, tag: bytes) -> None:
    """Keep a ledger tag of `citizen`."""
    session.execute(insert(CitizenTagRow).values(tag=tag, citizen_id=citizen))


def take_tags(session: Session, citizen: str) -> tuple[bytes, ...]:
    """Remove and return the ledger tags of the grants of `citizen`, in a stable order."""
    gone = session.execute(
        delete(CitizenTagRow).where(CitizenTagRow.citizen_id == citizen).returning(CitizenTagRow.tag)
    ).scalars()
    return tuple(sorted(gone))


def add_citizen(session: Session, citizen: Citizen) -> bool:
    """Write a new account; False when its number is taken."""
    row = {
        "id": citizen.id, "number": citizen.number, "state": citizen.state, "language": citizen.language,
        "tag": citizen.tag, "created_at": citizen.created_at,
    }  # fmt: skip
    adding = _dialect(session).insert(CitizenRow).values(row).on_conflict_do_nothing(index_elements=["number"])
    return session.execute(adding.returning(CitizenRow.id)).first() is not None


def add_identifier(
    session: Session, citizen: str, kind: str, index: bytes, sealed: bytes | None, now: datetime, *,
    checked: bool = False, version: int = 1,
) -> None:  # fmt: skip
    """Keep a name by which `citizen` signs in; a NIK that another citizen has is an integrity error."""
    session.execute(
        insert(IdentifierRow).values(
            id=new_id(), citizen_id=citizen, kind=kind, index=index, index_version=version, sealed=sealed,
            checked=checked, created_at=now,
        )
    )  # fmt: skip


def nik_holder(session: Session, indexes: Iterable[bytes]) -> str | None:
    """Return the citizen whose checked NIK has one of these indexes."""
    wanted = select(IdentifierRow.citizen_id).where(IdentifierRow.kind == "nik", IdentifierRow.index.in_(list(indexes)))
    return session.scalar(wanted.limit(1))


def addresses_of(session: Session, citizen: str) -> Sequence[tuple[str, bytes]]:
    """Return (kind, sealed value) of the e-mail address and phone that a citizen signs in by."""
    rows = session.execute(
        select(IdentifierRow.kind, IdentifierRow.sealed)
        .where(IdentifierRow.citizen_id == citizen, IdentifierRow.sealed.is_not(None))
        .order_by(IdentifierRow.created_at)
    )
    return [(kind, sealed) for kind, sealed in rows if sealed is not None]


def add_sign_in(session: Session, row: Mapping[str, Any]) -> None:
    """Keep a new sign-in."""
    session.execute(insert(SignInRow).values(row))


def add_first_sign_in(session: Session, row: Mapping[str, Any]) -> bool:
    """Keep the sign-in that opening an account begins; False when there is one with its secret already."""
    adding = _dialect(session).insert(SignInRow).values(row).on_conflict_do_nothing(index_elements=["digest"])
    return session.execute(adding.returning(SignInRow.id)).first() is not None


def has_ended(session: Session, secret: bytes, now: datetime, limits: Limits) -> bool:
    """Tell whether there was a sign-in with this secret that is honoured no more."""
    asked = select(and_(*IS_LIVE).label("is_live")).where(SignInRow.digest == secret)
    row = session.execute(asked, living(now, limits)).one_or_none()
    return row is not None and not row.is_live


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
