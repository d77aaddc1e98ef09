"""Rotation online: a new key is announced, then used, then everything old is moved under it; done again, it goes on.

Every step is complete in itself. Whoever is killed between two of them runs the command again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from core.clock import system_clock
from core.settings import Settings
from keys import file_ring, store
from keys.fresh import announced, promoted, without
from keys.material import KeyFacts, KeyRingError, Purpose, RingKey, State
from keys.opening import custodian_of
from keys.ring import KeyRing

ROWS_AT_ONCE = 200
# Running servers look at the ring once a second; requests that began before are over by then.
SETTLE_SECONDS = 3.0
SETTLED = timedelta(seconds=60)
START = ("", 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows were looked at and how many moved, and behind which one the next batch begins."""

    seen: int
    moved: int
    last: tuple[str, int]


def advance(settings: Settings, purpose: Purpose) -> KeyRing:
    """Announce the next key of `purpose`, use it once every server can read it, and return the ring.

    One that was announced before is used, not a third one made.
    """
    announce(settings, purpose)
    return promote(settings, purpose)


def announce(settings: Settings, purpose: Purpose) -> KeyRing:
    """Put a next key of `purpose` into the ring unless one stands there, and wait until every server has read it."""
    changed = _changed(settings, partial(_announced, settings, purpose))
    time.sleep(SETTLE_SECONDS)
    return changed


def promote(settings: Settings, purpose: Purpose) -> KeyRing:
    """Use the announced key of `purpose` from now on, and wait until no server uses the one before."""
    changed = _changed(settings, lambda keys: promoted(keys, purpose, system_clock()))
    time.sleep(SETTLE_SECONDS)
    return changed


def rewrap_some(session: Session, keys: KeyRing, after: tuple[str, int]) -> Batch:
    """Bring the next citizen keys under the current key-encryption key, by compare-and-swap; `seen` is 0 at the end."""
    found = store.not_under(session, current(keys, Purpose.KEK).version, after, ROWS_AT_ONCE)
    moved = sum(store.replace(session, one, keys.rewrap(one.wrapped, one.citizen, one.version)) for one in found)
    return Batch(len(found), moved, (found[-1].citizen, found[-1].version) if found else after)


def current(keys: KeyRing, purpose: Purpose) -> KeyFacts:
    """Return the facts of the current key of `purpose`."""
    return next(fact for fact in keys.facts if (fact.purpose, fact.state) == (purpose, State.CURRENT))


def retiring(keys: KeyRing, purpose: Purpose, version: int, now: datetime, backup_life: timedelta) -> KeyFacts:
    """Return the facts of a key that may go as far as the ring can tell; raise `KeyRingError` with the reason otherwise."""
    found = next((one for one in keys.facts if (one.purpose, one.version) == (purpose, version)), None)
    if found is None:
        raise KeyRingError(f"The key ring holds no {purpose} version {version}.")
    if found.retired_at is None:
        raise KeyRingError(f"{purpose} version {version} is in use; rotate it first: sekali keys rotate.")
    wait = max(backup_life, SETTLED)
    if now < found.retired_at + wait:
        raise KeyRingError(
            f"{purpose} version {version} is still needed by backups that were made before it was rotated; "
            f"it can go after {(found.retired_at + wait).isoformat()} (SEKALI_BACKUP_DAYS)."
        )
    return found


def remove(settings: Settings, key: KeyFacts) -> None:
    """Take a retired key out of the ring, and destroy it where it is kept."""
    changed = _changed(settings, lambda keys: without(keys, key.purpose, key.version))
    if key.handle:
        changed.custodian.destroy(key.handle)


def _announced(settings: Settings, purpose: Purpose, keys: tuple[RingKey, ...]) -> tuple[RingKey, ...]:
    is_ready = any((key.purpose, key.state) == (purpose, State.NEXT) for key in keys)
    custodian = custodian_of(settings.custody) if purpose is Purpose.KEK and not is_ready else None
    return announced(keys, purpose, system_clock(), custodian.make() if custodian else "")


def _changed(settings: Settings, step: Callable[[tuple[RingKey, ...]], tuple[RingKey, ...]]) -> KeyRing:
    return file_ring.change(settings.keys_file, settings.database_url, step, custodian_of(settings.custody))
