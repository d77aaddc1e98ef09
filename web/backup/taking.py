"""Taking a backup: one moment of the database, sealed, the citizens' keys in a file of their own, the manifest last."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from accounts.citizens import CLOSED
from accounts.tables import CitizenRow
from core import backups
from core.db import engine_of, keeping_on
from core.ids import new_id
from core.settings import Settings
from keys import backup_key
from keys.ring import KeyRing
from ledger import publishing, store
from web.backup import citizen_keys, erase_list, on_postgresql, on_sqlite
from web.backup.files import MODE, write_sealed
from web.backup.manifest import FILE, BackupError, Manifest, sealed, text

KINDS: Mapping[str, ModuleType] = {on_sqlite.KIND: on_sqlite, on_postgresql.KIND: on_postgresql}


def take(settings: Settings, keys: KeyRing, folder: Path, now: datetime) -> Manifest:
    """Write a backup of the database into `folder`, which is made or is empty, and return its manifest.

    Servers go on meanwhile. A folder without a manifest is a backup that was cut off. Raises `BackupError`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BackupError(f"{folder} is not empty; each backup has a folder of its own.")
        with engine_of(settings.database_url) as engine:
            complete_erase_list(settings, engine, keys)
            made = _taken(settings, engine, keys, folder, now)
            with keeping_on(engine) as session:
                backups.keep(session, made.id, made.made_at, made.keep_until)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {error.strerror}.") from None
    return made


def complete_erase_list(settings: Settings, engine: Engine, keys: KeyRing) -> int:
    """Put every erased account on the erase list that is not there yet; return how many were missing."""
    if not settings.erase_list:
        return 0
    path = Path(settings.erase_list)
    closed = select(CitizenRow.tag, CitizenRow.closed_at).where(
        CitizenRow.state == CLOSED, CitizenRow.closed_at.is_not(None)
    )
    with Session(engine) as session:
        rows = session.execute(closed.order_by(CitizenRow.closed_at, CitizenRow.id)).all()
    known = erase_list.read(path, keys) if path.exists() else {}
    return sum(erase_list.note(path, keys, bytes(tag), at) for tag, at in rows if at and bytes(tag) not in known)


def _taken(settings: Settings, engine: Engine, keys: KeyRing, folder: Path, now: datetime) -> Manifest:
    kind = KINDS[engine.dialect.name]
    identifier = new_id()
    key, wrapped = backup_key.fresh(keys, identifier)
    with kind.snapshot(engine, folder) as connection:
        revision, size, checkpoint = _facts(connection)
        files = {citizen_keys.NAME: write_sealed(folder, citizen_keys.NAME, key, citizen_keys.lines(connection))}
        for name, pieces in kind.members(connection):
            files[name] = write_sealed(folder, name, key, pieces)
    made = sealed(
        Manifest(
            identifier, now, now + settings.backup_life, kind.KIND, revision, settings.ledger_origin, size, checkpoint,
            wrapped, files, tuple(files),
        ),
        key,
    )  # fmt: skip
    _put_last(folder, text(made))
    return made


def _put_last(folder: Path, manifest: bytes) -> None:
    unfinished = folder / (FILE + ".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb") as file:
        file.write(manifest)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / FILE)


def _facts(connection: Connection) -> tuple[str, int, str]:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise BackupError("The database is empty; there is nothing to back up. Bring it up to date: sekali db upgrade.")
    with Session(connection) as session:
        newest = publishing.newest(session)
        return revision, store.size(session), "" if newest is None else newest.note.decode()
