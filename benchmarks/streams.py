"""How much of a firehose one processor takes in: ``make bench-streams``.

A server in a process of its own sends posts in the shape of Jetstream as fast as they are taken; the whole way behind it
is the real one: socket, connector, matcher, the look into the database, transaction 1. One post in a thousand names one
of a hundred brands, half of all answer something, one in thirty is a deletion. Posts per second of the listener's
processor time; and its memory before and after, because what a stream sends faster than it is taken must not pile up.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from benchmarks import memory
from connectors.bluesky import Bluesky
from monitor.app import App
from monitor.config import Brand, Config, Person, Source
from monitor.matching import Brand as Names
from monitor.pipeline import catch_up

_WORDS = "the a of to and in is it you that he was for on are with as his they be at one have this from".split()
_BRANDS = 100


def events(number: int) -> Iterator[str]:
    """So many events, as text; the same ones every time."""
    chance = random.Random(7)  # a benchmark, no secret
    at = datetime.now(UTC) - timedelta(hours=1)
    before = "at://did:plc:0/app.bsky.feed.post/0"
    for index in range(number):
        at += timedelta(milliseconds=20)
        did, rkey = f"did:plc:{chance.randrange(5_000):024}", f"3k{index:011}"
        words = chance.choices(_WORDS, k=chance.randrange(4, 40))
        if not chance.randrange(1_000):
            words += ["Harbor", f"Brand{chance.randrange(_BRANDS)}", "never", "called", "back"]
        record: dict[str, object] = {
            "$type": "app.bsky.feed.post",
            "createdAt": at.isoformat(),
            "langs": ["en"],
            "text": " ".join(words),
        }
        if chance.random() < 0.5:
            link = {"cid": "bafyreic7xrm4zk32ehbx52kuk3mvfow6p3gzfys72r5grvskxoswy4", "uri": before}
            record["reply"] = {"parent": link, "root": link}
        commit: dict[str, object] = {
            "rev": rkey,
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": rkey,
            "record": record,
        }
        if not chance.randrange(30):
            commit = {**commit, "operation": "delete"}
            del commit["record"]
        before = f"at://{did}/app.bsky.feed.post/{rkey}"
        time_us = int(at.timestamp() * 1e6)
        yield json.dumps({"did": did, "time_us": time_us, "kind": "commit", "commit": commit})


def serve(number: int, told: Connection) -> None:
    """The server's process: tells its port, then everything to whoever comes."""
    lines = list(events(number))

    async def subscribe(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for line in lines:
            await socket.send_str(line)
        async for _ in socket:
            pass
        return socket

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/subscribe", subscribe)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def listen(port: int, folder: Path) -> tuple[int, int, float, float]:
    """Posts heard, posts kept, seconds of processor time, seconds on the wall."""
    brands = [Brand(names=Names(name=f"Harbor Brand{number}")) for number in range(_BRANDS)]
    connector = Bluesky(server=(f"ws://127.0.0.1:{port}",), profiles="http://127.0.0.1:9")
    source = Source(
        name="bluesky",
        kind="bluesky",
        connector=connector,
        every=connector.every,
        allow_private=True,
        deadline=timedelta(minutes=10),
    )
    config = Config(
        timezone=ZoneInfo("UTC"),
        people={"maria": Person(name="maria")},
        operator="maria",
        brands={item.name: item for item in brands},
        sources={source.name: source},
        destinations={},
        scorer="fast",
        data=str(folder),
    )
    async with App(config) as app:
        before, started = time.process_time(), time.monotonic()
        heard = await catch_up(app.parts, source)
        spent, took = time.process_time() - before, time.monotonic() - started
        kept = sum("Harbor" in post.text for post in heard.fresh)
    return heard.posts, kept, spent, took


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    number = parser.parse_args().events
    logging.basicConfig(level=logging.ERROR)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(number, theirs), daemon=True)
    server.start()
    port = ours.recv()
    at_rest = memory.peak()
    with tempfile.TemporaryDirectory() as folder:
        posts, kept, spent, took = asyncio.run(listen(port, Path(folder)))
    server.terminate()
    print(f"{posts} posts heard, {kept} kept, in {spent:.1f} s of processor time ({took:.1f} s on the wall)")
    print(
        f"{posts / spent:.0f} posts a second of processor time; 50 a second take {50 * spent / posts:.2%} of one core"
    )
    print(f"memory at the most: {at_rest:.0f} MB before, {memory.peak():.0f} MB after")


if __name__ == "__main__":
    main()
