"""What services are asked to delete, and the events by which they hear of it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "deletion_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_deletion_requests_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_deletion_requests_service_id_services")),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_deletion_requests_grant_id_grants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion_requests")),
        sa.UniqueConstraint("grant_id", name=op.f("uq_deletion_requests_grant_id")),
    )
    op.create_index(op.f("ix_deletion_requests_citizen_id"), "deletion_requests", ["citizen_id"])
    op.create_index(op.f("ix_deletion_requests_service_id"), "deletion_requests", ["service_id"])
    op.create_index(op.f("ix_deletion_requests_due_at"), "deletion_requests", ["due_at"])
    op.create_table(
        "security_events",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_clients.id"], name=op.f("fk_security_events_client_id_oauth_clients")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_security_events_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_security_events_grant_id_grants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
    )
    op.create_index("ix_security_events_client_taken", "security_events", ["client_id", "taken_at", "made_at"])


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("security_events")
    op.drop_table("deletion_requests")
