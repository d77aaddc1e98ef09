"""A sign-up form that is sent twice opens one account, and its recovery codes are never lost on the way."""

import pytest
from sqlalchemy import func, select

from accounts.credentials import recovery_codes
from accounts.living import store as living
from accounts.sign_up_form import Form
from accounts.tables import CitizenRow
from tests.accounts.at_once import RUNNERS, at_once, twin
from tests.accounts.people import CODE, NEW_PASSWORD, NUMBER, forget, is_in, open_account, sign_in
from tests.town import PASSWORD

FORM = {"identifier": "warga@contoh.id", "password": PASSWORD}
USED = "Dengan formulir ini sudah dibuat sebuah akun."


def accounts(town) -> int:
    with town.reading() as session:
        return session.scalar(select(func.count()).select_from(CitizenRow))


def told(page) -> tuple[str, list[str]]:
    """The number and codes that a page shows."""
    return NUMBER.findall(page.text)[0], CODE.findall(page.html)


def sending(town, browser):
    """Send the form that `browser` has before it, from many connections at the same moment."""
    twins = [twin(town, browser) for _ in range(RUNNERS)]
    return twins, at_once(lambda n: twins[n].submit("password", FORM))


@pytest.mark.race
def test_a_form_sent_many_times_at_once_opens_one_account(town, on_both):
    browser = town.browser()
    browser.get("/sign-up")
    twins, pages = sending(town, browser)
    assert [page.status for page in pages] == [200] * RUNNERS
    assert len({(number, tuple(codes)) for number, codes in map(told, pages)}) == 1
    assert accounts(town) == 1
    assert all(is_in(one) for one in twins), "whichever answer the browser keeps, it is signed in"
    assert forget(town, "warga@contoh.id", told(pages[-1])[1][0]).here.status == 200
    assert [body["type"] for body in town.check_ledger()] == ["account.opened", "credentials.changed"]


@pytest.mark.race
def test_the_database_decides_it(town, on_both, monkeypatch):
    """The control: with the unique claim patched out of the code, the same sendings open several accounts."""

    def claimed(session, row):
        living.add_sign_in(session, row | {"digest": row["id"].encode()})
        return True

    monkeypatch.setattr(living, "add_first_sign_in", claimed)
    monkeypatch.setattr(Form, "codes", lambda *_: recovery_codes.new_codes())  # they are unique as well
    browser = town.browser()
    browser.get("/sign-up")
    sending(town, browser)
    assert accounts(town) > 1


def test_going_back_and_sending_again_shows_the_same_codes(town):
    browser = town.browser()
    form = browser.get("/sign-up")
    first = told(browser.submit("password", FORM))
    browser.page = form
    assert told(browser.submit("password", FORM)) == first
    assert accounts(town) == 1
    assert is_in(browser)


def test_who_got_no_answer_and_fills_the_form_in_anew_has_one_account(town):
    browser = town.browser()
    browser.get("/sign-up")
    lost = twin(town, browser)
    first = told(lost.submit("password", FORM))
    town.clock.advance(minutes=3)
    browser.get("/sign-up")
    assert told(browser.submit("password", FORM)) == first
    assert accounts(town) == 1
    assert is_in(browser)


@pytest.mark.parametrize(
    "other",
    [FORM | {"password": NEW_PASSWORD}, FORM | {"identifier": "lain@contoh.id"}, FORM | {"identifier": ""}],
    ids=["password", "name", "no name"],
)
def test_a_used_form_with_other_answers_says_so_and_can_be_sent_once_more(town, other):
    browser = town.browser()
    form = browser.get("/sign-up")
    number, codes = told(browser.submit("password", FORM))
    stranger = twin(town, browser)
    stranger.client.delete_cookie("sekali", domain="localhost")
    stranger.page = form
    page = stranger.submit("password", other)
    assert page.status == 409
    assert USED in page.text
    assert number not in page.text and not CODE.findall(page.html)
    assert not is_in(stranger)
    stranger.page = page
    second = told(stranger.submit("password", other))
    assert second[0] != number and not set(second[1]) & set(codes)
    assert accounts(town) == 2


def spoil_by_signing_out(town, browser, codes):
    browser.get("/sign-out")
    form = next(form for form in browser.here.forms if "language" not in form.action)
    browser.post("/sign-out", form.data())


def spoil_by_a_used_code(town, browser, codes):
    forget(town, "warga@contoh.id", codes[0], PASSWORD)
    sign_in(town, "warga@contoh.id", browser=browser)


def spoil_by_time(town, browser, codes):
    town.clock.advance(hours=1)


@pytest.mark.parametrize("spoil", [spoil_by_signing_out, spoil_by_a_used_code, spoil_by_time])
def test_a_back_button_pressed_later_shows_no_codes_and_signs_nobody_in(town, spoil):
    browser = town.browser()
    form = browser.get("/sign-up")
    spoil(town, browser, told(browser.submit("password", FORM))[1])
    browser.client.delete_cookie("sekali", domain="localhost")
    browser.page = form
    page = browser.submit("password", FORM)
    assert page.status == 409
    assert not CODE.findall(page.html)
    assert not is_in(browser)
    assert accounts(town) == 1


def test_a_form_in_another_browser_is_another_form(town):
    siti, neighbour = town.browser(), town.browser()
    siti.get("/sign-up")
    neighbour.get("/sign-up")
    once = next(control.value for control in siti.here.form("password").controls if control.name == "once")
    first = told(siti.submit("password", FORM))
    second = told(neighbour.submit("password", FORM | {"once": once}))
    assert second[0] != first[0] and not set(second[1]) & set(first[1])


def test_families_open_their_accounts_one_after_another_at_one_browser(town):
    siti = open_account(town, "")
    page = siti.browser.get("/sign-up")
    assert "Anda sudah masuk" in page.text
    second = told(siti.browser.submit("password", {"identifier": "", "password": PASSWORD}))
    spoil_by_signing_out(town, siti.browser, [])
    siti.browser.get("/sign-up")
    third = told(siti.browser.submit("password", {"identifier": "", "password": PASSWORD}))
    assert len({siti.number, second[0], third[0]}) == 3


def test_a_number_that_is_taken_is_drawn_again(town, on_both, monkeypatch):
    siti = open_account(town)
    drawn = iter([siti.number, siti.number, "1234567897"])
    monkeypatch.setattr("accounts.sign_up.new_number", lambda: next(drawn))
    assert open_account(town, "lain@contoh.id").number == "1234567897"
