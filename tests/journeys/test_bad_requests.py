"""Bad authorization requests, each with its clear answer: pages for what cannot be trusted, redirects for what can."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
import requests

from tests.journeys.parties import CALLBACK, AuthlibParty

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
