"""One JSON line per request, and what must never stand in it."""

import json
import re

import pytest

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
