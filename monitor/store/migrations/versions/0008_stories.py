"""Stories: which mentions say the same; who agrees with a case; and by what the same post is known in another place.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("article", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_index(op.f("ix_story_last_at"), "story", ["last_at"], unique=False)
    op.create_table(
        "story_key",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("story_id", _ROW, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_key_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_key")),
        sa.UniqueConstraint("key", "story_id", name=op.f("uq_story_key_key_story_id")),
    )
    op.create_index(op.f("ix_story_key_story_id"), "story_key", ["story_id"], unique=False)
    op.create_table(
        "post_likeness",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("post_id", _ROW, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_likeness_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_likeness")),
        sa.UniqueConstraint("key", "post_id", name=op.f("uq_post_likeness_key_post_id")),
    )
    op.create_index(op.f("ix_post_likeness_post_id"), "post_likeness", ["post_id"], unique=False)
    op.add_column("mention", sa.Column("story_id", _ROW))
    op.create_index(op.f("ix_mention_story_id"), "mention", ["story_id"], unique=False)
    op.add_column("mention", sa.Column("agrees_with", _ROW))
    op.create_index(op.f("ix_mention_agrees_with"), "mention", ["agrees_with"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_mention_agrees_with"), "mention")
    op.drop_column("mention", "agrees_with")
    op.drop_index(op.f("ix_mention_story_id"), "mention")
    op.drop_column("mention", "story_id")
    op.drop_table("post_likeness")
    op.drop_table("story_key")
    op.drop_table("story")
