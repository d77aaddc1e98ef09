"""Which other servers a question asks keys for, and an answer gives them for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    for table in ("asks", "grants"):
        op.add_column(table, sa.Column("systems", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    for table in ("grants", "asks"):
        op.drop_column(table, "systems")
