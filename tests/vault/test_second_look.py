"""After saving: doubts on a page that can be loaded again, postal codes that follow, rows that can be removed."""

import json

import pytest

from tests.accounts.people import open_account
from vault import forms
from vault.catalogue import FIELDS

OLD_NIK = "6473015708959001"
CHILD = {"name": "AISYAH", "birth_date": "05-03-2021", "role": "ANAK"}
KTP = "ktp_village_code"


@pytest.fixture
def browser(town):
    return open_account(town).browser


def stored(browser) -> dict:
    return {key: one["value"] for key, one in json.loads(browser.get("/profile/download").html)["fields"].items()}


def rows(**by_place: dict[str, str]) -> dict[str, str]:
    return {f"dependants.{place[1:]}.{part}": text for place, row in by_place.items() for part, text in row.items()}


def people(page) -> list[str]:
    controls = {control.name: control.value for control in page.form("remove").controls}
    return [text for name, text in controls.items() if name.endswith(".name") and text]


def test_doubts_stand_on_a_page_of_their_own_that_a_reload_does_not_send_again(browser):
    browser.get("/profile/start")
    page = browser.submit("nik", {"nik": OLD_NIK}, ("save", "1"))
    assert (page.status, page.url.endswith("/profile/start?saved=1")) == (200, True)
    assert "Kode wilayah NIK ini tidak ada di daftar sekarang." in page.text
    assert "Data sudah disimpan." in page.text
    assert OLD_NIK not in page.url
    assert page.link("Sudah benar, lanjut").endswith("/profile")


def test_saving_the_same_again_goes_on_in_spite_of_doubts(browser):
    browser.get("/profile/start")
    browser.submit("nik", {"nik": OLD_NIK}, ("save", "1"))
    assert browser.submit("nik", {}, ("save", "1")).url.endswith("/profile")


def test_the_page_without_changes_tells_no_doubts(browser):
    browser.get("/profile/start")
    browser.submit("nik", {"nik": OLD_NIK}, ("save", "1"))
    assert "Kode wilayah NIK" not in browser.get("/profile/start").text


def choose(browser, village: str, button=("save", "1"), **typed: str):
    browser.get("/profile/address_ktp")
    browser.submit(f"{KTP}.district", {f"{KTP}.district": village[:8]}, ("look", KTP))
    return browser.submit(f"{KTP}.village", {f"{KTP}.village": village, **typed}, button)


def test_the_postal_code_follows_the_village_until_the_citizen_types_another(browser):
    choose(browser, "35.74.04.1001")
    assert stored(browser)["ktp_postal_code"] == "67211"
    choose(browser, "35.74.01.1001")
    assert stored(browser)["ktp_postal_code"] == "67222"
    choose(browser, "35.74.04.1001", ktp_postal_code="67299")
    assert stored(browser)["ktp_postal_code"] == "67299"
    choose(browser, "35.74.01.1001")
    assert stored(browser)["ktp_postal_code"] == "67299", "their own code stays"


def test_an_emptied_postal_code_stays_empty(browser):
    choose(browser, "35.74.04.1001")
    browser.get("/profile/address_ktp")
    browser.submit("ktp_postal_code", {"ktp_postal_code": ""}, ("save", "1"))
    assert "ktp_postal_code" not in stored(browser)


def test_looking_further_shows_the_postal_code_of_the_chosen_village(browser):
    page = choose(browser, "35.74.04.1001", ("look", KTP))
    assert {c.name: c.value for c in page.form("ktp_postal_code").controls}["ktp_postal_code"] == "67211"
    assert stored(browser) == {}


def test_a_row_is_removed_by_its_button_and_kept_only_by_saving(browser):
    browser.get("/profile/family")
    page = browser.submit("remove", rows(_0=CHILD, _1={**CHILD, "name": "BIMA"}), ("remove", "dependants.0"))
    assert people(page) == ["BIMA"]
    browser.submit("remove", {}, ("save", "1"))
    assert [person["name"] for person in stored(browser)["dependants"]] == ["BIMA"]


def test_removing_alone_keeps_nothing(browser):
    browser.get("/profile/family")
    browser.submit("remove", rows(_0=CHILD, _1=CHILD), ("remove", "dependants.0"))
    assert stored(browser) == {}


@pytest.mark.parametrize("button", ["dependants.99", "dependants.x", "dependants", "nik.0", "", "dependants.²"])
def test_a_row_that_is_none_removes_nothing(browser, button):
    page = browser.get("/profile/family")
    typed = page.form("remove").filled(rows(_0=CHILD))
    assert people(browser.post("/profile/family", [*typed, ("remove", button)])) == ["AISYAH"]


@pytest.mark.parametrize("place", ["²", "9" * 5000, "-1", "1e3", "100"])
def test_an_odd_row_number_is_no_row(place):
    field = FIELDS["dependants"]
    assert forms.typed([field], {f"dependants.{place}.name": "A"}) == {"dependants": []}
    assert forms.rows_shown(field, {f"dependants.{place}.name": "A"}, 15) == forms.SPARE_ROWS


def test_the_first_button_of_a_form_saves_so_that_the_enter_key_does(browser):
    for group in ("family", "address_ktp", "business"):
        form = browser.get(f"/profile/{group}").form("save")
        buttons = [control.name for control in form.controls if control.kind == "submit"]
        assert buttons[0] == "save"
