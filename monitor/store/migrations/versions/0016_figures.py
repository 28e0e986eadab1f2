"""Figures count nothing that is muted, nor what was said to be about somebody else; lists of cases and messages have indexes.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from monitor.store import tallying
from monitor.store.indexing import index_all

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_CHUNK = 1000
_INDEXES = {
    "ix_case_brand": ("case", ["brand", "id"]),
    "ix_case_state": ("case", ["state", "id"]),
    "ix_case_outcome": ("case", ["outcome", "id"]),
    "ix_case_severity": ("case", ["severity", "id"]),
    "ix_case_opened": ("case", ["opened_at"]),
    "ix_case_ended": ("case", ["brand", "closed_at", "outcome"]),
    "ix_storm_brand": ("storm", ["brand", "id"]),
    "ix_outbox_recipient": ("outbox", ["recipient", "id"]),
}
_MENTION = sa.table(
    "mention",
    *map(
        sa.column,
        ("id", "at", "brand", "source", "label", "rule", "case_id", "post_id", "revision_id", "complaint", "anger"),
    ),
    sa.column("themes", sa.JSON),
    sa.column("muted", sa.Boolean),
)
_POST = sa.table("post", sa.column("id"), sa.column("lang"), sa.column("author", sa.JSON), sa.column("deleted_at"))
_REVISION = sa.table("post_revision", *map(sa.column, ("id", "title", "text")))


def upgrade() -> None:
    for name, (table, columns) in _INDEXES.items():
        op.create_index(op.f(name), table, columns)
    stuck = sa.text("state <> 'sent'")
    op.create_index(op.f("ix_outbox_stuck"), "outbox", ["id"], sqlite_where=stuck, postgresql_where=stuck)
    going = sa.text("state <> 'closed'")
    waiting = ["brand", "state", "turn", "due_at", "waiting_since", "severity"]
    op.create_index(op.f("ix_case_waiting"), "case", waiting, sqlite_where=going, postgresql_where=going)
    op.execute("""UPDATE mention SET muted = true WHERE case_id IN (SELECT id FROM "case" WHERE outcome = 'not_us')""")
    _count(tallying.Counted())
    _mark()


def _count(counted: tallying.Counted) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    emptied = ["DELETE FROM theme_tally", "DELETE FROM tally"]
    for statement in [
        *tallying.leave(sqlite),
        *emptied,
        *tallying.count(sqlite, counted),
        *tallying.keep(sqlite, counted),
    ]:
        op.execute(statement)


def _mark() -> None:
    """Writes the entries of what is muted anew: they no longer say that it is about the brand."""
    bind = op.get_bind()
    names = ("id", "at", "brand", "source", "label", "complaint", "anger", "themes", "rule", "case_id", "muted")
    columns = [_MENTION.c[name] for name in names]
    query = (
        sa.select(*columns, _POST.c.lang, _POST.c.author, _POST.c.deleted_at, _REVISION.c.title, _REVISION.c.text)
        .select_from(_MENTION)
        .join(_POST, _POST.c.id == _MENTION.c.post_id)
        .join(_REVISION, _REVISION.c.id == _MENTION.c.revision_id)
        .where(_MENTION.c.muted, _MENTION.c.label.is_not(None))
        .order_by(_MENTION.c.id)
        .limit(_CHUNK)
    )
    last = 0
    while rows := bind.execute(query.where(_MENTION.c.id > last)).all():
        index_all(bind, rows)
        last = rows[-1].id


def downgrade() -> None:
    _count(tallying.Counted(muted=True))
    op.drop_index(op.f("ix_outbox_stuck"), "outbox")
    op.drop_index(op.f("ix_case_waiting"), "case")
    for name, (table, _) in _INDEXES.items():
        op.drop_index(op.f(name), table)
