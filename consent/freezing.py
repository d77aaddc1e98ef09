"""Freezing one service: nothing is read under any answer to it until the citizen thaws it (UU 27/2022, article 11).

The whole account is frozen in `accounts.rights.freezing`. Both are marks on rows that a read locks, are tickets of the same
right, and are told to services by the same word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.rights import store as tickets
from accounts.rights.tickets import Outcome, Right
from consent.answers import store
from consent.entries import frozen_draft
from consent.frozen import store as frozen_grants
from consent.grants import can_be_read
from consent.purposes import Service
from consent.registry.store import service_by_key
from core import outbox
from keys.citizen_keys import open_key
from keys.ring import KeyRing
from ledger.writer import append_all

RESTS = "consent.rests"
CLOSED = frozenset({None, "closing", "closed"})


@dataclass(frozen=True, slots=True)
class Freezable:
    """A service to which the citizen has given something, what it may read, and since when it is frozen (None: it is not)."""

    service: Service
    fields: Sequence[str]
    since: datetime | None


def freezable(session: Session, citizen: str, service_key: str, now: datetime) -> Freezable | None:
    """Return what freezing or thawing a service would concern, or None when it can read nothing of this citizen."""
    service = service_by_key(session, service_key)
    if service is None:
        return None
    live = [grant for grant, _, of in store.all_of(session, citizen) if of.id == service.id and can_be_read(grant, now)]
    fields = tuple(dict.fromkeys(key for grant in live for key in grant.granted))
    return Freezable(service, fields, frozen_grants.frozen_since(session, citizen, service.id)) if live else None


def freeze(session: Session, keys: KeyRing, citizen: str, service_key: str, now: datetime) -> bool:
    """Freeze a service, with an entry under each of its answers; False when there is nothing to freeze."""
    found = _held(session, citizen, service_key, now)
    if found is None:
        return False
    if not thaw_or_freeze(session, keys, citizen, found.service, now, freezes=True):
        return False
    tickets.add(session, citizen, Right.RESTRICTION, now, fields=found.fields, outcome=Outcome.DONE)
    return True


def thaw(session: Session, keys: KeyRing, citizen: str, service_key: str, now: datetime) -> bool:
    """Let a frozen service read again what was agreed; False when it is not frozen."""
    found = _held(session, citizen, service_key, now)
    return found is not None and thaw_or_freeze(session, keys, citizen, found.service, now, freezes=False)


def thaw_or_freeze(
    session: Session, keys: KeyRing, citizen: str, service: Service, now: datetime, *, freezes: bool
) -> bool:
    """Change the mark on all answers to a service, of which the citizen's row is held, let it hear, and write the entries."""
    changed = frozen_grants.freeze(session, citizen, service.id, now if freezes else None)
    for grant in [found[0] for found in changed if not found[0].once]:
        told = {"grant": grant.id, "citizen": citizen, "cause": "frozen" if freezes else "thawed"}
        outbox.put(session, RESTS, told, now)
    if changed:
        drafts = [frozen_draft(grant, purpose, of, now) for grant, purpose, of in changed]
        append_all(session, keys, open_key(session, keys, citizen), drafts)
    return bool(changed)


def _held(session: Session, citizen: str, service_key: str, now: datetime) -> Freezable | None:
    # The citizen's row first, as every deed does: reads under way are waited for at their grant.
    if store.hold_citizen(session, citizen) in CLOSED:
        return None
    return freezable(session, citizen, service_key, now)
