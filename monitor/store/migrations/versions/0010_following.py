"""Threads are followed: when the post of a case is looked at again, and what a source calls a post.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sighting", sa.Column("also", sa.JSON()))
    op.create_table(
        "look",
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("missing", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_look_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_next_at"), "look", ["next_at"], unique=False)


def downgrade() -> None:
    op.drop_table("look")
    op.drop_column("sighting", "also")
