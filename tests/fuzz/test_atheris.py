"""A short run of atheris, the same each time; `make fuzz` and `make test-long` run it for as long as one likes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.drawing import RUNS

HOUSE = Path(__file__).parents[2]
# A fault that these readers found once: a key that is half of a character.
BROKEN = """
import sys
from ledger.verify import notes
strict = notes.read_key
notes.read_key = lambda text: (text.encode(), strict(text))[1]
from tests.fuzz.__main__ import main
sys.exit(main())
"""


def fuzzed(folder: Path, *how: str, reader: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *how, reader, "--runs", str(RUNS), "--corpus", str(folder)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("reader", ["request_object", "dpop_proof", "export"])
def test_nothing_breaks_a_reader(reader: str, tmp_path: Path) -> None:
    done = fuzzed(tmp_path, "-m", "tests.fuzz", reader=reader)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert f"Done {RUNS} runs" in done.stderr
    assert len(list((tmp_path / reader).iterdir())) > 5, "it found ways that the seeds do not go"


def test_control_a_broken_reader_is_found(tmp_path: Path) -> None:
    done = fuzzed(tmp_path, "-c", BROKEN, reader="note")
    assert done.returncode != 0
    assert "UnicodeEncodeError" in done.stdout + done.stderr
    assert list((tmp_path / "note").glob("crash-*"))
