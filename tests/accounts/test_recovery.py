"""A forgotten password, a changed one, and new codes."""

import pytest

from tests.accounts.people import CODE, NEW_PASSWORD, forget, is_in, open_account, sign_in
from tests.town import PASSWORD


def test_a_code_gives_a_new_password_once_and_ends_every_sign_in(town, on_both):
    siti = open_account(town)
    page = forget(town, "warga@contoh.id", siti.codes[3].lower().replace("-", " ")).here
    assert page.status == 200
    assert "Kata sandi sudah diganti" in page.text
    assert not is_in(siti.browser)
    assert sign_in(town, "warga@contoh.id").here.status == 422
    assert is_in(sign_in(town, siti.number, NEW_PASSWORD))
    assert forget(town, "warga@contoh.id", siti.codes[3]).here.status == 422


@pytest.mark.parametrize("name", ["warga@contoh.id", "siapa@contoh.id", "bukan nama"])
def test_a_wrong_code_a_strangers_code_and_an_unknown_name_sound_alike(town, name):
    open_account(town)
    other = open_account(town, "tetangga@contoh.id")
    page = forget(town, name, other.codes[0]).here
    assert page.status == 422
    assert "Nama akun dan kode pemulihan tidak cocok, atau kode sudah pernah dipakai." in page.text
    assert forget(town, "tetangga@contoh.id", other.codes[0]).here.status == 200, "the code was not used up"


def test_a_weak_new_password_uses_no_code_up(town):
    siti = open_account(town)
    assert forget(town, "warga@contoh.id", siti.codes[0], "pendek").here.status == 422
    assert forget(town, "warga@contoh.id", siti.codes[0]).here.status == 200


def test_codes_are_not_tried_without_end(town):
    siti = open_account(town)
    for _ in range(5):
        forget(town, "warga@contoh.id", "AAAA-BBBB-CCCC-DDDD")
    assert forget(town, "warga@contoh.id", siti.codes[0]).here.status == 429


def test_new_codes_replace_the_old_ones(town):
    siti = open_account(town)
    browser = siti.browser
    browser.get("/account/codes")
    form = next(f for f in browser.here.forms if "language" not in f.action)
    fresh = CODE.findall(browser.post("/account/codes", form.data()).html)
    assert len(fresh) == 10
    assert forget(town, "warga@contoh.id", siti.codes[0]).here.status == 422
    assert forget(town, "warga@contoh.id", fresh[0]).here.status == 200


def test_a_changed_password_needs_the_present_one_and_ends_the_other_sign_ins(town):
    siti = open_account(town)
    other = sign_in(town, "warga@contoh.id")
    siti.browser.get("/account/password")
    page = siti.browser.submit("present", {"present": "bukan yang sekarang", "password": NEW_PASSWORD})
    assert page.status == 422
    assert is_in(other)
    siti.browser.get("/account/password")
    siti.browser.submit("present", {"present": PASSWORD, "password": NEW_PASSWORD})
    assert is_in(siti.browser)
    assert not is_in(other)
    assert is_in(sign_in(town, "warga@contoh.id", NEW_PASSWORD))


def test_other_devices_can_be_signed_out(town):
    siti = open_account(town)
    other = sign_in(town, "warga@contoh.id")
    form = next(f for f in siti.browser.get("/account").forms if f.action.endswith("/account/sign-ins"))
    siti.browser.post("/account/sign-ins", form.data())
    assert is_in(siti.browser)
    assert not is_in(other)


@pytest.mark.parametrize("path", ["/account/password", "/account/codes", "/account/close"])
def test_what_cannot_be_undone_asks_who_is_there_again(town, path):
    siti = open_account(town)
    assert siti.browser.get(path).url.endswith(path)
    town.clock.advance(minutes=6)
    assert "fresh=1" in siti.browser.get(path).url
    page = siti.browser.submit("password", {"identifier": siti.number, "password": PASSWORD})
    assert page.url.endswith(path)
