"""What a witness remembers, in a file of its own: the newest checkpoint of each ledger, and evidence against any."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.verify.notes import Note, VerifierKey, read_note
from ledger.witness.judging import Latest, Refusal, why_refused, why_unknown
from ledger.witness.requests import AddCheckpoint

FILE = "state.sqlite"
BUSY_SECONDS = 10
REMEMBERED = 10_000  # checkpoints per ledger, by which an old one that is sent again is known

_TABLES = """
CREATE TABLE IF NOT EXISTS cosigned (
  origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, PRIMARY KEY (origin, size)
);
CREATE TABLE IF NOT EXISTS handovers (
  origin TEXT NOT NULL, size INTEGER NOT NULL, note BLOB NOT NULL, PRIMARY KEY (origin, size)
);
CREATE TABLE IF NOT EXISTS alarms (
  kind TEXT NOT NULL, origin TEXT NOT NULL, at INTEGER NOT NULL, known BLOB NOT NULL, shown BLOB NOT NULL,
  UNIQUE (kind, origin, shown)
);
"""
_KEEP = "INSERT OR REPLACE INTO cosigned VALUES (?, ?, ?, ?)"
_FORGET = (
    "DELETE FROM cosigned WHERE origin = ?1 AND size <"
    " (SELECT size FROM cosigned WHERE origin = ?1 ORDER BY size DESC LIMIT 1 OFFSET ?2)"
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Evidence: a signed checkpoint that was `shown` after the one that was `known`, at so many seconds since 1970."""

    kind: str
    origin: str
    at: int
    known: bytes
    shown: bytes


class State:
    """The state of one witness. Any number of threads and processes may use one file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        with self._writing() as connection:
            for statement in _TABLES.split(";"):
                connection.execute(statement)

    def move(self, asked: AddCheckpoint, trusted: Sequence[VerifierKey], now: int) -> Refusal | None:
        """Move on to the checkpoint that is asked for, signed by one of `trusted` or by whom it led to; or say why not.

        Looking at what was known and keeping what is known now is one transaction, which is on the disk
        when this returns: no two requests move on from the same place, and none is answered and then forgotten.
        """
        with self._writing() as connection:
            known, note = _latest(connection, asked.note.origin), asked.note
            refusal = why_unknown(asked, trusted, _handovers(connection, note.origin)) or why_refused(
                asked, known, _root(connection, note.origin, note.size)
            )
            if refusal is None:
                connection.execute(_KEEP, (note.origin, note.size, note.root, asked.data))
                connection.execute(_FORGET, (note.origin, REMEMBERED))
                if note.successor is not None:
                    connection.execute(
                        "INSERT OR IGNORE INTO handovers VALUES (?, ?, ?)", (note.origin, note.size, asked.data)
                    )
            elif refusal.alarm:
                evidence = (refusal.alarm, note.origin, now, known.note, asked.data)
                connection.execute("INSERT OR IGNORE INTO alarms VALUES (?, ?, ?, ?, ?)", evidence)
        return refusal

    def alarms(self) -> list[Alarm]:
        """Return all evidence, in the order in which it came."""
        with self._writing() as connection:
            rows = connection.execute("SELECT kind, origin, at, known, shown FROM alarms ORDER BY rowid").fetchall()
        return [Alarm(*row) for row in rows]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()


def _latest(connection: sqlite3.Connection, origin: str) -> Latest:
    newest = "SELECT size, root, note FROM cosigned WHERE origin = ? ORDER BY size DESC LIMIT 1"
    row = connection.execute(newest, (origin,)).fetchone()
    return Latest(*row) if row else Latest()


def _handovers(connection: sqlite3.Connection, origin: str) -> list[Note]:
    rows = connection.execute("SELECT note FROM handovers WHERE origin = ? ORDER BY size", (origin,))
    return [read_note(note) for (note,) in rows]


def _root(connection: sqlite3.Connection, origin: str, size: int) -> bytes | None:
    row = connection.execute("SELECT root FROM cosigned WHERE origin = ? AND size = ?", (origin, size)).fetchone()
    return row[0] if row else None
