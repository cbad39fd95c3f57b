"""What was sent may be taken back for half a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    op.add_column("cases", sa.Column("undo", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_back_at", sa.BigInteger(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_submissions_task_id"), type_="unique")
        batch_op.create_index(
            "uq_submissions_in_force",
            ["task_id"],
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        )


def downgrade() -> None:
    op.execute("DELETE FROM submissions WHERE taken_back_at IS NOT NULL")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index("uq_submissions_in_force")
        batch_op.create_unique_constraint(batch_op.f("uq_submissions_task_id"), ["task_id"])
        batch_op.drop_column("taken_back_at")
    op.drop_column("cases", "undo")
