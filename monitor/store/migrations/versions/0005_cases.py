"""Authors who belong together, people who are away, what is muted and what was learnt; every open case has a next time.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.LargeBinary(length=16)
_NINETY_DAYS = 90 * 86_400 * 1_000_000


def upgrade() -> None:
    op.create_table(
        "kin",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("author_key", _KEY, nullable=False),
        sa.Column("head", _KEY, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin")),
        sa.UniqueConstraint("brand", "author_key", name=op.f("uq_kin_brand_author_key")),
    )
    op.create_index("ix_kin_head", "kin", ["brand", "head"], unique=False)
    op.create_table(
        "away",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("stand_in", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_away")),
    )
    op.create_table(
        "mute",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
        sa.UniqueConstraint("brand", "kind", "value", name=op.f("uq_mute_brand_kind_value")),
    )
    op.create_table(
        "learned",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("author_key", _KEY),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("case_id", _ROW),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_learned_case_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned")),
        sa.UniqueConstraint("brand", "kind", "value", name=op.f("uq_learned_brand_kind_value")),
    )
    op.create_index(op.f("ix_learned_case_id"), "learned", ["case_id"], unique=False)
    case = sa.table("case", sa.column("state"), sa.column("next_at"), sa.column("changed_at"))
    op.execute(
        sa.update(case)
        .where(case.c.state == "open", case.c.next_at.is_(None))
        .values(next_at=case.c.changed_at + _NINETY_DAYS)
    )
