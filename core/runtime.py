"""What a route needs from the running application: its settings and the time of the request."""

from datetime import datetime
from typing import cast

from flask import current_app, g

from core.clock import Clock
from core.settings import Settings

SETTINGS = "sekali.settings"
CLOCK = "sekali.clock"


def settings() -> Settings:
    """Return the settings that this application was built with."""
    return cast(Settings, current_app.extensions[SETTINGS])


def request_time() -> datetime:
    """Return `now`, read once per request."""
    if "now" not in g:
        g.now = cast(Clock, current_app.extensions[CLOCK])()
    return cast(datetime, g.now)
