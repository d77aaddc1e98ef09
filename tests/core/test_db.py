"""Return keeps, raise undoes; no update is lost; moments come back aware; outbox work is claimed once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from core import outbox
from core.ids import new_id
from core.outbox import OutboxRow


def put_one(town, kind: str = "trial") -> str:
    with town.keeping() as session:
        return outbox.put(session, kind, {"id": new_id()}, town.clock())


def test_return_keeps_and_raise_undoes(town, on_both) -> None:
    kept = put_one(town)
    with pytest.raises(RuntimeError), town.keeping() as session:
        outbox.put(session, "undone", {}, town.clock())
        raise RuntimeError
    with town.reading() as session:
        assert [row.id for row in session.scalars(select(OutboxRow))] == [kept]


def test_reading_changes_nothing(town, on_both) -> None:
    kept = put_one(town)
    with town.reading() as session:
        session.execute(update(OutboxRow).values(kind="changed"))
    with town.reading() as session:
        assert session.get_one(OutboxRow, kept).kind == "trial"


def test_no_update_is_lost(town, on_both) -> None:
    kept = put_one(town)

    def raise_attempts() -> None:
        for _ in range(20):
            with town.keeping() as session:
                row = session.execute(select(OutboxRow).where(OutboxRow.id == kept).with_for_update()).scalar_one()
                row.attempts += 1

    threads = [threading.Thread(target=raise_attempts) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with town.reading() as session:
        assert session.get_one(OutboxRow, kept).attempts == 120


def test_moments_come_back_aware(town, on_both) -> None:
    kept = put_one(town)
    with town.reading() as session:
        due = session.get_one(OutboxRow, kept).due_at
    assert due == town.clock() and due.tzinfo is not None
    with pytest.raises(Exception, match="time zone"), town.keeping() as session:
        outbox.put(session, "naive", {}, datetime(2026, 1, 1), due=datetime(2026, 1, 1))  # noqa: DTZ001
        session.flush()


def test_work_is_claimed_once(town, on_both) -> None:
    ids = {put_one(town) for _ in range(20)}
    claimed: list[str] = []

    def claim_all() -> None:
        while True:
            with town.keeping() as session:
                work = outbox.claim(session, town.clock())
            if work is None:
                return
            claimed.append(work.id)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A claim that lost its race finds nothing and stops; what is left stays due and is found by the next round.
    claim_all()
    assert sorted(claimed) == sorted(ids)


def test_a_dead_workers_lease_ends_and_failures_are_given_up_at_their_deadline(town, on_both) -> None:
    put_one(town)
    with town.keeping() as session:
        assert outbox.claim(session, town.clock()) is not None
        assert outbox.claim(session, town.clock()) is None
    town.clock.now += outbox.LEASE + timedelta(seconds=1)
    states = []
    for _ in range(400):
        with town.keeping() as session:
            work = outbox.claim(session, town.clock())
            if work is None:
                town.clock.advance(minutes=30)
                continue
            outbox.failed(session, work, "no answer", town.clock())
            states.append(session.get_one(OutboxRow, work.id).state)
        if states[-1] == "dead":
            break
    assert states[-1] == "dead" and len(states) > 10
    assert town.clock() > datetime(2026, 11, 27, tzinfo=UTC)
