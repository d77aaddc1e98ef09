"""The catalogue: every field said once and whole, and what follows from it."""

from datetime import UTC, date, datetime

import pytest

from vault import catalogue, display, forms
from vault.derived.answer import DerivedField
from vault.texts import PROBLEMS
from vault.validation.outcome import Facts
from vault.values import Value

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
KEYS = {
    "nik",
    "full_name",
    "preferred_name",
    "academic_titles",
    "birth_place",
    "birth_date",
    "gender",
    "nationality",
    "religion",
    "blood_type",
    "marital_status",
    "birth_certificate_number",
    "phone_number",
    "phone_holder",
    "email",
    "preferred_language",
    "ktp_street",
    "ktp_rt_rw",
    "ktp_village_code",
    "ktp_postal_code",
    "domicile_street",
    "domicile_rt_rw",
    "domicile_village_code",
    "domicile_postal_code",
    "domicile_same_as_ktp",
    "family_card_number",
    "family_role",
    "mother_name",
    "dependants",
    "npwp",
    "bpjs_health_number",
    "highest_education",
    "school_name",
    "diploma_number",
    "occupation_code",
    "employer_name",
    "income_band",
    "nib",
    "business_profile",
    "bank_account",
}
SECOND_PHASE = {
    "disability_status", "passport_number", "passport_expiry", "marriage_certificate_number", "emergency_contact",
    "domicile_since", "father_name", "spouse_nik", "nitku", "property_tax_numbers", "bpjs_membership_segment", "nisn",
    "bpjs_employment_number", "health_worker_str", "driving_licence", "vehicles", "social_registry_status",
}  # fmt: skip
DOCUMENTS = {
    "face_photo", "ktp_scan", "kk_scan", "pas_photo", "diploma_scan", "birth_certificate_scan", "marriage_certificate_scan",
    "health_letter", "skck",
}  # fmt: skip
STANDARD = {"given_name", "middle_name", "family_name", "website", "profile_page", "picture_address"}
# OpenID Connect Core 1.0, section 5.4; `updated_at` and `…_verified` are told beside values.
CLAIMS_OF_SCOPES = {
    "profile": "name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate "
    "zoneinfo locale",
    "email": "email",
    "address": "address",
    "phone": "phone_number",
}


def value(key: str, data, state: str = "self_declared") -> Value:
    return Value(key, data, state, "self", NOW, 1)


def answer(key: str, today: date = TODAY, **data):
    return catalogue.get(key).evaluate({name: value(name, one) for name, one in data.items()}, today)


def test_the_fields_of_both_phases_and_what_openid_connect_names_beside_them() -> None:
    assert len(KEYS) == 40
    assert len(SECOND_PHASE) == 17
    assert len(KEYS | SECOND_PHASE | DOCUMENTS) == 66
    assert set(catalogue.FIELDS) == KEYS | SECOND_PHASE | DOCUMENTS | STANDARD
    assert set(catalogue.DOCUMENTS) == DOCUMENTS
    for_some = {key for key, field in catalogue.FIELDS.items() if field.is_for_some}
    assert for_some == STANDARD | DOCUMENTS | SECOND_PHASE - {"father_name", "bpjs_membership_segment"}, (
        "a profile is full without"
    )
    assert {field.group for field in catalogue.FIELDS.values()} == set(catalogue.GROUPS)


@pytest.mark.parametrize("field", catalogue.FIELDS.values(), ids=lambda field: field.key)
def test_a_field_is_whole(field) -> None:
    assert field.is_document == bool(field.takes)
    assert set(field.supports) <= set(catalogue.FIELDS)
    assert field.label_id
    assert field.label_en
    assert bool(field.help_id) == bool(field.help_en)
    assert field.tier in {1, 2, 3, 4}
    assert field.pdp_class == "S" or field.tier < 4, "the fourth tier is for specific data"
    assert field.pdp_class == "U" or field.is_masked or field.is_document, "specific data is shown on demand only"
    assert field.example is not None
    assert (field.widget == "rows") == all(field.row) == all(field.none)


