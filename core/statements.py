"""Statements of the ways that every visit goes: written by SQLAlchemy once, run by the driver itself.

SQLAlchemy writes the SQL of each database and knows how values become columns and columns values. To run a
statement through it costs several times what the driver needs, so these few go past it: on the connection and
in the transaction of the session that they are given.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, insert
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.orm import Session

from core.rows import reader, writer
from core.tables import Base, table

_HELD = "core.statements"


class Statement:
    """A SELECT, INSERT, UPDATE or DELETE of Core whose values are all named parameters.

    A row is a named tuple. Where the statement selects a whole table, the row holds one for it, or None
    where an outer join found nothing. Nothing is remembered from row to row: what is read is what is there.
    """

    def __init__(self, built: Any) -> None:
        """Take the statement; it is compiled when a database asks for it first."""
        self._built = built
        self._forms: dict[str, _Form] = {}

    def all(self, session: Session, named: Mapping[str, Any] = {}) -> list[Any]:
        """Return every row. Raises what SQLAlchemy raises, without the values."""
        cursor, form = self._run(session, named)
        return [form.row(found) for found in cursor.fetchall()]

    def one_or_none(self, session: Session, named: Mapping[str, Any] = {}) -> Any:
        """Return the first row, or None. A statement that can find more says so by its own LIMIT."""
        cursor, form = self._run(session, named)
        found = cursor.fetchone()
        return None if found is None else form.row(found)

    def one(self, session: Session, named: Mapping[str, Any] = {}) -> Any:
        """Return the row that must be there; raise `NoResultFound`."""
        found = self.one_or_none(session, named)
        if found is None:
            raise NoResultFound("No row was found when one was required")
        return found

    def changed(self, session: Session, named: Mapping[str, Any] = {}) -> int:
        """Return how many rows were changed."""
        return int(self._run(session, named)[0].rowcount)

    def _run(self, session: Session, named: Mapping[str, Any]) -> tuple[Any, "_Form"]:
        connection, cursor = _held(session)
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = self._forms[connection.dialect.name] = _Form(self._built, connection.dialect)
        form.run(connection, cursor, named)
        return cursor, form


def add(session: Session, row: type[Base], *rows: Mapping[str, Any]) -> None:
    """Insert `rows`, all with values for the same columns, in one statement."""
    given = {f"{name}_{place}": value for place, one in enumerate(rows) for name, value in one.items()}
    _adding(row, tuple(rows[0]), len(rows)).changed(session, given)


@cache
def _adding(row: type[Base], names: tuple[str, ...], count: int) -> Statement:
    columns = table(row).columns
    values = [
        {name: bindparam(f"{name}_{place}", type_=columns[name].type) for name in names} for place in range(count)
    ]
    return Statement(insert(table(row)).values(values))


def _held(session: Session) -> tuple[Connection, Any]:
    # One cursor for all statements of a transaction: each of them is read to its end before the next.
    held = session.info.get(_HELD)
    if held is None or held[0].closed:
        connection = session.connection()
        held = session.info[_HELD] = (connection, connection.connection.cursor())
    return held


class _Form:
    """A statement as one database takes it."""

    def __init__(self, built: Any, dialect: Dialect) -> None:
        compiled = built.compile(dialect=dialect)
        self.sql = str(compiled)
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        names = compiled.positiontup if compiled.positional else list(binds)
        self.is_positional = compiled.positional
        self.binds = [(name, writer(binds[name].type, dialect)) for name in names]
        self.constants = {name: value for name, value in compiled.params.items() if not binds[name].required}
        self.row = reader(built, dialect)

    def run(self, connection: Connection, cursor: Any, named: Mapping[str, Any]) -> None:
        values = {**self.constants, **named} if self.constants else named
        told = [(name, values[name] if write is None else write(values[name])) for name, write in self.binds]
        given = tuple([value for _, value in told]) if self.is_positional else dict(told)
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, self.sql, given, None, False)
        try:
            cursor.execute(self.sql, given)
        except self.error as error:
            raise DBAPIError.instance(
                self.sql, None, error, self.error, hide_parameters=True, dialect=connection.dialect
            ) from error
