"""What is proposed for publishing, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "process_proposals",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("moving", sa.JSON(), nullable=False),
        sa.Column("waivers", sa.JSON(), nullable=False),
        sa.Column("effective_at", sa.BigInteger()),
        sa.Column("proposed_by", _ID, nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", _ID),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("version_id", _ID),
        sa.Column("before_id", _ID),
        sa.Column("moved", sa.JSON(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_process_proposals_{column}_{table}")
            )
            for column, table in (
                ("proposed_by", "persons"),
                ("decided_by", "persons"),
                ("version_id", "process_versions"),
                ("before_id", "process_versions"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_proposals")),
    )
    op.create_index(
        op.f("ix_process_proposals_key_id"), "process_proposals", ["key", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_process_proposals_key_id"), "process_proposals")
    op.drop_table("process_proposals")
