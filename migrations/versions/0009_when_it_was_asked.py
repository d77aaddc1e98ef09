"""When the request of an authorization came: by that the age of its sign-in is judged."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("authorization_codes", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    op.drop_column("authorization_codes", "asked_at")
