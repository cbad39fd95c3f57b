"""Flows that are being drawn, as they were saved."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process_drafts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["process_versions.id"],
            name=op.f("fk_process_drafts_based_on_id_process_versions"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_process_drafts")),
    )
    op.create_table(
        "process_draft_savings",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["process_drafts.key"],
            name=op.f("fk_process_draft_savings_key_process_drafts"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["persons.id"], name=op.f("fk_process_draft_savings_saved_by_persons")
        ),
        sa.PrimaryKeyConstraint("key", "revision", name=op.f("pk_process_draft_savings")),
    )


def downgrade() -> None:
    op.drop_table("process_draft_savings")
    op.drop_table("process_drafts")
