"""Posts out of a file: JSON Lines or CSV, by our own names for things or by those that other tools use. Pure but for the
iterator of lines that it is handed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from connectors import parse_inbox
from connectors.base import Form, Post, Rejected, host_of

_ALSO = {
    "published": ("at", "date", "time", "timestamp", "created_at", "created", "published_at", "datetime"),
    "text": ("content", "body", "message", "snippet", "full_text", "review", "comment"),
    "title": ("headline", "subject"),
    "url": ("link", "permalink", "source_url"),
    "author": ("username", "user", "author_name", "name", "reviewer", "from"),
    "stars": ("rating", "score_stars"),
    "lang": ("language",),
    "thread": ("thread_id", "conversation_id"),
    "reply_to": ("in_reply_to", "parent_id", "parent"),
    "id": ("post", "post_id", "native_id", "guid"),
}
"""Our name, and what other tools call it; in a row with both ours counts."""
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


class Unreadable(ValueError):
    """A file of posts that cannot be read; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the file: the post, the source it is said to come from, and whether somebody says that it deserves an alert
    (``alert``: yes or no; None: nobody says)."""

    post: Post
    source: str
    alert: bool | None = None


def posts(lines: Iterable[str], *, name: str) -> Iterator[Told]:
    """Every post of the file ``name``, in the order of its lines. The first line tells whether it is JSON Lines or CSV.
    Raises Unreadable with the number of the line."""
    rest = iter(lines)
    first = next((line for line in rest if line.strip()), "")
    if not first:
        return
    every = chain([first.lstrip("\ufeff")], rest)
    rows = _objects(every, name) if first.lstrip("\ufeff \t").startswith("{") else _table(every, name)
    for number, row in rows:
        if row.get("event", "post") == "post":  # ``earful once --json`` tells more than posts
            yield _told(row, f"{name}:{number}")


def _objects(lines: Iterable[str], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise Unreadable(f"{name}:{number} is no JSON: each line must be one object.") from None
        if not isinstance(found, dict):
            raise Unreadable(f"{name}:{number} is no JSON object.")
        yield number, found


def _table(lines: Iterable[str], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    table = csv.DictReader(lines, restkey="")
    heads = [head.strip().lower() for head in table.fieldnames or []]
    if not {"text", "title", "stars", *_ALSO["text"], *_ALSO["title"], *_ALSO["stars"]} & set(heads):
        raise Unreadable(f"{name}:1: a CSV file begins with the names of its columns, one of them text: found {heads}.")
    table.fieldnames = heads
    try:
        for row in table:
            yield table.line_num, {head: value for head, value in row.items() if head and value not in (None, "")}
    except csv.Error as error:
        raise Unreadable(f"{name}:{table.line_num} is no CSV: {error}.") from None


def _told(row: Mapping[str, Any], where: str) -> Told:
    known = {**row}
    for ours, others in _ALSO.items():
        if known.get(ours) in (None, ""):
            known |= next(({ours: row[other]} for other in others if row.get(other) not in (None, "")), {})
    url = str(known.get("url") or "")
    service = str(known.get("service") or "") or (host_of(url) if url else "replay")
    try:
        (post,) = parse_inbox.posts([known], {}, service=service, form=Form.POST, stars_max=5.0, html=False)
    except Rejected as error:
        raise Unreadable(f"{where}: {error}") from None
    if post.published is None:
        raise Unreadable(f"{where}: when was it said? A replay needs published, like 2026-11-24T10:30:00Z.")
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
