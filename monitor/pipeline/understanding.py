"""Whom a post is about, whose words it is, and when it was said: what a source brought, on its way into the store."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial

from connectors.base import Post
from monitor.config import Source
from monitor.config.sources import names_to_search
from monitor.matching import Match
from monitor.muting import maybe
from monitor.parts import Parts
from monitor.store import keys, rows
from monitor.store.rows import Incoming
from monitor.tone import Subject
from monitor.tone.language import language_of

NEVER = datetime.max.replace(tzinfo=UTC)
"""Everything that was said before this is history: what a source brings the first time."""
_NO_LANGUAGE = re.compile(r"(?:und|mul|mis|zxx|q[a-t][a-z])?", re.IGNORECASE)
"""Tags that name no language, among them the private ones that X says of a post of hashtags, a picture or a link.
https://www.loc.gov/standards/iso639-2/php/code_list.php"""


async def understood(
    parts: Parts,
    source: Source,
    posts: Sequence[Post],
    *,
    now: datetime,
    news_from: datetime | None,
    behind: Mapping[bytes, str] | None = None,
) -> list[Incoming]:
    """Whom each post is about and when it was said; each once, the oldest first. Of the same post the first in ``posts``
    counts. What was said before ``news_from`` is history (None: only what its source calls so). ``behind``: the words of the
    pages of some posts, by their keys."""
    one = partial(_incoming, parts, source, now=now, news_from=news_from, behind=behind or {})
    # Off the event loop: a text that is nothing but names takes its time.
    return await asyncio.to_thread(lambda: _in_order([one(post) for post in posts]))


def _in_order(incoming: Sequence[Incoming]) -> list[Incoming]:
    """Each post once, the oldest first: whatever part of a visit a kill leaves stored, nobody's thanks are decided about
    before their anger. Documents have the newest first, which tells the order of what has the same time or none."""
    once = {keys.post_key(item.post): item for item in reversed(incoming)}
    return sorted(once.values(), key=lambda item: item.at)


def _incoming(
    parts: Parts,
    source: Source,
    post: Post,
    *,
    now: datetime,
    news_from: datetime | None,
    behind: Mapping[bytes, str],
) -> Incoming:
    """``news_from`` and ``behind`` are as for ``understood``."""
    at = _spoken_at(parts, post, now)
    brand = _ours(parts, source, post)
    # In a place of the owner's whose brand nobody has told, the owner speaks for the brand of the post that is answered.
    ours = bool(brand) or (post.by_owner and bool(getattr(source.connector, "own_place", False)))
    if ours:
        # Our own words are no customer's; in a thread they answer one.
        matches = [Match(brand, "ours")] if brand and (post.reply_to or post.thread) else []
    else:
        matches = named(parts, source, post)
        if not matches and (page := behind.get(keys.post_key(post))):
            matches = [Match(found.brand, rows.ON_ITS_PAGE) for found in parts.matcher.find(page, "", source.name)]
    matches = [replace(found, rule=rows.COMPARED) if found.brand in parts.config.rivals else found for found in matches]
    history = post.history if news_from is None else at < news_from
    searched = () if ours or not source.searches else _searched(parts, post, {match.brand for match in matches})
    if not matches and not searched and not ours:
        matches = _perhaps(parts, source, post)
    if (matches or searched) and _NO_LANGUAGE.fullmatch(post.lang):
        post = replace(post, lang=_language(post, matches))
    return Incoming(post, matches, at, history, ours, searched)


def _language(post: Post, matches: Sequence[Match]) -> str:
    """The language that a post seems to be written in, "" where nobody could tell; the names of brands tell none."""
    spans = [span for match in matches for span in match.spans]
    title_spans = [span for match in matches for span in match.title_spans]
    told = language_of(Subject(text=post.text, title=post.title, spans=spans, title_spans=title_spans))
    return "" if _NO_LANGUAGE.fullmatch(told) else told


def named(parts: Parts, source: Source, post: Post) -> list[Match]:
    """The brands that a post names, or that its source is about."""
    matches = parts.matcher.find(post.text, post.title, source.name)
    if source.about and all(match.brand != source.about for match in matches):
        matches.append(Match(source.about, "about"))
    return matches


def _perhaps(parts: Parts, source: Source, post: Post) -> list[Match]:
    """The brands that a complaint without a name may be about."""
    said = f"{post.title}\n{post.text}"
    return [
        Match(brand.name, rows.MAYBE_US)
        for brand in parts.config.brands.values()
        if maybe(brand.maybe_us.words, brand.maybe_us.places, source.name, said)
    ]


def _searched(parts: Parts, post: Post, named: Collection[str]) -> list[str]:
    """The brands for whose names a search found this post although it names none of them. Where a name does stand there
    and was no match, that was the owner's decision (not_us, only_with, never_with). Of a question with several names it is
    known whom it was about if all of them are one brand's."""
    if not post.found_by and not post.found_among:
        return []
    said = f"{post.title}\n{post.text}".casefold()
    searched = {
        brand.name: {name.casefold() for name in names_to_search([brand])} for brand in parts.config.brands.values()
    }
    found = _whose(searched, post.found_by)
    among = _whose(searched, post.found_among)
    if len(among) == 1:
        found |= among
    return [
        brand
        for brand, names in searched.items()
        if brand in found and brand not in named and not any(name in said for name in names)
    ]


def _whose(searched: Mapping[str, Collection[str]], asked: Sequence[str]) -> set[str]:
    """The brands among whose names one of these is."""
    folded = {name.casefold() for name in asked}
    return {brand for brand, names in searched.items() if not folded.isdisjoint(names)}


def _spoken_at(parts: Parts, post: Post, now: datetime) -> datetime:
    """When it was said, never in the future. A date without a time counts from its end: a review of today is not hours
    overdue."""
    if post.published is None:
        return now
    if post.published_exact:
        return min(post.published, now)
    end = datetime.combine(post.published.date(), time(23, 59, 59), tzinfo=parts.config.timezone)
    return min(end.astimezone(now.tzinfo), now)


def _ours(parts: Parts, source: Source, post: Post) -> str:
    """The brand that wrote this itself, "" if none did: the platform says so in the brand's own place, or it is one of the
    brand's accounts, by (service, id). An alias in a name is no proof."""
    if post.by_owner and source.about:
        return source.about
    author = post.author
    names = {known.casefold().lstrip("@") for known in (author.id, author.handle, author.url) if known}
    # Where a feed numbers its own posts, the service is the feed; its accounts are those of the site.
    places = (post.service, post.service.partition("#")[0])
    for brand in parts.config.brands.values():
        for account in brand.our_accounts:
            full = f"{account.id}@{account.service}".casefold().lstrip("@")
            if (account.service in places and account.id.casefold().lstrip("@") in names) or full in names:
                return brand.name
    return ""
