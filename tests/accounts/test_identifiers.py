"""What people type to say who they are."""

import pytest

from accounts.identifiers import is_number, new_number, parse


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("warga@contoh.id", "email", "warga@contoh.id"),
        ("  Warga@Contoh.ID ", "email", "warga@contoh.id"),
        ("warga.satu+kabar@surat.contoh.co.id", "email", "warga.satu+kabar@surat.contoh.co.id"),
        ("0812 3456 7890", "phone", "+6281234567890"),
        ("+62 812-3456-7890", "phone", "+6281234567890"),
        ("6281234567890", "phone", "+6281234567890"),
        ("(0335) 421.234", "phone", "+62335421234"),
        ("0812３４５６7890", "phone", "+6281234567890"),  # full-width digits
        ("\u202a+62 812\u20113456\u20117890\u202c", "phone", "+6281234567890"),  # as pasted from a contact
        ("+62 0812 3456 7890", "phone", "+6281234567890"),
        ("0062 812 3456 7890", "phone", "+6281234567890"),
        ("812 3456 7890", "phone", "+6281234567890"),
        ("0812–3456–7890", "phone", "+6281234567890"),
        ("\ufeffwar\u200bga@contoh.id\u200b", "email", "warga@contoh.id"),
        ("ＷＡＲＧＡ＠ＣＯＮＴＯＨ.ＩＤ", "email", "warga@contoh.id"),
        ("35740157\u200b08959002", "nik", "3574015708959002"),
        ("3574 0157 0895 9002", "nik", "3574015708959002"),
        ("3574.0157.0895.9002", "nik", "3574015708959002"),
    ],
)
def test_one_form_for_every_way_of_writing(typed, kind, value):
    found = parse(typed)
    assert found is not None
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "warga", "warga@", "@contoh.id", "warga@contoh", "a b@contoh.id", "a@b@contoh.id", "wa<r>ga@contoh.id",
     "+1 202 555 0143", "12", "08" + "1" * 20, "warga@contoh.id\nBcc: x@contoh.id", "x" * 250 + "@contoh.id", "\0", "war\0ga@contoh.id", "war\x7fga@contoh.id", "\u200b", "9" * 100_000],
)  # fmt: skip
def test_what_is_no_identifier(typed):
    assert parse(typed) is None


def test_an_account_number_is_found_and_is_never_a_phone():
    for _ in range(300):
        number = new_number()
        assert len(number) == 10
        assert number[0] != "0"
        found = parse(f"{number[:5]} {number[5:]}")
        assert found is not None
        assert (found.kind, found.value) == ("number", number)


def test_every_single_mistyped_digit_of_an_account_number_is_found():
    number = new_number()
    for place in range(10):
        for digit in "0123456789":
            if digit != number[place]:
                assert not is_number(number[:place] + digit + number[place + 1 :])


def test_an_identifier_never_shows_itself():
    assert "warga" not in repr(parse("warga@contoh.id"))
