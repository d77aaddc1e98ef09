"""Many writing processes, a tenth of their deeds undone, SIGKILL in the middle of others: no gap, no deed without entries, no entry without its deed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from keys import file_ring
from ledger import search
from tests.ledger import writers
from tests.ledger.conftest import NOW, Book

pytestmark = pytest.mark.race
# In `make test-long` as many as the issue of the ledger names; a sample otherwise.
WRITERS, KILLS = (32, 200) if "SEKALI_TEST_ROUNDS" in os.environ else (6, 8)
PATIENCE = 600  # seconds
CARELESS = """
import sys
from sqlalchemy.orm import Session
from ledger import store
from tests.ledger import writers
take = store.take_places
engine = writers.engine_on(sys.argv[1])
def ahead(_session, places):
    with Session(engine) as own, own.begin():
        return take(own, places)
store.take_places = ahead
sys.exit(writers.main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
"""


def written_by_many(book: Book, *program: str) -> None:
    ring = book.folder / "keys" / "ring.json"
    file_ring.create(ring, now=NOW)
    book.execute(writers.DEEDS)
    url = book.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, *program, url, str(ring), str(WRITERS), str(KILLS)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr


def entries_of(book: Book) -> dict[str, list[int]]:
    """The indexes of the entries of each deed."""
    found: dict[str, list[int]] = {}
    after = None
    with book.reading() as session:
        while entries := search.find(session, after=after, limit=search.MOST):
            for entry in entries:
                found.setdefault(entry.service, []).append(entry.index)
            after = entries[-1].index
    return found


def wrongs(book: Book) -> list[str]:
    """What does not hold, in words."""
    entries = entries_of(book)
    with book.engine.begin() as connection:
        deeds = {row.id: row for row in connection.execute(text("SELECT id, entries, before FROM deeds"))}
        size = connection.execute(writers.WRITTEN).scalar()
    indexes = sorted(index for some in entries.values() for index in some)
    told = [
        ("a deed without its entries, or the reverse", {name: len(some) for name, some in entries.items()} != {deed.id: deed.entries for deed in deeds.values()}),
        ("a gap", indexes != list(range(len(indexes)))),
        ("a head that counts otherwise", size != len(indexes)),
        ("an entry before one that was written earlier", any(min(some) < deeds[name].before for name, some in entries.items() if name in deeds)),
    ]  # fmt: skip
    return [what for what, is_so in told if is_so]


def test_whatever_dies_the_ledger_is_whole(book: Book) -> None:
    written_by_many(book, "-m", "tests.ledger.writers")
    assert wrongs(book) == []
    book.publish()
    report = book.verify(book.export())
    assert report.exit_code == 0 and report.size > WRITERS
    print(f"{report.size} entries by {WRITERS} processes, {KILLS} of them killed")


@pytest.mark.parametrize("book", ["postgresql"], indirect=True)
def test_control_places_taken_ahead_of_the_deed_leave_gaps(book: Book) -> None:
    """On SQLite there is one writer at a time: nobody could take a place beside a deed that is under way."""
    written_by_many(book, "-c", CARELESS)
    assert "a gap" in wrongs(book)
