"""Resource servers, and codes and tokens that are for one."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "resource_servers",
        sa.Column("identifier", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("algorithm", sa.String(length=16), nullable=False),
        sa.Column("lifetime", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader"], ["oauth_clients.id"], name=op.f("fk_resource_servers_reader_oauth_clients")
        ),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_resource_servers")),
    )
    op.add_column("authorization_codes", sa.Column("resources", sa.JSON(none_as_null=True), nullable=True))
    for table in ("tokens", "client_tokens"):
        op.add_column(table, sa.Column("audience", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo the revision."""
    # What is for a resource server would be honoured as ours once nothing says so any more.
    for table in ("tokens", "client_tokens"):
        op.execute(f"DELETE FROM {table} WHERE audience IS NOT NULL")  # noqa: S608 - two constant names
        op.drop_column(table, "audience")
    op.execute("UPDATE authorization_codes SET ended_at = created_at WHERE resources IS NOT NULL AND ended_at IS NULL")
    op.drop_column("authorization_codes", "resources")
    op.drop_table("resource_servers")
