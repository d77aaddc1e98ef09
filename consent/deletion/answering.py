"""Answering a deletion request: the service says that it deleted, or which law makes it keep, and both are entries."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from consent.answers import store as answers
from consent.deletion import store
from consent.deletion.requests import Answer, Request
from consent.entries import deletion_draft
from keys.citizen_keys import KeyDestroyed, open_key
from keys.ring import KeyRing
from ledger.entries import EntryType
from ledger.writer import append

ENTRIES = {Answer.DELETED: EntryType.DELETION_DONE, Answer.LEGAL_HOLD: EntryType.DELETION_HELD}


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such request to this service."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The service has answered already, and this does not follow from what it said."""

    request: Request


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer is kept; `entry` is its place in the ledger, None when the citizen's account is erased and takes no entry."""

    request: Request
    entry: int | None


def answer(
    session: Session, keys: KeyRing, service: str, request: str, said: Answer, basis: str, now: datetime
) -> Recorded | Settled | Unknown:
    """Record what the service with id `service` says it did about one request (UU 27/2022, articles 43 to 45)."""
    found = store.find(session, request)
    if found is None or found.service != service:
        return Unknown()
    answers.hold_citizen(session, found.citizen)
    known = answers.find(session, found.citizen, found.grant)
    if known is None or not store.answer(session, found, said, basis, now):
        return Settled(store.find(session, request) or found)
    answered = replace(found, answer=said, basis=basis, answered_at=now, heard_at=found.heard_at or now)
    try:
        key = open_key(session, keys, found.citizen)
    except KeyDestroyed:
        return Recorded(answered, None)
    draft = deletion_draft(*known, ENTRIES[said], answered, now)
    return Recorded(answered, append(session, keys, key, draft).index)
