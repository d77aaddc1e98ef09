"""Placing and lifting a legal hold: the data-protection officer's deeds, each with an entry, and the end of a closing moved with them."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import closing
from accounts.citizens import ACTIVE, CLOSING, FROZEN, Citizen
from accounts.holds import store
from accounts.holds.hold import Hold
from accounts.rights import store as tickets
from accounts.rights.tickets import Right
from accounts.store import citizen_by_id
from core.clock import to_epoch
from core.ids import new_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType, Terms
from ledger.writer import append

LIVING = (ACTIVE, FROZEN, CLOSING)


def place(
    session: Session, keys: KeyRing, staff: str, citizen: str, law: str, until: datetime, now: datetime, field: str = ""
) -> Hold | None:  # fmt: skip
    """Record that a law keeps the data of a citizen (or one document) `until`; None when there is nobody, or one stands already."""
    owner = citizen_by_id(session, citizen, LIVING, lock=True)
    if owner is None or any(one.field == field for one in store.standing(session, now, citizen)):
        return None
    hold = Hold(new_id(), citizen, field, law, until, now)
    store.add(session, hold)
    if owner.state == CLOSING and owner.closes_at is not None and owner.closes_at < until:
        closing.move_end(session, citizen, until, now)
    _enter(session, keys, owner, hold, EntryType.HOLD_PLACED, staff, now)
    return hold


def lift(session: Session, keys: KeyRing, staff: str, hold: str, now: datetime) -> Hold | None:
    """End a hold early; an account that was only waiting for it is erased when its own time is over."""
    lifted = store.lift(session, hold, now)
    if lifted is None:
        return None
    owner = citizen_by_id(session, lifted.citizen, LIVING, lock=True)
    if owner is None:
        return None
    if owner.state == CLOSING:
        # The law gives three days from the request; what of them is left is still the citizen's to take it back.
        asked = [
            one.due_at for one in tickets.of_citizen(session, owner.id) if one.right is Right.ERASURE and one.is_open
        ]
        others = store.until(session, owner.id, now)
        closing.move_end(session, owner.id, max(filter(None, (now, others, *asked))), now)
    _enter(session, keys, owner, lifted, EntryType.HOLD_LIFTED, staff, now)
    return lifted


def _enter(
    session: Session, keys: KeyRing, owner: Citizen, hold: Hold, kind: EntryType, staff: str, now: datetime
) -> None:
    is_placed = kind is EntryType.HOLD_PLACED
    draft = Draft(
        kind, now, owner.tag, "staff", staff=staff, citizen=owner.id, fields=(hold.field,) if hold.field else (),
        terms=Terms(once=False, ends=to_epoch(hold.until)) if is_placed else None,
        sealed={"citizen": owner.id, "law": hold.law},
    )  # fmt: skip
    append(session, keys, open_key(session, keys, owner.id), draft)
