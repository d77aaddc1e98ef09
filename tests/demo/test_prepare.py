"""Preparing and forgetting: the demo's own database and ring, on both databases, and nobody else's."""

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from core.settings import Settings
from demo import belongings, preflight
from demo.prepare import engine_for, prepare
from demo.refusals import DemoError
from demo.reset import reset
from demo.settings import settings_of
from tests.conftest import DATABASES, postgres_database

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/sekali.sqlite"
        return
    server, name = request.getfixturevalue("postgres_url"), f"demo_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgres_database(server, name)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def settings(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    # A database on a server has its note in the checkout's own folder; a test has one of its own.
    monkeypatch.setattr(belongings, "CHECKOUT", tmp_path)
    made = settings_of({"SEKALI_DATABASE_URL": empty_database, "SEKALI_KEYS_FILE": f"{tmp_path}/keys/ring.json"})
    preflight.check_folders([belongings.folder(made), Path(made.keys_file).parent])
    return made


def tables_of(settings: Settings) -> list[str]:
    engine = engine_for(settings)
    found = inspect(engine).get_table_names()
    engine.dispose()
    return [name for name in found if name != "alembic_version"]


on_both = pytest.mark.parametrize("empty_database", DATABASES, indirect=True)


@on_both
def test_a_second_start_keeps_both_and_a_reset_removes_both(settings: Settings) -> None:
    prepare(settings, NOW)
    ring = Path(settings.keys_file).read_bytes()
    assert len(tables_of(settings)) > 10
    prepare(settings, NOW)
    assert Path(settings.keys_file).read_bytes() == ring
    assert reset(settings)
    assert not Path(settings.keys_file).exists()
    assert not tables_of(settings)
    assert belongings.note_of(settings) is None
    prepare(settings, NOW)
    assert Path(settings.keys_file).read_bytes() != ring


@on_both
def test_a_database_without_the_note_stays(settings: Settings) -> None:
    prepare(settings, NOW)
    belongings.note_path(settings).unlink()
    with pytest.raises(DemoError, match="did not make"):
        prepare(settings, NOW)
    with pytest.raises(DemoError, match="did not make"):
        reset(settings)
    assert tables_of(settings)


@on_both
def test_a_ring_that_is_gone_is_one_sentence(settings: Settings) -> None:
    prepare(settings, NOW)
    Path(settings.keys_file).unlink()
    with pytest.raises(DemoError, match=r"key ring .* is gone"):
        prepare(settings, NOW)


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_a_ring_that_was_there_before_survives_the_reset(settings: Settings) -> None:
    from keys import file_ring

    file_ring.create(settings.keys_file, settings.database_url, NOW)
    prepare(settings, NOW)
    assert reset(settings)
    assert Path(settings.keys_file).exists()


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_an_open_ring_is_refused_in_one_sentence(settings: Settings) -> None:
    prepare(settings, NOW)
    Path(settings.keys_file).chmod(0o644)
    with pytest.raises(DemoError, match="chmod 600"):
        prepare(settings, NOW)


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_a_folder_that_was_moved_keeps_its_demo(settings: Settings, tmp_path: Path) -> None:
    prepare(settings, NOW)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for folder in ("data", "keys"):
        (tmp_path / folder).rename(moved / folder)
    there = settings_of(
        {"SEKALI_DATABASE_URL": f"sqlite:///{moved}/data/sekali.sqlite", "SEKALI_KEYS_FILE": f"{moved}/keys/ring.json"}
    )
    prepare(there, NOW)
    assert reset(there)
    assert not (moved / "keys").exists()


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_a_ring_that_another_setting_names_survives_the_reset(settings: Settings, tmp_path: Path) -> None:
    prepare(settings, NOW)
    other = tmp_path / "other" / "ring.json"
    other.parent.mkdir(mode=0o700)
    other.write_bytes(Path(settings.keys_file).read_bytes())
    assert reset(dataclasses.replace(settings, keys_file=str(other)))
    assert other.exists()
    assert Path(settings.keys_file).exists()
