"""Publishing: checkpoints grow, a killed round is done again, and what does not continue is never signed."""

import os
import signal
import threading
import warnings

import pytest
from sqlalchemy import create_engine, event, func, select

from core.db import engine_options, prepare
from keys.ring import generate
from ledger import checkpoints, merkle, proofs, publishing, store, writer
from ledger.entries import Draft, EntryType
from ledger.publishing import RefusedToSignError
from ledger.store import CheckpointRow, TileRow
from ledger.triggers import DROP_TRIGGERS
from tests.ledger.conftest import NOW, ORIGIN, Book
from tests.ledger.trees import in_memory


def leaf_hashes(book: Book, size: int) -> list[bytes]:
    with book.reading() as session:
        return [store.entry(session, index).leaf_hash for index in range(size)]


def check_all(book: Book) -> None:
    """The published tree is the tree over the entries, every proof holds, and the export is good."""
    with book.reading() as session:
        newest = publishing.newest(session)
        assert checkpoints.verify(newest.note, book.key) == newest
        whole = in_memory(leaf_hashes(book, newest.size))
        assert newest.root == merkle.root(newest.size, whole)
        for proof in proofs.prove_all(session, range(newest.size)):
            assert merkle.proves_inclusion(whole(0, proof.index), proof.index, newest.size, proof.path, newest.root)
    assert book.verify(book.export()).exit_code == 0


def test_growth_from_nothing_over_tile_borders(book: Book) -> None:
    assert book.publish().size == 0
    assert book.publish() is None
    kept = []
    for count in (1, 1, 5, 248, 1, 1, 255, 3):
        book.fill(count)
        kept.append(book.publish())
        check_all(book)
    assert [checkpoint.size for checkpoint in kept] == [1, 2, 7, 255, 256, 257, 512, 515]
    assert book.publish() is None
    with book.reading() as session:
        for old in kept:
            proof = proofs.prove_growth(session, old.size)
            assert merkle.proves_consistency(old.size, 515, old.root, kept[-1].root, proof.path)
        assert proofs.prove_growth(session, 516) is None
        assert proofs.prove(session, 515) is None
        assert publishing.published_at(session) == NOW


