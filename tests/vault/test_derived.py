"""Derived answers: what they say at their edges, what they leave unsaid, and which parameters they take."""

from datetime import UTC, date, datetime

import pytest

from tests.vault.test_catalogue import TODAY, answer, value
from vault import catalogue
from vault.validation.dates import local_day

UNKNOWN_NOW = "91.01.01.1001"  # Merauke, before Papua was divided in 2022
TABLE = [
    ("name_initials", {"full_name": "SITI AMINAH"}, "S.A."),
    ("name_initials", {"full_name": "BEJO"}, "B."),
    ("name_initials", {"full_name": "Dr. M. Arif Nur-Huda, S.Pd."}, "M.A.N.H."),
    ("name_initials", {"full_name": "D'arcy"}, "D."),
    ("resident_of_province:35", {"ktp_village_code": "35.74.04.1001"}, True),
    ("resident_of_province:33", {"ktp_village_code": "35.74.04.1001"}, False),
    ("resident_of_province:91", {"ktp_village_code": UNKNOWN_NOW}, True),
    ("resident_of_province:93", {"ktp_village_code": UNKNOWN_NOW}, False),
    ("resident_of:91", {"ktp_village_code": UNKNOWN_NOW}, True),
    ("resident_of:35.74.04", {"ktp_village_code": "35.74.04.1001"}, True),
    ("resident_of:35.74.01", {"ktp_village_code": "35.74.04.1001"}, False),
    ("domiciled_in:35.74", {"domicile_village_code": "35.74.04.1001"}, True),
    ("income_below:2000000", {"income_band": "0-1jt"}, True),
    ("income_below:2000000", {"income_band": "1-2jt"}, True),
    ("income_below:2000000", {"income_band": "2-3,5jt"}, False),
    ("income_below:10000000", {"income_band": ">10jt"}, False),
    ("income_below:10000000", {"income_band": "5-10jt"}, True),
    ("income_below:1000000", {"income_band": "tidak diisi"}, None),
    ("income_below:35.74", {"income_band": "1-2jt"}, True),
    ("income_below:35.74", {"income_band": "2-3,5jt"}, None),
    ("income_below:35.74", {"income_band": "3,5-5jt"}, False),
    ("income_below:35.74", {"income_band": ">10jt"}, False),
    ("income_below:35.74", {"income_band": "tidak diisi"}, None),
    ("income_below:35.78", {"income_band": "3,5-5jt"}, True),
    ("income_below:35.78", {"income_band": "5-10jt"}, None),
    ("income_below:1000000", {}, None),
    ("is_micro_business", {"business_profile": {"name": "Warung", "scale": "mikro"}}, True),
    ("is_micro_business", {"business_profile": {"name": "Warung", "scale": "kecil"}}, False),
    ("is_micro_business", {"business_profile": {"name": "Warung"}}, None),
    ("has_active_jkn", {"bpjs_health_number": "0001234567890"}, None),
    ("is_married", {"marital_status": "KAWIN BELUM TERCATAT"}, True),
    ("is_married", {"marital_status": "BELUM KAWIN"}, False),
    ("is_married", {"marital_status": "CERAI MATI"}, False),
    ("education_at_least:10", {"highest_education": "9"}, False),
    ("npwp_matches_nik", {"npwp": "3574015708959001", "nik": "3574015708959001"}, True),
    ("npwp_matches_nik", {"npwp": "0123456789012345", "nik": "3574015708959001"}, False),
    ("npwp_matches_nik", {"npwp": "3574015708959001"}, None),
]
BIRTHDAYS = [
    ("2021-11-25", "5-11", "0-4"),
    ("2014-11-25", "12-16", "5-11"),
    ("2009-11-25", "17-24", "12-16"),
    ("2001-11-25", "25-44", "17-24"),
    ("1981-11-25", "45-59", "25-44"),
    ("1966-11-25", "60+", "45-59"),
]


@pytest.mark.parametrize(("key", "data", "expected"), TABLE)
def test_an_answer_says_what_its_sources_say(key, data, expected):
    assert answer(key, **data) == expected


@pytest.mark.parametrize(("born", "on_the_day", "before"), BIRTHDAYS)
def test_the_age_group_changes_on_the_birthday(born, on_the_day, before):
    assert answer("age_band", date(2026, 11, 25), birth_date=born) == on_the_day
    assert answer("age_band", date(2026, 11, 24), birth_date=born) == before


def test_a_newborn_has_an_age_group():
    assert answer("age_band", birth_date=TODAY.isoformat()) == "0-4"


@pytest.mark.parametrize(
    ("today", "band", "is_17", "is_60"),
    [(date(2025, 2, 28), "12-16", False, False), (date(2025, 3, 1), "17-24", True, False)],
)
def test_who_was_born_on_29_february_changes_groups_on_1_march(today, band, is_17, is_60):
    born = {"birth_date": "2008-02-29"}
    assert answer("age_band", today, **born) == band
    assert answer("age_over_17", today, **born) is is_17
    assert answer("age_over_60", today, **born) is is_60


@pytest.mark.parametrize(
    ("now", "is_17"),
    [(datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), False), (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), True)],
)
def test_a_birthday_begins_at_midnight_of_jakarta(now, is_17):
    assert answer("age_over_17", local_day(now), birth_date="2009-11-25") is is_17


def test_only_the_insurance_itself_can_say_that_a_membership_is_active():
    found = catalogue.get("has_active_jkn")
    for state, expected in [("self_declared", None), ("officer_checked", None), ("authority_matched", True)]:
        values = {"bpjs_health_number": value("bpjs_health_number", "0001234567890", state)}
        assert found.evaluate(values, TODAY) is expected


@pytest.mark.parametrize(
    "key",
    [
        "resident_of", "resident_of:", "resident_of:3", "resident_of:35.", "resident_of:99", "resident_of:35.74\n",
        "resident_of:３５", "resident_of_province:35.74", "resident_of_province:99", "resident_of_province:",
        "income_below:", "income_below:UMK", "income_below:2000001", "income_below:2.000.000", "income_below:-1",
        "education_at_least:0", "education_at_least:11", "education_at_least:05", "age_over_17:1", "age_over_21",
    ],
)  # fmt: skip
def test_a_parameter_that_is_none_names_no_answer(key):
    assert catalogue.get(key) is None
    assert not catalogue.is_releasable(key)


@pytest.mark.parametrize(
    ("key", "label_id", "label_en"),
    [
        ("resident_of_province:35", "Warga Provinsi Jawa Timur", "Resident of the province of Jawa Timur"),
        ("income_below:3500000", "Penghasilan per bulan paling banyak Rp3.500.000", "Monthly income of at most Rp3,500,000"),
    ],
)  # fmt: skip
def test_an_answer_is_named_in_both_languages(key, label_id, label_en):
    found = catalogue.get(key)
    assert (found.label_id, found.label_en) == (label_id, label_en)
