"""PostgreSQL: COPY of every table inside one snapshot, and back into empty tables inside one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, text

from core.db import engine_options
from web import database
from web.backup.citizen_keys import TABLE as KEYS
from web.backup.manifest import BackupError

KIND = "postgresql"
# A new database has these rows already: its revision, and the ledger's two counts of nothing.
SEEDED = frozenset({"alembic_version", "ledger_head"})


@contextmanager
def snapshot(engine: Engine, _scratch: Path) -> Iterator[Connection]:
    """Yield a connection that sees the database as of one moment, while writers go on."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection


def members(connection: Connection) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the rows of every table but the citizens' keys, in the order in which they can be put back."""
    for table in _tables(connection):
        yield table, _copied_out(connection, table)


@contextmanager
def restored(url: str, files: Iterable[tuple[str, Iterable[bytes]]], revision: str) -> Iterator[Connection]:
    """Yield a connection, in one transaction, on the tables of `revision` filled from a backup; kept when the caller is done.

    Raises `BackupError` when a table has anything in it.
    """
    engine = create_engine(url, **engine_options(url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            _refuse_what_is_there(connection)
        if database.current(engine) != revision:
            database.downgrade(engine, "base")
            database.upgrade(engine, revision)
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            connection.exec_driver_sql("DELETE FROM ledger_head")
            known = _tables(connection)
            for name, pieces in files:
                if name not in known:
                    raise BackupError(f"The backup has a file {name}, and revision {revision} no such table.")
                _copy_in(connection, name, pieces)
            yield connection
    finally:
        engine.dispose()


def _tables(connection: Connection) -> list[str]:
    found = MetaData()
    found.reflect(connection)
    return [table.name for table in found.sorted_tables if table.name not in {"alembic_version", KEYS.name}]


def _refuse_what_is_there(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name not in SEEDED and connection.execute(table.select().limit(1)).first() is not None:
            raise BackupError(
                f"The database has something in it (table {table.name}); nothing is restored over it. Name an empty one."
            )


def _copied_out(connection: Connection, table: str) -> Iterator[bytes]:
    with _cursor(connection) as cursor, cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
        for piece in copy:
            yield bytes(piece)


def _copy_in(connection: Connection, table: str, pieces: Iterable[bytes]) -> None:
    with _cursor(connection) as cursor, cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
        for piece in pieces:
            copy.write(piece)
    for column, sequence in connection.execute(
        text(
            "SELECT column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = :table"
            " AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
        ),
        {"table": table},
    ):
        # Without this the next row would take a number that is taken.
        connection.exec_driver_sql(
            f'SELECT setval(\'{sequence}\', (SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"), false)'  # noqa: S608 - names out of the database's own list
        )


def _cursor(connection: Connection):  # type: ignore[no-untyped-def]  # noqa: ANN202 - psycopg's own
    return connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
