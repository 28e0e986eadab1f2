"""A feed's bytes to plain entries: RSS 0.9x-2.0, RDF, Atom, JSON Feed. Runs in the worker of ``bounded``.

Well-formed XML goes the fast way, through fastfeedparser. Anything else goes through feedparser, because
fastfeedparser recovers from a bare "&" by silently dropping the words after it. What fastfeedparser does not tell (a
date as it was written, an author's address, what an entry answers) is read beside it from the same tree that proves
the document well-formed.

https://www.rssboard.org/rss-specification  https://web.resource.org/rss/1.0/spec
https://www.rfc-editor.org/rfc/rfc4287 (Atom)  https://www.rfc-editor.org/rfc/rfc4685 (threading)
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from xml.etree import ElementTree

from connectors.feed_bytes import as_utf8, repaired
from connectors.text import canonical_url, clean, number, parse_time, words

LONGEST_TEXT = 50_000
LONGEST_TITLE = 1_000
MOST_ENTRIES = 2_000


class Entry(TypedDict):
    """One entry, in plain words. Times are ISO 8601 in UTC, "" if unknown; strings are "" if absent."""

    guid: str  # as written
    link: str  # canonical
    link_key: str  # the link without its scheme but with its fragment, for comparing; "" if it leads to the site's home
    title: str
    text: str
    author: str
    author_url: str
    published: str
    exact: bool
    edited: str
    lang: str
    answers: str  # id or address of what it is a reply to
    source: str  # the publisher, where an aggregator names one
    stars: float | None
    audio: bool


class Document(TypedDict):
    """``kind`` is "feed"; "empty" (a proper feed without entries); "nothing" (no bytes), "page" (HTML) or "other",
    and then ``note`` says what came instead."""

    kind: str
    note: str
    title: str
    entries: list[Entry]


class Raw(TypedDict, total=False):
    """An entry as some parser found it, markup and all."""

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
    rating: str
    audio: bool


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
    return _xml(body.lstrip(), url)


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
    except ElementTree.ParseError:
        root = None
    if root is not None:
        name = _local(root)
        if name not in ("rss", "feed", "RDF", "channel"):
            return _page(body) if name.lower() == "html" else nothing("other", f"XML that is no feed ({name[:30]!r})")
        if not _items(root):
            return nothing("empty")
        if found := _fast(body, root):
            return _document(found, url)
    found = _forgiving(body) or _fast(body, None)
    if found:
        return _document(found, url)
    return nothing("other", "a feed that is broken") if looks_like_feed else _page(body)


# --- the fast way -----------------------------------------------------------------------------------------------------


def _fast(body: bytes, root: ElementTree.Element | None) -> Found | None:
    """By fastfeedparser, with what it leaves out taken from ``root``; None where the two do not agree."""
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(body)  # bytes, never text: that would be taken for an address to fetch
    except Exception:  # of all kinds; the forgiving parser is next
        return None
    entries = [_from_fast(entry) for entry in parsed["entries"][:MOST_ENTRIES]]
    feed = parsed["feed"]
    found = Found(title=feed.get("title") or "", link=feed.get("link") or "", entries=entries)
    if root is None:
        return found if entries else None
    items = _items(root)
    if len(items) != len(parsed["entries"]):
        return None
    lang = _language(root)
    home = root if _local(root) == "feed" else next((e for e in root.iter() if _local(e) == "channel"), root)
    by = _author(home) if home is root else ("", "")
    for entry, item in zip(entries, items, strict=False):
        beside = _beside(item)
        entry["texts"] += beside.pop("texts", [])
        entry.update(beside)
        entry["lang"] = item.get(_LANG) or lang
        if not entry["author"]:
            entry["author"], entry["author_url"] = by
    return found


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


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = ("published", "pubDate", "issued", "created", "date")
_UPDATED = ("updated", "modified")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _items(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The entries in order, whether they stand in the root (Atom, RDF) or in a channel."""
    return [
        element
        for parent in (root, *(child for child in root if _local(child) == "channel"))
        for element in parent
        if _local(element) in ("item", "entry")
    ]


