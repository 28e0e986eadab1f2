"""The page behind a post: read where the owner wants it and robots.txt allows it, and never anybody's alarm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors import bounded
from connectors.base import Client, Cursor, Fetched, Form, Post
from connectors.parse_page import parse
from monitor.store import asking
from tests.fakes.stage import START, Letterbox, Stage, post, settings, source, stage

MINUTES = timedelta(minutes=1)
ANGRY = (
    "<p>Harbor Plumbing never returned my call. I am furious, and so is my mother.</p>" + "<p>And it rained.</p>" * 20
)


class Paper:
    """A newspaper: its pages, its robots.txt (None: there is none), and what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.robots: tuple[int, str] = (404, "")
        self.moved: dict[str, str] = {}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == "/robots.txt":
            return web.Response(status=self.robots[0], text=self.robots[1])
        if request.path.startswith("/slow"):
            await asyncio.Event().wait()
        if request.path in self.moved:
            return web.Response(status=302, headers={"location": self.moved[request.path]})
        page = self.pages.get(request.path)
        return web.Response(text=page or "", content_type="text/html", status=200 if page else 404)


@dataclass
class Headlines:
    """A feed of headlines at one host."""

    address: ClassVar[str] = "url"
    url: str
    posts: list[Post] = field(default_factory=list, compare=False)

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        return Fetched(list(self.posts), {"seen": True})


@pytest.fixture
async def paper() -> AsyncIterator[tuple[Paper, Headlines]]:
    it = Paper()
    app = web.Application()
    app.router.add_get("/{path:.*}", it.answer)
    async with TestServer(app) as server:
        yield it, Headlines(str(server.make_url("/")))
    bounded.close()


def headline(place: Headlines, path: str, **more: Any) -> Post:
    known = {
        "title": "Plumbers under fire",
        "id": path,
        "url": f"{place.url}{path}",
        "form": Form.ARTICLE,
        "by": "",
        "at": START,
    }
    return post("They never returned my call. I am furious.", **{**known, **more})


async def rules(earful: Stage) -> dict[str, str]:
    async with earful.app.parts.store.read() as connection:
        return {row.native_id: row.rule async for row in asking.all_mentions(connection)}


def config(folder: Path, place: Headlines, mail: Letterbox, **more: Any) -> Any:
    known = {"read_pages": True, "allow_private": True, **more}
    return settings(folder, [source("paper", place, **known)], {"mail": mail})


async def test_a_name_on_the_page_is_a_mention_and_no_case(tmp_path: Path, paper: tuple[Paper, Headlines]) -> None:
    it, place = paper
    mail = Letterbox()
    it.pages = {
        "/named": f"<html><body><nav>Bolt</nav><article>{ANGRY}</article></body></html>",
        "/around": "<html><body><aside>Harbor Plumbing</aside><main>Nothing about anybody.</main></body></html>",
    }
    async with stage(config(tmp_path, place, mail)) as earful:
        await earful.look()
        place.posts = [headline(place, path, form=Form.POST) for path in ("named", "around", "missing")]
        place.posts.append(headline(place, "own", title="Harbor Plumbing wins a prize", form=Form.ARTICLE))
        await earful.after(15 * MINUTES)
        assert await rules(earful) == {"named": "on_its_page", "own": "name"}
        assert it.asked == ["/robots.txt", "/named", "/around", "/missing"]
        await earful.after(15 * MINUTES)
        assert len(it.asked) == 4  # each page once
        await earful.after(timedelta(hours=5))
        assert (mail.told, await earful.cases()) == ([], {})


@pytest.mark.slow
async def test_pages_that_hang_do_not_hold_a_visit_for_ever(tmp_path: Path, paper: tuple[Paper, Headlines]) -> None:
    it, place = paper
    it.pages = {"/named": f"<article>{ANGRY}</article>"}
    place.posts = [headline(place, path) for path in ("named", *(f"slow{n}" for n in range(19)))]
    async with stage(config(tmp_path, place, Letterbox(), deadline=timedelta(seconds=0.2))) as earful:
        await earful.look()
        assert await rules(earful) == {"named": "on_its_page"}
        assert len(it.asked) < 10  # as long as five of them may take, and not as twenty


