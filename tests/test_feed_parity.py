"""What feedparser finds in feeds of all shapes, Earful finds too: at least 995 of 1,000 entries, under the same ids and with the
same words, whichever of its two parsers reads them.

The feeds are written here: every version, way to say something, way to name an entry, encoding and kind of damage, put together
by a generator that always draws the same.
"""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import feedparser
import pytest

from connectors.base import Post
from connectors.feed import posts
from connectors.parse_feed import parse

FEEDS = 1_200
URL = "https://forum.example/feed"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0"'
)
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
SAYINGS = (
    "Harbor Plumbing never called back",
    "Three weeks & still no answer <really>",
    "“Furious”, she said – 😡 twice",
    "Ärger über Öl, naïve façade",
    "Сантехник не перезвонил",
    "配管工は電話をくれない",
)
NARROW = {"iso-8859-1": 2, "windows-1252": 2, "koi8-r": 1, "utf-8": 6, "utf-16": 6, "utf-32": 6, "gb18030": 6}
"""Encodings, and how many of the sayings each can write (koi8-r: the first, and the fifth instead of the second)."""


@dataclass(frozen=True)
class Shape:
    """How a feed is written."""

    version: str
    title: str
    said: str
    named: str
    encoding: str
    harm: str


VERSIONS = ("0.91", "0.92", "2.0", "rdf", "atom 0.3", "atom 1.0")
TITLES = ("plain", "escaped", "cdata", "inline", "none")
SAID = ("plain", "escaped", "cdata", "inline", "full", "summary only", "picture", "none")
NAMED = ("address", "word", "nothing")
HARMS = ("",) * 6 + ("ampersand", "entity", "control", "prefix", "reference", "cut off", "before", "uppercase doctype")


def shapes() -> list[Shape]:
    dice = random.Random(17)
    return [
        Shape(*(dice.choice(options) for options in (VERSIONS, TITLES, SAID, NAMED, [*NARROW], HARMS)))
        for _ in range(FEEDS)
    ]


def sayings(shape: Shape) -> list[str]:
    if shape.encoding == "koi8-r":
        return [SAYINGS[0], SAYINGS[4]]
    if NARROW[shape.encoding] == 2:
        return [SAYINGS[0], SAYINGS[3]]
    return list(SAYINGS)


def element(name: str, text: str, way: str, atom: str) -> str:
    """An element that says this in one of the ways: ``atom`` is "" for RSS, else its version."""
    html = f"<p>{escape(text, quote=False)} <b>indeed</b></p>"
    if way == "plain":
        return f"<{name}>{escape(text, quote=False)}</{name}>"
    kind = ' type="html"' if atom == "1.0" else ' type="text/html" mode="escaped"' if atom else ""
    if way == "escaped":
        return f"<{name}{kind}>{escape(html, quote=False)}</{name}>"
    if way == "cdata":
        return f"<{name}{kind}><![CDATA[{html}]]></{name}>"
    kind = ' type="xhtml"' if atom == "1.0" else ' type="application/xhtml+xml" mode="xml"' if atom else ""
    return f"<{name}{kind}><div {XHTML}>{html}</div></{name}>"


def entry(shape: Shape, number: int, text: str) -> str:
    atom = shape.version.removeprefix("atom ") if shape.version.startswith("atom") else ""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(minutes=number)
    native = {"address": f"https://forum.example/t/{number}", "word": f"post-{number}", "nothing": ""}[shape.named]
    parts = [] if shape.title == "none" else [element("title", f"About {number}: {text}", shape.title, atom)]
    main = "content" if atom else "description"
    match shape.said:
        case "full":
            parts.append(element("summary" if atom else "description", text[:9], "plain", atom))
            parts.append(element("content" if atom else "content:encoded", f"{text}, at length", "cdata", atom))
        case "summary only":
            parts.append(element("summary" if atom else "description", text, "escaped", atom))
        case "picture":
            picture = f'<img src="/{number}.png"/>'
            kind = ' type="html"' if atom else ""
            parts.append(f"<{main}{kind}>{escape(picture)}</{main}>")
        case "none":
            pass
        case way:
            parts.append(element(main, text, way, atom))
    if atom:
        parts += [f"<id>{native}</id>"] if native else []
        parts.append(f'<link rel="alternate" href="/t/{number}"/>')
        parts.append(f"<author><name>Dana {number}</name></author>")
        dated = ("issued", "modified") if atom == "0.3" else ("published", "updated")
        parts += [f"<{name}>{at.isoformat()}</{name}>" for name in dated]
        return f"<entry>{''.join(parts)}</entry>"
    if native and shape.version == "2.0":
        permanent = "" if shape.named == "address" else ' isPermaLink="false"'
        parts.append(f"<guid{permanent}>{native}</guid>")
    parts.append(f"<link>https://forum.example/t/{number}</link><dc:creator>Dana {number}</dc:creator>")
    parts.append(
        f"<pubDate>{format_datetime(at)}</pubDate>"
        if shape.version != "rdf"
        else f"<dc:date>{at.isoformat()}</dc:date>"
    )
    about = f' rdf:about="https://forum.example/t/{number}"' if shape.version == "rdf" else ""
    return f"<item{about}>{''.join(parts)}</item>"


