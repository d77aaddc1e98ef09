"""Announcing: every client of a service has its event, and the outbox pushes it where the client named an address."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consent.answers import store as answers
from consent.grants import Grant, is_live
from consent.purposes import Service
from core import outbox
from core.ids import new_id
from core.outbox import RECEIVER
from oidc.signals import store
from oidc.signals.events import Kind, Signal

PUSH = "consent.event"
PATIENCE = timedelta(days=3)  # what is not pushed by then can still be polled
CAUSES = {"withdrawn": Kind.WITHDRAWN, "expired": Kind.EXPIRED, "frozen": Kind.FROZEN, "thawed": Kind.UNFROZEN}


def announce_end(session: Session, citizen: str, grant: str, cause: str, now: datetime) -> int:
    """Tell the clients of a grant's service what happened to it (a `cause` of `CAUSES`); return how many."""
    found = answers.find(session, citizen, grant)
    return 0 if found is None else _announce(session, found[0], found[2], CAUSES[cause], now)


def announce_rest(session: Session, citizen: str, now: datetime, *, frozen: bool) -> int:
    """Tell the clients of every service with a lasting consent that the account was frozen, or freed; return how many."""
    kind = Kind.FROZEN if frozen else Kind.UNFROZEN
    held = [
        (grant, service)
        for grant, _, service in answers.all_of(session, citizen)
        if is_live(grant, now) and not grant.once
    ]
    return sum(_announce(session, grant, service, kind, now) for grant, service in held)


def _announce(session: Session, grant: Grant, service: Service, kind: Kind, now: datetime) -> int:
    clients = store.clients_of(session, service.id)
    signals = [Signal(new_id(), client, grant.citizen, grant.id, kind, now) for client, _ in clients]
    store.add(session, signals)
    for signal, (client, address) in zip(signals, clients, strict=True):
        if address:
            outbox.put(session, PUSH, {RECEIVER: client, "event": signal.id}, now, within=PATIENCE)
    return len(signals)