@pytest.mark.parametrize(
    "field", [one for one in catalogue.FIELDS.values() if not one.is_document], ids=lambda field: field.key
)
def test_its_example_passes_its_own_rule_by_way_of_its_own_form(field) -> None:
    typed = forms.typed([field], forms.inputs_of(field, field.example))[field.key]
    checked = field.rule(typed, Facts({}, TODAY))
    assert (checked.data, checked.errors) == (field.example, ())


@pytest.mark.parametrize("field", catalogue.FIELDS.values(), ids=lambda field: field.key)
@pytest.mark.parametrize("language", ["id", "en"])
def test_its_example_reads_well(field, language: str) -> None:
    text = display.text_of(field.key, field.example, language)
    assert text
    assert not any(mark in text for mark in "{}[]")


@pytest.mark.parametrize(
    ("key", "data", "indonesian", "english"),
    [
        ("bank_account", {"bank_code": "114"}, "Bank Jatim (114)", "Bank Jatim (114)"),
        ("bank_account", {"bank_code": "999"}, "999", "999"),
        ("income_band", "3,5-5jt", "Rp3.500.000 sampai Rp5.000.000", "Rp3,500,000 to Rp5,000,000"),
        ("zoneinfo", "Asia/Makassar", "Waktu Indonesia Tengah (WITA)", "Central Indonesia Time (WITA)"),
        ("children_count", 2, "2", "2"),
        ("age_over_17", True, "Ya", "Yes"),
        ("gone_since", "x", "x", "x"),
    ],
)
def test_codes_are_read_as_words(key, data, indonesian, english) -> None:
    assert (display.text_of(key, data, "id"), display.text_of(key, data, "en")) == (indonesian, english)


def test_every_reason_has_its_sentence() -> None:
    import re
    from pathlib import Path

    code = re.compile(r"""(?:Problem|refused)\(\s*"([a-z_]+)\"""")
    found = {one for path in Path("vault/validation").glob("*.py") for one in code.findall(path.read_text())}
    counted = ("nik", "kk", "npwp", "bpjs", "nib", "postal", "nitku", "nisn", "kpj")
    kinds = {f"{kind}_{end}" for kind in counted for end in ("short", "long")}
    assert found | kinds <= set(PROBLEMS)


@pytest.mark.parametrize("field", [one for one in catalogue.FIELDS.values() if one.parts], ids=lambda one: one.key)
def test_every_part_that_is_left_out_has_its_sentence(field) -> None:
    from vault.texts import sentence

    filled = forms.inputs_of(field, field.example)
    for left in filled:
        typed = forms.typed([field], {**filled, left: ""})[field.key]
        for problem in field.rule(typed, Facts({}, TODAY)).errors:
            assert sentence(problem)


def test_no_number_of_the_state_is_offered_to_the_browsers_memory() -> None:
    for key in ("nik", "family_card_number", "npwp", "bpjs_health_number", "nib"):
        assert catalogue.FIELDS[key].autocomplete == "off"


def test_claims_and_scopes_lead_to_fields() -> None:
    assert catalogue.keys_for_claim("name") == ("full_name",)
    assert catalogue.keys_for_claim("email_verified") == ("email",)
    assert set(catalogue.keys_for_claim("address")) == {
        "ktp_street",
        "ktp_rt_rw",
        "ktp_village_code",
        "ktp_postal_code",
    }
    assert catalogue.keys_for_claim("resident_of:35.74") == ("resident_of:35.74",)
    assert catalogue.keys_for_claim("sub") == ()
    assert catalogue.keys_for_scope("phone") == ("phone_number",)
    assert not catalogue.is_releasable("phone_holder")
    assert not catalogue.is_releasable("resident_of:99.99")


@pytest.mark.parametrize("scope", CLAIMS_OF_SCOPES)
def test_a_standard_scope_covers_each_of_its_standard_claims(scope: str) -> None:
    covered = set(catalogue.keys_for_scope(scope))
    for claim in CLAIMS_OF_SCOPES[scope].split():
        keys = catalogue.keys_for_claim(claim)
        assert keys and set(keys) <= covered, claim
        assert claim in catalogue.CLAIMS
    assert {"email_verified", "phone_number_verified", "updated_at"} <= set(catalogue.CLAIMS)
    assert not catalogue.keys_for_scope("") and not catalogue.keys_for_claim("#id"), "no name is no wish"


