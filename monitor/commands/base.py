"""How a verb gets at what is stored, and to the running daemon."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import events
from monitor.cases import Refused
from monitor.commands import control
from monitor.config import Config
from monitor.errors import CannotDo
from monitor.store import Store, deciding, open_store, sqlite_url


def writable(folder: str) -> Path:
    """The data folder, made if need be. CannotDo with the exact remedy when nothing can be written there."""
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        owner = f"{os.getuid()}:{os.getgid()}"
        raise CannotDo(
            f"cannot write to the data folder {path} ({error.strerror}). Run:\n"
            f"  sudo chown -R {owner} {path}\n"
            "(In a container: on the host, for the folder that is mounted there.)"
        ) from None
    return path


async def ask(config: Config, request: dict[str, Any]) -> int:
    """Through the running daemon or, when there is none, directly."""
    folder = writable(config.data)
    try:
        answer = control.ask(folder, request)
    except control.NobodyHome:
        from monitor.app import App  # all of Earful: only whoever must do it alone pays for that
        from monitor.commands import doorkeeper

        async with App(config) as app:
            answer = await doorkeeper.handle(app, request)
            await app.delivered()
    if not answer.get("ok"):
        raise Refused(str(answer.get("text", "the daemon did not answer")))
    print(answer["text"])
    return 0


def only_person(config: Config) -> str:
    """Who does it, where there is one person only. Raises Refused."""
    if len(config.people) == 1:
        return next(iter(config.people))
    raise Refused(f"who does it? add --by {' or --by '.join(config.people)}")


@asynccontextmanager
async def reading(config: Config) -> AsyncIterator[Store]:
    """The store, to read only."""
    store = await open_store(database(config), read_only=True)
    try:
        yield store
    finally:
        await store.close()


async def known_case(connection: AsyncConnection, number: int) -> deciding.Row:
    """The case of that number. Raises Refused where there is none."""
    row = await deciding.case_by_id(connection, number)
    if row is None:
        raise Refused(f"there is no case {number}; `earful case` lists those that are open")
    return row


def database(config: Config) -> str:
    """The address of the database: the owner's, or the file in the data folder."""
    return config.database or sqlite_url(Path(config.data))


def print_all(found: Iterable[dict[str, Any]]) -> None:
    """For programs: one JSON object a line."""
    for event in found:
        print(events.line(event), flush=True)
