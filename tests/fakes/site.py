"""Earful with its page open on a free port of this machine, on the stage's clock, and a client to ask it with."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from alerts.base import Channel
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import Page, Source
from monitor.store import accounts
from monitor.web import passwords
from tests.fakes.stage import START, Letterbox, Place, settings

PASSWORD = "three words will do"
_HASHED = passwords.hashed(PASSWORD)


@dataclass
class Visitor:
    """Somebody with a browser of their own. ``csrf`` is in each of their forms, once they are in."""

    url: str
    client: aiohttp.ClientSession
    csrf: str = ""

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(f"{self.url}{path}", allow_redirects=False, **options)

    def post(self, path: str, data: Mapping[str, str] | None = None, **options: Any) -> Any:
        """Sends a form of theirs."""
        return self.client.post(
            f"{self.url}{path}", data={"csrf": self.csrf, **(data or {})}, allow_redirects=False, **options
        )

    async def text(self, path: str) -> str:
        """A page that they may see."""
        async with self.get(path) as answer:
            assert answer.status == 200, answer.status
            text: str = await answer.text()
            return text


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

    async def account(
        self, name: str, role: str = "act", person: str = "maria", brands: Sequence[str] | None = None
    ) -> None:
        """Lets somebody sign in, with ``PASSWORD``."""
        known = accounts.Account(
            name=name,
            role=role,
            brands=None if brands is None else tuple(brands),
            person=person,
            password=_HASHED,
            changed_at=self.clock.now(),
        )
        await self.app.parts.store.write(lambda tx: accounts.save(tx, known))

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """A browser nobody has signed in with."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            yield Visitor(self.url, client)

    @asynccontextmanager
    async def signed_in(
        self, role: str = "act", *, person: str = "maria", brands: Sequence[str] | None = None, name: str = ""
    ) -> AsyncIterator[Visitor]:
        """Somebody who may do what their ``role`` says, signed in through the form."""
        name = name or f"{role}-{person}"
        await self.account(name, role, person, brands)
        async with self.visitor() as visitor:
            async with visitor.post("/sign-in", {"name": name, "password": PASSWORD}) as answer:
                assert answer.status == 303, await answer.text()
            found = re.search(r'name="csrf" value="([^"]+)"', await visitor.text("/"))
            assert found
            visitor.csrf = found[1]
            yield visitor


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
