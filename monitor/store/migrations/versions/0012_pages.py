"""What the pages ask: a search index over mentions, sums of them by time, and how long each answer took.

Sums are kept by triggers, because there are many ways in which a mention changes or goes.

Revision ID: 0012
Revises: 0011
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from monitor.store import tallying
from monitor.store.indexing import index_all

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CHUNK = 1000
_COUNTED = tallying.Counted(muted=True)

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
    # So that it knows of more than the thousand commonest words that another one is rare, and does not walk through everything
    # in the order of time to find it.
    "ALTER TABLE mention_search ALTER words SET STATISTICS 1000",
    "ALTER TABLE mention_search ALTER tags SET STATISTICS 1000",
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
    *map(
        sa.column,
        ("id", "at", "brand", "source", "label", "rule", "case_id", "post_id", "revision_id", "complaint", "anger"),
    ),
    sa.column("themes", sa.JSON),
)
_POST = sa.table("post", sa.column("id"), sa.column("lang"), sa.column("author", sa.JSON), sa.column("deleted_at"))
_REVISION = sa.table("post_revision", *map(sa.column, ("id", "title", "text")))


def _make_tallies(sqlite: bool) -> None:
    count = [sa.Column(name, sa.Integer(), nullable=False) for name in ("mentions", *tallying.LABELS, "unhappy")]
    op.create_table(
        "tally",
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *count,
        sa.PrimaryKeyConstraint("span", "brand", "at", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme_tally",
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("unhappy", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("span", "brand", "theme", "at", name=op.f("pk_theme_tally")),
        sqlite_with_rowid=False,
    )
    for statement in [*tallying.count(sqlite, _COUNTED), *tallying.keep(sqlite, _COUNTED)]:
        op.execute(statement)


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
    op.create_index(op.f("ix_case_closed"), "case", ["closed_at", "brand", "outcome"])
    op.add_column("case_event", sa.Column("waited", sa.BigInteger()))
    op.add_column("case_event", sa.Column("kept", sa.Boolean()))
    op.add_column("case_event", sa.Column("brand", sa.Text()))
    answered = sa.text("waited IS NOT NULL")
    op.create_index(
        op.f("ix_case_event_answered"),
        "case_event",
        ["at", "brand", "by", "waited", "kept"],
        sqlite_where=answered,
        postgresql_where=answered,
    )
    _time_what_was_answered(bind)
    _make_tallies(bind.dialect.name == "sqlite")
    _index_what_there_is(bind)


def _time_what_was_answered(bind: sa.Connection) -> None:
    """How long each answer took, and whether it came within the promise; not those that were undone."""
    event = sa.table(
        "case_event", *map(sa.column, ("id", "at", "kind", "waited", "kept", "brand")), sa.column("data", sa.JSON)
    )
    undone = {data["undoes"] for data in bind.execute(sa.select(event.c.data).where(event.c.kind == "undo")).scalars()}
    last = 0
    query = sa.select(event.c.id, event.c.at, event.c.data).where(event.c.kind == "act").order_by(event.c.id)
    while rows := bind.execute(query.where(event.c.id > last).limit(_CHUNK)).all():
        for row in rows:
            before: dict[str, Any] | None = row.data.get("before")
            if row.data.get("verb") != "answered" or not before or row.id in undone:
                continue
            if before["state"] not in ("answered", "closed"):
                since, due = (_micros(datetime.fromisoformat(before[name])) for name in ("waiting_since", "due"))
                changed = sa.update(event).where(event.c.id == row.id)
                bind.execute(changed.values(waited=row.at - since, kept=row.at <= due, brand=before["brand"]))
        last = rows[-1].id


def _micros(at: datetime) -> int:
    return (at - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(microseconds=1)


def _index_what_there_is(bind: sa.Connection) -> None:
    names = ("id", "at", "brand", "source", "label", "complaint", "anger", "themes", "rule", "case_id")
    columns = [_MENTION.c[name] for name in names]
    query = (
        sa.select(
            *columns,
            sa.false().label("muted"),
            _POST.c.lang,
            _POST.c.author,
            _POST.c.deleted_at,
            _REVISION.c.title,
            _REVISION.c.text,
        )
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
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in tallying.leave(sqlite):
        op.execute(statement)
    op.drop_table("theme_tally")
    op.drop_table("tally")
    op.drop_index(op.f("ix_case_event_answered"), "case_event")
    op.drop_column("case_event", "brand")
    op.drop_column("case_event", "kept")
    op.drop_column("case_event", "waited")
    for name in ("ix_case_closed", "ix_case_answered", "ix_case_turn"):
        op.drop_index(op.f(name), "case")
    op.drop_column("case", "answered_by")
    if sqlite:
        op.execute("DROP TRIGGER mention_search_gone")
        op.execute("DROP TRIGGER mention_search_blank")
    else:
        op.execute("DROP FUNCTION mention_search_gone CASCADE")
        op.execute("DROP FUNCTION mention_search_blank CASCADE")
    op.execute("DROP TABLE mention_search")
