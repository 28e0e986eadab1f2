"""The demo: one customer's story, from the angry post to the thanks, told by the real pipeline.

A toy forum, a toy Slack and a toy mailbox listen on 127.0.0.1; everything between them is what runs in earnest: the
configuration is loaded from YAML, the feed is polled over HTTP, the database is SQLite, Slack and mail are really sent.
Only the clock is fast. In a clone of Earful the story can happen at the fake of any other service as well
(``tests/contract/demo.py``); they are no part of what is installed.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol, TextIO

from monitor.app import App
from monitor.clock import SetClock
from monitor.config import load
from monitor.demo.slack_blocks import texts
from monitor.demo.toy_forum import ToyForum
from monitor.demo.toy_mailbox import ToyMailbox
from monitor.demo.toy_slack import ToySlack

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEAT = timedelta(minutes=5)
NAMES = {"U0MARIA001": "Maria", "U0SAM00001": "Sam"}
PAUSE = 0.9  # seconds a beat takes for a reader: the story has about 45

CONFIG = """\
timezone: UTC
people:
  maria: {{email: maria@harborplumbing.example, slack: U0MARIA001}}
  sam:   {{email: sam@harborplumbing.example, slack: U0SAM00001}}
operator: sam
brands:
  - name: Harbor Plumbing
    answered_by: maria
    answer_within: 4h
    if_nobody_takes_it:
      - {{after: 1h, tell: maria}}
      - {{after: 2h, tell: sam}}
sources: [{source}]
alerts:
  channels:
    mail: {{kind: email, server: "{mailbox}", from: "Earful <earful@harborplumbing.example>"}}
    chat: {{kind: slack, channel: "#customers", token: "{token}", base_url: "{slack}", allow_private: true}}
"""


FURY = (
    "Harbor Plumbing, three weeks, four messages, and nobody ever called me back. I am furious, "
    "and I am telling everyone I know to go elsewhere."
)
THANKS = "Sam called me himself and it is all fixed. Thank you, credit where credit is due!"


class Place(Protocol):
    """Where the customer speaks: a service on 127.0.0.1 that is running. ``source`` is what the configuration says of it, ``more``
    whatever else has to stand there."""

    @property
    def name(self) -> str: ...

    @property
    def customer(self) -> str:
        """How the story calls them."""

    @property
    def start(self) -> datetime:
        """When the story begins, aware."""

    @property
    def source(self) -> Mapping[str, Any]: ...

    @property
    def more(self) -> str: ...

    @property
    def article(self) -> bool:
        """What is read there are articles, and nobody's complaint."""

    @property
    def reconciled(self) -> bool:
        """The customer will say that it is fixed."""

    async def before(self) -> None:
        """Something was said there before Earful came."""

    async def complain(self, words: str, now: datetime) -> None:
        """A customer says that, in anger."""

    async def thank(self, words: str, now: datetime) -> None:
        """The same customer says that, happily."""


@dataclass(slots=True)
class TownForum:
    """The place of the story that comes with Earful."""

    forum: ToyForum
    post: str = ""

    name: ClassVar[str] = "Town forum"
    customer: ClassVar[str] = "Dana R."
    start: ClassVar[datetime] = START
    more: ClassVar[str] = ""
    article: ClassVar[bool] = False
    reconciled: ClassVar[bool] = True

    @property
    def source(self) -> Mapping[str, Any]:
        return {"kind": "rss", "url": self.forum.feed_url}

    async def before(self) -> None:
        self.forum.say("Lee P.", "Bus 12", "Is bus 12 running on Sunday?", START - timedelta(days=1))

    async def complain(self, words: str, now: datetime) -> None:
        self.post = self.forum.say("Dana R.", "Never again", words, now)

    async def thank(self, words: str, now: datetime) -> None:
        self.forum.say("Dana R.", "Re: Never again", words, now, thread=self.post)


def elsewhere(kind: str) -> AbstractAsyncContextManager[Place]:
    """The fake of the service of this kind. LookupError, with what to do, where there is none."""
    try:
        places = importlib.import_module("tests.contract.demo")
    except ImportError:
        raise LookupError(
            "the other services are played by the fakes of Earful's tests, which are not installed: run this in a clone of Earful, "
            "after `make test`"
        ) from None
    found: AbstractAsyncContextManager[Place] = places.place(kind)
    return found


