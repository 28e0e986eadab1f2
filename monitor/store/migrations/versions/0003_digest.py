"""Mentions by when they were heard: what a digest sums up.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mention_seen", "mention", ["seen_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_mention_seen", "mention")
