"""What is true of everything that a connector hands on, and the steps that every test of the contract takes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta

from connectors.base import Client, Cursor, Fetched, FetchError, Outcome, Post
from tests.contract.kind import NAME, Kind


def words(number: int) -> str:
    """What is said under a number, with the mark by which it is found again."""
    return f"{NAME} never called back, {mark(number)}"


def mark(number: int) -> str:
    """Letters and digits that no other post has."""
    return f"zq{number:04}v"


def marks(posts: Iterable[Post]) -> set[int]:
    """The numbers of those that were said."""
    return {
        int(said[start + 2 : start + 6])
        for post in posts
        if (start := (said := f"{post.title}\n{post.text}").find("zq")) >= 0
    }


def wholesome(post: Post) -> None:
    """Holds for every post, however broken the reply was: it can be stored, shown and sorted."""
    texts = [post.service, post.id, *post.also, post.url, post.title, post.text, post.lang, post.reply_to, post.thread]
    texts += [post.author.name, post.author.handle, post.author.url, post.author.id]
    assert all(isinstance(text, str) for text in texts), post
    for text in texts:
        text.encode()  # no halves of characters
        assert "\x00" not in text, post
    for text in (post.title, post.text, post.author.name):
        assert "\u202e" not in text, post  # what is read in the other direction than it stands there
    assert post.service, post
    assert post.id, post
    for address in (post.url, post.author.url):
        assert address == "" or address.startswith(("http://", "https://")), address
    for at in (post.published, post.edited):
        assert at is None or (at.utcoffset() == timedelta(0) and 1980 <= at.astimezone(UTC).year < 2100), post
    if post.stars is None:
        assert post.stars_max is None, post
    else:
        assert post.stars_max is not None, post
        assert math.isfinite(post.stars), post
        assert 0 <= post.stars <= post.stars_max, post
    for count in (post.likes, post.shares, post.author.followers):
        assert count is None or (isinstance(count, int) and abs(count) < 2**31), post  # what a database counts to


def checked(fetched: Fetched) -> Fetched:
    """The same, after everything in it was looked at."""
    for post in fetched.posts:
        wholesome(post)
    assert json.loads(json.dumps(fetched.cursor)) == fetched.cursor  # it lies in a database in between
    if fetched.outcome in (Outcome.NOTHING_NEW, Outcome.EMPTY) and not fetched.note:
        assert fetched.outcome is not Outcome.EMPTY or not fetched.posts
    if fetched.outcome is Outcome.SUSPICIOUS:
        assert fetched.note
    if fetched.outcome is Outcome.ITEMS:
        assert fetched.posts
    return fetched


async def visit(kind: Kind, client: Client, cursor: Cursor) -> Fetched:
    """One visit, whatever it brings back being looked at. The cursor of a suspicious one stays, as in the daemon."""
    fetched = checked(await kind.source().fetch(client, json.loads(json.dumps(cursor))))
    return replace(fetched, cursor=cursor) if fetched.outcome is Outcome.SUSPICIOUS else fetched


async def endure(kind: Kind, client: Client, cursor: Cursor) -> tuple[list[Post], Cursor, str]:
    """One visit on a bad day: what it brought all the same, the cursor that is kept, and what is said of it. Anything but a
    FetchError goes through."""
    try:
        fetched = await visit(kind, client, cursor)
    except FetchError as error:
        return [], cursor, str(error)
    return list(fetched.posts), fetched.cursor, fetched.note


async def settled(kind: Kind, client: Client) -> tuple[Fetched, int]:
    """A visit that brings nothing new, and how many requests it takes: after as many the first page is there."""
    cursor: Cursor = {}
    for _ in range(3):  # until what is asked once only has been asked
        kind.fake.received.clear()
        fetched = await visit(kind, client, cursor)
        cursor = fetched.cursor
    return fetched, len(kind.fake.received)
