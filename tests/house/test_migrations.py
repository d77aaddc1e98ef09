"""The history of the tables: one head, equal to the models, up and down and up again with data, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select

from core.db import prepare
from core.tables import Base
from tests.conftest import DATABASES
from web import database


@pytest.fixture
def engine(database_url: str):
    built = create_engine(database_url)
    prepare(built)
    yield built
    built.dispose()


def test_there_is_one_head() -> None:
    assert len(database.heads()) == 1


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_the_head_equals_the_models(engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_down_and_up_again(engine) -> None:
    database.downgrade(engine, "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    database.upgrade(engine)
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_a_database_with_people_in_it_takes_every_revision(town, engine) -> None:
    """The town is inhabited through its pages, then each revision above the first is undone and applied again."""
    from tests.journeys.story import open_account

    open_account(town)
    with engine.connect() as connection:
        before = {name: connection.execute(select(table)).all() for name, table in Base.metadata.tables.items()}
    assert sum(map(len, before.values())) > 5
    database.downgrade(engine, "0001")
    known = inspect(engine)
    kept = {name: {one["name"] for one in known.get_columns(name)} for name in known.get_table_names()}
    database.upgrade(engine)
    with engine.connect() as connection:
        after = {name: connection.execute(select(table)).all() for name, table in Base.metadata.tables.items()}
    assert after.keys() == before.keys()
    for name, table in Base.metadata.tables.items():
        # What an older revision has no column for, it cannot keep; everything else comes back as it was.
        columns = [one.name for one in table.columns if one.name in kept.get(name, ())]
        assert [[row._mapping[one] for one in columns] for row in after[name]] == [
            [row._mapping[one] for one in columns] for row in before[name]
        ], name


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_the_ledger_refuses_to_be_rewritten(town, engine) -> None:
    from sqlalchemy.exc import DBAPIError

    from tests.journeys.story import open_account

    open_account(town)
    for statement in (
        "UPDATE ledger_entries SET type = 'release'",
        "DELETE FROM ledger_entries",
        "UPDATE ledger_openings SET sealed_for = 'desk'",
        "DELETE FROM ledger_openings",
    ):
        with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
