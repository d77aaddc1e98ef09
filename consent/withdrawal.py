"""Taking back, changing, objecting: what a citizen can do with an answer after it was given."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.rights import store as tickets
from accounts.rights.tickets import Right
from consent.answering import rechosen
from consent.answers import store
from consent.asks import ask_for
from consent.decisions import Reply, ShowAgain
from consent.deletion import asking
from consent.deletion.requests import Cause
from consent.entries import answer_draft, withdrawal_draft
from consent.grants import Grant, State, can_be_changed, can_be_withdrawn
from consent.objected import store as objected
from consent.objections import Ground, Objection
from consent.preview import Words, sheet_for
from consent.purposes import Purpose, Service
from consent.sheets import Sheet
from core.ids import new_id
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.writer import append, append_all

GONE = frozenset({None, "closed"})


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a citizen with what it is about."""

    grant: Grant
    purpose: Purpose
    service: Service


@dataclass(frozen=True, slots=True)
class NotPossible:
    """The answer is not this citizen's, or has ended, or is of a kind that cannot be treated so."""


def withdraw(session: Session, keys: KeyRing, citizen: str, grant: str, now: datetime) -> Answered | NotPossible:
    """Take back a consent, at once (UU 27/2022, article 9), and ask the service to delete what it received.

    The service hears of it by an event, and at its next read at the latest. The grant's row is written before the entry. A read that holds it is waited for and numbered
    before; any later read finds it ended.
    """
    if store.hold_citizen(session, citizen) in GONE:
        return NotPossible()
    found = store.find(session, citizen, grant)
    if found is None or not can_be_withdrawn(found[0]):
        return NotPossible()
    if not store.end(session, grant, State.WITHDRAWN, now):
        return NotPossible()
    drafts = (withdrawal_draft(*found, now), *asking.ask(session, *found, Cause.WITHDRAWN, now))
    append_all(session, keys, open_key(session, keys, citizen), drafts)
    return Answered(replace(found[0], state=State.WITHDRAWN, ended_at=now), found[1], found[2])


def answer_of(session: Session, citizen: str, grant: str) -> Answered | NotPossible:
    """Return one answer of this citizen."""
    found = store.find(session, citizen, grant)
    return NotPossible() if found is None else Answered(*found)


def show_change(
    session: Session, keys: KeyRing, citizen: str, grant: str, language: str, words: Words, now: datetime
) -> Sheet | NotPossible:
    """Return the sheet on which optional fields of an ongoing consent are ticked and unticked."""
    found = store.find(session, citizen, grant)
    if found is None or not can_be_changed(found[0], found[1], now):
        return NotPossible()
    # What was never asked of this citizen is not asked by a page for changing answers either.
    ask = ask_for(found[2], found[1].narrowed(found[0].answered, once=False), (), found[0].systems)
    return sheet_for(session, keys, citizen, ask, found[0], language, words, now)


def change(
    session: Session, keys: KeyRing, citizen: str, grant: str, reply: Reply, words: Words, now: datetime
) -> Answered | ShowAgain | NotPossible:
    """Change the optional fields of an ongoing consent; required ones stay, and its end stays where it was.

    Writes `consent.changed` under the grant's tag.
    """
    if store.hold_citizen(session, citizen) != "active":
        return NotPossible()
    sheet = show_change(session, keys, citizen, grant, reply.language, words, now)
    if isinstance(sheet, NotPossible):
        return sheet
    if sheet.proof != reply.proof:
        return ShowAgain(sheet, has_changed=True)
    changed = rechosen(sheet, reply.fields, reply.language)
    if not store.change(session, changed):
        return NotPossible()
    draft = answer_draft(changed, sheet.ask, now, is_change=True)
    append(session, keys, open_key(session, keys, citizen), draft)
    return Answered(changed, sheet.ask.purpose, sheet.ask.service)


def object_to(session: Session, citizen: str, grant: str, ground: Ground, now: datetime) -> Objection | NotPossible:
    """Record the objection of a citizen to a use on another basis than consent, as a ticket with a number."""
    if store.hold_citizen(session, citizen) in GONE:
        return NotPossible()
    found = store.find(session, citizen, grant)
    if found is None or not found[0].is_notice:
        return NotPossible()
    number = f"K-{secrets.randbelow(10**8):08d}"
    objection = Objection(new_id(), number, citizen, grant, ground, "open", now)
    objected.keep(session, objection)
    tickets.add(session, citizen, Right.OBJECTION, now, number=number, fields=found[0].granted)
    return objection
