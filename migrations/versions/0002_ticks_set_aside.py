"""What a citizen had ticked is kept while they fill in something."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("asks", sa.Column("ticked", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    op.drop_column("asks", "ticked")
