"""A cabinet on each database: citizens with keys and safes, and no page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from accounts.tables import CitizenRow
from core.db import engine_options, prepare
from core.ids import digest, new_id
from keys import citizen_keys
from keys.sealing import SealBroken
from ledger import search
from tests.conftest import DATABASES
from tests.town import START
from vault import checks, profile, safe

TODAY = START.date()


@dataclass
class Cabinet:
    """One database, and what citizens and officers do with their values."""

    engine: Engine
    keys: object
    statements: list[str] = field(default_factory=list)

    def keeping(self) -> Session:
        return Session(self.engine.execution_options(sekali_keeps=True), expire_on_commit=False)

    def do(self, deed, *args):
        """One deed in one transaction that is kept."""
        with self.keeping() as session, session.begin():
            return deed(session, self.keys, *args)

    def citizen(self, state: str = "active", **typed) -> str:
        citizen = new_id()
        with self.keeping() as session, session.begin():
            session.add(CitizenRow(id=citizen, state=state, language="id", tag=digest(citizen)[:16], created_at=START))
            session.flush()
            citizen_keys.create(session, self.keys, citizen, START)
        if typed:
            self.save(citizen, typed)
        return citizen

    def save(self, citizen: str, typed, seen=None):
        return self.do(profile.save, citizen, typed, seen or {}, TODAY, START)

    def confirm(self, citizen: str, *fields: str, staff: str = "officer-1"):
        return self.do(checks.confirm, staff, citizen, fields, START)

    def read(self, citizen: str) -> dict:
        with self.keeping() as session:
            return safe.read(session, self.keys, citizen)

    def is_whole(self, citizen: str) -> bool:
        try:
            self.read(citizen)
        except SealBroken:
            return False
        return True

    def entries(self, citizen: str) -> list:
        with self.keeping() as session:
            return search.find(session, tag=digest(citizen)[:16], limit=100)

    def alter(self, statement) -> None:
        """What someone with the database's password could do."""
        with self.keeping() as session, session.begin():
            session.execute(statement)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever happens in a cabinet is tried on SQLite and on PostgreSQL."""
    if "cabinet" in metafunc.fixturenames:
        metafunc.parametrize("database_url", DATABASES, indirect=True)


@pytest.fixture
def cabinet(database_url: str, ring) -> Iterator[Cabinet]:
    """A cabinet on a freshly migrated database."""
    engine = create_engine(database_url, **engine_options(database_url))
    prepare(engine)
    built = Cabinet(engine, ring)
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: built.statements.append(statement))
    yield built
    engine.dispose()
