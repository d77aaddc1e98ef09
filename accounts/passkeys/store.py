"""Rows of passkeys, and of the challenges that were answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.passkeys.ceremonies import Kept, Registered
from accounts.passkeys.challenges import LIFETIME
from accounts.tables import CitizenRow
from core.ids import new_id
from core.tables import Base, UTCDateTime, inserting


class PasskeyRow(Base):
    """A public key of one of a citizen's devices. It opens nothing by being read; its name, which a person chose, is sealed."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    handle: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    is_synced: Mapped[bool]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AnsweredChallengeRow(Base):
    """A challenge that was answered and is good for nothing more; kept as long as it could have been sent again."""

    __tablename__ = "answered_challenges"

    challenge: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    forget_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it in their list; `name` is sealed."""

    id: str
    name: bytes = field(repr=False)
    is_synced: bool
    created_at: datetime
    used_at: datetime | None


def spend(session: Session, challenge: bytes, now: datetime) -> bool:
    """Note that a challenge was answered; False when it was before. The one statement decides."""
    adding = inserting(session, AnsweredChallengeRow).values(challenge=challenge, forget_at=now + 2 * LIFETIME)
    first = adding.on_conflict_do_nothing(index_elements=["challenge"]).returning(AnsweredChallengeRow.challenge)
    return session.execute(first).first() is not None


def clear(session: Session, now: datetime) -> None:
    """Forget challenges that are too old to be answered anyway."""
    session.execute(delete(AnsweredChallengeRow).where(AnsweredChallengeRow.forget_at < now))


def by_credential(session: Session, credential: bytes) -> Kept | None:
    """Return the passkey with this credential id, or None."""
    row = session.execute(select(*_KEPT).where(PasskeyRow.credential == credential)).one_or_none()
    return None if row is None else Kept(*row)


_KEPT = (
    PasskeyRow.id,
    PasskeyRow.citizen_id,
    PasskeyRow.handle,
    PasskeyRow.public_key,
    PasskeyRow.sign_count,
    PasskeyRow.is_synced,
)


def used(session: Session, passkey: str, sign_count: int, now: datetime) -> bool:
    """Note that a passkey proved itself with a new count; False when it is gone, or came with a later one meanwhile."""
    grows = or_(PasskeyRow.sign_count < sign_count, (PasskeyRow.sign_count == 0) & (sign_count == 0))
    noting = update(PasskeyRow).where(PasskeyRow.id == passkey, grows).values(sign_count=sign_count, used_at=now)
    return session.execute(noting.returning(PasskeyRow.id)).first() is not None


def credentials_of(session: Session, citizen: str) -> Sequence[tuple[bytes, bytes]]:
    """Return (credential id, user handle) of every passkey of a citizen."""
    rows = session.execute(
        select(PasskeyRow.credential, PasskeyRow.handle).where(PasskeyRow.citizen_id == citizen)
    ).all()
    return [(credential, handle) for credential, handle in rows]


def of_citizen(session: Session, citizen: str) -> Sequence[Passkey]:
    """Return the passkeys of a citizen, oldest first."""
    columns = (PasskeyRow.id, PasskeyRow.name, PasskeyRow.is_synced, PasskeyRow.created_at, PasskeyRow.used_at)
    rows = session.execute(
        select(*columns).where(PasskeyRow.citizen_id == citizen).order_by(PasskeyRow.created_at, PasskeyRow.id)
    )
    return [Passkey(*row) for row in rows]


def count(session: Session, citizen: str) -> int:
    """Return how many passkeys a citizen has."""
    return session.scalar(select(func.count()).where(PasskeyRow.citizen_id == citizen)) or 0


def lock_owner(session: Session, citizen: str) -> None:
    """Hold the citizen's row until the transaction ends, so that two passkeys are counted one after the other."""
    session.execute(select(CitizenRow.id).where(CitizenRow.id == citizen).with_for_update())


def add(session: Session, citizen: str, key: Registered, handle: bytes, name: bytes, now: datetime) -> bool:
    """Keep a new passkey; False when its credential is registered already, with whomever."""
    row = {
        "id": new_id(), "citizen_id": citizen, "credential": key.credential, "handle": handle,
        "public_key": key.public_key, "sign_count": key.sign_count, "is_synced": key.is_synced,
        "name": name, "created_at": now, "used_at": None,
    }  # fmt: skip
    adding = inserting(session, PasskeyRow).values(row).on_conflict_do_nothing(index_elements=["credential"])
    return session.execute(adding.returning(PasskeyRow.id)).first() is not None


def rename(session: Session, citizen: str, passkey: str, name: bytes) -> bool:
    """Give a citizen's passkey another name; False when they have no such one."""
    naming = update(PasskeyRow).where(PasskeyRow.id == passkey, PasskeyRow.citizen_id == citizen).values(name=name)
    return session.execute(naming.returning(PasskeyRow.id)).first() is not None


def remove(session: Session, citizen: str, passkey: str) -> bool:
    """Remove a citizen's passkey; False when they have no such one."""
    gone = delete(PasskeyRow).where(PasskeyRow.id == passkey, PasskeyRow.citizen_id == citizen)
    return session.execute(gone.returning(PasskeyRow.id)).first() is not None


def remove_since(session: Session, citizen: str, since: datetime) -> None:
    """Remove the passkeys that a citizen's account got at or after `since`."""
    session.execute(delete(PasskeyRow).where(PasskeyRow.citizen_id == citizen, PasskeyRow.created_at >= since))


def forget(session: Session, citizen: str) -> None:
    """Remove all passkeys of a citizen whose account is erased."""
    session.execute(delete(PasskeyRow).where(PasskeyRow.citizen_id == citizen))
