"""Deciding: the citizen's answer to an ask becomes a grant, a changed grant or a refusal, with its entry, or the page again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import tags
from consent.answering import fresh, renewed
from consent.answers import store
from consent.entries import answer_draft, ended_draft, refusal_draft
from consent.freezing import thaw_or_freeze
from consent.grants import Grant, State
from consent.preview import Words, preview
from consent.sheets import Sheet, ticked_as, withheld
from consent.waiting import store as waiting
from consent.waiting.question import Over, Question, open_question
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.entries import Draft
from ledger.writer import append_all, new_tag


@dataclass(frozen=True, slots=True)
class Reply:
    """What the citizen sent: `allow` or `deny`, the ticked keys, and the proof of the sheet that it answers."""

    decision: str
    fields: frozenset[str]
    proof: bytes
    language: str


def reply(decision: str, ticked: Collection[str], proof: str, language: str) -> Reply:
    """Return the reply that a form holds; a proof that is not hexadecimal proves nothing."""
    try:
        shown = bytes.fromhex(proof)
    except ValueError:
        shown = b""
    return Reply(decision, frozenset(ticked), shown, language)


@dataclass(frozen=True, slots=True)
class Granted:
    """The answer is yes, to these fields; the grant stands."""

    grant: Grant


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer is no; it is recorded."""

    grant: Grant


@dataclass(frozen=True, slots=True)
class ShowAgain:
    """Nothing is decided: `missing` required fields are not ticked, `unfilled` ones are empty, or the data changed since."""

    sheet: Sheet
    missing: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    has_changed: bool = False


Outcome = Granted | Refused | ShowAgain | Over


def show(
    session: Session, keys: KeyRing, question: Question, language: str, words: Words, now: datetime
) -> Sheet | Over:
    """Return the sheet of a waiting question, or why it can no longer be answered."""
    opened = open_question(session, question, now)
    if isinstance(opened, Over):
        return opened
    sheet = preview(session, keys, question.citizen, opened.ask, language, words, now)
    return sheet if opened.ticked is None else ticked_as(sheet, opened.ticked)


def set_aside(session: Session, question: Question, ticked: Collection[str], now: datetime) -> Over | None:
    """Keep what is ticked so far while the citizen goes to fill in something; return why that is in vain, if it is."""
    opened = open_question(session, question, now)
    if isinstance(opened, Over):
        return opened
    waiting.tick(session, question.interaction, question.citizen, frozenset(ticked) & frozenset(opened.ask.names))
    return None


def decide(session: Session, keys: KeyRing, question: Question, reply: Reply, words: Words, now: datetime) -> Outcome:
    """Record the citizen's answer to a waiting question, and return what it led to.

    The citizen's row is locked first, so answers of one citizen come one after another and none
    outlives a freeze or a closing. What is agreed to is what was shown: when a value changed between
    page and answer, the page is shown again.
    """
    if store.hold_citizen(session, question.citizen) != "active":
        return Over("account_not_active")
    opened = open_question(session, question, now)
    if isinstance(opened, Over):
        return opened
    ask = opened.ask
    sheet = preview(session, keys, question.citizen, ask, reply.language, words, now)
    if reply.decision != "allow":
        return Refused(_refuse(session, keys, question, sheet, reply, now))
    chosen = frozenset(ask.keys) if sheet.is_notice else reply.fields & frozenset(ask.names)
    if again := why_again(sheet, reply, chosen):
        waiting.tick(session, question.interaction, question.citizen, chosen)
        return again
    return Granted(_grant(session, keys, question, sheet, reply, chosen, now))


def why_again(sheet: Sheet, reply: Reply, chosen: Collection[str]) -> ShowAgain | None:
    """Return why the page is shown again: something changed, or a required field is not ticked or empty; None when it is answered."""
    if sheet.proof != reply.proof:
        return ShowAgain(sheet, has_changed=True)
    missing = tuple(wanted.key for wanted in withheld(sheet.ask, chosen))
    unfilled = tuple(wanted.key for wanted in sheet.unfilled(chosen))
    return ShowAgain(sheet, missing, unfilled) if missing or unfilled else None


def _refuse(session: Session, keys: KeyRing, question: Question, sheet: Sheet, reply: Reply, now: datetime) -> Grant:
    grant = fresh(question.citizen, sheet, reply.language, (), new_tag(), now)
    grant = replace(grant, state=State.REFUSED, ended_at=now, ends_at=None, systems=())
    store.keep(session, grant)
    tags.remember(session, question.citizen, grant.tag)
    _close(session, question, "deny", grant, now)
    _append(session, keys, [refusal_draft(grant, sheet.ask, now)])
    return grant


def _grant(
    session: Session, keys: KeyRing, question: Question, sheet: Sheet, reply: Reply, chosen: Collection[str], now: datetime
) -> Grant:  # fmt: skip
    # Whoever agrees to a frozen service's question, which says so, lets it read again.
    if sheet.frozen_since is not None:
        thaw_or_freeze(session, keys, question.citizen, sheet.ask.service, now, freezes=False)
    grant, drafts = _written(session, question.citizen, sheet, reply, chosen, now)
    _close(session, question, "allow", grant, now)
    _append(session, keys, drafts)
    return grant


def _written(
    session: Session, citizen: str, sheet: Sheet, reply: Reply, chosen: Collection[str], now: datetime
) -> tuple[Grant, list[Draft]]:
    ask, earlier = sheet.ask, sheet.earlier
    grant = fresh(citizen, sheet, reply.language, chosen, new_tag(), now)
    if earlier is not None and earlier.kind == grant.kind:
        changed = renewed(earlier, grant, ask)
        if store.change(session, changed):
            return changed, [answer_draft(changed, ask, now, is_change=True)]
    drafts = []
    if earlier is not None and store.end(session, earlier.id, State.REPLACED, now):
        # The basis changed between consent and another one: the former answer ends, a new one begins.
        drafts.append(ended_draft(earlier, ask, now))
    store.keep(session, grant)
    tags.remember(session, citizen, grant.tag)
    return grant, [*drafts, answer_draft(grant, ask, now, is_change=False)]


def _close(session: Session, question: Question, decision: str, grant: Grant, now: datetime) -> None:
    if not waiting.answer(session, question.interaction, question.citizen, decision, grant.id, now):
        raise RuntimeError("the question was answered while its citizen's row was held")


def _append(session: Session, keys: KeyRing, drafts: list[Draft]) -> None:
    citizen = drafts[0].citizen
    assert citizen is not None  # noqa: S101 - every draft of an answer names its citizen
    append_all(session, keys, open_key(session, keys, citizen), drafts)
