"""The profile's pages, as a person without JavaScript sees them."""

import json

import pytest

from tests.accounts.people import open_account, sign_in
from vault.schemas import DownloadSchema

NIK = "3574015708959001"


def fill(browser, group: str, having: str, **values):
    browser.get(f"/profile/{group}")
    return browser.submit(having, values, ("save", "1"))


def values_of(page, having: str) -> dict[str, str]:
    return {control.name: control.value for control in page.form(having).controls}


def test_a_short_nik_is_told_in_both_languages_and_nothing_typed_is_lost(town):
    browser = open_account(town).browser
    browser.get("/profile/start")
    page = browser.submit("nik", {"nik": "357401570895900", "full_name": "SITI AMINAH"}, ("save", "1"))
    assert page.status == 422
    assert "NIK harus 16 angka. Anda baru mengetik 15." in page.text
    kept = values_of(page, "nik")
    assert (kept["nik"], kept["full_name"]) == ("357401570895900", "SITI AMINAH")
    page = browser.change_language({"nik": "35740157089590"})
    assert (values_of(page, "nik")["nik"], values_of(page, "nik")["full_name"]) == ("35740157089590", "SITI AMINAH")
    page = browser.submit("nik", {"nik": "357401570895900"}, ("save", "1"))
    assert "A NIK has 16 digits. You typed 15." in page.text


def test_the_overview_masks_what_is_sensitive(town):
    browser = open_account(town).browser
    assert "Tampilkan" not in browser.get("/profile").text, "there is nothing to show yet"
    browser.get("/profile/start")
    browser.submit("nik", {"nik": NIK, "full_name": "SITI AMINAH", "birth_date": "17-08-1995"}, ("save", "1"))
    page = browser.get("/profile")
    assert page.text.count("Tampilkan") == 1
    assert "3574 •••• •••• 9001" in page.text
    assert "SITI AMINAH" in page.text
    assert "Diisi sendiri" in page.text


def test_a_second_browser_sees_both_values(town, on_both):
    first = open_account(town).browser
    second = sign_in(town, "warga@contoh.id")
    first.get("/profile/identity")
    second.get("/profile/identity")
    first.submit("full_name", {"full_name": "SITI AMINAH"}, ("save", "1"))
    page = second.submit("full_name", {"full_name": "SITI A."}, ("save", "1"))
    assert page.status == 409
    assert "SITI AMINAH" in page.text
    assert values_of(page, "full_name")["full_name"] == "SITI A."
    page = second.submit("full_name", {}, ("save", "1"))
    assert page.status == 200
    assert "SITI A." in second.get("/profile").text


def test_a_village_is_chosen_step_by_step(town):
    browser = open_account(town).browser
    page = browser.get("/profile/address_ktp")
    key = "ktp_village_code"
    page = browser.submit(
        f"{key}.district", {f"{key}.district": "35.74.04", "ktp_street": "Jl. Mawar 1"}, ("look", key)
    )
    assert "Tisnonegaran" in page.text
    assert values_of(page, "ktp_street")["ktp_street"] == "Jl. Mawar 1"
    browser.submit(f"{key}.village", {f"{key}.village": "35.74.04.1001"}, ("save", "1"))
    assert "Tisnonegaran, Kanigaran, Kota Probolinggo, Jawa Timur" in browser.get("/profile").text


def test_the_download_holds_what_was_typed_and_no_address_holds_a_value(town):
    browser = open_account(town).browser
    fill(browser, "identity", "full_name", full_name="SITI AMINAH")
    page = browser.get("/profile/download")
    loaded = DownloadSchema().loads(page.html)
    assert loaded["values"]["full_name"]["value"] == "SITI AMINAH"
    assert DownloadSchema().dump(loaded) == json.loads(page.html)
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in page.headers["Cache-Control"]


def test_the_history_tells_what_a_value_was(town):
    browser = open_account(town).browser
    fill(browser, "identity", "full_name", full_name="SITI")
    fill(browser, "identity", "full_name", full_name="SITI AMINAH")
    page = browser.get("/profile/identity/full_name/history")
    assert "SITI AMINAH" in page.text
    assert page.text.count("SITI") >= 2
    assert browser.get("/profile/contact/full_name/history").status == 404
    assert browser.get("/profile/tidakada").status == 404


def test_a_stranger_sees_no_page_of_the_profile(town):
    for address in ("/profile", "/profile/start", "/profile/identity", "/profile/download"):
        assert "/sign-in" in town.browser().get(address).url


@pytest.mark.parametrize(
    ("name", "field", "offered"),
    [("warga@contoh.id", "email", "warga@contoh.id"), ("0812 0000 0001", "phone_number", "+6281200000001")],
)
def test_the_sign_in_name_is_offered_on_the_first_page_and_kept_with_it(town, name, field, offered):
    browser = open_account(town, name).browser
    page = browser.get("/profile/start")
    assert values_of(page, "nik")[field] == offered
    assert "Diambil dari nama masuk Anda" in page.text
    browser.submit("nik", {"full_name": "SITI"}, ("save", "1"))
    assert json.loads(browser.get("/profile/download").html)["fields"][field]["value"] == offered
    assert not browser.get("/profile/start").form("nik").has(field), "what was kept is not asked again here"


def test_the_sign_in_name_is_offered_on_the_contact_page_until_it_is_answered(town):
    browser = open_account(town).browser
    assert values_of(browser.get("/profile/contact"), "email")["email"] == "warga@contoh.id"
    browser.submit("email", {"email": "siti@contoh.id"}, ("save", "1"))
    browser.get("/profile/contact")
    page = browser.submit("email", {"email": ""}, ("save", "1"))
    page = browser.get("/profile/contact")
    assert values_of(page, "email")["email"] == "", "who cleared it is not asked again"
    assert "Diambil dari nama masuk Anda" not in page.text


def test_an_offer_keeps_nothing_until_the_page_is_saved(town):
    browser = open_account(town).browser
    browser.get("/profile/start")
    browser.get("/profile/contact")
    assert json.loads(browser.get("/profile/download").html)["fields"] == {}


def test_a_mistake_on_the_first_page_keeps_the_offer_as_it_was_typed(town):
    browser = open_account(town).browser
    browser.get("/profile/start")
    page = browser.submit("nik", {"nik": "1", "email": "siti@contoh.id"}, ("save", "1"))
    assert (page.status, values_of(page, "nik")["email"]) == (422, "siti@contoh.id")


def test_the_overview_counts_what_everybody_has_and_names_the_rest(town):
    browser = open_account(town).browser
    fill(browser, "online", "website", website="https://warung.contoh.id")
    page = browser.get("/profile")
    text = page.text
    assert "0 dari 42 data sudah terisi." in text
    assert "17 data ini hanya dipakai sebagian orang, jadi tidak ikut dihitung di atas. 1 sudah terisi." in text
    usual, _, extra = page.html.partition('<h2 id="extra">')
    assert (usual.count("<dt>"), extra.count("<dt>")) == (55, 17)
    assert "0 of 42 fields are filled in." in browser.change_language({}).text
