"""The demo: one customer's story, from the angry post to the thanks, told by the real pipeline.

A toy forum, a toy Slack and a toy mailbox listen on 127.0.0.1; everything between them is what runs in earnest: the
configuration is loaded from YAML, the feed is polled over HTTP, the database is SQLite, Slack and mail are really sent.
Only the clock is fast.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

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
sources:
  - {{kind: rss, url: "{forum}", name: Town forum, every: 1s, allow_private: true}}
alerts:
  channels:
    mail: {{kind: email, server: "{mailbox}", from: "Earful <earful@harborplumbing.example>"}}
    chat: {{kind: slack, channel: "#customers", token: "{token}", base_url: "{slack}", allow_private: true}}
"""


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


async def tell(out: TextIO, *, pause: bool = True) -> int:
    """Tells the story on ``out``; 0 when it ended as it should. Without ``pause`` it takes a few seconds."""
    clock = SetClock(START)
    with tempfile.TemporaryDirectory(prefix="earful-demo-") as folder:
        async with ToyForum() as forum, ToySlack() as slack, ToyMailbox() as mailbox:
            path = Path(folder) / "config.yaml"
            path.write_text(
                CONFIG.format(forum=forum.feed_url, mailbox=mailbox.server, slack=slack.url, token=slack.token)
            )
            async with App(load(path, {}), clock=clock) as app:
                return await _story(Teller(app, clock, slack, mailbox, out, PAUSE if pause else 0.0), app, forum, clock)


async def _story(teller: Teller, app: App, forum: ToyForum, clock: SetClock) -> int:
    forum.say("Lee P.", "Bus 12", "Is bus 12 running on Sunday?", START - timedelta(days=1))
    await teller.beat()
    teller.say("", "Earful listens. What was there before it came makes no noise.")

    words = (
        "Harbor Plumbing, three weeks, four messages, and nobody ever called me back. I am furious, "
        "and I am telling everyone I know to go elsewhere."
    )
    post = forum.say("Dana R.", "Never again", words, clock.now())
    teller.say("Town forum", f"Dana R.: {words}")
    await teller.until(lambda: teller.told("Maria answers"))
    teller.say("", "Nobody acts …")
    await teller.until(lambda: teller.told("over to you"))

    await teller.beat()
    await app.office.act(1, "take", "sam")
    teller.say("Sam", "earful case 1 take --by sam")
    await teller.until(lambda: teller.told("Sam took it"))
    await teller.beat()
    await app.office.act(1, "answered", "sam")
    teller.say("Sam", "calls Dana, and then: earful case 1 answered --by sam")
    await teller.until(lambda: teller.told("Sam answered"))

    await teller.beat()
    thanks = "Sam called me himself and it is all fixed. Thank you, credit where credit is due!"
    forum.say("Dana R.", "Re: Never again", thanks, clock.now(), thread=post)
    teller.say("Town forum", f"Dana R.: {thanks}")
    await teller.until(lambda: teller.told("Won back"))
    teller.say("", "One message in Slack, edited as the story went on, and one thread in each mailbox.")
    return 0
