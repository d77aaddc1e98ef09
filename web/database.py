"""The database's shape: which revision it has, and how it gets to another one (plain Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def heads() -> tuple[str, ...]:
    """Return the newest revisions; a healthy history has exactly one."""
    return tuple(ScriptDirectory.from_config(_config()).get_heads())


def current(engine: Engine) -> str | None:
    """Return the revision that the database stands at, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`."""
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        command.upgrade(_config(connection), revision)
        _foreign_keys(connection, on=True)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to `revision` (`base` empties it)."""
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        command.downgrade(_config(connection), revision)
        _foreign_keys(connection, on=True)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    # SQLite ignores this pragma inside a transaction, so it is sent outside of Alembic's.
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")  # type: ignore[union-attr]
