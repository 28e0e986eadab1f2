"""Kinds that push, with the fakes that push them: Bluesky's firehose, the stream of a Mastodon server, a mailbox that is waited at.

As for the kinds that are visited (``kind``): a new one is one class here, and what a service does not have is not overridden.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from types import TracebackType
from typing import Any, ClassVar, Self

import pytest
from aiohttp.test_utils import TestServer

from connectors import bluesky as firehose
from connectors import imap, mastodon_stream
from connectors.base import Streams
from connectors.bluesky import Bluesky
from connectors.imap import Imap
from connectors.mastodon_search import MastodonSearch
from tests.contract.kind import NAME, iso, spell
from tests.fakes.imap import CERTIFICATE, PASSWORD, USER, ImapToy
from tests.fakes.jetstream import Jetstream, deleted, said
from tests.fakes.mastodon import TOKEN, Instance


@dataclass(frozen=True)
class Refusal:
    """A way in which the service lets nobody in; ``wait``: how long it asks to be left alone (None: it does not say)."""

    name: str
    begin: Callable[[], None]
    wait: timedelta | None = None


class Pushed(ABC):
    """A service that pushes. ``async with`` starts it; ``number`` tells posts apart and orders them."""

    name: ClassVar[str]
    secrets: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.began = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=45)
        self.opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.opened.aclose()

    @staticmethod
    @abstractmethod
    def hurry(patch: pytest.MonkeyPatch) -> None:
        """Makes everything that is waited for short."""

    def at(self, number: int) -> datetime:
        """When the post of that number was written."""
        return self.began + timedelta(seconds=5 * number)

    @abstractmethod
    def source(self) -> Streams:
        """The connector, set up for the fake."""

    @abstractmethod
    async def say(self, number: int, text: str) -> None:
        """Somebody posts plain words, which hold NAME. Whoever listens is told at once."""

    @abstractmethod
    async def cut(self) -> None:
        """Every line breaks off, without a goodbye."""

    @abstractmethod
    def refusals(self) -> Iterator[Refusal]:
        """The ways in which nobody is let in; ``relent`` ends them."""

    @abstractmethod
    def relent(self) -> None:
        """Everybody is let in again."""

    async def edit(self, number: int, text: str) -> None:
        """The author says it otherwise."""
        raise NotImplementedError

    async def delete(self, number: int) -> None:
        """The author takes it down."""
        raise NotImplementedError

    async def push(self, raw: str) -> None:
        """Those who listen are told that, as it is."""
        raise NotImplementedError

    def deafen(self) -> None:
        """From the next connection on nobody there answers any more."""
        raise NotImplementedError

    def event(self, number: int, text: str) -> dict[str, Any]:
        """What is pushed about a post, as JSON that can be broken; ``told`` pushes it."""
        raise NotImplementedError

    async def told(self, event: dict[str, Any]) -> None:
        """Pushes an event."""
        raise NotImplementedError


class BlueskyPushed(Pushed):
    name = "bluesky"

    def __init__(self) -> None:
        super().__init__()
        self.fake = Jetstream()
        self.url = ""

    async def __aenter__(self) -> Self:
        server = await self.opened.enter_async_context(TestServer(self.fake.app()))
        self.url = str(server.make_url("/")).rstrip("/")
        return self

    @staticmethod
    def hurry(patch: pytest.MonkeyPatch) -> None:
        for name, milliseconds in {"_BATCH": 30, "_QUIET": 60, "_WAIT": 60, "_SILENT": 1_000}.items():
            patch.setattr(firehose, name, timedelta(milliseconds=milliseconds))

    def source(self) -> Streams:
        return Bluesky(server=(self.url.replace("http", "ws"),), profiles=self.url)

    def event(self, number: int, text: str) -> dict[str, Any]:
        return said(f"k{number}", text, self.at(number))

    async def told(self, event: dict[str, Any]) -> None:
        await self.fake.say(event)

    async def say(self, number: int, text: str) -> None:
        await self.told(self.event(number, text))

    async def edit(self, number: int, text: str) -> None:
        at = self.at(number) + timedelta(minutes=5)
        await self.told(said(f"k{number}", text, at, what="update"))

    async def delete(self, number: int) -> None:
        await self.told(deleted(f"k{number}", self.at(number) + timedelta(minutes=6)))

    async def push(self, raw: str) -> None:
        await self.fake.send(raw)

    def deafen(self) -> None:
        self.fake.deaf = True

    async def cut(self) -> None:
        await self.fake.cut()

    def refusals(self) -> Iterator[Refusal]:
        for status, asked, wait in _STATUSES:
            yield Refusal(f"{status} {asked}", partial(self._refuse, status, asked), wait)

    def relent(self) -> None:
        self._refuse(101, "")

    def _refuse(self, status: int, asked: str) -> None:
        self.fake.status, self.fake.retry_after = status, asked


class MastodonPushed(Pushed):
    name, secrets = "mastodon_search", (TOKEN,)

    def __init__(self) -> None:
        super().__init__()
        self.fake = Instance(common=[{"id": "1"}], hashtags="authenticated")

    async def __aenter__(self) -> Self:
        await self.opened.enter_async_context(self.fake)
        return self

    @staticmethod
    def hurry(patch: pytest.MonkeyPatch) -> None:
        for name, milliseconds in {"_BATCH": 30, "_QUIET": 40, "_PING": 300}.items():
            patch.setattr(mastodon_stream, name, timedelta(milliseconds=milliseconds))

    def source(self) -> Streams:
        return MastodonSearch(server=self.fake.url, token=TOKEN, search=(NAME,), hashtags=("harbor",))

    def event(self, number: int, text: str) -> dict[str, Any]:
        home = "https://other.example"
        author = {"acct": "dana@other.example", "username": "dana", "display_name": "Dana R.", "url": f"{home}/@dana"}
        return {
            "id": str(114_870_000_000_000_000 + number),
            "uri": f"{home}/users/dana/statuses/{number}",
            "url": f"{home}/@dana/{number}",
            "created_at": iso(self.at(number)),
            "edited_at": None,
            "language": "en",
            "content": f"<p>{spell(text)}</p>",
            "account": {**author, "followers_count": 656, "bot": False},
        }

    async def told(self, event: dict[str, Any]) -> None:
        await self.fake.push("update", json.dumps(event), "harbor")

    async def say(self, number: int, text: str) -> None:
        await self.fake.post(self.event(number, text), "harbor")

    async def edit(self, number: int, text: str) -> None:
        changed = iso(self.at(number) + timedelta(minutes=5))
        await self.fake.post(self.event(number, text) | {"edited_at": changed}, "harbor", event="status.update")

    async def delete(self, number: int) -> None:
        await self.fake.take_down(self.event(number, "")["id"], "harbor")

    async def push(self, raw: str) -> None:
        await self.fake.say(raw)

    def deafen(self) -> None:
        self.fake.deaf = True

    async def cut(self) -> None:
        await self.fake.cut()

    def refusals(self) -> Iterator[Refusal]:
        for status, asked, wait in _STATUSES:
            yield Refusal(f"{status} {asked}", partial(self._refuse, status, asked), wait)

    def relent(self) -> None:
        self._refuse(101, "")

    def _refuse(self, status: int, asked: str) -> None:
        self.fake.knock, self.fake.knock_again = status, asked


class ImapPushed(Pushed):
    name, secrets = "imap", (PASSWORD,)

    def __init__(self) -> None:
        super().__init__()
        self.fake = ImapToy()

    async def __aenter__(self) -> Self:
        await self.opened.enter_async_context(self.fake)
        return self

    @staticmethod
    def hurry(patch: pytest.MonkeyPatch) -> None:
        patch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        patch.setattr(imap, "_RENEW", 0.2)

    def source(self) -> Streams:
        return Imap(server=f"localhost:{self.fake.port}", user=USER, password=PASSWORD)

    async def say(self, number: int, text: str) -> None:
        head = f"From: Dana R. <dana@mail.example>\nMessage-ID: <n{number}@mail.example>\nSubject: Boiler\n"
        kind = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        dated = f"Date: {format_datetime(self.at(number))}\n"
        self.fake.add(f"{head}{dated}{kind}\n{text}\n", self.at(number))
        await self.fake.tell()

    async def push(self, raw: str) -> None:
        await self.fake.tell(raw)

    async def cut(self) -> None:
        for writer in self.fake.open:
            writer.transport.abort()
        self.fake.open.clear()
        self.fake.idling.clear()

    def refusals(self) -> Iterator[Refusal]:
        yield Refusal("goodbye", lambda: setattr(self.fake, "greeting", "* BYE too many connections"))
        yield Refusal("no IMAP", lambda: setattr(self.fake, "greeting", "HTTP/1.1 400 Bad Request"))
        for verb, words in (
            ("LOGIN", f"NO [AUTHENTICATIONFAILED] not with {PASSWORD}"),
            ("LOGIN", "NO [UNAVAILABLE] later"),
            ("EXAMINE", "NO [SERVERBUG] sorry"),
            ("UID SEARCH", "BAD what?"),
            ("UID FETCH", "NO not now"),
        ):
            yield Refusal(f"{verb} {words[:9]}", lambda verb=verb, words=words: self.fake.fail.update({verb: words}))  # type: ignore[misc]

    def relent(self) -> None:
        self.fake.greeting = "* OK toy ready"
        self.fake.fail.clear()


_STATUSES = (
    (429, "7", timedelta(seconds=7)),
    (429, "0", None),
    (429, "soon", None),
    (429, "", None),
    (503, "120", timedelta(seconds=120)),
    (500, "", None),
    (401, "", None),
    (403, "", None),
    (404, "", None),
    (302, "", None),
    (200, "", None),
)
"""HTTP instead of a stream: status, Retry-After, how long that is."""

PUSHED: tuple[type[Pushed], ...] = (BlueskyPushed, MastodonPushed, ImapPushed)
