"""The second factor: an app beside the password, printed codes in its place, and passwords as long as their company asks."""

import re

import pyotp
import pytest
from sqlalchemy import select

from accounts.sign_ins import TWO_FACTORS_ACR
from accounts.tables import SignInRow
from tests.accounts.people import forget, is_in, open_account, sign_in
from tests.town import PASSWORD

SHORT = "jamu kuah"
SECRET = re.compile(r'<code class="numbers">([A-Z2-7 ]+)</code>')


def connect(town, browser) -> pyotp.TOTP:
    secret = SECRET.search(browser.get("/account/app").html)[1].replace(" ", "")
    app = pyotp.TOTP(secret)
    page = browser.submit("slip", {"code": app.at(town.clock())})
    assert "Aplikasi sudah terhubung" in page.text
    return app


def give(browser, code):
    return browser.submit("code", {"code": code})


@pytest.fixture
def siti(town):
    """A citizen with an app; half a minute has passed, so that the app shows another code."""
    opened = open_account(town)
    app = connect(town, opened.browser)
    town.clock.advance(seconds=30)
    return opened, app


def test_password_and_code_sign_in_and_say_so(town, on_both, siti):
    opened, app = siti
    browser = sign_in(town, opened.number)
    assert "/sign-in/code" in browser.here.url and not is_in(browser)
    browser.get("/sign-in/code")
    assert give(browser, app.at(town.clock())).url.endswith("/profile")
    with town.reading() as session:
        rows = [tuple(row) for row in session.execute(select(SignInRow.acr, SignInRow.amr))]
    assert (TWO_FACTORS_ACR, ["pwd", "otp", "mfa"]) in rows
    assert [body["type"] for body in town.check_ledger()].count("credentials.changed") == 1


def test_a_code_is_good_once_and_a_wrong_one_never(town, siti):
    opened, app = siti
    first, second = sign_in(town, opened.number), sign_in(town, opened.number)
    assert give(second, "000000").status == 422
    assert give(first, app.at(town.clock())).status == 200
    page = give(second, app.at(town.clock()))
    assert page.status == 422 and "sudah dipakai" in page.text and not is_in(second)


def test_a_printed_code_stands_in_for_a_lost_app_once(town, on_both, siti):
    opened, _ = siti
    assert is_in_after(town, opened, opened.codes[2])
    assert not is_in_after(town, opened, opened.codes[2])


def is_in_after(town, opened, code) -> bool:
    browser = sign_in(town, opened.number)
    give(browser, code)
    return is_in(browser)


def test_codes_are_not_guessed_without_end_by_whoever_has_the_password(town, siti):
    opened, app = siti
    for _ in range(5):
        give(sign_in(town, opened.number), "123456")
    page = give(sign_in(town, opened.number), app.at(town.clock()))
    assert page.status == 429
    town.clock.advance(minutes=16)
    assert is_in_after(town, opened, app.at(town.clock()))


def test_half_a_sign_in_is_nothing_by_itself_in_another_browser_later_or_after_a_change(town, siti):
    opened, app = siti
    half = sign_in(town, opened.number)
    cookie = half.client.get_cookie("sekali-half")
    thief = town.browser()
    thief.get("/sign-in")
    thief.client.set_cookie("sekali-half", cookie.value)
    assert thief.get("/sign-in/code").url.endswith("/sign-in")
    forget(town, opened.number, opened.codes[0])
    assert give(half, app.at(town.clock())).status == 422 and not is_in(half)
    late = sign_in(town, opened.number, "kereta lambat minum jamu")
    town.clock.advance(minutes=5, seconds=1)
    assert late.get("/sign-in/code").url.endswith("/sign-in")


def test_the_errand_goes_on_after_the_code(town, siti):
    opened, app = siti
    browser = town.browser()
    browser.get("/sign-in?return_to=accounts.rights")
    browser.submit("password", {"identifier": opened.number, "password": PASSWORD})
    assert give(browser, app.at(town.clock())).url.endswith("/rights")


def test_only_a_code_of_the_shown_secret_connects_an_app_and_only_in_that_sign_in(town):
    siti, budi = open_account(town), open_account(town, "budi@contoh.id")
    secret = SECRET.search(siti.browser.get("/account/app").html)[1].replace(" ", "")
    form = siti.browser.here.form("slip")
    page = siti.browser.submit("slip", {"code": pyotp.TOTP(pyotp.random_base32()).at(town.clock())})
    assert page.status == 422
    assert SECRET.search(page.html)[1].replace(" ", "") == secret, "whoever mistypes need not scan again"
    slip = dict(form.data())["slip"]
    budi.browser.get("/account/app")
    page = budi.browser.post(
        "/account/app",
        budi.browser.here.form("slip").filled({"slip": slip, "code": pyotp.TOTP(secret).at(town.clock())}),
    )
    assert "Belum terhubung" in budi.browser.get("/account").text


def change(browser, present, new):
    browser.get("/account/password")
    return browser.submit("present", {"present": present, "password": new})


def test_a_shorter_password_is_taken_beside_an_app_and_holds_the_app(town, on_both, siti):
    opened, _ = siti
    browser = opened.browser
    assert "Sedikitnya 8 huruf" in browser.get("/account/password").text
    assert change(browser, PASSWORD, SHORT).status == 200

    def remove(password):
        browser.get("/account/app/remove")
        return browser.submit("password", {"password": password})

    page = remove(SHORT)
    assert page.status == 422 and "terlalu pendek" in page.text
    assert change(browser, SHORT, PASSWORD).status == 200
    assert remove("bukan ini sama sekali").status == 422
    assert "Aplikasi sudah dilepas" in remove(PASSWORD).text
    assert is_in(sign_in(town, opened.number))
    assert change(browser, PASSWORD, SHORT).status == 422
    town.check_ledger()


def test_alone_a_password_has_fifteen_signs(town):
    browser = town.browser()
    browser.get("/sign-up")
    page = browser.submit("password", {"identifier": "", "password": "kuda laut biru"})
    assert page.status == 422 and "sedikitnya 15" in page.text
    browser.get("/sign-up")
    assert browser.submit("password", {"identifier": "", "password": "kuda laut biru 7"}).status == 200


def test_one_device_is_signed_out_and_nobody_signs_out_anothers(town):
    siti, budi = open_account(town), open_account(town, "budi@contoh.id")
    other = town.browser()
    other.get("/sign-in", User_Agent="Mozilla/5.0 (Linux; Android 14) Chrome/140")
    other.post(
        "/sign-in",
        other.here.form("password").filled({"identifier": siti.number, "password": PASSWORD}),
        User_Agent="Mozilla/5.0 (Linux; Android 14) Chrome/140",
    )
    page = siti.browser.get("/account")
    assert "Chrome di Android" in page.text and "127.0.0.0/24" in page.text
    form = next(one for one in page.forms if "/account/sign-ins/" in one.action)
    token = [pair for pair in budi.browser.get("/account").form("form_token").data() if pair[0] == "form_token"]
    budi.browser.post(form.action, token)
    assert is_in(other)
    siti.browser.get("/account")
    assert "Perangkat itu sudah keluar" in siti.browser.post(form.action, form.data()).text
    assert not is_in(other) and is_in(siti.browser)
