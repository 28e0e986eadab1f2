"""X's posts taken apart, pure.

https://docs.x.com/x-api/fundamentals/data-dictionary. An id tells the time at which it was made
(https://docs.x.com/resources/fundamentals/x-ids): milliseconds since 4 November 2010, and 22 bits besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from connectors.base import NOBODY, Author, Form, Post
from connectors.text import clean, count, parse_time

SERVICE = "x.com"
_FIRST_MS = 1_288_834_974_657
_LONGEST_ID = 19  # digits
_NO_LANGUAGE = re.compile("und|zxx|q[a-z]{2}")  # X's own words for "only a picture", "only hashtags" and the like

Json = Mapping[str, Any]


def of(value: object) -> Json:
    """The object itself, or an empty one where there is none."""
    return value if isinstance(value, Mapping) else {}


def rows(value: object) -> list[Json]:
    """The objects of a list, none where there is no list."""
    return [of(one) for one in value] if isinstance(value, list) else []


def native(value: object) -> str:
    """The id itself, "" where it is none."""
    good = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _LONGEST_ID
    return str(value) if good else ""


def time_of(identity: str) -> datetime:
    """When the post of that id was written (aware UTC)."""
    return datetime.fromtimestamp(((int(identity) >> 22) + _FIRST_MS) / 1000, UTC)


def id_at(at: datetime) -> str:
    """The smallest id of that moment (aware): every post since then has a greater one."""
    return str(max(int(at.timestamp() * 1000) - _FIRST_MS, 0) << 22)


def versions(tweet: Json) -> tuple[str, ...]:
    """The ids of a post, the first one first: each edit has one of its own. () where it has none."""
    told = tweet.get("edit_history_tweet_ids")
    own = native(tweet.get("id"))
    known = [one for one in told if native(one)] if isinstance(told, list) else []
    return tuple(sorted({own, *known}, key=int)) if own else ()


def users_in(reply: Json) -> dict[str, Author]:
    """The authors that came along with posts, by their id."""
    told = rows(of(reply.get("includes")).get("users"))
    return {own: _author(one) for one in told if (own := native(one.get("id")))}


def post_of(tweet: Json, authors: Mapping[str, Author]) -> Post | None:
    """One post. The first of its ids identifies it, whichever version this is. None for what has no id."""
    ids = versions(tweet)
    if not ids:
        return None
    who = native(tweet.get("author_id"))
    author = authors.get(who) or (Author(id=who, url=f"https://x.com/i/user/{who}") if who else NOBODY)
    written, metrics = parse_time(tweet.get("created_at")), of(tweet.get("public_metrics"))
    above = answers(tweet)
    lang = tweet.get("lang")
    return Post(
        service=SERVICE,
        id=ids[0],
        url=f"https://x.com/{author.handle.removeprefix('@') or 'i'}/status/{native(tweet.get('id'))}",
        author=author,
        text=_words(tweet),
        published=time_of(ids[0]) if len(ids) > 1 else written[0] if written else time_of(ids[0]),
        edited=written[0] if len(ids) > 1 and written else None,
        lang=lang if isinstance(lang, str) and not _NO_LANGUAGE.fullmatch(lang) else "",
        reply_to=above,
        thread=native(tweet.get("conversation_id")) or ids[0],
        likes=count(metrics.get("like_count")),
        shares=count(metrics.get("retweet_count")),
        form=Form.COMMENT if above else Form.POST,
    )


def answers(tweet: Json) -> str:
    """The id of the post that this one answers, or ""."""
    above = rows(tweet.get("referenced_tweets"))
    return next((native(one.get("id")) for one in above if one.get("type") == "replied_to"), "")


def below(post: Post, others: Iterable[Post]) -> list[Post]:
    """Those of the others that answer the post, or what answers it, the oldest first."""
    found, ids = [], {post.id}
    for other in sorted(others, key=lambda one: int(one.id)):
        if other.reply_to in ids:
            ids.add(other.id)
            found.append(other)
    return found


def missing(reply: Json) -> str:
    """Why a post is not shown, as the last word of the error's type: "resource-not-found" is one that was deleted, or whose
    author is gone; "not-authorized-for-resource" one that not everybody may see. "" if there is no such error."""
    kinds = [reply.get("type"), *(one.get("type") for one in rows(reply.get("errors")))]
    return next((kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str)), "")


def _words(tweet: Json) -> str:
    """What the author wrote, whole, with the addresses behind shortened links. Only &, < and > are escaped."""
    whole = of(tweet.get("note_tweet"))
    told = whole if isinstance(whole.get("text"), str) else tweet
    text = told.get("text")
    if not isinstance(text, str):
        return ""
    for link in rows(of(told.get("entities")).get("urls")):
        short, full = link.get("url"), link.get("expanded_url")
        if isinstance(short, str) and short.startswith("http") and isinstance(full, str) and full.startswith("http"):
            text = text.replace(short, full)
    return clean(unescape(text)).strip()


def _author(user: Json) -> Author:
    name, handle, own = user.get("name"), user.get("username"), native(user.get("id"))
    known = handle if isinstance(handle, str) and handle.isascii() and handle.replace("_", "").isalnum() else ""
    return Author(
        name=(clean(name).strip() if isinstance(name, str) else "") or known,
        handle=f"@{known}" if known else "",
        url=f"https://x.com/{known}" if known else f"https://x.com/i/user/{own}",
        id=own,
        followers=count(of(user.get("public_metrics")).get("followers_count")),
    )
