"""What a law obliges to keep, of whom, and until when."""

import sqlalchemy as sa
from alembic import op

from core.tables import UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("citizen_id", sa.String(36), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("law", sa.String(200), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("placed_at", UTCDateTime(), nullable=False),
        sa.Column("lifted_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_legal_holds_citizen_id", "legal_holds", ["citizen_id"])


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("legal_holds")
