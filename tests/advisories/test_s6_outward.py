"""S6: 51 addresses that lead inside, in every member of a client that the provider asks; not one connection is opened."""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

import pytest

from oidc.outbound import Door, OutboundError
from tests.advisories.inside import INSIDE
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_assertions import signed
from tests.oidc.test_endpoints import CALLBACK, Party, press
from tests.town import ISSUER
from web.worker import Worker

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PUBLIC = "93.184.215.14"  # of example.com; the audit hook below stops the connection
watched = {"on": False}
opened: list[object] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if watched["on"] and event == "socket.connect":
        opened.append(arguments[-1])
        if not str(arguments[-1]).startswith("('127.0.0.1'"):
            raise OSError("no test leaves this machine")


sys.addaudithook(_watch)  # cannot be taken away again; it counts only while a test of this file says so


@pytest.fixture(autouse=True)
def nothing_opened():
    """The interpreter itself tells of every connection, whatever library makes it."""
    opened.clear()
    watched["on"] = True
    yield
    watched["on"] = False


@pytest.fixture
def here():
    """A server on loopback that counts who comes, and sends them further inside."""

    class Here(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.came.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/inside")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Here)
    server.came = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_control_a_trusted_host_is_connected_to_and_its_redirect_is_not(here):
    place = f"127.0.0.1:{here.server_port}"
    with pytest.raises(OutboundError):
        Door((place,)).fetch_json(f"http://{place}/first")
    assert here.came == ["/first"]
    assert opened == [("127.0.0.1", here.server_port)]


def registered(town, **metadata):
    """The client, or None when its registration was refused."""
    given = {"redirect_uris": [CALLBACK], "client_name": "x"} | metadata
    told = town.app.test_client().post("/register", json=given, base_url=ISSUER)
    assert told.status_code in {201, 400}, told.text
    return told.json["client_id"] if told.status_code == 201 else None


def keys_asked_for(town, url):
    client = registered(town, jwks_uri=url, token_endpoint_auth_method="private_key_jwt")
    if client is not None:
        form = {"grant_type": "refresh_token", "refresh_token": "x", "client_assertion_type": ASSERTION}
        form["client_assertion"] = signed({"iss": client, "sub": client})
        told = town.app.test_client().post("/token", data=form, base_url=ISSUER)
        assert told.json["error"] == "invalid_client"


def recipient_asked_for(town, url):
    client = registered(town, jwks_uri=url, authorization_encrypted_response_alg="ECDH-ES")
    if client is not None:
        query = {
            "client_id": client,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "response_mode": "jwt",
            "prompt": "none",
        }
        town.app.test_client().get("/authorize", query_string=query, base_url=ISSUER)


def sector_asked_for(town, url):
    assert registered(town, sector_identifier_uri=url) is None


def object_asked_for(town, url):
    client = registered(town, request_uris=[url])
    query = {
        "client_id": client,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "request_uri": url,
    }
    told = town.app.test_client().get("/authorize?" + urlencode({k: v for k, v in query.items() if v}), base_url=ISSUER)
    assert "sign-in" not in told.headers.get("Location", "")


def object_of_a_stranger_asked_for(town, url):
    query = {"client_id": registered(town), "redirect_uri": CALLBACK, "response_type": "code", "request_uri": url}
    told = town.app.test_client().get("/authorize?" + urlencode(query), base_url=ISSUER)
    assert "error=invalid_request" in told.headers["Location"]


def logo_asked_for(town, url):
    client = registered(town, logo_uri=url)
    told = town.app.test_client().get(f"/clients/{client}/logo", base_url=ISSUER)
    assert told.status_code == 404


def never_asked_for(town, url):
    for member in ("client_uri", "policy_uri", "tos_uri", "initiate_login_uri"):
        client = registered(town, **{member: url})
        if client is not None:
            query = {"client_id": client, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
            town.app.test_client().get("/authorize?" + urlencode(query), base_url=ISSUER)


MEMBERS = {
    "jwks_uri": keys_asked_for, "jwks_uri-to-encrypt": recipient_asked_for, "sector_identifier_uri": sector_asked_for, "request_uri": object_asked_for,
    "request_uri-unregistered": object_of_a_stranger_asked_for, "logo_uri": logo_asked_for, "links": never_asked_for,
}  # fmt: skip


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("name", INSIDE)
def test_nothing_inside_is_connected_to(suite, name, member):
    MEMBERS[member](suite, INSIDE[name])
    assert opened == []


def test_no_logout_token_goes_inside(suite):
    """All that could be registered is visited with one browser, which then signs out."""
    clients = {name: registered(suite, backchannel_logout_uri=url) for name, url in INSIDE.items()}
    browser = open_account(suite, "dalam@contoh.id", identity=SITI)
    parties = [_as_party(suite, client) for client in clients.values() if client]
    assert len(parties) > 20, "most of them look like any address"
    for party in parties:
        browser.get(party.url())
        answer(browser, fields=["full_name"])
    browser.get("/sign-out")
    press(browser, "/sign-out")
    worker = Worker(suite.app)
    with suite.app.app_context():
        worker.deliver(suite.clock())
        while worker.outward.begin():
            worker.outward.settle()
    worker.outward.close()
    assert opened == []


def _as_party(town, client):
    party = object.__new__(Party)
    party.town, party.http, party.id = town, town.app.test_client(), client
    return party


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_inside_is_not_connected_to(suite, monkeypatch, address):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [_answer(address)])
    for member in MEMBERS.values():
        member(suite, f"https://rp-{len(address)}.example.id/x")
    assert opened == []


def test_a_second_answer_of_the_name_server_changes_nothing(suite, monkeypatch):
    """DNS rebinding: the address that was judged is the one that is connected to."""
    answers = iter([PUBLIC])
    resolved = lambda host, *_, **__: [_answer(host if host == PUBLIC else next(answers, "127.0.0.1"))]  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    object_asked_for(suite, "https://rebinding.example.id/x")
    assert opened == [(PUBLIC, 443)]


@pytest.mark.parametrize(("registered_first", "places"), [(False, []), (True, [(PUBLIC, 443)])])
def test_a_request_object_is_fetched_from_registered_addresses_alone(suite, registered_first, places):
    (object_asked_for if registered_first else object_of_a_stranger_asked_for)(suite, f"https://{PUBLIC}/x")
    assert opened == places


def _answer(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    place = (address, 443, 0, 0) if ":" in address else (address, 443)
    return (family, socket.SOCK_STREAM, 6, "", place)
