"""The catalogues: nothing untranslated, nothing left over; and the check itself finds each kind of gap."""

import re

import pytest
from babel.messages.catalog import Catalog

from web import catalogues


def test_the_house_speaks_english_everywhere() -> None:
    assert [str(gap) for gap in catalogues.check()] == []


@pytest.mark.parametrize(
    ("source", "translation", "complaint"),
    [
        ("Simpan data", "", "has no English"),
        ("Simpan data", None, "has no English"),
        ("Simpan data", "Simpan data", "is the same in English"),
        ("%(count)s data", "data", "has other variables"),
        ('<a href="x">Baca</a>', "Read", "has other markup"),
        ("Simpan data", "Save", None),
        ("NIK", "NIK", None),
        ("%(count)s", "%(count)s", None),
    ],
)
def test_each_kind_of_gap_is_found(monkeypatch, source, translation, complaint) -> None:
    catalogue = Catalog(locale="en")
    if translation is not None:
        catalogue.add(source, translation)
    monkeypatch.setattr(catalogues, "WINGS", ("web",))
    monkeypatch.setattr(catalogues, "_used", lambda _wing: {source: None})
    monkeypatch.setattr(catalogues, "_catalogue", lambda _wing: catalogue)
    found = [gap.complaint for gap in catalogues.check()]
    assert (found == []) if complaint is None else (len(found) == 1 and complaint in found[0])


def test_left_over_and_contradicting_texts_are_found(monkeypatch) -> None:
    first, second = Catalog(locale="en"), Catalog(locale="en")
    first.add("Masuk", "Sign in")
    second.add("Masuk", "Log in")
    first.add("Tua", "Old")
    monkeypatch.setattr(catalogues, "WINGS", ("web", "oidc"))
    monkeypatch.setattr(catalogues, "_used", lambda _wing: {"Masuk": None})
    monkeypatch.setattr(catalogues, "_catalogue", {"web": first, "oidc": second}.__getitem__)
    assert {gap.complaint for gap in catalogues.check()} == {
        "is not used any more",
        "is translated in another way in web",
    }


def test_compiled_catalogues_are_beside_their_sources() -> None:
    assert catalogues.compile_all() >= 5
    assert catalogues.po_file("web").with_suffix(".mo").stat().st_size > 1000


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check", "more"]])
def test_wrong_use(arguments, capsys) -> None:
    assert catalogues.main(arguments) == 2
    assert "Usage" in capsys.readouterr().err


NAMES = {"NIK", "PPDP", "Dukcapil", "Sekali", "Sekali?", "Indonesia", "Anda", "Anda?"}
HEADING = re.compile(r"""<h1>.*?_\(["'](.+?)["'][,)]|block title %\}\{\{ _\(["'](.+?)["'][,)]""")


def test_titles_are_written_as_sentences() -> None:
    english = {m.id: str(m.string) for wing in catalogues.WINGS for m in catalogues._catalogue(wing)}
    found = [
        one or other
        for wing in catalogues.WINGS
        for path in (catalogues.HOUSE / wing / "templates").rglob("*.html")
        for one, other in HEADING.findall(path.read_text())
    ]
    assert len(found) > 50, "the pattern does not find the titles any more"
    wrong = [
        words
        for title in found
        for text in (title, english[title])
        for words in [re.sub(r"%\(\w+\)s", "", text).split()]
        if any(word[:1].isupper() and word not in NAMES for word in words[1:])
    ]
    assert wrong == []


def test_an_update_of_what_is_up_to_date_changes_no_byte(monkeypatch, tmp_path) -> None:
    kept = {wing: catalogues.po_file(wing).read_bytes() for wing in catalogues.WINGS}
    for wing, text in kept.items():
        (tmp_path / wing).write_bytes(text)
    monkeypatch.setattr(catalogues, "po_file", tmp_path.joinpath)
    catalogues.update()
    assert {wing: (tmp_path / wing).read_bytes() for wing in catalogues.WINGS} == kept
