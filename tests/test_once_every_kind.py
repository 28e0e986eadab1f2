"""``earful once --json`` with ``base_url``, for every kind that can be visited: each post comes with its author, time, stars,
address and words, and the owner's configuration is all that it takes."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import connectors
from monitor import commands
from monitor.config import load
from tests.contract import KINDS, title
from tests.contract.checks import words
from tests.contract.demo import options_of
from tests.contract.kind import NAME, Kind
from tests.fakes.base import Fake
from tests.fakes.imap import CERTIFICATE, PASSWORD, USER, ImapToy
from tests.fakes.jetstream import Jetstream, said

UNADDRESSED = {"appstore", "google_business"}  # services that tell no address of a single post
APART = {"bluesky", "imap", "inbox"}
"""Kinds that are no part of the polled contract: two have tests of their own below, and nobody visits an inbox."""

REDDIT = (Path(__file__).parent / "data" / "feeds" / "reddit.atom").read_bytes()

Event = dict[str, Any]


def configuration(folder: Path, kind: str, options: dict[str, Any], about: bool) -> Path:
    source = {"kind": kind, "name": "There", "allow_private": True, **options}
    path = folder / "config.yaml"
    mine = {"about": NAME} if about else {}
    people = {"maria": {"email": "maria@harborplumbing.example"}}
    whole = {
        "people": people,
        "operator": "maria",
        "tone": {"scorer": "fast"},
        "brands": [{"name": NAME, "answered_by": "maria"}],
        "sources": [source | mine],
    }
    path.write_text(json.dumps(whole), encoding="utf-8")  # YAML as well
    return path


async def once(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Event, list[Event]]:
    """The source's line and its posts."""
    config = load(path, {})
    paid = any(getattr(source.connector, "paid", False) for source in config.sources.values())
    assert await commands.once.once(config, dry_run=not paid, as_new=timedelta(days=7), as_json=True) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (source,) = [event for event in events if event["event"] == "source"]
    posts = [event for event in events if event["event"] == "post"]
    assert not [event for event in events if event["event"] == "mention" and event["brand"] != NAME]
    return source, posts


def number_of(post: Event) -> int:
    text = f"{post['title']}\n{post['text']}"
    start = text.find("zq")
    return int(text[start + 2 : start + 6])


@pytest.mark.parametrize("described", KINDS, ids=title)
async def test_every_post_with_all_that_is_known(
    described: type[Kind], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = described()
    async with kind.fake:
        for number in (1, 2, 3):
            kind.say(number, words(number))
        options = options_of(kind.source())
        assert "base_url" in options
        own = connectors.connector(kind.name).own_place
        source, posts = await once(configuration(tmp_path, kind.name, options, about=own), capsys)
    assert (source["outcome"], source["error"]) == ("items", None)
    found = {number_of(post): post for post in posts if "zq" in f"{post['title']}{post['text']}"}
    assert {*found} == {1, 2, 3}
    for number, post in found.items():
        assert words(number) in f"{post['title']}\n{post['text']}"
        assert post["author"]["name"]
        at = datetime.fromisoformat(post["published"])
        assert (at == kind.at(number)) if kind.dated else (at.date() == kind.at(number).date())
        assert post["published_exact"] is kind.dated
        assert (post["stars"] is not None and post["stars_max"] >= 5) if kind.starred else post["stars"] is None
        assert post["url"] or kind.name in UNADDRESSED
        assert post["id"]
        assert post["service"]


class OneQuestionAtATime(Fake):
    """Reddit's feeds: after each answer nobody is answered for a while, and the answer says so."""

    async def handle(self, request: web.Request) -> web.Response:
        clock = asyncio.get_running_loop()
        headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "0.3"}
        if clock.time() < self.until:
            return web.Response(status=429, headers=headers)
        self.until = clock.time() + 0.3
        return web.Response(body=REDDIT, content_type="application/atom+xml", headers=headers)

    until = 0.0


@pytest.mark.slow
async def test_sources_of_a_service_that_answers_one_question_at_a_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with OneQuestionAtATime() as fake:
        path = configuration(tmp_path, "reddit_rss", {"base_url": fake.url, "terms_read": True}, about=False)
        whole = json.loads(path.read_text())
        whole["sources"] += [{**whole["sources"][0], "name": name, "subreddits": [name]} for name in ("here", "there")]
        path.write_text(json.dumps(whole))
        assert await commands.once.once(load(path, {}), dry_run=False, as_new=None, as_json=True) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["outcome"] for one in events if one["event"] == "source"] == ["items"] * 3


@pytest.mark.slow
async def test_a_firehose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toy = Jetstream()
    kind = KINDS[0]()
    toy.events = [said(f"k{number}", words(number), kind.at(number)) for number in (1, 2, 3)]
    async with TestServer(toy.app()) as server:
        address = str(server.make_url("/")).rstrip("/")
        options = {"base_url": address.replace("http", "ws"), "profiles": address}
        source, posts = await once(configuration(tmp_path, "bluesky", options, about=False), capsys)
    assert source["outcome"] == "items"
    assert sorted((number_of(post), post["author"]["name"], post["author"]["followers"]) for post in posts) == [
        (number, "Dana R.", 1200) for number in (1, 2, 3)
    ]
    for post in posts:
        assert datetime.fromisoformat(post["published"]) == kind.at(number_of(post))
        assert post["url"].startswith("https://bsky.app/profile/did:plc:dana/post/")


@pytest.mark.slow
async def test_a_mailbox(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with ImapToy() as toy:
        for name in ("google-en", "trustpilot-en", "yelp-en", "facebook-de", "tripadvisor-en"):
            toy.add((Path(__file__).parent / "data" / "imap" / f"{name}.eml").read_bytes())
        options = {"base_url": f"localhost:{toy.port}", "user": USER, "password": PASSWORD}
        source, posts = await once(configuration(tmp_path, "imap", options, about=True), capsys)
    assert source["outcome"] == "items"
    assert len(posts) == 5
    for post in posts:
        assert post["form"] == "review"
        assert post["stars"] is not None
        assert post["author"]["name"]
        assert post["published"]
        assert post["text"]


def test_no_kind_is_left_out() -> None:
    assert {described.name for described in KINDS} | APART == {*connectors.BUILT_IN}
