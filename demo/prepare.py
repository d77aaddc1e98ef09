"""Makes what the demo stands on: key ring, database, and the note that both are the demo's own."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from core.db import engine_options
from core.db import prepare as make_durable
from core.settings import Settings
from demo.belongings import note_of, write_note
from demo.refusals import DemoError
from keys import file_ring
from keys.material import KeyRingError
from web import database


def prepare(settings: Settings, now: datetime) -> None:
    """Make the key ring and bring the database up to date; keep both when they are the demo's own already.

    Raises `DemoError` when the database holds something else, or when the ring that opens it is gone.
    """
    engine = engine_for(settings)
    try:
        _make(settings, engine, now)
    except KeyRingError as error:
        raise DemoError(str(error)) from None
    except SQLAlchemyError as error:
        raise DemoError(f"The demo's database cannot be used ({type(error).__name__}).") from None
    finally:
        engine.dispose()


def engine_for(settings: Settings) -> Engine:
    """Return an engine for the demo's database; a SQLite file's folder must exist."""
    engine = create_engine(settings.database_url, **engine_options(settings.database_url))
    make_durable(engine)
    return engine


def _make(settings: Settings, engine: Engine, now: datetime) -> None:
    note = note_of(settings)
    # Alembic's own table stays behind, empty, when a database is taken down to nothing.
    holds_tables = bool(set(inspect(engine).get_table_names()) - {"alembic_version"})
    if holds_tables and note is None:
        raise DemoError(
            "The database holds a deployment that the demo did not make, and stays as it is. "
            "Name another one in SEKALI_DATABASE_URL."
        )
    if holds_tables and not Path(settings.keys_file).exists():
        raise DemoError(
            f"The demo's key ring {settings.keys_file} is gone, so its data cannot be read. "
            "`make demo-reset` starts afresh."
        )
    made_ring = file_ring.create_if_absent(settings.keys_file, settings.database_url, now)
    if note is None:
        # Written before the first table: a start that is cut off here is taken up by the next one.
        write_note(settings, made_ring=made_ring)
    database.upgrade(engine)
