"""Fills the demo by the deeds of the house: people open accounts and type, an officer checks, services register; never by SQL."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

from accounts import identifiers, names, sign_up
from accounts.credentials import passwords
from accounts.desk import deeds
from accounts.desk import store as desks
from core.clock import system_clock
from core.db import keeping, reading
from core.settings import Settings
from demo.people import CITIZENS, OFFICER, PASSWORD, STAFF, DemoCitizen, DemoStaff
from demo.refusals import DemoError
from demo.registry import register
from demo.relying_party.configuration import Registration
from demo.services import SERVICES
from keys.runtime import ring
from vault import checks, profile
from vault.profile import Saved
from web.application import create_app

WIB = timezone(timedelta(hours=7))


def seed(settings: Settings) -> Mapping[str, Registration]:
    """Make what is not there yet, and return the e-services' registrations by their keys. A second run changes nothing."""
    with create_app(settings).app_context():
        for member in STAFF:
            _add_staff(member)
        officer = _staff_id(OFFICER)
        for citizen in CITIZENS:
            _add_citizen(citizen, officer)
        with keeping() as session:
            return {
                wanted.offer.key: register(session, ring(), settings, wanted, officer, system_clock())
                for wanted in SERVICES
            }


def _staff_id(member: DemoStaff) -> str:
    with reading() as session:
        found = desks.find(session, "", deeds.index(ring(), member.identifier))
    return found[0] if found else ""


def _add_staff(member: DemoStaff) -> None:
    if _staff_id(member):
        return
    kept = passwords.hashed(ring(), member.password)
    with keeping() as session:
        deeds.add(session, ring(), member.identifier, member.name, member.role, kept, system_clock(), member.totp)


def _add_citizen(person: DemoCitizen, officer: str) -> None:
    name = identifiers.parse(person.identifier)
    with reading() as session:
        if names.candidates(session, ring(), name):
            return
    kept, now = passwords.hashed(ring(), PASSWORD), system_clock()
    with keeping() as session:
        citizen = sign_up.open_account(session, ring(), name, kept, "id", now).citizen.id
    with keeping() as session:
        saved = profile.save(session, ring(), citizen, person.profile, {}, _day(now), now)
    if not isinstance(saved, Saved):
        raise DemoError(f"The demo's {person.about} does not pass the profile's own checks: {saved}")
    if person.checked:
        with keeping() as session:
            checks.confirm(session, ring(), officer, citizen, person.checked, now)


def _day(now: datetime) -> date:
    return now.astimezone(WIB).date()
