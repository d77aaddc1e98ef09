"""A small world of rows on both databases: a service, its client, a citizen, a sign-in and a grant, without any page."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import oidc.store  # noqa: F401 - adds the tables
from accounts.tables import CitizenRow, SignInRow
from consent.store import GrantRow, PurposeRow, ServiceRow
from core.db import engine_options, prepare
from core.ids import digest, new_id
from core.settings import Settings
from core.tables import Base
from oidc import store
from oidc.clients.authentication import Presented
from oidc.clients.client import built
from oidc.clients.credentials import Secret
from oidc.clients.store import add
from oidc.terms import Terms, terms_of
from tests.conftest import _execute_on_server, postgres_database
from tests.oidc.worlds import NOW, authorization, client

SECRET = "a-secret-of-the-client"


@dataclass
class World:
    engine: object
    keys: object
    terms: Terms
    client: str
    citizen: str
    sign_in: str
    grant: str
    service: str
    purpose: str

    def session(self) -> Session:
        return Session(self.engine.execution_options(sekali_keeps=True), expire_on_commit=False)

    def presented(self, secret: str = SECRET, client: str | None = None) -> Presented:
        return Presented(Secret(client or self.client, "client_secret_basic", secret))

    def code(self, name: str, **changes) -> None:
        given = {
            "id": new_id(),
            "client_id": self.client,
            "citizen": self.citizen,
            "grant": self.grant,
            "sign_in": self.sign_in,
        }
        with self.session() as session, session.begin():
            store.add_code(session, authorization(**(given | changes)), digest(name), NOW)

    def change(self, row, row_id: str, **values) -> None:
        with self.session() as session, session.begin():
            found = session.get_one(row, row_id)
            for name, value in values.items():
                setattr(found, name, value)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        built_engine = create_engine(f"sqlite:///{tmp_path}/oidc.sqlite", connect_args={"timeout": 15})
        prepare(built_engine)
        Base.metadata.create_all(built_engine)
        yield built_engine
        built_engine.dispose()
        return
    server, name = request.getfixturevalue("postgres_url"), f"oidc_{uuid.uuid4().hex[:12]}"
    _execute_on_server(server, f"CREATE DATABASE {name}")
    url = postgres_database(server, name)
    built_engine = create_engine(url, **engine_options(url) | {"pool_size": 16})
    Base.metadata.create_all(built_engine)
    yield built_engine
    built_engine.dispose()
    _execute_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(engine, ring) -> World:
    made = World(engine, ring, terms_of(Settings()), *(new_id() for _ in range(6)))
    with made.session() as session, session.begin():
        session.add(_service(made.service))
        session.add(_citizen(made.citizen))
        session.flush()
        session.add(_purpose(made.purpose, made.service))
        session.add(_sign_in(made.sign_in, made.citizen))
        session.flush()
        session.add(_grant(made))
        details = client().details
        add(
            session,
            built(made.client, made.service, 1, "standard", "rp.example.id", details),
            ring.secret_digest(SECRET),
            None,
            NOW,
        )
    return made


def _service(service: str) -> ServiceRow:
    return ServiceRow(id=service, key=service[-12:], legal_name="L", agency="A", contact="c", privacy_url="", homepage="", objection_url=None,
                      verified=True, state="active", tag=b"t" * 16, created_at=NOW)  # fmt: skip


def _citizen(citizen: str) -> CitizenRow:
    return CitizenRow(id=citizen, number=None, state="active", language="id", tag=digest(citizen)[:16], created_at=NOW)


def _purpose(purpose: str, service: str) -> PurposeRow:
    return PurposeRow(id=purpose, service_id=service, key="kartu", version=1, text_id="", text_en="", basis="consent", basis_reference="",
                      fields=[], retention_id="", retention_en="", once=False, lasts_days=None, fresh=False, state="active", created_at=NOW)  # fmt: skip


def _sign_in(sign_in: str, citizen: str) -> SignInRow:
    return SignInRow(id=sign_in, digest=digest(sign_in), citizen_id=citizen, browser=b"b", auth_time=NOW, acr="a", amr=["pwd"], device="d",
                     created_at=NOW, seen_at=NOW)  # fmt: skip


def _grant(made: World, ends_at: datetime | None = None) -> GrantRow:
    return GrantRow(id=made.grant, citizen_id=made.citizen, service_id=made.service, purpose_id=made.purpose, purpose_key="kartu",
                    kind="consent", actor="citizen", granted=[], refused=[], once=False, state="live", tag=digest(made.grant)[:16],
                    match_key="m", evidence_hash=b"e", language="id", versions={}, given_at=NOW, ends_at=ends_at)  # fmt: skip
