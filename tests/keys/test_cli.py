"""`sekali keys`: an operator sees ages and counts, never a key, and every refusal is one sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from core.db import prepare
from keys.citizen_keys import create
from keys.cli import keys
from keys.file_ring import load
from keys.store import CitizenKeyRow
from tests.keys.conftest import BORN


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The address of a ring not yet made, with the database next door."""
    path = tmp_path / "ring" / "ring.json"
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(path))
    monkeypatch.setenv("SEKALI_DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'sekali.sqlite'}")
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(keys, words)


def test_init_makes_a_ring_once(place: Path):
    first = run("init")
    assert (first.exit_code, first.stderr) == (0, "")
    assert str(place) in first.stdout
    made = place.read_bytes()
    second = run("init")
    assert second.exit_code == 0
    assert "already" in second.stdout
    assert place.read_bytes() == made


def test_init_does_not_call_a_damaged_ring_good(place: Path):
    run("init")
    place.write_text("{}")
    result = run("init")
    assert result.exit_code == 1
    assert "damaged" in result.stderr
    assert place.read_text() == "{}"


@pytest.mark.parametrize("words", [("status",), ("rotate", "tokens")])
def test_without_a_ring_there_is_one_sentence(place: Path, words: tuple[str, ...]):
    result = run(*words)
    assert result.exit_code == 1
    assert result.stderr == f"Error: There is no key ring at {place}; `sekali keys init` makes one.\n"


def test_a_setting_that_cannot_be_read_is_one_sentence(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SEKALI_CODE_SECONDS", "soon")
    result = run("status")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_status_shows_every_key_and_no_material(place: Path):
    run("init")
    result = run("status")
    assert result.exit_code == 0
    told = json.loads(place.read_text())["keys"]
    assert all(f"{key['purpose']:<14}" in result.stdout for key in told)
    assert not any(key["material"] in result.stdout for key in told)
    assert "the database does not answer" in result.stdout
    assert not (place.parent.parent / "var").exists()


def test_status_counts_citizen_keys(place: Path):
    run("init")
    database = place.parent.parent / "var" / "sekali.sqlite"
    database.parent.mkdir()
    engine = create_engine(f"sqlite:///{database}")
    prepare(engine)
    CitizenKeyRow.__table__.create(engine)
    with Session(engine) as session, session.begin():
        for citizen in "abc":
            create(session, load(place), citizen, BORN)
    engine.dispose()
    result = run("status")
    assert "Citizen keys: 3\n  under kek version 1: 3\n" in result.stdout


def test_rotate_moves_every_token_key_on_and_warns_when_it_is_early(place: Path):
    run("init")
    before = [key["kid"] for key in load(place).public_jwks()["keys"]]
    result = run("rotate", "tokens")
    assert result.exit_code == 0
    assert "less than a day ago" in result.stderr
    after = [key["kid"] for key in load(place).public_jwks()["keys"]]
    assert after[:3] == before[3:]
    assert set(before) < set(after)
    assert all(kid in result.stdout for kid in after)


def test_rotate_does_not_warn_when_the_keys_were_seen(place: Path):
    run("init")
    told = place.read_text()
    place.write_text(told.replace(told.split('"created_at": "')[1][:10], "2026-01-01"))
    assert run("rotate", "tokens").stderr == ""


@pytest.mark.parametrize("words", [(), ("init",), ("status",), ("rotate",), ("rotate", "tokens")])
def test_every_command_explains_itself(words: tuple[str, ...]):
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_the_wing_knows_nothing_above_it():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, keys.cli, keys.runtime; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    ).stdout.split()  # fmt: skip
    assert not {"ledger", "accounts", "vault", "consent", "oidc", "web", "demo"} & {
        name.split(".")[0] for name in loaded
    }


def test_rules_reach_neither_flask_nor_the_database():
    rules = "keys.ring, keys.sealing, keys.envelope, keys.wrapping, keys.material, keys.nik_index, keys.form_tokens, keys.jwt_keys, keys.fresh, keys.framing, keys.ring_text, keys.file_ring, keys.streams"
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {rules}; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    ).stdout.split()  # fmt: skip
    assert not {"flask", "sqlalchemy"} & {name.split(".")[0] for name in loaded}
