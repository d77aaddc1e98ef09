"""Who hears that a field has changed: services that received it, while a lasting consent of the citizen holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent import derivation
from consent.answers import store
from consent.grants import Grant, is_live
from ledger import search
from ledger.entries import EntryType


@dataclass(frozen=True, slots=True)
class Hearer:
    """A service, the answer by which it may hear, and the fields that it knows under the names it was given."""

    service: str
    purpose: str
    grant: str
    fields: tuple[str, ...]


def hearers(session: Session, citizen: str, changed: Collection[str], now: datetime) -> tuple[Hearer, ...]:
    """Return who hears that the stored fields `changed` are other ones now; each service only of what it received."""
    found = []
    for grant, purpose, service in store.all_of(session, citizen):
        if not may_hear(grant, now) or not service.is_active:
            continue
        known = [key for key in grant.granted if set(derivation.stored_fields([key])) & set(changed)]
        told = tuple(key for key in known if _was_read(session, grant, key))
        if told:
            found.append(Hearer(service.id, purpose.key, grant.id, told))
    return tuple(found)


def may_hear(grant: Grant, now: datetime) -> bool:
    """Tell whether a grant lets its service hear of changes: a consent that lasts and holds, and is not frozen."""
    return is_live(grant, now) and not (grant.is_notice or grant.once or grant.is_frozen)


def still_hears(session: Session, citizen: str, grant: str, now: datetime) -> bool:
    """Tell whether the consent by which a service was to hear holds at this moment."""
    found = store.find(session, citizen, grant)
    return found is not None and may_hear(found[0], now)


def _was_read(session: Session, grant: Grant, key: str) -> bool:
    # A parameter is part of the name: `resident_of:35.74` and `resident_of:33.01` are two answers.
    found = search.find(session, tag=grant.tag, type=EntryType.RELEASE, field=key.partition(":")[0], limit=search.MOST)
    return any(key in entry.fields for entry in found)