def _language(root: ElementTree.Element) -> str:
    for parent in (root, *(child for child in root if _local(child) == "channel")):
        if said := parent.get(_LANG) or next((e.text or "" for e in parent if _local(e) == "language"), ""):
            return said.strip()
    return ""


def _author(parent: ElementTree.Element) -> tuple[str, str]:
    """Name and address of the first Atom author."""
    for person in parent:
        if _local(person) == "author" and len(person):
            said = {_local(part): (part.text or "").strip() for part in person}
            return said.get("name", ""), said.get("uri") or said.get("url", "")
    return "", ""


def _beside(item: ElementTree.Element) -> Raw:
    """What fastfeedparser leaves out or rewrites."""
    said: dict[str, str] = {}
    raw = Raw(guid=item.get(_ABOUT) or "")
    for child in item:
        name = _local(child)
        if name == "in-reply-to":
            raw["answers"] = child.get("ref") or child.get("href") or ""
        elif name == "group":  # YouTube keeps its description in a media:group
            raw["texts"] = [part.text for part in child if _local(part) == "description" and part.text]
        elif child.text and name not in said:
            said[name] = child.text.strip()
    raw["guid"] = said.get("guid") or said.get("id") or raw["guid"]
    if when := next((said[name] for name in _PUBLISHED if said.get(name)), ""):
        raw["published"] = when
    if when := next((said[name] for name in _UPDATED if said.get(name)), ""):
        raw["updated"] = when
    raw["source"] = said.get("source", "")
    raw["rating"] = item.findtext("{http://itunes.apple.com/rss}rating") or ""
    raw["author_url"] = _author(item)[1]
    return raw


# --- the forgiving way ------------------------------------------------------------------------------------------------


def _forgiving(body: bytes) -> Found | None:
    """By feedparser, which reads nearly anything; None if it found no entry."""
    import feedparser

    try:
        # A file, never bytes or text: those would be taken for a path or an address. We make plain words ourselves.
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # UnicodeError and others on hostile bytes
        return None
    if not parsed.entries:
        return None
    feed = dict(parsed.feed)
    lang = str(feed.get("language") or "")
    entries = [_from_feedparser(dict(entry), lang) for entry in parsed.entries[:MOST_ENTRIES]]
    if str(parsed.get("version") or "").startswith("atom"):
        for entry in entries:
            if not entry["author"]:
                entry["author"] = str(feed.get("author") or "")
                entry["author_url"] = str((feed.get("author_detail") or {}).get("href") or "")
    return Found(title=str(feed.get("title") or ""), link=str(feed.get("link") or ""), entries=entries)


def _from_feedparser(entry: dict[str, Any], lang: str) -> Raw:
    parts = entry.get("content") or ()
    person = entry.get("author_detail") or {}
    answered = entry.get("thr_in-reply-to")
    source = entry.get("source") or {}
    return Raw(
        guid=str(entry.get("id") or ""),
        link=str(entry.get("link") or ""),
        title=str(entry.get("title") or ""),
        texts=[*(str(part.get("value") or "") for part in parts), str(entry.get("summary") or "")],
        author=str(entry.get("author") or ""),
        author_url=str(person.get("href") or ""),
        published=str(entry.get("published") or entry.get("created") or ""),
        updated=str(entry.get("updated") or ""),
        lang=next((str(part["language"]) for part in parts if part.get("language")), lang),
        answers=str(answered.get("ref") or answered.get("href") or "") if isinstance(answered, dict) else "",
        source=str(source.get("title") or ""),
        rating=str(entry.get("im_rating") or ""),
        audio=any(str(file.get("type") or "").startswith("audio/") for file in entry.get("enclosures") or ()),
    )


# --- entries in plain words -------------------------------------------------------------------------------------------

