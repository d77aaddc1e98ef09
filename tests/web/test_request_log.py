"""One JSON line per request, and what must never stand in it."""

import json
import re

import pytest

from tests.oidc.test_endpoints import Party
from web.door.request_log import network_of


def lines(capfd) -> list[dict]:
    return [line for line in map(json.loads, capfd.readouterr().out.splitlines()) if line["event"] == "request"]


def test_a_line_names_the_route_and_not_the_address(town, capfd) -> None:
    town.app.test_client().get("/ledger/entry/41.json?nik=3574019999999999&token=geheim", base_url=town.issuer)
    (line,) = lines(capfd)
    assert line["route"] == "/ledger/entry/<int:index>.json"
    assert (line["method"], line["status"]) == ("GET", 404)
    assert line["ms"] >= 0
    assert re.fullmatch(r"[0-9a-f-]{36}", line["request_id"])
    assert line["network"] == "127.0.0.0/24"
    assert set(line) == {"event", "level", "timestamp", "method", "route", "status", "ms", "request_id", "network"}


def test_an_unknown_address_is_not_written_down(town, capfd) -> None:
    town.app.test_client().get("/warga@contoh.id/3574019999999999", base_url=town.issuer)
    (line,) = lines(capfd)
    assert line["route"] is None


def test_a_made_up_method_is_not_written_down(town, capfd) -> None:
    town.app.test_client().open("/", method="SITI", base_url=town.issuer)
    assert lines(capfd)[0]["method"] == "OTHER"


def test_refusals_have_their_line_too(town, capfd) -> None:
    town.app.test_client().post("/sign-in", data={"password": "satu-kali-isi-data"}, base_url=town.issuer)
    assert lines(capfd)[0]["status"] == 400


REFUSALS = {
    "page": ("get", "/authorize?client_id=3574019999999999", {}, "page", "unknown_client"),
    "body": ("post", "/token", {"data": {"grant_type": "3574019999999999"}}, "unsupported_grant_type", None),
    "bearer": ("get", "/userinfo", {"headers": {"Authorization": "Bearer 3574019999999999"}}, "invalid_token", None),
    "no token": ("get", "/userinfo", {}, "no_token", None),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_of_the_provider_says_why_and_repeats_nothing(town, capfd, case) -> None:
    method, path, sent, code, reason = REFUSALS[case]
    answer = getattr(town.app.test_client(), method)(path, base_url=town.issuer, **sent)
    (line,) = lines(capfd)
    assert line["refused"] == code
    assert line["because"] == (reason or answer.json["error_description"])
    assert "3574019999999999" not in str(line)


def test_what_the_client_hears_through_the_browser_stands_in_the_log(town, capfd) -> None:
    party = Party(town)
    town.browser().get(party.url(prompt="none"))
    line = lines(capfd)[-1]
    assert (line["refused"], line["because"]) == (
        "login_required",
        "the citizen must sign in, and prompt none forbids it",
    )


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        (None, "unknown"),
        ("x", "unknown"),
    ],
)
def test_an_address_becomes_its_neighbourhood(address, network) -> None:
    assert network_of(address) == network
