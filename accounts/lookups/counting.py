"""A look-up is counted before it is made; one that found what it asked for is given back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from accounts.lookups import store
from accounts.lookups.limits import Asker, Window, everybody, is_unusual, slowing, windows

log = structlog.stdlib.get_logger("sekali.accounts")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A look-up that is counted: it may be made after `slow`, or, where `wait` is told, not before that."""

    windows: tuple[Window, ...] = ()
    slow: timedelta = timedelta()
    wait: timedelta | None = None


def begin(session: Session, asker: Asker, now: datetime) -> Lookup:
    """Count a look-up of `asker`. The counts lie in the database: they outlive restarts and hold for all processes."""
    mine = windows(asker, now)
    held = store.count(session, mine, now)
    if full := [one.ends for one in mine if held[one.key] > one.most]:
        return Lookup(wait=max(full) - now)
    together = everybody(now)
    busy = store.count(session, (together,), now)[together.key]
    used = store.count_minute(session, now)
    if is_unusual(used.now, used.usual) and store.raise_alarm(session, now):
        log.error("alarm", kind="nik_lookups", minute=used.now, usual=round(used.usual, 2))
    return Lookup(mine, slowing(busy))


def found(session: Session, lookup: Lookup) -> None:
    """Give a look-up back whose secret was right: citizens of one hall or one mobile network are no guessers."""
    store.give_back(session, lookup.windows)
