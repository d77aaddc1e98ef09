"""Looking things up in the ledger: every look leaves an entry of its own, in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from core.clock import to_epoch
from keys.ring import KeyRing
from ledger import proofs, publishing, search, store
from ledger.bundle import Bundled, bundle
from ledger.entries import Draft, Entry, EntryType
from ledger.writer import append, new_tag
from web.desks.auditor.criteria import Criteria

PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Entries that fit, the newest first; `after` continues the list, None ends it."""

    entries: Sequence[Entry]
    after: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry with its proof; None while no signed tree covers it."""

    entry: Entry
    proof: proofs.InclusionProof | None


def look_for(session: Session, keys: KeyRing, staff: str, criteria: Criteria, now: datetime) -> Found:
    """Return one page of the entries that fit `criteria`; the look is an entry by `staff`."""
    entries = search.find(
        session,
        service=criteria.service,
        purpose=criteria.purpose,
        field=criteria.field,
        type=criteria.type,
        since=criteria.since,
        until=criteria.until,
        after=criteria.after,
        newest_first=True,
        limit=PAGE + 1,
    )
    shown = entries[:PAGE]
    _note(session, keys, staff, now, len(shown), _looked_for(criteria))
    return Found(shown, shown[-1].index if len(entries) > PAGE else None)


def look_at(session: Session, keys: KeyRing, staff: str, index: int, now: datetime) -> Seen | None:
    """Return the entry `index` with its inclusion proof; the look is an entry, unless there is nothing to see."""
    entry = store.entry(session, index)
    if entry is None:
        return None
    seen = Seen(entry, proofs.prove(session, index))
    _note(session, keys, staff, now, 1, {"index": index})
    return seen


def take_home(
    session: Session, keys: KeyRing, staff: str, indexes: Sequence[int], stream: BinaryIO, now: datetime
) -> Bundled:
    """Write a bundle of the entries at `indexes` to `stream`; the taking is an entry.

    Raises `ledger.export.NothingPublishedError` before the first checkpoint.
    """
    bundled = bundle(session, indexes, stream)
    _note(session, keys, staff, now, bundled.entries, {"bundle": sorted(set(indexes))})
    return bundled


def publish_up_to(session: Session, keys: KeyRing, origin: str, index: int, now: datetime) -> None:
    """Sign a new checkpoint when the newest does not cover the entry `index` yet, so that it can be proved."""
    newest = publishing.newest(session)
    if newest is None or newest.size <= index < store.size(session):
        publishing.publish(session, keys, origin, now)


def _note(
    session: Session, keys: KeyRing, staff: str, now: datetime, count: int, looked_for: Mapping[str, Any]
) -> None:
    draft = Draft(
        type=EntryType.STAFF_LOOKUP,
        time=now,
        tag=new_tag(),
        actor="staff",
        staff=staff,
        count=count,
        sealed={"looked_for": dict(looked_for)},
    )
    append(session, keys, None, draft)


def _looked_for(criteria: Criteria) -> dict[str, Any]:
    facts = {
        "service": criteria.service,
        "purpose": criteria.purpose,
        "field": criteria.field,
        "type": criteria.type.value if criteria.type else None,
        "since": to_epoch(criteria.since) if criteria.since else None,
        "until": to_epoch(criteria.until) if criteria.until else None,
        "after": criteria.after,
    }
    return {name: value for name, value in facts.items() if value is not None}
