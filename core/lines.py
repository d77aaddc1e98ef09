"""A line to the database: one connection and its transaction, light enough for what every visit does."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from core.drivers import Driver, as_sqlalchemy_says, driver_of

_HELD = "sekali.line"


class Line:
    """What a statement needs of a connection: its driver, its dialect, and who listens to what is run."""

    __slots__ = ("dialect", "driver", "listeners", "pooled")

    def __init__(self, engine: Engine, pooled: PoolProxiedConnection) -> None:
        """Take a connection of the engine's pool."""
        self.pooled, self.dialect = pooled, engine.dialect
        self.driver: Driver = driver_of(pooled, engine.dialect)
        self.listeners: tuple[Callable[..., None], ...] = tuple(engine.dispatch.before_cursor_execute)


class Light:
    """A session for deeds that need little more than a line.

    Statements that were compiled once (`core.statements`) run on it directly; whatever else of SQLAlchemy's `Session`
    is asked is done by a real one, on the same connection and in the same transaction, made when it is first needed.
    """

    def __init__(self, engine: Engine, *, keeps: bool = False) -> None:
        """Take the engine; a connection is taken from its pool when something is asked."""
        self._engine, self._keeps = engine, keeps
        self._line: Line | None = None
        self._is_open = False
        self._connection: Connection | None = None
        self._session: Session | None = None

    def line(self) -> Line:
        """Return the line, its transaction begun."""
        if self._line is None:
            with as_sqlalchemy_says(self._engine.dialect):
                self._line = Line(self._engine, self._engine.raw_connection())
                self._line.driver.begin(keeps=self._keeps)
            self._is_open = True
        return self._line

    def connection(self) -> Connection:
        """Return SQLAlchemy's connection over the line."""
        if self._connection is None:
            self._connection = Connection(self._engine, self.line().pooled)
            self._connection.begin()
        return self._connection

    def get_bind(self) -> Engine:
        """Return the engine, whose dialect a deed may ask for."""
        return self._engine

    def flush(self) -> None:
        """Send what a real session has gathered, if there is one."""
        if self._session is not None:
            self._session.flush()

    def commit(self) -> None:
        """Commit, if anything was asked."""
        if self._session is not None:
            self._session.commit()
        elif self._connection is not None:
            self._connection.commit()
        elif self._line is not None:
            for listener in self._engine.dispatch.commit:
                listener(None)
            with as_sqlalchemy_says(self._engine.dialect):
                self._line.driver.commit()
            self._is_open = False

    def close(self) -> None:
        """Undo what was not committed, and give the connection back."""
        if self._session is not None:
            self._session.close()
        if self._connection is not None:
            self._connection.close()
        elif self._line is not None:
            self._undo(self._line)

    def _undo(self, line: Line) -> None:
        try:
            if self._is_open:
                line.driver.rollback()
        except line.dialect.loaded_dbapi.Error:
            # A connection that cannot even undo is lost, and with it everything that was not committed.
            line.pooled.invalidate()
        finally:
            line.pooled.close()

    def __getattr__(self, name: str) -> Any:
        """Return what a real session has under `name`."""
        if self._session is None:
            self._session = Session(self.connection(), expire_on_commit=False, join_transaction_mode="control_fully")
        return getattr(self._session, name)


def line_of(session: Session | Light) -> Line:
    """Return the line of a session, its transaction begun."""
    if isinstance(session, Light):
        return session.line()
    connection = session.connection()
    held = session.info.get(_HELD)
    if held is None or held[0] is not connection:
        held = session.info[_HELD] = (connection, Line(connection.engine, connection.connection))
    return held[1]
