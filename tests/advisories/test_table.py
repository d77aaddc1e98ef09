"""The table of the advisories is whole, every row points to a test that pytest finds, and the page says the same."""

import subprocess
import sys

import pytest

from tests.advisories.page import PAGE, ROWS, written

HOUSE = PAGE.parents[1]


@pytest.fixture(scope="module")
def found() -> set[str]:
    """Every test that pytest finds in the files the rows point to, with and without its case."""
    files = sorted({row.node.partition("::")[0] for row in ROWS if row.test})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    told = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True)
    nodes = {line for line in told.stdout.splitlines() if "::" in line}
    return nodes | {node.partition("[")[0] for node in nodes}


def test_every_advisory_has_one_row():
    assert [row.number for row in ROWS] == list(range(1, 139))
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_runs_or_says_why_not(row, found):
    if row.reason:
        assert not (row.test or row.answered) and len(row.reason) > 40
    else:
        assert row.sent and row.answered
        assert row.node in found


def test_the_page_is_the_table():
    assert PAGE.read_text() == written(), "run: python -m tests.advisories.page"
