"""At which size which key of the ledger handed over to which."""

import sqlalchemy as sa
from alembic import op

from ledger.triggers import TRIGGERS_OF_HANDOVERS

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "ledger_handovers",
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("successor", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_ledger_handovers")),
    )
    for statement in TRIGGERS_OF_HANDOVERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("ledger_handovers")
