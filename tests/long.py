"""`make test-long`: the full counts. Its last output stands in docs/test-long.txt with date and commit."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ROUNDS = "50"


def main() -> int:
    """Run races and long tests with full counts, one process, and keep what they said."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout.strip()
    command = [sys.executable, "-m", "pytest", "-q", "-m", "long", "tests"]
    races = [sys.executable, "-m", "pytest", "-v", "tests/journeys/test_races.py"]
    said = [f"{datetime.now(UTC):%Y-%m-%d} commit {commit}, {ROUNDS} rounds of 8", ""]
    code = 0
    for run in (races, command):
        done = subprocess.run(
            run, cwd=HOUSE, env=os.environ | {"SEKALI_TEST_ROUNDS": ROUNDS}, capture_output=True, text=True, check=False
        )
        print(done.stdout + done.stderr)
        lines = [line for line in done.stdout.splitlines() if "::" in line or "passed" in line or "failed" in line]
        said += [f"$ {' '.join(['python', *run[1:]])}", *lines, ""]
        code = code or (done.returncode if done.returncode != 5 else 0)  # 5: nothing is marked long
    (HOUSE / "docs" / "test-long.txt").write_text("\n".join(said))
    return code


if __name__ == "__main__":
    sys.exit(main())
