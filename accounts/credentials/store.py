"""Rows of passwords and recovery codes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, exists, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.apps.store import AppRow
from accounts.citizens import ACTIVE, CLOSING, FROZEN
from accounts.tables import CitizenRow, IdentifierRow, SignInRow
from core.tables import Base, UTCDateTime

MOST_CANDIDATES = 8


class PasswordRow(Base):
    """The slow hash of a citizen's password, and whether it is long enough to be the only factor."""

    __tablename__ = "passwords"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    stands_alone: Mapped[bool] = mapped_column(default=True)
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCodeRow(Base):
    """The keyed digest of one recovery code."""

    __tablename__ = "recovery_codes"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def candidates(session: Session, kind: str, indexes: Iterable[bytes], browser: bytes) -> list[tuple[str, str]]:
    """Return (citizen, password hash) of the accounts that carry an identifier, at most eight.

    Those who signed in by `browser` before come first, so that people who share a name do not guess at each other's passwords
    whenever they sign in; then the checked ones.
    """
    was_here = exists().where(SignInRow.citizen_id == IdentifierRow.citizen_id, SignInRow.browser == browser)
    rows = session.execute(
        select(IdentifierRow.citizen_id, PasswordRow.hash)
        .join(PasswordRow, PasswordRow.citizen_id == IdentifierRow.citizen_id)
        .join(CitizenRow, CitizenRow.id == IdentifierRow.citizen_id)
        .where(IdentifierRow.kind == kind, IdentifierRow.index.in_(list(indexes)))
        .where(CitizenRow.state.in_((ACTIVE, CLOSING, FROZEN)))
        .order_by(was_here.desc(), IdentifierRow.checked.desc(), IdentifierRow.created_at)
        .limit(MOST_CANDIDATES)
    )
    # While the index of NIKs is rotated, one identifier is found under two versions.
    return list(dict.fromkeys((citizen, kept) for citizen, kept in rows))


def candidate_of_number(session: Session, number: str) -> list[tuple[str, str]]:
    """Return (citizen, password hash) of the account with this number, if there is one."""
    rows = session.execute(
        select(CitizenRow.id, PasswordRow.hash)
        .join(PasswordRow, PasswordRow.citizen_id == CitizenRow.id)
        .where(CitizenRow.number == number, CitizenRow.state.in_((ACTIVE, CLOSING, FROZEN)))
    )
    return [(citizen, kept) for citizen, kept in rows]


def password_of(session: Session, citizen: str) -> str | None:
    """Return the password hash of `citizen`."""
    return session.scalar(select(PasswordRow.hash).where(PasswordRow.citizen_id == citizen))


def locked_password(session: Session, citizen: str) -> tuple[str, bool] | None:
    """Return the password hash of `citizen` and whether a code is wanted besides; it stays so until the transaction ends."""
    wants_code = exists().where(AppRow.citizen_id == PasswordRow.citizen_id)
    wanted = select(PasswordRow.hash, wants_code).where(PasswordRow.citizen_id == citizen)
    row = session.execute(wanted.with_for_update(key_share=True, of=PasswordRow)).one_or_none()
    return None if row is None else (row[0], row[1])


def stands_alone(session: Session, citizen: str) -> bool:
    """Tell whether the password of `citizen` is long enough without a second factor."""
    return bool(session.scalar(select(PasswordRow.stands_alone).where(PasswordRow.citizen_id == citizen)))


def set_password(
    session: Session, citizen: str, kept: str, now: datetime, *, instead_of: str | None = None, alone: bool = True
) -> bool:
    """Keep a new hash, if the present one is still `instead_of` (when given); tell whether it was.

    One that cannot stand alone is kept only while there is an app to stand beside it; the statement says so itself.
    """
    changing = update(PasswordRow).where(PasswordRow.citizen_id == citizen)
    if instead_of is not None:
        changing = changing.where(PasswordRow.hash == instead_of)
    if not alone:
        changing = changing.where(exists().where(AppRow.citizen_id == citizen))
    changed = changing.values(hash=kept, stands_alone=alone, set_at=now).returning(PasswordRow.citizen_id)
    return session.execute(changed).first() is not None


def add_password(session: Session, citizen: str, kept: str, now: datetime) -> None:
    """Keep the first password of `citizen`; there is no second factor yet, so it stands alone."""
    session.execute(insert(PasswordRow).values(citizen_id=citizen, hash=kept, stands_alone=True, set_at=now))


def replace_codes(session: Session, citizen: str, digests: Iterable[bytes]) -> None:
    """Forget all recovery codes of `citizen` and keep new ones; of two at the same moment the later ones stay."""
    session.execute(select(PasswordRow.hash).where(PasswordRow.citizen_id == citizen).with_for_update())
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.citizen_id == citizen))
    session.execute(
        insert(RecoveryCodeRow), [{"digest": one, "citizen_id": citizen, "used_at": None} for one in digests]
    )


def drop_codes(session: Session, citizen: str) -> None:
    """Forget all recovery codes of `citizen`."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.citizen_id == citizen))


def use_code(session: Session, citizens: Iterable[str], code: bytes, now: datetime) -> str | None:
    """Use up an unused code of one of `citizens`; return whose it was. The one statement decides."""
    using = update(RecoveryCodeRow).where(RecoveryCodeRow.digest == code, RecoveryCodeRow.used_at.is_(None))
    using = using.where(RecoveryCodeRow.citizen_id.in_(list(citizens))).values(used_at=now)
    return session.execute(using.returning(RecoveryCodeRow.citizen_id)).scalar_one_or_none()


def unused_codes(session: Session, citizen: str) -> set[bytes]:
    """Return the digests of the recovery codes of `citizen` that are unused."""
    unused = select(RecoveryCodeRow.digest).where(
        RecoveryCodeRow.citizen_id == citizen, RecoveryCodeRow.used_at.is_(None)
    )
    return set(session.scalars(unused))


def codes_left(session: Session, citizen: str) -> int:
    """Return how many recovery codes of `citizen` are unused."""
    left = select(func.count()).where(RecoveryCodeRow.citizen_id == citizen, RecoveryCodeRow.used_at.is_(None))
    return session.scalar(left) or 0


def forget(session: Session, citizen: str) -> None:
    """Remove identifiers, password, app and codes of a citizen whose account is erased."""
    for table in (RecoveryCodeRow, AppRow, PasswordRow, IdentifierRow):
        session.execute(delete(table).where(table.citizen_id == citizen))
