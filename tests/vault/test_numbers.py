"""Numbers as people type them: what blocks, what only warns, and what is stored."""

from datetime import date

import pytest

from vault.catalogue import FIELDS
from vault.validation.outcome import Facts

TODAY = date(2026, 11, 24)
SITI = {"birth_date": "1995-08-17", "gender": "P"}


def check(key: str, raw, values=None):
    return FIELDS[key].rule(raw, Facts(values or {}, TODAY))


def codes(key: str, raw) -> list[str]:
    return [problem.code for problem in check(key, raw).errors]


def doubts(key: str, data, values=None) -> set[str]:
    return {problem.code for problem in FIELDS[key].doubts(data, Facts(values or {}, TODAY))}


@pytest.mark.parametrize("typed", [
    "3574015708959001", "3574 0157 0895 9001", "3574.0157.0895.9001", "3574-0157-0895-9001", "  3574015708959001 ",
    "３５７４０１５７０８９５９００１", "٣٥٧٤٠١٥٧٠٨٩٥٩٠٠١", "3574\u00a00157\u200b08959001", "3574\u20130157\u201108959001",
])  # fmt: skip
def test_a_nik_is_stored_as_sixteen_ascii_digits(typed: str) -> None:
    checked = check("nik", typed)
    assert (checked.data, checked.errors) == ("3574015708959001", ())


@pytest.mark.parametrize(("typed", "code"), [
    ("357401570895900", "nik_short"), ("35740157089590011", "nik_long"), ("3574015708950000", "nik_serial"),
    ("3574010008959001", "nik_day"), ("3574013208959001", "nik_day"), ("3574014008959001", "nik_day"),
    ("3574017208959001", "nik_day"), ("3574015700959001", "nik_month"), ("3574015713959001", "nik_month"),
    ("35740157O8959001", "digits_only"),
])  # fmt: skip
def test_what_blocks_a_nik(typed: str, code: str) -> None:
    assert codes("nik", typed) == [code]


def test_the_refusal_of_a_short_nik_counts_what_was_typed() -> None:
    (problem,) = check("nik", "3574 0157 0895 900").errors
    assert problem.params == {"typed": 15}


@pytest.mark.parametrize(("typed", "values", "doubt"), [
    ("9999015708959001", SITI, "nik_region_unknown"), ("6473015708959001", SITI, "nik_region_unknown"),
    ("3574017102959001", {}, "nik_date_impossible"), ("3574013102959001", {}, "nik_date_impossible"),
    ("3574015708949001", SITI, "nik_date_differs"), ("3574011708959001", SITI, "nik_sex_differs"),
])  # fmt: skip
def test_what_only_warns_about_a_nik(typed: str, values: dict, doubt: str) -> None:
    assert codes("nik", typed) == []
    assert doubt in doubts("nik", typed, values)


def test_a_plain_nik_of_ones_own_raises_no_doubt() -> None:
    assert doubts("nik", "3574015708959001", SITI) == set()
    assert doubts("nik", "3574012902009001", {}) == set(), "29 February of 00 may be that of 2000"


@pytest.mark.parametrize(
    "key", ["nik", "family_card_number", "npwp", "bpjs_health_number", "nib", "phone_number", "email"]
)
def test_nothing_typed_clears(key: str) -> None:
    assert check(key, " ").data is None
    assert codes(key, " ") == []


@pytest.mark.parametrize(("typed", "stored"), [
    ("3574015708959001", "3574015708959001"), ("09.254.294.3-407.000", "0092542943407000"),
    ("092542943407000", "0092542943407000"), ("0092542943407000", "0092542943407000"),
])  # fmt: skip
def test_an_npwp_has_sixteen_digits_and_the_old_one_gets_a_zero(typed: str, stored: str) -> None:
    checked = check("npwp", typed)
    assert (checked.data, checked.errors) == (stored, ())


def test_an_npwp_that_is_no_nik_and_no_old_number_is_refused() -> None:
    assert codes("npwp", "3574019908959001") == ["npwp_form"]
    assert codes("npwp", "35740157089590") == ["npwp_short"]


def test_the_check_digit_of_an_old_npwp_only_warns() -> None:
    from stdnum.luhn import is_valid

    for first in ("092542943", "092542944"):
        expected = set() if is_valid(first) else {"npwp_check_digit"}
        assert doubts("npwp", f"0{first}407000") == expected
    assert doubts("npwp", "3574015708959001") == set()


def test_a_family_card_with_an_impossible_date_only_warns() -> None:
    assert codes("family_card_number", "3574013113209001") == []
    assert doubts("family_card_number", "3574013113209001") == {"kk_date_impossible"}
    assert doubts("family_card_number", "3574010101209001") == set()


def test_leading_zeros_stay() -> None:
    assert check("bpjs_health_number", "0001234567890").data == "0001234567890"
    assert check("ktp_postal_code", "67 211").data == "67211"


@pytest.mark.parametrize("typed", [
    "081234567890", "6281234567890", "+62 812-3456-7890", "(0812) 3456.7890", "+62 0812 3456 7890", "0812 3456 7890",
])  # fmt: skip
def test_a_mobile_number_in_any_usual_spelling_is_one_number(typed: str) -> None:
    checked = check("phone_number", typed)
    assert (checked.data, checked.errors) == ("+6281234567890", ())


@pytest.mark.parametrize(("typed", "code"), [
    ("0335421234", "phone_not_mobile"), ("0812345", "phone_length"), ("08123456789012", "phone_length"),
    ("0812abc", "phone_characters"), ("+1 202 555 0100", "phone_characters"),
])  # fmt: skip
def test_what_is_no_mobile_number(typed: str, code: str) -> None:
    assert codes("phone_number", typed) == [code]


@pytest.mark.parametrize(("typed", "stored"), [("Siti@Contoh.ID ", "siti@contoh.id"), ("a.b+c@x.y.id", "a.b+c@x.y.id")])
def test_an_address_of_mail_is_kept_in_lower_case(typed: str, stored: str) -> None:
    assert check("email", typed).data == stored


@pytest.mark.parametrize(
    "typed", ["siti", "siti@", "@contoh.id", "si ti@contoh.id", "siti@contoh", "siti@-a.id", "a..b@c.id"]
)
def test_what_is_no_address_of_mail(typed: str) -> None:
    assert codes("email", typed) == ["email_form"]


@pytest.mark.parametrize(("rt", "rw", "stored"), [
    ("3", "5", {"rt": "003", "rw": "005"}), ("003", "05", {"rt": "003", "rw": "005"}), ("-", "000", {"rt": "000", "rw": "000"}),
])  # fmt: skip
def test_rt_and_rw_are_three_digits(rt: str, rw: str, stored: dict) -> None:
    assert check("ktp_rt_rw", {"rt": rt, "rw": rw}).data == stored


@pytest.mark.parametrize(
    ("rt", "rw", "code"), [("3", "", "rt_rw_missing"), ("1234", "1", "rt_rw_form"), ("x", "1", "rt_rw_form")]
)
def test_what_is_no_rt_and_rw(rt: str, rw: str, code: str) -> None:
    assert codes("ktp_rt_rw", {"rt": rt, "rw": rw}) == [code]
