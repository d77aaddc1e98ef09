"""By which device a citizen was signed in, in the notice of it, and whether they disowned it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("account_notices", sa.Column("device", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("account_notices", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("account_notices") as notices:
        notices.alter_column("device", server_default=None)


def downgrade() -> None:
    """Undo the revision."""
    with op.batch_alter_table("account_notices") as notices:
        notices.drop_column("answered_at")
        notices.drop_column("device")
