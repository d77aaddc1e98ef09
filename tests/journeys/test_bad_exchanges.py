"""Bad token requests and bad tokens, each with its clear answer in a body or a challenge."""

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.journeys.story import answer, open_account

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def party(live):
    built = AuthlibParty.registered(live.issuer)
    yield built
    built.close()


@pytest.fixture
def code(live, party):
    browser = open_account(live)
    query = {
        "response_type": "code",
        "client_id": party.client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid offline_access",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "state": "s",
    }
    browser.get("/authorize?" + urlencode(query))
    target = answer(browser)
    return parse_qs(urlsplit(target).query)["code"][0]


def exchanged(live, party, auth=True, **changes) -> requests.Response:
    good = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    data = {k: v for k, v in (good | changes).items() if v is not None}
    basic = (party.session.client_id, party.session.client_secret) if auth is True else auth
    return requests.post(live.issuer + "/token", data=data, auth=basic or None, timeout=10)


WRONG = [
    ({"code_verifier": "w" * 64}, "invalid_grant"),
    ({"code_verifier": None}, "invalid_grant"),
    ({"code_verifier": CHALLENGE}, "invalid_grant"),
    ({"redirect_uri": CALLBACK + "x"}, "invalid_grant"),
    ({"redirect_uri": None}, "invalid_grant"),
    ({"code": None}, "invalid_request"),
    ({"code": "nothing"}, "invalid_grant"),
    ({"grant_type": None}, "invalid_request"),
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"grant_type": "refresh_token"}, "invalid_request"),
]


@pytest.mark.parametrize(("change", "error"), WRONG, ids=lambda c: str(c)[:50])
def test_a_wrong_exchange_is_told_in_a_body(live, party, code, change, error) -> None:
    told = exchanged(live, party, **({"code": code} | change))
    assert told.status_code == 400, told.text
    assert told.json()["error"] == error or (error == "invalid_grant" and told.json()["error"] == "invalid_request")
    assert told.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("auth", [None, ("x", "y"), ("known", "wrong"), ("known", "söndag-été-机"), ("", "")], ids=str)
def test_a_client_that_does_not_prove_itself(live, party, code, auth) -> None:
    given = (party.client_id, auth[1]) if auth and auth[0] == "known" else auth
    if given:
        pair = base64.b64encode(f"{given[0]}:{given[1]}".encode()).decode()
        told = requests.post(
            live.issuer + "/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": CALLBACK,
                "code_verifier": VERIFIER,
            },
            headers={"Authorization": f"Basic {pair}"},
            timeout=10,
        )
    else:
        told = exchanged(live, party, auth=None, code=code)
    assert told.status_code == 401, told.text
    assert told.json()["error"] == "invalid_client"
    assert exchanged(live, party, code=code).status_code == 200, "a stranger's attempt spends nothing"


def test_two_ways_of_authentication_at_once(live, party, code) -> None:
    told = exchanged(live, party, code=code, client_id=party.client_id, client_secret=party.session.client_secret)
    assert told.status_code in {400, 401}
    assert told.json()["error"] in {"invalid_request", "invalid_client"}


def test_a_replayed_code_ends_what_it_gave(live, party, code) -> None:
    tokens = exchanged(live, party, code=code).json()
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert exchanged(live, party, code=code).json()["error"] == "invalid_grant"
    assert party.userinfo(tokens["access_token"]).status_code == 401
    told = exchanged(
        live,
        party,
        grant_type="refresh_token",
        refresh_token=tokens["refresh_token"],
        redirect_uri=None,
        code_verifier=None,
    )
    assert told.json()["error"] == "invalid_grant"


def test_a_code_of_another_client(live, party, code) -> None:
    other = AuthlibParty.registered(live.issuer)
    assert exchanged(live, other, code=code).json()["error"] == "invalid_grant"
    other.close()


def test_everything_expires(live, party, code) -> None:
    live.clock.advance(seconds=61)
    assert exchanged(live, party, code=code).json()["error"] == "invalid_grant"


def test_an_access_token_expires(live, party, code) -> None:
    tokens = exchanged(live, party, code=code).json()
    live.clock.advance(seconds=tokens["expires_in"] + 1)
    assert party.userinfo(tokens["access_token"]).status_code == 401


def test_a_reused_refresh_token_ends_the_family(live, party, code) -> None:
    first = exchanged(live, party, code=code).json()
    more = {"grant_type": "refresh_token", "redirect_uri": None, "code_verifier": None}
    second = exchanged(live, party, refresh_token=first["refresh_token"], **more).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert exchanged(live, party, refresh_token=first["refresh_token"], **more).json()["error"] == "invalid_grant"
    assert exchanged(live, party, refresh_token=second["refresh_token"], **more).json()["error"] == "invalid_grant"
    assert party.userinfo(second["access_token"]).status_code == 401


def test_a_refresh_token_of_another_client(live, party, code) -> None:
    tokens = exchanged(live, party, code=code).json()
    other = AuthlibParty.registered(live.issuer)
    more = {"grant_type": "refresh_token", "redirect_uri": None, "code_verifier": None}
    assert exchanged(live, other, refresh_token=tokens["refresh_token"], **more).json()["error"] == "invalid_grant"
    assert exchanged(live, party, refresh_token=tokens["refresh_token"], **more).status_code == 200
    other.close()


BEARERS = ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer " + "x" * 9000, "Bearer a b", "DPoP x"]


@pytest.mark.parametrize("header", BEARERS, ids=lambda h: h[:12])
def test_userinfo_says_who_it_does_not_know(live, header) -> None:
    told = requests.get(live.issuer + "/userinfo", headers={"Authorization": header} if header else {}, timeout=10)
    assert told.status_code in {400, 401, 431}, told.text
    if told.status_code == 401:
        assert told.headers["WWW-Authenticate"].startswith(("Bearer", "DPoP"))


def test_every_bent_token_is_dead(live, party, code) -> None:
    token = exchanged(live, party, code=code).json()["access_token"]
    for bent in (
        token[:-1],
        token + "A",
        token[1:],
        token.swapcase(),
        " " + token + "x",
        token[:20] + ("A" if token[20] != "A" else "B") + token[21:],
    ):
        assert party.userinfo(bent).status_code in {400, 401}
    assert requests.get(live.issuer + "/userinfo", params={"access_token": token}, timeout=10).status_code == 401
    assert party.userinfo(token).status_code == 200


def test_no_token_kind_passes_for_another(live, party, code) -> None:
    tokens = exchanged(live, party, code=code).json()
    for wrong in (tokens["id_token"], tokens["refresh_token"], code):
        assert party.userinfo(wrong).status_code in {400, 401}
    more = {"grant_type": "refresh_token", "redirect_uri": None, "code_verifier": None}
    for wrong in (tokens["access_token"], code):
        assert exchanged(live, party, refresh_token=wrong, **more).json()["error"] == "invalid_grant"
    assert exchanged(live, party, code=tokens["refresh_token"]).json()["error"] == "invalid_grant"
