"""Roles of PostgreSQL: what the one that serves may do, which is less than what the owner of the tables may.

The triggers of the ledger refuse to rewrite it; whoever owns a table can take its triggers away. So the
program that serves connects as a role that owns nothing: there, the database itself refuses.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine, inspect, text

ALL = "SELECT, INSERT, UPDATE, DELETE"
LESS: Mapping[str, str] = {
    "ledger_entries": "SELECT, INSERT",
    "ledger_checkpoints": "SELECT, INSERT",
    "ledger_handovers": "SELECT, INSERT",
    "ledger_openings": "SELECT, INSERT, DELETE",  # which a trigger allows behind an `erase` alone
    "alembic_version": "SELECT",
}


class NoSuchRoleError(ValueError):
    """There are no roles here, none of that name, or it is more than a role that serves may be."""


def grant(engine: Engine, role: str) -> None:
    """Let `role` serve and no more: every right that it had on our tables is taken first. One transaction.

    Run as the owner of the tables, after each `sekali db upgrade`. Raises `NoSuchRoleError`.
    """
    if engine.dialect.name != "postgresql":
        raise NoSuchRoleError("Only PostgreSQL has roles; a SQLite file is guarded by its triggers and its mode.")
    with engine.begin() as connection:
        _check(connection, role)
        quoted = engine.dialect.identifier_preparer.quote(role)
        schema = engine.dialect.identifier_preparer.quote(
            connection.execute(text("SELECT current_schema()")).scalar_one()
        )
        connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted}")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f"GRANT {LESS.get(table, ALL)} ON {table} TO {quoted}")


def may_rewrite(engine: Engine) -> bool:
    """Tell whether the role that `engine` connects as could change or remove entries of the ledger, were it not for triggers.

    SQLite has no roles: whoever may write its file may write anything.
    """
    if engine.dialect.name != "postgresql":
        return False
    asked = (
        "SELECT bool_or(has_table_privilege('ledger_entries', p)) FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p"
    )
    with engine.connect() as connection:
        return bool(connection.execute(text(asked)).scalar_one())


def _check(connection: Connection, role: str) -> None:
    asked = """
        SELECT rolsuper, EXISTS (
            SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND pg_has_role(:role, tableowner, 'MEMBER')
        ) FROM pg_roles WHERE rolname = :role"""
    found = connection.execute(text(asked), {"role": role}).one_or_none()
    if found is None:
        raise NoSuchRoleError(f"PostgreSQL has no role {role}. Make it first: CREATE ROLE {role} LOGIN PASSWORD '…'")
    if any(found):
        raise NoSuchRoleError(f"The role {role} is a superuser or owns the tables; name one that owns nothing.")
