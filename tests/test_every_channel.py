"""Whatever a stranger writes stays text, in every channel there is: their words cannot add a line of ours, a link, a call to
everybody, a field or a header. Each message is made by the wording itself, and compared with the same one about a harmless
customer."""

from __future__ import annotations

import asyncio
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alerts
from alerts.apprise import Apprise
from alerts.base import Chart, Line, Message, Recipient, Section
from alerts.console import Console
from alerts.email import Email
from alerts.ntfy import Ntfy
from alerts.pagerduty import PagerDuty
from alerts.slack import Slack
from alerts.text import one_line, tidy
from alerts.webhook import Webhook
from monitor.cases import Reason
from monitor.demo.slack_blocks import links, mentions, problem, texts
from monitor.telling import cards, notices
from monitor.telling.digest import Figures, digest_message
from monitor.telling.mornings import morning
from monitor.telling.wording import case_message
from tests.fakes.samples import body
from tests.test_wording import CASE, MARIA, NOW, SAID, matter

TO = Recipient(name="maria", email="maria@harborplumbing.example", slack="U012AB3CD")
URL = "https://forum.example/t/1"
HARMLESS = "Dana"
PIECES = (
    *(
        "<!channel>",
        "<@U1EVIL>",
        "<https://evil.example|bank>",
        "@everyone",
        "@here",
        "```",
        "*",
        "_",
        "- ",
        "> ",
        ":",
        " ",
    ),
    *("</td>", "<script>", "\"'", "&lt;", "{{7*7}}", "%s", "javascript:alert(1)", "mailto:x@evil.example?subject=eyJ"),
    *("\r\n", "\n", "\x1b[2J", "\x00", "\u202e", "\u2028", "\ud83d", "é", "名", "\n.\nQUIT\n", "=?utf-8?q?=0D=0A?="),
    *("\nRead it: https://evil.example", "Read it: https://evil.example", "I'll take it: https://evil.example"),
    *("\nBcc: victim@elsewhere.example\n", "[case 1]", "Waiting: 0 min"),
)
WORDS = st.one_of(
    st.text(st.characters(codec=None), min_size=1, max_size=60),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join),
).filter(lambda words: one_line(words) != "")


@dataclass(frozen=True)
class Quoted:
    brand: str
    author: str
    source: str
    text: str
    url: str
    stars: float | None = None
    stars_max: float | None = None


def everything(words: str) -> list[Message]:
    """The messages in which a stranger's words can stand, with these words wherever they can."""
    case = replace(CASE, author=words)
    said = replace(SAID, author=words, title=words, text=words, url=URL, why=(f'anger: "{one_line(words)}"',))
    about = matter(case, said=said, news=said, to=TO)
    quote = Quoted("Harbor Plumbing", words, "Town forum", words, URL)
    figures = Figures(
        since=NOW - timedelta(days=1), until=NOW, waiting=[(1, case)], opened=[(1, case)], won_back=[(1, case)], answers=[],
        themes=[], voices=[], reminded={}, unclear=(1, [quote]), praise=(1, [quote]), maybe_us=(1, [quote]), searched=(1, [quote]),
    )  # fmt: skip
    facts = {
        "brand": "Harbor Plumbing",
        "title": words,
        "text": words,
        "source": "Paper",
        "url": URL,
        "route": "route 1",
    }
    answer = {"why": "it is too old", "about": "case 1", "said": words, "understood": "taken"}
    waiting = [notices.Already(1, "Harbor Plumbing", words, NOW - timedelta(days=9), cards.card(about))]
    others = [case_message(replace(about, case_id=number), Reason.FIRST_ANGER, str(number)) for number in (1, 2)]
    told = Chart(
        title="How much", says="So much", series=("a", "b", "c", "d"), counts=[(1, 2, 3, 4)], labels=("Mon", "Tue")
    )
    drawn = digest_message(figures, TO, "1", "digest-2026-11-24", NOW, about.zone)
    return [
        morning(others, TO, "1", "morning-1", NOW, NOW),
        replace(drawn, card=replace(drawn.card, chart=told)),
        *(case_message(about, reason, "1") for reason in (Reason.FIRST_ANGER, Reason.LOUDER, Reason.WON_BACK)),
        digest_message(figures, TO, "1", "digest-2026-11-23", NOW, about.zone),
        notices.press(facts, TO, "1", "press-1", NOW),
        notices.not_done(answer, TO, "1", "answer-1", NOW),
        notices.already_waiting(waiting, 1, NOW - timedelta(days=9), TO, "1", "waiting-maria", NOW, NOW),
        notices.operator_message(
            Reason.SOURCE_BLIND, {"what": "Town forum", "lines": [words]}, TO, "1", "operator-x", NOW
        ),
    ]


