"""Judging a proposal: approved, it is the purpose's next version from that commit on; returned, it has a remark. Four eyes."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from consent.purposes import Purpose, Service
from consent.registry import changes
from consent.registry import store as registry
from consent.review import store
from consent.review.proposals import Proposal, State, may_review
from consent.review.proposing import enter
from keys.ring import KeyRing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal in the queue with its service, and the version that it would take the place of (None for a new purpose)."""

    proposal: Proposal
    service: Service
    present: Purpose | None


@dataclass(frozen=True, slots=True)
class NotYours:
    """The proposal cannot be judged by this person: it does not wait any more, or they have proposed it themselves."""


def queue(session: Session) -> tuple[Waiting, ...]:
    """Return what waits for the data-protection officer, oldest first."""
    found = store.in_state(session, State.IN_REVIEW)
    return tuple(Waiting(proposal, service, _present(session, proposal)) for proposal, service in found)


def approve(session: Session, keys: KeyRing, proposal: str, staff: str, now: datetime) -> Proposal | NotYours:
    """Let a purpose be asked (UU 27/2022, articles 21, 34 and 54): it becomes the next version, and the entry names who approved."""
    found = store.find(session, proposal)
    if found is None or not may_review(found, staff):
        return NotYours()
    service = registry.service_by_id(session, found.service)
    if service is None:
        return NotYours()
    registry.hold(session)
    version = registry.newest_version(session, service.id, found.purpose.key) + 1
    said = {"reviewed_by": staff, "reviewed_at": now, "version": version}
    if not store.move(session, proposal, State.IN_REVIEW, State.APPROVED, **said):
        return NotYours()
    changes.add_purpose(session, keys, service.key, found.purpose, now, staff=staff)
    return replace(found, state=State.APPROVED, reviewed_by=staff, reviewed_at=now, version=version)


def send_back(
    session: Session, keys: KeyRing, proposal: str, staff: str, remark: str, now: datetime
) -> Proposal | NotYours:
    """Return a proposal to whoever made it, with the reason."""
    found = store.find(session, proposal)
    if found is None or not may_review(found, staff):
        return NotYours()
    service = registry.service_by_id(session, found.service)
    told = {"reviewed_by": staff, "reviewed_at": now, "remark": remark}
    if service is None or not store.move(session, proposal, State.IN_REVIEW, State.RETURNED, **told):
        return NotYours()
    enter(session, keys, service, found, "purpose_returned", staff, now)
    return replace(found, state=State.RETURNED, reviewed_by=staff, reviewed_at=now, remark=remark)


def _present(session: Session, proposal: Proposal) -> Purpose | None:
    return registry.present_version(session, proposal.service, proposal.purpose.key)
