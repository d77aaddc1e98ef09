"""What a route needs from the running application: its settings and the time of the request."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g, request

from core.clock import Clock
from core.settings import Settings

SETTINGS = "sekali.settings"
CLOCK = "sekali.clock"
AT_MTLS = "sekali.at_mtls"


@dataclass(frozen=True, slots=True)
class AtMtls:
    """What our proxy tells of a connection at the address of mutual TLS: the certificate, and what it says of its chain."""

    certificate: str
    verified: str


def settings() -> Settings:
    """Return the settings that this application was built with."""
    return cast(Settings, current_app.extensions[SETTINGS])


def request_time() -> datetime:
    """Return `now`, read once per request."""
    if "now" not in g:
        g.now = cast(Clock, current_app.extensions[CLOCK])()
    return cast(datetime, g.now)


def note_refusal(code: str, reason: str) -> None:
    """Note why this request was refused, for the operator's log: a code, and the sentence or code that the developer is told.

    Both are ours, word by word; nothing that was sent may be part of them.
    """
    g.refusal = (code, reason)


def noted_refusal() -> tuple[str, str] | None:
    """Return what was noted of this request, or None when it was not refused so."""
    return cast(tuple[str, str] | None, g.get("refusal"))


def at_mtls() -> AtMtls | None:
    """Return what the proxy tells of this request's connection, or None when it came by the ordinary address.

    The door alone sets it (`web.door.mutual_tls`): no header of a request can.
    """
    return cast(AtMtls | None, request.environ.get(AT_MTLS))
