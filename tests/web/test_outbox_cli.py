"""`sekali outbox`: what an operator sees of deliveries, and what can be tried again."""

import pytest
from click.testing import CliRunner

from core import outbox
from core.ids import new_id
from core.outbox import OutboxRow
from web.operator import outbox_cli


@pytest.fixture
def run(town):
    def run(*words):
        with town.app.app_context():
            return CliRunner().invoke(outbox_cli.outbox, words)

    return run


def test_dead_work_is_shown_with_its_reason_and_tried_again(town, run) -> None:
    assert run("status").output == "The outbox is empty.\n"
    assert run("dead").output == "Nothing was given up.\n"
    citizen, client = new_id(), new_id()
    with town.keeping() as session:
        work = outbox.put(session, "logout.token", {"receiver": client, "citizen": citizen}, town.clock())
        outbox.put(session, "account.erase", {"citizen": citizen}, town.clock())
    with town.keeping() as session:
        claimed = outbox.claim(session, town.clock(), ["logout.token"])
        outbox.failed(session, claimed, "status 400", town.clock(), is_final=True)
    assert run("status").output == "account.erase  waiting  1\nlogout.token  dead  1\n"
    shown = run("dead").output
    assert shown.startswith(f"{work}  logout.token  1  ")
    assert shown.endswith(f"  status 400  for {client}\n")
    assert citizen not in shown
    assert run("retry", work).output == f"{work} is tried again.\n"
    with town.reading() as session:
        assert session.get_one(OutboxRow, work).state == "waiting"
    refused = run("retry", work)
    assert (refused.exit_code, "no dead work" in refused.output) == (1, True)
