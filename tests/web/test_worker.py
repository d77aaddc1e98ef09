"""The worker: what deeds left behind is done, once, and nothing that fails stops the rest."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from accounts.tables import CitizenRow
from core import outbox
from core.outbox import OutboxRow
from keys.citizen_keys import KeyDestroyed, open_key
from keys.file_ring import create
from ledger import publishing
from tests.accounts.people import open_account
from tests.web.desk import entries
from web.worker import Worker


def put(town, kind: str, **payload: str) -> str:
    with town.keeping() as session:
        return outbox.put(session, kind, payload, town.clock())


def row(town, work: str) -> OutboxRow:
    with town.reading() as session:
        return session.get_one(OutboxRow, work)


def deliver(town, handlers) -> int:
    with town.app.app_context():
        return Worker(town.app, handlers).deliver(town.clock())


def test_work_is_handed_to_its_handler_and_marked_done(town, on_both) -> None:
    handled = []
    works = [put(town, "letter", to=str(n)) for n in range(3)]
    assert deliver(town, {"letter": handled.append}) == 3
    assert sorted(work.payload["to"] for work in handled) == ["0", "1", "2"]
    assert {row(town, work).state for work in works} == {"done"}
    assert deliver(town, {"letter": handled.append}) == 0


def test_a_kind_without_handler_waits_for_one(town) -> None:
    work = put(town, "parcel", to="x")
    assert deliver(town, {"letter": print}) == 0
    assert (row(town, work).state, row(town, work).attempts) == ("waiting", 0)


def test_a_failing_handler_is_tried_again_later_and_its_message_is_kept_nowhere(town, capfd) -> None:
    def fail(_work) -> None:
        raise ValueError("3574015708959001")

    work = put(town, "letter")
    other = put(town, "card")
    handled = []
    deliver(town, {"letter": fail, "card": handled.append})
    assert len(handled) == 1
    assert (row(town, work).state, row(town, work).last_error) == ("waiting", "ValueError")
    assert row(town, work).due_at > town.clock()
    assert row(town, other).state == "done"
    assert "3574015708959001" not in capfd.readouterr().out
    town.clock.advance(minutes=5)
    deliver(town, {"letter": handled.append})
    assert row(town, work).state == "done"


def test_a_closed_account_is_erased_when_its_time_has_come(town, on_both) -> None:
    browser = open_account(town).browser
    token = dict(browser.get("/account/close").forms[-1].data())["form_token"]
    browser.post("/account/close", {"form_token": token})
    with town.reading() as session:
        citizen = session.scalars(select(CitizenRow.id)).one()
        assert session.scalars(select(CitizenRow.state)).one() == "closing"
    worker = Worker(town.app)
    with town.app.app_context():
        worker.deliver(town.clock())
    with town.reading() as session:
        open_key(session, town.keys, citizen)
    town.clock.advance(hours=72, seconds=1)
    with town.app.app_context():
        assert worker.deliver(town.clock()) == 1
    with town.reading() as session, pytest.raises(KeyDestroyed):
        open_key(session, town.keys, citizen)
    assert [body["type"] for body in town.check_ledger()] == ["account.opened", "account.closing", "erase"]


def test_a_turn_publishes_what_was_written(town, on_both) -> None:
    entries(town, count=4)
    Worker(town.app).turn()
    with town.reading() as session:
        newest = publishing.newest(session)
    assert newest is not None
    assert newest.size == 5


def test_one_failing_chore_does_not_stop_the_others(town, monkeypatch) -> None:
    entries(town)
    worker = Worker(town.app)
    monkeypatch.setattr("web.worker.CLEARING", (lambda *_: 1 / 0,))
    work = put(town, "account.erase", citizen="nobody")
    worker.turn()
    with town.reading() as session:
        assert publishing.newest(session) is not None
    assert row(town, work).state == "done"


def test_what_is_over_is_cleared_away_on_both(town, on_both) -> None:
    town.browser().get("/sign-in")
    town.clock.advance(days=100)
    with town.app.app_context():
        Worker(town.app).clear(town.clock())


def test_sigterm_ends_it_between_two_pieces_of_work(town, tmp_path) -> None:
    ring = tmp_path / "keys" / "ring.json"
    create(ring, town.database_url)
    told = {"SEKALI_DATABASE_URL": town.database_url, "SEKALI_KEYS_FILE": str(ring)}
    program = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "worker"], env={**os.environ, **told}, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert '"started"' in program.stdout.readline()
    program.send_signal(signal.SIGTERM)
    said, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert '"ended"' in said
