"""Who saw my data: every release to a service, read from the ledger by the citizen's own tags."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent.answers import store
from consent.purposes import Purpose, Service
from consent.registry import store as registry
from core.canonical import b64
from ledger import search
from ledger.entries import Entry, EntryType

PAGE = 100


@dataclass(frozen=True, slots=True)
class Access:
    """One read: which service, for what, which fields (none when it only learnt who signed in), when, and its entry."""

    index: int
    time: datetime
    service: Service
    purpose: Purpose
    fields: tuple[str, ...]
    tag: bytes


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A stretch of the log, newest first; `older` is the index behind which it goes on, None at the end."""

    accesses: Sequence[Access]
    services: Sequence[Service]
    older: int | None


def page(session: Session, citizen: str, service: str | None, before: int | None) -> AccessPage:
    """Return at most 100 reads before the entry `before`, of one service (by key) or of all."""
    answers = store.all_of(session, citizen)
    services = {found.key: found for _, _, found in answers}
    entries = _entries(session, citizen, service, before, PAGE + 1)
    purposes = registry.purposes_by_reference(session, {found.id for found in services.values()})
    shown = [
        Access(
            entry.index, entry.time, services[entry.service or ""],
            purposes[(services[entry.service or ""].id, entry.purpose or "")], entry.fields, entry.tag,
        )
        for entry in entries[:PAGE]
    ]  # fmt: skip
    older = shown[-1].index if len(entries) > PAGE else None
    return AccessPage(shown, sorted(services.values(), key=lambda one: one.legal_name), older)


def as_data(session: Session, citizen: str, service: str | None) -> Iterator[dict[str, Any]]:
    """Yield every read as plain data, newest first, for the citizen's own download (UU 27/2022, articles 7 and 13)."""
    before: int | None = None
    while True:
        stretch = page(session, citizen, service, before)
        for access in stretch.accesses:
            yield {
                "entry": access.index,
                "time": access.time.isoformat(),
                "service": {
                    "key": access.service.key,
                    "name": access.service.legal_name,
                    "agency": access.service.agency,
                },
                "purpose": {
                    "reference": access.purpose.reference,
                    "id": access.purpose.text_id,
                    "en": access.purpose.text_en,
                },
                "fields": list(access.fields),
                "tag": b64(access.tag),
            }
        if stretch.older is None:
            return
        before = stretch.older


def _entries(session: Session, citizen: str, service: str | None, before: int | None, limit: int) -> Sequence[Entry]:
    tags = store.tags_of(session, citizen)
    if not tags:
        return []
    return search.find(
        session,
        tag=tags,
        type=EntryType.RELEASE,
        service=service,
        after=before,
        newest_first=True,
        limit=limit,
    )
