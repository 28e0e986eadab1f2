"""The search index: one entry for every mention that has been decided, with its words and its tags.

An entry is known by a number that is in the order of time: the second in which the mention was written, then the mention
itself. So the index hands out what it finds newest first, and stops when the page is full, whatever is asked for. Tags are
words too (a brand, a source, a label, ...), which makes every filter a search. Words are folded here and not by the
database, so that SQLite (https://www.sqlite.org/fts5.html) and PostgreSQL
(https://www.postgresql.org/docs/current/textsearch.html) find the same.

Entries are written in transaction 2. What takes one away (a post that is forgotten, words that are deleted) is a trigger, so
that no way of deleting can leave words behind; see migration 0012.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store.rows import FOUND_BY_SEARCH, MAYBE_US
from monitor.store.tables import mention, post, post_revision

EVERY = "m"
"""The tag of every entry."""
IN_CASE = "k"
"""The tag of what belonged to a case when it was decided."""
ABOUT_US = "a"
"""The tag of what somebody said about the brand: not the brand itself, not what only may mean it, and nothing of which nobody
wants to hear."""
UNHAPPY = "u"
"""The tag of complaints and anger."""
_NOT_ABOUT_US = ("ours", MAYBE_US)
_UNHAPPY_FROM = 0.5
_BITS = 31
MASK = (1 << _BITS) - 1
_SECOND = 1_000_000
_LATEST = (1 << 32) - 1  # seconds since 1970: the year 2106
_LONGEST = 20_000  # characters of one text that can be searched
_WORD = 100  # characters of one word that count
_UNREAD = "unread"

# Scripts that put no spaces between words: each of their signs is a word, and a word is a phrase.
_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_TOKEN = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def entry_of(at: int, mention_id: int) -> int:
    """The number of a mention's entry; ``at`` in microseconds since 1970. Later ones have higher numbers."""
    return min(max(0, at // _SECOND), _LATEST) << _BITS | mention_id


def entry_sql(dialect: str, row: str) -> str:
    """The same in SQL, of a row of mentions."""
    least, greatest = ("min", "max") if dialect == "sqlite" else ("least", "greatest")
    return f"(({least}({greatest}(0, {row}.at / {_SECOND}), {_LATEST}) << {_BITS}) | {row}.id)"


def first_entry(at: datetime) -> int:
    """Lower than that of everything written in this second or later, higher than that of what was written before."""
    return entry_of(to_us(at), 0)


def fold(said: str) -> list[str]:
    """The words of a text as the index keeps them: without case, accents and signs."""
    plain = said[:_LONGEST].casefold()
    if not plain.isascii():  # nothing in ASCII has an accent
        apart = unicodedata.normalize("NFKD", plain)
        kept = _BEYOND_ASCII.sub(_without_marks, apart)
        plain = unicodedata.normalize("NFC", kept)
    return [found[:_WORD] for found in _TOKEN.findall(plain)]


def _without_marks(found: re.Match[str]) -> str:
    return "".join(char for char in found[0] if unicodedata.category(char) != "Mn")


def tag(kind: str, value: str) -> str:
    """One word for a value of a kind (brand, source, label, theme, lang, rule), whatever signs it has."""
    return kind[0] + blake2b(f"{kind}\0{value}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def tags_of(
    *, brand: str, source: str, label: str | None, themes: Iterable[str], lang: str, rule: str, muted: bool
) -> list[str]:
    """The tags of an entry, without what comes of its tone and its case."""
    found = [EVERY, tag("brand", brand), tag("source", source), tag("label", label or _UNREAD)]
    found += [tag("theme", theme) for theme in themes]
    if lang:
        found.append(tag("lang", language(lang)))
    if rule not in _NOT_ABOUT_US and not muted:
        found.append(ABOUT_US)
    if rule == FOUND_BY_SEARCH:
        found.append(tag("rule", rule))
    return found


def language(lang: str) -> str:
    """A language without its country: "pt" of "pt-BR"."""
    return lang.replace("_", "-").partition("-")[0].casefold()


_COLUMNS = (
    mention.c.id,
    mention.c.at,
    mention.c.brand,
    mention.c.source,
    mention.c.label,
    mention.c.complaint,
    mention.c.anger,
    mention.c.themes,
    mention.c.rule,
    mention.c.case_id,
    mention.c.muted,
    post.c.lang,
    post.c.author,
    post.c.deleted_at,
    post_revision.c.title,
    post_revision.c.text,
)


def entry(row: Any) -> dict[str, Any]:
    """What the index keeps of a mention, from a row with these columns of it, its post and its words. The name of whoever took
    the words down can no longer be searched either; and whoever asks not to be found is not, by name or words."""
    author = row.author or {}
    named = [author.get("name"), author.get("handle")] if row.deleted_at is None else []
    words = [] if author.get("unlisted") else fold("\n".join(filter(None, [*named, row.title, row.text])))
    tags = tags_of(
        brand=row.brand,
        source=row.source,
        label=row.label,
        themes=row.themes or (),
        lang=row.lang,
        rule=row.rule,
        muted=row.muted,
    )
    if row.case_id is not None:
        tags.append(IN_CASE)
    if max(row.complaint or 0, row.anger or 0) >= _UNHAPPY_FROM:
        tags.append(UNHAPPY)
    return {"entry": entry_of(row.at, row.id), "words": " ".join(words), "tags": tags}


def statements(dialect: str, entries: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The SQL that puts these entries into the index in place of what it had about them, with its parameters."""
    # FTS5 writes its segment anew whenever numbers go backwards.
    ordered = sorted(entries, key=lambda one: int(one["entry"]))
    gone = [{"entry": one["entry"]} for one in ordered]
    if dialect == "sqlite":
        rows = [{**one, "tags": " ".join(one["tags"])} for one in ordered]
        insert = "INSERT INTO mention_search (rowid, words, tags) VALUES (:entry, :words, :tags)"
        return [("DELETE FROM mention_search WHERE rowid = :entry", gone), (insert, rows)]
    insert = (
        "INSERT INTO mention_search (entry, words, tags)"
        " VALUES (:entry, to_tsvector('simple', :words), CAST(:tags AS text[]))"
    )
    return [("DELETE FROM mention_search WHERE entry = :entry", gone), (insert, ordered)]


async def index(connection: AsyncConnection, mention_ids: Collection[int]) -> None:
    """Writes the entries of these mentions, as they stand now. In transaction 2."""
    if not mention_ids:
        return
    rows = await connection.execute(
        select(*_COLUMNS)
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(mention.c.id.in_(list(mention_ids)))
    )
    found = rows.all()
    # Long texts take a while to fold: the event loop has others to serve meanwhile.
    entries = await asyncio.to_thread(lambda: [entry(row) for row in found])
    for sql, values in statements(connection.dialect.name, entries) if entries else []:
        await connection.execute(text(sql), values)


def index_all(connection: Connection, rows: Sequence[Any]) -> None:
    """The same for a migration: ``rows`` are as ``entry`` takes them."""
    for sql, values in statements(connection.dialect.name, [entry(row) for row in rows]) if rows else []:
        connection.execute(text(sql), values)


async def tidy(connection: AsyncConnection, pages: int = 500) -> bool:
    """Merges some of what SQLite's index has put aside, so that deleted words leave its pages too; whether there may be more to
    do (https://www.sqlite.org/fts5.html#the_merge_command). PostgreSQL's vacuum does that by itself."""
    if connection.dialect.name != "sqlite":
        return False
    count = text("SELECT total_changes()")
    before = int((await connection.execute(count)).scalar_one())
    merge = text("INSERT INTO mention_search (mention_search, rank) VALUES ('merge', :pages)")
    await connection.execute(merge, {"pages": -pages})
    return int((await connection.execute(count)).scalar_one()) - before >= 2
