"""Citizens, the names they sign in by, and their tags."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from accounts.citizens import ACTIVE, CLOSING, FROZEN, Citizen
from accounts.tables import CitizenRow, CitizenTagRow, IdentifierRow
from core.ids import new_id
from core.tables import inserting


def citizen_by_id(
    session: Session, citizen: str, states: tuple[str, ...] = (ACTIVE, FROZEN, CLOSING), *, lock: bool = False
) -> Citizen | None:
    """Return a citizen in one of `states`, or None; `lock` holds the row until the transaction ends."""
    wanted = select(*_CITIZEN).where(CitizenRow.id == citizen, CitizenRow.state.in_(states))
    row = session.execute(wanted.with_for_update(key_share=True) if lock else wanted).one_or_none()
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


def add_citizen(session: Session, citizen: Citizen) -> bool:
    """Write a new account; False when its number is taken."""
    row = {
        "id": citizen.id, "number": citizen.number, "state": citizen.state, "language": citizen.language,
        "tag": citizen.tag, "created_at": citizen.created_at,
    }  # fmt: skip
    adding = inserting(session, CitizenRow).values(row).on_conflict_do_nothing(index_elements=["number"])
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


def note_in_person(session: Session, citizen: str) -> None:
    """Note that an officer saw the card of a checked NIK, and its bearer."""
    session.execute(
        update(IdentifierRow)
        .where(IdentifierRow.citizen_id == citizen, IdentifierRow.kind == "nik")
        .values(in_person=True)
    )


def nik_holder(session: Session, indexes: Iterable[bytes]) -> str | None:
    """Return the citizen whose checked NIK has one of these indexes."""
    wanted = select(IdentifierRow.citizen_id).where(IdentifierRow.kind == "nik", IdentifierRow.index.in_(list(indexes)))
    return session.scalar(wanted.limit(1))


def without_nik_index(session: Session, version: int, after: str, most: int) -> Sequence[tuple[str, dict[int, bytes]]]:
    """Return the next citizens, by id, whose checked NIK lacks an index of `version`, with the indexes that it has."""
    lacking = _lacking(version).where(IdentifierRow.citizen_id > after)
    citizens = session.scalars(lacking.order_by(IdentifierRow.citizen_id).limit(most)).all()
    found: dict[str, dict[int, bytes]] = {citizen: {} for citizen in citizens}
    columns = select(IdentifierRow.citizen_id, IdentifierRow.index_version, IdentifierRow.index)
    for citizen, held, index in session.execute(
        columns.where(IdentifierRow.kind == "nik", IdentifierRow.citizen_id.in_(citizens))
    ):
        found[citizen][held] = index
    return list(found.items())


def count_without_nik_index(session: Session, version: int) -> int:
    """Return how many citizens have a checked NIK that lacks an index of `version`."""
    return session.scalar(select(func.count()).select_from(_lacking(version).subquery())) or 0


def add_nik_index(session: Session, citizen: str, index: bytes, version: int, now: datetime) -> bool:
    """Keep one more index of a checked NIK, seen in person if the others were; False when it is kept already."""
    other = aliased(IdentifierRow)
    seen = exists().where(other.citizen_id == citizen, other.kind == "nik", other.in_person)
    adding = inserting(session, IdentifierRow).values(
        id=new_id(), citizen_id=citizen, kind="nik", index=index, index_version=version, checked=True,
        in_person=select(seen).scalar_subquery(), created_at=now,
    )  # fmt: skip
    return session.execute(adding.on_conflict_do_nothing().returning(IdentifierRow.id)).first() is not None


def drop_nik_indexes(session: Session, version: int) -> int:
    """Remove all indexes of NIKs of one version; return how many there were."""
    gone = delete(IdentifierRow).where(IdentifierRow.kind == "nik", IdentifierRow.index_version == version)
    return len(session.execute(gone.returning(IdentifierRow.id)).all())


def _lacking(version: int) -> Select[str]:
    other = aliased(IdentifierRow)
    has = exists().where(
        other.citizen_id == IdentifierRow.citizen_id, other.kind == "nik", other.index_version == version
    )
    return select(IdentifierRow.citizen_id).where(IdentifierRow.kind == "nik", ~has).distinct()


def addresses_of(session: Session, citizen: str) -> Sequence[tuple[str, bytes]]:
    """Return (kind, sealed value) of the e-mail address and phone that a citizen signs in by."""
    rows = session.execute(
        select(IdentifierRow.kind, IdentifierRow.sealed)
        .where(IdentifierRow.citizen_id == citizen, IdentifierRow.sealed.is_not(None))
        .order_by(IdentifierRow.created_at)
    )
    return [(kind, sealed) for kind, sealed in rows if sealed is not None]


def add_tag(session: Session, citizen: str, tag: bytes) -> None:
    """Keep a ledger tag of `citizen`."""
    session.execute(insert(CitizenTagRow).values(tag=tag, citizen_id=citizen))


def owner_of_tag(session: Session, tag: bytes) -> str | None:
    """Return the citizen whose account or grant has this tag, or None."""
    of_grant = select(CitizenTagRow.citizen_id).where(CitizenTagRow.tag == tag)
    return session.scalar(of_grant) or session.scalar(select(CitizenRow.id).where(CitizenRow.tag == tag))


def take_tags(session: Session, citizen: str) -> tuple[bytes, ...]:
    """Remove and return the ledger tags of the grants of `citizen`, in a stable order."""
    gone = session.execute(
        delete(CitizenTagRow).where(CitizenTagRow.citizen_id == citizen).returning(CitizenTagRow.tag)
    ).scalars()
    return tuple(sorted(gone))
