"""Fills the demo in through the real deeds: people, what they typed, what an officer checked, services and clients."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import identifiers, names, sign_up
from accounts.credentials import passwords
from accounts.desk import deeds
from accounts.desk.store import by_index
from consent.derivation import local_day
from consent.registry.sentences import OPERATOR
from core.clock import system_clock
from core.db import db, keeping, reading
from core.settings import Settings
from demo import papers, registry
from demo.people import CITIZENS, OFFICER, PASSWORD, PROTECTOR, STAFF, DemoCitizen, DemoStaff
from demo.refusals import DemoError
from demo.relying_party.configuration import Registration
from demo.services import SERVICES
from keys.ring import KeyRing
from keys.runtime import ring
from vault import agency_papers, catalogue, checks, profile
from vault.documents import recoder, taking
from vault.documents.kinds import sniffed
from vault.documents.recoder import Fresh
from vault.documents.taking import Prepared
from web.application import create_app

LANGUAGE = "id"


def seed(settings: Settings) -> Mapping[str, Registration]:
    """Fill the deployment of `settings` in, and return the registrations of the e-services by their key."""
    with create_app(settings).app_context():
        try:
            return fill_in(ring(), settings, system_clock())
        finally:
            db.engine.dispose()


def fill_in(keys: KeyRing, settings: Settings, now: datetime) -> Mapping[str, Registration]:
    """Make whoever and whatever is not there yet, inside an application context.

    Each person is one transaction, so a start that is cut off leaves nobody half made.
    """
    for member in STAFF:
        _add_staff(keys, member, now)
    for citizen in CITIZENS:
        _open_account(keys, citizen, now)
    registrations = {}
    for wanted in SERVICES:
        with keeping() as session:
            registrations[wanted.offer.key] = registry.register(
                session, keys, settings, wanted, OPERATOR, _protector(session, keys), now
            )
    return registrations


def _protector(session: Session, keys: KeyRing) -> str:
    # Disabling them forbids their sign-in; what the demo's purposes are stays approved by the same person.
    found = by_index(session, deeds.index(keys, PROTECTOR.identifier))
    return PROTECTOR.identifier if found is None else found.id


def _add_staff(keys: KeyRing, member: DemoStaff, now: datetime) -> None:
    with reading() as session:
        is_there = by_index(session, deeds.index(keys, member.identifier)) is not None
    if is_there:
        return
    hashed = passwords.hashed(keys, member.password)
    try:
        with keeping() as session:
            deeds.add(session, keys, member.identifier, member.name, member.role, hashed, now, member.totp)
    except IntegrityError:
        # Whom the operator has disabled stays disabled.
        return


def _open_account(keys: KeyRing, citizen: DemoCitizen, now: datetime) -> None:
    identifier = identifiers.parse(citizen.identifier)
    with reading() as session:
        is_there = bool(names.candidates(session, keys, identifier))
    if is_there:
        return
    hashed = passwords.hashed(keys, PASSWORD)
    with keeping() as session:
        opened = sign_up.open_account(session, keys, identifier, hashed, LANGUAGE, now)
        _fill_in_profile(session, keys, opened.citizen.id, citizen, now)


def _fill_in_profile(session: Session, keys: KeyRing, citizen: str, person: DemoCitizen, now: datetime) -> None:
    saved = profile.save(session, keys, citizen, person.profile, {}, local_day(now), now)
    if not isinstance(saved, profile.Saved):
        raise DemoError(f"The profile of {person.identifier} does not fit the catalogue ({type(saved).__name__}).")
    if not person.checked:
        return
    _keep_papers(session, keys, citizen, str(person.profile["full_name"]), now)
    officer = by_index(session, deeds.index(keys, OFFICER.identifier))
    if officer is None:
        raise DemoError(f"{OFFICER.identifier} was disabled, so nobody can check {person.identifier}.")
    confirmed = checks.confirm(session, keys, officer.id, citizen, person.checked, now)
    if not isinstance(confirmed, checks.Confirmed):
        raise DemoError(f"The data of {person.identifier} cannot be checked ({confirmed.reason}).")
    for name, (value, paper) in person.papers.items():
        agency_papers.enter(session, keys, officer.id, citizen, name, value, paper, now)


def _keep_papers(session: Session, keys: KeyRing, citizen: str, holder: str, now: datetime) -> None:
    for field in catalogue.DOCUMENTS.values():
        taking.keep(session, keys, citizen, Prepared(field, _made_anew(field.key, holder), None), now)


@cache
def _made_anew(field: str, holder: str) -> Fresh:
    paper = papers.drawn(field, holder)
    return recoder.made_anew([paper], sniffed(paper) or "")
