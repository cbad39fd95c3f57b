"""What the year wheel has planned: on which day a process starts by itself, and for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = op.create_table(
        "occasions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("process", sa.String(64), nullable=False),
        sa.Column("year", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("postponed", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasions")),
        sa.UniqueConstraint(
            *("process", "year", "number", "group_id"),
            name=op.f("uq_occasions_process_year_number_group_id"),
        ),
    )
    op.create_index(op.f("ix_occasions_year_planned_at"), "occasions", ["year", "planned_at"])
    op.create_index(op.f("ix_occasions_case_id"), "occasions", ["case_id"])
    planned = made.c.status == "planned"
    op.create_index(
        "ix_occasions_due", "occasions", ["due_at"], sqlite_where=planned, postgresql_where=planned
    )


def downgrade() -> None:
    op.drop_table("occasions")
