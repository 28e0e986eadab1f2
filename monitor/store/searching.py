"""Mentions as people look for them: by words and by what they are, newest first, a page at a time. Reads only.

Every question takes ``brands``, what the one who asks may see; None is everything. What has not been decided yet is not found:
that takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.store import asking
from monitor.store.database import Store
from monitor.store.indexing import ABOUT_US, EVERY, IN_CASE, MASK, UNHAPPY, entry_sql, first_entry, fold, language, tag
from monitor.store.rows import FOUND_BY_SEARCH
from monitor.tone.base import Label
from monitor.words import sources_of

PAGE = 50
"""Mentions on a page."""
_BATCH = 100  # mentions that an export reads at a time, while everything else waits
_FEW = 200  # cases of somebody who has few
_MOST = 20  # words or phrases of one question
_PART = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is looked for; what is empty does not matter. ``words`` are words that must all be there, a "phrase" in quotation
    marks, ``-word`` for what must not, ``word*`` for how one begins. From ``since`` (inclusive) ``until`` (exclusive), aware, when
    it was written. ``person``: in whose turn its case is, or who answered it. ``label`` and ``theme`` as the tone has them;
    ``lang`` without country. ``unknown``: nobody could read its tone. ``found_by_search``: it does not name the brand.
    ``unhappy``: a complaint, or anger. ``about_us``: neither the brand's own words nor what only may mean it, nor what is muted:
    what ``browsing.figures`` counts."""

    words: str = ""
    brand: str = ""
    source: str = ""
    label: str = ""
    theme: str = ""
    lang: str = ""
    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    unknown: bool = False
    found_by_search: bool = False
    unhappy: bool = False
    about_us: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One mention, with its words as they are now (empty: taken down). Probabilities are 0 to 1, ``polarity`` -1 to 1; None where
    nobody decided yet. ``spans`` are where the brand stands in the text, ``title_spans`` in the title (code points, end exclusive).
    ``published_exact`` is false where the source tells no time. ``heard_in``: every source that showed it."""

    id: int
    brand: str
    source: str
    heard_in: tuple[str, ...]
    rule: str
    service: str
    url: str
    author: str
    handle: str
    form: str
    lang: str
    at: datetime
    seen_at: datetime
    published_exact: bool
    edited_at: datetime | None
    deleted_at: datetime | None
    history: bool
    title: str
    text: str
    stars: float | None
    stars_max: float | None
    spans: tuple[tuple[int, int], ...]
    title_spans: tuple[tuple[int, int], ...]
    label: str | None
    polarity: float | None
    anger: float | None
    complaint: float | None
    gratitude: float | None
    sarcasm: float | None
    themes: tuple[str, ...]
    signals: tuple[str, ...]
    why: tuple[str, ...]
    corrected_by: str
    case_id: int | None
    story_id: int | None
    muted: bool


@dataclass(frozen=True, slots=True)
class Mentions:
    """A page of mentions, newest first. ``after`` asks for the next page; None: this was the last."""

    items: tuple[Mention, ...]
    after: int | None


async def mentions(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    wanted: Filter,
    *,
    after: int | None = None,
    limit: int = PAGE,
) -> Mentions:
    """The mentions that are wanted, newest first; ``after`` is that of the page before."""
    entries = await _entries(connection, brands, wanted, after, limit + 1)
    page = entries[:limit]
    items = await by_ids(connection, brands, [entry & MASK for entry in page])
    return Mentions(tuple(items), page[-1] if len(entries) > limit else None)


async def export(store: Store, brands: Collection[str] | None, wanted: Filter) -> AsyncIterator[Mention]:
    """Every mention that is wanted, newest first. However many there are, only a few are in memory, and between them nothing is
    held in the database: whoever reads slowly keeps nobody waiting."""
    after: int | None = None
    while True:
        async with store.read() as connection:
            page = await mentions(connection, brands, wanted, after=after, limit=_BATCH)
        for item in page.items:
            yield item
        if page.after is None:
            return
        after = page.after


async def mention(connection: AsyncConnection, brands: Collection[str] | None, mention_id: int) -> Mention | None:
    """One mention; None where there is none, or none for these eyes."""
    found = await by_ids(connection, brands, [mention_id])
    return found[0] if found else None


async def by_ids(
    connection: AsyncConnection, brands: Collection[str] | None, mention_ids: Sequence[int]
) -> list[Mention]:
    """These mentions, in this order, as far as they are there and may be seen."""
    rows = {row.id: row for row in await asking.mentions_by_id(connection, mention_ids)} if mention_ids else {}
    return [
        mention_of(rows[number])
        for number in mention_ids
        if number in rows and (brands is None or rows[number].brand in brands)
    ]


def mention_of(row: Any) -> Mention:
    """A row of ``asking.mentions_of`` as what it means."""
    return Mention(
        id=row.id,
        brand=row.brand,
        source=row.source,
        heard_in=tuple(sources_of(row)),
        rule=row.rule,
        service=row.service,
        url=row.url,
        author=row.author.get("name") or "",
        handle=row.author.get("handle") or "",
        form=row.form,
        lang=row.lang,
        at=from_us(row.at),
        seen_at=from_us(row.seen_at),
        published_exact=row.published_exact,
        edited_at=_time(row.edited_at),
        deleted_at=_time(row.deleted_at),
        history=row.history,
        title=row.title,
        text=row.text,
        stars=row.stars,
        stars_max=row.stars_max,
        spans=_pairs(row.spans),
        title_spans=_pairs(row.title_spans),
        label=row.label,
        polarity=row.polarity,
        anger=row.anger,
        complaint=row.complaint,
        gratitude=row.gratitude,
        sarcasm=row.sarcasm,
        themes=tuple(row.themes or ()),
        signals=tuple(row.signals or ()),
        why=tuple(row.why or ()),
        corrected_by=row.corrected_by,
        case_id=row.case_id,
        story_id=row.story_id,
        muted=row.muted,
    )


def _time(us: int | None) -> datetime | None:
    return from_us(us) if us is not None else None


def _pairs(spans: Sequence[Sequence[int]] | None) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in spans or ())


# -- the question, as the databases want it --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """Words that must stand one after the other, or must not (``negated``); ``begun``: the last may go on."""

    words: tuple[str, ...]
    negated: bool = False
    begun: bool = False


def parts(words: str) -> list[Part]:
    """What somebody typed, taken apart. Nothing that is typed is an error; what holds no word is left out."""
    found = []
    for minus, phrase, word in _PART.findall(words):
        if folded := tuple(fold(phrase or word)):
            found.append(Part(folded, bool(minus), begun=word.endswith("*")))
    return found[:_MOST]


def _tags(brands: Collection[str] | None, wanted: Filter) -> tuple[list[str], list[str] | None]:
    """The tags that must all be there, and those of which one must."""
    pairs = [
        ("brand", wanted.brand),
        ("source", wanted.source),
        ("label", wanted.label),
        ("theme", wanted.theme),
        ("lang", language(wanted.lang)),
        ("label", Label.UNKNOWN.value if wanted.unknown else ""),
        ("rule", FOUND_BY_SEARCH if wanted.found_by_search else ""),
    ]
    found = [tag(kind, value) for kind, value in pairs if value]
    flags = ((wanted.person, IN_CASE), (wanted.unhappy, UNHAPPY), (wanted.about_us, ABOUT_US))
    found += [flag for asked, flag in flags if asked]
    mine = [tag("brand", brand) for brand in sorted(brands)] if brands is not None else None
    return found, mine


async def _entries(
    connection: AsyncConnection, brands: Collection[str] | None, wanted: Filter, after: int | None, limit: int
) -> list[int]:
    """The entries that are wanted, newest first."""
    if brands is not None and (not brands or (wanted.brand and wanted.brand not in brands)):
        return []
    asked = parts(wanted.words)
    if wanted.words.strip() and not asked:
        return []  # nothing but signs: no words have them
    needed, one_of = _tags(brands if not wanted.brand else None, wanted)
    sqlite = connection.dialect.name == "sqlite"
    number = "s.rowid" if sqlite else "s.entry"
    where, values = (_fts5 if sqlite else _tsearch)(asked, needed, one_of)
    if after is not None:
        where.append(f"{number} < :after")
        values["after"] = after
    if wanted.since:
        where.append(f"{number} >= :first AND m.at >= :since")
        values |= {"first": first_entry(wanted.since), "since": to_us(wanted.since)}
    if wanted.until:
        # The second in which it ends may have some that are still wanted.
        where.append(f"{number} <= :last AND m.at < :until")
        values |= {"last": first_entry(wanted.until) | MASK, "until": to_us(wanted.until)}
    if wanted.person:
        theirs = await _of_person(connection, number, wanted.person)
        if theirs is None:
            return []
        where.append(theirs)
        values["person"] = wanted.person
    # CROSS: SQLite asks the index first, which is in the wanted order.
    join = f"{' CROSS' if sqlite else ' INNER'} JOIN mention m ON m.id = ({number} & {MASK})"
    needs_row = wanted.since or wanted.until or wanted.person
    query = (
        f"SELECT {number} FROM mention_search s{join if needs_row else ''}"  # noqa: S608  # only words of ours
        f" WHERE {' AND '.join(where)} ORDER BY {number} DESC LIMIT :limit"
    )
    return list((await connection.execute(text(query), {**values, "limit": limit})).scalars())


async def _of_person(connection: AsyncConnection, number: str, person: str) -> str | None:
    """The condition that a mention is of a person's cases, None if they have none. Among the cases of all, those of somebody who
    has few would be looked for long; so it begins with theirs."""
    mine = 'SELECT id FROM "case" WHERE turn = :person OR answered_by = :person'
    count = text(f"SELECT count(*) FROM ({mine} LIMIT {_FEW + 1}) few")  # noqa: S608  # only words of ours
    cases = (await connection.execute(count, {"person": person})).scalar_one()
    if not cases:
        return None
    if cases > _FEW:
        return f"m.case_id IN ({mine})"
    entry = entry_sql(connection.dialect.name, "theirs")
    return f"{number} IN (SELECT {entry} FROM mention theirs WHERE theirs.case_id IN ({mine}))"  # noqa: S608  # only words of ours


def _fts5(
    asked: Sequence[Part], needed: Sequence[str], one_of: Sequence[str] | None
) -> tuple[list[str], dict[str, Any]]:
    """https://www.sqlite.org/fts5.html#full_text_query_syntax. Tags and folded words have only letters and digits."""

    def phrase(part: Part) -> str:
        return f'words : "{" ".join(part.words)}"{" *" if part.begun else ""}'

    must = [f'tags : "{one}"' for one in needed]
    if one_of is not None:
        must.append("(" + " OR ".join(f'tags : "{one}"' for one in one_of) + ")")
    must += [phrase(part) for part in asked if not part.negated]
    match = " AND ".join(must or [f'tags : "{EVERY}"'])
    if never := [phrase(part) for part in asked if part.negated]:
        match = f"({match}) NOT ({' OR '.join(never)})"
    return ["mention_search MATCH :match"], {"match": match}


def _tsearch(
    asked: Sequence[Part], needed: Sequence[str], one_of: Sequence[str] | None
) -> tuple[list[str], dict[str, Any]]:
    """https://www.postgresql.org/docs/current/textsearch-controls.html. Folded words have only letters and digits."""

    def phrase(part: Part) -> str:
        words = [f"'{word}'" for word in part.words]
        return ("!" if part.negated else "") + "(" + " <-> ".join(words) + (":*" if part.begun else "") + ")"

    where: list[str] = []
    values: dict[str, Any] = {}
    if asked:
        where.append("s.words @@ to_tsquery('simple', :match)")
        values["match"] = " & ".join(map(phrase, asked))
    where.append("s.tags @> CAST(:needed AS text[])")
    values["needed"] = list(needed)
    if one_of is not None:
        where.append("s.tags && CAST(:one_of AS text[])")
        values["one_of"] = list(one_of)
    return where, values
