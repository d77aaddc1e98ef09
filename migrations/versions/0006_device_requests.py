"""Requests of devices whose person answers elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "device_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_code", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("poll_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("family", sa.String(length=36), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["oauth_clients.id"], name=op.f("fk_device_requests_client_id_oauth_clients")
        ),
        sa.ForeignKeyConstraint(
            ["family"],
            ["authorization_codes.id"],
            name=op.f("fk_device_requests_family_authorization_codes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_requests")),
        sa.UniqueConstraint("digest", name=op.f("uq_device_requests_digest")),
        sa.UniqueConstraint("user_code", name=op.f("uq_device_requests_user_code")),
    )
    op.create_index(op.f("ix_device_requests_expires_at"), "device_requests", ["expires_at"])
    op.create_index(op.f("ix_device_requests_family"), "device_requests", ["family"])


def downgrade() -> None:
    """Undo the revision."""
    op.drop_table("device_requests")
