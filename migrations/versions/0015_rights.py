"""What citizens ask for under UU 27/2022: tickets with a number and a clock."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "rights_tickets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("right", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_rights_tickets_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_rights_tickets_number")),
    )
    op.create_index(op.f("ix_rights_tickets_citizen_id"), "rights_tickets", ["citizen_id"])
    op.create_index(op.f("ix_rights_tickets_due_at"), "rights_tickets", ["due_at"])
    # Objections that were made before have their clock from then on; it may have run out.
    op.execute(
        "INSERT INTO rights_tickets (id, number, citizen_id, \"right\", channel, fields, made_at, due_at) "
        "SELECT o.id, o.number, o.citizen_id, 'objection', 'web', g.granted, o.created_at, o.created_at "
        "FROM objections o JOIN grants g ON g.id = o.grant_id WHERE o.state = 'open'"
    )


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("rights_tickets")