def document(shape: Shape, first: int) -> bytes:
    entries = [entry(shape, first + number, text) for number, text in enumerate(sayings(shape))]
    match shape.version:
        case "rdf":
            rdf = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            head = f'<rdf:RDF {rdf} {NAMESPACES}><channel rdf:about="{URL}"><title>T</title></channel>'
            tail = "</rdf:RDF>"
        case "atom 0.3":
            head, tail = (
                f'<feed version="0.3" xmlns="http://purl.org/atom/ns#" {NAMESPACES}><title>T</title>',
                "</feed>",
            )
        case "atom 1.0":
            head, tail = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>T</title>', "</feed>"
        case version:
            head = f'<rss version="{version}" {NAMESPACES}><channel><title>T</title><link>https://forum.example/</link>'
            tail = "</channel></rss>"
    return damaged(shape, f'<?xml version="1.0" encoding="{shape.encoding}"?>\n{head}', entries, tail)


def damaged(shape: Shape, head: str, entries: list[str], tail: str) -> bytes:
    """The bytes, with what breaks feeds in practice."""
    middle = len(entries) // 2
    match shape.harm:
        case "ampersand":
            entries[middle] = entries[middle].replace("never", "never & ever").replace("Dana", "Dana & Lee", 1)
        case "entity":
            entries[middle] = entries[middle].replace("Dana", "Dana&nbsp;R&eacute;n&eacute;", 1)
        case "control":
            entries[middle] = entries[middle].replace("Dana", "Da\x08na\x0c", 1)
        case "prefix":
            entries[middle] = re.sub(r"</(item|entry)>\Z", r"<slash:comments>5</slash:comments></\1>", entries[middle])
        case "reference":
            entries[middle] = entries[middle].replace("Dana", "Dana&#55357;&#56865;&#1;", 1)
        case "cut off":
            tail = ""
        case "before":
            head = f"\n\n  {head}"
        case "uppercase doctype":
            head = head.replace(
                "?>\n", '?>\n<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x.dtd">\n', 1
            )
    return (head + "".join(entries) + tail).encode(shape.encoding, "xmlcharrefreplace")


def theirs(body: bytes) -> list[Any]:
    """What feedparser finds; nothing where it trips, as it does over half a surrogate pair."""
    try:
        found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except UnicodeError:
        return []
    return list(found.entries)


def says(shape: Shape, text: str, title: str, said: str) -> bool:
    """Whether an entry has come with the words that were put into it."""
    there = {*re.findall(r"\w+", f"{title} {said}")}
    wanted = shape.title != "none" or shape.said not in ("picture", "none")
    length = {"length"} if shape.said == "full" else set()
    return not wanted or {*re.findall(r"\w+", text)} | length <= there


@pytest.mark.parametrize("feeds", [150, pytest.param(FEEDS, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_what_feedparser_finds_is_found(feeds: int) -> None:
    found, missing, ids, other_ids, silent, nameless = 0, Counter[Shape](), 0, Counter[Shape](), 0, 0
    total = 0
    for number, shape in enumerate(shapes()[:feeds]):
        body = document(shape, number * 10)
        read = parse(body, URL)
        expected, entries, made = theirs(body), read["entries"], posts(read, URL)
        total += len(expected)
        found += min(len(expected), len({(post.service, post.id) for post in made}))
        missing[shape] += max(len(expected) - len(made), 0)
        for one, ours in zip(expected, entries, strict=False):
            ids += bool(one.get("id"))
            other_ids[shape] += bool(one.get("id")) and ours["guid"] != one["id"]
        silent += sum(not says(shape, *one) for one in zip(sayings(shape), *heard(made), strict=False))
        nameless += sum(not post.author.name.startswith("Dana") or post.published is None for post in made)
    assert total > 3.5 * feeds
    assert ids > 1.5 * feeds
    assert found / total >= 0.995, missing.most_common(3)
    assert other_ids.total() / ids <= 0.005, other_ids.most_common(3)
    assert silent / total <= 0.005
    assert nameless / total <= 0.005


def heard(made: Sequence[Post]) -> tuple[list[str], list[str]]:
    return [post.title for post in made], [post.text for post in made]


def test_the_feeds_are_of_every_shape() -> None:
    drawn = shapes()[:150]
    for options, part in ((VERSIONS, "version"), (TITLES, "title"), (SAID, "said"), (NAMED, "named"), (HARMS, "harm")):
        assert {getattr(shape, part) for shape in drawn} == {*options}
