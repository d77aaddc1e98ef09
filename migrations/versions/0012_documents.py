"""Documents in sealed pieces, and uploads that are not finished."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "vault_documents",
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("remove_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_vault_documents_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("citizen_id", "field", name=op.f("pk_vault_documents")),
    )
    op.create_index(op.f("ix_vault_documents_remove_at"), "vault_documents", ["remove_at"])
    op.create_table(
        "vault_document_pieces",
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizens.id"], name=op.f("fk_vault_document_pieces_citizen_id_citizens")
        ),
        sa.PrimaryKeyConstraint("citizen_id", "field", "version", "number", name=op.f("pk_vault_document_pieces")),
    )
    op.create_table(
        "vault_uploads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("citizen_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_vault_uploads_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_uploads")),
    )
    op.create_index(op.f("ix_vault_uploads_citizen_id"), "vault_uploads", ["citizen_id"])
    op.create_index(op.f("ix_vault_uploads_expires_at"), "vault_uploads", ["expires_at"])
    op.create_table(
        "vault_upload_pieces",
        sa.Column("upload_id", sa.String(length=36), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["vault_uploads.id"], name=op.f("fk_vault_upload_pieces_upload_id_vault_uploads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_vault_upload_pieces")),
    )


def downgrade() -> None:
    """Undo the revision."""
    for table in ("vault_upload_pieces", "vault_uploads", "vault_document_pieces", "vault_documents"):
        op.drop_table(table)
