"""Measure all ways in one run, in turns, and write docs/bench-vault.txt."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine

HOUSE = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(Path(sys.prefix) / "rivals"))

from core.db import engine_options, prepare  # noqa: E402 - the rivals stand in a folder of their own
from tests.vault_bench import server  # noqa: E402
from tests.vault_bench.sealers import ALL, PgCrypto, Sealer  # noqa: E402
from vault import catalogue  # noqa: E402
from web.database import upgrade  # noqa: E402

MICRO, MILLI = 1e-6, 1e-3
ROUNDS = 80  # each so short that some of them run undisturbed on a busy machine
FIELDS = [name for name, field in catalogue.FIELDS.items() if not field.is_document][:60]
FIVE = ["nik", "full_name", "birth_date", "ktp_street", "phone_number"]
DRAWN = random.Random(2026)
VALUES = {
    name: "".join(DRAWN.choices("abcdefghijklmnopqrstuvwxyz 0123456789", k=8 + DRAWN.randrange(40))) for name in FIELDS
}
DOCUMENT = DRAWN.randbytes(2_000_000)
Measure = tuple[str, Callable[[], object], float]
HEAD = "{:18}" + "{:>17}" * 6


def measures(one: Sealer) -> list[Measure]:
    """What is measured of one way: a name, what is done, and the seconds of its unit."""
    sealed, file = one.seal_all(VALUES), one.seal_file(DOCUMENT)
    assert one.open_all(sealed) == VALUES
    assert one.open_file(file) == DOCUMENT
    assert one.read(FIVE) == {name: VALUES[name] for name in FIVE}
    assert one.read(FIELDS) == VALUES
    return [
        ("seal", lambda: one.seal_all(VALUES), len(VALUES) * MICRO),
        ("open", lambda: one.open_all(sealed), len(VALUES) * MICRO),
        ("read 5 of 60", lambda: one.read(FIVE), MICRO),
        ("read all 60", lambda: one.read(FIELDS), MICRO),
        ("seal 2 MB", lambda: one.seal_file(DOCUMENT), MILLI),
        ("open 2 MB", lambda: one.open_file(file), MILLI),
    ]


def measured(ways: list[Sealer]) -> dict[str, dict[str, tuple[float, float]]]:
    """The least disturbed of many rounds, in which every way has its turn: by the clock, and of the CPU of this process."""
    times: dict[str, dict[str, list[tuple[float, float]]]] = {one.name: {} for one in ways}
    told = {one.name: measures(one) for one in ways}
    for _ in range(ROUNDS):
        for name, of_one in told.items():
            for what, do, unit in of_one:
                do()
                begun, worked = time.perf_counter(), time.process_time()
                do()
                spent = time.perf_counter() - begun, time.process_time() - worked
                times[name].setdefault(what, []).append((spent[0] / unit, spent[1] / unit))
    return {
        name: {what: (min(one[0] for one in all_of), min(one[1] for one in all_of)) for what, all_of in of.items()}
        for name, of in times.items()
    }


def lines(found: Mapping[str, Mapping[str, tuple[float, float]]]) -> list[str]:
    """What was measured, how many times as long as Sekali each way takes, and what a part of a profile costs."""
    mine = found["Sekali"]
    table = [HEAD.format("", *mine), HEAD.format("", "us a value", "us a value", "us", "us", "ms", "ms")]
    table += [HEAD.format(name, *(f"{time:.1f}" for time, _ in of.values())) for name, of in found.items()]
    table += ["", "times as long as Sekali"]
    table += [HEAD.format(name, *(f"{of[what][0] / mine[what][0]:.2f}" for what in mine)) for name, of in found.items()]
    table += ["", "5 of 60 as a part of all 60       by the clock      CPU of this process"]
    return table + [
        f"{name:18}{of['read 5 of 60'][0] / of['read all 60'][0]:28.2f}{of['read 5 of 60'][1] / of['read all 60'][1]:25.2f}"
        for name, of in found.items()
    ]


def main() -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    with server.postgres() as url:
        address = url.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(address, **engine_options(address))
        prepare(engine)
        upgrade(engine)
        is_whole = server.has_pgcrypto(url)
        ways = [made(engine, url) for made in ALL if is_whole or made is not PgCrypto]
        for one in ways:
            one.fill(VALUES)
        said = [
            f"{datetime.now(UTC):%Y-%m-%d} commit {commit.stdout.strip()}, {server.version(url)}, {ROUNDS} rounds, the best of each",
            "60 values of 8 to 47 characters, one file of 2 MB; a read is a statement in an open transaction and the opening of what it finds",
            *([] if is_whole else ["pgcrypto is not on this machine (Debian: postgresql)"]), "", *lines(measured(ways)),
        ]  # fmt: skip
        engine.dispose()
    print("\n".join(said))
    (HOUSE / "docs" / "bench-vault.txt").write_text("\n".join(said) + "\n")


if __name__ == "__main__":
    main()
