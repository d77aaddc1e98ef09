"""Alembic's environment: runs on the connection that `web.database` hands over, never on an address of its own."""

from alembic import context
from sqlalchemy import Connection

import accounts.apps.store
import accounts.credentials.store
import accounts.desk.store
import accounts.holds.store
import accounts.lookups.store
import accounts.notices.store
import accounts.office.store
import accounts.passkeys.store
import accounts.rights.store
import accounts.tables
import accounts.throttle.store
import consent.deletion.store
import consent.review.store
import consent.store
import core.backups
import core.outbox
import keys.store
import ledger.handovers.store
import ledger.store
import ledger.witnessing.store
import oidc.signals.store
import oidc.tables
import vault.documents.store
import vault.store
import vault.verification.store
from core.tables import Base

# Each of these adds its tables to the metadata.
TABLES = (
    accounts.tables,
    accounts.apps.store,
    accounts.credentials.store,
    accounts.desk.store,
    accounts.lookups.store,
    accounts.notices.store,
    accounts.office.store,
    accounts.passkeys.store,
    accounts.holds.store,
    accounts.rights.store,
    accounts.throttle.store,
    consent.deletion.store,
    consent.review.store,
    consent.store,
    core.backups,
    core.outbox,
    keys.store,
    ledger.handovers.store,
    ledger.store,
    ledger.witnessing.store,
    oidc.signals.store,
    oidc.tables,
    vault.documents.store,
    vault.store,
    vault.verification.store,
)


def run(connection: Connection) -> None:
    """Run the wanted revisions in one transaction.

    SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would delete
    the children of its rows. They are switched off for the rebuild and checked afterwards.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=on_sqlite,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
    if on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise RuntimeError("A revision left rows whose parent is gone.")


run(context.config.attributes["connection"])
