"""The listing that everybody may read: services with their purposes and how they answer deletion requests; nothing of any person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent.deletion import store as deletions
from consent.deletion.store import Counted
from consent.purposes import Purpose, Service
from consent.registry import store as registry

FEW = 5
"""A smaller count is told as "fewer": one person's deed must not show in it."""

NONE_ASKED = Counted(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Listed:
    """One service, what it may ask at present, and how it answers deletion requests."""

    service: Service
    purposes: Sequence[Purpose]
    deletions: Counted


def listing(session: Session, now: datetime) -> tuple[Listed, ...]:
    """Return the verified services in use by name, after those (verified or not) that owe an answer to a deletion request."""
    counted = deletions.counts(session, now)
    found = [
        Listed(service, _asked(session, service), counted.get(service.id, NONE_ASKED))
        for service in registry.services(session)
        if (service.verified and service.is_active) or counted.get(service.id, NONE_ASKED).overdue
    ]
    return tuple(sorted(found, key=lambda one: (-one.deletions.overdue, one.service.legal_name)))


def _asked(session: Session, service: Service) -> Sequence[Purpose]:
    purposes = registry.purposes(session, service.id) if service.verified else []
    return [purpose for purpose in purposes if purpose.is_active]
