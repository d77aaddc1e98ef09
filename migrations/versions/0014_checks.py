"""What one source said about one version of a value: who, when, how, where, and until when it counts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "vault_checks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_vault_checks_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_checks")),
    )
    op.create_index(op.f("ix_vault_checks_citizen_id"), "vault_checks", ["citizen_id"])
    op.create_index(op.f("ix_vault_checks_valid_until"), "vault_checks", ["valid_until"])


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("vault_checks")
