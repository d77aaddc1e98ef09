"""From stored values to what is disclosed: strength, age, version, and who may be named."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consent.derivation import are_those, behind, disclose, local_day, public_source, stored_fields
from tests.consent.worlds import NOW
from vault.values import Value

TODAY = date(2026, 11, 24)


def value(
    field: str, data, state: str = "self_declared", source: str = "self", days: int = 0, version: int = 1
) -> Value:
    return Value(field, data, state, source, NOW - timedelta(days=days), version)


def test_a_stored_field_is_told_as_it_is() -> None:
    told = disclose(["email"], {"email": value("email", "a@contoh.id", version=4)}, TODAY)["email"]
    assert (told.data, told.version, told.behind, told.is_derived) == ("a@contoh.id", 4, {"email": 4}, False)


def test_what_is_not_there_is_left_out() -> None:
    assert disclose(["email", "age_over_17"], {}, TODAY) == {}
    assert behind(["email", "age_over_17"], {}) == {"email": {}, "age_over_17": {}}


def test_an_answer_from_several_values_is_as_weak_as_the_weakest_and_as_old_as_the_oldest() -> None:
    checked = value("nik", "3574015708959001", "officer_checked", "officer:staff-7", days=2, version=2)
    declared = value("npwp", "3574015708959001", days=40, version=3)
    told = disclose(["npwp_matches_nik"], {"nik": checked, "npwp": declared}, TODAY)["npwp_matches_nik"]
    assert (told.data, told.state, told.source) == (True, "self_declared", "self")
    assert (told.as_of, told.version, told.is_derived) == (NOW - timedelta(days=40), 5, True)


def test_a_service_never_learns_which_officer_checked_a_value() -> None:
    checked = value("full_name", "SITI AMINAH", "officer_checked", "officer:staff-7")
    assert disclose(["full_name"], {"full_name": checked}, TODAY)["full_name"].source == "officer"


@pytest.mark.parametrize(
    ("source", "told"), [("self", "self"), ("officer:staff-7", "officer"), ("authority:Dukcapil", "authority:Dukcapil")]
)
def test_what_is_told_of_a_source(source, told) -> None:
    assert public_source(source) == told


def test_the_day_is_that_of_western_indonesia() -> None:
    assert local_day(datetime(2026, 11, 23, 16, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert local_day(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_an_address_depends_on_the_word_that_it_is_the_cards() -> None:
    assert "domicile_same_as_ktp" in stored_fields(["domicile_street"])
    assert stored_fields(["email", "email", "age_over_17"]) == ("email", "birth_date")


def test_which_versions_were_shown_is_compared_both_ways() -> None:
    told = disclose(["email"], {"email": value("email", "a@contoh.id", version=2)}, TODAY)["email"]
    assert are_those("email", {"email": 2, "nik": 9}, told)
    assert not are_those("email", {"email": 1}, told) and not are_those("email", {}, told)
