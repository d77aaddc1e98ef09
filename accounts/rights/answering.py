"""Answering: the data-protection officer settles a request, with an entry that its citizen finds."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.rights import store
from accounts.rights.tickets import Outcome, Ticket
from accounts.store import citizen_by_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append


def answer(session: Session, keys: KeyRing, staff: str, ticket: str, outcome: Outcome, now: datetime) -> Ticket | None:
    """Answer a waiting request as member of staff `staff`; None when it was answered already."""
    answered = store.answer(session, ticket, outcome, now)
    if answered is None:
        return None
    owner = citizen_by_id(session, answered.citizen)
    if owner is not None:
        sealed = {"citizen": owner.id, "ticket": answered.number, "outcome": outcome.value}
        draft = Draft(EntryType.STAFF_ACT, now, owner.tag, "staff", staff=staff, citizen=owner.id, sealed=sealed)
        append(session, keys, open_key(session, keys, owner.id), draft)
    return answered
