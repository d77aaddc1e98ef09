"""A ledger of any length is verified in bounded memory, and whoever waits sees how far it is."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ledger.mass import write_export
from tests.ledger.rogue import Rogue

HOUSE = Path(__file__).parents[2]
ENTRIES = int(os.environ.get("SEKALI_TEST_ENTRIES", "40000"))
# Bytes. What 2,000 entries take, and 64 drawers, two lists of hashes and one of erasures more; not one byte per entry but the last.
ROOM = 48 << 20


# Linux counts to a child what its parent held, until it runs a program of its own; VmHWM is the program's own.
MEASURED = """
import re, sys
from ledger.verify.__main__ import main
code = main()
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
sys.exit(code)
"""


def run(path: Path, key: str) -> tuple[int, int, float]:
    """Exit code, the most memory that was held (bytes) and seconds of a verification in a process of its own."""
    begun = time.monotonic()
    command = [sys.executable, "-c", MEASURED, str(path), "--key", key]
    done = subprocess.run(
        command, cwd=HOUSE, env=os.environ | {"TMPDIR": str(path.parent)}, capture_output=True, text=True, check=False
    )
    return done.returncode, int(done.stdout.splitlines()[-1]) * 1024, time.monotonic() - begun


def test_memory_does_not_grow_with_the_ledger(tmp_path: Path) -> None:
    rogue, path = Rogue(), tmp_path / "long.sekali"
    write_export(path, 2000, rogue)
    code, small, _ = run(path, rogue.key)
    assert code == 0
    write_export(path, ENTRIES, rogue)
    code, large, seconds = run(path, rogue.key)
    size = path.stat().st_size
    path.unlink()
    print(
        f"{ENTRIES} entries, {size >> 20} MiB: {seconds:.0f} s, {ENTRIES / seconds:.0f} entries/s, {large >> 20} MiB (2000 entries: {small >> 20} MiB)"
    )
    assert code == 0
    assert large < small + ROOM + 2 * ENTRIES


def test_the_bar_is_drawn_on_a_terminal_and_nowhere_else(tmp_path: Path) -> None:
    rogue, path = Rogue(), tmp_path / "long.sekali"
    write_export(path, 20_000, rogue)
    command = [sys.executable, "-m", "ledger.verify", str(path), "--key", rogue.key]
    ours, theirs = pty.openpty()
    done = subprocess.run(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.close(theirs)
    drawn = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert done.returncode == 0
    assert done.stdout.startswith(b"Good: 20000 entries")
    assert "Reading   [" in drawn and "%" in drawn and drawn.endswith("\r\x1b[K")
    quiet = subprocess.run(command, cwd=HOUSE, capture_output=True, check=False)
    assert quiet.stderr == b""


@pytest.mark.parametrize("damage", ["first", "all"])
def test_a_long_ledger_with_many_findings_stays_small_too(damage: str, tmp_path: Path) -> None:
    """Every entry wrong, or the first one taken out: the report keeps 10,000 findings and counts the rest."""
    rogue, path = Rogue(), tmp_path / "long.sekali"
    write_export(path, 15_000, rogue)
    data = path.read_bytes()
    head, rest = data.split(b"\n", 1)
    wrong = rest.replace(b'"v":1}', b'"v":2}') if damage == "all" else rest.split(b"\n", 1)[1]
    path.write_bytes(head + b"\n" + wrong)
    code, used, _ = run(path, rogue.key)
    assert code == 1
    assert used < 100 << 20
