"""`sekali keys rotate ledger`: while servers sign, killed anywhere and continued; and `retire`, which waits."""

import os
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from core.clock import system_clock
from keys import file_ring, rotation
from keys.material import Purpose, State
from ledger import publishing
from ledger.handovers import store as handovers
from tests.keys import killing
from tests.ledger.conftest import Book
from tests.ledger.succession import keys_of
from web.operator import keys_cli

LONG = bool(os.environ.get("SEKALI_TEST_ROUNDS"))
PLACES = (
    *killing.RING_CHANGES,
    (publishing.tree, "keep_checkpoint"), (publishing.tree, "set_published"), (handovers, "keep"),
)  # fmt: skip
LAST_STEP = 3 + 2 + 3 + 3  # announced, what waits published, handed over, promoted
DONE_BEFORE = LAST_STEP - 2  # the ring's file is in place; only its folder's entry and the waiting are left


@pytest.fixture
def house(book: Book, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A ledger with five entries, its ring in a file, and nobody waits for servers that are not there."""
    path = tmp_path_factory.mktemp("ring", numbered=True) / "ring.json"
    monkeypatch.setenv("SEKALI_KEYS_FILE", str(path))
    monkeypatch.setenv("SEKALI_DATABASE_URL", book.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SEKALI_ISSUER", "https://sekali.example")
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0)
    book.keys = file_ring.create(path)
    book.fill(3)
    book.publish()
    book.fill(2)
    return book


def run(book: Book, *words: str) -> Result:
    done = CliRunner().invoke(keys_cli.keys, words)
    book.keys = file_ring.load(book.keys.origin.path)
    return done


def states(book: Book) -> dict[int, State]:
    return {fact.version: fact.state for fact in book.keys.facts if fact.purpose is Purpose.LEDGER}


def rows(book: Book) -> int:
    with book.reading() as session:
        return len(handovers.all_of(session))


def killed_at(book: Book, step: int) -> bool:
    """Rotate in a process that is killed at the `step`-th place; tell whether it came so far."""
    book.engine.dispose()
    killed = killing.killed_at(step, PLACES, lambda: CliRunner().invoke(keys_cli.keys, ["rotate", "ledger"]))
    book.keys = file_ring.load(book.keys.origin.path)
    return killed


def test_the_next_key_signs_and_the_first_leads_to_it(house: Book) -> None:
    first = house.key
    done = run(house, "rotate", "ledger")
    assert done.exit_code == 0, done.output
    assert "from 6 entries on" in done.output and keys_of(house)[1] in done.output
    assert states(house) == {1: State.RETIRED, 2: State.CURRENT}
    house.fill(2)
    house.publish()
    report = house.verify(house.export(), first)
    assert (report.exit_code, report.size) == (0, 8), report.sentences()
    assert run(house, "rotate", "ledger").exit_code == 0
    assert len(house.verify(house.export(), first).handovers) == 2


@pytest.mark.race
@pytest.mark.parametrize("step", range(1, LAST_STEP + 2) if LONG else (3, 9, 10))
def test_killed_anywhere_it_goes_on(house: Book, step: int) -> None:
    first = house.key
    assert killed_at(house, step) == (step <= LAST_STEP), "killed at every step that there is, and at no other"
    house.fill(1)
    house.publish()
    assert house.verify(house.export(), first).exit_code == 0, "servers went on meanwhile"
    if step <= DONE_BEFORE:
        done = run(house, "rotate", "ledger")
        assert done.exit_code == 0, done.output
    assert (rows(house), states(house)) == (1, {1: State.RETIRED, 2: State.CURRENT}), "continued, not begun anew"
    house.fill(1)
    house.publish()
    assert house.verify(house.export(), first).exit_code == 0


@pytest.mark.race
def test_control_that_does_not_look_what_was_done_is_not_continued(
    house: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed_at(house, 9)
    assert (rows(house), states(house)) == (1, {1: State.CURRENT, 2: State.NEXT}), "cut off behind the handover"
    monkeypatch.setattr(keys_cli, "public_of", lambda _key: b"")
    assert run(house, "rotate", "ledger").exit_code == 1
    assert states(house) == {1: State.CURRENT, 2: State.NEXT}


def test_a_key_that_is_needed_is_not_retired(house: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    first = house.key
    assert "in use" in run(house, "retire", "ledger", "1").stderr
    run(house, "rotate", "ledger")
    assert "SEKALI_BACKUP_DAYS" in run(house, "retire", "ledger", "1").stderr
    monkeypatch.setattr(keys_cli, "system_clock", lambda: system_clock() + timedelta(days=31))
    with monkeypatch.context() as older:
        older.setattr(keys_cli, "has_handed_over", lambda *_: False)
        assert "older than that rotation" in run(house, "retire", "ledger", "1").stderr
    assert run(house, "retire", "ledger", "1").exit_code == 0
    assert states(house) == {2: State.CURRENT}
    house.fill(1)
    house.publish()
    assert house.verify(house.export(), first).exit_code == 0, "what it signed stays good"


def test_a_ledger_that_was_touched_is_not_handed_over(house: Book) -> None:
    house.execute("UPDATE ledger_head SET size = 2 WHERE name = 'written'")
    done = run(house, "rotate", "ledger")
    assert done.exit_code == 1 and "shrank" in done.stderr
    assert states(house)[1] is State.CURRENT
