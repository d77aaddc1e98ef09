"""S5: races. Most stand with their controls in tests/journeys, tests/accounts and tests/oidc (see SINGLE_USE); here is the consent page.

Whatever can be used once is named in the table, with the test that sends it many times at once and the control that must fail.
"""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from accounts.browser import NAME
from accounts.cookies import CITIZEN
from oidc.authorization import store as authorizations
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.journeys.racing import ROUNDS, at_once
from tests.journeys.story import SITI, open_account

pytestmark = pytest.mark.race

HERE = "tests/advisories/test_s5_races.py"
SINGLE_USE = {
    "code": ("tests/journeys/test_races.py::test_never_two_live_winners", "test_control_without_the_claim_there_are_many_winners"),
    "refresh token": ("tests/journeys/test_races.py::test_never_two_live_winners", "test_control_without_the_claim_there_are_many_winners"),
    "pushed handle": ("tests/journeys/test_races_at_the_door.py::test_one_answer_comes_of_one_handle", "test_control_a_handle_that_nothing_spends_gives_many"),
    "proof of a key": ("tests/journeys/test_races_at_the_door.py::test_one_proof_is_let_in_once", "test_control_a_proof_that_nobody_remembers_is_let_in_often"),
    "client assertion": ("tests/journeys/test_races_at_the_door.py::test_one_assertion_is_let_in_once", "test_control_an_assertion_that_nobody_remembers_is_let_in_often"),
    "device code": ("tests/journeys/test_device_races.py::test_of_many_polls_one_gets_tokens", "test_control_without_the_claim_many_get_tokens"),
    "recovery code": ("tests/accounts/test_attacks.py::test_a_recovery_code_used_many_times_at_once_gives_one_password", "test_control_a_recovery_code_that_stays_unused_gives_several"),
    "second factor": ("tests/accounts/test_guesses.py::test_one_code_of_the_second_factor_at_once_opens_one_desk", "test_control_a_code_of_the_second_factor_that_is_not_used_up_opens_several"),
    "guess": ("tests/accounts/test_guesses.py::test_many_guesses_at_once_are_no_more_than_one_after_another", "test_without_counting_first_they_are_more"),
    "one-off consent": ("tests/consent/test_races.py::test_of_many_tokens_one_spends_a_one_off", "test_without_the_claim_there_would_be_many"),
    "sign-up form": ("tests/accounts/test_opening_twice.py::test_a_form_sent_many_times_at_once_opens_one_account", "test_the_database_decides_it"),
    "interaction": (f"{HERE}::test_one_answer_comes_of_one_interaction", "test_control_an_interaction_that_nothing_ends_gives_many"),
    "checked NIK": ("tests/vault/test_checks.py::test_of_many_officers_at_once_one_gets_the_nik", "test_control_without_the_claim_every_officer_gets_it"),
    "version of a value": ("tests/vault/test_profile.py::test_of_many_browsers_at_once_one_wins_each_round", "test_control_without_locks_they_overtake_one_another"),
    "making of a key ring": ("tests/keys/test_file_ring.py::test_of_many_that_make_a_ring_at_once_one_does", "test_control_where_nothing_stands_in_the_way_every_one_does"),
    "turn of the token keys": ("tests/keys/test_file_ring.py::test_rotations_at_once_follow_one_another", "test_control_without_the_lock_rotations_are_lost"),
    "consent page": (f"{HERE}::test_a_consent_that_is_sent_many_times_is_given_once", "test_control_a_consent_whose_interaction_nothing_ends_is_given_often"),
}  # fmt: skip


@pytest.mark.parametrize("thing", SINGLE_USE)
def test_every_thing_that_is_used_once_has_its_race(thing):
    race, control = SINGLE_USE[thing]
    path, _, name = race.partition("::")
    text = (Path(__file__).parents[2] / path).read_text()
    for test in (name, control):
        assert re.search(
            rf"(@pytest\.mark\.race\n(@.*\n)*|pytestmark = pytest\.mark\.race\n[\s\S]*)def {test}\(", text
        ), test


@pytest.fixture
def party(live):
    made = AuthlibParty.registered(live.issuer)
    yield made
    made.close()


def cookies_of(browser):
    return {name: browser.client.get_cookie(name).value for name in (CITIZEN, NAME)}


def consent_page(party, browser):
    """Open a consent page; return where its answer goes, and the answer."""
    browser.get(party.begin("openid profile", prompt="consent"))
    form = browser.here.form("decision")
    data = [(name, value) for name, value in form.data() if name != "fields"]
    return browser.here.target(form), [*data, ("fields", "full_name"), ("decision", "allow")]


def consent_sent(party, browser):
    """Send one consent page eight times at once."""
    url, data = consent_page(party, browser)
    cookies = cookies_of(browser)
    return at_once(lambda: requests.post(url, data=data, cookies=cookies, timeout=30))


def codes_in(answers):
    ends = [hop.headers["Location"] for one in answers for hop in [*one.history, one] if "Location" in hop.headers]
    return {code for end in ends if end.startswith(CALLBACK) for code in parse_qs(urlsplit(end).query).get("code", [])}


@pytest.fixture
def browser(live):
    return open_account(live, identity=SITI)


@pytest.fixture
def service():
    """Something answers at the address of the service, so that redirects end."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing: the address holds a code."""

    class SharedPort(ThreadingHTTPServer):
        allow_reuse_port = True
        daemon_threads = True

    where = urlsplit(CALLBACK)
    server = SharedPort((where.hostname, where.port), Service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_consent_that_is_sent_many_times_is_given_once(live, on_both, party, browser, service):
    for _ in range(max(2, ROUNDS // 4)):
        assert len(codes_in(consent_sent(party, browser))) == 1
    live.check_ledger()


def test_control_a_consent_whose_interaction_nothing_ends_is_given_often(
    live, on_both, party, browser, service, monkeypatch
):
    monkeypatch.setattr(authorizations, "end", lambda *_: True)
    assert len(codes_in(consent_sent(party, browser))) > 1


def opened(live, party, browser):
    """Open one interaction eight times at once, whose consent was given a moment ago."""
    url, data = consent_page(party, browser)
    cookies = cookies_of(browser)
    back = requests.post(url, data=data, cookies=cookies, allow_redirects=False, timeout=30).headers["Location"]
    return at_once(lambda: requests.get(live.issuer + back, cookies=cookies, allow_redirects=False, timeout=30))


def test_one_answer_comes_of_one_interaction(live, on_both, party, browser, service):
    for _ in range(ROUNDS):
        assert len(codes_in(opened(live, party, browser))) == 1


def test_control_an_interaction_that_nothing_ends_gives_many(live, on_both, party, browser, service, monkeypatch):
    monkeypatch.setattr(authorizations, "end", lambda *_: True)
    assert len(codes_in(opened(live, party, browser))) > 1
