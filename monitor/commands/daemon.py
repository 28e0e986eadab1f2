"""What the verb ``run`` does."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from functools import partial

from monitor.app import App
from monitor.commands import control, doorkeeper
from monitor.commands.base import writable
from monitor.config import Config, describe


async def run(config: Config, load: Callable[[], Config]) -> int:
    """Listens and tells until SIGTERM or SIGINT; SIGHUP reloads."""
    folder = writable(config.data)
    loop = asyncio.get_running_loop()
    app = App(config)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, app.stop)
    async with app, control.Door(folder, partial(doorkeeper.handle, app)):
        tasks: set[asyncio.Task[None]] = set()

        def reload() -> None:
            task = loop.create_task(_reload(app, load))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        loop.add_signal_handler(signal.SIGHUP, reload)
        settle()
        print(f"{describe(config)}\nListening. Who is waiting: earful case. Stop with Ctrl-C.", flush=True)
        await app.run()
        print("Stopping.", flush=True)
    return 0


def settle() -> None:
    """What is loaded by now stays loaded: the garbage collector need not look through it again and again, for which the event loop
    would stand still a tenth of a second each time.  https://docs.python.org/3/library/gc.html#gc.freeze"""
    gc.collect()
    gc.freeze()


async def _reload(app: App, load: Callable[[], Config]) -> None:
    print(await app.reload(load), file=sys.stderr, flush=True)
