"""Work that follows a deed: whose turn it is, what becomes of it, and what a person can do about it."""

from datetime import timedelta

from sqlalchemy import select

from core import outbox
from core.outbox import OutboxRow


def put(town, kind: str) -> str:
    with town.keeping() as session:
        return outbox.put(session, kind, {}, town.clock())


def test_work_for_a_busy_receiver_stays_where_it_is(town, on_both):
    with town.keeping() as session:
        outbox.put(session, "letter", {"receiver": "one"}, town.clock())
        outbox.put(session, "letter", {"receiver": "two"}, town.clock(), due=town.clock() + timedelta(seconds=1))
        outbox.put(session, "note", {}, town.clock(), due=town.clock() + timedelta(seconds=2))
    town.clock.advance(seconds=5)
    with town.keeping() as session:
        claimed = [outbox.claim(session, town.clock(), busy=("one", "three")) for _ in range(3)]
    assert [work and (work.kind, work.payload) for work in claimed] == [
        ("letter", {"receiver": "two"}),
        ("note", {}),
        None,
    ]


def test_what_was_done_or_given_up_long_ago_is_cleared_away(town, on_both):
    states = ("done", "waiting", "dead")
    works = {state: put(town, state) for state in states}
    with town.keeping() as session:
        for state, work in works.items():
            session.get_one(OutboxRow, work).state = state
    for days, left in ((0, set(states)), (2, {"waiting", "dead"}), (40, {"waiting"})):
        town.clock.advance(days=days)
        with town.keeping() as session:
            outbox.clear(session, town.clock())
            assert set(session.scalars(select(OutboxRow.state))) == left


def test_dead_work_is_listed_and_can_be_revived_once(town, on_both):
    work = put(town, "letter")
    with town.keeping() as session:
        claimed = outbox.claim(session, town.clock())
        outbox.failed(session, claimed, "status 400", town.clock(), is_final=True)
    with town.reading() as session:
        assert outbox.counts(session) == (("letter", "dead", 1),)
        assert [(dead.id, dead.kind, dead.attempts, dead.reason) for dead in outbox.dead(session)] == [
            (work, "letter", 1, "status 400")
        ]
    with town.keeping() as session:
        assert outbox.revive(session, work, town.clock())
        assert not outbox.revive(session, work, town.clock())
        assert outbox.claim(session, town.clock()) is not None
