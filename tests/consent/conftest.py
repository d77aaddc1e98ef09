"""A small office on each database: a verified service, its purposes, citizens with values, and no page."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, update
from sqlalchemy.orm import Session

from accounts.tables import CitizenRow
from consent import asks_kept, decisions
from consent.answers import store as answers
from consent.asks import KeptAsk
from consent.decisions import Outcome, Reply
from consent.grants import Grant
from consent.purposes import Purpose, Service
from consent.registry import changes
from consent.registry.changes import NewService
from consent.release import Permitted, release
from consent.waiting.question import Question
from core.db import engine_options, prepare
from core.ids import digest, new_id
from keys import citizen_keys
from ledger import checkpoints, export, publishing, search
from ledger.verify.verification import verify
from tests.conftest import DATABASES
from tests.consent.people import fill
from tests.consent.worlds import NOW, purpose

ORIGIN = "sekali.example/ledger"
BROWSER = b"b" * 32


def words(_ask) -> dict[str, str]:
    return {"headline": "meminta data Anda"}


@dataclass
class Office:
    """One database with a service, and everything that people do at it."""

    engine: Engine
    keys: object
    folder: Path
    service: Service | None = None
    now: datetime = NOW
    statements: list[str] = field(default_factory=list)

    def keeping(self) -> Session:
        return Session(self.engine.execution_options(sekali_keeps=True), expire_on_commit=False)

    def do(self, deed, *args, **named):
        """One deed in one transaction that is kept."""
        with self.keeping() as session, session.begin():
            return deed(session, *args, **named)

    def register(self, of: Purpose | None = None, staff: str = "operator") -> Purpose:
        return self.do(changes.add_purpose, self.keys, self.service.key, of or purpose(), self.now, staff=staff)

    def citizen(self, **values) -> str:
        citizen = new_id()
        with self.keeping() as session, session.begin():
            tag = digest(citizen)[:16]
            session.add(CitizenRow(id=citizen, state="active", language="id", tag=tag, created_at=self.now))
            session.flush()
            citizen_keys.create(session, self.keys, citizen, self.now)
        self.fill(citizen, **values)
        return citizen

    def fill(self, citizen: str, **values) -> None:
        self.do(fill, self.keys, citizen, self.now, values)

    def set_state(self, citizen: str, state: str) -> None:
        self.do(lambda session: session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(state=state)))

    def ask(self, citizen: str, of: Purpose, requested=(), browser: bytes = BROWSER, **narrower) -> Question:
        interaction = new_id()
        ends = NOW.replace(year=2040)
        kept = KeptAsk(interaction, of.service, of.id, tuple(requested), browser, ends, citizen, **narrower)
        self.do(asks_kept.keep, kept)
        return Question(interaction, citizen, BROWSER)

    def sheet(self, question: Question, language: str = "id"):
        with self.keeping() as session:
            return decisions.show(session, self.keys, question, language, words, self.now)

    def answer(self, question: Question, fields=(), decision="allow", proof: bytes | None = None) -> Outcome:
        """What a citizen does who reads the page and answers it."""
        shown = self.sheet(question)
        reply = Reply(decision, frozenset(fields), proof or getattr(shown, "proof", b""), "id")
        return self.do(decisions.decide, self.keys, question, reply, words, self.now)

    def granted(self, citizen: str, of: Purpose, fields, requested=()) -> Grant:
        return self.answer(self.ask(citizen, of, requested), fields).grant

    def read(self, grant: Grant, wanted=None, token: str = "token-1", is_fresh: bool = True):
        return self.do(release, self.keys, Permitted(grant.id, token, is_fresh), wanted, self.now)

    def found(self, grant: Grant) -> Grant:
        with self.keeping() as session:
            return answers.find(session, grant.citizen, grant.id)[0]

    def kinds(self, grant: Grant) -> list[str]:
        """The types of the entries on the grant's tag, in their order."""
        with self.keeping() as session:
            return [entry.type.value for entry in search.find(session, tag=grant.tag, limit=500)]

    def entries(self, grant: Grant) -> list:
        with self.keeping() as session:
            return search.find(session, tag=grant.tag, limit=500)

    def check_ledger(self) -> None:
        """The whole ledger must be found good by the product's own verifier."""
        self.do(publishing.publish, self.keys, ORIGIN, self.now)
        stream = io.BytesIO()
        with self.keeping() as session:
            export.export(session, stream)
        path = self.folder / "ledger.sekali"
        path.write_bytes(stream.getvalue())
        report = verify(path, [checkpoints.verifier_key(ORIGIN, self.keys.ledger_public)])
        assert report.exit_code == 0, report.sentences()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever happens at an office is tried on SQLite and on PostgreSQL, unless it is about PostgreSQL alone."""
    if "office" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("postgresql")
        metafunc.parametrize("database_url", ("postgresql",) if only else DATABASES, indirect=True)


@pytest.fixture
def office(database_url: str, ring, tmp_path: Path) -> Iterator[Office]:
    """An office with one service, on a freshly migrated database."""
    engine = create_engine(database_url, **engine_options(database_url))
    prepare(engine)
    built = Office(engine, ring, tmp_path)
    new = NewService(
        "library", "Kartu perpustakaan", "Dispersip", "p@contoh.id", "https://p.contoh.id/p", "https://p.contoh.id/"
    )
    built.service = built.do(changes.add_service, ring, new, NOW, staff="operator")
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: built.statements.append(statement))
    yield built
    engine.dispose()
