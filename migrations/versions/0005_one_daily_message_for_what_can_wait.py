"""One daily message for what can wait, at the hour each person chooses."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    gathered = sa.Column("gathered", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("outbox", gathered)
    hour = sa.Column("digest_hour", sa.Integer(), nullable=False, server_default="7")
    op.add_column("persons", hour)


def downgrade() -> None:
    op.drop_column("persons", "digest_hour")
    op.drop_column("outbox", "gathered")
