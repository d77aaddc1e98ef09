"""Lapsing: a comparison counts for a time; afterwards the value is as good as the word of its citizen again."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from keys.ring import KeyRing
from vault import profile, safe
from vault import store as values
from vault.profile import Deed
from vault.safe import Change
from vault.validation.dates import local_day
from vault.values import SELF, SELF_DECLARED
from vault.verification import store


def lower_one_lapsed(session: Session, keys: KeyRing, now: datetime) -> bool:
    """Lower one value whose comparison counts no more, with its entry; tell whether there was one."""
    for citizen, field in store.lapsed(session, local_day(now), 1):
        owner = citizen_by_id(session, citizen, ("active", "frozen"), lock=True)
        values.lock(session, citizen)
        present = safe.kept(session, keys, citizen).get(field)
        if owner is None or present is None:
            return False
        store.carry(session, citizen, {field: (present.version, present.version + 1)})
        change = Change(field, present.data, SELF_DECLARED, SELF)
        profile.keep_changes(session, keys, owner, [change], now, Deed("system"))
        return True
    return False