def test_a_long_backlog_is_published_in_rounds(sqlite_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_AT_ONCE", 100)
    sqlite_book.fill(250)
    assert [sqlite_book.publish().size for _ in range(3)] == [100, 200, 250]
    assert sqlite_book.publish() is None
    check_all(sqlite_book)


def test_tiles_are_served_as_published(book: Book) -> None:
    book.fill(300)
    book.publish()
    hashes = leaf_hashes(book, 300)
    with book.reading() as session:
        assert publishing.tile(session, "0/000") == b"".join(hashes[:256])
        assert publishing.tile(session, "0/001.p/44") == b"".join(hashes[256:])
        assert publishing.tile(session, "0/001.p/7") == b"".join(hashes[256:263])
        assert publishing.tile(session, "1/000.p/1") == merkle.root(256, in_memory(hashes[:256]))
        for path in ("0/001", "0/001.p/45", "0/002.p/1", "2/000.p/1", "entries/000", "0/000.p/256", "../x"):
            assert publishing.tile(session, path) is None, path


def count(book: Book, row: type) -> int:
    with book.reading() as session:
        return session.scalar(select(func.count()).select_from(row))


class InterruptedRoundError(Exception):
    """Something went wrong in the middle of a round."""


def test_a_round_that_fails_at_any_statement_is_done_again(book: Book) -> None:
    """Every statement of a round fails once; nothing stays of it, and the next round succeeds."""
    book.fill(254)
    book.publish()
    book.fill(5)
    fail_at = 0
    while True:
        fail_at += 1
        seen = []

        def interrupt(_connection, _cursor, statement, *_given, seen=seen, fail_at=fail_at) -> None:
            if statement.startswith("BEGIN"):
                return
            seen.append(1)
            if len(seen) == fail_at:
                raise InterruptedRoundError

        event.listen(book.engine, "after_cursor_execute", interrupt)
        try:
            done = book.publish()
        except InterruptedRoundError:
            assert (count(book, CheckpointRow), count(book, TileRow)) == (1, 1)
        else:
            assert done.size == 259
            break
        finally:
            event.remove(book.engine, "after_cursor_execute", interrupt)
    assert fail_at > 6
    assert (count(book, CheckpointRow), count(book, TileRow)) == (2, 3)
    check_all(book)


def killed_at(book: Book, step: int) -> bool:
    """Publish in a process of its own that is killed before its `step`-th statement or commit; tell whether it was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            _publish_and_die(book, step)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _publish_and_die(book: Book, step: int) -> None:
    engine = create_engine(book.engine.url, **engine_options(book.engine.dialect.name))
    prepare(engine)
    seen: list[int] = []

    def die(*_given) -> None:
        seen.append(1)
        if len(seen) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", die)
    event.listen(engine, "commit", die)
    Book(engine, book.keys, book.folder).publish()


def test_a_publisher_that_is_killed_anywhere_leaves_nothing_half_done(book: Book) -> None:
    book.fill(254)
    book.publish()
    book.fill(5)
    steps = 1
    while killed_at(book, steps):
        assert (count(book, CheckpointRow), count(book, TileRow)) == (1, 1)
        steps += 1
    assert steps > 7
    assert book.publish() is None, "the round that was not killed has published"
    assert (count(book, CheckpointRow), count(book, TileRow)) == (2, 3)
    check_all(book)


def test_two_publishers_wait_for_each_other(book: Book) -> None:
    errors: list[BaseException] = []
    stop = threading.Event()

    def publish() -> None:
        try:
            while not stop.is_set():
                book.publish()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=publish) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(60):
        book.fill(9)
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    book.publish()
    check_all(book)


def tampered(book: Book) -> None:
    """A ledger of 20 published and 5 waiting entries, its triggers gone."""
    book.fill(20)
    book.publish()
    book.fill(5)
    book.execute(*DROP_TRIGGERS[book.engine.dialect.name])


OTHER_BODY = (
    "UPDATE ledger_entries SET body = (SELECT body FROM ledger_entries WHERE entry_index = 3) WHERE entry_index = {}"
)

REFUSED = {
    "the last entries cut off": ("shrank", ["DELETE FROM ledger_entries WHERE entry_index > 15", "UPDATE ledger_head SET size = 16 WHERE name = 'written'"]),
    "a waiting entry removed": ("Entry 22 is missing", ["DELETE FROM ledger_entries WHERE entry_index = 22"]),
    "the last waiting entry removed": ("Entry 24 is missing", ["DELETE FROM ledger_entries WHERE entry_index = 24"]),
    "a waiting body changed": ("Entry 22 is not what was written", [OTHER_BODY.format(22)]),
    "a tile cut short": ("missing", ["UPDATE ledger_tiles SET hashes = substr(hashes, 1, 64)"]),
    "a tile removed": ("missing", ["DELETE FROM ledger_tiles"]),
    "the checkpoints removed": ("are gone", ["DELETE FROM ledger_checkpoints"]),
    "a checkpoint's row changed": ("do not agree", ["UPDATE ledger_checkpoints SET root = (SELECT leaf_hash FROM ledger_entries WHERE entry_index = 7)"]),
    "the published size put back": ("do not agree", ["UPDATE ledger_head SET size = 5 WHERE name = 'published'"]),
    "the published size put ahead": ("do not agree", ["UPDATE ledger_head SET size = 23 WHERE name = 'published'"]),
}  # fmt: skip


@pytest.mark.parametrize(("reason", "statements"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_continue_is_never_signed(book: Book, reason: str, statements: list[str]) -> None:
    tampered(book)
    book.execute(*statements)
    before = count(book, CheckpointRow)
    with pytest.raises(RefusedToSignError, match=reason):
        book.publish()
    assert count(book, CheckpointRow) == before


def test_the_head_row_gone_is_an_error(book: Book) -> None:
    book.execute("DELETE FROM ledger_head")
    with pytest.raises(store.HeadMissingError):
        book.publish()


@pytest.mark.parametrize("change", ["key", "origin"])
def test_another_key_or_origin_does_not_continue(book: Book, change: str) -> None:
    book.fill(3)
    book.publish()
    book.fill(3)
    keys = generate() if change == "key" else book.keys
    origin = ORIGIN if change == "key" else "other.example/ledger"
    with pytest.raises(RefusedToSignError, match="not signed by this ledger"), book.keeping() as session:
        publishing.publish(session, keys, origin, NOW)


FOUND = {
    "a signed body changed": ([OTHER_BODY.format(7)], "changed", 7),
    "a signed body and its hash changed": (
        [OTHER_BODY.format(7), "UPDATE ledger_entries SET leaf_hash = (SELECT leaf_hash FROM ledger_entries WHERE entry_index = 3) WHERE entry_index = 7"],
        "root", None,
    ),
    "a signed entry removed": (["DELETE FROM ledger_entries WHERE entry_index = 7"], "size", None),
    "two signed bodies swapped": (
        [
            "CREATE TABLE spare AS SELECT entry_index, body FROM ledger_entries WHERE entry_index IN (7, 8)",
            "UPDATE ledger_entries SET body = (SELECT spare.body FROM spare WHERE spare.entry_index = 15 - ledger_entries.entry_index) WHERE entry_index IN (7, 8)",
        ],
        "moved", 7,
    ),
    "an entry's hash changed": (["UPDATE ledger_entries SET leaf_hash = (SELECT leaf_hash FROM ledger_entries WHERE entry_index = 3) WHERE entry_index = 7"], "hash-list", None),
    "the end cut off": (["DELETE FROM ledger_entries WHERE entry_index > 15"], "size", None),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "code", "entry"), FOUND.values(), ids=FOUND.keys())
def test_what_was_signed_and_then_changed_is_found_in_the_export(
    book: Book, statements: list[str], code: str, entry: int | None
) -> None:
    tampered(book)
    book.execute(*statements)
    report = book.verify(book.export())
    assert report.exit_code == 1
    assert (code, entry) in {
        (finding.code, finding.entry if entry is not None else None) for finding in report.findings
    }


def test_a_forged_entry_with_everything_right_but_the_tree_is_found(book: Book) -> None:
    """The database's owner writes a release into the past: body, hash, columns, numbers and tiles fit; the note does not."""
    tampered(book)
    forged = Draft(EntryType.RELEASE, NOW, writer.new_tag(), "service", ("nik",), "library", "library-card@1")
    from ledger.entries import body

    data = body(forged, 1, bytes(32))
    with book.engine.begin() as connection:
        connection.execute(
            store.EntryRow.__table__.update()
            .where(store.EntryRow.index == 7)
            .values(body=data, leaf_hash=merkle.leaf_hash(data))
        )
        hashes = connection.execute(select(TileRow.hashes).where(TileRow.level == 0)).scalar_one()
        hashes = hashes[: 7 * 32] + merkle.leaf_hash(data) + hashes[8 * 32 :]
        connection.execute(TileRow.__table__.update().values(hashes=hashes))
    with pytest.raises(RefusedToSignError, match="not the beginning"):
        book.publish()
    assert {finding.code for finding in book.verify(book.export()).findings} >= {"root"}


def test_a_checkpoint_row_replaced_with_a_forged_note(book: Book) -> None:
    tampered(book)
    from tests.ledger.rogue import Rogue

    note = Rogue().note(20, bytes(32))
    with book.engine.begin() as connection:
        connection.execute(CheckpointRow.__table__.update().values(note=note, root=bytes(32)))
    with pytest.raises(RefusedToSignError, match="not signed by this ledger"):
        book.publish()
    assert book.verify(book.export()).exit_code in {1, 2}
