"""Authenticator apps of citizens, passwords that need one beside them, and the network of a sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision. A password that was long enough when it was set goes on standing alone."""
    op.create_table(
        "authenticator_apps",
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_authenticator_apps_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("pk_authenticator_apps")),
    )
    op.add_column("passwords", sa.Column("stands_alone", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("sign_ins", sa.Column("network", sa.String(length=43), nullable=False, server_default=""))
    with op.batch_alter_table("passwords") as passwords:
        passwords.alter_column("stands_alone", server_default=None)
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.alter_column("network", server_default=None)


def downgrade() -> None:
    """Undo the revision."""
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.drop_column("network")
    with op.batch_alter_table("passwords") as passwords:
        passwords.drop_column("stands_alone")
    op.drop_table("authenticator_apps")
