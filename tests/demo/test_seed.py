"""The seed: everybody is made through the real deeds, once."""

import pytest

from accounts import identifiers, names, sign_in
from accounts.desk import deeds
from accounts.desk import store as desk
from core.db import keeping, reading
from demo.people import AUDITOR, BEJO, OFFICER, PASSWORD, PROTECTOR, SITI, STAFF
from demo.relying_party import words
from demo.relying_party.configuration import OFFERS
from demo.seed import fill_in
from demo.services import SERVICES
from oidc.clients import store as clients
from vault import catalogue, safe
from vault.values import OFFICER_CHECKED, SELF_DECLARED
from web import demo_secrets


def filled(town):
    with town.app.app_context():
        return fill_in(town.keys, town.app.extensions["sekali.settings"], town.clock())


def citizen_of(town, person) -> str:
    with town.app.app_context(), reading() as session:
        found = names.candidates(session, town.keys, identifiers.parse(person.identifier))
    citizen = sign_in.whose(town.keys, tuple(found), PASSWORD)
    assert len(found) == 1
    assert citizen
    return citizen[0]


def profile_of(town, person):
    citizen = citizen_of(town, person)
    with town.app.app_context(), keeping() as session:
        return safe.read(session, town.keys, citizen)


def test_the_people_have_what_the_story_needs(town, on_both) -> None:
    filled(town)
    siti = profile_of(town, SITI)
    assert len(siti) == 72
    assert set(siti) == set(catalogue.FIELDS), "a full profile is every field of the catalogue"
    assert (siti["nik"].data, siti["full_name"].data, siti["birth_date"].data) == (
        "3574015708959001",
        "SITI AMINAH",
        "1995-08-17",
    )
    assert {key for key, value in siti.items() if value.state == OFFICER_CHECKED} == {*SITI.checked, *SITI.papers}
    assert siti["income_band"].state == SELF_DECLARED
    bejo = profile_of(town, BEJO)
    assert {key: value.data for key, value in bejo.items()} == {"full_name": "BEJO"}


def test_a_second_seed_changes_nothing(town, on_both) -> None:
    first = filled(town)
    entries = town.check_ledger()
    town.clock.advance(days=3)
    second = filled(town)
    assert second == first
    assert town.check_ledger() == entries
    assert set(first) == set(OFFERS)


def test_what_the_operator_ended_stays_ended(town) -> None:
    first = filled(town)
    with town.keeping() as session:
        staff = desk.find(session, "", deeds.index(town.keys, AUDITOR.identifier))
        assert desk.disable(session, staff[0])
        assert clients.change(session, first["library"].client_id, state="disabled")
    assert filled(town) == first
    with town.reading() as session:
        assert desk.find(session, "", deeds.index(town.keys, AUDITOR.identifier)) is None
        assert [state for _, key, state, *_ in clients.all_clients(session) if key == "perpustakaan-kota"] == [
            "disabled"
        ]


def test_each_act_is_an_entry(town) -> None:
    filled(town)
    types = [entry["type"] for entry in town.check_ledger()]
    assert types.count("account.opened") == 2
    assert types.count("profile.changed") == 13
    assert types.count("service.changed") == 6


def test_demo_niks_use_serials_that_are_never_issued() -> None:
    niks = [
        SITI.profile["nik"],
        SITI.profile["npwp"],
        SITI.profile["spouse_nik"],
        SITI.profile["driving_licence"]["number"],
        *(row["nik"] for row in SITI.profile["dependants"] if row["nik"]),
    ]
    assert len(niks) >= 3
    assert all(nik.startswith("3574") and 9000 <= int(nik[-4:]) <= 9999 for nik in niks)


def test_siti_signs_in_by_her_checked_nik(town) -> None:
    filled(town)
    browser = town.browser()
    browser.get("/sign-in")
    browser.submit("password", {"identifier": "3574015708959001", "password": PASSWORD})
    assert "SITI AMINAH" in browser.get("/profile").text


@pytest.mark.parametrize("wanted", SERVICES, ids=lambda wanted: wanted.key)
def test_services_ask_what_the_catalogue_has_in_both_languages(wanted) -> None:
    for field in wanted.fields:
        assert catalogue.is_releasable(field.key)
        assert catalogue.get(field.key) is not None
    pairs = [
        wanted.text,
        wanted.retention,
        *(pair for field in wanted.fields for pair in (field.reason, field.withheld)),
    ]
    assert all(text_id and text_en and text_id != text_en for text_id, text_en in pairs)
    assert not {"nik", "full_name", "birth_date"} & {field.key for field in wanted.fields}


def test_the_e_services_have_words_for_what_they_receive() -> None:
    assert set(words.INCOMES) == {choice.value for choice in catalogue.FIELDS["income_band"].choices}
    asked = {name for wanted in SERVICES for field in wanted.fields for name in (field.key, field.answer) if name}
    assert set(words.FIELDS) == asked


def test_a_production_start_knows_every_demo_secret(town) -> None:
    assert set(demo_secrets.CITIZENS) == {SITI.identifier, BEJO.identifier}
    assert (
        set(demo_secrets.STAFF)
        == {member.identifier for member in STAFF}
        == {AUDITOR.identifier, OFFICER.identifier, PROTECTOR.identifier}
    )
    assert set(demo_secrets.CLIENT_SECRETS) == {wanted.client_secret for wanted in SERVICES}
    filled(town)
    with town.app.app_context(), reading() as session:
        assert len(demo_secrets.found(session, town.keys)) == 2 + 3 + 3
