"""The codes of devices: what they look like, whose they are, how long they live, and how often one may ask or guess."""

import pytest
from sqlalchemy import func, select

from oidc import clearing
from oidc.clients.profiles import DEVICE
from oidc.device import codes
from oidc.tables import DeviceRow
from tests.journeys.story import SITI, open_account
from tests.oidc.terminals import Terminal, connect, press, write
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER


@pytest.fixture
def terminal(town):
    made = Terminal(town)
    assert made.begin().status_code == 200
    return made


def test_what_a_device_receives(town):
    public = Terminal(town, token_endpoint_auth_method="none")
    assert public.told["response_types"] == [] and "redirect_uris" not in public.told
    told = public.begin()
    assert told.headers["Cache-Control"] == "no-store"
    body = told.json
    assert len(body["device_code"]) == 43
    assert set(body["user_code"].replace("-", "")) <= set(codes.ALPHABET) and len(body["user_code"]) == 9
    assert body["verification_uri"] == ISSUER + "/device"
    assert body["verification_uri_complete"] == f"{ISSUER}/device?user_code={body['user_code']}"
    assert (body["expires_in"], body["interval"]) == (600, 5)
    page = town.browser().get(body["verification_uri_complete"])
    assert dict(page.form("user_code").data())["user_code"] == body["user_code"], "filled in, and still to be confirmed"
    found = public.http.get("/.well-known/openid-configuration", base_url=ISSUER).json
    assert found["device_authorization_endpoint"] == ISSUER + "/device_authorization"
    assert DEVICE in found["grant_types_supported"]
    assert public.http.get("/device_authorization", base_url=ISSUER).status_code == 405


def test_who_asks_too_often_waits_longer(town, terminal):
    def polled(seconds):
        town.clock.advance(seconds=seconds)
        return terminal.poll().json["error"]

    steps = [(0, "authorization_pending"), (5, "authorization_pending"), (2, "slow_down"), (5, "slow_down"), (15, "authorization_pending"), (10, "slow_down")]  # fmt: skip
    assert [polled(seconds) for seconds, _ in steps] == [error for _, error in steps]


def test_codes_end_in_time(town, terminal):
    browser = open_account(town, identity=SITI)
    write(browser, terminal.user_code)
    press(browser, "allow")
    town.clock.advance(seconds=600)
    assert terminal.poll().json["error"] == "expired_token"
    assert browser.get(browser.here.url).status >= 400
    assert write(browser, terminal.user_code).status == 422
    town.clock.advance(seconds=3601)
    with town.keeping() as session:
        clearing.clear_expired(session, town.clock())
        assert session.scalar(select(func.count()).select_from(DeviceRow)) == 0
    assert terminal.poll().json["error"] == "invalid_grant"


def test_a_device_code_is_its_clients(town, terminal):
    connect(open_account(town, identity=SITI), terminal)
    other = Terminal(town)
    other.device_code = terminal.device_code
    assert other.poll().json["error"] == "invalid_grant"
    assert terminal.poll().status_code == 200, "a stranger's try ends nothing"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid purpose:unknown"}, "invalid_scope"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"client_secret": "wrong"}, "invalid_client"),
    ],
)
def test_what_the_front_door_refuses_is_refused_at_once(terminal, changed, error):
    form = terminal._named({"scope": "openid"}) | changed
    told = terminal.http.post("/device_authorization", data=form, base_url=ISSUER)
    assert told.json["error"] == error


def test_only_for_clients_that_registered_the_grant(town, terminal):
    party = Party(town)
    form = {"client_id": party.id, "client_secret": party.secret, "scope": "openid"}
    assert party.http.post("/device_authorization", data=form, base_url=ISSUER).json["error"] == "unauthorized_client"
    assert party.token(grant_type=DEVICE, device_code=terminal.device_code).json["error"] == "unauthorized_client"
    assert party.token(grant_type=DEVICE).json["error"] == "invalid_request"


def test_codes_are_not_guessed_for_long(town, terminal):
    browser = town.browser()
    for _ in range(50):
        page = write(browser, "BCDF-GHJK")
        assert page.status == 422
    page = write(browser, terminal.user_code)
    assert page.status == 429 and "Terlalu banyak percobaan" in page.text
    town.clock.advance(hours=1)
    assert terminal.begin().status_code == 200
    assert write(browser, terminal.user_code).status == 200


def test_right_codes_are_never_counted(town, terminal):
    browser = town.browser()
    for _ in range(60):
        assert write(browser, terminal.user_code).status == 200


@pytest.mark.parametrize(
    ("written", "meant"),
    [("bcdf-ghjk", "BCDFGHJK"), (" BCDF GHJK\t", "BCDFGHJK"), ("b.c.d.f.g.h.j.k", "BCDFGHJK"), ("ＢＣＤＦ–ＧＨＪＫ", "BCDFGHJK"),
     ("BCDFGHJ", None), ("BCDFGHJKL", None), ("ABCDFGHJ", None), ("", None), ("𝟎" * 8, None)],
)  # fmt: skip
def test_a_code_is_read_however_it_is_written(written, meant):
    assert codes.typed(written) == meant
