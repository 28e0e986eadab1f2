"""The program that is killed: the real App on a data folder, against services that live in the test.

    python -m tests.fakes.victim

loads everything once and then waits. Each line of JSON on its standard input is one *life*: a forked process that runs the
App, and at the wish of the test kills itself with SIGKILL, as kill -9 and the kernel's out-of-memory killer do, when it
passes a named point for the n-th time. Two lines of JSON answer: the life's process id, and how it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import commands, logs, pipeline
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import load
from monitor.store import Store, deciding, delivering, hearing, visiting
from monitor.store.tables import case, outbox, pending
from monitor.telling import bundling, deliver

IN_TRANSACTIONS: dict[ModuleType, tuple[str, ...]] = {
    hearing: ("heard",),
    visiting: ("visited",),
    deciding: ("save_case", "add_event", "post_letters", "settle", "announce"),
    delivering: ("recover", "claim", "sent"),
}
"""What the pipeline does inside a transaction: a point "in X" follows each, and "committed X" its transaction."""
AROUND: dict[ModuleType, tuple[str, ...]] = {
    pipeline.hearing: ("_fetch",),
    pipeline.deciding: ("score",),
    pipeline: ("act",),
    deliver: ("send",),
}
"""What it does between transactions: points "before X" and "after X"."""

POINTS = (
    "in recover", "committed recover",
    "before _fetch", "after _fetch", "in heard", "committed heard", "in visited", "committed visited",
    "before score", "after score", "in save_case", "in add_event", "in post_letters", "in settle", "committed settle",
    "in announce", "committed announce",
    "before act", "committed post_letters", "after act",
    "in claim", "committed claim", "before send", "after send", "in sent", "committed sent",
)  # fmt: skip
"""Every point, in the order in which a life passes them."""

READY = (
    "alerts.email", "alerts.slack", "alerts.webhook", "connectors.feed", "connectors.mastodon",
    "aiosqlite", "alembic.command", "encodings.idna", "monitor.tone.fast",
)  # fmt: skip
"""What a life would load when it first needs it: that takes longer than all that it does."""

_done: ContextVar[list[str] | None] = ContextVar("done", default=None)
"""What has been done in the transaction under way."""


class Death:
    """Counts the points that are passed, and strikes at the n-th passing of one of them."""

    def __init__(self, point: str = "", passing: int = 1) -> None:
        self.point, self.passing = point, passing
        self.passed: Counter[str] = Counter()

    def passes(self, point: str) -> None:
        self.passed[point] += 1
        if point == self.point and self.passed[point] == self.passing:
            os.kill(os.getpid(), signal.SIGKILL)

    def lurk(self) -> None:
        """Puts the points where they belong."""
        for module, names in AROUND.items():
            for name in names:
                setattr(module, name, self._around(getattr(module, name), name))
        for module, names in IN_TRANSACTIONS.items():
            for name in names:
                setattr(module, name, self._inside(getattr(module, name), name))
        setattr(Store, "write", self._write(Store.write))  # noqa: B010 - mypy does not let methods be replaced

    def _around(self, what: Callable[..., Any], name: str) -> Callable[..., Any]:
        def plain(*args: Any, **options: Any) -> Any:
            self.passes(f"before {name}")
            result = what(*args, **options)
            self.passes(f"after {name}")
            return result

        async def awaited(*args: Any, **options: Any) -> Any:
            self.passes(f"before {name}")
            result = await what(*args, **options)
            self.passes(f"after {name}")
            return result

        return awaited if asyncio.iscoroutinefunction(what) else plain

    def _inside(self, what: Callable[..., Awaitable[Any]], name: str) -> Callable[..., Awaitable[Any]]:
        async def watched(*args: Any, **options: Any) -> Any:
            result = await what(*args, **options)
            if (done := _done.get()) is not None:
                done.append(name)
            self.passes(f"in {name}")
            return result

        return watched

    def _write(self, write: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def watched(store: Store, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
            done: list[str] = []

            async def noted(connection: AsyncConnection) -> Any:
                _done.set(done)
                return await work(connection)

            result = await write(store, noted)
            if done:
                self.passes(f"committed {done[-1]}")
            return result

        return watched


async def settled(app: App) -> None:
    """Works until nothing is pending and nothing is due."""
    for _ in range(100):
        await app.work()
        if app._draining:
            await asyncio.wait(app._draining.values())
        async with app.parts.store.read() as connection:
            left = [
                *await delivering.due(connection, app.parts.now()),
                *(await connection.execute(select(pending.c.mention_id))),
                *(await connection.execute(select(outbox.c.id).where(outbox.c.state == "claimed"))),
            ]
        if not left:
            return
    raise RuntimeError(f"never settled: {left[:3]}")


async def story(app: App, acts: list[list[str]]) -> None:
    """One visit to every source, everything that follows from it, and what people do about it."""
    for source in app.parts.config.sources.values():
        heard = await app.poll(source)
        if heard.outcome == "error":
            raise RuntimeError(heard.error)
    await settled(app)
    for author, verb, state, by in acts:
        async with app.parts.store.read() as connection:
            row = (await connection.execute(select(case.c.id, case.c.state).where(case.c.author_name == author))).one()
        if row.state != state:  # nobody presses a button again that has visibly worked
            await app.office.act(row.id, verb, by)
        await settled(app)


async def live(life: dict[str, Any]) -> None:
    """One life. Without a ``now`` it is a daemon's, as ``earful run`` lives it, until somebody ends it."""
    config = load(Path(life["config"]), {})
    if "now" not in life:
        await commands.daemon.run(config, lambda: config)
        return
    async with App(config, clock=SetClock(datetime.fromisoformat(life["now"]))) as app:
        await story(app, life["acts"])


def be_born(life: dict[str, Any]) -> None:
    """The forked process; never returns."""
    # Small portions, so that a handful of posts takes several transactions of each kind.
    vars(pipeline.hearing).update(CHUNK=4)
    vars(pipeline.deciding).update(BATCH=3)
    vars(bundling).update(MOST=1_000)  # each message by itself, so that each can be counted
    os.dup2(os.open(life.get("log", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), 1)
    if "log" in life:
        os.dup2(1, 2)
    logs.set_up("INFO" if "log" in life else "ERROR")
    death = Death(life.get("die_at", ""), life.get("passing", 1))
    death.lurk()
    status = 1
    try:
        asyncio.run(live(life))
        status = 0
        if counted := life.get("counts"):
            Path(counted).write_text(json.dumps(death.passed))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def die_with_parent() -> None:
    """From now on this process is killed when the one that made it ends: a test run that is stopped leaves nobody behind
    (PR_SET_PDEATHSIG, prctl(2); on other systems than Linux nothing happens)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    die_with_parent()
    for name in READY:
        import_module(name)
    for line in sys.stdin:
        life = json.loads(line)
        born = os.fork()
        if born == 0:
            die_with_parent()
            be_born(life)
        print(json.dumps({"pid": born}), flush=True)
        status = os.waitstatus_to_exitcode(os.waitpid(born, 0)[1])
        print(json.dumps({"ended": status}), flush=True)


if __name__ == "__main__":
    main()
