"""The store, on SQLite and on PostgreSQL: what it must never do twice, and what a kill must not lose."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Author, Post
from monitor.cases import Heard, Points, Policy, open_case
from monitor.clock import from_us, to_us
from monitor.config.model import Retention
from monitor.matching import Match
from monitor.store import (
    Busy,
    Lock,
    Store,
    StoreError,
    asking,
    database,
    deciding,
    delivering,
    hearing,
    jsons,
    keeping,
    keys,
    measuring,
    open_store,
    receiving,
    sifting,
    sqlite_url,
    visiting,
)
from monitor.store.copying import copy
from monitor.store.database import alembic_config, revisions
from monitor.store.rows import Incoming
from monitor.store.tables import case, mention, metadata, outbox, pending, post, post_revision, sighting, tombstone
from monitor.telling.letters import Letter
from monitor.tone import Tone
from monitor.tone.base import Label, Theme
from tests.conftest import new_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def words(ident: str = "1", text: str = "Harbor never called", **changes: Any) -> Post:
    base = Post(
        service="forum.example",
        id=ident,
        url=f"https://forum.example/t/{ident}",
        author=Author(name="Dana R.", handle="dana", id="u1"),
        text=text,
        published=NOW - timedelta(hours=1),
    )
    return replace(base, **changes)


def incoming(this: Post, *brands: str, history: bool = False, ours: bool = False) -> Incoming:
    return Incoming(
        this, [Match(brand, "name", ((0, 6),)) for brand in brands], NOW - timedelta(hours=1), history, ours
    )


async def hear(store: Store, items: Sequence[Incoming], source: str = "forum", now: datetime = NOW) -> hearing.Stored:
    return await store.write(lambda tx: hearing.heard(tx, source, items, now))


async def count(store: Store, table: Any, *where: Any) -> int:
    async with store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


async def waiting(store: Store, brand: str = "Harbor") -> list[deciding.Waiting]:
    async with store.read() as connection:
        return await deciding.waiting(connection, brand, 100)


@pytest.mark.usefixtures("from_nothing")
async def test_every_table_is_made_by_the_migrations(store: Store) -> None:
    async with store.read() as connection:
        made = await connection.run_sync(
            lambda sync: {
                name: {c["name"] for c in inspect(sync).get_columns(name)} for name in inspect(sync).get_table_names()
            }
        )
    made = {
        name: columns for name, columns in made.items() if not name.startswith("mention_search")
    }  # is no table of ours
    made.pop("alembic_version")
    assert made == {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}


def test_the_files_of_the_migrations_are_named_by_their_numbers() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert revisions() == [script.revision for script in reversed([*scripts.walk_revisions()])]
    assert revisions()[-1] == scripts.get_current_head()


@pytest.mark.usefixtures("from_nothing")
async def test_opening_it_again_keeps_everything(url: str) -> None:
    first = await open_store(url)
    await hear(first, [incoming(words(), "Harbor")])
    await first.close()
    again = await open_store(url)
    assert await count(again, post) == 1
    await again.close()


async def test_a_visit_stored_twice_changes_nothing(store: Store) -> None:
    items = [incoming(words("1"), "Harbor"), incoming(words("2"), "Harbor", "Acme"), incoming(words("3"))]
    first = await hear(store, items)
    assert (len(first.fresh), first.brands) == (3, {"Harbor", "Acme"})
    second = await hear(store, items)
    assert (second.fresh, second.brands) == ([], set())
    assert (await count(store, post), await count(store, mention), await count(store, pending)) == (3, 3, 3)


async def test_one_post_found_by_two_sources_is_one_post_with_two_sightings(store: Store) -> None:
    await hear(store, [incoming(words(), "Harbor")], "forum")
    await hear(store, [incoming(words(), "Harbor")], "news")
    assert (await count(store, post), await count(store, sighting), await count(store, mention)) == (1, 2, 1)


async def test_the_same_post_under_another_id_is_known_by_its_link(store: Store) -> None:
    also = ("link:forum.example/t/1",)
    await hear(store, [incoming(words("guid-a", also=also), "Harbor")])
    again = await hear(store, [incoming(words("guid-b", also=also), "Harbor")])
    assert again.fresh == []
    assert await count(store, post) == 1


async def test_twins_in_one_visit_are_one_post(store: Store) -> None:
    await hear(store, [incoming(words(), "Harbor"), incoming(words(), "Harbor")])
    assert await count(store, post) == 1


async def test_of_a_stream_only_what_concerns_us_is_worth_keeping(store: Store) -> None:
    await hear(store, [incoming(words("1", also=("link:forum.example/1",)), "Harbor"), incoming(words("2"))])
    lee = Author(name="Lee", id="u2")
    told = [
        incoming(words("new"), "Harbor"),
        incoming(words("weather", thread="weather")),
        incoming(words("2", text="", deleted=True)),
        incoming(words("unknown", deleted=True)),
        incoming(words("other-id", also=("link:forum.example/1",))),
        incoming(words("below", author=lee, reply_to="1")),
        incoming(words("same-talk", reply_to="x", thread="1")),
        incoming(words("stranger", author=lee, reply_to="x", thread="1")),
        incoming(words("below-new", author=lee, reply_to="https://forum.example/t/new")),
        incoming(words("same-words-elsewhere", service="x.example", author=lee, reply_to="1")),
    ]
    async with store.read() as connection:
        kept = await sifting.concerning(connection, "forum", told)
        assert await sifting.concerning(connection, "forum", told[:1]) == told[:1]
    assert [item.post.id for item in kept] == ["new", "2", "other-id", "below", "same-talk", "below-new"]


async def test_an_account_that_is_deleted_takes_its_words_along(store: Store) -> None:
    await hear(store, [incoming(words("1"), "Harbor"), incoming(words("2", author=Author(id="u2")), "Acme")])
    accounts = [("forum.example", "u1"), ("x.example", "u2"), ("forum.example", "nobody")]
    gone = await store.write(lambda tx: hearing.departed(tx, accounts, NOW))
    assert gone.brands == {"Harbor"}
    assert await count(store, post_revision, post_revision.c.text == "") == 1
    assert (await store.write(lambda tx: hearing.departed(tx, accounts, NOW))).brands == set()


async def test_an_edit_is_a_revision_and_is_decided_again(store: Store) -> None:
    await hear(store, [incoming(words(), "Harbor")])
    item = (await waiting(store))[0]
    await store.write(lambda tx: deciding.settle(tx, [(item.mention_id, None, None)], NOW))
    edited = await hear(store, [incoming(words(text="Harbor called at last"), "Harbor")], now=NOW + timedelta(hours=1))
    assert (edited.edited, edited.brands) == (1, {"Harbor"})
    assert await count(store, post_revision) == 2
    again = (await waiting(store))[0]
    assert (again.cause, again.text) == ("edited", "Harbor called at last")


async def test_a_deletion_blanks_the_words_everywhere_and_stays(store: Store) -> None:
    await hear(store, [incoming(words(), "Harbor")])
    await hear(store, [incoming(words(text="Harbor, again"), "Harbor")])
    gone = await hear(store, [incoming(words(deleted=True), "Harbor")])
    assert gone.brands == {"Harbor"}
    assert await count(store, post_revision, post_revision.c.text != "") == 0
    assert [item.cause for item in await waiting(store)] == ["gone"]
    assert (await hear(store, [incoming(words(), "Harbor")])).fresh == []


async def test_who_said_that_a_post_is_gone_may_show_it_again(store: Store) -> None:
    gone = replace(words(), text="", deleted=True)
    await hear(store, [incoming(words(stars=1, stars_max=5), "Harbor")])
    await hear(store, [incoming(words(stars=1, stars_max=5), "Harbor")], source="elsewhere")
    await hear(store, [incoming(gone)])
    overlap = await hear(store, [incoming(words(stars=1, stars_max=5), "Harbor")])
    assert overlap.fresh == []
    late = NOW + timedelta(hours=2)
    slow = await hear(store, [incoming(words(text="Harbor never called!"), "Harbor")], source="elsewhere", now=late)
    assert (slow.fresh, await count(store, post_revision, post_revision.c.text != "")) == ([], 0)
    again = await hear(store, [incoming(words(stars=1, stars_max=5), "Harbor")], now=late)
    assert (again.brands, again.edited) == ({"Harbor"}, 1)
    async with store.read() as connection:
        rows = await connection.execute(
            select(post.c.deleted_at, post_revision.c.text, post_revision.c.stars).join(
                post_revision, post_revision.c.id == post.c.revision_id
            )
        )
        assert rows.all() == [(None, "Harbor never called", 1)]
    await hear(store, [incoming(gone)], now=late + timedelta(hours=1))
    assert await count(store, post_revision, post_revision.c.text != "") == 0


async def test_a_reply_inherits_the_brand_and_a_stranger_in_the_thread_does_not(store: Store) -> None:
    await hear(store, [incoming(words("1"), "Harbor")])
    lee = Author(name="Lee", id="u2")
    stored = await hear(
        store,
        [
            incoming(words("2", text="me too", author=lee, reply_to="1")),
            incoming(words("3", text="nice weather", author=lee, thread="1")),
            incoming(words("4", text="they called me", thread="1")),
            incoming(words("5", text="bus 12", thread="77")),
        ],
    )
    assert stored.brands == {"Harbor"}
    found = {item.native_id: item.rule for item in await waiting(store)}
    assert found == {"1": "name", "2": "thread", "4": "thread"}


async def test_a_reply_inherits_by_address_too(store: Store) -> None:
    also = ("link:forum.example/t/1",)
    await hear(store, [incoming(words("guid-a", also=also), "Harbor")])
    await hear(store, [incoming(words("2", text="thanks", reply_to="https://forum.example/t/1"))])
    assert {item.native_id for item in await waiting(store)} == {"guid-a", "2"}


async def test_a_reply_that_was_heard_before_what_it_answers_inherits_later(store: Store) -> None:
    await store.write(
        lambda tx: visiting.visited(
            tx, "forum", "rss", "here", {}, outcome="empty", note="", now=NOW - timedelta(hours=2)
        )
    )
    lee, ann = Author(name="Lee", id="u2"), Author(name="Ann", id="u3")
    early = NOW - timedelta(days=1)
    await hear(
        store,
        [
            incoming(words("2", text="the same with us", author=lee, reply_to="1", thread="1")),
            incoming(words("3", text="and with us", author=ann, reply_to="2", thread="1")),
            incoming(
                words(
                    "4", text="long ago", author=ann, reply_to="https://forum.example/t/1", thread="1", published=early
                )
            ),
            incoming(words("5", text="gone", author=ann, reply_to="1", thread="1")),
            incoming(words("6", text="bus 12", author=ann, reply_to="77", thread="1")),
        ],
    )
    await hear(store, [incoming(replace(words("5"), deleted=True))])
    stored = await hear(store, [incoming(words("1"), "Harbor")])
    assert stored.brands == {"Harbor"}
    assert {item.native_id: item.rule for item in await waiting(store)} == {
        "1": "name", "2": "thread", "3": "thread", "4": "thread",
    }  # fmt: skip
    async with store.read() as connection:
        rows = await connection.execute(
            select(post.c.native_id, mention.c.history).join(mention, mention.c.post_id == post.c.id)
        )
        assert {row.native_id: row.history for row in rows} == {"1": False, "2": False, "3": False, "4": True}


async def test_a_reply_inherits_when_what_it_answers_names_the_brand_at_last(store: Store) -> None:
    lee = Author(name="Lee", id="u2")
    reply = incoming(words("2", text="the same with us", author=lee, reply_to="1", thread="1"))
    await hear(store, [incoming(words("1", text="they never called")), reply])
    assert await waiting(store) == []
    await hear(store, [incoming(words("1", text="Harbor never called"), "Harbor")])
    assert {item.native_id: item.rule for item in await waiting(store)} == {"1": "name", "2": "thread"}


async def test_a_reply_without_a_thread_inherits_when_it_is_shown_again(store: Store) -> None:
    lee = Author(name="Lee", id="u2")
    reply = incoming(words("2", text="the same with us", author=lee, reply_to="1"))
    await hear(store, [reply, incoming(words("3", text="they called me"))])
    await hear(store, [incoming(words("1"), "Harbor")])
    assert [item.native_id for item in await waiting(store)] == ["1"]
    stored = await hear(store, [reply, incoming(words("3", text="they called me"))])
    assert (stored.fresh, stored.brands) == ([], {"Harbor"})
    assert {item.native_id: item.rule for item in await waiting(store)} == {"1": "name", "2": "thread"}


async def test_the_first_visit_is_history_until_it_is_closed(store: Store) -> None:
    async with store.read() as connection:
        assert (await visiting.listening(connection, "forum", "here")).first
    await hear(store, [incoming(words(), "Harbor", history=True)])
    async with store.read() as connection:
        assert (
            await visiting.listening(connection, "forum", "here")
        ).first  # killed here, it would be the first visit again
    await store.write(
        lambda tx: visiting.visited(tx, "forum", "rss", "here", {"etag": "x"}, outcome="items", note="", now=NOW)
    )
    async with store.read() as connection:
        state = await visiting.listening(connection, "forum", "here")
    assert (state.first, state.cursor) == (False, {"etag": "x"})


async def test_a_suspicious_visit_keeps_the_cursor_and_counts_as_a_failure(store: Store) -> None:
    await store.write(lambda tx: visiting.visited(tx, "f", "rss", "here", {"n": 1}, outcome="items", note="", now=NOW))
    await store.write(
        lambda tx: visiting.visited(
            tx, "f", "rss", "here", {"n": 2}, outcome="suspicious", note="a login page", now=NOW
        )
    )
    async with store.read() as connection:
        state, rows = await visiting.listening(connection, "f", "here"), await asking.sources(connection)
    assert (state.cursor, state.failures, rows["f"].error) == ({"n": 1}, 1, "a login page")


async def test_what_a_good_visit_could_not_read_is_shown_and_is_no_failure(store: Store) -> None:
    for note in ("one of two repositories is gone", ""):
        seen: dict[str, Any] = {
            "name": "f",
            "kind": "rss",
            "place": "here",
            "cursor": {},
            "outcome": "items",
            "note": note,
            "now": NOW,
        }
        await store.write(partial(visiting.visited, **seen))
        async with store.read() as connection:
            row = (await asking.sources(connection))["f"]
        assert (row.error, row.failures) == (note, 0)


async def open_one(tx: AsyncConnection, author_key: bytes = b"a" * 16, brand: str = "Harbor") -> int:
    policy = Policy(
        answered_by="maria",
        answer_within=timedelta(hours=4),
        ladder=(),
        alert_when="angry",
        due=lambda since: since + timedelta(hours=4),
        awake=lambda start, span, person, severity=4: start + span,
    )
    event = Heard(
        at=NOW,
        author="Dana",
        brand=brand,
        unhappy=True,
        happy=False,
        points=Points(anger=0.9, themes=frozenset({"no_answer"})),
        written=NOW,
    )
    return await deciding.save_case(tx, open_case(event, policy)[0], author_key=author_key)


async def test_a_case_comes_back_as_it_was(store: Store) -> None:
    number = await store.write(open_one)
    async with store.read() as connection:
        row = await deciding.case_by_id(connection, number)
        latest = await deciding.latest_case(connection, "Harbor", b"a" * 16)
    assert row is not None
    assert latest == row
    assert (row.case.waiting_since, row.case.points.themes, row.case.told) == (
        NOW,
        frozenset({"no_answer"}),
        ("maria",),
    )
    assert deciding.case_from_json(deciding.case_json(row.case)) == row.case


async def test_one_open_case_a_customer_and_brand(store: Store) -> None:
    await store.write(open_one)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(open_one)
    await store.write(lambda tx: open_one(tx, brand="Acme"))
    assert await count(store, case) == 2


def letter(case_id: int | None = None, channel: str = "mail") -> Letter:
    return Letter(
        matter="case-1",
        reason="FIRST_ANGER",
        ordinal=0,
        recipient="maria",
        channel=channel,
        due=NOW,
        case_id=case_id,
        facts={},
    )


async def test_nothing_is_decided_twice(store: Store) -> None:
    for _ in range(3):
        await store.write(lambda tx: deciding.post_letters(tx, [letter()], NOW))
    assert await count(store, outbox) == 1


async def test_a_message_is_claimed_by_one_only_and_recovered_after_a_kill(store: Store) -> None:
    await store.write(lambda tx: deciding.post_letters(tx, [letter()], NOW))
    async with store.read() as connection:
        (item,) = await delivering.due(connection, NOW)
    assert await store.write(lambda tx: delivering.claim(tx, item.id, NOW))
    assert not await store.write(lambda tx: delivering.claim(tx, item.id, NOW))
    assert await store.write(delivering.recover) == 1
    assert await store.write(lambda tx: delivering.claim(tx, item.id, NOW))


async def test_receipts_and_the_health_of_a_channel(store: Store) -> None:
    await store.write(lambda tx: deciding.post_letters(tx, [letter()], NOW))
    async with store.read() as connection:
        (item,) = await delivering.due(connection, NOW)
    await store.write(lambda tx: delivering.claim(tx, item.id, NOW))
    await store.write(lambda tx: delivering.later(tx, item, NOW + timedelta(minutes=1), "no answer", NOW))
    async with store.read() as connection:
        assert await delivering.due(connection, NOW) == []
        assert [row.failures for row in await delivering.channels(connection)] == [1]
        assert await asking.oldest_stuck_letter(connection, NOW) == NOW
    for kept in ({"ts": "1"}, {"ts": "2"}):
        await store.write(partial(delivering.sent, delivery=item, destination="#customers", kept=kept, now=NOW))
    async with store.read() as connection:
        assert await delivering.receipt_of(connection, item, "#customers") == {"ts": "2"}
        assert await delivering.receipt_of(connection, item, "elsewhere") is None
        assert [row.failures for row in await delivering.channels(connection)] == [0]


async def test_the_tone_and_the_case_are_written_and_the_mention_is_no_longer_pending(store: Store) -> None:
    await hear(store, [incoming(words(), "Harbor")])
    number = await store.write(open_one)
    item = (await waiting(store))[0]
    tone = Tone(
        label=Label.NEGATIVE, polarity=-0.5, anger=0.9, complaint=0.8, themes=(Theme.NO_ANSWER,), why=("angry",)
    )
    await store.write(lambda tx: deciding.settle(tx, [(item.mention_id, tone, number)], NOW))
    assert await count(store, pending) == 0
    async with store.read() as connection:
        (row,) = await asking.mentions_of(connection, number)
        said = await delivering.said(connection, number, None)
    assert (row.label, row.themes, row.anger) == ("negative", ["no_answer"], pytest.approx(0.9))
    assert said is not None
    assert (said.author, said.text, said.why) == ("Dana R.", "Harbor never called", ("angry",))


async def test_retention_forgets_words_and_never_brings_them_back(store: Store) -> None:
    await hear(store, [incoming(words("1")), incoming(words("2"), "Harbor")])
    later = NOW + timedelta(days=31)
    assert await store.write(lambda tx: keeping.forget_unmatched(tx, later - timedelta(days=30), later)) == 1
    assert (await count(store, post), await count(store, tombstone)) == (1, 1)
    assert (await hear(store, [incoming(words("1"), "Harbor")], now=later)).fresh == []


async def test_retention_leaves_an_open_case_alone(store: Store) -> None:
    await hear(store, [incoming(words(), "Harbor")])
    number = await store.write(open_one)
    item = (await waiting(store))[0]
    await store.write(lambda tx: deciding.settle(tx, [(item.mention_id, None, number)], NOW))
    far = NOW + timedelta(days=900)
    assert await store.write(lambda tx: keeping.forget_matched(tx, far, far)) == 0


# -- who asks not to be found ----------------------------------------------------------------------------------------


def shy(ident: str, text: str = "Harbor never called", **more: Any) -> Post:
    return replace(words(ident, text), author=Author(name="Ann", id="ann", handle="@ann", unlisted=True), **more)


async def kept(store: Store) -> dict[str, tuple[str, str, str]]:
    """Title, words and author's name of every post, by its number."""
    async with store.read() as connection:
        rows = await connection.execute(
            select(post.c.native_id, post_revision.c.title, post_revision.c.text, post.c.author).join(
                post_revision, post_revision.c.id == post.c.revision_id
            )
        )
        return {row.native_id: (row.title, row.text, row.author["name"]) for row in rows}


