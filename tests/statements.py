"""Counting what a request costs the database: statements at the DB-API cursor, and commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import event

from core.db import db

FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SET ", "PRAGMA")


@dataclass
class Bill:
    """The statements and commits of one stretch of work."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def billed(app: Flask) -> Iterator[Bill]:
    """Count while the block runs. BEGIN, COMMIT and PRAGMA frame a transaction and are not counted."""
    bill = Bill()

    def on_statement(_conn, _cursor, statement, *_rest) -> None:
        if not statement.lstrip().upper().startswith(FRAMES):
            bill.statements.append(" ".join(statement.split()))

    def on_commit(_conn) -> None:
        bill.commits += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", on_commit)
    try:
        yield bill
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
        event.remove(engine, "commit", on_commit)
