"""`sekali ledger` on a house that has only a database, a key ring and a clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from core.db import db, engine_options
from core.environment import checked
from core.runtime import SETTINGS
from core.settings import Settings
from keys.runtime import KEYS
from ledger.cli import ledger
from ledger.triggers import DROP_TRIGGERS
from tests.ledger.conftest import Book


@pytest.fixture
def house(book: Book) -> Iterator[Flask]:
    app = Flask("house")
    app.config["SQLALCHEMY_DATABASE_URI"] = book.engine.url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(book.engine.dialect.name)
    settings = {"issuer": "https://sekali.example", "database_url": "sqlite://", "keys_file": "/nowhere"}
    app.extensions |= {SETTINGS: checked(Settings(**settings)), KEYS: book.keys}
    db.init_app(app)
    with app.app_context():
        yield app
        db.engine.dispose()


def run(house: Flask, *arguments: object) -> Result:
    with house.app_context():
        return CliRunner().invoke(ledger, [str(argument) for argument in arguments])


def test_export_key_verify(book: Book, house: Flask, tmp_path: Path) -> None:
    book.fill(7)
    path = tmp_path / "out.sekali"
    exported = run(house, "export", path)
    assert (exported.exit_code, exported.output) == (0, f"7 entries of sekali.example/ledger were written to {path}.\n")
    assert [one.name for one in tmp_path.iterdir() if "unfinished" in one.name] == []
    key = run(house, "key").output.strip()
    assert key == book.key
    good = run(house, "verify", path, "--key", key)
    assert (good.exit_code, good.output.startswith("Good: 7 entries")) == (0, True)
    assert run(house, "verify", path).exit_code == 2
    assert run(house, "verify", path, "--key", key, "--checkpoint", tmp_path / "none").exit_code == 2
    path.write_bytes(path.read_bytes().replace(b"staff.act", b"staff.axt", 1))
    bad = run(house, "verify", path, "--key", key)
    assert (bad.exit_code, bad.output.startswith("Entry 0, line 2: ")) == (1, True)


def test_an_export_that_cannot_be_written_is_a_sentence(book: Book, house: Flask, tmp_path: Path) -> None:
    refused = run(house, "export", tmp_path / "no" / "folder")
    assert (refused.exit_code, refused.output) == (
        1,
        f"Error: {tmp_path / 'no' / 'folder'} cannot be written: No such file or directory.\n",
    )


def test_a_ledger_that_was_touched_is_not_signed(book: Book, house: Flask, tmp_path: Path) -> None:
    book.fill(7)
    book.execute(*DROP_TRIGGERS[book.engine.dialect.name], "DELETE FROM ledger_entries WHERE entry_index = 3")
    refused = run(house, "export", tmp_path / "out.sekali")
    assert (refused.exit_code, refused.output) == (1, "Error: Entry 3 is missing.\n")
    assert not (tmp_path / "out.sekali").exists()


@pytest.mark.parametrize("command", [[], ["export"], ["key"], ["verify"]])
def test_every_command_has_help(command: list[str]) -> None:
    shown = CliRunner().invoke(ledger, [*command, "--help"])
    assert (shown.exit_code, "Usage:" in shown.output) == (0, True)
