"""The registry: versions, pauses and disabled services, each with its entry, and which purpose a request means."""

import pytest
from sqlalchemy import select

from consent import unverified
from consent.purposes import SIGN_IN
from consent.registry import changes, store
from consent.registry.changes import NewService, RegistryError
from consent.store import PurposeRow
from ledger import search
from tests.consent.worlds import purpose

STAFF = {"staff": "operator"}


def test_a_changed_purpose_is_a_new_version_and_the_former_one_is_replaced(office) -> None:
    first, second = office.register(), office.register(purpose(text_id="Lain."))
    assert (first.version, second.version) == (1, 2)
    with office.keeping() as session:
        assert [one.id for one in store.purposes(session, office.service.id)] == [second.id]
        states = session.execute(select(PurposeRow.version, PurposeRow.state)).all()
    assert sorted(states) == [(1, "replaced"), (2, "active")]


def test_every_change_of_the_registry_is_an_entry(office) -> None:
    office.register()
    office.do(changes.pause_purpose, office.keys, "library", "library-card", office.now, **STAFF)
    office.do(changes.verify_service, office.keys, "library", office.now, **STAFF)
    office.do(changes.disable_service, office.keys, "library", office.now, **STAFF)
    with office.keeping() as session:
        entries = search.find(session, tag=office.service.tag, limit=50)
    assert [entry.type.value for entry in entries] == [
        "service.changed",
        "service.changed",
        "purpose.paused",
        "service.changed",
        "service.disabled",
    ]
    assert entries[1].purpose == "library-card@1" and entries[1].fields == ("age_over_17", "email")
    assert {entry.staff for entry in entries} == {"operator"}
    office.check_ledger()


@pytest.mark.parametrize(
    ("deed", "args", "code"),
    [
        (changes.add_purpose, ("nobody", purpose()), "unknown_service"),
        (changes.add_purpose, ("library", purpose(key=SIGN_IN)), "key_reserved"),
        (changes.pause_purpose, ("library", "nothing"), "unknown_purpose"),
        (changes.disable_service, ("nobody",), "unknown_service"),
        (changes.add_service, (NewService("library", "L", "A", "c", "p", "h"),), "key_taken"),
    ],
)
def test_what_cannot_be_changed_says_why(office, deed, args, code) -> None:
    with pytest.raises(RegistryError) as caught:
        office.do(deed, office.keys, *args, office.now, **STAFF)
    assert caught.value.code == code


def test_an_unverified_service_has_the_built_in_purpose_with_standard_claims_all_optional(office) -> None:
    service = office.do(unverified.register, unverified.Registration("Layanan baru"), office.now)
    with office.keeping() as session:
        (built_in,), (kept,) = store.purposes(session, service), [s for s in store.services(session) if s.id == service]
    assert not kept.verified and kept.is_active
    assert built_in.is_built_in and built_in.lasts_days == 365 and built_in.asks_consent
    keys = {wanted.key for wanted in built_in.fields}
    assert {"full_name", "email", "birth_date", "ktp_village_code"} <= keys
    assert not keys & {"nik", "family_card_number", "religion", "income_band"}
    assert not any(wanted.required for wanted in built_in.fields)
