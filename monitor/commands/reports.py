"""What the verbs ``digest``, ``export`` and ``outbox`` do."""

from __future__ import annotations

import csv
import sys
from datetime import timedelta

from monitor import events, show
from monitor.clock import SystemClock
from monitor.commands.base import ask, print_all, reading
from monitor.config import Config
from monitor.progress import Progress
from monitor.store import asking, delivering
from monitor.telling import digesting
from monitor.telling.digest import digest_message


async def digest(config: Config, since: timedelta) -> int:
    """The summary of the latest stretch of time, as the operator would get it now."""
    now = SystemClock().now()
    async with reading(config) as store, store.read() as connection:
        figures = await digesting.gather(connection, config, now - since, now)
    to, say = config.people[config.operator].recipient, config.words_of(config.operator)
    print(digest_message(figures, to, "preview", "digest", now, config.timezone, say).body, end="")
    return 0


async def export(config: Config, what: str, form: str) -> int:
    """Every mention or case, as JSON Lines or CSV; progress on a terminal."""
    columns = events.MENTION_COLUMNS if what == "mentions" else events.CASE_COLUMNS
    make_row = events.mention_row if what == "mentions" else events.case_row
    with Progress(sys.stderr, what) as progress:
        async with reading(config) as store, store.read() as connection:
            rows = asking.all_mentions(connection) if what == "mentions" else asking.all_cases(connection)
            table = csv.DictWriter(sys.stdout, columns, lineterminator="\r\n") if form == "csv" else None
            if table:
                table.writeheader()
            async for row in rows:
                found = make_row(row)
                if table:
                    table.writerow({name: show.cell(value) for name, value in found.items()})
                else:
                    print(events.line(found))
                progress.step()
    return 0


async def outbox(config: Config, *, as_json: bool) -> int:
    """What has not arrived yet."""
    async with reading(config) as store, store.read() as connection:
        rows = await delivering.waiting(connection)
    if as_json:
        print_all(events.letter_row(row) for row in rows)
    else:
        print(show.letter_list(rows, SystemClock().now(), config.timezone))
    return 0


async def retry(config: Config, number: int | None) -> int:
    """Tries one message (None: all) again now, also one that was given up."""
    return await ask(config, {"verb": "retry", "number": number})