async def test_of_who_asks_not_to_be_found_nothing_is_kept_that_concerns_nobody_here(store: Store) -> None:
    """A number stays, so that it is known again; and what goes on with a mention does concern somebody."""
    mine = [incoming(shy("1"), "Harbor"), incoming(shy("2", "me too", reply_to="1"))]
    await hear(store, [*mine, incoming(shy("3", "Bolt is late")), incoming(words("4", "Bolt is late"))])
    assert await kept(store) == {
        "1": ("", "Harbor never called", "Ann"),
        "2": ("", "me too", "Ann"),
        "3": ("", "", ""),
        "4": ("", "Bolt is late", "Dana R."),
    }
    assert (await hear(store, [incoming(shy("3", "Bolt is late"))])).fresh == []
    edited = await hear(store, [incoming(shy("3", "Bolt is late again"))])
    assert ([one.id for one in edited.fresh], (await kept(store))["3"]) == (["3"], ("", "", ""))
    await hear(store, [incoming(shy("3", "Harbor is late"), "Harbor")])
    assert (await kept(store))["3"][1] == "Harbor is late"


async def test_their_words_go_when_their_case_is_over_and_what_was_decided_stays(store: Store) -> None:
    await hear(store, [incoming(shy("1"), "Harbor"), incoming(words("2"), "Harbor"), incoming(shy("3"), "Harbor")])
    number = await store.write(open_one)
    tone = Tone(label=Label.NEGATIVE, polarity=-0.5, anger=0.9, complaint=0.8, why=("never called",))
    for item in await waiting(store):
        done = [(item.mention_id, tone, number if item.native_id == "3" else None)]
        await store.write(partial(deciding.settle, decided=done, now=NOW))

    async def sweep(at: datetime) -> dict[str, str]:
        await keeping.sweep(store, Retention(), at)
        return {native: text for native, (_, text, _) in (await kept(store)).items()}

    whole = "Harbor never called"
    assert await sweep(NOW + timedelta(days=29)) == {"1": whole, "2": whole, "3": whole}
    assert await sweep(NOW + timedelta(days=31)) == {"1": "", "2": whole, "3": whole}
    async with store.read() as connection:
        rows = (await connection.execute(select(post.c.native_id, mention.c.label, mention.c.why).join(mention))).all()
    assert {row.native_id: (row.label, row.why) for row in rows if row.native_id == "1"} == {"1": ("negative", [])}
    await store.write(lambda tx: tx.execute(update(case).values(state="closed", closed_at=to_us(NOW))))
    assert await sweep(NOW + timedelta(days=32)) == {"1": "", "2": whole, "3": ""}
    assert (await hear(store, [incoming(shy("1"), "Harbor")], now=NOW + timedelta(days=33))).fresh == []
    assert (await kept(store))["1"][1] == ""