def test_no_part_of_a_name_is_ever_cut_out_of_the_full_name() -> None:
    for part in ("given_name", "middle_name", "family_name"):
        assert catalogue.keys_for_claim(part) == (part,)
        assert part in catalogue.FIELDS


def test_values_become_claims() -> None:
    assert catalogue.claims_of("gender", "P", "self_declared") == {"gender": "female"}
    assert catalogue.claims_of("email", "a@b.id", "self_declared") == {"email": "a@b.id", "email_verified": False}
    assert catalogue.claims_of("email", "a@b.id", "officer_checked")["email_verified"] is True
    assert (
        catalogue.claims_of("ktp_village_code", "35.74.04.1001", "self_declared")["address"]["region"] == "Jawa Timur"
    )
    assert catalogue.claims_of("nationality", {"status": "WNI", "country": "IDN"}, "") == {"nationalities": ["IDN"]}


@pytest.mark.parametrize(("today", "is_of_age"), [(date(2012, 8, 16), False), (date(2012, 8, 17), True)])
def test_age_turns_on_the_birthday_of_the_day_of_asking(today: date, is_of_age: bool) -> None:
    assert answer("age_over_17", today, birth_date="1995-08-17") is is_of_age


def test_who_was_born_on_a_leap_day_turns_older_in_march() -> None:
    assert answer("age_over_18", date(2026, 2, 28), birth_date="2008-02-29") is False
    assert answer("age_over_18", date(2026, 3, 1), birth_date="2008-02-29") is True


def test_residence_comes_from_the_card_and_never_from_the_nik() -> None:
    assert answer("resident_of:35.74", ktp_village_code="35.74.04.1001") is True
    assert answer("resident_of:35.74", ktp_village_code="35.13.01.2001") is False
    assert answer("resident_of:35.74", nik="3574015708959001") is None
    for key in catalogue.CLAIMS:
        found = catalogue.get(key)
        if isinstance(found, DerivedField) and "nik" in found.sources:
            assert key in {"nik_verified", "npwp_matches_nik"}


def test_an_answer_without_its_source_is_no_answer() -> None:
    for key in catalogue.CLAIMS:
        found = catalogue.get(key)
        if isinstance(found, DerivedField):
            assert found.evaluate({}, TODAY) is None


def test_answers_about_family_and_schooling() -> None:
    child = {"name": "A", "birth_date": "2021-11-25", "role": "ANAK"}
    parent = {"name": "B", "birth_date": "1950-01-01", "role": "ORANG TUA"}
    assert answer("children_count", dependants=[child, parent]) == 1
    assert answer("children_count", dependants=[]) == 0
    assert answer("has_child_under_5", dependants=[child]) is True
    assert answer("has_child_under_5", date(2026, 11, 25), dependants=[child]) is False
    assert answer("education_at_least:5", highest_education="10") is True
    assert answer("education_at_least:5", highest_education="4") is False
    assert catalogue.get("education_at_least:11") is None


def test_a_nik_is_verified_once_an_officer_has_checked_it() -> None:
    of = catalogue.get("nik_verified")
    assert of.evaluate({"nik": value("nik", "3574015708959001")}, TODAY) is False
    assert of.evaluate({"nik": value("nik", "3574015708959001", "officer_checked")}, TODAY) is True


def test_an_account_is_ones_own_whatever_the_case_and_titles() -> None:
    def own(holder: str) -> bool | None:
        values = {
            "full_name": Value("full_name", "Siti Aminah, S.Pd.", "self_declared", "self", NOW, 1),
            "bank_account": Value("bank_account", {"holder_name": holder}, "self_declared", "self", NOW, 1),
        }
        return catalogue.get("account_matches_name").evaluate(values, NOW.date())

    assert own("SITI AMINAH") is True
    assert own("SITI AMINA") is False
