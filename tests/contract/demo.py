"""The story of ``earful demo`` at the fake of any service: ``earful demo --kind reviews``, in a clone of Earful.

What people say there, and how the connector is set up for the fake, is what the contract already knows of each kind.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import aiohttp
import pytest

import connectors
from connectors.base import Polls, Streams
from connectors.imap import Imap
from monitor.demo.story import Place
from tests.contract import KINDS
from tests.contract.kind import NAME, Kind, can
from tests.contract.streams import BlueskyPushed, ImapPushed
from tests.fakes.imap import PASSWORD, USER, ImapToy

ARTICLES = frozenset(("news", "google_alerts"))
SECRET = "s3cret-of-the-contact-form"


def options_of(connector: Any) -> dict[str, Any]:
    """What an owner would write to get this connector, with its address as base_url."""
    given: dict[str, Any] = {}
    for option in fields(connector):
        value = getattr(connector, option.name)
        default = option.default if option.default is not MISSING else None
        if value == default or option.name == "search":
            continue
        key = "base_url" if option.name == connector.address else option.metadata.get("key", option.name)
        given[key] = list(value) if isinstance(value, tuple) else value
    return given


class Speaking(Protocol):
    """What the contract's descriptions have in common."""

    def source(self) -> Polls | Streams: ...

    def say(self, number: int, text: str) -> Any: ...


@dataclass
class There:
    """A place of the story, by the description of its kind."""

    kind: str
    described: Speaking
    source: dict[str, Any] = field(default_factory=dict)
    more: str = ""
    customer: str = "the customer"
    start: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    @property
    def name(self) -> str:
        return self.kind

    @property
    def article(self) -> bool:
        return self.kind in ARTICLES

    @property
    def reconciled(self) -> bool:
        """Stars say more than words, and nobody here gives others."""
        return not getattr(self.described, "starred", False)

    async def before(self) -> None:
        await self._say(1, f"{NAME} has a new van.")

    async def complain(self, words: str, now: datetime) -> None:
        await self._say(2, words)

    async def thank(self, words: str, now: datetime) -> None:
        """Says it otherwise where that can be done, for a review is edited; else says something more."""
        if isinstance(self.described, Kind) and can(type(self.described), "edit"):
            self.described.edit(2, f"{NAME}: {words}")
        else:
            await self._say(3, f"{NAME}: {words}")

    async def _say(self, number: int, text: str) -> None:
        said = self.described.say(number, text)
        if said is not None and hasattr(said, "__await__"):
            await said


@asynccontextmanager
async def place(kind: str) -> AsyncIterator[Place]:
    """The fake of the service of that kind, running. LookupError for a kind that is none."""
    if kind not in connectors.BUILT_IN:
        raise LookupError(f"there is no kind {kind!r}: earful sources --kinds lists them")
    if kind == "bluesky":
        with pytest.MonkeyPatch.context() as patch:
            BlueskyPushed.hurry(patch)  # it is visited every few minutes of the story, which are milliseconds
            async with BlueskyPushed() as pushed:
                yield There(kind, pushed, configured(kind, pushed.source()))
    elif kind == "imap":
        box = Mailbox()
        async with box:
            yield There(kind, box, configured(kind, box.source()))
    elif kind == "inbox":
        form = Form()
        page = f"\npage: {{port: {form.port}}}\n"
        yield There(kind, form, {"kind": kind, "secret": SECRET, "about": NAME}, page)
    else:
        described = next(described for described in KINDS if described.name == kind)()
        async with described.fake:
            yield There(kind, described, configured(kind, described.source()))


def configured(kind: str, connector: Any) -> dict[str, Any]:
    """A source of the configuration."""
    about = {"about": NAME} if connectors.connector(kind).own_place else {}
    return {"kind": kind, **options_of(connector), **about}


class Mailbox(ImapPushed):
    """The mailbox without a certificate that this machine would have to know."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = ImapToy(tls=False)

    def source(self) -> Streams:
        return Imap(server=f"127.0.0.1:{self.fake.port}", user=USER, password=PASSWORD, security="none")


class Form:
    """A program that posts what customers write into a contact form."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def source(self) -> Polls:
        raise NotImplementedError

    async def say(self, number: int, text: str) -> None:
        words = {"id": str(number), "text": text, "author": {"name": "Dana R.", "id": "dana"}}
        words["published"] = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
        headers = {"authorization": f"Bearer {SECRET}"}
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{self.port}/ingest/inbox"
            async with session.post(url, json=words, headers=headers) as answer:
                answer.raise_for_status()
