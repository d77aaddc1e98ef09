"""Rotation of the key-encryption key: online, killed at any step and continued, and nothing retired that is still needed."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from core.clock import system_clock
from core.db import prepare
from keys import file_ring, rotation, store
from keys.citizen_keys import create, open_key
from keys.cli import keys
from keys.file_ring import load
from keys.material import Purpose, State
from keys.ring import KeyRing
from keys.store import CitizenKeyRow
from tests.conftest import DATABASES
from tests.keys.killing import RING_CHANGES, killed_at
from tests.keys.transit_stand_in import TOKEN, serving

PEOPLE = [f"0193a1b2-0000-7000-8000-{number:012}" for number in range(7)]


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ring, and a database with the keys of seven citizens; nobody waits for servers that are not there."""
    path = tmp_path / "ring" / "ring.json"
    (tmp_path / "var").mkdir()
    url = f"sqlite:///{tmp_path / 'var' / 'sekali.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(path))
    monkeypatch.setenv("SEKALI_DATABASE_URL", url)
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0)
    monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 3)
    run("init")
    engine = create_engine(url, poolclass=NullPool)
    prepare(engine)
    CitizenKeyRow.__table__.create(engine)
    with Session(engine) as session, session.begin():
        ring = load(path)
        for citizen in PEOPLE:
            create(session, ring, citizen, system_clock())
    monkeypatch.setattr(rotation, "_engine_of_test", engine, raising=False)
    yield path
    CitizenKeyRow.__table__.drop(engine)
    engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(keys, words)


def raw_keys(path: Path, ring: KeyRing | None = None) -> dict[str, bytes]:
    with Session(rotation._engine_of_test) as session:
        return {citizen: open_key(session, ring or load(path), citizen)._raw for citizen in PEOPLE}


def counted() -> dict[int, int]:
    with Session(rotation._engine_of_test) as session:
        return store.count_by_kek(session)


def states(path: Path, purpose: Purpose = Purpose.KEK) -> dict[int, State]:
    return {fact.version: fact.state for fact in load(path).facts if fact.purpose is purpose}


def later(monkeypatch: pytest.MonkeyPatch, **span: float) -> None:
    """Let the commands of the ring believe that time has passed."""
    from keys import rotation_cli

    monkeypatch.setattr(rotation_cli, "system_clock", lambda: system_clock() + timedelta(**span))


def test_every_key_comes_under_the_new_one_and_stays_what_it_is(place: Path):
    before = raw_keys(place)
    result = run("rotate", "kek")
    assert result.exit_code == 0, result.output
    assert "7 citizen keys" in result.stdout
    assert states(place) == {1: State.RETIRED, 2: State.CURRENT}
    assert counted() == {2: 7}
    assert raw_keys(place) == before


def test_a_server_with_the_ring_of_before_the_use_reads_everything(place: Path, monkeypatch: pytest.MonkeyPatch):
    seen = []
    promote = file_ring.change

    def watched(*given: object) -> KeyRing:
        done = promote(*given)
        seen.append(done)
        return done

    monkeypatch.setattr(file_ring, "change", watched)
    before = raw_keys(place)
    run("rotate", "kek")
    announced_ring = seen[0]
    assert {fact.version: fact.state for fact in announced_ring.facts if fact.purpose is Purpose.KEK} == {
        1: State.CURRENT,
        2: State.NEXT,
    }
    assert raw_keys(place, announced_ring) == before


CHANGES = (*RING_CHANGES, (store, "replace"))
LAST_STEP = 2 * 3 + len(PEOPLE)
STEPS = range(1, LAST_STEP + 2) if os.environ.get("SEKALI_TEST_ROUNDS") else (5, 11)


@pytest.mark.race
def test_killed_at_any_step_it_goes_on(place: Path):
    before = raw_keys(place)
    for step in STEPS:
        version = max(states(place))
        killed = killed_at(step, CHANGES, lambda: run("rotate", "kek"))
        assert raw_keys(place) == before
        assert run("rotate", "kek").exit_code == 0
        assert raw_keys(place) == before
        assert set(counted()) == {max(states(place))}
        assert max(states(place)) - version <= 2, "a rotation that was cut off is continued, not begun anew"
    assert killed == (step <= LAST_STEP), "a process is killed at every step that there is, and at no other"


def test_what_was_cut_off_between_rows_is_continued(place: Path):
    assert killed_at(11, CHANGES, lambda: run("rotate", "kek"))
    assert len(counted()) == 2
    result = run("rotate", "kek")
    assert "continued" in result.stdout
    assert states(place) == {1: State.RETIRED, 2: State.CURRENT}
    assert counted() == {2: 7}


def test_a_row_that_changes_meanwhile_is_left_to_the_next_round(place: Path):
    ring = load(place)
    with Session(rotation._engine_of_test) as session, session.begin():
        [first, *_] = store.not_under(session, 99, rotation.START, 10)
        stale = replace(first, wrapped=replace(first.wrapped, blob=bytes(60)))
        assert not store.replace(session, stale, ring.wrap(bytes(32), first.citizen, 1))
        assert store.replace(session, first, ring.rewrap(first.wrapped, first.citizen, 1))
        assert not store.replace(session, first, ring.wrap(bytes(32), first.citizen, 1))


def test_a_key_that_is_needed_is_not_retired(place: Path, monkeypatch: pytest.MonkeyPatch):
    assert "in use" in run("retire", "kek", "1").stderr
    assert "no kek version 7" in run("retire", "kek", "7").stderr
    run("rotate", "kek")
    assert "SEKALI_BACKUP_DAYS" in run("retire", "kek", "1").stderr
    later(monkeypatch, days=31)
    with Session(rotation._engine_of_test) as session, session.begin():
        session.add(CitizenKeyRow(citizen_id="other", version=1, kek_version=1, wrapped=b"", created_at=system_clock()))
    assert "1 citizen keys are still under kek version 1" in run("retire", "kek", "1").stderr
    with Session(rotation._engine_of_test) as session, session.begin():
        session.delete(session.execute(select(CitizenKeyRow).where(CitizenKeyRow.citizen_id == "other")).scalar_one())
    before = raw_keys(place)
    assert run("retire", "kek", "1").exit_code == 0
    assert states(place) == {2: State.CURRENT}
    assert raw_keys(place) == before


def test_keys_move_into_a_custodian_and_back(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = raw_keys(place)
    (tmp_path / "token").write_text(TOKEN)
    with serving() as (engine, mount):
        monkeypatch.setenv("SEKALI_CUSTODY", f"{mount}?key=sekali&token-file={tmp_path / 'token'}")
        assert run("rotate", "kek").exit_code == 0
        assert "transit:1" in run("status").stdout
        from core.environment import load as settings
        from keys.opening import open_ring

        assert raw_keys(place, open_ring(settings())) == before
        assert any("decrypt" in call for call in engine.calls)
        monkeypatch.setenv("SEKALI_BACKUP_DAYS", "1")
        later(monkeypatch, days=2)
        assert run("retire", "kek", "1").exit_code == 0
        assert [key["material"] for key in told_keys(place) if key["purpose"] == "kek"] == [""]
        assert run("rotate", "kek").exit_code == 0
        later(monkeypatch, days=4)
        assert run("retire", "kek", "2").exit_code == 0
        assert engine.keys["sekali"].keys() == {2}
        engine.down = True
        assert "does not serve us" in run("rotate", "kek").stderr


def told_keys(path: Path) -> list[dict]:
    import json

    return json.loads(path.read_text())["keys"]
