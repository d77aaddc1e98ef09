"""How a deployment's keys stand: their ages, what they wrap, and what a rotation would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.db import engine_options
from keys.fresh import is_spent
from keys.material import KeyFacts, State
from keys.store import count_by_kek

# Services that keep our key list for a day have then seen a key before it signs.
SEEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One key as an operator sees it; `leaves` tells whether the next rotation drops it."""

    purpose: str
    version: int
    state: str
    days: int
    kid: str
    leaves: bool


def lines(facts: Iterable[KeyFacts], now: datetime) -> list[Line]:
    """Return one line per key, by purpose and version."""
    ordered = sorted(facts, key=lambda fact: (fact.purpose, fact.version))
    return [
        Line(
            fact.purpose.value,
            fact.version,
            fact.state.value,
            (now - fact.created_at).days,
            fact.kid or fact.handle,
            bool(fact.kid) and is_spent(fact.retired_at, now),
        )
        for fact in ordered
    ]


def is_hasty(facts: Iterable[KeyFacts], now: datetime) -> bool:
    """Tell whether a rotation now would sign with keys that were published for less than a day."""
    return any(fact.state is State.NEXT and now - fact.created_at < SEEN_AFTER for fact in facts)


def citizen_keys_by_kek(database_url: str) -> dict[int, int] | None:
    """Return how many citizen keys each key-encryption key wraps, or None when the database does not answer."""
    scheme, _, file = database_url.partition(":///")
    # To connect to a SQLite file that is not there would make one.
    if scheme.startswith("sqlite") and not Path(file.partition("?")[0]).exists():
        return None
    engine = create_engine(database_url, **engine_options(database_url))
    try:
        with Session(engine) as session:
            return count_by_kek(session)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
