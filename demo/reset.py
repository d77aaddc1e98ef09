"""Forgets the demo's own database and key ring, after making sure that they are the demo's."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core.settings import Settings
from demo.belongings import database_file, logs, made_ring, note_of, note_path
from demo.prepare import engine_for
from demo.refusals import DemoError
from demo.witness import remove_witness
from web import database

SIDE_FILES = ("", "-wal", "-shm", "-journal")


def reset(settings: Settings) -> bool:
    """Remove database, key ring, witness, logs and note of the demo; tell whether there was a demo.

    Raises `DemoError` for a database that the demo did not make.
    """
    note = note_of(settings)
    file = database_file(settings)
    if note is None:
        if file is None or file.exists():
            raise DemoError("The demo did not make this database, so nothing is removed.")
        return False
    if file is None:
        _empty(settings)
    else:
        for ending in SIDE_FILES:
            file.with_name(file.name + ending).unlink(missing_ok=True)
    if made_ring(settings, note):
        _remove_ring(Path(settings.keys_file))
    remove_witness(settings)
    for log in logs(settings).glob("*.log"):
        log.unlink()
    # Last of all: a reset that is cut off before this line is taken up by the next one.
    note_path(settings).unlink()
    return True


def _empty(settings: Settings) -> None:
    engine = engine_for(settings)
    try:
        database.downgrade(engine, "base")
    except SQLAlchemyError as error:
        raise DemoError(f"The demo's database cannot be emptied ({type(error).__name__}).") from None
    finally:
        engine.dispose()


def _remove_ring(ring: Path) -> None:
    ring.unlink(missing_ok=True)
    if ring.parent.is_dir() and not any(ring.parent.iterdir()):
        ring.parent.rmdir()