@dataclass(frozen=True)
class Reply:
    status: int = 200
    url: str = "https://service.example/"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"ok": true, "ts": "1.1", "channel": "C1"}'
    retry_after: timedelta | None = None


@dataclass
class Kept:
    """A client that keeps what a channel would send. The channels' own tests send it over real sockets."""

    sent: list[Any] = field(default_factory=list)

    async def request(self, method: str, url: str, **how: Any) -> Reply:
        assert "evil.example" not in url
        for name, value in (how.get("headers") or {}).items():
            assert re.fullmatch(r"[\x20-\x7e]*", f"{name}{value}")
        self.sent.append(how["json"] if how.get("json") is not None else json.loads(how["content"]))
        return Reply(body=b"ok") if "hooks" in url else Reply()


def sent(channel: Any, message: Message) -> list[Any]:
    """Every JSON document that this message becomes."""
    kept = Kept()
    for receipt in (None, {"ts": "1.1", "channel": "C1"}) if isinstance(channel, Slack) else (None,):
        asyncio.run(channel.send(kept, message, receipt))
    for document in kept.sent:
        json.dumps(document).encode()
    return kept.sent


def shape(value: Any) -> Any:
    """A JSON document without its texts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


def ours(text: str, message: Message) -> list[str]:
    """Which lines of a plain text pass for lines of ours, by how they begin: what is quoted is marked, and what goes on is
    indented."""
    labels = [label for label, _ in (*message.card.facts, *message.card.how_to_act)] + ["Read it"]
    begins = (*(f"{label}:" for label in labels), "- ")
    return [
        next(begin for begin in begins if line.startswith(begin))
        for line in text.splitlines()
        if line.startswith(begins)
    ]


def pairs(words: str) -> Iterator[tuple[Message, Message]]:
    """Each message about the stranger, and the same about a harmless customer."""
    yield from zip(everything(words), everything(HARMLESS), strict=True)


SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_every_channel_is_looked_at() -> None:
    assert {"console", "email", "slack", "webhook", "ntfy", "pagerduty", "apprise"} == set(alerts.kinds())


@SOME
@given(WORDS)
def test_plain_text(words: str) -> None:
    for hostile, harmless in pairs(words):
        text = tidy(hostile).body
        assert ours(text, harmless) == ours(tidy(harmless).body, harmless)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff]", text)


@pytest.mark.slow
@SOME
@given(WORDS)
def test_email(words: str) -> None:
    channel = Email(server="smtp.example.com:587", from_="earful@harborplumbing.example")
    for hostile, harmless in pairs(words):
        first, other = (
            message_from_bytes(channel._mail(tidy(each), None).raw, policy=modern) for each in (hostile, harmless)
        )
        assert first.keys() == other.keys()
        assert [address.addr_spec for address in first["To"].addresses] == [TO.email]
        assert [part.get_content_type() for part in first.walk()] == [part.get_content_type() for part in other.walk()]
        plain, page = (body(first, kind) for kind in ("plain", "html"))
        calm_plain, calm_page = (body(other, kind) for kind in ("plain", "html"))
        assert ours(plain, harmless) == ours(calm_plain, harmless)
        assert elements(page) == elements(calm_page)


def elements(page: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """Every element and all its attributes; a line break is a stranger's right."""
    found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "br":
                found.append((tag, tuple(attrs)))

    Parser().feed(page)
    return found


