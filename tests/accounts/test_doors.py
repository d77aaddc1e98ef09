"""Signing up, in and out, over the pages as a person without JavaScript sees them."""

import pytest

from tests.accounts.people import NEW_PASSWORD, is_in, open_account, sign_in
from tests.town import PASSWORD

WRONG = "kata sandi yang keliru sama sekali"


def test_signing_up_shows_number_and_codes_once_and_signs_in(town, on_both):
    siti = open_account(town)
    assert len(set(siti.codes)) == 10
    assert "/profile" in siti.browser.here.link("Sudah saya simpan")
    page = siti.browser.get("/account")
    assert page.status == 200
    assert siti.number in page.text
    assert "warga@contoh.id" in page.text
    assert not any(code in page.html for code in siti.codes)


def test_privacy_notice_and_terms_come_before_the_first_question(town):
    html = town.browser().get("/sign-up").html
    main = html[html.index("<main") :]
    form = main.index("<form")
    assert 0 < main.index("/privacy") < form
    assert 0 < main.index("/terms") < form


@pytest.mark.parametrize("typed", ["email", "phone", "number"])
def test_each_name_of_an_account_signs_in(town, typed):
    phone = open_account(town, "0812 3456 7890")
    mail = open_account(town, "Warga@Contoh.id")
    name = {"email": "warga@contoh.ID", "phone": "+62 812 3456 7890", "number": mail.number}[typed]
    browser = sign_in(town, name)
    assert browser.here.status == 200
    assert (phone if typed == "phone" else mail).number in browser.get("/account").text


def test_an_account_needs_no_address(town):
    siti = open_account(town, "")
    assert is_in(sign_in(town, siti.number))


@pytest.mark.parametrize(
    ("identifier", "password"),
    [("bukan alamat", PASSWORD), ("3574015708959002", PASSWORD), ("1234567897", PASSWORD), ("", "pendek"), ("warga@contoh.id", "warga@contoh.id")],
)  # fmt: skip
def test_a_sign_up_that_cannot_be_keeps_the_name_and_never_the_password(town, identifier, password):
    browser = town.browser()
    browser.get("/sign-up")
    page = browser.submit("password", {"identifier": identifier, "password": password})
    assert page.status == 422
    kept = {control.name: control.value for control in page.form("password").controls}
    assert kept["identifier"] == identifier
    assert not kept["password"]
    assert not is_in(browser)


def test_an_address_that_another_uses_is_no_obstacle_and_each_password_opens_its_own(town, on_both):
    first, second = open_account(town), open_account(town, password=NEW_PASSWORD)
    assert first.number in sign_in(town, "warga@contoh.id").get("/account").text
    assert second.number in sign_in(town, "warga@contoh.id", NEW_PASSWORD).get("/account").text


def test_a_stranger_and_a_wrong_password_get_the_same_page(town):
    open_account(town)
    pages = []
    for name in ("warga@contoh.id", "siapa@contoh.id"):
        page = sign_in(town, name, WRONG).here
        assert page.status == 422
        kept = {control.name: control.value for control in page.form("password").controls}
        assert kept["identifier"] == name
        assert not kept["password"]
        pages.append(page.text.replace(name, ""))
    assert pages[0] == pages[1]


def test_the_citizen_goes_on_to_the_page_they_wanted(town):
    open_account(town)
    browser = town.browser()
    assert "return_to=accounts.account" in browser.get("/account").url
    page = browser.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    assert page.url.endswith("/account")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "web.home", "accounts.end_others", "nowhere.at_all"]
)
def test_no_address_and_no_other_page_is_returned_to(town, wanted):
    open_account(town)
    browser = town.browser()
    browser.get(f"/sign-in?return_to={wanted}")
    page = browser.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    assert browser.left_to is None
    assert page.url.endswith("/profile")


def test_signing_out_ends_the_sign_in_even_for_a_copied_cookie(town):
    siti = open_account(town)
    copied = siti.browser.client.get_cookie("sekali", domain="localhost")
    assert copied is not None
    siti.browser.get("/sign-out")
    form = next(f for f in siti.browser.here.forms if "language" not in f.action)
    siti.browser.post("/sign-out", form.data())
    assert not is_in(siti.browser)
    siti.browser.client.set_cookie("sekali", copied.value, domain="localhost")
    assert not is_in(siti.browser)


def test_a_cookie_opens_nothing_in_another_browser(town):
    siti = open_account(town)
    stolen = siti.browser.client.get_cookie("sekali", domain="localhost")
    thief = town.browser()
    thief.get("/sign-in")
    thief.client.set_cookie("sekali", stolen.value, domain="localhost")
    assert not is_in(thief)


def test_a_sign_in_gives_a_new_cookie_and_ends_the_former(town):
    siti = open_account(town)
    former = siti.browser.client.get_cookie("sekali", domain="localhost").value
    sign_in(town, "warga@contoh.id", browser=siti.browser)
    assert siti.browser.client.get_cookie("sekali", domain="localhost").value != former
    siti.browser.client.set_cookie("sekali", former, domain="localhost")
    assert not is_in(siti.browser)


@pytest.mark.parametrize("span", [{"minutes": 31}, {"hours": 13}])
def test_a_sign_in_ends_by_itself(town, span):
    siti = open_account(town)
    assert is_in(siti.browser)
    town.clock.advance(**span)
    assert not is_in(siti.browser)
