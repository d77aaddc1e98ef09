"""Proposing a purpose: kept as a draft, or put before the data-protection officer, with an entry."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from consent.purposes import SIGN_IN, Purpose, Service
from consent.registry import changes
from consent.registry.changes import RegistryError
from consent.registry.store import newest_version
from consent.review import store
from consent.review.proposals import Proposal, State
from core.ids import new_id
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append


def propose(
    session: Session, keys: KeyRing, service_key: str, purpose: Purpose, now: datetime, *, staff: str, draft: bool = False
) -> Proposal:  # fmt: skip
    """Propose a purpose or its next version for a service; as a `draft` it is not put before anybody yet.

    Raises `RegistryError`: `unknown_service`, or `key_reserved` for the built-in purpose, whose text is ours.
    """
    service = changes.known_service(session, service_key)
    if purpose.key == SIGN_IN:
        raise RegistryError("key_reserved")
    state = State.DRAFT if draft else State.IN_REVIEW
    proposal = Proposal(new_id(), service.id, purpose, state, staff, now)
    store.add(session, proposal)
    enter(session, keys, service, proposal, "purpose_drafted" if draft else "purpose_proposed", staff, now)
    return proposal


def submit(session: Session, keys: KeyRing, service_key: str, proposal: str, now: datetime, *, staff: str) -> Proposal:
    """Put a draft before the data-protection officer; raise `RegistryError` (`unknown_proposal`) when there is none such."""
    service = changes.known_service(session, service_key)
    found = store.find(session, proposal)
    if found is None or found.service != service.id:
        raise RegistryError("unknown_proposal")
    if not store.move(session, proposal, State.DRAFT, State.IN_REVIEW):
        raise RegistryError("unknown_proposal")
    enter(session, keys, service, found, "purpose_proposed", staff, now)
    return replace(found, state=State.IN_REVIEW)


def enter(
    session: Session, keys: KeyRing, service: Service, proposal: Proposal, what: str, staff: str, now: datetime
) -> None:  # fmt: skip
    """Write the entry of a deed about a proposal; it names the version that it would become."""
    version = newest_version(session, service.id, proposal.purpose.key) + 1
    draft = Draft(
        EntryType.STAFF_ACT,
        now,
        service.tag,
        "staff",
        staff=staff,
        service=service.key,
        purpose=f"{proposal.purpose.key}@{version}",
        fields=tuple(wanted.key for wanted in proposal.purpose.fields),
        sealed={"change": what, "proposal": proposal.id},
    )
    append(session, keys, None, draft)
