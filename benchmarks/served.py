"""The pages themselves, over HTTP, with whatever is stored in a folder: how long each takes, how much of that the
processor works (server and client together; on a busy machine the rest is waiting for it), and how large it is. Then the exports of
everything: how late the event loop is meanwhile, on which the daemon listens, too, and how much the memory grows. Part of
``make bench-pages``."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import memory
from monitor.commands.daemon import settle
from monitor.web.views.brands import address
from tests.fakes.site import Visitor, site
from tests.fakes.stage import brand

LIMIT_MS = 150
LIMIT_BYTES = 100_000
LIMIT_LATE_MS = 150
_EXPORTS = ("mentions.csv", "mentions.jsonl", "mentions.jsonl?words=refund", "cases.csv", "cases.jsonl")


def _paths(count: int) -> list[str]:
    """The pages, and what somebody may ask of them."""
    harbor = "brand=Harbor"
    found = [
        "/", "/?answered=1&order=worst", f"/cases/{max(count // 50, 1)}", "/storms", "/people", "/sources", "/outbox",
        "/mentions", f"/mentions?{harbor}&unhappy=1", "/mentions?words=refund", "/mentions?words=kre1234", "/mentions?words=zebra",
        "/mentions?words=refund+-the", "/mentions?brand=Brand+3&source=source+3&label=negative&theme=money&lang=de",
        f"/mentions?{harbor}&about_us=1&since=2025-02-01&until=2025-02-01", "/mentions?person=maria",
        f"/mentions?words=refund&since=2025-02-01&until=2025-02-01&{harbor}", f"/mentions/{count // 2}", "/mentions/muted",
        "/brands", "/brands?span=365",
    ]  # fmt: skip
    for span in ("1", "7", "30", "90", "365"):
        found += [address("Harbor", span=span), address("Harbor", "volume.svg", span=span)]
    return found


async def measure(folder: Path, names: Sequence[str], count: int, times: int) -> bool:
    """Asks for every page ``times`` times and prints the table; whether all were quick and small enough."""
    print(f"\n{'page':78} {'median ms':>10} {'worst':>8} {'cpu':>7} {'kB':>7}")
    good = True
    async with site(folder, {}, brands=[brand(name) for name in names]) as there, there.signed_in("admin") as them:
        for path in _paths(count):
            took, cpu, size = await _ask(them, path, times)
            slow, large = statistics.median(took) > LIMIT_MS, size > LIMIT_BYTES
            good = good and not slow and not large
            remark = ("  too slow" if slow else "") + ("  too large" if large else "")
            line = f"{path:78} {statistics.median(took):10.1f} {max(took):8.1f} {cpu:7.1f} {size / 1000:7.1f}{remark}"
            print(line, flush=True)
        settle()  # as the daemon does
        print(f"\n{'export':40} {'rows':>9} {'MB':>7} {'s':>7} {'cpu s':>7} {'late ms':>8} {'grows MB':>9}")
        for path in _EXPORTS:
            good = await _export(them, path) and good
    return good


async def _ask(them: Visitor, path: str, times: int) -> tuple[list[float], float, int]:
    took, worked, size = [], [], 0
    for _ in range(times):
        began, before = time.perf_counter(), time.process_time()
        size = len((await them.text(path)).encode())
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - before) * 1000)
    return took, statistics.median(worked), size


async def _export(them: Visitor, path: str) -> bool:
    """Reads a whole export; whether the event loop was never late for long."""
    rows = size = 0
    began, before, held = time.perf_counter(), time.process_time(), memory.now()
    async with _lateness() as late, them.get(f"/api/v1/{path}") as answer:
        async for chunk in answer.content.iter_any():
            rows, size = rows + chunk.count(b"\n"), size + len(chunk)
    took, cpu, grown = time.perf_counter() - began, time.process_time() - before, memory.now() - held
    worst = max(late, default=0.0) * 1000
    remark = "  too late" if worst > LIMIT_LATE_MS else ""
    print(f"{path:40} {rows:9,} {size / 1e6:7.1f} {took:7.1f} {cpu:7.1f} {worst:8.1f} {grown:9.1f}{remark}", flush=True)
    return not remark


@asynccontextmanager
async def _lateness() -> AsyncIterator[list[float]]:
    """By how many seconds the event loop is late, looked at every ten milliseconds."""
    loop, late = asyncio.get_running_loop(), list[float]()

    async def look() -> None:
        while True:
            wanted = loop.time() + 0.01
            await asyncio.sleep(0.01)
            late.append(loop.time() - wanted)

    looking = asyncio.create_task(look())
    try:
        yield late
    finally:
        looking.cancel()
