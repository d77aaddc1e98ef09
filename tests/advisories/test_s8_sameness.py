"""S8: what is known and what is not get the same answer: status, bytes, headers, cookies, and as many statements.

How long a sign-in takes is held by the count of password checks (tests/accounts/test_guesses.py), not by a stopwatch.
"""

import re

import pytest

from tests.accounts.people import NEW_PASSWORD, open_account
from tests.oidc.terminals import Terminal
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party
from tests.statements import billed
from tests.town import ISSUER, PASSWORD

KNOWN, UNKNOWN = "dikenal@contoh.id", "takdikenal@contoh.id"
WRONG = "kata sandi yang keliru sama sekali"
OF_THE_MOMENT = re.compile(
    r'name="form_token" value="[^"]*"|data-options="[^"]*"|value="([a-z]{2} )?[A-Za-z0-9_-]{18,}"|[\w-]{36}'
)
HEADERS = (
    "Content-Type",
    "Content-Length",
    "Cache-Control",
    "WWW-Authenticate",
    "Location",
    "Set-Cookie",
    "Retry-After",
)


class Told:
    """All that an answer tells a stranger."""

    def __init__(self, town, send, name):
        with billed(town.app) as bill:
            answer = send()
        text = getattr(answer, "html", None) or answer.get_data(as_text=True)
        self.body = OF_THE_MOMENT.sub("", text.replace(name, "-" * len(UNKNOWN)))
        self.status = getattr(answer, "status", None) if hasattr(answer, "html") else answer.status_code
        self.headers = {one: answer.headers.get(one) for one in HEADERS if one not in {"Content-Length", "Set-Cookie"}}
        self.cookies = re.sub(r"=[^;]*", "", str(answer.headers.get("Set-Cookie")))
        self.statements = len(bill.statements)

    def all(self):
        return self.status, self.headers, self.cookies, self.body, self.statements


@pytest.fixture(scope="module")
def siti(suite):
    return open_account(suite, KNOWN)


def on_page(path, having, **fields):
    def send(town, name):
        browser = town.browser()
        browser.get(path)
        return lambda: browser.submit(having, {"identifier": name} | fields)

    return send


PAGES = {
    "sign-in": on_page("/sign-in", "password", password=WRONG),
    "sign-in-empty-password": on_page("/sign-in", "password", password=""),
    "forgot": on_page("/forgot", "code", code="AAAA-BBBB-CCCC-DDDD", password=NEW_PASSWORD),
    "forgot-malformed-code": on_page("/forgot", "code", code="x", password=NEW_PASSWORD),
    "forgot-weak-password": on_page("/forgot", "code", code="AAAA-BBBB-CCCC-DDDD", password="pendek"),
    "sign-up-weak-password": on_page("/sign-up", "password", password="pendek"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_not_tell_who_is_known(suite, siti, page):
    answers = [Told(suite, PAGES[page](suite, name), name).all() for name in (KNOWN, UNKNOWN)]
    assert answers[0][:4] == answers[1][:4]
    assert abs(answers[0][4] - answers[1][4]) <= 1, "the counter of the account that was meant"


def test_signing_up_does_not_tell_who_is_known(suite, siti):
    """An address that another uses is no obstacle: whoever signs up gets an account, and the page is the same."""
    pages = []
    for name in (KNOWN, "baru@contoh.id"):
        browser = suite.browser()
        browser.get("/sign-up")
        page = browser.submit("password", {"identifier": name, "password": PASSWORD})
        assert page.status == 200
        pages.append(re.sub(r"\d{10}|[A-Z0-9]{4}(-[A-Z0-9]{4}){3}", "", OF_THE_MOMENT.sub("", page.html)))
    assert pages[0] == pages[1]


@pytest.fixture(scope="module")
def party(suite):
    return Party(suite)


STRANGE_CLIENTS = {
    "unknown": lambda _: ("01a20fbf-0000-7000-8000-000000000000", "x"),
    "known-with-a-wrong-secret": lambda party: (party.id, "x"),
    "known-with-an-empty-secret": lambda party: (party.id, ""),
    "no-name-at-all": lambda _: ("x", "x"),
}
ENDPOINTS = {
    "/token": {"grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK, "code_verifier": VERIFIER},
    "/par": {"response_type": "code"},
    "/introspect": {"token": "x"},
    "/revoke": {"token": "x"},
    "/device_authorization": {"scope": "openid"},
}


@pytest.mark.parametrize("path", ENDPOINTS)
def test_no_endpoint_tells_which_clients_exist(suite, party, path):
    answers = set()
    for who in STRANGE_CLIENTS.values():
        told = party.http.post(path, data=ENDPOINTS[path], auth=who(party), base_url=ISSUER)
        answers.add((told.status_code, told.get_data(as_text=True), told.headers.get("WWW-Authenticate")))
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 401


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_the_management_of_clients_does_not_tell_which_exist(suite, party, method):
    answers = set()
    for client in (party.id, "01a20fbf-0000-7000-8000-000000000000", "x"):
        told = getattr(party.http, method)(
            f"/register/{client}", headers={"Authorization": "Bearer x"}, json={"client_id": client}, base_url=ISSUER
        )
        answers.add((told.status_code, told.get_data(as_text=True), told.headers.get("WWW-Authenticate")))
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 401


def test_introspection_and_revocation_do_not_tell_whose_tokens_exist(suite, party, siti):
    """Another client's living token, a token that never was, and one of another kind are answered alike."""
    other = Terminal(suite, grant_types=["client_credentials"])
    form = {"grant_type": "client_credentials"}
    living = other.http.post("/token", data=form, auth=(other.id, other.secret), base_url=ISSUER).json["access_token"]
    for path, expected in (("/introspect", {"active": False}), ("/revoke", {})):
        for token in (living, "x" * len(living), "x", other.secret):
            told = party.http.post(path, data={"token": token}, auth=(party.id, party.secret), base_url=ISSUER)
            assert (told.status_code, told.json) == (200, expected)
    facts = other.http.post("/introspect", data={"token": living}, auth=(other.id, other.secret), base_url=ISSUER)
    assert facts.json["active"] is True, "and the token still lives"


def test_an_inactive_token_is_one_word_even_as_a_jwt(suite, party):
    """CVE-2026-18208: nothing of what the token was stands in the signed answer either."""
    told = party.http.post(
        "/introspect", data={"token": "x"}, auth=(party.id, party.secret), headers={"Accept": "application/token-introspection+jwt"}, base_url=ISSUER
    )  # fmt: skip
    _, claims = suite.keys.verify_own_jwt(told.get_data(as_text=True), ["ES256", "RS256"])
    assert claims["token_introspection"] == {"active": False}
