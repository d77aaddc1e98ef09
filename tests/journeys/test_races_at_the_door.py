"""Races at the front door: one answer for a pushed request, one use for a proof of a key; each with a control that must fail."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from joserfc import jwt

from accounts.browser import NAME
from accounts.cookies import CITIZEN
from core.clock import to_epoch
from core.ids import new_id
from oidc.clients import store as clients
from oidc.clients.credentials import ASSERTION_TYPE
from oidc.pushing import store as pushed
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.journeys.racing import ROUNDS, RUNNERS, at_once
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.proving import Holder
from tests.oidc.test_assertions import EC

pytestmark = pytest.mark.race


@pytest.fixture
def party(live):
    made = AuthlibParty.registered(live.issuer)
    yield made
    made.close()


@pytest.fixture
def cookies(live, party):
    """The cookies of a citizen who has consented: whatever is asked is answered at once."""
    browser = open_account(live, identity=SITI)
    browser.get(party.begin("openid profile"))
    party.finish(answer(browser, fields=["full_name"]))
    return {name: browser.client.get_cookie(name).value for name in (CITIZEN, NAME)}


def codes_for_one_handle(live, party, cookies) -> int:
    """Push a request and open its handle eight times at once: how many codes came of it."""
    asked = dict(parse_qsl(urlsplit(party.begin("openid profile")).query))
    basic = (party.session.client_id, party.session.client_secret)
    handle = requests.post(live.issuer + "/par", data=asked, auth=basic, timeout=30).json()["request_uri"]
    url = live.issuer + "/authorize?" + urlencode({"client_id": party.session.client_id, "request_uri": handle})
    told = at_once(lambda: requests.get(url, cookies=cookies, allow_redirects=False, timeout=30))
    assert {one.status_code for one in told} <= {303, 400}
    return sum(one.headers.get("Location", "").startswith(CALLBACK + "?code=") for one in told)


def test_one_answer_comes_of_one_handle(live, on_both, party, cookies) -> None:
    assert [codes_for_one_handle(live, party, cookies) for _ in range(ROUNDS)] == [1] * ROUNDS


def test_control_a_handle_that_nothing_spends_gives_many(live, on_both, party, cookies, monkeypatch) -> None:
    monkeypatch.setattr(pushed, "spend", lambda *_: True)
    assert codes_for_one_handle(live, party, cookies) > 1


def uses_of_one_proof(live, party) -> int:
    """Show one proof eight times at once at the token endpoint: how often it was let in."""
    proof = Holder(live.clock).proof("POST", live.issuer + "/token")
    basic = (party.session.client_id, party.session.client_secret)
    form = {"grant_type": "refresh_token", "refresh_token": "unknown"}
    told = at_once(
        lambda: requests.post(live.issuer + "/token", data=form, auth=basic, headers={"DPoP": proof}, timeout=30)
    )
    errors = [one.json()["error"] for one in told]
    assert set(errors) <= {"invalid_grant", "invalid_dpop_proof"}
    return errors.count("invalid_grant")


def test_one_proof_is_let_in_once(live, on_both, party) -> None:
    assert [uses_of_one_proof(live, party) for _ in range(ROUNDS)] == [1] * ROUNDS


def test_control_a_proof_that_nobody_remembers_is_let_in_often(live, on_both, party, monkeypatch) -> None:
    monkeypatch.setattr(clients, "use_assertion", lambda *_: True)
    assert uses_of_one_proof(live, party) > 1


def uses_of_one_assertion(live) -> int:
    """Send one client assertion eight times at once to the token endpoint: how often it was let in (RFC 7523, section 3)."""
    metadata = {
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [EC.as_dict(private=False)]},
    }
    client = requests.post(live.issuer + "/register", json=metadata, timeout=30).json()["client_id"]
    now = to_epoch(live.clock())
    said = {"iss": client, "sub": client, "aud": live.issuer, "jti": new_id(), "iat": now, "exp": now + 60}
    form = {
        "grant_type": "refresh_token", "refresh_token": "unknown", "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode({"alg": "ES256", "kid": EC.kid}, said, EC),
    }  # fmt: skip
    told = at_once(lambda: requests.post(live.issuer + "/token", data=form, timeout=30))
    errors = [one.json()["error"] for one in told]
    assert set(errors) <= {"unauthorized_client", "invalid_grant", "invalid_client"}, errors
    return RUNNERS - errors.count("invalid_client")


def test_one_assertion_is_let_in_once(live, on_both) -> None:
    assert [uses_of_one_assertion(live) for _ in range(ROUNDS)] == [1] * ROUNDS


def test_control_an_assertion_that_nobody_remembers_is_let_in_often(live, on_both, monkeypatch) -> None:
    monkeypatch.setattr(clients, "use_assertion", lambda *_: True)
    assert uses_of_one_assertion(live) > 1
