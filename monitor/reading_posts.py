"""Posts out of a file: JSON Lines or CSV, by our own names for things or by those that other tools use. Pure but for the
iterator of lines that it is handed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from connectors import parse_inbox
from connectors.base import Form, Post, Rejected, host_of
from connectors.text import canonical_url

_ALSO = {
    "published": ("at", "date", "time", "timestamp", "created_at", "created", "published_at", "datetime"),
    "text": ("content", "body", "message", "snippet", "full_text", "review", "comment"),
    "title": ("headline", "subject"),
    "url": ("link", "permalink", "source_url"),
    "author": ("username", "user_name", "user", "author_name", "name", "reviewer", "from"),
    "stars": ("rating", "score_stars"),
    "lang": ("language",),
    "thread": ("thread_id", "conversation_id"),
    "reply_to": ("in_reply_to", "parent_id", "parent"),
    "id": ("post", "post_id", "native_id", "guid"),
}
"""Our name, and what other tools call it; in a row with both ours counts."""
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_MARKS = (",", ";", "\t")
"""What stands between the columns: Excel writes semicolons where a comma stands in numbers."""
_EXCELS = re.compile(r"sep=([,;\t])\s*$", re.IGNORECASE)
"""A first line that tells Excel which of them."""
_QUOTES = re.compile(r"\s*>(?![:.])")  # ">:(" quotes nobody
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class Unreadable(ValueError):
    """A file of posts that cannot be read; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the file: the post, the source it is said to come from, and whether somebody says that it deserves an alert
    (``alert``: yes or no; None: nobody says)."""

    post: Post
    source: str
    alert: bool | None = None


Row = Mapping[str, Any]


def posts(lines: Iterable[str], *, name: str, wrong: Callable[[Unreadable], None] | None = None) -> Iterator[Told]:
    """Every post of the file ``name``, in the order of its lines. The first line tells whether it is JSON Lines or CSV. A line
    that cannot be used is told to ``wrong``, with its number, and the rest goes on; without it, and where the whole file is no
    such file, Unreadable is raised."""
    rest = iter(lines)
    blank = 0
    for first in rest:
        if first.strip("\ufeff \t\r\n"):
            break
        blank += 1
    else:
        return
    first = first.lstrip("\ufeff")
    read = _objects if first.lstrip().startswith("{") else _table
    for number, row in read(chain([first], rest), name, blank):
        try:
            if isinstance(row, Unreadable):
                raise row
            if row.get("event", "post") != "post":
                continue  # ``earful once --json`` tells more than posts
            told = _told(row, f"{name}:{number}")
        except Unreadable as error:
            if wrong is None:
                raise
            wrong(error)
        else:
            yield told


def _objects(lines: Iterable[str], name: str, before: int) -> Iterator[tuple[int, Row | Unreadable]]:
    for number, line in enumerate(lines, before + 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Unreadable(f"{name}:{number} is no JSON: each line must be one object.")
            continue
        if isinstance(found, dict):
            yield number, {_column(key): value for key, value in found.items()}
        else:
            yield number, Unreadable(f"{name}:{number} is no JSON object.")


def _table(lines: Iterable[str], name: str, before: int) -> Iterator[tuple[int, Row | Unreadable]]:
    rest = iter(lines)
    first = next(rest)
    mark = max(_MARKS, key=first.count)
    if told := _EXCELS.match(first):
        mark, first, before = told[1], next(rest, ""), before + 1
    table = csv.DictReader(chain([first], rest), restkey="", delimiter=mark)
    try:
        heads = [_column(head) for head in table.fieldnames or []]
    except csv.Error as error:
        raise Unreadable(f"{name}:{before + 1} is no CSV: {error}.") from None
    if not {"text", "title", "stars", *_ALSO["text"], *_ALSO["title"], *_ALSO["stars"]} & set(heads):
        raise Unreadable(f"{name}:1: a CSV file begins with the names of its columns, one of them text: found {heads}.")
    table.fieldnames = heads
    while True:
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield before + table.line_num, Unreadable(f"{name}:{before + table.line_num} is no CSV: {error}.")
        else:
            yield (
                before + table.line_num,
                {head: value for head, value in row.items() if head and value not in (None, "")},
            )


def _own(text: str) -> str:
    """The words without the lines that quote somebody else ("> …"), unless there are no others."""
    own = [line for line in text.splitlines() if not _QUOTES.match(line)]
    return "\n".join(own) if any(line.strip() for line in own) else text


def _column(name: str) -> str:
    """A name as we write it: "Created At" is created_at."""
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _told(row: Mapping[str, Any], where: str) -> Told:
    known = {**row}
    for ours, others in _ALSO.items():
        if known.get(ours) in (None, ""):
            known |= next(({ours: row[other]} for other in others if row.get(other) not in (None, "")), {})
    if row.get("rule") and row.get("post"):  # our own export: its numbers are those of mentions
        known |= {"id": row["post"], "by_owner": row["rule"] == "ours"}
    url = canonical_url(str(known.get("url") or "").strip())
    known["url"] = url  # "n/a" costs no post its words
    if isinstance(known.get("text"), str):
        known["text"] = _own(known["text"])
    service = str(known.get("service") or "") or (host_of(url) if url else "replay")
    try:
        (post,) = parse_inbox.posts([known], {}, service=service, form=Form.POST, stars_max=5.0, html=False)
    except Rejected as error:
        raise Unreadable(f"{where}: {error}") from None
    if post.published is None:
        raise Unreadable(f"{where}: when was it said? A replay needs published, like 2026-11-24T10:30:00Z.")
    if post.published >= _LATEST:
        raise Unreadable(f"{where}: nobody can have said it in {post.published:%Y}.")
    if not post.author.id and not post.author.url and post.author.name:
        # Names of a file stand for people: without that nobody would have a second post.
        post = replace(post, author=replace(post.author, id=post.author.name))
    if str(known.get("by_owner", "")).strip().lower() in _YES:
        post = replace(post, by_owner=True)
    alert = str(row.get("alert", "")).strip().lower()
    if alert and alert not in (*_YES, *_NO):
        raise Unreadable(f"{where}: alert must be yes or no.")
    source = str(row.get("source") or service)
    return Told(post, source, alert in _YES if alert else None)
