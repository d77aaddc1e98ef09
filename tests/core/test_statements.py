"""Statements that the driver runs: the same rows, the same errors and the same transaction as through SQLAlchemy."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound, StatementError

from accounts.store import CitizenRow, CitizenTagRow
from core.statements import Statement, add
from core.tables import UTCDateTime, table
from tests.statements import billed

NOW = datetime(2026, 11, 24, 5, 6, 7, 891011, UTC)
_CITIZENS = table(CitizenRow)
OF_ID = Statement(select(CitizenRow).where(CitizenRow.id == bindparam("citizen")))
WITH_TAG = Statement(
    select(CitizenRow.state, CitizenTagRow)
    .outerjoin(CitizenTagRow, and_(CitizenTagRow.citizen_id == CitizenRow.id))
    .where(CitizenRow.id == bindparam("citizen"), CitizenRow.state == "active")
)
CLOSE = Statement(
    update(_CITIZENS)
    .where(_CITIZENS.c.id == bindparam("citizen"))
    .values(closed_at=bindparam("now", type_=UTCDateTime()))
    .returning(_CITIZENS.c.id, _CITIZENS.c.closed_at)
)


def citizen(number: int) -> dict[str, object]:
    return {"id": f"c{number}", "state": "active", "language": "id", "tag": bytes([number]) * 16, "created_at": NOW}


@pytest.fixture
def session(town, on_both):
    with town.keeping() as session:
        add(session, CitizenRow, citizen(1), citizen(2))
        yield session


def test_a_row_is_what_sqlalchemy_reads(session):
    told = session.execute(select(*_CITIZENS.c).where(_CITIZENS.c.id == "c1")).one()
    assert OF_ID.one(session, {"citizen": "c1"}).CitizenRow == tuple(told)
    assert OF_ID.one(session, {"citizen": "c1"}).CitizenRow.created_at == NOW


def test_a_table_that_an_outer_join_did_not_find_is_none(session):
    row = WITH_TAG.one(session, {"citizen": "c1"})
    assert (row.state, row.CitizenTagRow) == ("active", None)
    add(session, CitizenTagRow, {"tag": b"t" * 16, "citizen_id": "c1"})
    assert WITH_TAG.one(session, {"citizen": "c1"}).CitizenTagRow == (b"t" * 16, "c1")


def test_what_a_change_returns_is_read_by_the_columns_types(session):
    assert CLOSE.one(session, {"citizen": "c2", "now": NOW}) == ("c2", NOW)
    assert OF_ID.one(session, {"citizen": "c2"}).CitizenRow.closed_at == NOW


def test_no_row(session):
    assert OF_ID.all(session, {"citizen": "c9"}) == []
    assert OF_ID.one_or_none(session, {"citizen": "c9"}) is None
    with pytest.raises(NoResultFound):
        OF_ID.one(session, {"citizen": "c9"})


def test_a_missing_parameter_is_no_null(session):
    with pytest.raises(KeyError):
        OF_ID.all(session)


def test_a_naive_moment_is_refused(session):
    with pytest.raises((TypeError, StatementError)):
        CLOSE.one(session, {"citizen": "c1", "now": NOW.replace(tzinfo=None)})


def test_an_error_of_the_database_is_sqlalchemys_and_keeps_the_values(session):
    with pytest.raises(IntegrityError) as raised, session.begin_nested():
        add(session, CitizenRow, citizen(1))
    assert "c1" not in str(raised.value.statement) and raised.value.params is None


def test_it_is_undone_with_the_session(town, on_both):
    with pytest.raises(ZeroDivisionError), town.keeping() as session:
        add(session, CitizenRow, citizen(3))
        raise ZeroDivisionError
    with town.reading() as session:
        add(session, CitizenRow, citizen(4))
    with town.reading() as session:
        assert [OF_ID.all(session, {"citizen": one}) for one in ("c3", "c4")] == [[], []]


def test_a_real_session_joins_the_transaction_that_was_begun(town, on_both):
    with pytest.raises(ZeroDivisionError), town.keeping() as session:
        add(session, CitizenRow, citizen(3))
        session.execute(update(CitizenRow).where(CitizenRow.id == "c3").values(state="frozen"))
        raise ZeroDivisionError
    with town.keeping() as session:
        assert OF_ID.all(session, {"citizen": "c3"}) == []
        add(session, CitizenRow, citizen(3))
        session.execute(update(CitizenRow).where(CitizenRow.id == "c3").values(state="frozen"))
    with town.reading() as session:
        assert OF_ID.one(session, {"citizen": "c3"}).CitizenRow.state == "frozen"


def test_who_listens_to_the_engine_hears_it(town, on_both):
    with billed(town.app) as bill, town.keeping() as session:
        OF_ID.all(session, {"citizen": "c1"})
    assert (len(bill.statements), bill.commits) == (1, 1)
