"""The statements that make a database refuse to change or remove entries and checkpoints, for the migrations."""

from collections.abc import Mapping, Sequence

_NEVER = "ledger rows are never changed"
_GUARDED = ("ledger_entries", "ledger_checkpoints")

_SQLITE = [
    f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END"
    for table in _GUARDED
    for deed in ("update", "delete")
]
# INSERT OR REPLACE deletes without firing the triggers above.
_SQLITE_REPLACE = (
    "CREATE TRIGGER ledger_entries_no_replace BEFORE INSERT ON ledger_entries"
    " WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE entry_index = NEW.entry_index)"
    " BEGIN SELECT RAISE(ABORT, 'ledger rows are never changed'); END"
)
_POSTGRESQL_FUNCTION = (
    f"CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_NEVER}'; END $$"
)
_POSTGRESQL = [
    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} FOR EACH {each} EXECUTE FUNCTION ledger_refuses()"
    for table in _GUARDED
    for deed, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
]

TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": [*_SQLITE, _SQLITE_REPLACE],
    "postgresql": [_POSTGRESQL_FUNCTION, *_POSTGRESQL],
}

DROP_TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in TRIGGERS["sqlite"]],
    "postgresql": ["DROP FUNCTION ledger_refuses() CASCADE"],
}
