"""A changed way in: every change is an entry in the ledger and a notice to the citizen, in the transaction that makes it."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import store
from accounts.notices.kinds import Kind
from accounts.notices.telling import tell
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append


def remember(session: Session, keys: KeyRing, citizen: str, what: Kind, now: datetime) -> None:
    """Enter that the ways into an account changed, and tell its citizen; the entry's public part does not say which way."""
    owner = store.citizen_by_id(session, citizen)
    if owner is None:
        raise LookupError("there is no such account")
    tell(session, citizen, what, now)
    sealed = {"citizen": citizen, "change": what.value}
    draft = Draft(EntryType.CREDENTIALS_CHANGED, now, owner.tag, "citizen", citizen=citizen, sealed=sealed)
    append(session, keys, open_key(session, keys, citizen), draft)
