"""A ledger of its own on each database: the tables, the triggers, a key ring, and nothing above."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.orm import Session

from core.db import engine_options, prepare
from core.tables import Base
from keys.ring import KeyRing
from ledger import checkpoints, export, publishing, store, writer
from ledger.entries import Draft, EntryType
from ledger.handovers import store as handovers
from ledger.triggers import OPENING_TRIGGERS, TRIGGERS, TRIGGERS_OF_HANDOVERS
from ledger.verify.report import Report
from ledger.verify.verification import verify
from ledger.witnessing import store as witnessing
from tests.conftest import DATABASES, postgres_database

ORIGIN = "sekali.example/ledger"
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
ROWS = (
    store.HeadRow, store.EntryRow, store.OpeningRow, store.TagRow, store.TileRow, store.CheckpointRow,
    witnessing.CosignatureRow, witnessing.AlarmRow, handovers.HandoverRow,
)  # fmt: skip
TABLES = [row.__table__ for row in ROWS]


@dataclass
class Book:
    """One ledger on one database."""

    engine: Engine
    keys: KeyRing
    folder: Path
    statements: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return checkpoints.verifier_key(ORIGIN, self.keys.ledger_public)

    @contextmanager
    def keeping(self) -> Iterator[Session]:
        engine = self.engine.execution_options(sekali_keeps=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def append(self, *drafts: Draft) -> tuple[writer.Appended, ...]:
        with self.keeping() as session:
            return writer.append_all(session, self.keys, None, drafts)

    def fill(self, count: int) -> None:
        """`count` entries on new tags, three in a transaction."""
        for start in range(0, count, 3):
            self.append(
                *[Draft(EntryType.STAFF_ACT, NOW, writer.new_tag(), "system") for _ in range(min(3, count - start))]
            )

    def publish(self) -> checkpoints.Checkpoint | None:
        with self.keeping() as session:
            return publishing.publish(session, self.keys, ORIGIN, NOW)

    def export(self) -> bytes:
        stream = io.BytesIO()
        with self.reading() as session:
            export.export(session, stream)
        return stream.getvalue()

    def verify(self, data: bytes, *keys: str) -> Report:
        path = self.folder / "export.sekali"
        path.write_bytes(data)
        return verify(path, keys or (self.key,))

    def execute(self, *statements: str) -> None:
        """What somebody with the database's password does: past the triggers, straight to the rows."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


def create_tables(engine: Engine) -> None:
    Base.metadata.create_all(engine, tables=TABLES)
    with engine.begin() as connection:
        name = engine.dialect.name
        for statement in (*TRIGGERS[name], *OPENING_TRIGGERS[name], *TRIGGERS_OF_HANDOVERS[name]):
            connection.exec_driver_sql(statement)
    with Session(engine) as session, session.begin():
        session.execute(insert(store.HeadRow), [{"name": name, "size": 0} for name in (store.WRITTEN, store.PUBLISHED)])


@pytest.fixture(params=DATABASES)
def book(request: pytest.FixtureRequest, ring: KeyRing, tmp_path: Path) -> Iterator[Book]:
    """An empty ledger, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}", connect_args={"timeout": 15})
        prepare(engine)
        create_tables(engine)
        yield Book(engine, ring, tmp_path)
        engine.dispose()
        return
    server = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
    name = f"ledger_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = postgres_database(request.getfixturevalue("postgres_url"), name)
    engine = create_engine(url, **engine_options(url) | {"pool_size": 16})
    create_tables(engine)
    yield Book(engine, ring, tmp_path)
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def sqlite_book(ring: KeyRing, tmp_path: Path) -> Iterator[Book]:
    """An empty ledger on SQLite alone, for what does not depend on the database."""
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    prepare(engine)
    create_tables(engine)
    yield Book(engine, ring, tmp_path)
    engine.dispose()
