"""Appending: few statements, no gaps, the order of commits, and nothing without its deed."""

import random
import threading

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from keys.sealing import fresh_citizen_key
from ledger import merkle, openings, store, writer
from ledger.entries import Draft, DraftError, EntryType, commit
from ledger.store import EntryRow, HeadMissingError, HeadRow, OpeningRow
from tests.ledger.conftest import NOW, Book

ABOUT = {"service": "library", "purpose": "library-card@1"}


def act(tag: bytes | None = None, **changes: object) -> Draft:
    return Draft(EntryType.STAFF_ACT, NOW, tag or writer.new_tag(), "system", **changes)


def statements_of(book: Book, *drafts: Draft) -> list[tuple[str, bool]]:
    seen: list[tuple[str, bool]] = []

    def watch(_connection, _cursor, statement, _parameters, _context, many) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            seen.append((statement, many))

    event.listen(book.engine, "before_cursor_execute", watch)
    book.append(*drafts)
    event.remove(book.engine, "before_cursor_execute", watch)
    return seen


KEPT = {
    "sqlite": ["INSERT INTO ledger_entries", "INSERT INTO ledger_openings"],
    "postgresql": ["WITH added_0 AS", "INSERT INTO ledger_openings"],
}


def test_one_entry_is_few_statements_and_the_head_is_locked_last(book: Book) -> None:
    seen = [line.lstrip() for statement, _ in statements_of(book, act()) for line in statement.split("\n")]
    begun = [line.split(" (")[0].split(" SET")[0].rstrip() for line in seen if not line.startswith("(INSERT")]
    assert begun == ["INSERT INTO ledger_tags", "UPDATE ledger_head", *KEPT[book.engine.dialect.name]]


def test_many_entries_are_as_few(book: Book) -> None:
    drafts = [
        act(), act(service="library"), Draft(EntryType.ACCOUNT_OPENED, NOW, writer.new_tag(), "citizen"),
        Draft(EntryType.STAFF_LOOKUP, NOW, writer.new_tag(), "staff", ("nik",), staff="s-1", count=3),
        Draft(EntryType.RELEASE, NOW, writer.new_tag(), "service", ("nik",), **ABOUT),
    ]  # fmt: skip
    assert len(statements_of(book, *drafts)) == len(statements_of(book, act())) <= 4


def test_places_and_numbers(book: Book) -> None:
    one, two = writer.new_tag(), writer.new_tag()
    assert [(done.index, done.number) for done in book.append(act(one))] == [(0, 1)]
    done = book.append(act(two), act(one), act(one), act(two))
    assert [(at.index, at.number) for at in done] == [(1, 1), (2, 2), (3, 3), (4, 2)]
    with book.reading() as session:
        assert (store.size(session), store.tag_count(session, one), store.tag_count(session, bytes(16))) == (5, 3, 0)
        entry = store.entry(session, 3)
        assert (entry.tag, entry.number, entry.type) == (one, 3, EntryType.STAFF_ACT)
        assert entry.leaf_hash == merkle.leaf_hash(entry.body)
        assert store.entry(session, 5) is None


def test_the_erase_counts_by_itself(book: Book) -> None:
    tag = writer.new_tag()
    opened = Draft(EntryType.ACCOUNT_OPENED, NOW, tag, "citizen")
    erase = Draft(EntryType.ERASE, NOW, tag, "system")
    book.append(opened, Draft(EntryType.ACCOUNT_CLOSING, NOW, tag, "citizen"), erase)
    with book.reading() as session:
        assert store.entry(session, 2).count == 2
    with pytest.raises(DraftError, match="counts the entries"):
        book.append(Draft(EntryType.ERASE, NOW, tag, "system", count=7))
    book.append(Draft(EntryType.ERASE, NOW, tag, "system", count=3))


