"""Openings of the ledger in a table of their own: entries never go, openings go with the account."""

import sqlalchemy as sa
from alembic import op

from ledger.triggers import DROP_OPENING_TRIGGERS, DROP_TRIGGERS, OPENING_TRIGGERS, TRIGGERS

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEX = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "ledger_openings",
        sa.Column("entry_index", _INDEX, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_for", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_ledger_openings")),
    )
    op.execute(
        "INSERT INTO ledger_openings (entry_index, sealed, sealed_for)"
        " SELECT entry_index, sealed, sealed_for FROM ledger_entries WHERE sealed IS NOT NULL"
    )
    # Both databases drop a column in place, without the row triggers that guard the table.
    for column in ("sealed", "sealed_for"):
        op.execute(f"ALTER TABLE ledger_entries DROP COLUMN {column}")
    for statement in OPENING_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo the revision; openings that went with their accounts stay away."""
    database = op.get_bind().dialect.name
    for statement in (*DROP_OPENING_TRIGGERS[database], *DROP_TRIGGERS[database]):
        op.execute(statement)
    op.add_column("ledger_entries", sa.Column("sealed", sa.LargeBinary()))
    op.add_column("ledger_entries", sa.Column("sealed_for", sa.String(length=8)))
    op.execute(
        "UPDATE ledger_entries SET sealed = o.sealed, sealed_for = o.sealed_for"
        " FROM ledger_openings o WHERE o.entry_index = ledger_entries.entry_index"
    )
    op.drop_table("ledger_openings")
    for statement in TRIGGERS[database]:
        op.execute(statement)
