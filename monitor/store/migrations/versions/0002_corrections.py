"""What people said about a tone, and two more answers of the tone itself.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("mention", sa.Column("sarcasm", sa.Float()))
    op.add_column("mention", sa.Column("feeling", sa.JSON()))
    op.add_column("mention", sa.Column("corrected_by", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "correction",
        sa.Column("id", _ROW, autoincrement=True, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(length=16), nullable=False),
        sa.Column("label", sa.Text()),
        sa.Column("complaint", sa.Boolean()),
        sa.Column("anger", sa.Boolean()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("case_id", _ROW),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_correction_case_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("brand", "words", name=op.f("uq_correction_brand_words")),
    )
    op.create_index(op.f("ix_correction_case_id"), "correction", ["case_id"], unique=False)
