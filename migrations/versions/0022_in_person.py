"""Which checked NIKs were seen on the card, with its bearer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision. Of those checked before it is not known, so nothing is claimed."""
    op.add_column("identifiers", sa.Column("in_person", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("identifiers") as identifiers:
        identifiers.alter_column("in_person", server_default=None)


def downgrade() -> None:
    """Undo the revision."""
    with op.batch_alter_table("identifiers") as identifiers:
        identifiers.drop_column("in_person")
