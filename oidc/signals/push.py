"""Pushing an event to its client (RFC 8935): each retried by itself, and taken when the client says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent.deletion import store as deletions
from core.outbox import RECEIVER, UndeliveredError
from keys.ring import KeyRing
from oidc.clients import store as clients
from oidc.outbound import Door, OutboundError
from oidc.signals import store
from oidc.signals.events import MEDIA_TYPE
from oidc.signals.tokens import token_of

ADDRESS = "consent_events_uri"
TAKEN = frozenset({200, 202, 204})  # section 2.2 says 202
REFUSED = 400  # section 2.3


@dataclass(frozen=True, slots=True)
class Pushed:
    """An event on its way: its token, and where it goes."""

    url: str
    token: str = field(repr=False)


def prepared(session: Session, keys: KeyRing, issuer: str, payload: Mapping[str, Any]) -> Pushed | None:
    """Return what is to be sent for a piece of work; None when it was taken meanwhile, or its client listens no more."""
    signal, kept = store.find(session, payload["event"]), clients.find(session, payload[RECEIVER])
    url = kept.client.details.get(ADDRESS) if kept else None
    if signal is None or kept is None or url is None:
        return None
    token = token_of(session, keys, issuer, kept.client, signal)
    return None if token is None else Pushed(url, token)


def send(door: Door, pushed: Pushed) -> None:
    """Post an event, outside of transactions; raise `UndeliveredError` unless the client took it."""
    try:
        status, _ = door.exchange(pushed.url, pushed.token.encode(), content_type=MEDIA_TYPE)
    except OutboundError as error:
        raise UndeliveredError(str(error)) from None
    if status not in TAKEN:
        raise UndeliveredError(f"status {status}", is_final=status == REFUSED)


def taken(session: Session, client: str, signals: list[str], now: datetime) -> None:
    """Note that a client took events, and with them the deletion requests that they tell of."""
    for grant in store.take(session, client, signals, now):
        request = deletions.of_grant(session, grant)
        if request is not None:
            deletions.hear(session, request.id, now)
