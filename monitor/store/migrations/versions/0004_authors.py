"""The posts of an author: an account that is deleted takes them along.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_author", "post", ["author_key"], unique=False)
