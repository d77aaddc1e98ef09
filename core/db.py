"""The database handle and the two ways to use it: `keeping` (one transaction that commits on return) and `reading`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from core.lines import Light
from core.tables import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

BUSY_SECONDS = 15
LOCK_MILLISECONDS = 10_000


@contextmanager
def keeping() -> Iterator[Session]:
    """Yield a session whose work is committed when the block returns and undone when it raises.

    On SQLite the transaction takes the write lock at its first statement (`BEGIN IMMEDIATE`), so
    that what it reads cannot change before it writes; on PostgreSQL it is READ COMMITTED and rows
    are locked by the statements themselves.
    """
    with keeping_on(db.engine) as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Yield a session that only reads; whatever it would have changed is undone."""
    light = Light(db.engine)
    try:
        yield cast("Session", light)
    finally:
        light.close()


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """Yield a prepared engine on the database at `url`, for commands that run without the application."""
    engine = create_engine(url, **engine_options(url), hide_parameters=True)
    prepare(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def keeping_on(engine: Engine) -> Iterator[Session]:
    """Yield a session as `keeping` does, on an engine of the caller's own."""
    light = Light(engine, keeps=True)
    try:
        yield cast("Session", light)
        light.commit()
    finally:
        light.close()


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine options for `url`, for Flask-SQLAlchemy's `SQLALCHEMY_ENGINE_OPTIONS`."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {
        "pool_size": 8,
        "max_overflow": 4,
        "pool_timeout": 10,
        "pool_recycle": 1800,
        "connect_args": {
            "prepare_threshold": None,  # the statements that are worth it are prepared by core.drivers
            "options": f"-c lock_timeout={LOCK_MILLISECONDS} -c idle_in_transaction_session_timeout=60000",
        },
    }


def prepare(engine: Engine) -> None:
    """Make a SQLite `engine` durable and honest about transactions; leave PostgreSQL as it is."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    # The driver's own implicit transactions lose updates; BEGIN is sent by _on_sqlite_begin instead.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        return  # begun by the driver (core.lines) before SQLAlchemy was asked
    keeps = connection.get_execution_options().get("sekali_keeps", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if keeps else "BEGIN")
