"""Asking a service to delete: when a consent has ended under which it received something, with an entry, and a word to the outbox."""

from datetime import datetime

from sqlalchemy.orm import Session

from consent.answers import store as answers
from consent.deletion import store
from consent.deletion.requests import WITHIN, Cause, Request
from consent.entries import deletion_draft
from consent.grants import Grant, State
from consent.purposes import Purpose, Service
from core import outbox
from core.ids import new_id
from keys.citizen_keys import KeyDestroyed, open_key
from keys.ring import KeyRing
from ledger import search
from ledger.entries import Draft, EntryType
from ledger.writer import append

ENDED = "consent.ended"
EXPIRED = "consent.expired"


def ask(
    session: Session, grant: Grant, purpose: Purpose, service: Service, cause: Cause, now: datetime
) -> tuple[Draft, ...]:
    """Return the entry that asks the service to delete what it received under an ended grant; none when it received nothing.

    The request is kept, and the outbox tells the service's clients, in the caller's transaction.
    """
    received = _received(session, grant)
    outbox.put(session, ENDED, {"grant": grant.id, "citizen": grant.citizen, "cause": cause.value}, now)
    if not received:
        return ()
    request = Request(new_id(), grant.citizen, service.id, grant.id, cause, received, now, now + WITHIN)
    store.add(session, request)
    return (deletion_draft(grant, purpose, service, EntryType.DELETION_REQUESTED, request, now),)


def ask_after_expiry(session: Session, keys: KeyRing, citizen: str, grant: str, now: datetime) -> None:
    """Ask for what was received under a consent whose time has passed; nothing when that was done, or the key is gone."""
    answers.hold_citizen(session, citizen)
    found = answers.find(session, citizen, grant)
    if found is None or found[0].state is not State.EXPIRED or store.of_grant(session, grant) is not None:
        return
    try:
        key = open_key(session, keys, citizen)
    except KeyDestroyed:
        return
    for draft in ask(session, *found, Cause.EXPIRED, now):
        append(session, keys, key, draft)


def expire(session: Session, now: datetime) -> int:
    """Mark the answers whose time has passed, and leave their services to be told of; return how many consents that are."""
    ended = [one for one in answers.expire(session, now) if one.is_lasting_consent]
    for one in ended:
        outbox.put(session, EXPIRED, {"grant": one.grant, "citizen": one.citizen}, now)
    return len(ended)


def _received(session: Session, grant: Grant) -> tuple[str, ...]:
    # A read that gave no field told the service that somebody signed in, and nothing that could be deleted.
    return tuple(sorted(search.fields_of(session, grant.tag, EntryType.RELEASE)))
