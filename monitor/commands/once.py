"""What the verb ``once`` does: one visit to every source."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from alerts.base import Message
from alerts.console import Console
from monitor import app as earful
from monitor import events, show
from monitor.app import App
from monitor.commands.base import database, print_all, writable
from monitor.config import Config
from monitor.progress import Visits
from monitor.store import delivering, open_store, sqlite_url
from monitor.store.copying import copy
from monitor.telling import composing


async def once(
    config: Config, *, dry_run: bool, as_new: timedelta | None, as_json: bool, back: timedelta | None = None
) -> int:
    """Visits every source once. A source that cannot be heard is told, and no failure of ``once``."""
    if as_json:
        config = _console_to_stderr(config)
    if dry_run:
        config = _without_paid(config)
    with tempfile.TemporaryDirectory(prefix="earful-") as scratch:
        url, sign_ins = "", Path(config.data) / "sign-ins"
        if dry_run:
            url = await _scratch_copy(config, Path(scratch))
            config = replace(config, data=scratch)
        else:
            writable(config.data)
        # A refresh token that was exchanged is kept also by a dry run: the old one may be worth nothing any more.
        async with App(config, url=url, sign_ins=sign_ins) as app:
            with Visits(sys.stderr, of=sum(not source.receives for source in config.sources.values())) as progress:
                heard, done, sent = await earful.once(
                    app, as_new=as_new, deliver_now=not dry_run, back=back, progress=progress
                )
            waiting = await _undelivered(app)
            said = [(item.message, item.delivery.channel) for item in sent if not item.error] + waiting
            if as_json:
                for hearing in heard:
                    print_all(events.of_hearing(hearing))
                print_all(events.of_decided(done))
                print_all(events.of_message(message, channel) for message, channel in said)
            else:
                print(show.round_trip(heard, done, said, dry_run=dry_run))
    return 0


def _without_paid(config: Config) -> Config:
    """What a dry run would spend is counted in a copy that is thrown away, so a cap could not hold."""
    paid = [name for name, source in config.sources.items() if getattr(source.connector, "paid", False)]
    for name in paid:
        print(f"{name}: left out, because every look at it costs money", file=sys.stderr)
    return replace(config, sources={name: one for name, one in config.sources.items() if name not in paid})


async def _undelivered(app: App) -> list[tuple[Message, str]]:
    async with app.parts.store.read() as connection:
        rows = await delivering.undelivered(connection)
    return [(await composing.compose(app.parts, row), row.channel) for row in rows]


async def _scratch_copy(config: Config, scratch: Path) -> str:
    """A database to play with: a copy of what is there, so that a dry run decides as a real one would."""
    url = sqlite_url(scratch)
    try:
        there = await open_store(database(config), read_only=True)
    except Exception:
        return url  # nothing there yet
    try:
        here = await open_store(url)
        try:
            await copy(there, here)
        finally:
            await here.close()
    finally:
        await there.close()
    return url


def _console_to_stderr(config: Config) -> Config:
    """Standard output belongs to the JSON Lines."""
    moved = {
        name: replace(item, channel=replace(item.channel, stream="stderr"))
        if isinstance(item.channel, Console)
        else item
        for name, item in config.destinations.items()
    }
    return replace(config, destinations=moved)
