"""Every setting is told in docs/settings.md with its default, and nothing is told that does not exist."""

import re
from dataclasses import fields
from pathlib import Path

from core.settings import Settings

TOLD = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = {
    row[0]: row
    for row in (re.split(r"\s*\|\s*", line.strip("| ")) for line in TOLD.splitlines() if line.startswith("| `SEKALI_"))
}


def test_every_setting_is_told_and_no_other() -> None:
    told = {name.strip("`") for name in ROWS}
    assert told == {f"SEKALI_{field.name.upper()}" for field in fields(Settings)}


def test_every_row_has_meaning_unit_and_the_true_default() -> None:
    for field in fields(Settings):
        name, meaning, unit, default = ROWS[f"`SEKALI_{field.name.upper()}`"]
        assert len(meaning) > 15, name
        assert unit, name
        value = field.default
        if field.name in {"database_url", "keys_file"}:
            continue
        shown = ",".join(value) if isinstance(value, tuple) else str(value)
        shown = shown.lower() if isinstance(value, bool) else shown
        assert default == (f"`{shown}`" if shown else "empty"), name
