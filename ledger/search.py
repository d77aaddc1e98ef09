"""Search: entries by service, purpose, field, time, type and tag, as auditors and citizens look for them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from ledger.entries import Entry, EntryType
from ledger.store import EntryRow, as_entries, dialect_name, selected

MOST = 500


def find(  # noqa: PLR0913 - a search has as many filters as an entry has facts
    session: Session,
    *,
    service: str | None = None,
    purpose: str | None = None,
    field: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    tag: bytes | Collection[bytes] | None = None,
    type: EntryType | Collection[EntryType] | None = None,  # noqa: A002 - the word of the ledger
    staff: str | None = None,
    after: int | None = None,
    newest_first: bool = False,
    limit: int = 50,
) -> list[Entry]:
    """Return at most `limit` (and never more than 500) entries that fit everything that is given.

    `purpose` is a key for all its versions, or `key@version` for one. `field` is a catalogue key; a key without its
    parameter finds all parameters. `since` is included, `until` is not. `after` continues behind that index,
    in the direction of the listing.
    """
    wanted = [
        *_equals(service=service, staff=staff),
        *_one_of(EntryRow.tag, (tag,) if isinstance(tag, bytes) else tag),
        *_one_of(EntryRow.type, (type,) if isinstance(type, str) else type),
        *([] if purpose is None else [_purpose(purpose)]),
        *([] if field is None else [_field(session, field)]),
        *([] if since is None else [EntryRow.time >= since]),
        *([] if until is None else [EntryRow.time < until]),
        *([] if after is None else [EntryRow.index < after if newest_first else EntryRow.index > after]),
    ]
    order = EntryRow.index.desc() if newest_first else EntryRow.index
    return as_entries(session.execute(selected().where(*wanted).order_by(order).limit(min(limit, MOST))))


def fields_of(session: Session, tag: bytes, type: EntryType) -> frozenset[str]:  # noqa: A002 - the word of the ledger
    """Return every field that entries of this type on this tag name."""
    names = _names(session)
    wanted = (
        select(names.c.value)
        .select_from(EntryRow)
        .join(names, true())
        .where(EntryRow.tag == tag, EntryRow.type == type)
    )
    return frozenset(session.scalars(wanted.distinct()))


def released(session: Session, service: str, purpose: str, since: datetime) -> tuple[int, frozenset[str]]:
    """Return how many releases there were for a version of a purpose since then, and every field that they name."""
    names = _names(session)
    wanted = (
        EntryRow.type == EntryType.RELEASE,
        EntryRow.service == service,
        EntryRow.purpose == purpose,
        EntryRow.time >= since,
    )
    count = session.scalar(select(func.count()).select_from(EntryRow).where(*wanted))
    told = select(names.c.value).select_from(EntryRow).join(names, true()).where(*wanted)
    return count or 0, frozenset(session.scalars(told.distinct()))


def _equals(**wanted: str | None) -> list[ColumnElement[bool]]:
    return [getattr(EntryRow, name) == value for name, value in wanted.items() if value is not None]


def _one_of(column: Any, values: Collection[Any] | None) -> list[ColumnElement[bool]]:
    return [] if values is None else [column.in_(values)]


def _purpose(purpose: str) -> ColumnElement[bool]:
    if "@" in purpose:
        return EntryRow.purpose == purpose
    return EntryRow.purpose.startswith(purpose + "@", autoescape=True)


def _field(session: Session, field: str) -> ColumnElement[bool]:
    names = _names(session)
    fits = or_(names.c.value == field, names.c.value.startswith(field + ":", autoescape=True))
    return select(names.c.value).where(fits).exists()


def _names(session: Session) -> Any:
    unfold = func.json_array_elements_text if dialect_name(session) == "postgresql" else func.json_each
    return unfold(EntryRow.fields).table_valued("value").alias("names")
