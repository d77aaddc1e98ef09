"""No form is taken that was not made for this browser."""

import pytest

from ledger import search
from tests.journeys.story import SITI, open_account


def a_token(browser) -> str:
    page = browser.get("/sign-in")
    return next(c.value for c in page.form("password").controls if c.name == "form_token")


DATA = {"identifier": "nobody@contoh.id", "password": "sandi yang panjang"}


def test_our_own_form_is_taken(town) -> None:
    browser = town.browser()
    assert browser.post("/sign-in", {**DATA, "form_token": a_token(browser)}).status == 422


def test_another_browsers_token_is_refused_and_the_page_says_what_to_do(town) -> None:
    mine, other = town.browser(), town.browser()
    token = a_token(other)
    a_token(mine)
    page = mine.post("/sign-in", {**DATA, "form_token": token})
    assert page.status == 400
    assert "peramban lain" in page.text
    assert page.link("Buka halaman lagi") == town.issuer + "/sign-in"
    assert "nobody@contoh.id" not in page.html


def test_a_token_without_its_browser_is_refused(town) -> None:
    token = a_token(town.browser())
    assert town.browser().post("/sign-in", {**DATA, "form_token": token}).status == 400


@pytest.mark.parametrize(("hours", "status"), [(11, 422), (13, 400)])
def test_a_token_lasts_twelve_hours(town, hours, status) -> None:
    browser = town.browser()
    token = a_token(browser)
    town.clock.advance(hours=hours)
    assert browser.post("/sign-in", {**DATA, "form_token": token}).status == status


def test_machines_need_none(town) -> None:
    answer = town.app.test_client().post("/token", data={"grant_type": "x"}, base_url=town.issuer)
    assert answer.status_code in {400, 401}
    assert answer.is_json
    assert "Set-Cookie" not in answer.headers


def test_asking_for_the_head_of_a_page_does_nothing(town) -> None:
    """Every page that takes a form is asked by HEAD: nothing may change, and no page may fail."""
    browser = open_account(town, identity=SITI)
    forms = [
        rule.rule
        for rule in town.app.url_map.iter_rules()
        if {"GET", "POST"} <= rule.methods and not rule.arguments and not rule.rule.startswith(("/token", "/par"))
    ]
    assert {"/account/password", "/account/close"} & set(forms)
    with town.reading() as session:
        before = search.find(session, limit=100)
    for path in forms:
        answer = browser.client.head(path, base_url=town.issuer)
        assert answer.status_code < 500, path
        assert answer.data == b""
    with town.reading() as session:
        assert search.find(session, limit=100) == before
    assert browser.get("/profile").status == 200, "still signed in"