@pytest.mark.slow
@SOME
@given(WORDS)
def test_slack(words: str) -> None:
    by_bot, by_webhook = Slack(channel="#c", token="xoxb-1"), Slack(webhook="https://hooks.example/x")
    for channel in (by_bot, by_webhook):
        for hostile, harmless in pairs(words):
            for payload, calm in zip(sent(channel, hostile), sent(channel, harmless), strict=True):
                assert problem(payload) == ""
                assert shape(payload) == shape(calm)
                said, usual = ([payload.get("text", ""), *texts(payload)], [calm.get("text", ""), *texts(calm)])
                assert [mentions(text) for text in said] == [mentions(text) for text in usual]
                assert [links(text) for text in said] == [links(text) for text in usual]
                assert "```" not in "".join(said)
                assert not re.search(r"@(?:here|channel|everyone)", "".join(said))


@SOME
@given(WORDS)
def test_webhook_ntfy_and_pagerduty(words: str) -> None:
    channels: Sequence[Any] = (
        Webhook(url="https://crm.example/earful", secret="s" * 16), Ntfy(topic="harbor"), PagerDuty(routing_key="a" * 32),
    )  # fmt: skip
    for channel in channels:
        for hostile, harmless in pairs(words):
            [payload], [calm] = sent(channel, hostile), sent(channel, harmless)
            assert shape(payload) == shape(calm)
            for key in (
                "link",
                "click",
                "links",
                "topic",
                "tags",
                "priority",
                "dedup_key",
                "event_action",
                "routing_key",
            ):
                assert payload.get(key) == calm.get(key)
            for key in ("title", "summary"):
                assert "\n" not in payload.get(key, "")
            for key in ("body", "message"):
                said, usual = ours(payload.get(key, ""), harmless), ours(calm.get(key, ""), harmless)
                assert said == usual[: len(said)]  # what is too long is cut


@SOME
@given(WORDS)
@pytest.mark.slow
def test_apprise(words: str) -> None:
    told: list[tuple[str, str]] = []

    class Heard(Apprise):
        __slots__ = ()

        def _notify(self, title: str, body: str) -> bool:
            told.append((title, body))
            return True

    channel = Heard(url="json://service.example/")
    for hostile, harmless in pairs(words):
        told.clear()
        for message in (hostile, harmless):
            asyncio.run(channel.send(Kept(), message, None))
        (title, body), (_, calm) = told
        assert "\n" not in title
        said = ours(body, harmless)
        assert said == ours(calm, harmless)[: len(said)]  # what is too long is cut
        assert said
        assert not re.search(r"@(?:here|channel|everyone)", title + body)


@SOME
@given(WORDS)
def test_console(words: str) -> None:
    for hostile, _ in pairs(words):
        stream = io.StringIO()
        with redirect_stdout(stream):
            assert sys.stdout is stream
            asyncio.run(Console().send(Kept(), hostile, None))
        shown = stream.getvalue()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", shown)
        for line in shown.splitlines()[1:]:
            assert line == "" or line.startswith("  ")  # only our head stands at the margin


@SOME
@given(WORDS, WORDS)
def test_lines_with_links_and_names_of_people(words: str, name: str) -> None:
    """What the sections of a summary and the people's own names hold."""
    lines = [Line(text=words, link=words), Line(text=words, link=URL, share=0.5)]
    message = everything(HARMLESS)[0]
    message = replace(
        message, to=replace(MARIA, name=name), card=replace(message.card, sections=[Section("Praise", lines)])
    )
    tidied = tidy(message)
    [section] = tidied.card.sections
    assert [line.link for line in section.lines] in (["", URL], [section.lines[0].link, URL])
    assert re.fullmatch(r"(?:https?://[^\s\"'<>]+)?", section.lines[0].link)
    assert "\n" not in tidied.to.name
    for payload in sent(Slack(channel="#c", token="xoxb-1"), message):
        assert problem(payload) == ""
        assert [found for text in texts(payload) for found in mentions(text)] == []
