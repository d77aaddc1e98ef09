"""`python -m tests.fuzz [READER]`: atheris looks for bytes that break a reader, or one after the other all of them.

The product's modules are instrumented while they are imported, so nothing of them may be imported before.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

PRODUCT = ["oidc", "ledger.verify", "core.canonical"]
LONGEST = 8192


def main() -> int:
    """Fuzz from the seeds; what breaks a reader is written into its corpus' folder, and the exit code is not 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("reader", nargs="?")
    parser.add_argument("--runs", type=int, default=-1, help="inputs that are tried at most, -1 for no limit")
    parser.add_argument("--seconds", type=int, default=0, help="time that each reader gets at most, 0 for no limit")
    parser.add_argument("--corpus", type=Path, help="a folder that is kept and grows; by default one for this run")
    chosen = parser.parse_args()
    folder = chosen.corpus or Path(tempfile.mkdtemp(prefix="sekali-fuzz-"))
    limits = ["--runs", str(chosen.runs), "--seconds", str(chosen.seconds), "--corpus", str(folder)]
    if chosen.reader is None:
        from tests.fuzz.readers import READERS

        each = [subprocess.run([sys.executable, "-m", "tests.fuzz", one, *limits], check=False) for one in READERS]
        return max(done.returncode for done in each)
    return _fuzz(chosen.reader, folder / chosen.reader, chosen.runs, chosen.seconds)


def _fuzz(reader: str, corpus: Path, runs: int, seconds: int) -> int:
    with atheris.instrument_imports(include=PRODUCT):
        from tests.fuzz.readers import READERS
        from tests.fuzz.seeds import SEEDS
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[reader]):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-runs={runs}", f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-len_control=0"]
    told = ["-timeout=10", "-rss_limit_mb=1024", f"-artifact_prefix={corpus}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(corpus), "-seed=1", *limits, *told], READERS[reader])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
