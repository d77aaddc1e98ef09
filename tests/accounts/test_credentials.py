"""Passwords and recovery codes."""

import time

import pytest

from accounts.credentials import passwords, recovery_codes
from keys.ring import generate


@pytest.fixture(scope="module")
def keys():
    return generate()


@pytest.mark.parametrize(
    ("password", "verdict"),
    [
        ("pendek-1234 ya", "short"),
        ("", "short"),
        ("🐃" * 14, "short"),
        ("kuda-laut-biru-" * 9, "long"),
        ("passwordpassword", "guessable"),
        ("123456789012345", "guessable"),
        ("aaaaaaaaaaaaaaa", "guessable"),
        ("warga.probolinggo@contoh.id", "guessable"),
        ("kereta lambat minum jamu", None),
        ("satu-kali-isi-data", None),
        ("tujuh ekor kerbau 🐃 menari", None),
    ],
)
def test_which_passwords_are_good_enough(password, verdict):
    assert passwords.why_weak(password, ["warga.probolinggo@contoh.id"]) == verdict


def test_a_password_of_the_most_signs_is_taken():
    long = "kereta lambat minum jamu " * 6
    assert passwords.why_weak(long[: passwords.LONGEST]) is None
    assert passwords.why_weak(long[: passwords.LONGEST + 1]) == "long"


def test_the_same_signs_typed_on_another_keyboard_are_the_same_password(keys):
    kept = passwords.hashed(keys, "kafé di tepi sawah")
    assert passwords.matches(keys, kept, "kafe\u0301 di tepi sawah")
    assert not passwords.matches(keys, kept, "kafe di tepi sawah")
    assert not passwords.matches(keys, kept, "Kafé di tepi sawah")


def test_a_password_is_as_long_as_it_is_kept_and_not_as_it_was_typed(keys):
    """144 typed signs that are 117 when composed were taken at sign-up, and then never again."""
    typed = "kafe\u0301 te\u0301 me\u0301ja " * 9
    assert len(typed) > passwords.LONGEST >= len(passwords.normal(typed))
    assert passwords.why_weak(typed) is None
    assert passwords.matches(keys, passwords.hashed(keys, typed), typed)


@pytest.mark.parametrize(
    "other", ["kereta\0lambat minum jamu", "kereta lambat minum jamu\0", "kereta lambat minum jamu" + " " * 10_000]
)
def test_nothing_is_cut_off(keys, other):
    """Not at a NUL byte, not after 72 bytes as bcrypt does, and not at the length that is allowed."""
    long = "kuda laut biru menari di " * 4
    assert not passwords.matches(keys, passwords.hashed(keys, "kereta lambat minum jamu"), other)
    assert passwords.matches(keys, passwords.hashed(keys, other[:100]), other[:100])
    assert not passwords.matches(keys, passwords.hashed(keys, long + "a"), long + "b")
    most = (long * 2)[: passwords.LONGEST]
    assert not passwords.matches(keys, passwords.hashed(keys, most), most + "x")


@pytest.mark.parametrize("signs", ["(4@<{[163!1|0$5+7%28b9" * 4, "1|7!" * 20, "ﷺ" * 7000, "a1" * 5000])
def test_judging_a_password_takes_no_time(signs):
    """Signs that may stand for many letters made the judge try every reading: eight seconds for one form."""
    began = time.thread_time()
    passwords.why_weak(signs, ["x" * 50_000])
    assert time.thread_time() - began < 2


def test_signs_for_letters_still_make_no_word_unguessable():
    assert passwords.why_weak("p@$$w0rdp@$$w0rd") == "guessable"


def test_a_hash_is_salted_and_useless_without_the_pepper(keys):
    kept = passwords.hashed(keys, "kereta lambat minum jamu")
    assert kept != passwords.hashed(keys, "kereta lambat minum jamu")
    assert not passwords.matches(generate(), kept, "kereta lambat minum jamu")


def test_nobody_and_a_broken_hash_are_never_right(keys):
    assert not passwords.matches(keys, None, "nobody has this password")
    assert not passwords.matches(keys, "", "kereta lambat minum jamu")


def test_ten_codes_that_survive_being_typed_by_hand():
    codes = recovery_codes.new_codes()
    assert len(set(codes)) == recovery_codes.COUNT
    for code in codes:
        plain = code.replace("-", "")
        assert len(plain) == 16
        assert not set(plain) & set("IL0O1")
        assert recovery_codes.canonical(f" {code.lower().replace('-', ' ')} ") == plain
