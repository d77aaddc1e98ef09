"""Passports, licences, vehicles, deeds: what is accepted, in which form it is kept, and what follows from it."""

from datetime import date

import pytest

from tests.vault.test_catalogue import TODAY, answer, value
from vault import catalogue
from vault.validation.outcome import Facts


def check(key: str, raw, **facts):
    return catalogue.FIELDS[key].rule(raw, Facts(facts, TODAY))


@pytest.mark.parametrize(
    ("key", "raw", "kept"),
    [
        ("passport_number", " x 000 0001 ", "X0000001"),
        ("passport_number", "ab123456", "AB123456"),
        ("passport_number", "", None),
        ("passport_expiry", "1/5/2031", "2031-05-01"),
        ("passport_expiry", "2020-01-01", "2020-01-01"),
        ("domicile_since", "7-2019", "2019-07"),
        ("domicile_since", "2019/07", "2019-07"),
        ("domicile_since", "", None),
        ("marriage_certificate_number", "0123/045/vi/2019", "0123/045/VI/2019"),
        ("property_tax_numbers", "35.74.040.001.002-0123.0, 357404000100201231", ["357404000100201230", "357404000100201231"]),
        ("property_tax_numbers", "", None),
        ("vehicles", [{"plate": "n1234qa"}, {}], [{"plate": "N 1234 QA"}]),
        ("vehicles", [{"plate": "b-1"}], [{"plate": "B 1"}]),
        ("vehicles", [{"none": "1"}], []),
        ("driving_licence", {"number": "", "classes": "", "expiry": " "}, None),
        ("disability_status", {"kinds": "fisik,ganda"}, {"kinds": ["fisik", "ganda"]}),
        ("disability_status", {"access_needs": "Kursi roda"}, {"access_needs": "Kursi roda"}),
        (
            "health_worker_str", {"number": "ab-12/345", "profession": "Bidan", "valid_until": "Lifelong"},
            {"number": "AB-12/345", "profession": "Bidan", "valid_until": "seumur hidup"},
        ),
        (
            "emergency_contact", {"name": "Ahmad", "phone": "0812 0000 0002", "relation": "Suami"},
            {"name": "Ahmad", "phone": "+6281200000002", "relation": "Suami"},
        ),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_in_one_form(key, raw, kept):
    checked = check(key, raw)
    assert (checked.data, checked.errors) == (kept, ())


@pytest.mark.parametrize(
    ("key", "raw", "codes"),
    [
        ("passport_number", "12345678", ["passport_form"]),
        ("passport_number", "X0000001\x00", []),
        ("passport_expiry", "31-02-2030", ["date_impossible"]),
        ("passport_expiry", "01-05-2131", ["expiry_far"]),
        ("passport_expiry", "soon", ["date_form"]),
        ("domicile_since", "13-2019", ["month_impossible"]),
        ("domicile_since", "12-2026", ["date_future"]),
        ("domicile_since", "07-19", ["month_form"]),
        ("domicile_since", "1-1-2019", ["month_form"]),
        ("domicile_since", "01-1800", ["date_too_old"]),
        ("marriage_certificate_number", "01 23 <b>", ["code_characters"]),
        ("marriage_certificate_number", "12", ["text_short"]),
        ("marriage_certificate_number", "1" * 41, ["text_long"]),
        ("property_tax_numbers", "3574040001002012", ["nop_form"]),
        ("property_tax_numbers", ",".join(f"{n:018}" for n in range(21)), ["too_many_rows"]),
        ("nitku", "1" * 21, ["nitku_short"]),
        ("nisn", "1" * 11, ["nisn_long"]),
        ("bpjs_employment_number", "abc", ["digits_only"]),
        ("vehicles", [{"brand": "Honda"}], ["vehicle_plate_missing"]),
        ("vehicles", [{"plate": "1234"}], ["plate_form"]),
        ("vehicles", [{"plate": "N 1 A", "year": "3000"}], ["year_impossible"]),
        ("vehicles", [{"plate": "N 1 A", "year": "9" * 5000}], ["year_impossible"]),
        ("vehicles", [{"plate": "N 1 A"}] * 16, ["too_many_rows"]),
        ("driving_licence", {"number": "12345678901", "classes": "A", "expiry": "01-01-2030"}, ["licence_length"]),
        ("driving_licence", {"number": "123456789012", "classes": "X", "expiry": "01-01-2030"}, ["choice_unknown"]),
        ("driving_licence", {"number": "123456789012"}, ["licence_classes_missing", "licence_expiry_missing"]),
        ("health_worker_str", {"number": "12345678"}, ["str_profession_missing", "str_valid_until_missing"]),
        ("emergency_contact", {"name": "Ahmad"}, ["emergency_phone_missing", "emergency_relation_missing"]),
        ("disability_status", {"kinds": "lain"}, ["choice_unknown"]),
        ("bpjs_membership_segment", "lain", ["choice_unknown"]),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_by_its_reason(key, raw, codes):
    assert [problem.code for problem in check(key, raw).errors] == codes


def test_a_problem_is_told_at_its_input():
    problem = check("vehicles", [{}, {"plate": "N 1 A", "year": "x"}]).errors[0]
    assert problem.part == "1.year"


def test_only_an_unusual_passport_and_ones_own_nik_deserve_a_second_look():
    doubts = catalogue.FIELDS["passport_number"].doubts
    assert doubts("X0000001", Facts({}, TODAY)) == ()
    assert [one.code for one in doubts("AB123456", Facts({}, TODAY))] == ["passport_unusual"]
    facts = Facts({"nik": "3574015708959001", "birth_date": "1990-01-01", "gender": "L"}, TODAY)
    doubts = catalogue.FIELDS["spouse_nik"].doubts
    assert [one.code for one in doubts("3574015708959001", facts)] == ["nik_is_ones_own"]
    assert doubts("3574015708959002", facts) == (), "another person's sex and date are not the citizen's"


LICENCE = {"number": "3574015708959001", "classes": ["A", "B I"], "expiry": "2026-11-24"}
STR = {"number": "12345678", "profession": "Bidan", "valid_until": "seumur hidup"}


@pytest.mark.parametrize(
    ("key", "data", "expected"),
    [
        ("passport_valid", {"passport_expiry": "2026-11-24"}, True),
        ("passport_valid", {"passport_expiry": "2026-11-23"}, False),
        ("passport_valid_6_months", {"passport_expiry": "2027-05-24"}, True),
        ("passport_valid_6_months", {"passport_expiry": "2027-05-23"}, False),
        ("resident_min_1_year", {"domicile_since": "2025-10"}, True),
        ("resident_min_1_year", {"domicile_since": "2025-11"}, False),
        ("needs_assistance", {"disability_status": {"kinds": ["fisik"]}}, True),
        ("jkn_segment_pbi", {"bpjs_membership_segment": "PBI-JK"}, True),
        ("jkn_segment_pbi", {"bpjs_membership_segment": "PPU"}, False),
        ("is_registered_health_worker", {"health_worker_str": STR}, True),
        ("is_registered_health_worker", {"health_worker_str": {**STR, "valid_until": "2026-11-23"}}, False),
        ("may_drive:A", {"driving_licence": LICENCE}, True),
        ("may_drive:B_I", {"driving_licence": LICENCE}, True),
        ("may_drive:C", {"driving_licence": LICENCE}, False),
        ("may_drive:A", {"driving_licence": {**LICENCE, "expiry": "2026-11-23"}}, False),
        ("dtsen_decile_max:4", {"social_registry_status": "4"}, True),
        ("dtsen_decile_max:4", {"social_registry_status": "10"}, False),
        ("dtsen_decile_max:4", {"social_registry_status": "tidak diketahui"}, None),
        ("has_ktp", {"ktp_scan": {"kind": "image/jpeg"}}, True),
        ("photo_present", {"pas_photo": {"kind": "image/jpeg"}}, True),
        ("has_diploma", {"diploma_number": "DN-05/0001"}, True),
        ("has_diploma", {"diploma_scan": {"kind": "application/pdf"}}, True),
        ("has_birth_certificate", {"birth_certificate_scan": {"kind": "application/pdf"}}, True),
        ("skck_valid", {"skck": {"kind": "application/pdf", "expires": "2026-11-24"}}, True),
        ("skck_valid", {"skck": {"kind": "application/pdf", "expires": "2026-11-23"}}, False),
        ("skck_valid", {"skck": {"kind": "application/pdf"}}, None),
        ("kk_tte_valid", {"kk_scan": {"kind": "application/pdf"}}, None),
        ("vehicle_tax_paid", {"vehicles": [{"plate": "N 1 A", "stnk_expiry": "2030-01-01"}]}, None),
    ],
)
def test_an_answer_says_what_its_source_says_on_that_day(key, data, expected):
    assert answer(key, **data) is expected
    assert answer(key) is None


def test_half_a_year_from_the_end_of_a_month_ends_with_the_shorter_month():
    assert answer("passport_valid_6_months", date(2026, 8, 31), passport_expiry="2027-02-28") is True


def test_only_the_register_says_that_a_tax_is_paid():
    found = catalogue.get("vehicle_tax_paid")
    for expiry, expected in (("2026-11-24", True), ("2026-11-23", False), (None, None)):
        kept = value("vehicles", [{"plate": "N 1 A", "stnk_expiry": expiry}], "authority_matched")
        assert found.evaluate({"vehicles": kept}, TODAY) is expected


@pytest.mark.parametrize(
    "key", ["may_drive:", "may_drive:B I", "may_drive:E", "dtsen_decile_max:0", "dtsen_decile_max:x"]
)
def test_a_parameter_that_is_none_names_no_answer(key):
    assert catalogue.get(key) is None
