"""The ring on paper: two people bring it back, one cannot, and a line that was typed wrong is named."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import sealed_copy
from keys.cli import keys
from keys.file_ring import load
from keys.material import KeyRingError
from keys.ring_text import keys_of, text_of
from keys.sealed_copy import opened, sealed
from tests.keys.conftest import BORN

FIRST, SECOND = "kuda laut biru makan enam roti", "tujuh payung hijau di atas meja"
SITI = "0193a1b2-0000-7000-8000-000000000001"
CHEAP = 64


@pytest.fixture(scope="module")
def page(ring_keys: tuple) -> str:
    return sealed(text_of(ring_keys), (FIRST, SECOND), BORN, CHEAP)


def test_both_passphrases_bring_the_ring_back(ring_keys: tuple, page: str):
    assert keys_of(opened(page, (FIRST, SECOND))) == ring_keys


def test_spaces_and_empty_lines_of_a_typist_do_not_matter(ring_keys: tuple, page: str):
    assert keys_of(opened(page.replace("\n", "  \n\n").replace(" ", "   "), (FIRST, SECOND))) == ring_keys


@pytest.mark.parametrize(
    "phrases", [(FIRST, FIRST), (SECOND, SECOND), (SECOND, FIRST), (FIRST, ""), (FIRST, SECOND + " ")]
)
def test_nobody_opens_it_alone(page: str, phrases: tuple[str, str]):
    with pytest.raises(KeyRingError, match="does not open"):
        opened(page, phrases)


def test_a_line_that_is_wrong_is_named(page: str):
    lines = page.splitlines()
    for at in range(3, len(lines)):
        for wrong in ([], [lines[at].replace(lines[at][10], "A" if lines[at][10] != "A" else "B", 1)]):
            if at == len(lines) - 1 and not wrong:
                continue
            with pytest.raises(KeyRingError, match=f"Line {at - 2:03}"):
                opened("\n".join([*lines[:at], *wrong, *lines[at + 1 :]]), (FIRST, SECOND))


def test_a_copy_without_its_last_line_does_not_open(page: str):
    with pytest.raises(KeyRingError):
        opened("\n".join(page.splitlines()[:-1]), (FIRST, SECOND))


@pytest.mark.parametrize("text", ["", "x", sealed_copy.TITLE, sealed_copy.TITLE + "\n\n001 A B"])
def test_what_is_no_copy_is_refused(text: str):
    with pytest.raises(KeyRingError):
        opened(text, (FIRST, SECOND))


@pytest.mark.parametrize("phrases", [("short", SECOND), (FIRST, "short"), (FIRST, FIRST)])
def test_two_long_passphrases_are_needed(phrases: tuple[str, str]):
    with pytest.raises(KeyRingError):
        sealed("{}", phrases, BORN, CHEAP)


def test_the_page_shows_no_key(ring_keys: tuple, page: str):
    import base64

    letters = "".join(line.split()[1] for line in page.splitlines()[3:])
    data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    assert not any(key.material in data for key in ring_keys)


def run(*words: str, typed: str) -> Result:
    return CliRunner().invoke(keys, words, input=typed)


def test_the_drill_a_lost_ring_comes_back_from_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The drill of docs/keys.md: export, lose the ring, import, and everything opens."""
    ring, paper = tmp_path / "ring" / "ring.json", tmp_path / "paper.txt"
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(ring))
    monkeypatch.setenv("SEKALI_DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'sekali.sqlite'}")
    run("init", typed="")
    wrapped = load(ring).wrap(bytes(range(32)), SITI, 1)
    done = run("export", str(paper), typed=f"{FIRST}\n{FIRST}\n{SECOND}\n{SECOND}\n")
    assert done.exit_code == 0, done.output
    assert FIRST not in done.output
    assert paper.stat().st_mode & 0o777 == 0o600
    assert "cannot be written" in run("export", str(paper), typed=f"{FIRST}\n{FIRST}\n{SECOND}\n{SECOND}\n").stderr
    assert "exists already" in run("import", str(paper), typed=f"{FIRST}\n{SECOND}\n").stderr
    ring.unlink()
    assert "does not open" in run("import", str(paper), typed=f"{FIRST}\nnot the second passphrase\n").stderr
    assert not ring.exists()
    assert run("import", str(paper), typed=f"{FIRST}\n{SECOND}\n").exit_code == 0
    assert load(ring).unwrap(wrapped, SITI, 1)._raw == bytes(range(32))
