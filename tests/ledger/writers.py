"""Many processes that write to one ledger, undo a tenth of their deeds, and are killed in the middle of them.

`python -m tests.ledger.writers URL RING WRITERS KILLS` forks the writers, sends SIGKILL to one after another at
moments drawn at random and puts a new one in its place; then it lets the rest come to an end. Each deed is a row of
the table `deeds` and as many entries as the row says, in one transaction.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from core.clock import system_clock
from core.db import engine_options, prepare
from core.ids import new_id
from keys import file_ring
from keys.ring import KeyRing
from ledger import writer
from ledger.entries import Draft, EntryType

DEEDS = "CREATE TABLE deeds (id VARCHAR(36) PRIMARY KEY, entries INTEGER NOT NULL, before BIGINT NOT NULL)"
WRITTEN = text("SELECT size FROM ledger_head WHERE name = 'written'")
UNDONE = 0.1
SECONDS_BETWEEN_KILLS = 0.15


def engine_on(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return engine


def write(engine: Engine, keys: KeyRing, draw: random.Random, tags: list[bytes]) -> None:
    """One deed: how much was written before it began, its row, its entries; one in ten is undone at the last moment."""
    with Session(engine) as session:
        before = session.scalar(WRITTEN)
    with Session(engine.execution_options(sekali_keeps=True)) as session, session.begin() as transaction:
        deed, entries = new_id(), draw.randint(1, 3)
        row = {"id": deed, "entries": entries, "before": before}
        session.execute(text("INSERT INTO deeds VALUES (:id, :entries, :before)"), row)
        about = [
            Draft(EntryType.STAFF_ACT, system_clock(), draw.choice(tags), "system", service=deed)
            for _ in range(entries)
        ]
        writer.append_all(session, keys, None, about)
        if draw.random() < UNDONE:
            transaction.rollback()


def writing(url: str, keys: KeyRing, seed: int, tags: list[bytes], over: Path) -> Callable[[], None]:
    def run() -> None:
        engine, draw = engine_on(url), random.Random(seed)
        while not over.exists():
            write(engine, keys, draw, tags)

    return run


def born(run: Callable[[], None]) -> int:
    """Fork a process that runs `run` and ends; return its number."""
    if child := os.fork():
        return child
    code = 1
    try:
        run()
        code = 0
    finally:
        os._exit(code)


def main(url: str, ring: str, writers: int, kills: int) -> int:
    """Write, kill, write on; return how many ended in another way than they should."""
    keys, draw = file_ring.load(ring), random.Random(writers * 1000 + kills)
    tags = [writer.new_tag() for _ in range(3)]
    with tempfile.TemporaryDirectory() as folder:
        over = Path(folder) / "over"
        seeds = iter(range(writers + kills))
        alive = [born(writing(url, keys, next(seeds), tags, over)) for _ in range(writers)]
        for _ in range(kills):
            time.sleep(draw.random() * SECONDS_BETWEEN_KILLS)
            victim = alive.pop(draw.randrange(len(alive)))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            alive.append(born(writing(url, keys, next(seeds), tags, over)))
        time.sleep(SECONDS_BETWEEN_KILLS)
        over.touch()
        return sum(os.waitpid(child, 0)[1] != 0 for child in alive)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