def test_no_deed_no_entry(book: Book) -> None:
    with pytest.raises(RuntimeError), book.keeping() as session:
        writer.append(session, book.keys, None, act())
        raise RuntimeError
    with book.reading() as session:
        assert store.size(session) == 0
    assert book.append(act())[0].index == 0


def test_no_entry_no_deed(book: Book) -> None:
    """The effect was written first; the entry cannot be, so neither stays."""
    book.execute("DELETE FROM ledger_head")
    with pytest.raises(HeadMissingError), book.keeping() as session:
        session.add(store.TileRow(level=9, position=9, hashes=b"effect"))
        writer.append(session, book.keys, None, act())
    with book.reading() as session:
        assert session.scalars(select(store.TileRow)).all() == []


def test_the_deeds_own_rows_come_before_the_entry(book: Book) -> None:
    seen: list[str] = []
    event.listen(book.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    with book.keeping() as session, session.no_autoflush:
        session.add(store.TileRow(level=9, position=9, hashes=b"effect"))
        writer.append(session, book.keys, None, act())
    wanted = [statement for statement in seen if "INSERT" in statement]
    assert "ledger_tiles" in wanted[0]


def test_openings(book: Book) -> None:
    key, _ = fresh_citizen_key("citizen-1", 1)
    other, _ = fresh_citizen_key("citizen-1", 1)
    mine = Draft(
        EntryType.ACCOUNT_OPENED, NOW, writer.new_tag(), "citizen", citizen="citizen-1", sealed={"evidence": "e"}
    )
    with book.keeping() as session:
        writer.append(session, book.keys, key, mine)
        writer.append(session, book.keys, None, act(sealed={"why": "audit"}))
    with book.reading() as session:
        first, second = store.entry(session, 0), store.entry(session, 1)
    opened = openings.open_for_citizen(first, key)
    assert opened.payload == {"citizen": "citizen-1", "evidence": "e"}
    assert len(opened.salt) == 32
    assert "citizen-1" not in repr(opened)
    assert openings.open_for_desk(second, book.keys).payload == {"why": "audit"}
    for attempt in (
        lambda: openings.open_for_citizen(first, other),
        lambda: openings.open_for_citizen(second, key),
        lambda: openings.open_for_desk(first, book.keys),
    ):
        with pytest.raises(openings.OpeningError):
            attempt()


def test_swapped_openings_are_found(book: Book) -> None:
    key, _ = fresh_citizen_key("citizen-1", 1)
    tag = writer.new_tag()
    drafts = [
        Draft(kind, NOW, tag, "citizen", citizen="citizen-1")
        for kind in (EntryType.ACCOUNT_OPENED, EntryType.ACCOUNT_CLOSING)
    ]
    with book.keeping() as session:
        writer.append_all(session, book.keys, key, drafts)
    with book.reading() as session:
        first, second = store.entry(session, 0), store.entry(session, 1)
    from dataclasses import replace

    with pytest.raises(openings.OpeningError, match="not what the entry commits to"):
        openings.open_for_citizen(replace(first, sealed=second.sealed), key)


def test_guessing_does_not_open_a_commitment(book: Book) -> None:
    """Somebody who knows everything but the salt tries what they think stands there."""
    book.append(act(citizen="citizen-1"))
    with book.reading() as session:
        commitment = store.entry(session, 0).commitment
    guesses = (salt.to_bytes(32) + b'{"citizen":"citizen-1"}' for salt in range(10_000))
    assert all(commit(guess) != commitment for guess in guesses)


def test_a_citizens_opening_names_the_citizen(book: Book) -> None:
    key, _ = fresh_citizen_key("citizen-1", 1)
    with pytest.raises(DraftError), book.keeping() as session:
        writer.append(session, book.keys, key, act())


def test_rows_are_never_changed_or_removed(book: Book) -> None:
    book.fill(2)
    book.publish()
    for statement in (
        "UPDATE ledger_entries SET type = 'release'",
        "DELETE FROM ledger_entries WHERE entry_index = 1",
        "UPDATE ledger_checkpoints SET size = 1",
        "DELETE FROM ledger_checkpoints",
        "UPDATE ledger_openings SET sealed_for = 'citizen'",
        "DELETE FROM ledger_openings",
    ):
        with pytest.raises(DBAPIError, match="never changed"):
            book.execute(statement)
    if book.engine.dialect.name == "postgresql":
        for table in ("ledger_entries", "ledger_openings"):
            with pytest.raises(DBAPIError, match="never changed"):
                book.execute(f"TRUNCATE {table}")
    else:
        for row in (EntryRow, OpeningRow):
            columns = [column.name for column in row.__table__.columns]
            again = ", ".join("1" if name == "entry_index" else name for name in columns)
            name = row.__tablename__
            replacing = f"INSERT OR REPLACE INTO {name} ({', '.join(columns)}) SELECT {again} FROM {name}"
            with pytest.raises(DBAPIError, match="never changed"):
                book.execute(replacing + " WHERE entry_index = 0")


def test_openings_go_with_the_account_and_not_before(book: Book) -> None:
    tag, other = writer.new_tag(), writer.new_tag()
    key, _ = fresh_citizen_key("citizen-1", 1)
    drafts = [Draft(EntryType.ACCOUNT_OPENED, NOW, one, "citizen", citizen="citizen-1") for one in (tag, other)]
    with book.keeping() as session:
        writer.append_all(session, book.keys, key, drafts)
    with pytest.raises(DBAPIError, match="never changed"), book.keeping() as session:
        store.forget_openings(session, [tag])
    book.append(Draft(EntryType.ERASE, NOW, tag, "system"))
    with book.keeping() as session:
        store.forget_openings(session, [tag])
    with book.reading() as session:
        assert [store.entry(session, index).sealed_for for index in range(3)] == [None, "citizen", "desk"]
    with pytest.raises(DBAPIError, match="never changed"):
        book.execute("DELETE FROM ledger_openings WHERE entry_index = 2")


def test_the_triggers_can_be_taken_away(book: Book) -> None:
    from ledger.triggers import DROP_TRIGGERS, TRIGGERS

    book.fill(1)
    book.execute(*DROP_TRIGGERS[book.engine.dialect.name])
    book.execute("UPDATE ledger_entries SET type = type")
    book.execute(*TRIGGERS[book.engine.dialect.name])


def test_eight_writers_leave_no_gap_and_keep_the_order_of_commits(book: Book) -> None:
    """Each writer adds to shared tags; one in ten is undone. What was acknowledged before comes before."""
    tags = sorted(writer.new_tag() for _ in range(3))
    acknowledged: list[tuple[int, int, int]] = []  # first seen free index, index, number
    lock = threading.Lock()
    errors: list[BaseException] = []

    def write(seed: int) -> None:
        draw = random.Random(seed)
        for _ in range(25):
            try:
                with lock:
                    before = max((index for _, index, _ in acknowledged), default=-1)
                with (
                    Session(book.engine.execution_options(sekali_keeps=True)) as session,
                    session.begin() as transaction,
                ):
                    done = writer.append_all(
                        session, book.keys, None, [act(draw.choice(tags)) for _ in range(draw.randint(1, 3))]
                    )
                    if draw.random() < 0.1:
                        transaction.rollback()
                        continue
                with lock:
                    acknowledged.extend((before, place.index, place.number) for place in done)
            except BaseException as error:
                errors.append(error)

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(index for _, index, _ in acknowledged) == list(range(len(acknowledged)))
    assert all(before < index for before, index, _ in acknowledged)
    assert len(acknowledged) > 200
    book.publish()
    report = book.verify(book.export())
    assert (report.exit_code, report.size) == (0, len(acknowledged))
    with book.reading() as session:
        assert session.scalar(select(HeadRow.size).where(HeadRow.name == store.WRITTEN)) == len(acknowledged)
