"""Renewing: the citizen answers the version that took the place of the one that they had consented to (UU 27/2022, article 21 (2))."""

from datetime import datetime

from sqlalchemy.orm import Session

from consent.answering import fresh, renewed
from consent.answers import store
from consent.asks import ask_for
from consent.decisions import Reply, ShowAgain, why_again
from consent.entries import answer_draft
from consent.grants import can_be_renewed
from consent.preview import Words, sheet_for
from consent.registry.store import present_version
from consent.sheets import Sheet
from consent.withdrawal import Answered, NotPossible
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.writer import append


def show(
    session: Session, keys: KeyRing, citizen: str, grant: str, language: str, words: Words, now: datetime
) -> Sheet | NotPossible:
    """Return the sheet of the present version, with the former answer ticked and what the versions say otherwise."""
    found = store.find(session, citizen, grant)
    if found is None or not can_be_renewed(found[0], found[1], now):
        return NotPossible()
    present = present_version(session, found[0].service, found[0].purpose_key)
    is_like = present is not None and present.is_active and present.asks_consent and not present.once
    if present is None or not is_like or not found[2].is_active:
        return NotPossible()
    ask = ask_for(found[2], present, found[0].answered, found[0].systems)
    return sheet_for(session, keys, citizen, ask, found[0], language, words, now)


def renew(
    session: Session, keys: KeyRing, citizen: str, grant: str, reply: Reply, words: Words, now: datetime
) -> Answered | ShowAgain | NotPossible:
    """Accept the present version with the fields that are ticked; whoever does nothing lets the consent rest until it ends.

    Writes `consent.changed` under the grant's tag; tokens of the grant are honoured again.
    """
    if store.hold_citizen(session, citizen) != "active":
        return NotPossible()
    sheet = show(session, keys, citizen, grant, reply.language, words, now)
    if isinstance(sheet, NotPossible):
        return sheet
    chosen = reply.fields & frozenset(sheet.ask.names)
    if again := why_again(sheet, reply, chosen):
        return again
    earlier, ask = sheet.earlier, sheet.ask
    assert earlier is not None  # noqa: S101 - a renewal is always one of a grant
    answer = renewed(earlier, fresh(citizen, sheet, reply.language, chosen, earlier.tag, now), ask)
    if not store.change(session, answer):
        return NotPossible()
    append(session, keys, open_key(session, keys, citizen), answer_draft(answer, ask, now, is_change=True))
    return Answered(answer, ask.purpose, ask.service)
