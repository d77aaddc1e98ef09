"""Every module that is named has a row, every row a test, and nothing is skipped but what needs `alg: none`."""

from importlib import import_module
from pathlib import Path

from tests.conformance.table import SKIPPED, TABLE

LISTED = (Path(__file__).parent / "modules.txt").read_text().splitlines()
MODULES = [line for line in LISTED if line and line[0] not in "#["]


def test_every_module_has_a_row_and_every_row_a_module() -> None:
    assert len(set(MODULES)) == len(MODULES)
    assert set(MODULES) == TABLE.keys() | SKIPPED.keys()
    assert not TABLE.keys() & SKIPPED.keys()
    assert all("alg none" in reason for reason in SKIPPED.values())


def test_every_row_names_a_test() -> None:
    for row in TABLE.values():
        file, name = row.split("::")
        assert callable(getattr(import_module(f"tests.conformance.{file}"), name)), row
