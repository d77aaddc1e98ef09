"""The officer's desk and the citizen's page of comparing, through browsers without JavaScript."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from accounts.tables import CitizenRow
from core.runtime import SETTINGS
from tests.journeys.story import SITI, open_account
from tests.vault.test_matching import simulator
from tests.web.desk import at_the_desk


@pytest.fixture
def siti(town):
    browser = open_account(town, identity=SITI)
    browser.get("/profile/family")
    browser.submit("mother_name", {"mother_name": "KHOIRIYAH"}, ("save", "1"))
    with town.reading() as session:
        browser.number = session.scalar(select(CitizenRow.number))
    return browser


def looked(town, siti, number: str = "", document: str = "ktp_scan", place: str = "Loket 3"):
    officer = at_the_desk(town, "officer")
    officer.get("/desk/officer")
    officer.submit("number", {"number": number or siti.number, "document": document, "place": place})
    return officer


def test_an_officer_compares_with_the_card_and_the_citizen_reads_who_where_and_what(town, siti, on_both):
    officer = looked(town, siti)
    text = officer.here.text
    assert "SITI AMINAH" in text and "KHOIRIYAH" not in text, "the mother's name stands on no identity card"
    officer.submit("said_nik", {"said_nik": "same", "said_full_name": "same", "said_birth_date": "different"})
    assert "2 data sama dengan dokumen asli" in officer.here.text
    page = siti.get("/profile")
    assert "Petugas: tidak sesuai" in page.text and "Sumber tidak sepakat tentang 1 data" in page.text
    told = siti.get("/profile/identity/birth_date/history").text
    assert "Petugas: tidak sesuai" in told and "Foto KTP-el" in told and "Loket 3" in told
    assert "Diperiksa petugas" in siti.get("/profile/identity/nik/history").text
    kinds = [(body["type"], body["actor"]) for body in town.check_ledger()]
    assert kinds[-2:] == [("staff.lookup", "staff"), ("profile.changed", "staff")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "1234567890"}, "salah ketik atau tidak ada"),
        ({"number": "x"}, "salah ketik atau tidak ada"),
        ({"document": "skck"}, "Pilih dokumen"),
        ({"document": ""}, "Pilih dokumen"),
    ],
)
def test_what_cannot_be_looked_at_is_said(town, siti, typed, said):
    officer = at_the_desk(town, "officer")
    officer.get("/desk/officer")
    token = dict(officer.here.form("number").data())["form_token"]
    sent = {"number": siti.number, "document": "ktp_scan", "place": "Loket 3", "form_token": token} | typed
    page = officer.post("/desk/officer/look", sent)
    assert (page.status, said in page.text) == (422, True)
    assert "SITI AMINAH" not in page.text


def test_without_a_place_or_with_an_impossible_day_nothing_is_kept_and_the_choice_stays(town, siti):
    officer = looked(town, siti, place="")
    officer.submit("said_nik", {"said_nik": "same"})
    assert officer.here.status == 422 and "Isi di mana Anda memeriksa" in officer.here.text
    officer.submit("said_nik", {"place": "Loket 3", "valid_until": "31-02-2030"})
    assert officer.here.status == 422
    officer.submit("said_nik", {"valid_until": ""})
    assert "1 data sama" in officer.here.text, "what was chosen was still chosen"


def test_only_officers_sit_at_this_desk(town, siti):
    auditor = at_the_desk(town)
    assert "/desk/sign-in" in auditor.get("/desk/officer").url


@pytest.fixture
def dukcapil(town):
    own = town.app.extensions[SETTINGS]
    with simulator() as address:
        town.app.extensions[SETTINGS] = replace(own, dukcapil_address=f"{address}/match", dukcapil_is_simulator=True)
        yield address


def test_a_citizen_compares_with_the_register_and_sees_every_answer(town, siti, dukcapil, on_both):
    page = siti.get("/profile/match")
    assert "simulator, bukan Dukcapil" in page.text and "Nama ibu kandung" in page.text
    siti.confirm("match") if any("match" in form.action for form in page.forms) else siti.post(
        "/profile/match", page.forms[-1].data()
    )
    assert "3 data cocok dengan Dukcapil." in siti.here.text
    text = siti.get("/profile").text
    assert "Cocok dengan Dukcapil" in text and "Dukcapil: tidak sesuai" in text
    town.check_ledger()


def test_without_a_register_there_is_no_such_page(siti):
    assert siti.get("/profile/match").status == 404
    assert "Cocokkan" not in siti.get("/profile").text


def test_a_register_that_is_away_changes_nothing(town, siti):
    own = town.app.extensions[SETTINGS]
    town.app.extensions[SETTINGS] = replace(own, dukcapil_address="http://127.0.0.1:9/match")
    page = siti.get("/profile/match")
    siti.post("/profile/match", page.forms[-1].data())
    assert siti.here.status == 503 and "sedang tidak menjawab" in siti.here.text
