"""The toy services behave like the real ones, as far as the demo and the tests lean on them."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import aiosmtplib
import feedparser
import pytest

from monitor.demo.slack_blocks import problem
from tests.fakes import ToyForum, ToyMailbox, ToySlack

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


async def ask(url: str, method: str = "GET", **options: Any) -> tuple[int, Any, bytes]:
    async with aiohttp.ClientSession() as session, session.request(method, url, **options) as response:
        return response.status, response.headers, await response.read()


# --- the forum ---


async def test_a_forum_has_a_feed() -> None:
    async with ToyForum(name="Town & forum") as forum:
        first = forum.say("Dana R.", "Pipe <burst>", "Nobody called.\n\n5 > 3 & \x0b\ud83d 😡", AT)
        answer = forum.say("Harbor Plumbing", "", "We are on it.", AT + timedelta(hours=1), thread=first)
        status, headers, body = await ask(forum.feed_url)
        page = (await ask(forum.link(first)))[2].decode()
        front = (await ask(forum.url))[2].decode()
    assert status == 200
    assert headers["Content-Type"].startswith("application/rss+xml")
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert feed.feed.title == "Town & forum"
    newest, oldest = feed.entries
    assert (newest.title, newest.author, newest.id) == (
        "Re: Pipe <burst>",
        "Harbor Plumbing",
        f"toy-forum-post-{answer}",
    )
    assert (oldest.title, oldest.author, oldest.link) == ("Pipe <burst>", "Dana R.", f"{forum.url}/t/1#post-1")
    assert oldest.summary == "<p>Nobody called.</p><p>5 &gt; 3 &amp;  ? 😡</p>"
    assert newest.published_parsed[:6] == (2026, 5, 4, 13, 0, 0)
    assert "Nobody called." in page
    assert "We are on it." in page
    assert "Pipe &lt;burst&gt;" in page
    assert '<a href="/t/1">' in front


async def test_an_unchanged_feed_is_not_sent_again() -> None:
    async with ToyForum() as forum:
        forum.say("Dana R.", "Pipe", "Nobody called.", AT)
        _, headers, body = await ask(forum.feed_url)
        again = await ask(forum.feed_url, headers={"If-None-Match": headers["ETag"]})
        assert (again[0], again[2]) == (304, b"")
        forum.say("Lee", "Me too", "Same here.", AT)
        changed = await ask(forum.feed_url, headers={"If-None-Match": headers["ETag"]})
    assert changed[0] == 200
    assert changed[2] != body
    assert [request.headers.get("if-none-match") for request in forum.requests] == [
        None,
        headers["ETag"],
        headers["ETag"],
    ]


async def test_a_forum_can_play_anything_else() -> None:
    async with ToyForum() as forum:
        url = forum.serve("/api/v1/timelines/tag/x", '[{"id": "9"}]', headers={"Retry-After": "3"}, status=503)
        status, headers, body = await ask(f"{url}?limit=40", "POST", data=b"hello")
        assert (status, headers["Retry-After"], headers["Content-Type"]) == (503, "3", "application/json")
        assert body == b'[{"id": "9"}]'
        [request] = forum.requests
        assert (request.method, request.path, request.query, request.body) == (
            "POST",
            "/api/v1/timelines/tag/x",
            {"limit": "40"},
            b"hello",
        )
        forum.stop_serving("/api/v1/timelines/tag/x")
        assert (await ask(url))[0] == 404
        with pytest.raises(ValueError, match="no post 7"):
            forum.say("Lee", "", "?", AT, thread="7")


# --- Slack ---


async def slack_call(slack: ToySlack, method: str, payload: Any, token: str = "xoxb-toy") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    _, _, body = await ask(f"{slack.url}/api/{method}", "POST", json=payload, headers=headers)
    return json.loads(body)


async def test_slack_keeps_edits_and_threads() -> None:
    async with ToySlack() as slack:
        assert (await slack_call(slack, "auth.test", {}))["ok"]
        first = await slack_call(slack, "chat.postMessage", {"channel": "customers", "text": "one"})
        assert (first["ok"], first["channel"]) == (True, "C0TOY00001")
        where = {"channel": first["channel"], "ts": first["ts"]}
        assert (await slack_call(slack, "chat.update", {**where, "text": "two"}))["ok"]
        reply = {"channel": first["channel"], "thread_ts": first["ts"], "text": "three", "reply_broadcast": True}
        assert (await slack_call(slack, "chat.postMessage", reply))["ok"]
    [root] = slack.roots
    assert (root["text"], root["edited"]) == ("two", 1)
    assert [(item["text"], item["broadcast"]) for item in slack.replies(first["ts"])] == [("three", True)]


async def test_slack_refuses_what_slack_refuses() -> None:
    async with ToySlack(archived={"#old"}, not_invited={"#secret"}) as slack:
        slack.channels |= {"#old": "C2", "#secret": "C3"}

        async def error(method: str, **payload: Any) -> str:
            return str((await slack_call(slack, method, payload)).get("error"))

        assert (await slack_call(slack, "auth.test", {}, token=""))["error"] == "not_authed"
        assert (await slack_call(slack, "auth.test", {}, token="wrong"))["error"] == "invalid_auth"
        assert await error("chat.postMessage", channel="#nowhere", text="x") == "channel_not_found"
        assert await error("chat.postMessage", channel="#old", text="x") == "is_archived"
        assert await error("chat.postMessage", channel="#secret", text="x") == "not_in_channel"
        assert await error("chat.postMessage", channel="#customers") == "no_text"
        assert await error("chat.postMessage", channel="#customers", text="x", thread_ts="1.1") == "thread_not_found"
        # An edit takes the id of the channel only, unlike a post.
        assert await error("chat.update", channel="#customers", ts="1.1", text="x") == "channel_not_found"
        assert await error("chat.update", channel="C0TOY00001", ts="1.1", text="x") == "message_not_found"
        assert await error("chat.fly") == "unknown_method"
        assert slack.messages == []


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"blocks": [section("x" * 3_000)] * 4}, ""),
        ({"blocks": [section("x" * 3_001)]}, "invalid_blocks"),
        ({"blocks": [section("")]}, "invalid_blocks"),
        ({"blocks": [section("x")] * 51}, "invalid_blocks"),
        ({"attachments": [{"blocks": [section("x")] * 51}]}, "invalid_blocks"),
        ({"blocks": [section("x" * 3_000)] * 5}, "msg_blocks_too_long"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "context", "elements": []}]}, "invalid_blocks"),
        ({"blocks": [{"type": "dance"}]}, "invalid_blocks"),
        ({"blocks": []}, "no_text"),
    ],
)
def test_slack_knows_its_limits(payload: dict[str, Any], error: str) -> None:
    assert problem(payload) == error


async def test_a_webhook_says_ok_or_why_not() -> None:
    async with ToySlack() as slack:
        assert (await ask(slack.webhook_url, "POST", json={"text": "x"}))[::2] == (200, b"ok")
        assert (await ask(slack.webhook_url, "POST", data=b"x"))[::2] == (400, b"invalid_payload")
        assert (await ask(slack.webhook_url, "POST", json={}))[::2] == (400, b"no_text")
        assert (await ask(slack.webhook_url + "x", "POST", json={"text": "x"}))[::2] == (404, b"no_service")
    assert [item["text"] for item in slack.messages] == ["x"]


# --- the mailbox ---


async def test_a_mailbox_leaves_nothing_behind() -> None:
    threads, tasks = threading.active_count(), len(asyncio.all_tasks())
    async with ToyMailbox() as mailbox:
        host, _, port = mailbox.server.partition(":")
        left_open = aiosmtplib.SMTP(hostname=host, port=int(port), local_hostname="test.example")
        await left_open.connect()
        await aiosmtplib.send(
            b"Subject: x\r\n\r\nhello\r\n..dots\r\n",
            sender="a@b.example",
            recipients=["c@d.example", "e@f.example"],
            hostname=host,
            port=int(port),
            local_hostname="test.example",
        )
    left_open.close()
    [mail] = mailbox.mails
    assert (mail.sender, mail.recipients) == ("a@b.example", ("c@d.example", "e@f.example"))
    assert mail.message["Subject"] == "x"
    assert mail.text == "hello\n..dots\n"
    with pytest.raises(OSError, match=r"refused|Connect"):
        await asyncio.open_connection(host, int(port))
    assert threading.active_count() == threads
    assert len(asyncio.all_tasks()) == tasks


async def test_all_toys_at_once() -> None:
    async with ToyForum() as forum, ToySlack() as slack, ToyMailbox() as mailbox:
        assert len({forum.url, slack.url, f"http://{mailbox.server}"}) == 3
