"""Recoveries at the counter, by two officers."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "office_recoveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first", sa.LargeBinary(), nullable=False),
        sa.Column("approved_by", sa.String(length=36), nullable=True),
        sa.Column("second", sa.LargeBinary(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_office_recoveries_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_office_recoveries_proposed_by_staff")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_office_recoveries_approved_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_recoveries")),
    )
    op.create_index(op.f("ix_office_recoveries_citizen_id"), "office_recoveries", ["citizen_id"])
    op.create_index(op.f("ix_office_recoveries_proposed_at"), "office_recoveries", ["proposed_at"])


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("office_recoveries")
