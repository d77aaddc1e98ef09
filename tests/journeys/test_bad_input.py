"""Bad input, each with its clear answer: pages for what cannot be trusted, redirects for what can, bodies for machines."""

import base64
import hashlib
import json
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import parse_qs, quote, urlencode, urlsplit

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


def asked(live, party, **changes) -> requests.Response:
    """The authorization endpoint's answer to a good request with `changes`; None removes a parameter."""
    good = {
        "response_type": "code",
        "client_id": party.client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    query = urlencode({k: v for k, v in (good | changes).items() if v is not None})
    return requests.get(f"{live.issuer}/authorize?{query}", allow_redirects=False, timeout=10)


PAGE = [
    {"client_id": None},
    {"client_id": ""},
    {"client_id": "unknown"},
    {"client_id": "x\x00y"},
    {"redirect_uri": "https://evil.example/cb"},
    {"redirect_uri": CALLBACK + "/"},
    {"redirect_uri": CALLBACK + "?a=b"},
    {"redirect_uri": CALLBACK + "#x"},
    {"redirect_uri": "http://127.0.0.1:9999@evil.example/cb"},
    {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": "//127.0.0.1:9999/cb"},
    {"redirect_uri": CALLBACK.replace("cb", "%63b")},
    {"redirect_uri": CALLBACK.upper()},
]


@pytest.mark.parametrize("change", PAGE, ids=lambda c: json.dumps(c)[:60])
def test_unknown_client_or_foreign_redirect_is_a_page_never_a_redirect(live, party, change) -> None:
    told = asked(live, party, **change)
    assert told.status_code == 400
    assert "Location" not in told.headers
    assert "text/html" in told.headers["Content-Type"]
    assert "evil" not in told.text and "alert(1)" not in told.text


REDIRECT = [
    ({"response_type": None}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"code_challenge": "!" * 43}, "invalid_request"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "wink"}, "invalid_request"),
    ({"max_age": "-1"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"claims": "[1]"}, "invalid_request"),
    ({"claims": "{"}, "invalid_request"),
    ({"response_mode": "telepathy"}, "invalid_request"),
    ({"request_uri": "https://rp.example/r"}, "invalid_request_uri"),
    ({"scope": "openid purpose:nothing-like-it"}, "invalid_scope"),
]


@pytest.mark.parametrize(("change", "error"), REDIRECT, ids=lambda c: str(c)[:60])
def test_everything_else_travels_to_the_client(live, party, change, error) -> None:
    told = asked(live, party, **change)
    assert told.status_code in {302, 303}, told.text[:300]
    query = parse_qs(urlsplit(told.headers["Location"]).query)
    assert told.headers["Location"].startswith(CALLBACK + "?")
    assert query["error"] == [error], query
    assert query["state"] == ["s-1"] and query["iss"] == [live.issuer]


def test_a_repeated_parameter_is_refused(live, party) -> None:
    for name, value in (("state", "s-2"), ("nonce", "n"), ("scope", "openid")):
        told = asked(live, party)
        again = requests.get(told.request.url + f"&{name}={value}", allow_redirects=False, timeout=10)
        assert again.status_code in {302, 303, 400}
        if "Location" in again.headers:
            assert parse_qs(urlsplit(again.headers["Location"]).query)["error"] == ["invalid_request"]
    for name, value in (("client_id", party.client_id), ("redirect_uri", CALLBACK)):
        again = requests.get(
            asked(live, party).request.url + f"&{name}={quote(value)}", allow_redirects=False, timeout=10
        )
        assert again.status_code == 400 and "Location" not in again.headers


def test_oversized_parameters_are_refused(live, party) -> None:
    told = asked(live, party, state="s" * 10_000)
    assert told.status_code in {302, 303, 400, 414, 431}
    assert "s" * 10_000 not in told.headers.get("Location", "")


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


REGISTRATIONS = [
    (b"[]", "invalid_client_metadata"),
    (b"{", "invalid_client_metadata"),
    (b'"x"', "invalid_client_metadata"),
    (b"null", "invalid_client_metadata"),
    (json.dumps({}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": []}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": ["http://evil.example/cb"]}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": ["https://rp.example/cb#x"]}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": ["https://*.example/cb"]}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": ["JaVaScRiPt:alert(1)"]}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": ["http://localhost.evil.example/cb"]}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": ["https://rp@evil.example/cb"]}).encode(), "invalid_redirect_uri"),
    (json.dumps({"redirect_uris": "https://rp.example/cb"}).encode(), "invalid_redirect_uri"),
    (
        json.dumps({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "magic"}).encode(),
        "invalid_client_metadata",
    ),
    (
        json.dumps({"redirect_uris": [CALLBACK], "id_token_signed_response_alg": "none"}).encode(),
        "invalid_client_metadata",
    ),
    (
        json.dumps(
            {
                "redirect_uris": [CALLBACK],
                "token_endpoint_auth_method": "private_key_jwt",
                "jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]},
            }
        ).encode(),
        "invalid_client_metadata",
    ),
    (json.dumps({"redirect_uris": [CALLBACK], "response_types": ["token"]}).encode(), "invalid_client_metadata"),
    (json.dumps({"redirect_uris": [CALLBACK], "grant_types": ["password"]}).encode(), "invalid_client_metadata"),
]


@pytest.mark.parametrize(("body", "error"), REGISTRATIONS, ids=lambda b: str(b)[:60])
def test_a_registration_that_cannot_be(live, body, error) -> None:
    told = requests.post(live.issuer + "/register", data=body, headers={"Content-Type": "application/json"}, timeout=10)
    assert told.status_code == 400, told.text
    assert told.json()["error"] == error


TEN_MEGABYTES = 10_000_000
BODIES = {
    "application/x-www-form-urlencoded": b"a=x",
    "application/json": b"{",
    "multipart/form-data; boundary=b": b"--b",
}


def head_of_ten_megabytes(live, path, kind, begin) -> HTTPResponse:
    """The answer to a request that announces ten megabytes and has sent only the beginning."""
    where = urlsplit(live.issuer)
    line = HTTPConnection(where.hostname, where.port, timeout=10)
    line.putrequest("POST", path)
    for name, value in (("Content-Type", kind), ("Content-Length", str(TEN_MEGABYTES)), ("Accept", "*/*")):
        line.putheader(name, value)
    line.endheaders(begin)
    return line.getresponse()


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("path", ["/token", "/userinfo", "/register", "/revoke", "/sign-in", "/sign-up", "/authorize"])
def test_a_body_of_ten_megabytes_is_refused_before_it_is_sent(live, path, kind) -> None:
    told = head_of_ten_megabytes(live, path, kind, BODIES[kind])
    text = told.read().decode()
    assert told.status == 413, text
    if path not in {"/sign-in", "/sign-up"}:
        assert json.loads(text)["error"] == "invalid_request"
        assert "128 kB of a form and 1 MB of anything else" in json.loads(text)["error_description"]
    else:
        assert "<h1>" in text and "text/html" in told.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/token", "/revoke", "/register"])
def test_a_wrong_method_is_told_so(live, path) -> None:
    told = requests.get(live.issuer + path, timeout=10)
    assert told.status_code == 405
    assert "POST" in told.headers["Allow"]
