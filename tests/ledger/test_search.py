"""Search, bundles, and the command line's answers about them."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from ledger import bundle, store, writer
from ledger.entries import Draft, EntryType
from ledger.export import NothingPublishedError
from ledger.search import find
from ledger.verify.verification import verify
from tests.ledger.conftest import NOW, Book

TAG, OTHER = writer.new_tag(), writer.new_tag()
HOUR = timedelta(hours=1)
TERMS = {"once": False, "ends": None}

ENTRIES = [
    Draft(EntryType.ACCOUNT_OPENED, NOW, OTHER, "citizen"),
    Draft(
        EntryType.CONSENT_GIVEN,
        NOW + HOUR,
        TAG,
        "citizen",
        ("nik", "resident_of:35.74"),
        "library",
        "card@1",
        terms=TERMS,
    ),
    Draft(EntryType.RELEASE, NOW + 2 * HOUR, TAG, "service", ("resident_of:35.74",), "library", "card@1"),
    Draft(EntryType.CONSENT_CHANGED, NOW + 3 * HOUR, TAG, "citizen", ("nik",), "library", "card@2", terms=TERMS),
    Draft(EntryType.RELEASE, NOW + 4 * HOUR, TAG, "service", ("nik",), "library", "card@2"),
    Draft(
        EntryType.STAFF_LOOKUP,
        NOW + 5 * HOUR,
        writer.new_tag(),
        "staff",
        ("nik_verified",),
        "tax",
        "card_x@1",
        staff="s-1",
    ),
]

SEARCHES = {
    "everything": ({}, [0, 1, 2, 3, 4, 5]),
    "a service": ({"service": "library"}, [1, 2, 3, 4]),
    "all versions of a purpose": ({"purpose": "card"}, [1, 2, 3, 4]),
    "one version of a purpose": ({"purpose": "card@2"}, [3, 4]),
    "a purpose that is a pattern": ({"purpose": "card%"}, []),
    "an underscore is no wildcard": ({"purpose": "cardXx"}, []),
    "a field": ({"field": "nik"}, [1, 3, 4]),
    "a field without its parameter": ({"field": "resident_of"}, [1, 2]),
    "a field with its parameter": ({"field": "resident_of:35.74"}, [1, 2]),
    "a field with another parameter": ({"field": "resident_of:35.75"}, []),
    "a field that is a pattern": ({"field": "%"}, []),
    "since": ({"since": NOW + 4 * HOUR}, [4, 5]),
    "until": ({"until": NOW + HOUR}, [0]),
    "between": ({"since": NOW + HOUR, "until": NOW + 3 * HOUR}, [1, 2]),
    "a tag": ({"tag": TAG}, [1, 2, 3, 4]),
    "tags": ({"tag": [TAG, OTHER]}, [0, 1, 2, 3, 4]),
    "no tags": ({"tag": []}, []),
    "a type": ({"type": EntryType.RELEASE}, [2, 4]),
    "types": ({"type": [EntryType.RELEASE, EntryType.ACCOUNT_OPENED]}, [0, 2, 4]),
    "a member of staff": ({"staff": "s-1"}, [5]),
    "after": ({"after": 3}, [4, 5]),
    "newest first": ({"newest_first": True}, [5, 4, 3, 2, 1, 0]),
    "newest first, continued": ({"newest_first": True, "after": 2}, [1, 0]),
    "a limit": ({"limit": 2, "service": "library"}, [1, 2]),
    "all together": (
        {"service": "library", "purpose": "card", "field": "nik", "since": NOW + 2 * HOUR, "type": EntryType.RELEASE},
        [4],
    ),
    "nothing fits": ({"service": "library' OR 1=1 --"}, []),
}


@pytest.fixture
def filled(book: Book) -> Book:
    book.append(*ENTRIES)
    return book


def test_searches(filled: Book) -> None:
    with filled.reading() as session:
        for name, (wanted, indexes) in SEARCHES.items():
            assert [entry.index for entry in find(session, **wanted)] == indexes, name


def test_found_entries_tell_what_was_written(filled: Book) -> None:
    with filled.reading() as session:
        entry = find(session, type=EntryType.CONSENT_CHANGED)[0]
    assert (entry.service, entry.purpose, entry.fields, entry.terms, entry.number) == (
        "library",
        "card@2",
        ("nik",),
        TERMS,
        3,
    )
    assert entry.time == NOW + 3 * HOUR


def make(book: Book, indexes: list[int]) -> tuple[bytes, bundle.Bundled]:
    stream = io.BytesIO()
    with book.reading() as session:
        done = bundle.bundle(session, indexes, stream)
    return stream.getvalue(), done


def test_a_bundle_verifies_offline(filled: Book, tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError):
        make(filled, [0])
    filled.publish()
    filled.fill(2)
    data, done = make(filled, [4, 2, 2, 6])
    assert (done.entries, done.left_out) == (2, (6,))
    assert make(filled, [4, 2, 2, 6])[0] == data
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    report = verify(path, [filled.key])
    assert (report.exit_code, report.kind, report.counts, report.findings) == (0, "bundle", {"release": 2}, [])
    assert verify(path, []).exit_code == 2
    with zipfile.ZipFile(path) as file:
        assert sorted(file.namelist()) == [
            "BACA.txt", "README.txt", "checkpoint.txt", "entries/000000002.json", "entries/000000004.json",
            "proofs/000000002.tlog-proof", "proofs/000000004.tlog-proof",
        ]  # fmt: skip
        assert file.read("proofs/000000002.tlog-proof").startswith(b"c2sp.org/tlog-proof@v1\nindex 2\n")
        with filled.reading() as session:
            assert file.read("entries/000000002.json") == store.entry(session, 2).body
    kept = tmp_path / "kept"
    kept.write_bytes(b"")
    assert verify(path, [filled.key], [kept]).exit_code == 2


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """The bundle with parts replaced (or removed with None)."""
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in changes.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in [*old.namelist(), *(name for name in named if name not in old.namelist())]:
            part = named.get(name, old.read(name) if name in old.namelist() else b"")
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


def test_a_touched_bundle_is_found_and_named(filled: Book, tmp_path: Path) -> None:
    filled.publish()
    data, _ = make(filled, [2, 4])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        two, four, proof = (
            file.read(name)
            for name in ("entries/000000002.json", "entries/000000004.json", "proofs/000000004.tlog-proof")
        )
        own = file.read("proofs/000000002.tlog-proof")
    entry, proof_of = "entries__000000002_dot_json", "proofs__000000002_dot_tlog-proof"
    touched = {
        "another body": ({entry: two.replace(b"35.74", b"35.75")}, 1, "not-included", 2),
        "a body that is no body": ({entry: b"{}"}, 1, "malformed", 2),
        "another entry's body": ({entry: four}, 1, "not-included", 2),
        "another entry's proof": ({proof_of: proof}, 1, "proof", 2),
        "another checkpoint in the proof": ({proof_of: own.replace(b"/ledger\n6\n", b"/ledger\n5\n")}, 1, "proof", 2),
        "no proof in the proof": ({proof_of: b"x"}, 1, "proof", 2),
        "a foreign part": ({"more_dot_exe": b"x"}, 1, "foreign", None),
    }
    path = tmp_path / "bundle.zip"
    for name, (changes, code, finding, index) in touched.items():
        path.write_bytes(repacked(data, **changes))
        report = verify(path, [filled.key])
        assert report.exit_code == code, name
        assert (finding, index) in {(one.code, one.entry) for one in report.findings}, name
        assert all(one.file for one in report.findings)
    for changes in (
        {proof_of: None},
        {"checkpoint_dot_txt": None},
        {"checkpoint_dot_txt": b"x"},
        {entry: b"x" * 70_000},
    ):
        path.write_bytes(repacked(data, **changes))
        assert verify(path, [filled.key]).exit_code == 2


def test_a_bundle_with_any_byte_flipped_never_shows_another_entry(filled: Book, tmp_path: Path) -> None:
    """The container has bytes that mean nothing (dates, flags); whatever still verifies holds the same parts."""
    filled.publish()
    data, _ = make(filled, [2])
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        wanted = {
            name: file.read(name) for name in file.namelist() if name.endswith((".json", ".tlog-proof", "point.txt"))
        }
    for at in range(0, len(data), 3):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        report = verify(path, [filled.key])
        if report.exit_code == 0 and report.counts:
            with zipfile.ZipFile(path) as file:
                assert {name: file.read(name) for name in wanted} == wanted
