"""A feed's bytes to plain entries: RSS 0.9x-2.0, RDF, Atom, JSON Feed. Runs in the worker of ``bounded``.

Well-formed XML goes the fast way, through fastfeedparser. Anything else goes through feedparser, because
fastfeedparser recovers from a bare "&" by silently dropping the words after it. What fastfeedparser does not tell (a
date as it was written, an author's address, what an entry answers) is read beside it from the same tree that proves
the document well-formed (``feed_bytes``).

https://www.rssboard.org/rss-specification  https://web.resource.org/rss/1.0/spec
https://www.rfc-editor.org/rfc/rfc4287 (Atom)  https://www.rfc-editor.org/rfc/rfc4685 (threading)
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypedDict, TypeVar
from xml.etree import ElementTree

from connectors.feed_bytes import (
    as_utf8,
    author,
    base_of,
    beside,
    complete,
    items,
    language,
    link_base,
    local,
    overlooked,
    own_description,
    repaired,
)
from connectors.text import canonical_url, clean, number, parse_time, words

T = TypeVar("T")

LONGEST_TEXT = 50_000
LONGEST_TITLE = 1_000
MOST_ENTRIES = 2_000


class Entry(TypedDict):
    """One entry, in plain words. Times are ISO 8601 in UTC, "" if unknown; strings are "" if absent."""

    guid: str  # as written; an address is completed by an xml:base of the feed, as feedparser does
    link: str  # canonical
    link_key: str  # the link without its scheme but with its fragment, for comparing; "" if it leads to the site's home
    title: str
    text: str
    author: str
    handle: str  # "@dana", where a forum writes one
    author_url: str
    published: str
    exact: bool
    edited: str
    lang: str
    answers: str  # id or address of what it is a reply to
    source: str  # the publisher, where an aggregator names one
    source_url: str
    stars: float | None
    audio: bool
    mark: str  # of an entry that has neither guid nor link nor words: a hash of all that it has; else ""


class Document(TypedDict):
    """``kind`` is "feed"; "wordless" (no entry has a name, a link, or words or pictures); "empty" (a proper feed without entries);
    "nothing" (no bytes), "page" (HTML) or "other". ``note`` says what came where that is no feed as one expects it."""

    kind: str
    note: str
    title: str
    entries: list[Entry]


class Raw(TypedDict, total=False):
    """An entry as some parser found it, markup and all. ``base`` is what its relative addresses complete, if that is
    not the address of the feed."""

    base: str
    guid: str
    link: str
    title: str
    texts: list[str]
    author: str
    author_url: str
    published: str
    updated: str
    lang: str
    answers: str
    source: str
    source_url: str
    rating: str
    audio: bool
    whole: Callable[[], str]  # all of it, as it was written; "" if there is nothing


class Found(TypedDict):
    """What some parser made of a whole document; ``link`` is the site's home."""

    title: str
    link: str
    entries: list[Raw]


def parse(body: bytes, url: str, charset: str = "") -> Document:
    """Reads a feed. ``url`` completes relative links, ``charset`` is what the Content-Type said, "" if nothing.

    Raises only what the worker turns into FetchError (RecursionError, MemoryError).
    """
    body = as_utf8(body, charset)
    if not body.strip():
        return nothing("nothing", "an empty reply")
    if body.lstrip()[:1] in (b"{", b"["):
        from connectors.json_feed import read

        found = read(body)
        if found is None:
            return nothing("other", "JSON that is no JSON Feed")
        return _document(found, url)
    return _xml(body.lstrip(b" \t\r\n\f\v\x00"), url)


def nothing(kind: str, note: str = "") -> Document:
    """A document without entries."""
    return Document(kind=kind, note=note, title="", entries=[])


