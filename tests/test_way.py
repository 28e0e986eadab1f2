"""The whole way through real sockets: from the bytes of a feed to the JSON that Slack gets and the mail that arrives."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from monitor import app as earful
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import load
from monitor.demo.slack_blocks import links, mentions, texts
from tests.fakes import ToyForum, ToyMailbox, ToySlack

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

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
  - {{kind: rss, url: "{forum}", name: Town forum, every: 1m, allow_private: true}}
tone: {{scorer: fast}}
alerts:
  channels:
    mail: {{kind: email, server: "{mailbox}", from: "Earful <earful@harborplumbing.example>"}}
    chat: {{kind: slack, channel: "#customers", token: "{token}", base_url: "{slack}", allow_private: true}}
"""


@dataclass
class Town:
    """The places around a running Earful."""

    app: App
    clock: SetClock
    forum: ToyForum
    slack: ToySlack
    mailbox: ToyMailbox

    async def after(self, span: timedelta) -> None:
        """Some time passes, and Earful looks up."""
        self.clock.move(span)
        await earful.once(self.app, as_new=None, deliver_now=True)


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    async with ToyForum() as forum, ToySlack() as slack, ToyMailbox() as mailbox:
        path = folder / "config.yaml"
        path.write_text(CONFIG.format(forum=forum.feed_url, mailbox=mailbox.server, slack=slack.url, token=slack.token))
        clock = SetClock(START)
        async with App(load(path, {}), clock=clock) as app:
            forum.say("Lee P.", "Bus 12", "Is bus 12 running on Sunday?", START - HOUR)
            yield Town(app, clock, forum, slack, mailbox)


