"""What a route needs from the running application: its key ring, read again when its file was changed."""

import logging
import time
from dataclasses import dataclass
from typing import cast

from flask import current_app

from keys.file_ring import Origin, load, stamp_of
from keys.material import KeyRingError
from keys.ring import KeyRing

KEYS = "sekali.keys"
WATCH = "sekali.keys.watch"
LOOK_SECONDS = 1.0

log = logging.getLogger("sekali.keys")


@dataclass(slots=True)
class Watch:
    """When the ring's file is looked at next, and which state of it was refused."""

    next_look: float = 0.0
    refused: tuple[int, int] | None = None


def ring() -> KeyRing:
    """Return the key ring of this application; a ring from a file follows that file within a second."""
    held = cast("KeyRing", current_app.extensions[KEYS])
    if not isinstance(held.origin, Origin):
        return held
    watch = cast("Watch", current_app.extensions.setdefault(WATCH, Watch()))
    # Not the time of day but a stopwatch: it decides nothing but how often the file is looked at.
    if time.monotonic() < watch.next_look:
        return held
    watch.next_look = time.monotonic() + LOOK_SECONDS
    current_app.extensions[KEYS] = held = _followed(held, held.origin, watch)
    return held


def _followed(held: KeyRing, origin: Origin, watch: Watch) -> KeyRing:
    stamp = stamp_of(origin.path)
    if stamp in {None, origin.stamp, watch.refused}:
        return held
    try:
        return load(origin.path, origin.database_url, origin.custodian)
    except KeyRingError as error:
        # A running server keeps what it has; it would refuse this file at its next start.
        watch.refused = stamp
        log.error("the changed key ring is not used: %s", error)  # noqa: TRY400 - one sentence, no trace
        return held