async def test_nobody_reads_pages_unless_the_owner_says_so(tmp_path: Path, paper: tuple[Paper, Headlines]) -> None:
    it, place = paper
    it.pages, place.posts = {"/named": f"<article>{ANGRY}</article>"}, [headline(place, "named")]
    async with stage(config(tmp_path, place, Letterbox(), read_pages=False)) as earful:
        await earful.look()
        assert (it.asked, await rules(earful)) == ([], {})


@pytest.mark.parametrize(
    ("robots", "reads"),
    [
        ((200, "User-agent: *\nDisallow: /news\n"), False),
        ((200, "User-agent: *\nDisallow: /*.html$\n"), False),
        ((200, "User-agent: Earful\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), False),
        ((200, "User-agent: *\nDisallow: /news\nAllow: /news/named\n"), True),
        ((200, "User-agent: Other\nDisallow: /\n"), True),
        ((200, "<html>no robots here</html>"), True),
        ((403, ""), True),
        ((503, ""), False),
    ],
)
async def test_robots_txt_is_obeyed(
    tmp_path: Path, paper: tuple[Paper, Headlines], robots: tuple[int, str], reads: bool
) -> None:
    it, place = paper
    it.robots = robots
    it.pages = {"/news/named.html": f"<article>{ANGRY}</article>"}
    place.posts = [headline(place, "news/named.html")]
    async with stage(config(tmp_path, place, Letterbox())) as earful:
        await earful.look()
        assert await rules(earful) == ({"news/named.html": "on_its_page"} if reads else {})
        assert it.asked == ["/robots.txt", *(["/news/named.html"] if reads else [])]


async def test_a_redirect_does_not_lead_around_robots_txt(tmp_path: Path, paper: tuple[Paper, Headlines]) -> None:
    it, place = paper
    it.robots = (200, "User-agent: *\nDisallow: /members\n")
    it.pages = dict.fromkeys(("/members/a", "/b"), f"<article>{ANGRY}</article>")
    it.moved = {"/short/a": "/members/a", "/short/b": "/b"}
    place.posts = [headline(place, "short/a"), headline(place, "short/b")]
    async with stage(config(tmp_path, place, Letterbox())) as earful:
        await earful.look()
        assert await rules(earful) == {"short/b": "on_its_page"}


async def test_a_host_that_cannot_be_asked_for_its_rules_is_asked_once_a_visit(
    tmp_path: Path, paper: tuple[Paper, Headlines]
) -> None:
    it, place = paper
    it.robots, it.pages = (503, ""), {"/named": f"<article>{ANGRY}</article>"}
    place.posts = [headline(place, path) for path in ("named", "other", "third")]
    async with stage(config(tmp_path, place, Letterbox())) as earful:
        await earful.look()
        assert it.asked == ["/robots.txt"]


async def test_a_link_into_the_own_network_is_not_followed_for_a_stranger(
    tmp_path: Path, paper: tuple[Paper, Headlines]
) -> None:
    it, place = paper
    it.pages = {"/named": f"<article>{ANGRY}</article>"}
    abroad = Headlines("https://paper.example/feed", [headline(place, "named")])
    async with stage(config(tmp_path, abroad, Letterbox())) as earful:
        await earful.look()
        assert (it.asked, await rules(earful)) == ([], {})


async def test_one_visit_reads_twenty_pages(tmp_path: Path, paper: tuple[Paper, Headlines]) -> None:
    it, place = paper
    place.posts = [headline(place, f"p{number}") for number in range(30)]
    async with stage(config(tmp_path, place, Letterbox())) as earful:
        await earful.look()
        assert len(it.asked) == 1 + 20


def test_the_article_is_read_and_not_what_surrounds_it() -> None:
    teaser = "<article>Bolt Electric opens a shop</article>"
    page = f"<body><header><nav>Menu</nav></header>{teaser}<article>{ANGRY}<script>Pier 7</script></article></body>"
    text = parse(page.encode())["text"]
    assert text.startswith("Harbor Plumbing never returned my call.")
    assert not {"Bolt", "Pier", "Menu"} & set(text.split())
    assert parse("<main>Käse</main>".encode("latin-1"), "latin-1")["text"] == "Käse"
    assert parse(b"<p>Only this</p>")["text"] == "Only this"
    assert parse(b"")["text"] == ""
