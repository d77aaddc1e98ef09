"""Opening a waiting question for the citizen who is to answer it, in the browser that raised it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent.asks import Ask, ask_for
from consent.waiting import store


@dataclass(frozen=True, slots=True)
class Question:
    """Which question, for which citizen, in which browser (a digest)."""

    interaction: str
    citizen: str
    browser: bytes


@dataclass(frozen=True, slots=True)
class Over:
    """The question cannot be answered (any more).

    `code` is `unknown`, `other_browser`, `expired`, `answered`, `purpose_gone` or `account_not_active`.
    """

    code: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that can be answered; `ticked` is what its citizen had ticked before, None when they are new to it."""

    ask: Ask
    ticked: frozenset[str] | None


def open_question(session: Session, question: Question, now: datetime) -> Waiting | Over:
    """Return what waits under the question's interaction, or why it cannot be answered."""
    found = store.question(session, question.interaction)
    if found is None:
        return Over("unknown")
    kept, purpose, service = found
    if not kept.belongs_to(question.browser):
        return Over("other_browser")
    if kept.decision is not None:
        return Over("answered")
    if kept.is_over(now):
        return Over("expired")
    if not (purpose.is_active and service.is_active):
        return Over("purpose_gone")
    ask = ask_for(service, purpose.narrowed(kept.only, once=kept.once), kept.requested, kept.systems)
    return Waiting(ask, kept.ticked if kept.citizen == question.citizen else None)
