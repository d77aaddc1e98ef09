"""Request objects through the whole application: by value, by address, pushed, and required."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest
from joserfc import jwt

from core.clock import to_epoch
from oidc.outbound import Door
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_assertions import EC
from tests.oidc.test_endpoints import CALLBACK, Party, told_by_redirect
from tests.town import ISSUER

KEYS = {"keys": [EC.as_dict(private=False)]}


def made(town, party, **changes):
    at = to_epoch(town.clock())
    inside = party.query() | {"iss": party.id, "aud": ISSUER, "exp": at + 60, "nbf": at, "state": "inside"} | changes
    return jwt.encode({"alg": "ES256", "kid": EC.kid}, inside, EC)


def outside(party, **more):
    given = {"client_id": party.id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
    return "/authorize?" + urlencode(given | more)


@pytest.fixture
def party(town):
    return Party(town, jwks=KEYS)


def test_a_signed_request_is_answered_as_it_says(town, party):
    browser = open_account(town, identity=SITI)
    browser.get(outside(party, state="outside", request=made(town, party)))
    answer(browser, fields=["full_name"])
    assert told_by_redirect(browser)["state"] == "inside"
    browser.get(outside(party, state="outside", request=made(town, party, aud="https://other.example")))
    told = told_by_redirect(browser)
    assert (told["error"], told["state"]) == ("invalid_request_object", "outside")
    page = browser.get(outside(party, redirect_uri="https://evil.example/", request=made(town, party) + "x"))
    assert page.status == 400, "a refused object does not vouch for an address"
    page = browser.get(outside(party, request=made(town, party, redirect_uri="https://evil.example/")))
    assert page.status == 400, "nor does a good one for a foreign address"


def test_a_signed_request_can_be_pushed(town, party):
    form = {"client_id": party.id, "request": made(town, party)}
    told = party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER)
    assert told.status_code == 201, told.text
    browser = open_account(town, identity=SITI)
    browser.get("/authorize?" + urlencode({"client_id": party.id, "request_uri": told.json["request_uri"]}))
    answer(browser, fields=["full_name"])
    assert told_by_redirect(browser)["state"] == "inside"
    form["request"] = made(town, party, client_id="another")
    told = party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER)
    assert (told.status_code, told.json["error"]) == (400, "invalid_request_object")


def test_a_client_can_bind_itself_to_signing(town):
    party = Party(town, jwks=KEYS, require_signed_request_object=True)
    browser = open_account(town, identity=SITI)
    browser.get(party.url())
    assert told_by_redirect(browser)["error"] == "invalid_request"
    told = party.http.post("/par", data=party.query(), auth=(party.id, party.secret), base_url=ISSUER)
    assert told.status_code == 400
    assert browser.get(outside(party, request=made(town, party))).status == 200


@pytest.fixture
def shelf():
    """A server of the client's, on which one request object lies."""
    lying: dict[str, bytes] = {}

    class Shelf(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in lying else 404)
            self.end_headers()
            self.wfile.write(lying.get(self.path, b""))

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield lying, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_request_can_lie_at_a_registered_address(town, shelf, monkeypatch):
    lying, base = shelf
    monkeypatch.setattr("oidc.endpoints.unfolding.door", lambda: Door((base.removeprefix("http://"),)))
    party = Party(town, jwks=KEYS, request_uris=[base + "/r"])
    lying["/r"] = lying["/other"] = made(town, party).encode()
    browser = open_account(town, identity=SITI)
    assert browser.get(outside(party, request_uri=base + "/r")).status == 200
    browser.get(outside(party, request_uri=base + "/other"))
    assert told_by_redirect(browser)["error"] == "invalid_request_uri"
    lying.clear()
    browser.get(outside(party, request_uri=base + "/r"))
    assert told_by_redirect(browser)["error"] == "invalid_request_uri"
    browser.get(outside(party, request_uri=base + "/r", request="e30.e30.e30"))
    assert told_by_redirect(browser)["error"] == "invalid_request"
