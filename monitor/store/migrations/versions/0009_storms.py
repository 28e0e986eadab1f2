"""Storms: what each is, its story, what the detector of a brand knows, and whom it has counted.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "storm",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("turn", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storm")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_storm_open",
        "storm",
        ["brand"],
        unique=True,
        sqlite_where=sa.text("state <> 'over'"),
        postgresql_where=sa.text("state <> 'over'"),
    )
    op.create_index("ix_storm_next", "storm", ["next_at"], unique=False)
    op.create_table(
        "storm_event",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("storm_id", _ROW, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["storm_id"], ["storm.id"], name=op.f("fk_storm_event_storm_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storm_event")),
        sa.UniqueConstraint("key", name=op.f("uq_storm_event_key")),
    )
    op.create_index(op.f("ix_storm_event_storm_id"), "storm_event", ["storm_id"], unique=False)
    op.create_table(
        "storm_state",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("brand", name=op.f("pk_storm_state")),
    )
    op.create_table(
        "storm_voice",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("author_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storm_voice")),
        sa.UniqueConstraint("key", name=op.f("uq_storm_voice_key")),
    )
    op.create_index(op.f("ix_storm_voice_at"), "storm_voice", ["at"], unique=False)
    op.create_index("ix_storm_voice_author", "storm_voice", ["brand", "author_key", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("storm_voice")
    op.drop_table("storm_state")
    op.drop_table("storm_event")
    op.drop_table("storm")
