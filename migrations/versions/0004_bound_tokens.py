"""Codes and tokens that only the holder of one key can use."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    for table in ("authorization_codes", "tokens"):
        op.add_column(table, sa.Column("bound_to", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    for table in ("authorization_codes", "tokens"):
        op.drop_column(table, "bound_to")
