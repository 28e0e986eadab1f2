"""What nobody wants to hear of is marked as that, and a correction knows the words that it was made for.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mention", sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    with op.batch_alter_table("correction") as batch:
        batch.add_column(sa.Column("mention_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        batch.create_index(op.f("ix_correction_mention_id"), ["mention_id"], unique=False)
        batch.create_foreign_key(
            op.f("fk_correction_mention_id"), "mention", ["mention_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("correction") as batch:
        batch.drop_constraint(op.f("fk_correction_mention_id"), type_="foreignkey")
        batch.drop_index(op.f("ix_correction_mention_id"))
        batch.drop_column("mention_id")
    op.drop_column("mention", "muted")
