"""`sekali openings check` on a house with one citizen: quiet when all is well, and naming the entry when it is not."""

from click.testing import CliRunner
from sqlalchemy import text

from core.db import db
from ledger.entries import Draft, EntryType
from ledger.triggers import DROP_OPENING_TRIGGERS
from ledger.writer import append, new_tag
from web.operator.openings_cli import openings


def run(town):
    with town.app.app_context():
        return CliRunner().invoke(openings, ["check"])


def test_what_opens_is_not_told_and_what_does_not_is_named(town) -> None:
    with town.keeping() as session:
        append(
            session,
            town.keys,
            None,
            Draft(EntryType.STAFF_ACT, town.clock(), new_tag(), "system", sealed={"why": "audit"}),
        )
    good = run(town)
    assert (good.exit_code, good.output) == (0, "Every sealed part opens, or was erased with its account.\n")
    with town.app.app_context(), db.engine.begin() as connection:
        for statement in DROP_OPENING_TRIGGERS[connection.dialect.name]:
            connection.execute(text(statement))
        connection.execute(text("UPDATE ledger_openings SET sealed = x'00'"))
    bad = run(town)
    assert (bad.exit_code, bad.output) == (1, "Entry 0: has a sealed part that is damaged. (opening)\n1 found.\n")
