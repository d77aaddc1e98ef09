"""Devices: a code on a screen, a person who compares it and answers in a browser of their own, tokens once."""

import pytest
from sqlalchemy import update

from accounts.tables import CitizenRow
from oidc.tables import ClientRow
from tests.journeys.story import SITI, open_account
from tests.oidc.proving import Holder
from tests.oidc.terminals import Terminal, connect, press, write
from tests.oidc.test_endpoints import press as press_form
from tests.statements import billed
from tests.town import ISSUER, PASSWORD


@pytest.fixture
def terminal(town):
    made = Terminal(town)
    assert made.begin().status_code == 200
    return made


def test_a_terminal_is_connected_from_the_first_page_to_the_claims(on_both, town, terminal):
    assert terminal.poll().json["error"] == "authorization_pending"
    browser = open_account(town, identity=SITI)
    page = write(browser, terminal.user_code.lower().replace("-", " "))
    for told in ("Terminal loket 3", terminal.user_code, "127.0.0.1", "24 November 2026"):
        assert told in page.text
    assert "orang lain" in page.text and "Belum diverifikasi" in page.text
    assert press(browser, "allow").url.startswith(ISSUER + "/consent/"), "the same page as everywhere"
    assert press(browser, "allow", ["full_name"]).url == ISSUER + "/device/connected"
    told = terminal.poll()
    assert told.status_code == 200 and told.headers["Cache-Control"] == "no-store"
    assert told.json.keys() == {"access_token", "token_type", "expires_in", "scope", "id_token"}
    assert terminal.userinfo(told.json["access_token"]).json["name"] == "SITI AMINAH"
    assert "release" in {body["type"] for body in town.check_ledger()}


def test_a_stranger_signs_in_on_the_way(town, terminal):
    open_account(town, identity=SITI)
    browser = town.browser()
    write(browser, terminal.user_code)
    page = press(browser, "allow")
    assert "/sign-in" in page.url and "Terminal loket 3" in page.text
    browser.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    assert press(browser, "allow", ["full_name"]).url.endswith("/device/connected")
    assert terminal.poll().status_code == 200


@pytest.mark.parametrize("at", ["the code", "the consent"])
def test_a_refusal_is_told_to_the_device(on_both, town, terminal, at):
    browser = open_account(town, identity=SITI)
    write(browser, terminal.user_code)
    if at == "the consent":
        press(browser, "allow")
    assert press(browser, "deny").url == ISSUER + "/device/refused"
    for _ in range(2):
        told = terminal.poll()
        assert (told.status_code, told.json["error"]) == (400, "access_denied")
    assert write(browser, terminal.user_code).status == 422


def test_a_returning_citizen_is_asked_by_the_code_page_alone(town, terminal):
    browser = open_account(town, identity=SITI)
    connect(browser, terminal)
    terminal.poll()
    terminal.begin()
    write(browser, terminal.user_code)
    assert press(browser, "allow").url.endswith("/device/connected"), "a remembered consent shows no page"
    assert terminal.poll().status_code == 200


def test_tokens_come_once_and_a_second_coming_ends_them(on_both, town, terminal):
    connect(open_account(town, identity=SITI), terminal)
    tokens = terminal.poll().json
    assert terminal.userinfo(tokens["access_token"]).status_code == 200
    told = terminal.poll()
    assert (told.status_code, told.json["error"]) == (400, "invalid_grant")
    assert terminal.userinfo(tokens["access_token"]).json["error_description"] == "token_revoked"


def test_of_two_people_who_type_one_code_the_first_answers(town, terminal):
    first, second = open_account(town, identity=SITI), open_account(town, "lain@contoh.id")
    for browser in (first, second):
        write(browser, terminal.user_code)
        press(browser, "allow")
    assert press(first, "allow", ["full_name"]).url.endswith("/device/connected")
    page = press(second, "allow", [])
    assert page.status == 400 and "Kode perangkat ini tidak berlaku lagi" in page.text
    assert terminal.userinfo(terminal.poll().json["access_token"]).json["name"] == "SITI AMINAH"


@pytest.mark.parametrize("ended", ["citizen", "client"])
def test_what_ends_between_answer_and_poll_gives_no_tokens(town, terminal, ended):
    connect(open_account(town, identity=SITI), terminal)
    row, values = {"citizen": (CitizenRow, {"state": "frozen"}), "client": (ClientRow, {"state": "disabled"})}[ended]
    with town.keeping() as session:
        session.execute(update(row).values(**values))
    assert terminal.poll().json["error"] in {"invalid_grant", "invalid_client"}


def test_tokens_are_bound_to_the_key_that_was_proved(town):
    terminal = Terminal(town, dpop_bound_access_tokens=True, token_endpoint_auth_method="none")
    holder = Holder(town.clock)
    terminal.begin("openid profile offline_access")
    connect(open_account(town, identity=SITI), terminal)
    assert terminal.poll().json["error"] == "invalid_request"
    told = terminal.poll({"DPoP": holder.proof("POST", ISSUER + "/token")}).json
    assert told["token_type"] == "DPoP" and "refresh_token" in told
    head = {
        "DPoP": holder.proof("GET", ISSUER + "/userinfo", told["access_token"]),
        "Authorization": f"DPoP {told['access_token']}",
    }
    assert terminal.http.get("/userinfo", headers=head, base_url=ISSUER).json["name"] == "SITI AMINAH"
    assert terminal.userinfo(told["access_token"]).status_code == 401


def test_an_offline_device_outlives_the_sign_in(town, terminal):
    terminal.begin("openid profile offline_access")
    browser = open_account(town, identity=SITI)
    connect(browser, terminal)
    tokens = terminal.poll().json
    browser.get("/sign-out")
    press_form(browser, "/sign-out")
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    told = terminal.http.post("/token", data=terminal._named(form), base_url=ISSUER)
    assert terminal.userinfo(told.json["access_token"]).json["name"] == "SITI AMINAH"


def test_what_it_costs(on_both, town, terminal):
    with billed(town.app) as bill:
        terminal.begin()
    assert (len(bill.statements) <= 4, bill.commits) == (True, 1), "\n".join(bill.statements)
    with billed(town.app) as bill:
        assert terminal.poll().json["error"] == "authorization_pending"
    assert (len(bill.statements) <= 4, bill.commits) == (True, 1), "\n".join(bill.statements)
    connect(open_account(town, identity=SITI), terminal)
    with billed(town.app) as bill:
        assert terminal.poll().status_code == 200
    assert (len(bill.statements) <= 4, bill.commits) == (True, 1), "\n".join(bill.statements)
