"""Names, dates, villages, rows and accounts: what is accepted, and in which form it is kept."""

from datetime import date

import pytest

from vault.catalogue import FIELDS
from vault.validation.outcome import Facts
from vault.validation.words import comparable

TODAY = date(2026, 11, 24)
CHILD = {"name": "Aisyah", "birth_date": "05-03-2021", "role": "ANAK", "nik": ""}


def check(key: str, raw, values=None):
    return FIELDS[key].rule(raw, Facts(values or {}, TODAY))


def codes(key: str, raw, values=None) -> list[str]:
    return [problem.code for problem in check(key, raw, values).errors]


@pytest.mark.parametrize("name", [
    "BEJO", "M. Abd. Rahman", "Nur'aini", "Siti-Aminah", "I Gusti Ngurah Rai", "Müller", "X", "A" * 60, "Hj. Siti, S.Pd.",
])  # fmt: skip
def test_names_of_citizens_pass(name: str) -> None:
    checked = check("full_name", name)
    assert (checked.data, checked.errors) == (name, ())


@pytest.mark.parametrize(("name", "code"), [
    ("S1ti", "name_characters"), ("Siti@", "name_characters"), ("A" * 61, "text_long"), ("---", "name_characters"),
    ("Siti\u202eAminah", "hidden_characters"),
])  # fmt: skip
def test_what_is_no_name(name: str, code: str) -> None:
    assert codes("full_name", name) == [code]


def test_a_name_is_kept_tidy() -> None:
    assert check("full_name", "  Nur\u2019aini   Siti ").data == "Nur'aini Siti"


def test_names_are_compared_without_case_titles_and_marks() -> None:
    assert comparable("Hj. SITI AMINAH, S.Pd.") == comparable("siti aminah")
    assert comparable("M. Amin") != comparable("Amin"), "an abbreviated name is no title"


@pytest.mark.parametrize("typed", ["17-08-1995", "17/8/1995", "17.08.1995", "1995-08-17", "17 08 1995"])
def test_a_date_in_any_usual_spelling_is_one_day(typed: str) -> None:
    assert check("birth_date", typed).data == "1995-08-17"


@pytest.mark.parametrize(("typed", "code"), [
    ("31-02-1995", "date_impossible"), ("17-08-95", "date_form"), ("kemarin", "date_form"), ("25-11-2026", "date_future"),
    ("01-01-1850", "date_too_old"), ("00-00-0000", "date_impossible"),
])  # fmt: skip
def test_what_is_no_date_of_birth(typed: str, code: str) -> None:
    assert codes("birth_date", typed) == [code]


def test_a_village_is_chosen_within_its_district() -> None:
    chosen = {"district": "35.74.04", "village": "35.74.04.1001"}
    assert check("ktp_village_code", chosen).data == "35.74.04.1001"
    assert codes("ktp_village_code", {"district": "35.74.03", "village": "35.74.04.1001"}) == ["village_elsewhere"]
    assert codes("ktp_village_code", {"district": "35.74.04", "village": ""}) == ["village_missing"]
    assert codes("ktp_village_code", {"district": "", "village": "35.74.99.9999"}) == ["village_unknown"]
    assert check("ktp_village_code", {"district": "", "village": ""}).data is None


def test_a_stored_village_stays_valid_after_a_split() -> None:
    gone = "91.01.99.2001"
    chosen = {"district": "91.01.99", "village": gone}
    assert codes("ktp_village_code", chosen) == ["village_unknown"]
    assert check("ktp_village_code", chosen, {"ktp_village_code": gone}).data == gone


def test_a_foreigner_names_a_country_and_a_citizen_does_not() -> None:
    assert check("nationality", {"status": "WNI", "country": "MYS"}).data == {"status": "WNI", "country": "IDN"}
    assert check("nationality", {"status": "WNA", "country": "MYS"}).data == {"status": "WNA", "country": "MYS"}
    assert codes("nationality", {"status": "WNA", "country": ""}) == ["country_missing"]
    assert codes("nationality", {"status": "WNA", "country": "XXX"}) == ["country_unknown"]


def test_dependants_are_checked_like_a_citizen() -> None:
    assert check("dependants", [CHILD, {}]).data == [{"name": "Aisyah", "birth_date": "2021-03-05", "role": "ANAK"}]
    (problem,) = check("dependants", [CHILD, CHILD | {"nik": "12"}]).errors
    assert (problem.code, problem.part) == ("nik_short", "1.nik")
    assert codes("dependants", [CHILD | {"role": ""}]) == ["dependant_role_missing"]
    assert codes("dependants", [CHILD] * 16) == ["too_many_rows"]
    assert len(check("dependants", [CHILD] * 15).data) == 15


def test_having_nobody_is_an_answer_and_saying_nothing_is_none() -> None:
    assert check("dependants", [{}, {"none": "1"}]).data == []
    assert check("dependants", [{}]).data is None
    assert codes("dependants", [CHILD, {"none": "1"}]) == ["rows_and_none"]


def test_a_business_lists_its_codes_once() -> None:
    typed = {"name": "Warung", "kbli": "56102, 56102;47111", "scale": "mikro"}
    assert check("business_profile", typed).data == {"name": "Warung", "kbli": ["56102", "47111"], "scale": "mikro"}
    assert codes("business_profile", {"kbli": "5610"}) == ["kbli_form", "business_name_missing"]


def test_an_account_is_whole_or_not_at_all_and_another_holder_only_warns() -> None:
    typed = {"bank_code": "114", "number": "0000 000 001", "holder_name": "SITI AMINAH"}
    account = check("bank_account", typed).data
    assert account == {"bank_code": "114", "number": "0000000001", "holder_name": "SITI AMINAH"}
    assert codes("bank_account", typed | {"number": ""}) == ["number_missing"]
    doubts = FIELDS["bank_account"].doubts
    assert doubts(account, Facts({"full_name": "Siti Aminah"}, TODAY)) == ()
    assert [d.code for d in doubts(account, Facts({"full_name": "Bejo"}, TODAY))] == ["holder_differs"]


@pytest.mark.parametrize("key", [key for key, field in FIELDS.items() if field.choices])
def test_only_what_is_offered_can_be_chosen(key: str) -> None:
    for choice in FIELDS[key].choices:
        assert check(key, choice.value).errors == ()
    assert codes(key, "sesuatu") == ["choice_unknown"]
