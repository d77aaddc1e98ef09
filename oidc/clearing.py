"""Clearing away what is over: interactions, pushed requests, requests of devices, dead families of tokens, tokens of clients, used assertions, counts of past hours."""

from datetime import datetime

from sqlalchemy.orm import Session

from oidc import store
from oidc.authorization import store as authorizations
from oidc.clients import store as clients
from oidc.device import store as devices
from oidc.machines import store as machines
from oidc.pushing import store as pushed


def clear_expired(session: Session, now: datetime) -> None:
    """Remove every row of the provider that nothing can come of any more; the worker calls it."""
    authorizations.clear_expired(session, now)
    pushed.clear_expired(session, now)
    devices.clear_expired(session, now)
    store.clear_expired(session, now)
    machines.clear_expired(session, now)
    clients.clear_expired(session, now)
