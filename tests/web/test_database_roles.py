"""The role that serves: a whole life goes by under it, and it can rewrite nothing of the ledger."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError

from accounts import closing
from accounts.tables import CitizenRow
from tests.conftest import build_town, leave
from tests.journeys.parties import AuthlibParty
from tests.journeys.story import SITI, answer, open_account
from tests.live import free_port, serving
from web import database_roles
from web.operator.database_cli import db as commands

ROLE = "sekali_serving"
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def role(database_url: str) -> Iterator[str]:
    """The database's address for a role that was let serve."""
    owner = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"DROP ROLE IF EXISTS {ROLE}"))
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
        yield make_url(database_url).set(username=ROLE, password=None).render_as_string(hide_password=False)
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))
    owner.dispose()


def grant(monkeypatch: pytest.MonkeyPatch, url: str, role: str):
    monkeypatch.setenv("SEKALI_DATABASE_URL", url)
    return CliRunner().invoke(commands, ["grant", role])


def test_a_whole_life_goes_by_under_the_role_that_serves(database_url, role, ring, capfd, monkeypatch) -> None:
    assert grant(monkeypatch, database_url, ROLE).exit_code == 0
    port = free_port()
    town = build_town(role, ring, issuer=f"http://localhost:{port}")
    with serving(town.app, port):
        party = AuthlibParty.registered(town.issuer)
        browser = open_account(town, identity=SITI)
        browser.get(party.begin("openid profile"))
        token = party.finish(answer(browser, fields=["full_name"]))["access_token"]
        assert party.userinfo(token).json()["name"] == "SITI AMINAH"
        party.close()
    with town.keeping() as session:
        citizen = session.scalar(select(CitizenRow.id))
        closing.begin(session, town.keys, citizen, timedelta(0), town.clock())
        assert closing.erase(session, town.keys, citizen, town.clock())
    town.check_ledger()
    leave(town, capfd)


DEEDS = {
    "an entry changed": "UPDATE ledger_entries SET type = type",
    "an entry removed": "DELETE FROM ledger_entries",
    "all entries removed": "TRUNCATE ledger_entries",
    "an opening changed": "UPDATE ledger_openings SET sealed = sealed",
    "a checkpoint removed": "DELETE FROM ledger_checkpoints",
    "the triggers switched off": "ALTER TABLE ledger_entries DISABLE TRIGGER ALL",
    "the guard replaced": "CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "the triggers passed by": "SET session_replication_role = replica",
    "the table dropped": "DROP TABLE ledger_entries CASCADE",
    "the revision changed": "UPDATE alembic_version SET version_num = '0001'",
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_the_database_refuses_it(database_url, role, monkeypatch, deed) -> None:
    grant(monkeypatch, database_url, ROLE)
    engine = create_engine(role)
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), engine.begin() as connection:
        connection.execute(text(DEEDS[deed]))
    assert not database_roles.may_rewrite(engine)
    engine.dispose()


def test_control_the_owner_is_stopped_by_triggers_alone(database_url) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for deed in ("the triggers switched off", "an entry changed", "all entries removed"):
            connection.execute(text(DEEDS[deed]))
    assert database_roles.may_rewrite(engine)
    engine.dispose()


@pytest.mark.parametrize(("role_name", "said"), [("nobody_here", "CREATE ROLE"), ("postgres", "owns nothing")])
def test_what_cannot_serve_is_refused_in_a_sentence(database_url, monkeypatch, role_name, said) -> None:
    told = grant(monkeypatch, database_url, role_name)
    assert (told.exit_code, said in told.output) == (1, True), told.output


def test_a_file_has_no_roles(database_url, tmp_path, monkeypatch) -> None:
    told = grant(monkeypatch, f"sqlite:///{tmp_path / 'db' / 'sekali.sqlite'}", ROLE)
    assert told.exit_code == 1 and "Only PostgreSQL" in told.output
