"""Reddit's posts and comments taken apart, pure.

https://www.reddit.com/dev/api, https://github.com/reddit-archive/reddit/wiki/JSON. A thing has a kind and an id, together its
fullname: ``t3_`` is a post, ``t1_`` a comment. What was taken down stays with "[deleted]" (by its author), "[removed]" (by a
moderator) or "[ Removed by Reddit ]", perhaps with the reason, for words; an author "[deleted]" alone is an account that is gone,
and the words are still there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.base import NOBODY, Author, Form, Post
from connectors.text import canonical_url, clean, count, number, parse_time, words

SERVICE = "reddit.com"
FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
SUBREDDIT = re.compile(r"(?:/?r/)?([A-Za-z0-9_]{2,21})/?")
_TAKEN_DOWN = re.compile(r"\[(?:deleted|removed|\s?removed by reddit\b.{0,200})\]", re.I)
_HOME = "https://www.reddit.com"
_BOTS = ("AutoModerator",)

Json = Mapping[str, Any]


def of(value: object) -> Json:
    """The object itself, or an empty one where there is none."""
    return value if isinstance(value, Mapping) else {}


def things(reply: object) -> list[Json] | None:
    """What a listing holds, without "more" and other kinds; None where it is no listing."""
    children = of(of(reply).get("data")).get("children")
    if not isinstance(children, list):
        return None
    return [of(of(one).get("data")) for one in children if of(one).get("kind") in ("t1", "t3")]


def counted(reply: object) -> int:
    """How many entries of any kind a listing has."""
    children = of(of(reply).get("data")).get("children")
    return len(children) if isinstance(children, list) else 0


def following(reply: object) -> str:
    """After which thing the next page of a listing begins, "" where there is none."""
    after = of(of(reply).get("data")).get("after")
    return after if isinstance(after, str) else ""


def tree(listing: object) -> Iterator[Json]:
    """The comments of a listing with everything below them, each before what answers it."""
    left = [*reversed(things(listing) or ())]
    while left:
        thing = left.pop()
        yield thing
        left += reversed(things(thing.get("replies")) or ())


def taken_down(text: str) -> bool:
    """Whether these are the words that stand for those that somebody took down."""
    return bool(_TAKEN_DOWN.fullmatch(text.strip()))


def name_of(thing: Json) -> str:
    """The fullname, "" where there is none."""
    name = thing.get("name")
    return name if isinstance(name, str) and FULLNAME.fullmatch(name) else ""


def comments_of(thing: Json) -> int:
    """How many comments a post has."""
    return max(count(thing.get("num_comments")) or 0, 0)


def author_of(name: object) -> Author:
    """Who that is; nobody where the account is gone. Names cannot be changed, and are given to nobody again."""
    known = clean(name).strip() if isinstance(name, str) else ""
    if not known or known.lower() == "[deleted]":
        return NOBODY
    return Author(name=known, handle=f"u/{known}", url=f"{_HOME}/user/{known}", id=known, bot=known in _BOTS)


def post_of(thing: Json) -> Post | None:
    """One post or comment; None for what has no fullname."""
    name = name_of(thing)
    if not name:
        return None
    comment = name.startswith("t1_")
    told, html = ("body", "body_html") if comment else ("selftext", "selftext_html")
    raw = thing.get(told)
    gone = taken_down(_string(raw)) or bool(_string(thing.get("removed_by_category")))
    at, changed = parse_time(number(thing.get("created_utc"))), parse_time(number(thing.get("edited")))
    link = _fullname(thing.get("link_id")) if comment else name
    where = _string(thing.get("permalink"))
    return Post(
        service=SERVICE,
        id=name,
        # A comment without an address of its own stands in its thread, whatever that is called.
        url=canonical_url(where, _HOME)
        if where.startswith("/")
        else f"{_HOME}/comments/{link.removeprefix('t3_')}{f'/_/{name[3:]}' if comment else ''}",
        author=author_of(thing.get("author")),
        title="" if comment or gone else clean(_unescaped(_string(thing.get("title")))).strip(),
        text="" if gone else words(_string(thing.get(html))) or clean(_unescaped(_string(raw))).strip(),
        published=at[0] if at else None,
        edited=changed[0] if changed else None,
        reply_to=_fullname(thing.get("parent_id")) if comment else "",
        thread=link or name,
        likes=count(thing.get("score")),
        form=Form.COMMENT if comment else Form.POST,
        deleted=gone,
    )


def _unescaped(text: str) -> str:
    """Plain text without the three escapes that Reddit writes where ``raw_json`` is unknown: mirrors, and older replies."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _fullname(value: object) -> str:
    return value if isinstance(value, str) and FULLNAME.fullmatch(value) else ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
