"""Statements of the ways that every visit goes: written by SQLAlchemy once, run by the driver itself.

SQLAlchemy writes the SQL of each database and knows how values become columns and columns values. To run a
statement through it costs several times what the driver needs, so these few go past it: on the connection and
in the transaction of the session that they are given.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Insert, bindparam, insert
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from core.drivers import Rows, as_sqlalchemy_says, by_place, compiled
from core.lines import Line, line_of
from core.rows import reader, writer
from core.tables import Base, table


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
        form, found, _changed = self._run(session, named)
        return [form.row(one) for one in found]

    def one_or_none(self, session: Session, named: Mapping[str, Any] = {}) -> Any:
        """Return the first row, or None. A statement that can find more says so by its own LIMIT."""
        form, found, _changed = self._run(session, named)
        return form.row(found[0]) if found else None

    def one(self, session: Session, named: Mapping[str, Any] = {}) -> Any:
        """Return the row that must be there; raise `NoResultFound`."""
        found = self.one_or_none(session, named)
        if found is None:
            raise NoResultFound("No row was found when one was required")
        return found

    def changed(self, session: Session, named: Mapping[str, Any] = {}) -> int:
        """Return how many rows were changed."""
        return self._run(session, named)[2]

    def _run(self, session: Session, named: Mapping[str, Any]) -> tuple["_Form", Rows, int]:
        line = line_of(session)
        form = self._forms.get(line.dialect.name)
        if form is None:
            form = self._forms[line.dialect.name] = _Form(self._built, line.dialect)
        return form, *form.run(line, named)


def add(session: Session, row: type[Base], *rows: Mapping[str, Any]) -> None:
    """Insert `rows`, all with values for the same columns, in one statement."""
    given = {f"{name}_{place}": value for place, one in enumerate(rows) for name, value in one.items()}
    _adding(row, tuple(rows[0]), len(rows)).changed(session, given)


def add_together(session: Session, *given: tuple[type[Base], Sequence[Mapping[str, Any]]]) -> None:
    """Insert rows into several tables as `add` does: in one statement on PostgreSQL, one for each table on SQLite."""
    if session.get_bind().dialect.name == "sqlite":
        for row, rows in given:
            add(session, row, *rows)
        return
    shapes = tuple((row, tuple(rows[0]), len(rows)) for row, rows in given)
    named = {
        f"{name}_{place}_of_{at}": value
        for at, (_row, rows) in enumerate(given)
        for place, one in enumerate(rows)
        for name, value in one.items()
    }
    _adding_together(shapes).changed(session, named)


@cache
def _adding(row: type[Base], names: tuple[str, ...], count: int) -> Statement:
    return Statement(_insert(row, names, count))


@cache
def _adding_together(shapes: tuple[tuple[type[Base], tuple[str, ...], int], ...]) -> Statement:
    *firsts, last = (_insert(*shape, of=f"_of_{at}") for at, shape in enumerate(shapes))
    return Statement(last.add_cte(*(first.cte(f"added_{at}") for at, first in enumerate(firsts))))


def _insert(row: type[Base], names: tuple[str, ...], count: int, of: str = "") -> Insert:
    columns = table(row).columns
    values = [
        {name: bindparam(f"{name}_{place}{of}", type_=columns[name].type) for name in names} for place in range(count)
    ]
    return insert(table(row)).values(values)


class _Form:
    """A statement as one database takes it."""

    def __init__(self, built: Any, dialect: Dialect) -> None:
        made = built.compile(dialect=by_place(dialect))
        binds = {name: bind for bind, name in made.bind_names.items()}
        names = made.positiontup
        self.compiled = compiled(str(made), len(names))
        self.binds = [(name, writer(binds[name].type, dialect)) for name in names]
        self.constants = {name: value for name, value in made.params.items() if not binds[name].required}
        self.row = reader(built, dialect)

    def run(self, line: Line, named: Mapping[str, Any]) -> tuple[Rows, int]:
        values = {**self.constants, **named} if self.constants else named
        given = [values[name] if write is None else write(values[name]) for name, write in self.binds]
        for listener in line.listeners:
            listener(None, None, self.compiled.sql, given, None, False)
        with as_sqlalchemy_says(line.dialect, self.compiled.sql):
            return line.driver.run(self.compiled, given)
