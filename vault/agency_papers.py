"""What nobody types about themselves: an officer enters it from an agency's paper, and says which paper."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from keys.ring import KeyRing
from vault import catalogue, news, safe, store
from vault.checks import Confirmed, NotConfirmed, keep
from vault.validation.dates import local_day
from vault.validation.outcome import Facts
from vault.validation.words import text

PAPER = text(10, 200)


def enter(
    session: Session, keys: KeyRing, staff: str, citizen: str, field: str, typed: str, paper: str, now: datetime
) -> Confirmed | NotConfirmed:
    """Keep a value of a read-only field, as officer `staff` reads it from an agency's `paper`; it counts as checked.

    Which paper it was stands in the sealed part of the entry.
    """
    found, facts = catalogue.FIELDS[field], Facts({}, local_day(now))
    if not found.is_read_only:
        return NotConfirmed("citizen_types_it")
    said, checked = PAPER(paper, facts), found.rule(typed, facts)
    if said.errors or said.data is None:
        return NotConfirmed("paper_missing")
    if checked.errors or checked.data is None:
        return NotConfirmed("value_unknown", tuple(choice.value for choice in found.choices))
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return NotConfirmed("account_not_active")
    store.lock(session, citizen)
    news.tell(session, citizen, [field] if field in safe.versions(session, citizen) else [], now)
    return keep(session, keys, staff, owner, {field: checked.data}, now, more={"paper": said.data})
