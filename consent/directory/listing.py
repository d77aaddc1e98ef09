"""The listing that everybody may read: services with their purposes and how they answer deletion requests; nothing of any person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consent.deletion import store as deletions
from consent.deletion.store import Counted
from consent.purposes import Purpose, Service
from consent.registry import store as registry
from ledger import search

FEW = 5
"""A smaller count is told as "fewer": one person's deed must not show in it."""

ENOUGH = 20
"""So many readings say something about a service, and nothing about any of the people who were read."""
LOOKED_BACK = timedelta(days=90)

NONE_ASKED = Counted(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Use:
    """What a service really reads for a purpose (UU 27/2022, article 27): of the fields asked, those that it never read."""

    asked: int
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One service, what it may ask at present, how it answers deletion requests, and its use of each purpose by id."""

    service: Service
    purposes: Sequence[Purpose]
    deletions: Counted
    uses: Mapping[str, Use]


def listing(session: Session, now: datetime) -> tuple[Listed, ...]:
    """Return the verified services in use by name, after those (verified or not) that owe an answer to a deletion request."""
    counted = deletions.counts(session, now)
    found = [
        _listed(session, service, counted.get(service.id, NONE_ASKED), now)
        for service in registry.services(session)
        if (service.verified and service.is_active) or counted.get(service.id, NONE_ASKED).overdue
    ]
    return tuple(sorted(found, key=lambda one: (-one.deletions.overdue, one.service.legal_name)))


def _listed(session: Session, service: Service, counted: Counted, now: datetime) -> Listed:
    purposes = _asked(session, service)
    uses = {purpose.id: _use(session, service, purpose, now) for purpose in purposes if purpose.fields}
    return Listed(service, purposes, counted, {purpose: use for purpose, use in uses.items() if use is not None})


def _use(session: Session, service: Service, purpose: Purpose, now: datetime) -> Use | None:
    readings, read = search.released(session, service.key, purpose.reference, now - LOOKED_BACK)
    if readings < ENOUGH:
        return None
    return Use(len(purpose.fields), tuple(one.key for one in purpose.fields if not read & frozenset(one.names)))


def _asked(session: Session, service: Service) -> Sequence[Purpose]:
    purposes = registry.purposes(session, service.id) if service.verified else []
    return [purpose for purpose in purposes if purpose.is_active]