async def test_a_cancelled_caller_does_not_tear_a_transaction(store: Store) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: AsyncConnection) -> None:
        await hearing.heard(tx, "forum", [incoming(words("1"), "Harbor")], NOW)
        reached.set()
        await go_on.wait()
        await hearing.heard(tx, "forum", [incoming(words("2"), "Harbor")], NOW)

    task = asyncio.create_task(store.write(slow))
    await reached.wait()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(store, post) == 2
    await hear(store, [incoming(words("3"), "Harbor")])  # and the writer is free at once
    assert await count(store, post) == 3


async def test_who_is_stopped_while_a_store_opens_leaves_no_connection_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, reached = database._migrate, asyncio.Event()

    async def held_up(store: Store) -> None:
        await made(store)
        reached.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(database, "_migrate", held_up)
    before = set(threading.enumerate())
    opening = asyncio.create_task(open_store(sqlite_url(tmp_path)))
    await reached.wait()
    opened = set(threading.enumerate()) - before
    assert opened
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    for thread in opened:
        await asyncio.to_thread(thread.join, 10)
    assert not any(thread.is_alive() for thread in opened)


async def test_readers_cannot_write(tmp_path: Path) -> None:
    store = await open_store(sqlite_url(tmp_path))
    async with store.read() as connection:
        with pytest.raises(Exception, match="readonly"):
            await connection.execute(text("DELETE FROM post"))
    await store.close()


