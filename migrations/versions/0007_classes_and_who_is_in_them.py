"""Classes, who is in them, and when people were born.

Classes that were only a word beside a pupil's name become classes, with their contact teachers.
"""

import time

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("until IS NULL")
_CLASSES = """
INSERT INTO groups (key, name, kind, level, active)
SELECT DISTINCT unit, unit, 'class',
  CASE substr(unit, 1, 1) WHEN '1' THEN 1 WHEN '2' THEN 2 WHEN '3' THEN 3 ELSE 0 END, true
FROM persons WHERE kind = 'student' AND unit <> ''
"""
_PUPILS = """
INSERT INTO memberships (group_id, person_id, part, since)
SELECT g.id, p.id, 'pupil', :now FROM persons p JOIN groups g ON g.key = p.unit
WHERE p.kind = 'student' AND p.active
"""
_CONTACT_TEACHERS = """
INSERT INTO memberships (group_id, person_id, part, since)
SELECT DISTINCT g.id, p.id, 'contact_teacher', :now FROM persons p JOIN groups g ON g.key = p.unit
JOIN role_holders r ON r.person_id = p.id AND r.role = 'kontaktlarer' AND r.until IS NULL
WHERE p.kind = 'staff' AND p.active
"""


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("key", name="uq_groups_key"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], "fk_memberships_group_id_groups"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], "fk_memberships_person_id_persons"),
    )
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"])
    op.create_index(
        "uq_memberships_open",
        "memberships",
        ["group_id", "person_id", "part"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.add_column("persons", sa.Column("born", sa.Date(), nullable=True))
    now = {"now": time.time_ns() // 1000}
    op.execute(_CLASSES)
    op.get_bind().execute(sa.text(_PUPILS), now)
    op.get_bind().execute(sa.text(_CONTACT_TEACHERS), now)


def downgrade() -> None:
    op.drop_column("persons", "born")
    op.drop_table("memberships")
    op.drop_table("groups")
