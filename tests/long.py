"""`make test-long`: the full counts. Its last output stands in docs/test-long.txt with date and commit."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ROUNDS = "50"


def main() -> int:
    """Run the races with full counts, one process, and keep what they said."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout.strip()
    races = [str(path.relative_to(HOUSE)) for path in sorted((HOUSE / "tests" / "journeys").glob("test_races*.py"))]
    command = [sys.executable, "-m", "pytest", "-v", "--durations=0", "--durations-min=1000", *races]
    said = [f"{datetime.now(UTC):%Y-%m-%d} commit {commit}, {ROUNDS} rounds of 8", ""]
    done = subprocess.run(
        command,
        cwd=HOUSE,
        env=os.environ | {"SEKALI_TEST_ROUNDS": ROUNDS},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout + done.stderr)
    lines = [line for line in done.stdout.splitlines() if "::" in line or "passed" in line or "failed" in line]
    said += [f"$ python {' '.join(command[1:])}", *lines, ""]
    (HOUSE / "docs" / "test-long.txt").write_text("\n".join(said))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
