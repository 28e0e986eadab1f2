"""Posts out of a file: JSON Lines or CSV, by our own names for things or by those that other tools use. Pure but for the
iterator of lines that it is handed."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

from connectors import parse_inbox
from connectors.base import Form, Post, Rejected, host_of
from connectors.text import canonical_url, out_of
from connectors.text import number as number_of
from monitor.words import shortened

_SPELT = {
    "published": "at date time timestamp created_at created published_at datetime created_time published_date "
    "publication_date post_date review_date date_published date_created published_at_date date_time posted_at posted_on "
    "review_created review_datetime review_submit_date_and_time",
    "text": "full_text content body message hit_sentence description snippet opening_text review comment mention post_text "
    "review_text comment_text tweet review_content",
    "title": "headline subject review_title",
    "url": "link permalink source_url post_url mention_url tweet_url review_url review_link",
    "author": "username user_name user author_name name reviewer reviewer_name from author_username screen_name full_name "
    "display_name influencer author_title review_username",
    "stars": "rating score_stars star_rating review_rating review_stars",
    "lang": "language",
    "thread": "thread_id conversation_id",
    "reply_to": "in_reply_to in_reply_to_id in_reply_to_status_id parent_id parent",
    "id": "comment_id review_id tweet_id status_id post post_id native_id guid",
    "reply": "owner_reply owner_response owner_answer developer_reply developer_reply_text developer_response company_reply "
    "company_response business_reply business_response response_from_owner response_from_owner_text reply_text response",
    "replied": "owner_reply_date owner_response_date owner_answer_date owner_answer_timestamp_datetime developer_reply_date "
    "developer_reply_date_and_time developer_response_date company_reply_date company_response_date business_reply_date "
    "business_response_date response_from_owner_date reply_date response_date replied_at",
}
_ALSO = {ours: others.split() for ours, others in _SPELT.items()}
"""Our name, and what other tools call it; in a row with both ours counts."""
_TIMES = ("published", "replied")
_IN_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
"""Stars as Google writes them."""
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_MARKS = (",", ";", "\t")
"""What stands between the columns: Excel writes semicolons where a comma stands in numbers."""
_EXCELS = re.compile(r"sep=([,;\t])\s*$", re.IGNORECASE)
"""A first line that tells Excel which of them."""
_QUOTES = re.compile(r"\s*>(?![:.])")  # ">:(" quotes nobody
NOWHERE = "replay"
"""Where a post was said that tells neither its service nor its address."""
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_PREFACE = 30
"""Lines of a report ("From: …") that may stand above the names of the columns."""
_CLOCKS = ("time", "hour")
"""Columns that may hold the time of a day whose date has a column of its own."""
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?(\s*[ap]\.?m\.?)?", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LISTED = 300
"""Letters of the names of columns that are told."""
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})")
_SERIAL = re.compile(r"[2-7]\d{4}([.,]\d+)?")
_SERIAL_FROM = datetime(1899, 12, 30, tzinfo=UTC)
"""A date as Excel keeps it is the number of days since then: those of 1954 to 2119."""


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
Numbered = tuple[int, Row | Unreadable]
"""A row with the number of its line."""


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
    if first.lstrip().startswith("["):
        raise Unreadable(f"{name} is one list of JSON; JSON Lines have one object a line: `jq -c '.[]'` makes them.")
    read = _objects if first.lstrip().startswith("{") else _table
    for number, row in _dated(read(chain([first], rest), name, blank)):
        try:
            if isinstance(row, Unreadable):
                raise row
            told = _told(row, f"{name}:{number}")
            yield told
            if isinstance(row.get("reply"), str) and row.get("replied"):
                yield _replied(row, told, f"{name}:{number}, the reply")
        except Unreadable as error:
            if wrong is None:
                raise
            wrong(error)


def _dated(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    """The rows by our names for things. 3/4/2026 is in March or in April: that is told by the first row of the file in which it can
    only be one of them, and rows before that wait for it."""
    month_first: bool | None = None
    waiting: list[tuple[int, Row]] = []
    for number, row in rows:
        if isinstance(row, Unreadable):
            yield number, row
            continue
        if row.get("event", "post") != "post":
            continue  # ``earful once --json`` tells more than posts
        known = _known(row)
        found = _SLASHED.match(str(known.get("published") or ""))
        if month_first is None and found:
            one, two = int(found[1]), int(found[2])
            if one <= 12 and two <= 12 and one != two:
                waiting.append((number, known))
                continue
            if one != two:
                month_first = two > 12
                yield from [(before, _in_order(early, month_first)) for before, early in waiting]
                waiting = []
        yield number, _in_order(known, month_first)
    yield from waiting


def _in_order(row: Row, month_first: bool | None) -> Row:
    """With dates that nobody can read two ways."""
    if month_first is None:
        return row
    return {**row, **{name: _with_month(row[name], month_first) for name in _TIMES if row.get(name)}}


def _with_month(at: Any, month_first: bool) -> Any:
    found = _SLASHED.match(str(at))
    if found is None:
        return at
    month, day = (found[1], found[2]) if month_first else (found[2], found[1])
    if int(month) > 12:
        return at  # this one has another order, and can only be read so
    return f"{found[3]}-{month:0>2}-{day:0>2}{str(at)[found.end() :]}"


def _objects(lines: Iterable[str], name: str, before: int) -> Iterator[Numbered]:
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


def _table(lines: Iterable[str], name: str, before: int) -> Iterator[Numbered]:
    feed = _Feed(lines, before)
    heads, mark = _heads(feed, name)
    table = csv.reader(feed, delimiter=mark)
    while True:
        feed.row.clear()
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield feed.first, Unreadable(f"{name}:{feed.first} is no CSV: {error}.")
            feed.back()
            continue
        if len(feed.row) > 1 and "".join(feed.row).count('"') % 2:
            # Or else everything up to the next one that has quotes would be its words.
            yield feed.first, Unreadable(f"{name}:{feed.first} is no CSV: a quote is never closed.")
            feed.back()
            continue
        row: dict[str, str] = {}
        for head, cell in zip(heads, cells, strict=False):
            if head and cell:
                row.setdefault(head, cell)
        if row:
            yield feed.number, row


class _Feed:
    """Lines for a reader of CSV that may be given back. ``row``: those of the row that is being read; ``number``: of the last
    line that was handed out."""

    def __init__(self, lines: Iterable[str], number: int) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.number = number
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self.row.append(line)
        return line

    @property
    def first(self) -> int:
        """The line in which the row begins."""
        return self.number - len(self.row) + 1

    def back(self) -> None:
        """The row ends with its first line: the others are read again."""
        self.number = self.first
        self._again.extendleft(reversed(self.row[1:]))


def _heads(feed: _Feed, name: str) -> tuple[list[str], str]:
    """The names of the columns, and what stands between them. Above them there may be a few lines about the report; those have to
    be followed by columns for both the words and the time."""
    words = {name for ours in ("text", "title", "stars") for name in (ours, *_ALSO[ours])}
    times = {"published", *_ALSO["published"]}
    told, found, untimed = "", list[str](), list[str]()
    for line in islice(feed, _PREFACE):
        if excels := _EXCELS.match(line):
            told = excels[1]
            continue
        mark = told or max(_MARKS, key=line.count)
        try:
            heads = [_column(head) for head in next(csv.reader([line], delimiter=mark), [])]
        except csv.Error as error:
            raise Unreadable(f"{name}:{feed.number} is no CSV: {error}.") from None
        if words & set(heads) and times & set(heads):
            return heads, mark
        untimed = untimed or (heads if words & set(heads) else [])
        found = found or heads
    if untimed:
        raise Unreadable(f"{name}: no column tells when it was said: call one published. Found {_listed(untimed)}.")
    raise Unreadable(
        f"{name}:1: a CSV file begins with the names of its columns, one of them text: found {_listed(found)}."
    )


def _listed(heads: Sequence[str]) -> str:
    """The names of columns for people, of a file that may be none."""
    return shortened(", ".join(filter(None, heads)) or "nothing", _LISTED)


def _own(text: str) -> str:
    """The words without the lines that quote somebody else ("> …"), unless there are no others."""
    own = [line for line in text.splitlines() if not _QUOTES.match(line)]
    return "\n".join(own) if any(line.strip() for line in own) else text


def _column(name: str) -> str:
    """A name as we write it: "Created At" and "createdAt" are created_at, and so is "Created At (UTC)"."""
    apart = _HUMP.sub("_", name.strip(" \t\r\n():"))
    return re.sub(r"[\s()_-]+", "_", apart.lower()).removesuffix("_utc")


def _known(row: Row) -> dict[str, Any]:
    """By our names for things."""
    known = {**row}
    for ours, others in _ALSO.items():
        if known.get(ours) in (None, ""):
            known |= next(({ours: row[other]} for other in others if row.get(other) not in (None, "")), {})
    if row.get("rule") and row.get("post"):  # our own export: its numbers are those of mentions
        known |= {"id": row["post"], "by_owner": row["rule"] == "ours"}
    for name in _TIMES:
        at = str(known.get(name) or "").strip()
        if _SERIAL.fullmatch(at):
            day = _SERIAL_FROM + timedelta(seconds=round(float(at.replace(",", ".")) * 86_400))
            known[name] = day.isoformat() if at.strip("0123456789") else f"{day:%Y-%m-%d}"
    at = str(known.get("published") or "").strip()
    clock = next((str(row[name]).strip() for name in _CLOCKS if row.get(name)), "")
    if at and ":" not in at and _CLOCK.fullmatch(clock):
        known["published"] = f"{at} {clock}"
    return known


def _told(row: Row, where: str) -> Told:
    """A row by our names for things, as a post."""
    known = {**row}
    url = canonical_url(str(known.get("url") or "").strip())
    known["url"] = url  # "n/a" costs no post its words
    if isinstance(known.get("text"), str):
        known["text"] = _own(known["text"])
    rated = known.get("stars")
    if isinstance(rated, str):
        rated = known["stars"] = _IN_WORDS.get(rated.strip().lower(), rated)
    if (known.get("text") or known.get("title")) and out_of(rated) is None and (number_of(rated) or 0) <= 0:
        known.pop("stars", None)  # nor does "N/A"
    service = str(known.get("service") or "") or (host_of(url) if url else NOWHERE)
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
    named = row.get("source")
    source = str(named) if named and isinstance(named, str | int) else service
    return Told(post, source, alert in _YES if alert else None)


def _replied(row: Row, told: Told, where: str) -> Told:
    """What the owner answered to a post, out of the columns beside it."""
    answer = _told({"text": row["reply"], "published": row["replied"], "by_owner": "yes"}, where)
    post = replace(answer.post, service=told.post.service, reply_to=told.post.id, thread=told.post.thread)
    return Told(post, told.source)


def together(told: Sequence[Told], homes: Mapping[str, str]) -> list[Told]:
    """The posts of a file, of which some tell less about where they were said than others. A source is one place: that of its posts
    with an address, else its own by ``homes``, else itself, for the Dana of one is not the Dana of another. A reply without a
    place stands where that stands which it answers; what it names by its address, it names by its id."""
    sites, known = defaultdict[str, set[str]](set), defaultdict[tuple[str, str], set[str]](set)
    at: dict[str, tuple[str, str]] = {}
    for item in told:
        if item.post.service != NOWHERE:
            sites[item.source].add(item.post.service)
    for source in sites.keys() | {item.source for item in told}:
        if not sites[source] and source in homes:
            sites[source].add(homes[source])
    placed = [item if item.post.service != NOWHERE else _placed(item, sites[item.source]) for item in told]
    for item in sorted(placed, key=lambda item: item.post.published or _LATEST):
        if (post := item.post).service != NOWHERE:
            for name in filter(all, (("post", post.id), ("thread", post.thread))):
                known[name].add(post.service)
        if post.url:
            at.setdefault(post.url, (post.service, post.id))
    return [
        _answering(now, known, at, anywhere=before.post.service == NOWHERE)
        for before, now in zip(told, placed, strict=True)
    ]


def _placed(item: Told, sites: set[str]) -> Told:
    """A post without a place, at that of its source."""
    place = next(iter(sites)) if len(sites) == 1 else item.source
    return replace(item, post=replace(item.post, service=place))


def _answering(
    item: Told, known: Mapping[tuple[str, str], set[str]], at: Mapping[str, tuple[str, str]], *, anywhere: bool
) -> Told:
    """A post with what it answers. ``anywhere``: it may stand wherever that does."""
    post, name = item.post, ("post", item.post.reply_to) if item.post.reply_to else ("thread", item.post.thread)
    found = at.get(canonical_url(post.reply_to)) if post.reply_to else None
    places = {found[0]} if found else known.get(name, set())
    if anywhere and len(places) == 1 and post.service not in places:
        post = replace(post, service=next(iter(places)))
    if found and found[0] == post.service:
        post = replace(post, reply_to=found[1])
    return item if post is item.post else replace(item, post=post)
