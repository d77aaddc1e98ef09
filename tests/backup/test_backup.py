"""A backup is of one moment, opens with its ring alone, is refused when anything was touched, and is cut off anywhere without harm."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect

from core import backups
from core.db import engine_options
from keys.file_ring import create
from keys.ring import generate
from tests.backup.conftest import Life
from web.backup import citizen_keys, erase_list, on_postgresql, on_sqlite, restoring
from web.backup.cli import backup, restore_
from web.backup.manifest import BackupError
from web.backup.restoring import Wanted, checked, restore

PLAIN = Wanted(None)


def put_back(life: Life, name: str = "backup"):
    return restore(life.elsewhere, life.town.keys, life.folder / name, PLAIN, life.town.clock())


def dumped(url: str) -> dict[str, list]:
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        found = {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))
            for name in inspect(connection).get_table_names()
        }
    engine.dispose()
    return found


def test_every_row_comes_back(life: Life, on_both: None) -> None:
    before = dumped(life.town.database_url)
    made = life.take()
    put_back(life)
    assert dumped(life.empty[0]) == before
    assert made.size == put_size(life)
    with life.town.reading() as session:
        assert backups.newest(session) == made.made_at


def put_size(life: Life) -> int:
    return len(dumped(life.empty[0])["ledger_entries"])


def test_it_is_of_one_moment_while_people_go_on(life: Life, on_both: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, before = citizen_keys.lines, dumped(life.town.database_url)

    def busy(connection) -> Iterator[bytes]:
        yield from lines(connection)
        life.office.read(life.grants[0])
        life.office.citizen(email="later@contoh.id")

    monkeypatch.setattr(citizen_keys, "lines", busy)
    life.take()
    put_back(life)
    assert dumped(life.empty[0]) == before
    assert len(dumped(life.town.database_url)["citizens"]) == 3


def test_the_keys_lie_apart_and_nothing_in_it_can_be_read(life: Life) -> None:
    life.take()
    folder = life.folder / "backup"
    assert sorted(file.name for file in folder.iterdir()) == ["citizen-keys.sealed", "database.sealed", "manifest.json"]
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    data = b"".join(file.read_bytes() for file in folder.iterdir())
    for word in (b"citizens", b"library", life.people[0].encode(), life.opened[0].number.encode(), b"SQLite format"):
        assert word not in data
    opened = b"".join(restoring.read_sealed(folder, "database", checked(life.settings, life.town.keys, folder)[1]))
    assert opened.startswith(b"SQLite format 3") and life.people[0].encode() in opened
    for row in dumped(life.town.database_url)["citizen_keys"]:
        wrapped = eval(row)[3]
        assert wrapped not in opened, "the database of a backup has no wrapped key, not even in free pages"


def test_anything_touched_is_refused(life: Life) -> None:
    life.take()
    life.take("second")
    folder, other = life.folder / "backup", life.folder / "second"
    shutil.copytree(folder, life.folder / "kept")
    names = ["citizen-keys", *(name for name in json.loads((folder / "manifest.json").read_text())["order"])][:4]
    for name in names:
        file = folder / f"{name}.sealed"
        good = file.read_bytes()
        at = len(good) // 2
        for wrong in (good[:-1], good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], (other / file.name).read_bytes()):
            file.write_bytes(wrong)
            with pytest.raises(BackupError, match=f"{name}.sealed"):
                put_back(life)
        file.unlink()
        with pytest.raises(BackupError, match="cannot be read"):
            put_back(life)
        file.write_bytes(good)
    manifest = json.loads((folder / "manifest.json").read_text())
    for key, value in {"size": 1, "made_at": 5, "order": [], "revision": "0001", "id": "x", "checkpoint": "-"}.items():
        told = json.dumps(manifest | {key: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        (folder / "manifest.json").write_text(told + "\n")
        with pytest.raises(BackupError):
            put_back(life)
    (folder / "manifest.json").unlink()
    with pytest.raises(BackupError, match="cut off"):
        put_back(life)
    put_back(life, "kept")


def test_another_ring_or_deployment_or_kind_is_refused(life: Life) -> None:
    life.take()
    folder = life.folder / "backup"
    with pytest.raises(BackupError, match="cannot open"):
        checked(life.elsewhere, generate(), folder)
    with pytest.raises(BackupError, match="this deployment is"):
        checked(replace(life.elsewhere, issuer="https://other.example"), life.town.keys, folder)
    with pytest.raises(BackupError, match="same kind"):
        checked(replace(life.elsewhere, database_url="postgresql+psycopg://nowhere"), life.town.keys, folder)
    with pytest.raises(BackupError, match="not empty"):
        life.take()


def test_nothing_is_restored_over_something(life: Life) -> None:
    life.take()
    before = dumped(life.town.database_url)
    with pytest.raises(BackupError, match="nothing is restored over"):
        restore(life.settings, life.town.keys, life.folder / "backup", PLAIN, life.town.clock())
    assert dumped(life.town.database_url) == before


def killed(deed: Callable[[], object], *places: tuple[object, str], step: int) -> bool:
    """Do `deed` in a process that is killed when the `step`-th of `places` is called; tell whether it came so far."""
    child = os.fork()
    if child == 0:
        left = step

        def counting(do):
            def counted(*given, **named):
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return do(*given, **named)

            return counted

        for module, name in places:
            setattr(module, name, counting(getattr(module, name)))
        try:
            deed()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.race
@pytest.mark.parametrize("step", range(1, 5) if os.environ.get("SEKALI_TEST_ROUNDS") else (3,))
def test_a_restore_that_was_killed_is_done_again(life: Life, on_both: None, step: int) -> None:
    before = dumped(life.town.database_url)
    life.take()
    life.office.engine.dispose()
    with life.town.app.app_context():
        from core.db import db

        db.engine.dispose()
    places = (
        (citizen_keys, "load"), (restoring, "_owners"), (restoring, "_judge"),
        (on_sqlite, "_put_in_place") if life.empty[0].startswith("sqlite") else (citizen_keys, "held"),
    )  # fmt: skip
    assert killed(lambda: put_back(life), *places, step=step)
    if life.empty[0].startswith("sqlite"):
        assert not Path(life.empty[0].removeprefix("sqlite:///")).exists(), "nobody can serve half of it"
    else:
        assert not any(rows for name, rows in dumped(life.empty[0]).items() if name not in on_postgresql.SEEDED)
    put_back(life)
    assert dumped(life.empty[0]) == before


@pytest.mark.race
def test_a_backup_that_was_killed_is_none(life: Life) -> None:
    from web.backup import taking

    life.office.engine.dispose()
    assert killed(life.take, (taking, "write_sealed"), (taking, "text"), step=3)
    with pytest.raises(BackupError, match="cut off"):
        put_back(life)
    assert not Path(life.empty[0].removeprefix("sqlite:///")).exists()


def test_the_erase_list_is_whole_or_refused(life: Life) -> None:
    path, ring, now = life.folder / "list", life.town.keys, life.town.clock()
    tags = [bytes([number]) * 16 for number in range(4)]
    assert [erase_list.note(path, ring, tag, now) for tag in tags] == [True] * 4
    assert not erase_list.note(path, ring, tags[2], now), "twice is once"
    assert dict(erase_list.read(path, ring)) == dict.fromkeys(tags, now)
    assert path.stat().st_mode & 0o777 == 0o600
    lines = path.read_bytes().splitlines(keepends=True)
    assert tags[0] not in path.read_bytes()
    touched = {
        "out": lines[1:], "in the middle": [lines[0], *lines[2:]], "twice": [*lines, lines[3]],
        "swapped": [lines[1], lines[0]], "changed": [lines[0][:40] + b"A" + lines[0][41:]], "not ours": [b"x\n"],
    }  # fmt: skip
    for name, wrong in touched.items():
        path.write_bytes(b"".join(wrong))
        with pytest.raises(BackupError, match=r"[Ll]ine"):
            erase_list.read(path, ring)
        assert name
    path.write_bytes(b"".join(lines) + lines[0][:30])
    assert erase_list.note(path, ring, b"z" * 16, now), "a line that was cut off by a crash is written anew"
    assert len(erase_list.read(path, ring)) == 5
    with pytest.raises(BackupError, match="another deployment"):
        erase_list.read(path, generate())


def test_the_commands(life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = tmp_path / "ring" / "ring.json"
    create(ring)
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(ring))
    monkeypatch.setenv("SEKALI_DATABASE_URL", life.town.database_url)
    folder = str(tmp_path / "b")

    def run(command, *words: str):
        return CliRunner().invoke(command, [folder, *words])

    done = run(backup)
    assert done.exit_code == 0, done.output
    assert "Remove it by" in done.stdout and "SEKALI_ERASE_LIST" in done.stderr
    assert run(backup).exit_code == 1
    assert "Whole: backup" in run(restore_, "--check").stdout
    monkeypatch.setenv("SEKALI_DATABASE_URL", life.empty[0])
    assert "--no-erase-list" in run(restore_).stderr
    done = run(restore_, "--no-erase-list")
    assert done.exit_code == 0, done.output
    assert "Compare with a checkpoint" in done.stdout
    assert "nothing is restored over it" in run(restore_, "--no-erase-list").stderr
