"""The posts of an author: an account that is deleted takes them along.

Revision ID: 0008
Revises: 0003
"""

from alembic import op

revision = "0008"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_author", "post", ["author_key"], unique=False)
