"""Earful with its page open on a free port of this machine, on the stage's clock, and a client to ask it with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from alerts.base import Channel
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import Page, Source
from tests.fakes.stage import START, Letterbox, Place, settings


@dataclass
class Site:
    """``get`` and ``post`` ask the page; ``mail`` is everybody's own channel."""

    app: App
    clock: SetClock
    client: aiohttp.ClientSession
    mail: Letterbox = field(default_factory=Letterbox)

    @property
    def port(self) -> int:
        assert self.app.front.door
        return self.app.front.door.addresses[0][1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(f"{self.url}{path}", allow_redirects=False, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.client.post(f"{self.url}{path}", allow_redirects=False, **options)


@asynccontextmanager
async def site(
    folder: Path,
    places: Mapping[str, Place] | Iterable[Source] = (),
    *,
    page: Page | None = None,
    channels: Mapping[str, Channel] | None = None,
    **changes: Any,
) -> AsyncIterator[Site]:
    """Opens it. ``page`` listens on port 0 unless it says otherwise, which is any free one."""
    mail, clock = Letterbox(), SetClock(START)
    config = settings(folder, places, channels or {"mail": mail}, page=page or Page(port=0), **changes)
    async with App(config, clock=clock) as app, aiohttp.ClientSession() as client:
        await app.front.listen()
        yield Site(app, clock, client, mail)
