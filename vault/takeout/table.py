"""The table: one line a value, as spreadsheets read it."""

import csv
import io
import json
from collections.abc import Mapping

from vault import catalogue
from vault.display import text_of
from vault.values import AUTHORITY, Value

HEAD = ("key", "label_id", "label_en", "words_id", "words_en", "value", "state", "source", "as_of", "version")
# A spreadsheet takes a text that begins so for a formula (CWE-1236).
FORMULAS = frozenset("=+-@\t\r")


def table(values: Mapping[str, Value]) -> str:
    """Return the table as CSV (RFC 4180) with a line of names; times are ISO 8601 with their zone."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEAD)
    for key, one in values.items():
        field = catalogue.FIELDS[key]
        kind, _, _ = one.source.partition(":")
        writer.writerow(
            map(
                _plain,
                (
                    key, field.label_id, field.label_en, text_of(key, one.data, "id"), text_of(key, one.data, "en"),
                    one.data if isinstance(one.data, str) else json.dumps(one.data, ensure_ascii=False, sort_keys=True),
                    one.state, one.source if kind == AUTHORITY else kind, one.as_of.isoformat(), str(one.version),
                ),
            )
        )  # fmt: skip
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in FORMULAS else text
