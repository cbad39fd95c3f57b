"""A published version keeps which versions of other processes it calls."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    calls = sa.Column("calls", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("process_versions", calls)


def downgrade() -> None:
    op.drop_column("process_versions", "calls")
