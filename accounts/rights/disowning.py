"""Disowning: a citizen says of a sign-in that it was not theirs, and the account is shut at once, also to whoever has its password."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import store
from accounts.apps import store as apps
from accounts.citizens import ACTIVE, FROZEN
from accounts.credentials import store as credentials
from accounts.ended import store as ended
from accounts.notices import store as notices
from accounts.notices.kinds import GOOD_FOR, Kind
from accounts.notices.telling import tell
from accounts.office import store as recoveries
from accounts.passkeys import store as passkeys
from accounts.rights import store as tickets
from accounts.rights.freezing import RESTS
from accounts.rights.tickets import Outcome, Right
from core import outbox
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append_all


def disown(session: Session, keys: KeyRing, notice: str, nobodys_hash: str, now: datetime) -> bool:
    """Shut the account that a notice was about; False when the notice is older than a week, or was answered before.

    Every sign-in ends, nothing is released, and the password becomes `nobodys_hash`, one that nobody knows. Whatever was
    added since that sign-in goes, for a thief may have added it: passkeys, an app, new recovery codes; a recovery at a counter ends. The way back is a
    recovery code from before, an older passkey, or the counter (docs/sign-in.md).
    """
    told = notices.find(session, notice)
    if told is None or not notices.answer(session, notice, now - GOOD_FOR, now):
        return False
    frozen = store.change_state(session, told.citizen, (ACTIVE,), state=FROZEN)
    owner = frozen or store.citizen_by_id(session, told.citizen, lock=True)
    if owner is None:
        return False
    ended.end_sign_ins(session, owner.id, now)
    _shut(session, owner.id, told.made_at, nobodys_hash, now)
    tell(session, owner.id, Kind.DISOWNED, now)
    kinds = [EntryType.CREDENTIALS_CHANGED]
    if frozen is not None:
        tickets.add(session, owner.id, Right.RESTRICTION, now, outcome=Outcome.DONE)
        outbox.put(session, RESTS, {"citizen": owner.id, "frozen": True}, now)
        kinds = [EntryType.ACCOUNT_FROZEN, *kinds]
    sealed = {"citizen": owner.id, "change": Kind.DISOWNED.value}
    drafts = [Draft(kind, now, owner.tag, "citizen", citizen=owner.id, sealed=sealed) for kind in kinds]
    append_all(session, keys, open_key(session, keys, owner.id), drafts)
    return True


def _shut(session: Session, citizen: str, since: datetime, nobodys_hash: str, now: datetime) -> None:
    credentials.set_password(session, citizen, nobodys_hash, now)
    passkeys.remove_since(session, citizen, since)
    recoveries.end(session, citizen, now)
    apps.remove_since(session, citizen, since)
    if notices.was_told(session, citizen, Kind.CODES_RENEWED, since):
        credentials.drop_codes(session, citizen)
