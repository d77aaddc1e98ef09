"""SQLite: its online backup into a file of ours, from which the citizens' keys are taken out; and back as one file."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url

from core.db import engine_options, prepare
from web.backup.manifest import BackupError

KIND = "sqlite"
NAME = "database"
READ_BYTES = 1 << 20
PAGES_AT_ONCE = 4096


@contextmanager
def snapshot(engine: Engine, scratch: Path) -> Iterator[Connection]:
    """Yield a connection on a copy of the whole database at one moment, while writers go on; the copy is removed after."""
    copy = scratch / "copy.sqlite"
    copy.touch(mode=0o600)
    raw = engine.raw_connection()
    try:
        with sqlite3.connect(copy) as target:
            raw.driver_connection.backup(target, pages=PAGES_AT_ONCE)  # type: ignore[union-attr]
        target.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
        target.close()
        opened = create_engine(f"sqlite:///{copy}")
        try:
            with opened.connect() as connection:
                yield connection
        finally:
            opened.dispose()
    finally:
        raw.close()
        for one in scratch.glob("copy.sqlite*"):
            one.unlink()


def members(connection: Connection) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files of the backup by name: one, the database without the keys, and without a trace of them."""
    path = Path(str(connection.engine.url.database))
    connection.rollback()
    raw = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA secure_delete=ON", "DELETE FROM citizen_keys", "VACUUM"):
        raw.execute(statement)
    raw.close()
    yield NAME, _read(path)


@contextmanager
def restored(url: str, files: Iterable[tuple[str, Iterable[bytes]]], _revision: str) -> Iterator[Connection]:
    """Yield a connection, in one transaction, on the database of a backup; it is in its place when the caller is done.

    Raises `BackupError` when a database with anything in it stands there, or when the copy is damaged.
    """
    place = Path(str(make_url(url).database))
    _refuse_what_is_there(place)
    unfinished = place.with_name(place.name + ".restoring")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, pieces in files:
        if name != NAME:
            raise BackupError(f"The backup has a file {name} that none of SQLite has.")
        _write(unfinished, pieces)
    engine = create_engine(f"sqlite:///{unfinished}", **engine_options("sqlite"))
    prepare(engine)
    try:
        with engine.execution_options(sekali_keeps=True).connect() as connection, connection.begin():
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() != "ok":
                raise BackupError("The database in the backup is damaged: SQLite's integrity check fails.")
            yield connection
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        engine.dispose()
        _put_in_place(unfinished, place)
    finally:
        engine.dispose()
        for one in place.parent.glob(unfinished.name + "*"):
            one.unlink()


def _refuse_what_is_there(place: Path) -> None:
    if not place.exists():
        return
    with sqlite3.connect(place) as present:
        tables = [name for (name,) in present.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        is_used = any(
            present.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()  # noqa: S608 - names out of the database's own list
            for name in tables
            if name not in {"alembic_version", "ledger_head"}
        )
    present.close()
    if is_used:
        raise BackupError(f"{place} holds a database with something in it; nothing is restored over it. Move it away.")


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(unfinished: Path, place: Path) -> None:
    for side in ("-wal", "-shm"):
        place.with_name(place.name + side).unlink(missing_ok=True)
    unfinished.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece
