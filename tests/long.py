"""`make test-long`: the full counts. Its last output stands in docs/test-long.txt with date and commit."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ROUNDS = "50"
LEDGERS = "1000"
ENTRIES = "10000000"
DRAWS = "20"
COUNTS = {
    "SEKALI_TEST_ROUNDS": ROUNDS,
    "SEKALI_TEST_LEDGERS": LEDGERS,
    "SEKALI_TEST_ENTRIES": ENTRIES,
    "SEKALI_TEST_DRAWS": DRAWS,
    "SEKALI_TEST_SPRAY_SECONDS": "15",
}
DRAWING = "from tests.drawing import"  # how a test says that hypothesis or atheris draws what it is given
COUNTED = (
    "tests/canaries/test_programs.py",
    "tests/accounts/test_spraying.py",
    "tests/ledger/test_generated.py",
    "tests/ledger/test_bounded.py",
    "tests/ledger/test_export.py",
)


PYTEST = (sys.executable, "-m", "pytest", "-v", "-rP", "--durations=0", "--durations-min=1000")
TOLD = ("::", "passed", "failed", "entries/s", "canaries;", " steps")


def main() -> int:
    """Run every race of the tree, the proofs of the ledger and all that is drawn with full counts, one process each, and keep what they said."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout.strip()
    counts = f"{ROUNDS} rounds of 8, {LEDGERS} ledgers, {ENTRIES} entries, {DRAWS} times the draws"
    said = [f"{datetime.now(UTC):%Y-%m-%d} commit {commit}, {counts}", ""]
    tests = sorted((HOUSE / "tests").rglob("test_*.py"))
    drawn = [str(path.relative_to(HOUSE)) for path in tests if DRAWING in path.read_text(encoding="utf-8")]
    codes = [_told(said, "-m", "race", "tests"), _told(said, *COUNTED), _told(said, *drawn)]
    (HOUSE / "docs" / "test-long.txt").write_text("\n".join(said))
    return max(codes)


def _told(said: list[str], *which: str) -> int:
    command = [*PYTEST, *which]
    done = subprocess.run(command, cwd=HOUSE, env=os.environ | COUNTS, capture_output=True, text=True, check=False)
    print(done.stdout + done.stderr)
    lines = [line for line in done.stdout.splitlines() if any(word in line for word in TOLD)]
    said += [f"$ python {' '.join(command[1:])}", *lines, ""]
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
