"""What the pages ask: a search index over mentions, and indices for counting.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from monitor.store.indexing import index_all

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CHUNK = 1000

_SQLITE = (
    "CREATE VIRTUAL TABLE mention_search USING fts5(words, tags, columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    """
    CREATE TRIGGER mention_search_gone AFTER DELETE ON mention BEGIN
        DELETE FROM mention_search WHERE rowid = (min(max(0, old.at / 1000000), 4294967295) << 31) | old.id;
    END
    """,
    """
    CREATE TRIGGER mention_search_blank AFTER UPDATE OF title, text ON post_revision
    WHEN new.title = '' AND new.text = '' AND (old.title <> '' OR old.text <> '') BEGIN
        DELETE FROM mention_search WHERE rowid IN (
            SELECT (min(max(0, at / 1000000), 4294967295) << 31) | id FROM mention WHERE post_id = new.post_id
        );
    END
    """,
)
_POSTGRESQL = (
    """
    CREATE TABLE mention_search (
        entry bigint PRIMARY KEY,
        words tsvector NOT NULL,
        tags text[] NOT NULL
    )
    """,
    "CREATE INDEX ix_mention_search_words ON mention_search USING gin (words)",
    "CREATE INDEX ix_mention_search_tags ON mention_search USING gin (tags)",
    """
    CREATE FUNCTION mention_search_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM mention_search
        WHERE entry = (least(greatest(0, old.at / 1000000), 4294967295) << 31) | old.id;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER mention_search_gone AFTER DELETE ON mention FOR EACH ROW EXECUTE FUNCTION mention_search_gone()",
    """
    CREATE FUNCTION mention_search_blank() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM mention_search WHERE entry IN (
            SELECT (least(greatest(0, at / 1000000), 4294967295) << 31) | id FROM mention WHERE post_id = new.post_id
        );
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER mention_search_blank AFTER UPDATE OF title, text ON post_revision FOR EACH ROW
    WHEN (new.title = '' AND new.text = '' AND (old.title <> '' OR old.text <> ''))
    EXECUTE FUNCTION mention_search_blank()
    """,
)
_MENTION = sa.table(
    "mention",
    *map(sa.column, ("id", "at", "brand", "source", "label", "rule", "case_id", "post_id", "revision_id")),
    sa.column("themes", sa.JSON),
)
_POST = sa.table("post", sa.column("id"), sa.column("lang"), sa.column("author", sa.JSON), sa.column("deleted_at"))
_REVISION = sa.table("post_revision", *map(sa.column, ("id", "title", "text")))


def upgrade() -> None:
    bind = op.get_bind()
    for statement in _SQLITE if bind.dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
    op.add_column("case", sa.Column("answered_by", sa.Text(), nullable=False, server_default=""))
    detail = sa.column("detail", sa.JSON)
    case = sa.table("case", sa.column("answered_by"), detail)
    op.execute(sa.update(case).values(answered_by=sa.func.coalesce(detail["answered_by"].as_string(), "")))
    op.create_index(op.f("ix_case_turn"), "case", ["turn"])
    op.create_index(op.f("ix_case_answered"), "case", ["answered_by"])
    op.create_index(op.f("ix_case_closed"), "case", ["closed_at"])
    op.create_index(op.f("ix_case_event_when"), "case_event", ["kind", "at"])
    op.create_index(op.f("ix_mention_label"), "mention", ["brand", "label", "at", "rule"])
    unhappy = sa.text("complaint >= 0.5 OR anger >= 0.5")
    op.create_index(
        op.f("ix_mention_unhappy"),
        "mention",
        ["brand", "at"],
        sqlite_where=unhappy,
        postgresql_where=unhappy,
    )
    _index_what_there_is(bind)


def _index_what_there_is(bind: sa.Connection) -> None:
    columns = [_MENTION.c[name] for name in ("id", "at", "brand", "source", "label", "themes", "rule", "case_id")]
    query = (
        sa.select(*columns, _POST.c.lang, _POST.c.author, _POST.c.deleted_at, _REVISION.c.title, _REVISION.c.text)
        .select_from(_MENTION)
        .join(_POST, _POST.c.id == _MENTION.c.post_id)
        .join(_REVISION, _REVISION.c.id == _MENTION.c.revision_id)
        .order_by(_MENTION.c.id)
        .limit(_CHUNK)
    )
    last = 0
    while rows := bind.execute(query.where(_MENTION.c.id > last, _MENTION.c.label.is_not(None))).all():
        index_all(bind, rows)
        last = rows[-1].id


def downgrade() -> None:
    for name in ("ix_mention_unhappy", "ix_mention_label"):
        op.drop_index(op.f(name), "mention")
    op.drop_index(op.f("ix_case_event_when"), "case_event")
    for name in ("ix_case_closed", "ix_case_answered", "ix_case_turn"):
        op.drop_index(op.f(name), "case")
    op.drop_column("case", "answered_by")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER mention_search_gone")
        op.execute("DROP TRIGGER mention_search_blank")
    else:
        op.execute("DROP FUNCTION mention_search_gone CASCADE")
        op.execute("DROP FUNCTION mention_search_blank CASCADE")
    op.execute("DROP TABLE mention_search")
