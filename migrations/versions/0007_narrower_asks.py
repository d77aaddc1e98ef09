"""A waiting question may be about some fields of its purpose, or about one reading."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("asks", sa.Column("only", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("asks", sa.Column("once", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Undo the revision."""
    op.drop_column("asks", "once")
    op.drop_column("asks", "only")