async def test_a_scratch_database_keeps_the_same_without_a_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    store = await open_store(sqlite_url(tmp_path), scratch=True)
    await hear(store, [incoming(words(), "Harbor")])
    await store.write(open_one)
    assert set(threading.enumerate()) <= before  # one of an earlier test may be ending just now

    async def undone(tx: AsyncConnection) -> None:
        await tx.execute(text("DELETE FROM post"))
        raise LookupError("and nothing of it is stored")

    with pytest.raises(LookupError):
        await store.write(undone)
    async with store.read() as connection:
        with pytest.raises(Exception, match="readonly"):
            await connection.execute(text("DELETE FROM post"))
        assert (await connection.execute(text("SELECT 1 WHERE 'abc' REGEXP 'b'"))).scalar_one() == 1
    (tmp_path / "copy").mkdir()
    twin = await open_store(sqlite_url(tmp_path / "copy"))
    await copy(store, twin)
    await store.close()
    assert await count(twin, metadata.tables["post"]) == 1
    await twin.close()


@pytest.mark.parametrize(
    "value",
    [None, 0.1 + 0.2, 5e-324, 1e22, 10**30, True, "é 😀 \u2028 \x00", {"a": [1, 2.0, "b"], "": {}}],
    ids=repr,
)
def test_what_is_written_as_json_is_read_as_it_was(value: Any) -> None:
    for text_ in (jsons.written(value), jsons.written(jsons.large(value))):
        assert repr(jsons.read(text_)) == repr(json.loads(text_)) == repr(value)


