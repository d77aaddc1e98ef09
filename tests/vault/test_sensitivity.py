"""Whatever belongs to a child is specific data, and the day of asking in western Indonesia decides."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.accounts.people import open_account
from tests.vault.test_catalogue import value
from vault import catalogue
from vault.sensitivity import class_of, is_of_child
from vault.validation.dates import local_day


def of(born: str | None) -> dict:
    return {} if born is None else {"birth_date": value("birth_date", born)}


@pytest.mark.parametrize(
    ("born", "today", "is_child"),
    [
        ("2008-11-24", date(2026, 11, 23), True),
        ("2008-11-24", date(2026, 11, 24), False),
        ("2008-02-29", date(2026, 2, 28), True),
        ("2008-02-29", date(2026, 3, 1), False),
        (None, date(2026, 11, 24), False),
    ],
)
def test_who_is_a_child_on_a_day(born, today, is_child):
    assert is_of_child(of(born), today) is is_child
    assert class_of("full_name", of(born), today) == ("S" if is_child else "U")


@pytest.mark.parametrize(
    ("now", "is_child"),
    [(datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), True), (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), False)],
)
def test_the_birthday_begins_at_midnight_in_western_indonesia(now, is_child):
    assert is_of_child(of("2008-11-24"), local_day(now)) is is_child


@pytest.mark.parametrize("key", [*catalogue.FIELDS, "resident_of:35.74", "age_over_17"])
def test_nothing_of_a_child_is_general_data(key):
    assert class_of(key, of("2015-08-17"), date(2026, 11, 24)) == "S"


@pytest.mark.parametrize(
    ("key", "expected"),
    [("full_name", "U"), ("income_band", "S"), ("age_over_17", "U"), ("children_count", "S"), ("account_matches_name", "S")],
)  # fmt: skip
def test_an_adults_answer_is_of_the_class_of_its_sources(key, expected):
    assert class_of(key, of("1995-08-17"), date(2026, 11, 24)) == expected


def test_a_child_sees_everything_masked_and_reads_why(town):
    browser = open_account(town).browser
    browser.get("/profile/start")
    browser.submit("nik", {"full_name": "AISYAH PUTRI", "birth_date": "05-03-2021"}, ("save", "1"))
    page = browser.get("/profile")
    assert "Anda belum berusia 18 tahun." in page.text
    assert "AISYAH PUTRI" not in page.text
    assert "AISYAH PUTRI" in browser.get("/profile?show=identity").text
    fields = json.loads(browser.get("/profile/download").html)["fields"]
    assert {one["class"] for one in fields.values()} == {"S"}
