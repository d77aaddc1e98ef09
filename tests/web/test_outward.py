"""What goes out to other people's servers goes out beside each other: one slow receiver holds up nobody else."""

import threading
import time

import pytest

from core import outbox
from core.outbox import OutboxRow, UndeliveredError
from web import outward
from web.worker import Worker


def put(town, receiver: str) -> str:
    with town.keeping() as session:
        return outbox.put(session, "letter", {"receiver": receiver}, town.clock())


def row(town, work: str) -> OutboxRow:
    with town.reading() as session:
        return session.get_one(OutboxRow, work)


class Post:
    """A handler whose `slow` receiver answers only when the test says so."""

    def __init__(self) -> None:
        self.handed: list[str] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self.release = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, work: outbox.Work) -> None:
        receiver = work.payload["receiver"]
        with self._lock:
            self.handed.append(receiver)
            self.at_once[receiver] = self.at_once.get(receiver, 0) + 1
            self.most_at_once[receiver] = max(self.at_once[receiver], self.most_at_once.get(receiver, 0))
        if receiver.startswith("slow"):
            self.release.wait(20)
        with self._lock:
            self.at_once[receiver] -= 1
        if receiver.startswith(("slow", "broken")):
            raise UndeliveredError("status 500")


@pytest.fixture
def post():
    made = Post()
    yield made
    made.release.set()


def turns_until(town, worker: Worker, reached) -> None:
    began = time.monotonic()
    while not reached() and time.monotonic() - began < 15:
        with town.app.app_context():
            worker.outward.begin()
        time.sleep(0.02)
    assert reached()


def test_one_slow_receiver_with_a_backlog_holds_up_nobody(town, on_both, post) -> None:
    for _ in range(12):
        put(town, "slow")
    quick = [put(town, f"quick-{n}") for n in range(10)]
    worker = Worker(town.app, {}, {"letter": post})
    turns_until(town, worker, lambda: all(row(town, work).state == "done" for work in quick))
    assert post.handed.count("slow") == 1, "never two at once to one receiver"
    post.release.set()
    worker.outward.settle()
    with town.app.app_context():
        worker.outward.begin()
    worker.outward.settle()
    assert post.handed.count("slow") == 1, "whoever failed just now is left alone for a moment"


def test_a_receiver_gets_one_after_the_other(town, post) -> None:
    works = [put(town, "quick") for _ in range(5)]
    worker = Worker(town.app, {}, {"letter": post})
    turns_until(town, worker, lambda: all(row(town, work).state == "done" for work in works))
    assert post.most_at_once == {"quick": 1}


def test_a_failure_comes_again_and_tells_its_reason(town, on_both, post, monkeypatch) -> None:
    monkeypatch.setattr(outward, "REST_SECONDS", 0.0)
    work = put(town, "broken")
    worker = Worker(town.app, {}, {"letter": post})
    turns_until(town, worker, lambda: row(town, work).last_error is not None)
    assert (row(town, work).state, row(town, work).last_error) == ("waiting", "status 500")
    town.clock.advance(seconds=11)
    turns_until(town, worker, lambda: row(town, work).attempts == 2)
    worker.outward.settle()


def test_what_is_refused_for_good_waits_for_a_person(town) -> None:
    def refuse(_work) -> None:
        raise UndeliveredError("status 400", is_final=True)

    work = put(town, "strict")
    worker = Worker(town.app, {}, {"letter": refuse})
    turns_until(town, worker, lambda: row(town, work).state == "dead")
    worker.outward.settle()
    assert row(town, work).last_error == "status 400"


def test_a_turn_does_not_wait_for_what_it_sent(town, post) -> None:
    put(town, "slow")
    worker = Worker(town.app, {}, {"letter": post})
    began = time.monotonic()
    worker.turn()
    assert time.monotonic() - began < 5
    assert not post.release.is_set()
    post.release.set()
    worker.outward.close()
