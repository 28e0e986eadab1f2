"""Stories as they are kept, on SQLite and PostgreSQL, and as people see them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Author, Form, Post
from monitor import events, show
from monitor.clock import from_us
from monitor.config.model import Retention
from monitor.matching import Match
from monitor.pipeline import Decided
from monitor.store import Store, asking, deciding, delivering, hearing, keeping, stories
from monitor.store.rows import Incoming
from monitor.store.tables import mention, post, story, story_key
from monitor.stories import Spread, fingerprints
from monitor.telling.cards import copied
from monitor.tone import Tone
from monitor.tone.base import Label
from tests import story_suite
from tests.fakes.stage import START, Letterbox, Place, settings, stage
from tests.fakes.stage import post as said

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = (
    "Harbor Plumbing came on Monday to replace our kitchen sink, left the old one in the driveway, promised to collect it, "
    "and two weeks later nobody ever called me back. I am furious."
)
ANGRY = Tone(label=Label.NEGATIVE, polarity=-0.8, anger=0.9, complaint=0.9)
CALM = Tone(label=Label.NEUTRAL, polarity=0.0, anger=0.0, complaint=0.0)

_posts = 0


def words(text: str = LONG, by: str = "dana", place: str = "forum.example", at: datetime = NOW, **more: Any) -> Post:
    global _posts
    _posts += 1
    author = Author(name=by, id=by, followers=100)
    url = f"https://{place}/{_posts}"
    return replace(Post(service=place, id=f"p{_posts}", url=url, author=author, text=text, published=at), **more)


async def hear(store: Store, posts: Sequence[Post], source: str = "forum", brand: str = "Harbor") -> None:
    items = [Incoming(one, [Match(brand, "name")], one.published or NOW, False) for one in posts]
    await store.write(lambda tx: hearing.heard(tx, source, items, NOW))


async def decide(store: Store, brand: str = "Harbor", tone: Tone = ANGRY) -> list[int]:
    """What transaction 2 does about stories, and the number of the story of each mention in the order of writing."""
    async with store.read() as connection:
        items = await deciding.waiting(connection, brand, 1000)
    worded = [item for item in items if item.cause != "gone"]
    told = fingerprints([stories.telling(item) for item in worded])
    prints = {item.mention_id: one for item, one in zip(worded, told, strict=True)}

    async def transaction(tx: AsyncConnection) -> dict[int, int]:
        found = await stories.assign(tx, items, prints)
        await stories.gone(tx, [item.story_id for item in items if item.cause == "gone" and item.story_id])
        await deciding.settle(tx, [(item.mention_id, tone, None) for item in items], NOW)
        return found

    found = await store.write(transaction)
    return [found[item.mention_id] for item in items]


async def count(store: Store, table: Any, *where: Any) -> int:
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


async def spread(store: Store, number: int) -> Spread | None:
    async with store.read() as connection:
        return await stories.spread(connection, number)


@pytest.mark.slow
async def test_the_suite_comes_out_the_same_through_the_database(store: Store) -> None:
    """Each group is a brand of its own; every other one is told telling by telling."""
    groups = list(story_suite.groups())
    for number, group in enumerate(groups):
        brand = f"Brand {number}"
        posts = [
            words(
                telling.text,
                place=f"place{number}.example",
                at=NOW - 400 * DAY + timedelta(microseconds=at + place),
                title=telling.title,
                form=Form.ARTICLE if telling.article else Form.POST,
                author=Author(id=telling.author.hex(), name=telling.names[0] if telling.names else ""),
            )
            for place, (telling, at) in enumerate(group.tellings)
        ]
        found: list[int] = []
        for part in [posts] if number % 2 else [[one] for one in posts]:
            await hear(store, part, brand=brand)
            found += await decide(store, brand)
        seen = list(dict.fromkeys(found))
        expected = list(dict.fromkeys(group.stories))
        assert [seen.index(one) for one in found] == [expected.index(one) for one in group.stories], group.what


async def test_copies_are_one_story_with_its_spread(store: Store) -> None:
    await hear(store, [words(), words(by="dana_r", place="board.example", at=NOW + HOUR, shares=7)])
    await hear(store, [words("me too", by=by, at=NOW + 2 * HOUR + n * HOUR) for n, by in enumerate(("kim", "lee"))])
    assert await decide(store) == [1, 1, 2, 3]
    assert await count(store, story) == 3
    told = await spread(store, 1)
    assert told is not None
    assert (told.posts, told.authors, told.places, told.elsewhere) == (
        2,
        2,
        ("forum.example", "board.example"),
        ("board.example",),
    )
    assert (told.first_at, told.last_at, told.first_url) == (NOW, NOW + HOUR, told.pages[0])
    assert (told.followers, told.shares, told.reach, len(told.pages)) == (200, 7, 207, 2)
    alone = await spread(store, 3)
    assert alone is not None
    assert (alone.posts, alone.elsewhere) == (1, ())
    assert await spread(store, 99) is None


async def test_a_story_that_thousands_tell_is_added_up_to_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for n in range(9):
        at, place = NOW + timedelta(minutes=n), f"{'abc'[n % 3]}.example"
        told.append(words(by=f"author {n % 3}", place=place, at=at, url=f"https://x.example/{n}", shares=n))
    told[4] = replace(told[4], author=replace(told[4].author, followers=1200))
    await hear(store, told)
    await decide(store)
    whole = await spread(store, 1)
    assert whole is not None
    monkeypatch.setattr(stories, "_MOST_TELLINGS", 3)
    added_up = await spread(store, 1)
    assert added_up is not None
    assert added_up.pages == whole.pages[:3]
    assert replace(added_up, pages=whole.pages) == whole
    assert (whole.posts, whole.authors, whole.followers, whole.shares) == (9, 3, 1400, 36)


async def test_a_later_copy_joins_and_a_story_out_of_reach_is_not_joined(store: Store) -> None:
    for at, number in ((NOW, 1), (NOW + 13 * DAY, 1), (NOW + 26 * DAY, 1), (NOW + 41 * DAY, 2)):
        await hear(store, [words(by=f"a{at}", at=at)])
        assert await decide(store) == [number]
    async with store.read() as connection:
        first = (await connection.execute(select(story).where(story.c.id == 1))).one()
    assert (from_us(first.first_at), from_us(first.last_at)) == (NOW, NOW + 26 * DAY)


async def test_a_transaction_that_fails_leaves_nothing_and_another_try_finds_the_same(store: Store) -> None:
    await hear(store, [words(), words(by="kim", place="board.example")])
    async with store.read() as connection:
        items = await deciding.waiting(connection, "Harbor", 100)
    prints = dict(
        zip(
            [item.mention_id for item in items],
            fingerprints([stories.telling(item) for item in items]),
            strict=True,
        )
    )

    async def fails(tx: AsyncConnection) -> None:
        await stories.assign(tx, items, prints)
        raise ValueError("the power went out")

    with pytest.raises(ValueError, match="power"):
        await store.write(fails)
    assert (await count(store, story), await count(store, story_key)) == (0, 0)
    assert await decide(store) == [await decided_story(store, 1)] * 2


async def decided_story(store: Store, number: int) -> int:
    async with store.read() as connection:
        found = await connection.execute(select(mention.c.story_id).where(mention.c.id == number))
        return int(found.scalar_one())


async def test_an_edited_post_stays_with_its_story(store: Store) -> None:
    first = words()
    await hear(store, [first])
    (number,) = await decide(store)
    await hear(
        store, [replace(first, text="Harbor Plumbing called at last, all is well and I take back what I said here")]
    )
    assert await decide(store) == [number]
    assert await count(store, story) == 1


async def test_what_nobody_says_any_more_is_forgotten(store: Store) -> None:
    first, copy = words(), words(by="kim", place="board.example")
    await hear(store, [first, copy])
    (number, same) = await decide(store)
    assert number == same
    await hear(store, [replace(first, deleted=True)])
    await decide(store)
    assert await count(store, story_key) > 0  # the copy is still there
    await hear(store, [replace(copy, deleted=True)])
    await decide(store)
    assert await count(store, story_key) == 0
    async with store.read() as connection:
        assert (await connection.execute(select(story.c.sketch))).scalar_one() == b""
    await hear(store, [words(by="lee")])
    assert await decide(store) != [number]


async def test_keys_are_kept_as_long_as_a_story_can_be_joined_and_stories_as_long_as_they_are_told(
    store: Store,
) -> None:
    await hear(
        store,
        [
            words(at=NOW - 20 * DAY),
            words("A tap of Harbor Plumbing drips all night, and twelve calls later nobody came", at=NOW),
        ],
    )
    old, young = await decide(store)
    assert old != young
    await keeping.sweep(store, Retention(), NOW)
    assert await count(store, story_key, story_key.c.story_id == old) == 0
    assert await count(store, story_key, story_key.c.story_id == young) > 0
    assert await count(store, story) == 2
    await keeping.sweep(store, Retention(), NOW + 3 * 365 * DAY)
    assert (await count(store, post), await count(store, story), await count(store, story_key)) == (0, 0, 0)


# -- what people see -------------------------------------------------------------------------------------------------


async def test_a_message_says_where_else_the_words_stand(tmp_path: Path) -> None:
    mail, forum, board = Letterbox(), Place(), Place()
    async with stage(settings(tmp_path, {"forum": forum, "board": board}, {"mail": mail})) as earful:
        await earful.look()
        board.posts = [
            said(LONG, by=f"D{n}", service=f"board{n}.example", at=START + timedelta(minutes=n)) for n in range(4)
        ]
        await earful.after(timedelta(minutes=20))
        mail.take()
        forum.posts = [said(LONG, by="Dana R.", at=START + timedelta(minutes=30))]
        done: Decided = await earful.after(timedelta(minutes=20))
        (message,) = mail.messages
        facts = dict(message.card.facts)
        assert facts["Also"] == "posted in 4 other places: board0.example, board1.example, board2.example and 1 more"
        ((number, case),) = done.cases.items()
        (event,) = [one for one in events.of_decided(done) if one["event"] == "mention"]
        assert (event["heard_in"], event["story"]) == (["forum"], 1)
        async with earful.app.parts.store.read() as connection:
            heaviest = await delivering.said(connection, number, None)
            rows = await asking.mentions_of(connection, number)
            story_ = await deciding.events_of(connection, number)
        assert heaviest is not None
        text = show.case(number, case, rows, story_, START, earful.app.config.timezone, heaviest.spread)
        assert "also      posted in 4 other places: board0.example" in text
        assert "heard in" not in text
        row = json.loads(json.dumps(events.mention_row(rows[0])))
        assert (row["heard_in"], row["story"]) == (["forum"], 1)
        assert set(row) == set(events.MENTION_COLUMNS)


async def test_a_case_tells_in_which_sources_it_was_heard(tmp_path: Path) -> None:
    complaint = said(LONG, at=START + timedelta(minutes=1))
    mail, forum, mirror = Letterbox(), Place(), Place()
    async with stage(settings(tmp_path, {"forum": forum, "mirror": mirror}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = mirror.posts = [complaint]
        done = await earful.after(timedelta(minutes=20))
        ((number, case),) = done.cases.items()
        (event,) = [one for one in events.of_decided(done) if one["event"] == "mention"]
        assert event["heard_in"] == ["forum", "mirror"]
        async with earful.app.parts.store.read() as connection:
            rows = await asking.mentions_of(connection, number)
        assert "heard in  forum, mirror" in show.case(number, case, rows, [], START, earful.app.config.timezone)
        assert "Also" not in dict(mail.messages[0].card.facts)


def test_where_else_in_words() -> None:
    def seen(posts: int, *elsewhere: str) -> str:
        known: dict[str, Any] = {
            "story": 1,
            "first_at": NOW,
            "last_at": NOW,
            "first_url": "",
            "authors": 1,
            "pages": (),
        }
        found = Spread(**known, posts=posts, places=("a", *elsewhere), elsewhere=elsewhere, followers=0, shares=0)
        return copied(found)

    assert seen(1) == ""
    assert seen(3) == "posted 3 times in the same place"
    assert seen(2, "b") == "posted in 1 other place: b"
    assert seen(3, "b", "c") == "posted in 2 other places: b and c"
    assert seen(4, "b", "c", "d") == "posted in 3 other places: b, c and d"
    assert seen(6, "b", "c", "d", "e", "f") == "posted in 5 other places: b, c, d and 2 more"
