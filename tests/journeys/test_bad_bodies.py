"""Bodies that are no metadata, too large, or sent by a wrong method: what programs read of it."""

import json
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest
import requests

from tests.journeys.parties import CALLBACK

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
FORM = "application/x-www-form-urlencoded"
BODIES = {
    FORM: b"a=x",
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


def in_pieces(live, path, kind, begin, size):
    """The answer to a body whose length is not announced."""
    pieces = iter([begin, *[b"x" * 1000] * (size // 1000)])
    return requests.post(live.issuer + path, data=pieces, headers={"Content-Type": kind, "Accept": "*/*"}, timeout=20)


@pytest.mark.parametrize(
    ("path", "kind", "size"),
    [
        ("/token", FORM, 131_072),
        ("/userinfo", FORM, 131_072),
        ("/register", "application/json", 1_000_000),
        ("/sign-in", "multipart/form-data; boundary=b", 1_000_000),
    ],
)
def test_a_body_in_pieces_is_refused_when_it_grows_too_large_and_never_cut(live, path, kind, size) -> None:
    told = in_pieces(live, path, kind, BODIES.get(kind, b"--b"), size + 1000)
    assert told.status_code == 413, told.text
    assert in_pieces(live, path, kind, BODIES.get(kind, b"--b"), size - 2000).status_code not in {413, 500}
