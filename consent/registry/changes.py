"""Changing the registry: a service is added, verified or disabled, a purpose is added anew or paused; each is an entry."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from consent.purposes import PAUSED, SIGN_IN, Purpose, Service
from consent.registry import store
from core.ids import new_id
from keys.ring import KeyRing
from ledger.entries import Draft, EntryType
from ledger.writer import append, new_tag


class RegistryError(Exception):
    """The registry cannot be changed so; `code` says why: `key_taken`, `unknown_service`, `unknown_purpose`, `unknown_proposal`, `key_reserved`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class NewService:
    """What is told about a service when it is registered."""

    key: str
    legal_name: str
    agency: str
    contact: str
    privacy_url: str
    homepage: str
    objection_url: str | None = None


def add_service(
    session: Session, keys: KeyRing, new: NewService, now: datetime, *, staff: str, verified: bool = True
) -> Service:
    """Register a service that somebody has looked at; raise `RegistryError` when its key is taken."""
    if store.service_by_key(session, new.key) is not None:
        raise RegistryError("key_taken")
    service = Service(
        new_id(), new.key, new.legal_name, new.agency, new.contact, new.privacy_url, new.homepage,
        new.objection_url, verified, "active", new_tag(),
    )  # fmt: skip
    store.add_service(session, service, now)
    _enter(session, keys, service, now, staff, "added")
    return service


def verify_service(session: Session, keys: KeyRing, key: str, now: datetime, *, staff: str) -> Service:
    """Mark a service as looked at, so that citizens no longer see it as unverified."""
    service = _held(session, key)
    store.set_service(session, service.id, verified=True)
    _enter(session, keys, service, now, staff, "verified")
    return replace(service, verified=True)


def disable_service(session: Session, keys: KeyRing, key: str, now: datetime, *, staff: str) -> Service:
    """Disable a service: from this commit on it asks and reads nothing."""
    service = _held(session, key)
    store.set_service(session, service.id, state="disabled")
    _enter(session, keys, service, now, staff, "disabled", type=EntryType.SERVICE_DISABLED)
    return replace(service, state="disabled")


def add_purpose(
    session: Session, keys: KeyRing, service_key: str, purpose: Purpose, now: datetime, *, staff: str
) -> Purpose:
    """Register an approved purpose, or its next version; answers to earlier versions give nothing until they are given anew.

    Only `consent.review.judging` calls this: what a data-protection officer has not seen is not asked.

    `id`, `service`, `version` and `state` of `purpose` are set here. UU 27/2022, article 21: a change is
    told before it is used.
    """
    service = _held(session, service_key)
    if purpose.key == SIGN_IN:
        raise RegistryError("key_reserved")
    version = store.newest_version(session, service.id, purpose.key) + 1
    numbered = replace(purpose, id=new_id(), service=service.id, version=version, state="active")
    store.add_purpose(session, numbered, now)
    _enter(session, keys, service, now, staff, "purpose_added", numbered)
    return numbered


def pause_purpose(
    session: Session, keys: KeyRing, service_key: str, key: str, now: datetime, *, staff: str, resume: bool = False
) -> Purpose:
    """Pause a purpose (or take the pause back): while it is paused nothing is asked or read for it."""
    service = _held(session, service_key)
    found = next((purpose for purpose in store.purposes(session, service.id) if purpose.key == key), None)
    if found is None:
        raise RegistryError("unknown_purpose")
    state = "active" if resume else PAUSED
    store.set_purpose_state(session, service.id, key, state)
    what, kind = (
        ("purpose_resumed", EntryType.PURPOSE_RESUMED) if resume else ("purpose_paused", EntryType.PURPOSE_PAUSED)
    )
    _enter(session, keys, service, now, staff, what, found, type=kind)
    return replace(found, state=state)


def known_service(session: Session, key: str) -> Service:
    """Return the service with this key; raise `RegistryError` when there is none."""
    service = store.service_by_key(session, key)
    if service is None:
        raise RegistryError("unknown_service")
    return service


def _held(session: Session, key: str) -> Service:
    store.hold(session)
    return known_service(session, key)


def _enter(
    session: Session,
    keys: KeyRing,
    service: Service,
    now: datetime,
    staff: str,
    what: str,
    purpose: Purpose | None = None,
    *,
    type: EntryType = EntryType.SERVICE_CHANGED,  # noqa: A002 - the word of the ledger
) -> None:
    draft = Draft(
        type=type,
        time=now,
        tag=service.tag,
        actor="staff",
        staff=staff,
        service=service.key,
        purpose=None if purpose is None else purpose.reference,
        fields=() if purpose is None else purpose.names,
        sealed={"change": what},
    )
    append(session, keys, None, draft)
