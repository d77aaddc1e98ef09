"""Freezing: the citizen stops every reading of their data at once, and starts it again (UU 27/2022, article 11)."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import store
from accounts.citizens import ACTIVE, FROZEN, Citizen
from accounts.ended import store as ended
from accounts.rights import store as tickets
from accounts.rights.tickets import Outcome, Right
from core import outbox
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append

RESTS = "account.rests"


def freeze(session: Session, keys: KeyRing, citizen: str, sign_in: str, now: datetime) -> Citizen | None:
    """Freeze an account: tokens are honoured no more, and every sign-in but this one ends; None when it is not in use."""
    frozen = store.change_state(session, citizen, (ACTIVE,), state=FROZEN)
    if frozen is None:
        return None
    ended.end_sign_ins(session, citizen, now, but=sign_in)
    tickets.add(session, citizen, Right.RESTRICTION, now, outcome=Outcome.DONE)
    outbox.put(session, RESTS, {"citizen": citizen, "frozen": True}, now)
    _enter(session, keys, frozen, EntryType.ACCOUNT_FROZEN, now)
    return frozen


def unfreeze(session: Session, keys: KeyRing, citizen: str, now: datetime) -> Citizen | None:
    """Let a frozen account be used again; None when it is not frozen."""
    thawed = store.change_state(session, citizen, (FROZEN,), state=ACTIVE)
    if thawed is not None:
        outbox.put(session, RESTS, {"citizen": citizen, "frozen": False}, now)
        _enter(session, keys, thawed, EntryType.ACCOUNT_UNFROZEN, now)
    return thawed


def _enter(session: Session, keys: KeyRing, citizen: Citizen, kind: EntryType, now: datetime) -> None:
    draft = Draft(kind, now, citizen.tag, "citizen", citizen=citizen.id, sealed={"citizen": citizen.id})
    append(session, keys, open_key(session, keys, citizen.id), draft)
