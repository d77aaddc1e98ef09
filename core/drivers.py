"""The drivers of both databases, spoken to directly: a transaction begun and ended, a compiled statement run.

SQLAlchemy's pool owns the connections. What a driver remembers of one, such as what PostgreSQL has prepared on it, lives as long as it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol, cast

from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from sqlalchemy import Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

HELD = "sekali.driver"
NUMBERED = "numeric_dollar"
Rows = Sequence[Sequence[Any]]
_names = count()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in one database's words, with the number of its parameters and the name under which it is prepared."""

    sql: str
    name: bytes
    formats: tuple[PyFormat, ...]


def compiled(sql: str, parameters: int) -> Compiled:
    """Return `sql`, to be run with as many parameters by place, under a name of its own."""
    return Compiled(sql, b"sekali_%d" % next(_names), (PyFormat.TEXT,) * parameters)


class Driver(Protocol):
    """One connection."""

    def begin(self, *, keeps: bool) -> None:
        """Begin a transaction; one that `keeps` takes SQLite's write lock at once."""

    def run(self, statement: Compiled, given: Sequence[Any]) -> tuple[Rows, int]:
        """Return what a statement found, and how many rows it found or changed. Raises the driver's errors."""

    def commit(self) -> None:
        """Commit."""

    def rollback(self) -> None:
        """Undo."""


class Sqlite:
    """SQLite by Python's own module."""

    def __init__(self, connection: Any) -> None:
        self._connection, self._cursor = connection, connection.cursor()

    def begin(self, *, keeps: bool) -> None:
        """Begin."""
        self._cursor.execute("BEGIN IMMEDIATE" if keeps else "BEGIN")

    def run(self, statement: Compiled, given: Sequence[Any]) -> tuple[Rows, int]:
        """Run and read to the end."""
        self._cursor.execute(statement.sql, given)
        found = self._cursor.fetchall()
        return found, self._cursor.rowcount

    def commit(self) -> None:
        """Commit."""
        self._connection.commit()

    def rollback(self) -> None:
        """Undo."""
        self._connection.rollback()


class Postgres:
    """PostgreSQL by the protocol functions of psycopg: each statement is prepared once on a connection, then only named."""

    def __init__(self, connection: Any) -> None:
        # With a count of its own psycopg drops at a rollback whatever was prepared, ours too.
        if connection.prepare_threshold is not None:
            raise RuntimeError("this engine was made without core.db.engine_options")
        self._line, self._values = connection.pgconn, Transformer(connection)
        self._prepared: set[bytes] = set()

    def begin(self, *, keeps: bool) -> None:
        """Leave it to the first statement, whoever sends it."""

    def run(self, statement: Compiled, given: Sequence[Any]) -> tuple[Rows, int]:
        """Run and read to the end."""
        if self._line.transaction_status == TransactionStatus.IDLE:
            self._checked(self._line.exec_(b"BEGIN"))
        if statement.name not in self._prepared:
            self._checked(self._line.prepare(statement.name, statement.sql.encode()))
            self._prepared.add(statement.name)
        values = self._values.dump_sequence(given, statement.formats)
        result = self._checked(self._line.exec_prepared(statement.name, values))
        self._values.set_pgresult(result)
        return self._values.load_rows(0, result.ntuples, tuple), result.command_tuples or 0

    def commit(self) -> None:
        """Commit; a transaction in which a statement failed is undone by PostgreSQL instead, and that is an error here."""
        if self._checked(self._line.exec_(b"COMMIT")).command_status == b"ROLLBACK":
            raise errors.InFailedSqlTransaction("a statement failed before, and nothing was kept")

    def rollback(self) -> None:
        """Undo."""
        self._checked(self._line.exec_(b"ROLLBACK"))

    def _checked(self, result: Any) -> Any:
        if result.status in {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}:
            return result
        if self._line.status == ConnStatus.BAD:
            raise errors.OperationalError("the connection to the database is lost")
        raise errors.error_from_result(result, encoding="utf-8")


@contextmanager
def as_sqlalchemy_says(dialect: Dialect, sql: str = "") -> Iterator[None]:
    """Raise what SQLAlchemy raises where the driver raised, without the values of the statement."""
    kind = cast("type[Exception]", dialect.loaded_dbapi.Error)
    try:
        yield
    except kind as error:
        raise DBAPIError.instance(sql, None, error, kind, hide_parameters=True, dialect=dialect) from error


def driver_of(connection: PoolProxiedConnection, dialect: Dialect) -> Driver:
    """Return the driver of a pooled connection."""
    held = connection.info.get(HELD)
    if held is None:
        kind = Postgres if dialect.name == "postgresql" else Sqlite
        held = connection.info[HELD] = kind(connection.dbapi_connection)
    return cast("Driver", held)


def by_place(dialect: Dialect) -> Dialect:
    """Return the dialect that writes parameters as `driver_of` takes them: by place."""
    if dialect.name != "postgresql":
        return dialect
    return cast("Dialect", registry.load("postgresql.psycopg")(paramstyle=NUMBERED))
