"""What is usual for a source and how often it is visited; quotas, and who wants to be left alone.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("usual", sa.JSON()))
    op.add_column("source", sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column("source", sa.Column("pace", sa.BigInteger()))
    op.create_table(
        "quota",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("resets_at", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quota")),
    )
    op.create_table(
        "left_alone",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_left_alone")),
    )


def downgrade() -> None:
    op.drop_table("left_alone")
    op.drop_table("quota")
    op.drop_column("source", "pace")
    op.drop_column("source", "silent")
    op.drop_column("source", "usual")
