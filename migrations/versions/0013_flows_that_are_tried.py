"""Flows that are tried out, and the tests a school has made of that."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "trial_runs",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("acts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_trial_runs_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("key", "person_id", name=op.f("pk_trial_runs")),
    )
    op.create_table(
        "flow_tests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("acts", sa.LargeBinary(), nullable=False),
        sa.Column("ends_in", sa.Text(), nullable=False),
        sa.Column("saved_by", _ID, nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["persons.id"], name=op.f("fk_flow_tests_saved_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_tests")),
        sa.UniqueConstraint("key", "name", name=op.f("uq_flow_tests_key_name")),
    )


def downgrade() -> None:
    op.drop_table("flow_tests")
    op.drop_table("trial_runs")
