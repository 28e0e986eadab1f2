"""What the pages ask: a search index over mentions, sums of them by time, and how long each answer took.

Sums are kept by triggers, because there are many ways in which a mention changes or goes.

Revision ID: 0012
Revises: 0011
"""

from datetime import datetime, timedelta
from typing import Any

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


_LABELS = ("positive", "neutral", "negative", "unknown")
_CHANGES = "UPDATE OF label, complaint, anger, themes, rule, brand, at"
# Seconds.
_SPANS = "(SELECT CAST(900 AS bigint) AS span UNION ALL SELECT 3600 UNION ALL SELECT 86400) spans"
_THEME_SPANS = "(SELECT CAST(900 AS bigint) AS span UNION ALL SELECT 86400) spans"


def _counted(row: str) -> str:
    """Whether a mention counts as somebody's voice about the brand."""
    return f"{row}.label IS NOT NULL AND {row}.rule NOT IN ('ours', 'maybe_us')"


def _sums(row: str, sign: int) -> tuple[list[str], str]:
    """What a mention adds to the sum of each label, and of the unhappy."""
    one = f"CASE WHEN {{}} THEN {sign} ELSE 0 END"
    unhappy = f"coalesce({row}.complaint, 0) >= 0.5 OR coalesce({row}.anger, 0) >= 0.5"
    return [one.format(f"{row}.label = '{label}'") for label in _LABELS], one.format(unhappy)


def _at(row: str) -> str:
    return f"{row}.at / (span * 1000000) * (span * 1000000)"


def _themes(row: str, sqlite: bool) -> str:
    if sqlite:
        return f"(SELECT DISTINCT value AS theme FROM json_each({row}.themes) WHERE value IS NOT NULL) told"  # noqa: S608
    listed = f"CASE WHEN json_typeof({row}.themes) = 'array' THEN {row}.themes ELSE '[]' END"
    return f"(SELECT DISTINCT json_array_elements_text({listed}) AS theme) told"


def _add(row: str, sign: int, sqlite: bool) -> str:
    """The statements that add a mention to the sums, or take it away."""
    labels, unhappy = _sums(row, sign)
    sums = ", ".join(f"{name} = tally.{name} + excluded.{name}" for name in ("mentions", *_LABELS, "unhappy"))
    themes = ", ".join(f"{name} = theme_tally.{name} + excluded.{name}" for name in ("mentions", "unhappy"))
    return f"""
        INSERT INTO tally (span, brand, at, mentions, {", ".join(_LABELS)}, unhappy)
        SELECT span, {row}.brand, {_at(row)}, {sign}, {", ".join(labels)}, {unhappy}
        FROM {_SPANS} WHERE {_counted(row)}
        ON CONFLICT (span, brand, at) DO UPDATE SET {sums};
        INSERT INTO theme_tally (span, brand, theme, at, mentions, unhappy)
        SELECT span, {row}.brand, theme, {_at(row)}, {sign}, {unhappy}
        FROM {_THEME_SPANS}, {_themes(row, sqlite)} WHERE {_counted(row)}
        ON CONFLICT (span, brand, theme, at) DO UPDATE SET {themes};
    """  # noqa: S608  # only words of ours


def _add_all(sqlite: bool) -> tuple[str, str]:
    """The statements that count every mention there is."""
    labels, unhappy = _sums("mention", 1)
    sums = ", ".join(f"sum({one})" for one in labels)
    told = "json_each(mention.themes) told" if sqlite else f"LATERAL {_themes('mention', sqlite)}"
    theme = "told.value" if sqlite else "told.theme"
    return (
        f"""
        INSERT INTO tally (span, brand, at, mentions, {", ".join(_LABELS)}, unhappy)
        SELECT span, brand, {_at("mention")}, count(*), {sums}, sum({unhappy})
        FROM mention CROSS JOIN {_SPANS} WHERE {_counted("mention")} GROUP BY 1, 2, 3
        """,  # noqa: S608
        f"""
        INSERT INTO theme_tally (span, brand, theme, at, mentions, unhappy)
        SELECT span, brand, {theme}, {_at("mention")}, count(*), sum({unhappy})
        FROM mention CROSS JOIN {_THEME_SPANS} CROSS JOIN {told}
        WHERE {_counted("mention")} AND {theme} IS NOT NULL GROUP BY 1, 2, 3, 4
        """,  # noqa: S608
    )


def _forget(row: str) -> str:
    """The statements that drop sums of nothing, where a mention was."""
    at = ", ".join(f"{row}.at / {span}000000 * {span}000000" for span in (900, 3600, 86400))
    return "".join(
        f"DELETE FROM {table} WHERE span IN (900, 3600, 86400) AND brand = {row}.brand AND at IN ({at}) AND mentions = 0;\n"  # noqa: S608
        for table in ("tally", "theme_tally")
    )


def _triggers(sqlite: bool) -> dict[str, tuple[str, str]]:
    """When which sums change."""
    add, take, forget = _add("new", 1, sqlite), _add("old", -1, sqlite), _forget("old")
    return {
        "mention_tally_new": ("INSERT", add),
        "mention_tally_changed": (_CHANGES, take + add),
        "mention_tally_gone": ("DELETE", take + forget),
    }


def _make_tallies(sqlite: bool) -> None:
    count = [sa.Column(name, sa.Integer(), nullable=False) for name in ("mentions", *_LABELS, "unhappy")]
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
    for statement in _add_all(sqlite):
        op.execute(statement)
    for name, (when, body) in _triggers(sqlite).items():
        if sqlite:
            op.execute(f"CREATE TRIGGER {name} AFTER {when} ON mention BEGIN {body} END")
        else:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
            )
            op.execute(f"CREATE TRIGGER {name} AFTER {when} ON mention FOR EACH ROW EXECUTE FUNCTION {name}()")


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
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in _triggers(sqlite):
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name} CASCADE")
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
