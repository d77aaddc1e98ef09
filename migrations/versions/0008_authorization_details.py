"""What authorization details asked, and what a token request narrowed it to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("authorization_codes", sa.Column("detailed", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("tokens", sa.Column("narrowed", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    op.drop_column("tokens", "narrowed")
    op.drop_column("authorization_codes", "detailed")