def test_half_a_pair_of_surrogates_comes_back() -> None:
    assert jsons.read(jsons.written(["\ud83d"])) == ["\ud83d"]


def test_what_is_no_json_is_neither_written_nor_read() -> None:
    with pytest.raises(TypeError):
        jsons.written({"at": datetime(2026, 1, 1, tzinfo=UTC)})
    with pytest.raises(ValueError, match="Expecting"):
        jsons.read("{no json}")


async def test_a_copy_is_the_same(store: Store, tmp_path: Path) -> None:
    await hear(store, [incoming(words(), "Harbor")])
    await store.write(open_one)
    (tmp_path / "copy").mkdir()
    twin = await open_store(sqlite_url(tmp_path / "copy"))
    await copy(store, twin)
    for table in metadata.sorted_tables:
        assert await count(twin, table) == await count(store, table)
    await twin.close()


async def test_a_newer_database_is_refused(url: str) -> None:
    store = await open_store(url)
    await store.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await store.close()
    with pytest.raises(StoreError, match="newer Earful"):
        await open_store(url)


async def test_what_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "earful.db").write_bytes(b"this is not a database, it only looks like a file" * 100)
    with pytest.raises(StoreError, match=r"cannot be used.*backup"):
        await open_store(sqlite_url(tmp_path))
    with pytest.raises(StoreError):
        await open_store(sqlite_url(tmp_path / "nowhere"), read_only=True)


