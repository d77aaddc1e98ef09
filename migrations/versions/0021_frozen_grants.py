"""Since when a citizen has frozen the service of an answer."""

import sqlalchemy as sa
from alembic import op

from core.tables import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("grants", sa.Column("frozen_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    op.drop_column("grants", "frozen_at")
