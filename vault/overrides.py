"""A card may bear a NIK that breaks the rules: an officer who holds it enters the number, and says why."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.store import citizen_by_id
from keys.ring import KeyRing
from vault import news, safe, store
from vault.checks import Confirmed, NotConfirmed, claim_nik, keep
from vault.validation.dates import local_day
from vault.validation.numbers import canonical_digits, nik
from vault.validation.outcome import Facts
from vault.validation.words import text

LONGEST_NIK = 20
REASON = text(10, 200)


def enter_nik(
    session: Session, keys: KeyRing, staff: str, citizen: str, typed: str, reason: str, now: datetime
) -> Confirmed | NotConfirmed:
    """Keep a NIK that `citizen` cannot enter themselves, as officer `staff` reads it from the original.

    The value is checked by being entered. The rule that was broken and the reason stand in the sealed part of
    the entry: they may tell more of the citizen than the names of fields that the ledger shows.
    """
    facts = Facts({}, local_day(now))
    number, said = canonical_digits(typed), REASON(reason, facts)
    if said.errors or said.data is None:
        return NotConfirmed("reason_missing")
    if not (number.isascii() and number.isdigit()) or len(number) > LONGEST_NIK:
        return NotConfirmed("nik_not_digits")
    broken = nik(number, facts).errors
    if not broken:
        return NotConfirmed("nik_breaks_no_rule")
    owner = citizen_by_id(session, citizen, ("active",), lock=True)
    if owner is None:
        return NotConfirmed("account_not_active")
    store.lock(session, citizen)
    present = safe.read(session, keys, citizen, ["nik"])
    if "nik" in present and present["nik"].is_checked:
        return NotConfirmed("nik_checked_already")
    if not claim_nik(session, keys, citizen, number, now):
        return NotConfirmed("nik_of_another_account")
    news.tell(session, citizen, ["nik"] if "nik" in safe.versions(session, citizen) else [], now)
    why = {"broken": broken[0].code, "reason": said.data}
    return keep(session, keys, staff, owner, {"nik": number}, now, more={"override": why})
