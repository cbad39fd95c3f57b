"""The school calendar as the school edits it, and which version a case is counted by."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    op.create_table(
        "school_calendars",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
    )
    number = sa.Column("calendar_number", sa.Integer(), nullable=False, server_default="0")
    op.add_column("cases", number)
    op.create_index(
        "ix_cases_calendar",
        "cases",
        ["calendar_number"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_calendar", "cases")
    op.drop_column("cases", "calendar_number")
    op.drop_table("school_calendars")
