"""Purposes are reviewed before they are asked; they say whether a machine decides, who is abroad, how often is read."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.add_column("purposes", sa.Column("automated", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("purposes", sa.Column("abroad", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("purposes", sa.Column("dpia", sa.String(length=100), nullable=False, server_default=""))
    op.add_column("purposes", sa.Column("reads", sa.Integer(), nullable=True))
    op.add_column("grants", sa.Column("reads", sa.Integer(), nullable=True))
    op.add_column("grants", sa.Column("used", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "purpose_proposals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(length=64), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_purpose_proposals_service_id_services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_proposals")),
    )
    op.create_index(op.f("ix_purpose_proposals_service_id"), "purpose_proposals", ["service_id"])
    op.create_index(op.f("ix_purpose_proposals_state"), "purpose_proposals", ["state"])


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("purpose_proposals")
    op.drop_column("grants", "used")
    op.drop_column("grants", "reads")
    op.drop_column("purposes", "reads")
    op.drop_column("purposes", "dpia")
    op.drop_column("purposes", "abroad")
    op.drop_column("purposes", "automated")