def _xml(body: bytes, url: str) -> Document:
    looks_like_feed = re.search(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", body[:8192], re.I)
    if not looks_like_feed and re.search(rb"<(?:!doctype html|html|head|body)[\s>]", body[:2048], re.I):
        return _page(body)  # before a parser spends seconds on it
    body = repaired(body)
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - in the worker, and expat stops entity bombs by itself
    except (ElementTree.ParseError, LookupError, ValueError):  # the latter two of encodings that expat does not know
        root = None
    if root is not None:
        name = local(root)
        if name.lower() == "html":
            return _page(body)
        proper = name in ("rss", "feed", "RDF", "channel")
        if name != "CHANNEL" and not (proper and items(root)):  # in capitals: CDF, which is older than RSS
            # Entries may stand deeper than they should (<items>), alone, or in capitals, and a feed within something else.
            deeper = any(local(e).lower() in ("item", "entry") for e in root.iter()) and _forgiving(body)
            if deeper:
                return _document(deeper, url)
            # Nothing else than a proper feed is empty.
            return nothing("empty") if proper else nothing("other", f"XML that is no feed ({name[:30]!r})")
        if found := _fast(body, root, url):
            return _document(found, url)
    found = _forgiving(body) or _fast(body, None, url)
    if found:
        return _document(found, url)
    return nothing("other", "a feed that is broken") if looks_like_feed else _page(body)


_ADDRESS = re.compile(r"https?://|/", re.I)  # of a guid: it leads somewhere

# --- the fast way -----------------------------------------------------------------------------------------------------


def _fast(body: bytes, root: ElementTree.Element | None, url: str) -> Found | None:
    """By fastfeedparser, with what it leaves out taken from ``root``; None where the two do not agree."""
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(body)  # bytes, never text: that would be taken for an address to fetch
    except Exception:  # of all kinds; the forgiving parser is next
        return None
    entries = [_from_fast(entry) for entry in _both_ends(parsed["entries"])]
    feed = parsed["feed"]
    found = Found(title=feed.get("title") or "", link=feed.get("link") or "", entries=entries)
    if root is None:
        return found if entries else None
    elements = items(root)
    if len(elements) != len(parsed["entries"]):
        return None
    lang = language(root)
    home = root if local(root) == "feed" else next((e for e in root.iter() if local(e) == "channel"), root)
    outer = base_of(root, url)
    inner = outer if home is root else base_of(home, outer)
    found["link"] = complete(found["link"], inner)
    by = author(home, inner) if home is root else ("", "")
    inside = set(home)
    for entry, item in zip(entries, _both_ends(elements), strict=True):
        if overlooked(item, entry["title"], entry["texts"]):
            return None
        more = beside(item, inner if item in inside else outer, url)
        if own := own_description(item):
            entry["texts"][-2:] = [own]
        entry["texts"] += more.pop("texts", [])
        entry["author"] = entry["author"] or more["author"]
        # It takes a guid for a date where there is none: "42" would be 2042.
        entry.update({**more, "author": entry["author"], "published": more.get("published", "")})
        if not entry["link"] and _ADDRESS.match(entry["guid"]):
            entry["link"] = entry["guid"]  # an Atom entry must have an id, and need not have a link
        entry["base"] = link_base(item, entry["link"], more["base"])
        entry["lang"] = more["lang"] or lang
        if not (entry["author"] or entry["author_url"]):
            entry["author"], entry["author_url"] = by
        entry["whole"] = partial(_written, item)
    return found


def _both_ends(entries: Sequence[T]) -> Sequence[T]:
    """As many as are read: of more those at both ends, for most feeds have the newest there, and some here."""
    return entries if len(entries) <= MOST_ENTRIES else [*entries[: MOST_ENTRIES // 2], *entries[-MOST_ENTRIES // 2 :]]


def _written(item: ElementTree.Element) -> str:
    empty = not len(item) and not (item.text or "").strip() and not item.attrib
    return "" if empty else ElementTree.tostring(item, encoding="unicode").strip()


# XHTML comes with the element around it, which is none of HTML's.
_WRAPPED = re.compile(r"\A<(?:[\w.-]{1,40}:)?(?:content|summary)\s[^<>]*>(.*)</[^<>]{1,60}>\s*\Z", re.S)


def _from_fast(entry: Mapping[str, Any]) -> Raw:
    texts = [_WRAPPED.sub(r"\1", part.get("value") or "") for part in entry.get("content") or ()]
    return Raw(
        guid=entry.get("id") or "",
        link=entry.get("link") or "",
        title=entry.get("title") or "",
        texts=[*texts, entry.get("description") or "", entry.get("summary") or ""],
        author=entry.get("author") or "",
        published=entry.get("published") or "",
        updated=entry.get("updated") or "",
        audio=any(str(file.get("type") or "").startswith("audio/") for file in entry.get("enclosures") or ()),
    )


# --- the forgiving way ------------------------------------------------------------------------------------------------


_OF_A_PICTURE = re.compile(rb"<(/?)media:(description|title)(?:\s[^<>]{0,500})?(?<!/)>")


def _forgiving(body: bytes) -> Found | None:
    """By feedparser, which reads nearly anything; None if it found no entry."""
    import feedparser

    if b"<media:" in body:  # which it takes for what the entry says, whatever they are in
        body = _OF_A_PICTURE.sub(rb"<\1media\2>", body)
    try:
        # A file, never bytes or text: those would be taken for a path or an address. We make plain words ourselves.
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # UnicodeError and others on hostile bytes
        return None
    if not parsed.entries:
        return None
    feed = dict(parsed.feed)
    lang = str(feed.get("language") or "")
    entries = [_from_feedparser(dict(entry), lang) for entry in _both_ends(parsed.entries)]
    if str(parsed.get("version") or "").startswith("atom"):
        for entry in entries:
            if not entry["author"]:
                entry["author"] = str(feed.get("author") or "")
                entry["author_url"] = str((feed.get("author_detail") or {}).get("href") or "")
    return Found(title=str(feed.get("title") or ""), link=str(feed.get("link") or ""), entries=entries)


def _from_feedparser(entry: dict[str, Any], lang: str) -> Raw:
    parts = entry.get("content") or ()
    people = entry.get("authors") or []
    person = entry.get("author_detail") or {}
    name = str(entry.get("author") or "")
    if len(people) > 1:  # of whom it takes the last, and the other parser the first
        person = people[0]
        name = str(person.get("name") or person.get("email") or "")
    answered = entry.get("thr_in-reply-to")
    source = entry.get("source") or {}
    link = str(entry.get("link") or "")
    native = str(entry.get("id") or "")
    if not link or link == native:  # a guid is one where it is an address, whatever it says of itself
        link = native if _ADDRESS.match(native) else ""
    texts = [*(str(part.get("value") or "") for part in parts), str(entry.get("summary") or "")]
    return Raw(
        guid=native,
        link=link,
        title=str(entry.get("title") or entry.get("mediatitle") or ""),
        texts=texts if any(texts) else [str(entry.get("mediadescription") or "")],  # YouTube's only words
        author=name,
        author_url=str(person.get("href") or ""),
        published=str(entry.get("published") or entry.get("created") or ""),
        updated=str(entry.get("updated") or ""),
        lang=next((str(part["language"]) for part in (*parts, entry) if part.get("language")), lang),
        answers=str(answered.get("ref") or answered.get("href") or "") if isinstance(answered, dict) else "",
        source=str(source.get("title") or ""),
        source_url=str(source.get("href") or source.get("link") or source.get("url") or ""),
        rating=str(entry.get("im_rating") or ""),
        audio=any(str(file.get("type") or "").startswith("audio/") for file in entry.get("enclosures") or ()),
        whole=lambda: repr(sorted(entry.items(), key=lambda one: one[0])) if entry else "",
    )


# --- entries in plain words -------------------------------------------------------------------------------------------

_ABSENT = frozenset(("", "false", "true", "null", "none", "undefined", "nil", "0"))
_MAIL_THEN_NAME = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\s*\(([^()]+)\)")
_NAME_THEN_MAIL = re.compile(r"([^<>()]+?)\s*(?:<[^\s@<>]+@[^\s@<>]+>|\([^\s@()]+@[^\s@()]+\))")
_HANDLE_THEN_NAME = re.compile(r"(@[\w.-]{1,60}(?:@[\w.-]{1,100})?)(?:\s+(.+))?", re.S)
_DISCOURSE = re.compile(r"[\w.:-]{1,200}-(?:topic|post)-\d+(?:-\d+)?")  # its guids
_USERNAME = re.compile(r"[\w.-]{1,60}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
# WordPress puts this before an answer in its comment feeds.
_ANSWERS = re.compile(r"""\s*(?:<p>)?\s*In reply to <a [^<>]*href=["']([^"'<>]+)["'][^<>]*>[^<>]{0,200}</a>\.?""")
# What software appends is not the author's: it would be matched as their words, and phpBB's "Today, 1:51 pm" would
# make every post look edited the next day.
# Discourse ends the first post of a topic so, in any language: "2 posts - 2 participants", "Read full topic".
_TALLY = re.compile(
    r"<p>\s*<small>\s*\d+ [^<]{1,60} - \d+ [^<]{1,60}</small>\s*</p>\s*"
    r"(?:<p>\s*<a [^<>]{1,1000}>[^<]{1,60}</a>\s*</p>\s*)?\Z"
)
# Google News: the headline and where else the story runs, each with its publisher.
_HEADLINE = re.compile(r"<a [^<>]*>[^<]*</a>(?:&nbsp;|\s|\xa0)*<font[^<>]*>[^<]*</font>")
_TAIL = re.compile(
    r"\s*(?:submitted by\s+(?:/?u/\S+|\[deleted\])(?:\s+to\s+r/\S+)?\s*\[link\]\s*\[comments\]"  # Reddit
    r"|(?<![^\n])(?:\d+ posts? - \d+ participants?(?:\s+Read full topic)?|Read full topic)"  # Discourse
    r"|The post [^\n]{1,300} (?:appeared first|first appeared) on [^\n]{1,200}"  # WordPress
    r"|Stat(?:istics|istik|istiques|istiche|istieken): [^\n]{1,200} — [^\n]{4,80})\Z"  # phpBB
)


def _document(found: Found, url: str) -> Document:
    home = link_key(found["link"], url)
    entries = [entry for raw in _both_ends(found["entries"]) if (entry := _entry(raw, url, home))]
    if not entries:
        if found["entries"]:
            return nothing("other", "a feed of which no entry could be read")
        return nothing("empty")
    said = (text for raw in found["entries"] for text in (raw.get("title", ""), *raw.get("texts", ())))
    if all(entry["mark"] for entry in entries) and not any(map(str.strip, said)):
        return Document(kind="wordless", note="a feed whose entries say nothing", title="", entries=entries)
    return Document(kind="feed", note="", title=words(found["title"])[:LONGEST_TITLE], entries=entries)


def _entry(raw: Raw, url: str, home: str) -> Entry | None:
    base = raw.get("base") or url
    answers = raw.get("answers", "")
    # Apple repeats a review as a table of its title, text and stars; of the others the longest version is whole.
    texts = raw.get("texts", []) if raw.get("rating") else sorted(raw.get("texts", ()), key=len, reverse=True)
    if texts and (answered := _ANSWERS.match(texts[0])):
        answers = answers or complete(answered[1], base)
        texts[0] = texts[0][answered.end() :]
    gathered = bool(raw.get("source"))
    text = next((plain for html in texts if (plain := words(_own(html[: 8 * LONGEST_TEXT], gathered)))), "")
    tail = _TAIL.search(text, max(0, len(text) - 600))
    text = text[: tail.start() if tail else LONGEST_TEXT]
    title = words(raw.get("title", "")[: 8 * LONGEST_TITLE])[:LONGEST_TITLE]
    text, title = _without_repeating(text, title)
    guid = clean(raw.get("guid", "")).strip()
    link = raw.get("link", "")
    key = link_key(link, base)
    mark = ""
    if not (guid or key or title or text):
        # Pictures alone, an author, a place: it is an entry all the same.
        if not (whole := raw["whole"]() if "whole" in raw else ""):
            return None
        mark = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]
    published, updated = parse_time(raw.get("published", "")), parse_time(raw.get("updated", ""))
    first = published or updated
    lang = raw.get("lang", "").strip()
    name, handle = _person(raw.get("author", ""), guid)
    return Entry(
        guid="" if guid.lower() in _ABSENT else guid,
        link=canonical_url(link, base),
        link_key="" if key == home else key,
        title=title,
        text=text,
        author=name,
        handle=handle,
        author_url=canonical_url(raw.get("author_url", ""), base),
        published=first[0].isoformat() if first else "",
        exact=first[1] if first else True,
        edited=updated[0].isoformat() if updated and published and updated[0] > published[0] else "",
        lang=lang.replace("_", "-") if _LANGUAGE.fullmatch(lang) else "",
        answers=clean(answers).strip()[:2000],
        source=words(raw.get("source", ""))[:200],
        source_url=canonical_url(raw.get("source_url", "")),
        stars=number(raw.get("rating", "")),
        audio=raw.get("audio", False),
        mark=mark,
    )


def link_key(link: str, base: str) -> str:
    """An address for comparing: canonical, without its scheme (a site that moves to https keeps its posts), with its
    fragment (a change log may have one entry a fragment). "" if it is none of http(s)."""
    address, mark, fragment = link.strip().partition("#")
    canonical = canonical_url(address, base) if address or mark else ""
    return canonical.partition("://")[2] + mark + fragment if canonical else ""


def _without_repeating(text: str, title: str) -> tuple[str, str]:
    """Text and title, neither said twice: many feeds repeat a short post as its own title, whole or cut off."""
    if title and text:
        if text == title:
            return "", title
        start = re.sub(r"\s*(?:\.{3}|…|\[…\]|\[\.{3}\])\Z", "", title)
        if start != title and len(start) > 10 and " ".join(text[: 2 * len(start)].split()).startswith(start):
            return text, ""
    return text, title


def _own(html: str, gathered: bool) -> str:
    """A description without what the software adds to it; ``gathered``: by an aggregator that names the publisher."""
    if gathered:
        html = _HEADLINE.sub("", html)
    tally = _TALLY.search(html, max(0, len(html) - 2000))
    return html[: tally.start()] if tally else html


def _person(author: str, guid: str) -> tuple[str, str]:
    """Name and handle out of "dana@shop.example (Dana)", "Dana <dana@shop.example>" and Discourse's "@dana Dana"."""
    author = words(author[:1000]) if "<" not in author else " ".join(clean(author[:1000]).split())
    if called := _HANDLE_THEN_NAME.fullmatch(author):
        return words(called[2] or called[1][1:].partition("@")[0])[:200], called[1]
    named = _MAIL_THEN_NAME.fullmatch(author) or _NAME_THEN_MAIL.fullmatch(author)
    name = words(named[1] if named else author)[:200]
    return name, f"@{name}" if _DISCOURSE.fullmatch(guid) and _USERNAME.fullmatch(name) else ""


# --- what else can come -----------------------------------------------------------------------------------------------

_PAGES: Iterable[tuple[str, str]] = (
    (
        r"captcha|cf-chl|challenge-platform|are you (?:a )?(?:human|robot)|unusual traffic|just a moment",
        "a robot check",
    ),
    (r"consent\.google|before you continue", "a consent page"),
    (r"(?:enable|requires?|turn on|need) (?:to )?(?:enable )?javascript", "a page that wants JavaScript"),
    (r"""type=["']?password|<title>[^<]{0,80}\b(?:log|sign) ?in\b""", "a login page"),
)


def told_page(start: str) -> str:
    """What kind of page comes instead of what was asked for, by its first characters in lower case; "" for any other."""
    return next((name for pattern, name in _PAGES if re.search(pattern, start)), "")


def _page(body: bytes) -> Document:
    start = body[:50_000].decode("utf-8", "replace").lower()
    if "<" not in start:
        return nothing("other", "plain text instead of a feed")
    what = told_page(start) or "a web page"
    hint = (
        ", which names a feed of its own (rel=alternate)" if re.search(r"application/(?:rss|atom)\+xml", start) else ""
    )
    return nothing("page", f"{what} instead of a feed{hint}")