def test_a_second_daemon_is_refused(tmp_path: Path) -> None:
    first, second = Lock(tmp_path), Lock(tmp_path)
    first.acquire()
    with pytest.raises(Busy, match="already using"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


@pytest.mark.usefixtures("from_nothing")
def test_sqlite_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    async def make() -> None:
        await (await open_store(sqlite_url(tmp_path))).close()

    asyncio.run(make())
    connection = sqlite3.connect(tmp_path / "earful.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_times_are_kept_to_the_microsecond() -> None:
    at = datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=UTC)
    assert from_us(to_us(at)) == at
    with pytest.raises(ValueError, match="zone"):
        to_us(datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose


async def test_one_process_works_on_a_postgresql_database(postgres: str) -> None:
    address = await new_database(postgres)
    first, second = await open_store(address), await open_store(address)
    await first.claim()
    with pytest.raises(Busy, match="another Earful"):
        await second.claim()
    await first.close()
    await second.claim()
    await second.close()


async def test_a_delivery_is_new_once_for_each_source(store: Store) -> None:
    async def is_new(source: str, delivery: str, now: datetime = NOW) -> bool:
        return await store.write(lambda tx: receiving.is_new(tx, source, delivery, now))

    assert [await is_new("form", "msg_1"), await is_new("form", "msg_1"), await is_new("shop", "msg_1")] == [
        True,
        False,
        True,
    ]
    assert [await is_new("form", ""), await is_new("form", "")] == [True, True]
    assert sorted(await asyncio.gather(*(is_new("form", "msg_2") for _ in range(5)))) == [False] * 4 + [True]
    await store.write(lambda tx: receiving.forget(tx, NOW))
    assert not await is_new("form", "msg_1")
    await store.write(lambda tx: receiving.forget(tx, NOW + timedelta(seconds=1)))
    assert await is_new("form", "msg_1")


async def test_a_transaction_that_breaks_forgets_the_delivery_too(store: Store) -> None:
    async def breaks(tx: AsyncConnection) -> None:
        assert await receiving.is_new(tx, "form", "msg_1", NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.write(breaks)
    assert await store.write(lambda tx: receiving.is_new(tx, "form", "msg_1", NOW))


async def test_what_there_is_is_counted(store: Store) -> None:
    async with store.read() as connection:
        empty = await measuring.counted(connection, NOW)
    assert empty == measuring.Counted(cases={}, overdue=0, pending=0, outbox={}, oldest=None)
    await hear(store, [incoming(words(), "Harbor", "Bolt")])
    due = NOW - timedelta(minutes=5)
    later = replace(letter(), ordinal=2, due=NOW + timedelta(hours=1))
    await store.write(lambda tx: deciding.post_letters(tx, [replace(letter(), due=due), later], NOW))
    async with store.read() as connection:
        found = await measuring.counted(connection, NOW)
    assert (found.pending, found.outbox, found.oldest) == (2, {("mail", "due"): 2}, due)


async def test_another_place_under_the_same_name_begins_anew(store: Store) -> None:
    await store.write(lambda tx: visiting.visited(tx, "f", "rss", "here", {"n": 1}, outcome="items", note="", now=NOW))
    async with store.read() as connection:
        moved = await visiting.listening(connection, "f", "there")
    assert (moved.first, moved.cursor) == (True, {})
    until = NOW + timedelta(minutes=5)
    await store.write(
        lambda tx: visiting.failed(tx, "f", "rss", "there", error="no", permanent=False, asked_until=until, now=NOW)
    )
    async with store.read() as connection:
        moved = await visiting.listening(connection, "f", "there")
    assert (moved.first, moved.cursor, moved.failures, moved.asked_until) == (True, {}, 1, until)


def test_a_name_that_many_have_tells_nobody_from_anybody() -> None:
    one, other = (
        Post(service="reviews.example", id=native, author=Author(name="A Google User"), text="Nobody came.")
        for native in ("1", "2")
    )
    assert keys.author_key(one, "page") != keys.author_key(other, "page")
    named = [replace(post, author=Author(name="Dana R.")) for post in (one, other)]
    assert keys.author_key(named[0], "page") == keys.author_key(named[1], "page")


def test_an_address_is_the_same_with_and_without_its_scheme() -> None:
    written = Post(
        service="mastodon.example", id="1", also=("link:https://mastodon.example/api/v1/statuses/7", "story:a")
    )
    link, story = keys.alias_keys(written)
    assert link == keys.link_key("mastodon.example", "http://mastodon.example/api/v1/statuses/7")
    assert (
        link
        == keys.alias_keys(Post(service="mastodon.example", id="2", also=("link:mastodon.example/api/v1/statuses/7",)))[
            0
        ]
    )
    assert story == keys.key("also", "mastodon.example", "story:a")
