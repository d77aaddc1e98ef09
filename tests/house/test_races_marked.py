"""Races bear the mark by which `make test-long` collects them."""

import re
from pathlib import Path

STARTS_MANY = re.compile(r"^from \S+ import .*\b(ThreadPoolExecutor|at_once)\b", re.MULTILINE)
STARTERS = {"racing.py", "at_once.py"}


def test_whoever_starts_many_at_once_bears_the_mark() -> None:
    tests = [path for path in Path(__file__).parents[1].rglob("*.py") if path.name not in STARTERS]
    racing = {path: path.read_text() for path in tests if STARTS_MANY.search(path.read_text())}
    assert len(racing) > 5
    unmarked = [str(path) for path, text in racing.items() if "pytest.mark.race" not in text]
    assert unmarked == [], "mark the race and its control by @pytest.mark.race"
