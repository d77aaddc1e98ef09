"""Names that hide something: control characters, letters that turn the text around, letters of another alphabet."""

import pytest

from tests.vault.test_catalogue import TODAY
from vault import catalogue
from vault.texts import sentence
from vault.validation.outcome import Facts

NAMED = [key for key, field in catalogue.FIELDS.items() if field.rule is catalogue.FIELDS["full_name"].rule]
HIDING = [
    ("SITI\x00AMINAH", "hidden_characters"),
    ("SITI\u202eAMINAH", "hidden_characters"),
    ("SITI \u2066AMINAH\u2069", "hidden_characters"),
    ("SI\u200bTI", "hidden_characters"),
    ("SITI \ue000", "hidden_characters"),
    ("S\u0406TI AMINAH", "name_scripts"),  # a Cyrillic I
    ("SITI \u0391MINAH", "name_scripts"),  # a Greek Alpha
    ("\u0421\u0406TI", "name_scripts"),
    ("SITI <b>", "name_characters"),
    ("SITI 1", "name_characters"),
]
FINE = [
    "Nguy\u1ec5n V\u0103n An",
    "D\u2019Arcy",
    "Jos\u00e9 Mar\u00eda",
    "M. Abd. Rozak",
    "\u0130lker",
    "Ludwig M\u00fcller",
    "\u0633\u062a\u064a",
    "H\u00f8gh-Andersen",
]


@pytest.mark.parametrize("key", NAMED)
@pytest.mark.parametrize(("typed", "code"), HIDING)
def test_a_name_that_hides_something_is_refused_in_words(key, typed, code):
    (problem,) = catalogue.FIELDS[key].rule(typed, Facts({}, TODAY)).errors
    assert problem.code == code
    assert len(str(sentence(problem))) > 20


@pytest.mark.parametrize("typed", FINE)
def test_a_name_of_one_script_is_a_name(typed):
    checked = catalogue.FIELDS["full_name"].rule(typed, Facts({}, TODAY))
    assert checked.errors == ()
    assert checked.data


@pytest.mark.parametrize(
    "field", [one for one in catalogue.FIELDS.values() if one.is_typed and not one.parts], ids=lambda one: one.key
)
def test_no_field_keeps_a_nul_or_a_turned_text(field):
    for typed in ("a\x00b", "\x00", "a\u202eb", "31-02-2030\x00", "9" * 10_000, "\ud800"):
        checked = field.rule(typed, Facts({}, TODAY))
        assert checked.errors or not any(sign in str(checked.data) for sign in "\x00\u202e\ud800")
