"""The statements that make a database refuse to change or remove entries, checkpoints and openings, for the migrations."""

from collections.abc import Mapping, Sequence

_NEVER = "ledger rows are never changed"
_GUARDED = ("ledger_entries", "ledger_checkpoints")
_GUARDED_LATER = ("ledger_handovers",)


def _on_sqlite(*tables: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END"
        for table in tables
        for deed in ("update", "delete")
    ]


def _on_postgresql(*tables: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} FOR EACH {each} EXECUTE FUNCTION ledger_refuses()"
        for table in tables
        for deed, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
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

# The opening of a citizen's entry goes when its tag has its `erase`; no opening goes before, and none is changed.
_MAY_GO = (
    "OLD.sealed_for = 'citizen' AND EXISTS (SELECT 1 FROM ledger_entries one JOIN ledger_entries last"
    " ON last.tag = one.tag AND last.type = 'erase' WHERE one.entry_index = OLD.entry_index)"
)
_STAYS = f"SELECT RAISE(ABORT, '{_NEVER}')"
_SQLITE_OPENINGS = [
    f"CREATE TRIGGER ledger_openings_no_update BEFORE UPDATE ON ledger_openings BEGIN {_STAYS}; END",
    f"CREATE TRIGGER ledger_openings_no_delete BEFORE DELETE ON ledger_openings WHEN NOT ({_MAY_GO}) BEGIN {_STAYS}; END",
    f"""CREATE TRIGGER ledger_openings_no_replace BEFORE INSERT ON ledger_openings
        WHEN EXISTS (SELECT 1 FROM ledger_openings WHERE entry_index = NEW.entry_index) BEGIN {_STAYS}; END""",  # noqa: S608 - constant text
]
_POSTGRESQL_OPENINGS = [
    f"""CREATE FUNCTION ledger_openings_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN IF {_MAY_GO} THEN RETURN OLD; END IF; END IF;
        RAISE EXCEPTION '{_NEVER}'; END $$""",
    """CREATE TRIGGER ledger_openings_no_update BEFORE UPDATE OR DELETE ON ledger_openings
        FOR EACH ROW EXECUTE FUNCTION ledger_openings_stay()""",
    """CREATE TRIGGER ledger_openings_no_truncate BEFORE TRUNCATE ON ledger_openings
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_openings_stay()""",
]

TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": [*_on_sqlite(*_GUARDED), _SQLITE_REPLACE],
    "postgresql": [_POSTGRESQL_FUNCTION, *_on_postgresql(*_GUARDED)],
}

# Behind those: the database of before knows the function already.
TRIGGERS_OF_HANDOVERS: Mapping[str, Sequence[str]] = {
    "sqlite": _on_sqlite(*_GUARDED_LATER),
    "postgresql": _on_postgresql(*_GUARDED_LATER),
}

DROP_TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in TRIGGERS["sqlite"]],
    "postgresql": ["DROP FUNCTION ledger_refuses() CASCADE"],
}

OPENING_TRIGGERS: Mapping[str, Sequence[str]] = {"sqlite": _SQLITE_OPENINGS, "postgresql": _POSTGRESQL_OPENINGS}

DROP_OPENING_TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in _SQLITE_OPENINGS],
    "postgresql": ["DROP FUNCTION ledger_openings_stay() CASCADE"],
}
