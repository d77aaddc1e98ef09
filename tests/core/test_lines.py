"""Connections that break or wait: told as SQLAlchemy tells it, given back, and never handed out again broken."""

import sqlite3
from contextlib import suppress

import pytest
from sqlalchemy import bindparam, column, select, table, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from accounts.store import CitizenRow
from core.db import db
from core.statements import Statement

OF_ID = Statement(select(CitizenRow).where(CitizenRow.id == bindparam("citizen")))
BROKEN = Statement(select(column("nothing")).select_from(table("nowhere")))
ENDS_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def end_others(town) -> None:
    with town.keeping() as session:
        session.execute(text(ENDS_ALL))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_ended_is_an_outage_once_and_then_another(town) -> None:
    town.alarm_expected = True
    with pytest.raises(OperationalError), town.keeping() as session:
        OF_ID.all(session, {"citizen": "x"})
        # A second connection ends the first one, in the middle of its transaction.
        end_others(town)
        OF_ID.all(session, {"citizen": "x"})
    with town.reading() as session:
        assert OF_ID.all(session, {"citizen": "x"}) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_client_is_told_to_come_back(town, monkeypatch) -> None:
    def ended(session, *_given):
        OF_ID.all(session, {"citizen": "x"})
        end_others(town)
        OF_ID.all(session, {"citizen": "x"})

    with monkeypatch.context() as broken:
        broken.setattr("oidc.userinfo.honoured", ended)
        told = town.app.test_client().get("/userinfo", headers={"Authorization": "Bearer x"}, base_url=town.issuer)
    assert (told.status_code, told.json["error"]) == (503, "temporarily_unavailable")
    assert "Retry-After" in told.headers
    again = town.app.test_client().get("/userinfo", headers={"Authorization": "Bearer x"}, base_url=town.issuer)
    assert again.status_code == 401


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_postgresql_undoes_is_not_told_as_kept(town) -> None:
    with pytest.raises(DBAPIError), town.keeping() as session, suppress(ProgrammingError):
        BROKEN.all(session)


def test_a_file_that_stays_locked_is_an_outage(town) -> None:
    with town.app.app_context():
        path = db.engine.url.database
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with town.reading() as session:
            assert OF_ID.all(session, {"citizen": "x"}) == []
        with town.app.app_context(), db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        with pytest.raises(OperationalError), town.keeping() as session:
            OF_ID.all(session, {"citizen": "x"})
        holder.rollback()
        with town.keeping() as session:
            assert OF_ID.all(session, {"citizen": "x"}) == []
    finally:
        holder.close()
