"""What every kind that pushes does, against its service through a real socket: good days, lines that break off, doors that are
shut, and nonsense on the line. The rules are those of the kinds that are visited: nothing but a FetchError, no secret in any
word of it, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

import pytest

import connectors
from connectors.base import Cursor, Fetched, FetchError, Outcome, Post
from monitor.clock import SystemClock
from monitor.net import Bound, Net, sockets
from tests.contract import shapes
from tests.contract.checks import checked, marks, words
from tests.contract.streams import PUSHED, Pushed, Refusal
from tests.test_contract_shapes import STRANGE


def title(kind: type[Pushed]) -> str:
    return kind.name


def those(what: str) -> list[type[Pushed]]:
    return [kind for kind in PUSHED if getattr(kind, what) is not getattr(Pushed, what)]


every = pytest.mark.parametrize("described", PUSHED, ids=title)


def all_that(what: str) -> pytest.MarkDecorator:
    """Those whose service has this."""
    return pytest.mark.parametrize("described", those(what), ids=title)


@pytest.fixture
async def kind(described: type[Pushed], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pushed]:
    described.hurry(monkeypatch)
    async with described() as it:
        yield it


@pytest.fixture
async def client(described: type[Pushed], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bound]:
    described.hurry(monkeypatch)
    async with Net(clock=SystemClock(), version="1", gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=5))


@dataclass
class Listener:
    """Whoever listens, as the daemon does: what came is stored with its cursor before the next is asked for."""

    kind: Pushed
    cursor: Cursor = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    trouble: FetchError | None = None
    caught_up: bool = False

    async def listen(self, client: Bound) -> None:
        """Until the line ends, or it is cancelled. Anything but a FetchError goes through."""
        self.trouble, self.caught_up = None, False
        try:
            async with aclosing(self.kind.source().listen(client, json.loads(json.dumps(self.cursor)))) as told:  # type: ignore[type-var]
                async for item in told:
                    self._take(checked(item))
        except FetchError as error:
            self.trouble = error
            said = f"{error}{error.__cause__}{error.__context__}"
            assert not [secret for secret in self.kind.secrets if secret in said]

    def _take(self, item: Fetched) -> None:
        self.posts += item.posts
        if item.outcome is not Outcome.SUSPICIOUS:
            self.cursor = item.cursor
        self.caught_up = self.caught_up or (item.outcome is Outcome.NOTHING_NEW and not item.posts)
        whole = f"{item!r}"
        assert not [secret for secret in self.kind.secrets if secret in whole]

    async def has(self, numbers: set[int]) -> None:
        """Waits until all of these have been heard."""
        async with asyncio.timeout(10):
            while not marks(self.posts) >= numbers:
                await asyncio.sleep(0.01)

    def of(self, number: int) -> list[Post]:
        return [post for post in self.posts if number in marks([post])]


class Listening:
    """``async with Listening(listener, client)``: it listens, and has caught up."""

    def __init__(self, listener: Listener, client: Bound) -> None:
        self._listener, self._client = listener, client

    async def __aenter__(self) -> Listener:
        self._task = asyncio.create_task(self._listener.listen(self._client))
        async with asyncio.timeout(10):
            while not self._listener.caught_up and not self._task.done():
                await asyncio.sleep(0.01)
        return self._listener

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()

    async def ended(self) -> FetchError | None:
        """The trouble with which the line ends by itself."""
        async with asyncio.timeout(10):
            await asyncio.wait([self._task])
        self._task.result()
        return self._listener.trouble


def test_every_kind_that_pushes_is_described() -> None:
    pushing = {name for name in connectors.BUILT_IN if hasattr(connectors.connector(name), "listen")}
    assert {described.name for described in PUSHED} == pushing


# -- good days -------------------------------------------------------------------------------------------------------


@every
async def test_what_was_said_and_what_is_said_comes_with_what_is_known_of_it(kind: Pushed, client: Bound) -> None:
    await kind.say(1, words(1))
    async with Listening(Listener(kind), client) as heard:
        await heard.has({1})
        await kind.say(2, words(2))
        await heard.has({1, 2})
    for number in (1, 2):
        post = heard.of(number)[0]
        assert words(number) in f"{post.title}\n{post.text}"
        assert (post.published, post.published_exact) == (kind.at(number), True)
        assert post.author.name or post.author.id
        assert not post.deleted


@every
async def test_nothing_is_lost_and_nothing_has_two_names(kind: Pushed, client: Bound) -> None:
    listener = Listener(kind)
    for number in (1, 2):
        await kind.say(number, words(number))
    for round_ in range(1, 4):
        listening = Listening(listener, client)
        async with listening as heard:
            await kind.say(10 * round_, words(10 * round_))
            await heard.has({10 * round_})
            await kind.cut()
            assert await listening.ended() is not None
        await kind.say(10 * round_ + 1, words(10 * round_ + 1))  # nobody listens
    async with Listening(listener, client):
        await listener.has({1, 2, 10, 11, 20, 21, 30, 31})
    for number in marks(listener.posts):
        assert len({(post.service, post.id) for post in listener.of(number)}) == 1


@every
async def test_who_is_stopped_goes_on_where_it_was(kind: Pushed, client: Bound) -> None:
    listener = Listener(kind)
    async with Listening(listener, client):
        await kind.say(1, words(1))
        await listener.has({1})
    await kind.say(2, words(2))
    async with Listening(listener, client):
        await listener.has({2})


@all_that("edit")
async def test_an_edit_is_the_same_post_with_other_words(kind: Pushed, client: Bound) -> None:
    async with Listening(Listener(kind), client) as heard:
        await kind.say(1, words(1))
        await heard.has({1})
        before = heard.of(1)[0]
        heard.posts.clear()
        await kind.edit(1, f"All is well with {words(1)}")
        await heard.has({1})
    after = heard.of(1)[-1]
    assert "All is well" in after.text
    assert (after.service, after.id) == (before.service, before.id)


@all_that("delete")
async def test_what_is_taken_down_is_told_without_its_words(kind: Pushed, client: Bound) -> None:
    async with Listening(Listener(kind), client) as heard:
        await kind.say(1, words(1))
        await heard.has({1})
        before = heard.of(1)[0]
        await kind.delete(1)
        async with asyncio.timeout(10):
            while not (gone := [post for post in heard.posts if post.deleted]):
                await asyncio.sleep(0.01)
    assert (gone[0].service, gone[0].id) == (before.service, before.id) or {*gone[0].also} & {*before.also}
    assert not marks(gone)


@every
async def test_words_of_every_script_come_whole(kind: Pushed, client: Bound) -> None:
    async with Listening(Listener(kind), client) as heard:
        for number, strange in enumerate(STRANGE.values(), start=1):
            await kind.say(number, f"{words(number)} {strange} end")
        await heard.has({*range(1, 1 + len(STRANGE))})
    for number in range(1, 1 + len(STRANGE)):
        post = heard.of(number)[0]
        assert f"{post.title}\n{post.text}".rstrip().endswith("end")
    assert "👩‍🔧 👍🏽 🇩🇪 😡" in heard.of(1)[0].text
    assert "配管工は電話をくれない。" in heard.of(7)[0].text


@every
async def test_a_long_post_is_one_post(kind: Pushed, client: Bound) -> None:
    async with Listening(Listener(kind), client) as heard:
        await kind.say(1, f"{words(1)} " + "and again nobody called. " * 4_000)
        await kind.say(2, words(2))
        await heard.has({1, 2})
    assert len({post.id for post in heard.of(1)}) == 1


# -- bad days --------------------------------------------------------------------------------------------------------


async def turned_away(kind: Pushed, refusal: Refusal, listener: Listener) -> FetchError | None:
    async with Net(clock=SystemClock(), version="1", gap=timedelta(0)) as net:  # which nobody asked to stay away yet
        way_out = net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=5))
        refusal.begin()
        listening = Listening(listener, way_out)
        async with listening:
            trouble = await listening.ended()
        kind.relent()
        return trouble


@every
async def test_a_shut_door_is_told_and_costs_nothing(kind: Pushed, client: Bound) -> None:
    listener = Listener(kind)
    async with Listening(listener, client):
        pass
    for number, refusal in enumerate(kind.refusals(), start=1):
        await kind.say(number, words(number))
        trouble = await turned_away(kind, refusal, listener)
        assert trouble is not None, refusal.name
        if refusal.wait is not None:
            assert trouble.retry_after == refusal.wait, refusal.name
    async with Listening(listener, client):
        await listener.has({*range(1, number + 1)})


@all_that("push")
async def test_nonsense_on_the_line_costs_nothing_else(kind: Pushed, client: Bound) -> None:
    listener = Listener(kind)
    nonsense = (
        "",
        "null",
        "[]",
        "{}",
        "0",
        '"x"',
        "<html><title>Sign in</title>",
        "[" * 100_000,
        '{"error": "internal"}',
    )
    for number, raw in enumerate(nonsense, start=1):
        async with Listening(listener, client):
            await kind.push(raw)
            await kind.say(number, words(number))
            async with asyncio.timeout(10):
                while number not in marks(listener.posts) and listener.trouble is None:
                    await asyncio.sleep(0.01)
        async with Listening(listener, client):  # where that ended the line
            await listener.has({number})


@all_that("event")
async def test_a_mistake_in_one_post_does_not_cost_the_others(kind: Pushed, client: Bound) -> None:
    """Each value of an event in turn is something else, sixteen mistakes between two events that are whole."""
    places = list(shapes.paths(kind.event(7, words(7))))
    breaks: Iterator[tuple[shapes.Path, object]] = ((where, wrong) for wrong in shapes.WRONG for where in places)
    async with Listening(Listener(kind), client) as heard:
        number = 100
        while some := list(islice(breaks, 16)):
            await kind.say(number, words(number))
            for offset, (where, wrong) in enumerate(some, start=1):
                await kind.told(shapes.broken(kind.event(number + offset, words(number + offset)), where, wrong))
            await kind.say(number + 17, words(number + 17))
            await heard.has({number, number + 17})
            assert heard.trouble is None
            number += 20


@all_that("deafen")
async def test_a_peer_that_falls_silent_is_noticed(
    kind: Pushed, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PONG", timedelta(milliseconds=100))
    kind.deafen()
    listening = Listening(Listener(kind), client)
    async with listening:
        trouble = await listening.ended()
    assert "fallen silent" in str(trouble)
