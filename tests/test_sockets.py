"""A stream over a real WebSocket: what it survives, what it refuses, and what it says about it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestServer

from connectors.base import FetchError
from monitor.clock import SetClock
from monitor.net import Bound, Net, sockets
from tests.fakes.hostile import Hostile
from tests.fakes.jetstream import Jetstream

SOON = timedelta(seconds=5)
AT_ONCE = timedelta(milliseconds=20)
CANARY = "canary-4f1c"


@pytest.fixture
async def net() -> AsyncIterator[Net]:
    async with Net(clock=SetClock(datetime(2026, 3, 1, tzinfo=UTC)), version="1", gap=timedelta(0)) as it:
        yield it


@pytest.fixture
def mine(net: Net) -> Bound:
    """A client that may ask loopback."""
    return net.bound(failure=FetchError, allow_private=True)


@pytest.fixture
def toy() -> Jetstream:
    return Jetstream()


@pytest.fixture
async def url(toy: Jetstream) -> AsyncIterator[str]:
    async with TestServer(toy.app()) as server:
        yield str(server.make_url("/subscribe")).replace("http", "ws")


async def said_by(client: Bound, url: str) -> str:
    """What the client says of a stream that it cannot have, or that ends."""
    with pytest.raises(FetchError) as trouble:
        await listened(client, url)
    assert CANARY not in f"{trouble.value!r}"
    assert trouble.value.__cause__ is None
    return str(trouble.value)


async def listened(client: Bound, url: str) -> None:
    async with client.websocket(url) as socket:
        for _ in range(10):
            await socket.receive(SOON)


async def test_text_bytes_and_nothing(toy: Jetstream, url: str, mine: Bound) -> None:
    toy.raw = ["grüß dich", b"\x00\x01"]
    async with mine.websocket(f"{url}?a=%2F&b={CANARY}", headers={"authorization": "Bearer x"}) as socket:
        assert [await socket.receive(SOON), await socket.receive(SOON)] == ["grüß dich", b"\x00\x01"]
        assert await socket.receive(AT_ONCE) is None
        await socket.ping()
        await toy.say({"late": 1})
        await socket.ping()  # a message is as good an answer, and not lost
        assert await socket.receive(SOON) == '{"late": 1}'
    await toy.listeners(0)
    assert toy.asked == [{"a": "/", "b": CANARY}]


async def test_http_addresses_are_streams_as_well(toy: Jetstream, url: str, mine: Bound) -> None:
    async with mine.websocket(url.replace("ws", "http", 1)) as socket:
        assert await socket.receive(AT_ONCE) is None


async def test_who_does_not_answer_a_ping_is_dead(
    toy: Jetstream, url: str, mine: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PONG", timedelta(milliseconds=100))
    toy.deaf = True
    async with mine.websocket(url) as socket:
        with pytest.raises(FetchError, match=r"has fallen silent: no answer to a ping within 0\.1 s"):
            await socket.ping()


async def test_the_end_of_a_stream(toy: Jetstream, url: str, mine: Bound) -> None:
    toy.ends = True
    assert await said_by(mine, url) == "127.0.0.1 ended the stream"
    toy.ends = False
    async with mine.websocket(url) as socket:
        await toy.listeners(1)
        await toy.cut()
        with pytest.raises(FetchError, match=r"the connection to 127\.0\.0\.1 broke off"):
            await socket.receive(SOON)


async def test_a_message_that_is_too_big(toy: Jetstream, url: str, net: Net) -> None:
    toy.raw = ["x" * 2_000]
    small = net.bound(failure=FetchError, allow_private=True, max_raw=1_000)
    assert await said_by(small, url) == "127.0.0.1 sent more than 0.001 MB in one message"


@pytest.mark.parametrize(
    ("status", "says", "permanent"),
    [
        (200, "answered HTTP 200 where a stream was asked for", False),
        (302, "redirects, which a stream does not follow: write the new address", True),
        (403, "refuses us (HTTP 403): it wants a login, or blocks programs", False),
        (404, "has nothing at this address (HTTP 404): check it", True),
        (503, "has trouble of its own (HTTP 503)", False),
    ],
)
async def test_an_answer_that_is_no_stream(
    toy: Jetstream, url: str, mine: Bound, status: int, says: str, permanent: bool
) -> None:
    toy.status = status
    with pytest.raises(FetchError) as trouble:
        async with mine.websocket(url):
            pytest.fail("there is no stream")
    assert (str(trouble.value), trouble.value.permanent) == (f"127.0.0.1 {says}", permanent)
    assert len(toy.asked) == 1


async def test_a_server_that_wants_to_be_left_alone(toy: Jetstream, url: str, mine: Bound) -> None:
    toy.status, toy.retry_after = 429, "90"
    for says in ("asks us to slow down", "asked to be left alone"):
        with pytest.raises(FetchError, match=says) as trouble:
            async with mine.websocket(url):
                pytest.fail("there is no stream")
        assert trouble.value.retry_after == timedelta(seconds=90)
    assert len(toy.asked) == 1


async def test_the_guard_stands_here_too(toy: Jetstream, url: str, net: Net) -> None:
    stranger = net.bound(failure=FetchError)
    assert "refused: 127.0.0.1 is a loopback address" in await said_by(stranger, url)
    assert "refused: localhost is at" in await said_by(stranger, url.replace("127.0.0.1", "localhost"))
    assert "never asked" in await said_by(net.bound(failure=FetchError, allow_private=True), "ws://169.254.169.254/")
    assert toy.asked == []


async def test_addresses_that_are_none(mine: Bound) -> None:
    assert "does not start with http" in await said_by(mine, f"ftp://127.0.0.1/{CANARY}")
    assert "no valid host" in await said_by(mine, "ws://a b/")


async def test_hands_are_shaken_in_time(net: Net) -> None:
    hasty = net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=0.2))
    async with Hostile() as server:
        assert "did not answer within 0.2 s" in await said_by(hasty, server.url("/hang").replace("http", "ws"))


async def test_a_stream_holds_no_turn(url: str, mine: Bound) -> None:
    """Two requests at a time to a host: open streams are not counted."""
    async with mine.websocket(url), mine.websocket(url), asyncio.timeout(5), mine.websocket(url) as third:
        assert await third.receive(AT_ONCE) is None


@pytest.mark.slow
async def test_a_fast_stream_is_held_back(toy: Jetstream, url: str, mine: Bound) -> None:
    """What nobody receives stays with the server: the toy cannot send the whole of it."""
    toy.raw = [os.urandom(100_000)] * 400
    async with mine.websocket(url) as socket:
        assert await socket.receive(SOON) == toy.raw[0]
        before = 0
        while before != toy.sent:
            before = toy.sent
            await asyncio.sleep(0.1)
        assert toy.sent < 200
        assert [await socket.receive(SOON) for _ in range(399)] == toy.raw[1:]


async def test_a_failure_of_the_block_is_its_own(url: str, mine: Bound) -> None:
    with pytest.raises(ZeroDivisionError):
        async with mine.websocket(url):
            raise ZeroDivisionError


async def test_a_net_that_is_closed() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        async with Net().bound(failure=FetchError).websocket("wss://stream.example"):
            pytest.fail("there is no stream")