_ABSENT = frozenset(("", "false", "true", "null", "none", "undefined", "nil", "0"))
_MAIL_THEN_NAME = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\s*\(([^()]+)\)")
_NAME_THEN_MAIL = re.compile(r"([^<>]+?)\s*<[^\s@<>]+@[^\s@<>]+>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
# WordPress puts this before an answer in its comment feeds.
_ANSWERS = re.compile(r"""\s*(?:<p>)?\s*In reply to <a [^<>]*href=["']([^"'<>]+)["'][^<>]*>[^<>]{0,200}</a>\.?""")
# What software appends is not the author's: it would be matched as their words, and phpBB's "Today, 1:51 pm" would
# make every post look edited the next day.
_TAIL = re.compile(
    r"\s*(?:submitted by\s+/?u/\S+(?:\s+to\s+r/\S+)?\s*\[link\]\s*\[comments\]"  # Reddit
    r"|The post [^\n]{1,300} (?:appeared first|first appeared) on [^\n]{1,200}"  # WordPress
    r"|Stat(?:istics|istik|istiques|istiche|istieken): [^\n]{1,200} — [^\n]{4,80})\Z"  # phpBB
)


def _document(found: Found, url: str) -> Document:
    home = link_key(found["link"], url)
    entries = [entry for raw in found["entries"][:MOST_ENTRIES] if (entry := _entry(raw, url, home))]
    if not entries:
        if found["entries"]:
            return nothing("other", "a feed of which no entry could be read")
        return nothing("empty")
    return Document(kind="feed", note="", title=words(found["title"])[:LONGEST_TITLE], entries=entries)


def _entry(raw: Raw, url: str, home: str) -> Entry | None:
    answers = raw.get("answers", "")
    # Apple repeats a review as a table of its title, text and stars; of the others the longest version is whole.
    texts = raw.get("texts", []) if raw.get("rating") else sorted(raw.get("texts", ()), key=len, reverse=True)
    if texts and (answered := _ANSWERS.match(texts[0])):
        answers = answers or answered[1]
        texts[0] = texts[0][answered.end() :]
    text = next((plain for html in texts if (plain := words(html[: 8 * LONGEST_TEXT]))), "")
    tail = _TAIL.search(text, max(0, len(text) - 600))
    text = text[: tail.start() if tail else LONGEST_TEXT]
    title = words(raw.get("title", "")[: 8 * LONGEST_TITLE])[:LONGEST_TITLE]
    text, title = _without_repeating(text, title)
    guid = clean(raw.get("guid", "")).strip()
    link = raw.get("link", "")
    key = link_key(link, url)
    if not (guid or key or title or text):
        return None
    published, updated = parse_time(raw.get("published", "")), parse_time(raw.get("updated", ""))
    first = published or updated
    lang = raw.get("lang", "").strip()
    return Entry(
        guid="" if guid.lower() in _ABSENT else guid,
        link=canonical_url(link, url),
        link_key="" if key == home else key,
        title=title,
        text=text,
        author=_person(raw.get("author", "")),
        author_url=canonical_url(raw.get("author_url", ""), url),
        published=first[0].isoformat() if first else "",
        exact=first[1] if first else True,
        edited=updated[0].isoformat() if updated and published and updated[0] > published[0] else "",
        lang=lang.replace("_", "-") if _LANGUAGE.fullmatch(lang) else "",
        answers=clean(answers).strip()[:2000],
        source=words(raw.get("source", ""))[:200],
        stars=number(raw.get("rating", "")),
        audio=raw.get("audio", False),
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


def _person(author: str) -> str:
    """The name out of "dana@shop.example (Dana)" and "Dana <dana@shop.example>"."""
    author = words(author[:1000]) if "<" not in author else " ".join(clean(author[:1000]).split())
    named = _MAIL_THEN_NAME.fullmatch(author) or _NAME_THEN_MAIL.fullmatch(author)
    return words(named[1] if named else author)[:200]


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


def _page(body: bytes) -> Document:
    start = body[:50_000].decode("utf-8", "replace").lower()
    if "<" not in start:
        return nothing("other", "plain text instead of a feed")
    what = next((name for pattern, name in _PAGES if re.search(pattern, start)), "a web page")
    hint = (
        ", which names a feed of its own (rel=alternate)" if re.search(r"application/(?:rss|atom)\+xml", start) else ""
    )
    return nothing("page", f"{what} instead of a feed{hint}")