class Teller:
    """Moves the clock on, lets Earful work, and shows what the owner's people would see."""

    def __init__(
        self, app: App, clock: SetClock, slack: ToySlack, mailbox: ToyMailbox, out: TextIO, pause: float
    ) -> None:
        self._app, self._clock, self._slack, self._mailbox = app, clock, slack, mailbox
        self._out, self._pause = out, pause
        self._shown: dict[str, str] = {}
        self._mails = 0

    def say(self, where: str, text: str) -> None:
        """One entry of the story, with the time by its own clock."""
        first, *rest = text.splitlines() or [""]
        self._out.write(f"{self._clock.now():%H:%M}  {where:<11} {first}\n")
        for line in rest:
            self._out.write(f"{'':18} {line}\n")
        self._out.flush()

    async def until(self, what: Callable[[], bool], limit: timedelta = timedelta(hours=6)) -> None:
        """Lets time pass, a beat at a time, until something has happened."""
        end = self._clock.now() + limit
        while not what():
            if self._clock.now() > end:
                raise RuntimeError("the story did not go on as it should")
            await self.beat()

    async def beat(self) -> None:
        """Five minutes, in which Earful polls, decides and delivers."""
        await asyncio.sleep(self._pause)
        self._clock.move(BEAT)
        for source in self._app.parts.config.sources.values():
            if not source.receives:
                await self._app.poll(source)
        await self._app.decide()
        await self._app.delivered()
        self._show()

    def _show(self) -> None:
        for message in self._slack.messages:
            text = "\n".join(_readable(message))
            if self._shown.get(message["ts"]) == text:
                continue
            edited = message["ts"] in self._shown
            self._shown[message["ts"]] = text
            where = "Slack ↳" if message["thread_ts"] else "Slack edit" if edited else "Slack"
            self.say(where, text.splitlines()[0] if edited else text)
        for mail in self._mailbox.mails[self._mails :]:
            self.say("Mail", f"to {mail.recipients[0]}: {mail.message['Subject']}\n  {mail.text.splitlines()[0]}")
        self._mails = len(self._mailbox.mails)

    @property
    def case(self) -> int:
        """The number of the case that was told of last."""
        return int(max(re.findall(r"earful case (\d+) take", "\n".join(self._shown.values())), key=int))

    @property
    def quiet(self) -> bool:
        """Whether nobody has been told anything."""
        return not self._shown

    def told(self, reason: str) -> bool:
        """Whether the thread in Slack has come to this."""
        return any(reason in text for text in self._shown.values())


def _readable(message: dict[str, Any]) -> list[str]:
    found = [line for text in texts(message) for line in _as_shown(text).splitlines() if line.strip()]
    return list(dict.fromkeys(found))


def _as_shown(text: str) -> str:
    """Slack's marks as people see them: names and link texts instead of codes."""
    for person, name in NAMES.items():
        text = text.replace(f"<@{person}>", f"@{name}")
    return re.sub(r"<https?://[^>|]*\|([^>]*)>", r"\1", text)


async def tell(out: TextIO, *, pause: bool = True, kind: str = "") -> int:
    """Tells the story on ``out``; 0 when it ended as it should. Without ``pause`` it takes a few seconds. ``kind``: at the service
    of this kind of source; LookupError where that is not to be had."""
    if kind:
        async with elsewhere(kind) as place:
            return await _told_at(place, out, PAUSE if pause else 0.0)
    async with ToyForum() as forum:
        return await _told_at(TownForum(forum), out, PAUSE if pause else 0.0)


async def _told_at(place: Place, out: TextIO, pause: float) -> int:
    clock = SetClock(place.start)
    source = json.dumps({"name": place.name, "allow_private": True, **place.source})  # YAML as well
    with tempfile.TemporaryDirectory(prefix="earful-demo-") as folder:
        async with ToySlack() as slack, ToyMailbox() as mailbox:
            path = Path(folder) / "config.yaml"
            text = CONFIG.format(source=source, mailbox=mailbox.server, slack=slack.url, token=slack.token)
            path.write_text(text + place.more, encoding="utf-8")
            async with App(load(path, {}), clock=clock) as app:
                return await _story(Teller(app, clock, slack, mailbox, out, pause), app, place, clock)


async def _story(teller: Teller, app: App, place: Place, clock: SetClock) -> int:
    await app.front.listen()
    await place.before()
    await teller.beat()
    before = "makes no noise" if teller.quiet else "is told once, all of it together"
    teller.say("", f"Earful listens. What was there before it came {before}.")

    await place.complain(FURY, clock.now())
    teller.say(place.name, f"{place.customer}: {FURY}")
    if place.article:
        await teller.beat()
        teller.say(
            "", "It is heard, and kept: an article is nobody's complaint, so that it opens no case and tells nobody."
        )
        return 0
    await teller.until(lambda: teller.told("Maria answers"))
    teller.say("", "Nobody acts …")
    await teller.until(lambda: teller.told("over to you"))

    await teller.beat()
    case = teller.case
    await app.office.act(case, "take", "sam")
    teller.say("Sam", f"earful case {case} take --by sam")
    await teller.until(lambda: teller.told("Sam took it"))
    await teller.beat()
    await app.office.act(case, "answered", "sam")
    teller.say("Sam", f"calls {place.customer.removesuffix(' R.')}, and then: earful case {case} answered --by sam")
    await teller.until(lambda: teller.told("Sam answered"))

    if place.reconciled:
        await teller.beat()
        await place.thank(THANKS, clock.now())
        teller.say(place.name, f"{place.customer}: {THANKS}")
        await teller.until(lambda: teller.told("Won back"))
    teller.say("", "One message in Slack, edited as the story went on, and one thread in each mailbox.")
    return 0
