"""The directory of services as a page without sign-in; what is in it is looked up once a minute, whoever asks."""

import time
from dataclasses import dataclass
from typing import cast

from flask import current_app, render_template

from accounts.guard import open_to_all
from consent.directory.listing import FEW, Listed, listing
from core.db import reading
from core.runtime import request_time

LATE_SECONDS = 60.0
SHELF = "sekali.directory"


@dataclass(slots=True)
class Shelf:
    """What was looked up, and until which moment of the stopwatch it is shown."""

    until: float
    found: tuple[Listed, ...]


@open_to_all
def directory() -> str:
    """Show who may ask citizens for data, for what and why, and who answers deletion requests late."""
    return render_template("consent/directory.html", listed=_listed(), few=FEW)


def _listed() -> tuple[Listed, ...]:
    # Not the time of day but a stopwatch: it decides nothing but how often the database is asked.
    shelf, moment = cast("Shelf | None", current_app.extensions.get(SHELF)), time.monotonic()
    if shelf is None or moment >= shelf.until:
        with reading() as session:
            shelf = Shelf(moment + LATE_SECONDS, listing(session, request_time()))
        current_app.extensions[SHELF] = shelf
    return shelf.found