@pytest.mark.slow
async def test_from_an_angry_post_to_a_customer_won_back(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        forum, slack, mailbox = here.forum, here.slack, here.mailbox
        await here.after(timedelta(0))
        assert (slack.calls, mailbox.mails) == ([], [])

        # Somebody is angry: one message in Slack that Maria is named in, one mail to her.
        words = "Harbor Plumbing never returned my call, I am furious.\n\nThree weeks, four messages!"
        post = forum.say("Dana R.", "Never again", words, here.clock.now())
        await here.after(5 * MINUTE)
        (call,) = slack.calls
        assert (call.method, call.payload["channel"]) == ("chat.postMessage", "#customers")
        assert "thread_ts" not in call.payload
        assert "blocks" in call.payload["attachments"][0]
        shown = "\n".join(texts(call.payload))
        assert mentions(shown) == ["@U0MARIA001"]
        assert "Dana R. is angry" in shown
        assert "Maria answers" in shown
        assert "never returned my call, I am furious" in shown
        assert (forum.link(post), "Read it") in links(shown) or forum.link(post) in shown
        assert "earful case 1 take" in shown
        (root,) = slack.messages
        (first,) = mailbox.mails
        assert first.recipients == ("maria@harborplumbing.example",)
        assert first.message["From"] == "Earful <earful@harborplumbing.example>"
        assert first.message["To"] == "maria <maria@harborplumbing.example>"
        assert first.message["Subject"] == "Harbor Plumbing: unhappy customer waiting (Dana R., Town forum) [case 1]"
        assert first.message["Auto-Submitted"] == "auto-generated"
        assert first.message["In-Reply-To"] is None
        assert first.message.get_content_type() == "multipart/alternative"
        assert "> Harbor Plumbing never returned my call, I am furious." in first.text
        assert "Three weeks, four messages!" in first.html
        assert forum.link(post) in first.text

        # Nobody acts: the same person is told again, then the next one, below the same message.
        slack.calls.clear()
        await here.after(HOUR)
        edit, reply = slack.calls
        assert (edit.method, edit.payload["ts"]) == ("chat.update", root["ts"])
        assert (reply.method, reply.payload["thread_ts"]) == ("chat.postMessage", root["ts"])
        assert "Nobody has taken this for 1 h. Maria?" in reply.payload["text"]
        again = mailbox.mails[1]
        assert again.recipients == ("maria@harborplumbing.example",)
        assert again.message["In-Reply-To"] == first.message["Message-ID"]
        assert first.message["Message-ID"] in again.message["References"].split()
        assert again.message["Message-ID"] != first.message["Message-ID"]
        assert again.message["Subject"].removeprefix("Re: ") == first.message["Subject"]
        slack.calls.clear()
        await here.after(HOUR)
        edit, reply = slack.calls
        assert reply.payload["reply_broadcast"] is True
        assert "@U0SAM00001" in mentions("\n".join([reply.payload["text"], *texts(reply.payload)]))
        assert "Sam, over to you" in reply.payload["text"]
        assert mailbox.mails[2].recipients == ("sam@harborplumbing.example",)

        # Sam takes it and answers; Maria, who had been told, hears of it.
        slack.calls.clear()
        await here.app.office.act(1, "take", "sam")
        await here.after(MINUTE)
        edit, reply = slack.calls
        assert "taken" in "\n".join(texts(edit.payload)).lower()
        assert "Sam took it" in reply.payload["text"]
        assert reply.payload["reply_broadcast"] is False
        assert mailbox.mails[3].recipients == ("maria@harborplumbing.example",)
        await here.app.office.act(1, "answered", "sam")
        await here.after(MINUTE)
        await here.after(3 * HOUR)  # past the promise and past every rung: it is answered, so nobody is told
        assert [mail.text.splitlines()[0] for mail in mailbox.mails[4:]] == ["Sam answered Dana R. after 3 weeks."]

        # The customer is content, says so, and whoever was told hears it.
        slack.calls.clear()
        before = len(mailbox.mails)
        thanks = "Sam called me himself and it is all fixed. Thank you, credit where credit is due!"
        forum.say("Dana R.", "Re: Never again", thanks, here.clock.now(), thread=post)
        await here.after(MINUTE)
        edit, reply = slack.calls
        assert edit.payload["ts"] == root["ts"]
        assert "won back" in "\n".join(texts(edit.payload)).lower()
        assert "thanks to Sam" in reply.payload["text"]
        assert sorted(mail.recipients[0] for mail in mailbox.mails[before:]) == [
            "maria@harborplumbing.example",
            "sam@harborplumbing.example",
        ]
        assert len(slack.roots) == 1
        roots = {mail.message["Message-ID"] for mail in mailbox.mails if mail.message["In-Reply-To"] is None}
        assert len(roots) == 2  # one thread in each of the two mailboxes

        # And that was all.
        told = len(slack.messages), len(mailbox.mails)
        for _ in range(3):
            await here.after(timedelta(days=10))
        assert (len(slack.messages), len(mailbox.mails)) == told
        assert here.forum.requests[-1].headers["if-none-match"]


HOSTILE = (
    "Harbor Plumbing never called me back, furious! <script>alert(1)</script><img src=x onerror=alert(2)> "
    "<!channel> <!everyone> <@U0SAM00001> <https://evil.example|your bank> @here @channel "
    "\r\nBcc: victim@elsewhere.example\r\n\r\n.\r\nQUIT\r\n \x1b[2J\x1b]0;owned\x07 \u202etxt.exe \u2028 </blockquote> & &amp; "
)


class Tags(HTMLParser):
    """What a mail reader would make of the HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def harmless(here: Town) -> None:
    """Nothing of what a stranger wrote does anything, wherever it went."""
    assert here.slack.messages
    for call in here.slack.calls:
        shown = [str(call.payload.get("text", "")), *texts(call.payload)]
        assert set(mentions("\n".join(shown))) <= {"@U0MARIA001"}
        assert not [address for text in shown for address, _ in links(text) if "evil.example" in address]
        assert not [text for text in shown if re.search("@(here|channel|everyone)", text)]
        assert not [text for text in shown if re.search("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\u202e]", text)]
        json.dumps(call.payload, ensure_ascii=False).encode()
    for mail in here.mailbox.mails:
        assert mail.recipients == ("maria@harborplumbing.example",)
        assert mail.message["Bcc"] is None
        assert mail.message.defects == []
        assert [name for name, value in mail.message.items() if "victim" in value] in ([], ["Subject"])
        tags = Tags(mail.html)
        assert not tags.names & {"script", "img", "iframe", "form", "link"}
        assert not [name for name in tags.attributes if name.startswith("on")]
        assert all(address.startswith(("http://127.0.0.1", "https://forum.example")) for address in tags.addresses)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", mail.text + mail.html)
        assert len(mail.raw) < 60_000


async def test_a_hostile_post_arrives_and_does_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.after(timedelta(0))
        title = "Furious\r\nBcc: victim@elsewhere.example <!channel> <script>alert(3)</script>"
        here.forum.say("Dana\r\nBcc: victim@elsewhere.example <!here>", title, HOSTILE + "very long " * 8_000, START)
        await here.after(MINUTE)
        assert len(here.mailbox.mails) == 1
        harmless(here)
        await here.app.office.act(1, "take", "maria")
        await here.after(6 * HOUR)
        harmless(here)


async def test_halves_of_characters_and_zero_bytes_from_json_are_harmless(tmp_path: Path) -> None:
    """JSON can say what no text may hold: a lone surrogate, a zero byte."""
    async with town(tmp_path) as here:
        item = {
            "id": "https://forum.example/1\ud800",
            "url": "https://forum.example/1",
            "title": "Harbor Plumbing \udc00 furious \x00",
            "content_text": f"They never called me back \ud83d \x00 {HOSTILE}",
            "authors": [{"name": "Dana \ud83d\x00"}],
            "date_published": "2026-11-23T09:00:30Z",
        }
        empty = {"version": "https://jsonfeed.org/version/1.1", "title": "Forum", "items": []}
        here.forum.serve("/latest.rss", json.dumps(empty), "application/feed+json")
        await here.after(timedelta(0))
        here.forum.serve("/latest.rss", json.dumps({**empty, "items": [item]}), "application/feed+json")
        await here.after(MINUTE)
        assert len(here.mailbox.mails) == 1
        assert "Dana" in here.mailbox.mails[0].message["Subject"]
        harmless(here)


async def test_slack_being_down_does_not_hold_up_the_mail(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.after(timedelta(0))
        here.slack.fail_next(status=503)
        here.slack.fail_next("ratelimited", status=429, retry_after=120)
        here.forum.say("Dana R.", "Never again", "Harbor Plumbing never called back, I am furious", START)
        await here.after(MINUTE)
        assert (len(here.mailbox.mails), here.slack.messages) == (1, [])
        await here.after(MINUTE)
        assert [call.method for call in here.slack.calls] == ["chat.postMessage"] * 2
        await here.after(MINUTE)
        assert len(here.slack.calls) == 2  # asked to wait for two minutes
        await here.after(2 * MINUTE)
        assert len(here.slack.roots) == 1
        assert len(here.mailbox.mails) == 1


@pytest.mark.slow
async def test_the_daemon_does_it_by_itself(tmp_path: Path) -> None:
    """The same through the real schedule and the real clock, as `earful run` does."""
    async with ToyForum() as forum, ToySlack() as slack, ToyMailbox() as mailbox:
        path = tmp_path / "config.yaml"
        text = CONFIG.format(forum=forum.feed_url, mailbox=mailbox.server, slack=slack.url, token=slack.token)
        path.write_text(text.replace("every: 1m", "every: 1s"))
        forum.say("Lee P.", "Bus 12", "Is bus 12 running on Sunday?", datetime.now(UTC) - HOUR)
        async with App(load(path, {})) as app:
            running = asyncio.create_task(app.run())
            async with asyncio.timeout(15):
                while not forum.requests:
                    await asyncio.sleep(0.02)
                forum.say("Dana R.", "Never", "Harbor Plumbing never called back, I am furious", datetime.now(UTC))
                while not (slack.messages and mailbox.mails):
                    await asyncio.sleep(0.02)
            app.stop()
            await running
        assert mailbox.mails[0].message["Subject"].startswith("Harbor Plumbing: unhappy customer")
