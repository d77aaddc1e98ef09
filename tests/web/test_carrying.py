"""Changing the language of a half-filled form: everything typed is there again, and nothing was done."""

import pytest

from tests.journeys.story import SITI, open_account
from web.door.filling import filled


def test_what_was_typed_is_there_in_the_other_language_but_no_password(town) -> None:
    browser = town.browser()
    browser.get("/sign-in")
    page = browser.change_language({"identifier": 'si"ti@contoh.id', "password": "rahasia sekali ini"})
    assert (page.status, '<html lang="en">' in page.html) == (200, True)
    [typed] = [c.value for c in page.form("password").controls if c.name == "identifier"]
    assert typed == 'si"ti@contoh.id'
    assert "rahasia" not in page.html
    assert "Type it once more" in page.text
    assert '<html lang="en">' in browser.get("/").html, "the choice stays"


def test_the_profile_keeps_its_typed_values_and_saves_nothing(town) -> None:
    browser = open_account(town, identity=SITI)
    browser.get("/profile/bank_for_social_aid")
    page = browser.change_language({"bank_account.bank_code": "114", "bank_account.holder_name": "SITI"})
    values = {c.name: c.value for c in page.form("bank_account.bank_code").controls}
    assert (values["bank_account.bank_code"], values["bank_account.holder_name"]) == ("114", "SITI")
    assert "114" not in browser.get("/profile?show=all").text


def test_the_sentences_of_a_refused_profile_page_stay_in_the_other_language_and_nothing_is_kept(town) -> None:
    browser = open_account(town, identity=SITI)
    browser.get("/profile/contact")
    page = browser.submit("phone_number", {"phone_number": "123", "email": "siti@contoh.id"})
    assert page.status == 422 and 'role="alert"' in page.html
    page = browser.change_language()
    assert page.status == 200 and 'role="alert"' in page.html, "the list of errors is there, in English"
    assert '<html lang="en">' in page.html and 'aria-invalid="true"' in page.html
    assert dict(page.form("phone_number").data())["phone_number"] == "123"
    assert 'role="alert"' in browser.change_language().html, "and back again"
    assert "siti@contoh.id" not in browser.get("/profile?show=contact").text
    browser.get("/profile/contact")
    assert 'role="alert"' not in browser.change_language({"phone_number": "123"}).html, (
        "what was never sent is not judged"
    )


def test_a_button_without_its_proof_changes_nothing(town) -> None:
    browser = town.browser()
    browser.get("/sign-in")
    assert browser.post("/sign-in", [("change_language", "en made-up")]).status == 400
    assert '<html lang="id">' in browser.get("/").html


PAGE = (
    '<form><input name="a" value="x"></form><form id="typed"><input name="a" value="old"><input type="hidden" name="t" value="t" data-fresh>'
    '<input type="checkbox" name="b" value="1" checked><input type="checkbox" name="b" value="2"><select name="s"><option value="1" selected>1'
    '</option><option value="2">2</option></select><textarea name="l">old &amp; gone</textarea></form>'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<form id="typed"><input name="a" value="old">', '<form id="typed"><input name="a" value="&quot;&gt;">'),
        ('value="1" checked>', 'value="1">'),
        ('name="b" value="2">', 'name="b" value="2" checked>'),
        ('<option value="1" selected>', '<option value="1">'),
        ('<option value="2">', '<option value="2" selected>'),
        ("old &amp; gone", "\nnew &lt;b&gt;"),
    ],
)
def test_each_kind_of_control_is_filled_and_no_other_form(before, after) -> None:
    typed = {"a": ['">'], "t": ["stale"], "b": ["2"], "s": ["2"], "l": ["new <b>"]}
    page = filled(PAGE, typed, "")
    assert before in PAGE and before not in page
    assert after in page
    assert 'value="t" data-fresh>' in page and '<form><input name="a" value="x"></form>' in page
