"""Processes that read under one consent after another while each is withdrawn: how many reads, and how many came too late.

`python -m tests.consent.readers URL READERS ROUNDS` works on a migrated, empty database. A round is one consent: every
reader reads under it again and again until it has begun a read after the withdrawal was answered. A read is late when it
began after that and still got something. Prints `<reads> reads, <late> late`.
"""

import mmap
import os
import struct
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine

from consent import withdrawal
from consent.grants import Grant
from consent.registry import changes
from consent.registry.changes import NewService
from consent.release import Released
from core.db import engine_options, prepare
from keys.ring import KeyRing, generate
from tests.consent.conftest import Office
from tests.consent.worlds import NOW

SECONDS_OF_READING = 0.05
NEW = NewService("library", "Kartu", "Dispersip", "p@contoh.id", "https://p.contoh.id/p", "https://p.contoh.id/")


class Board:
    """Memory that all processes share: which round is open, whether its consent was withdrawn, and what each reader counted."""

    def __init__(self, readers: int) -> None:
        self._memory = mmap.mmap(-1, 16 + 24 * readers)
        self._readers = readers

    def get(self, place: int) -> int:
        return struct.unpack_from("q", self._memory, 8 * place)[0]

    def put(self, place: int, value: int) -> None:
        struct.pack_into("q", self._memory, 8 * place, value)

    def add(self, reader: int, *, late: bool) -> None:
        for place, more in ((0, 1), (1, int(late))):
            self.put(2 + 3 * reader + place, self.get(2 + 3 * reader + place) + more)

    def finish(self, reader: int, number: int) -> None:
        self.put(2 + 3 * reader + 2, number)

    def everybody_finished(self, number: int) -> bool:
        return all(self.get(2 + 3 * reader + 2) >= number for reader in range(self._readers))

    def sums(self) -> tuple[int, int]:
        return tuple(sum(self.get(2 + 3 * reader + place) for reader in range(self._readers)) for place in (0, 1))  # type: ignore[return-value]


OPEN, WITHDRAWN = 0, 1  # the number of the round that is open, and of the last one whose withdrawal was answered


def office_on(url: str, keys: KeyRing, folder: Path) -> Office:
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return Office(engine, keys, folder)


def read_all(office: Office, board: Board, reader: int, grants: list[Grant]) -> None:
    for number, grant in enumerate(grants, start=1):
        while board.get(OPEN) < number:
            time.sleep(0.001)
        is_late = False
        while not is_late:
            is_late = board.get(WITHDRAWN) >= number
            got = isinstance(office.read(grant, token=f"token-{reader}"), Released)
            board.add(reader, late=is_late and got)
        board.finish(reader, number)


def main(url: str, readers: int, rounds: int, *, checked: bool = True) -> tuple[int, int]:
    """Return reads and late reads; the ledger is `checked` unless it is known to be wrong."""
    keys, folder, board = generate(), Path(tempfile.mkdtemp()), Board(readers)
    office = office_on(url, keys, folder)
    office.service = office.do(changes.add_service, keys, NEW, NOW, staff="operator")
    card = office.register()
    grants = [office.granted(office.citizen(birth_date="1995-08-17"), card, ["age_over_17"]) for _ in range(rounds)]
    office.engine.dispose()  # no connection may go into the processes that are forked
    children = [_born(url, keys, folder, board, reader, grants) for reader in range(readers)]
    for number, grant in enumerate(grants, start=1):
        board.put(OPEN, number)
        time.sleep(SECONDS_OF_READING)
        office.do(withdrawal.withdraw, keys, grant.citizen, grant.id, office.now)
        board.put(WITHDRAWN, number)
        while not board.everybody_finished(number):
            time.sleep(0.001)
    if any(os.waitpid(child, 0)[1] for child in children):
        raise SystemExit("a reader ended in another way than it should")
    if checked:
        office.check_ledger()
    return board.sums()


def _born(url: str, keys: KeyRing, folder: Path, board: Board, reader: int, grants: list[Grant]) -> int:
    if child := os.fork():
        return child
    code = 1
    try:
        read_all(office_on(url, keys, folder), board, reader, grants)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    print("{} reads, {} late".format(*main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
