"""Ledgers made at random: the lawful ones without a finding, and every kind of wrong done to them found and named."""

import os
import random
from pathlib import Path

import pytest

from ledger.verify.report import Report
from ledger.verify.verification import verify
from tests.ledger.histories import Step, bodies
from tests.ledger.lives import ledger_of_lives
from tests.ledger.rogue import Rogue
from tests.ledger.wrongs import DEEDS

LEDGERS = int(os.environ.get("SEKALI_TEST_LEDGERS", "200"))
TRIES = max(2, LEDGERS // 50)
ROGUE = Rogue()


def judged(steps: list[Step], folder: Path) -> Report:
    path = folder / "ledger.sekali"
    path.write_bytes(ROGUE.export(bodies(*steps)))
    return verify(path, [ROGUE.key])


def test_no_lawful_ledger_has_a_finding(tmp_path: Path) -> None:
    entries, kinds = 0, set()
    for seed in range(LEDGERS):
        steps = ledger_of_lives(seed)
        report = judged(steps, tmp_path)
        assert [one.sentence for one in report.findings] == [], seed
        assert report.exit_code == 0
        entries += len(steps)
        kinds |= set(report.counts)
    assert entries > 110 * LEDGERS
    assert len(kinds) == 25


def test_there_are_enough_kinds_of_wrong() -> None:
    assert len(DEEDS) >= 60
    assert len({code for code, _ in DEEDS.values()}) >= 35


@pytest.mark.parametrize("name", DEEDS)
def test_a_wrong_done_to_a_lawful_ledger_is_found_and_named(name: str, tmp_path: Path) -> None:
    code, deed = DEEDS[name]
    done = 0
    for seed in range(20 * TRIES):
        draw = random.Random(f"{name} {seed}")
        made = deed(ledger_of_lives(seed), draw)
        if made is None:
            continue
        steps, entry = made
        report = judged(steps, tmp_path)
        assert (code, entry) in {(one.code, one.entry) for one in report.findings}, (seed, report.sentences())
        assert report.exit_code == 1
        done += 1
        if done == TRIES:
            return
    pytest.fail(f"done {done} times only")
