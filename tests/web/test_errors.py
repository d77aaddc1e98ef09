"""Refusals and failures: what happened, what to do, in both languages, and nothing from inside."""

import json

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Forbidden, TooManyRequests

CANARY = "3574015708959001"


@pytest.mark.parametrize(("language", "words"), [("id", "Halaman tidak ditemukan"), ("en", "Page not found")])
def test_an_unknown_page(town, language, words) -> None:
    page = town.browser().get("/nowhere", Accept_Language=language)
    assert page.status == 404
    assert words in page.text
    assert page.link("/") == town.issuer + "/"
    assert page.headers["X-Request-ID"] in page.html


def test_a_page_that_only_takes_forms(town) -> None:
    page = town.browser().get("/language")
    assert page.status == 405
    assert "POST" in page.headers["Allow"]


@pytest.mark.parametrize("path", ["/sign-in", "/language"])
def test_a_body_of_ten_megabytes(town, path) -> None:
    page = town.browser().post(path, {"identifier": "x" * 10_000_000})
    assert page.status == 413
    assert "128 kB" in page.text


@pytest.mark.parametrize("path", ["/token", "/register", "/revoke"])
def test_a_body_of_ten_megabytes_from_a_machine(town, path) -> None:
    answer = town.app.test_client().post(
        path,
        data=b"x" * 10_000_000,
        base_url=town.issuer,
        content_type="application/json" if path == "/register" else "application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert answer.json["error"] == "invalid_request"
    assert answer.json["error_description"] == (
        "the body is larger than is taken here, 128 kB of a form and 1 MB of anything else; send a smaller one"
    )
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_what_a_machine_reads_is_one_plain_sentence(town) -> None:
    for method, path, status in (("GET", "/ledger/entry/99.json", 404), ("PUT", "/token", 405)):
        wanting = {"Accept": "application/json"}
        answer = town.app.test_client().open(path, method=method, base_url=town.issuer, headers=wanting)
        assert (answer.status_code, answer.is_json) == (status, True)
        assert answer.json["error_description"].isascii()
        assert '"' not in answer.json["error_description"]


def fail(town, error: Exception) -> None:
    def view() -> str:
        raise error

    view.passes = "open"
    town.app.view_functions["web.help"] = view


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (ValueError(CANARY), 500, "Terjadi kendala di pihak kami"),
        (OperationalError(f"SELECT '{CANARY}'", {"nik": CANARY}, Exception(CANARY)), 503, "Sedang sangat sibuk"),
        (TooManyRequests(), 429, "Terlalu banyak percobaan"),
        (Forbidden(), 403, "bukan untuk akun Anda"),
    ],
)
def test_failures_tell_nothing_from_inside(town, capfd, error, status, words) -> None:
    fail(town, error)
    page = town.browser().get("/help")
    assert page.status == status
    assert words in page.text
    assert CANARY not in page.html
    printed = capfd.readouterr().out
    assert CANARY not in printed
    assert "Traceback" not in page.html + printed
    if status >= 500:
        told = [json.loads(line) for line in printed.splitlines() if '"failure"' in line]
        assert told[0]["request_id"] == page.headers["X-Request-ID"]
        assert any("tests/web/test_errors.py" in place for place in told[0]["places"])


def test_a_busy_database_says_when_to_come_back(town) -> None:
    fail(town, OperationalError("x", {}, Exception()))
    assert int(town.browser().get("/help").headers["Retry-After"]) > 0


def test_a_failure_page_needs_no_database(town) -> None:
    fail(town, ValueError())
    browser = town.browser()
    browser.client.set_cookie("sekali", "x" * 43, domain="localhost")
    assert "Keluar" not in browser.get("/help").text


def test_machines_get_json(town) -> None:
    client = town.app.test_client()
    answer = client.get("/ledger/entry/999.json", base_url=town.issuer)
    assert answer.status_code == 404
    assert answer.json["error"] == "not_found"
    assert (
        client.get("/ledger/entry/999.json", base_url=town.issuer, headers={"Accept": "text/html"}).mimetype
        == "text/html"
    )
