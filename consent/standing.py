"""How a citizen stands to a purpose: answered, or to be asked, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent.answers import store as answers
from consent.asks import ask_for, match_key
from consent.grants import Grant, is_over
from consent.purposes import Purpose, Service
from consent.registry import store


@dataclass(frozen=True, slots=True)
class UnknownPurpose:
    """The service has no such purpose, or it is paused, or the service may not ask at all."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The service has several purposes and the request names none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The citizen has answered this very question, and the answer holds."""

    grant: Grant


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The citizen is to be asked: `new`, `fields` (more are asked), `changed` (another version), `expired` or `once`."""

    reason: str
    earlier: Grant | None = None


Standing = Answered | Unanswered


@dataclass(frozen=True, slots=True)
class Situation:
    """One service's purpose, and how one citizen stands to it."""

    purpose: Purpose
    service: Service
    standing: Standing


def situation(
    session: Session, citizen: str | None, service: str, key: str | None, requested: Iterable[str], now: datetime
) -> Situation | UnknownPurpose | Ambiguous:
    """Return the purpose that a request means and how the citizen stands to it, in one statement.

    `key` is None when the request names no purpose; `requested` are the catalogue keys that it asks
    by claims and scopes. Without a citizen (not signed in yet) every purpose is unanswered.
    """
    found = _choose(store.purposes_with_answers(session, citizen, service), key)
    if isinstance(found, UnknownPurpose | Ambiguous):
        return found
    purpose, of_service, grant = found
    return Situation(purpose, of_service, judge(citizen, of_service, purpose, requested, grant, now))


def standing(
    session: Session, citizen: str, service: Service, purpose: Purpose, now: datetime, requested: Iterable[str] = ()
) -> Standing:
    """Return how the citizen stands to a purpose that is known already; one statement."""
    grant = answers.standing_grant(session, citizen, purpose)
    return judge(citizen, service, purpose, requested, grant, now)


def judge(
    citizen: str | None,
    service: Service,
    purpose: Purpose,
    requested: Iterable[str],
    grant: Grant | None,
    now: datetime,
) -> Standing:
    """Return whether `grant`, the citizen's ongoing answer, answers the question that is asked now."""
    if grant is None or citizen is None or purpose.once:
        return Unanswered("once" if purpose.once else "new")
    if grant.purpose != purpose.id:
        return Unanswered("changed", grant)
    if is_over(grant, now):
        return Unanswered("expired", grant)
    ask = ask_for(service, purpose, requested)
    if grant.match_key == match_key(citizen, purpose, ask.keys) or grant.answered >= frozenset(ask.keys):
        return Answered(grant)
    return Unanswered("fields", grant)


def _choose(
    rows: Sequence[tuple[Purpose, Service, Grant | None]], key: str | None
) -> tuple[Purpose, Service, Grant | None] | UnknownPurpose | Ambiguous:
    chosen = [row for row in rows if row[0].is_active and row[1].is_active and key in {None, row[0].key}]
    if not chosen:
        return UnknownPurpose()
    return Ambiguous() if len({row[0].key for row in chosen}) > 1 else chosen[0]
