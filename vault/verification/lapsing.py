"""Lapsing: a comparison counts for a time; afterwards the value rests on what is left, at least the word of its citizen."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from keys.ring import KeyRing
from vault import profile, safe
from vault import store as values
from vault.checks import COUNTER
from vault.profile import Deed
from vault.safe import Change
from vault.validation.dates import local_day
from vault.values import OFFICER_CHECKED, SELF, SELF_DECLARED, Value
from vault.verification import store
from vault.verification.results import Check, Result


def lower_one_lapsed(session: Session, keys: KeyRing, now: datetime) -> bool:
    """Lower one value whose comparison counts no more, with its entry; tell whether there was one."""
    for citizen, field in store.lapsed(session, local_day(now), 1):
        owner = citizen_by_id(session, citizen, ("active", "frozen"), lock=True)
        values.lock(session, citizen)
        present = safe.kept(session, keys, citizen).get(field)
        if owner is None or present is None:
            return False
        state, source = _left(store.all_of(session, citizen), present, local_day(now))
        store.carry(session, citizen, {field: (present.version, present.version + 1)})
        change = Change(field, present.data, state, source)
        profile.keep_changes(session, keys, owner, [change], now, Deed("system"))
        return True
    return False


def _left(checks: Iterable[Check], value: Value, today: date) -> tuple[str, str]:
    """Return state and source of a value without what has lapsed: an officer's word that still counts, or the citizen's."""
    for one in checks:
        is_of_value = (one.field, one.version, one.result) == (value.field, value.version, Result.YES)
        if is_of_value and one.how == COUNTER and (one.valid_until is None or one.valid_until >= today):
            return OFFICER_CHECKED, one.source
    return SELF_DECLARED, SELF
