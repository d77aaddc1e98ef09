"""How a citizen stands to a purpose: answered, or to be asked, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consent.asks import ask_for, match_key
from consent.grants import Grant, is_over
from consent.purposes import Purpose, Service
from consent.systems import System, untold


@dataclass(frozen=True, slots=True)
class Answered:
    """The citizen has answered this very question, and the answer holds."""

    grant: Grant


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The citizen is to be asked.

    Why: `new`, `fields` (more are asked), `systems` (keys for more are), `changed` (another version), `expired`, `frozen` (by
    the citizen) or `once`.
    """

    reason: str
    earlier: Grant | None = None


Standing = Answered | Unanswered


def judge(
    citizen: str | None,
    service: Service,
    purpose: Purpose,
    requested: Iterable[str],
    grant: Grant | None,
    now: datetime,
    others: Iterable[System] = (),
) -> Standing:
    """Return whether `grant`, the citizen's ongoing answer, answers the question that is asked now, keys for `others` included."""
    if grant is None or citizen is None or purpose.once:
        return Unanswered("once" if purpose.once else "new")
    if grant.purpose != purpose.id:
        return Unanswered("changed", grant)
    if is_over(grant, now):
        return Unanswered("expired", grant)
    if grant.is_frozen:
        return Unanswered("frozen", grant)
    ask = ask_for(service, purpose, requested)
    if grant.match_key == match_key(citizen, purpose, ask.keys) or grant.answered >= frozenset(ask.keys):
        return Unanswered("systems", grant) if untold(others, grant.systems) else Answered(grant)
    return Unanswered("fields", grant)
