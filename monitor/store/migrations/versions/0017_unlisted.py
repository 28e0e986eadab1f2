"""Whose words go early, because they ask not to be found.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("unlisted_at", sa.BigInteger()))
    op.create_index(
        "ix_post_unlisted",
        "post",
        ["unlisted_at"],
        sqlite_where=sa.text("unlisted_at IS NOT NULL"),
        postgresql_where=sa.text("unlisted_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_post_unlisted", table_name="post")
    op.drop_column("post", "unlisted_at")
