"""A forum on 127.0.0.1 with an RSS feed: a place where customers complain, for the demo and for tests.

RSS 2.0 (https://www.rssboard.org/rss-specification) with Dublin Core creators and RFC 4685 reply links; conditional GET
by ETag (RFC 9110, 13.1.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from types import TracebackType
from typing import Self

from aiohttp import web

_NEWEST = 50


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked the forum. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Said:
    id: int
    author: str
    title: str
    text: str
    at: datetime
    thread: int  # id of the post that began it


@dataclass(frozen=True, slots=True)
class _Served:
    body: bytes
    content_type: str
    headers: Mapping[str, str]
    status: int


@dataclass(slots=True)
class ToyForum:
    """``async with ToyForum() as forum`` listens on a free port; afterwards nobody does.

    ``requests`` logs every request in order. ``serve`` puts any other reply under a path, so the forum can play a JSON
    interface or be out of order.
    """

    name: str = "Town forum"
    requests: list[Request] = field(default_factory=list)
    _said: list[_Said] = field(default_factory=list)
    _served: dict[str, _Served] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner, self._port = await start(app)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def feed_url(self) -> str:
        return f"{self.url}/latest.rss"

    def say(self, author: str, title: str, text: str, at: datetime, thread: str | None = None) -> str:
        """Somebody posts (``at`` is aware; ``thread`` is the id of the post they answer). Returns the post's id."""
        number = len(self._said) + 1
        began = int(thread) if thread else number
        if not 1 <= began <= number:
            raise ValueError(f"there is no post {thread}")
        self._said.append(_Said(number, _kept(author), _kept(title), _kept(text), at, began))
        return str(number)

    def link(self, post: str) -> str:
        """The address of a post by its id."""
        said = self._said[int(post) - 1]
        return f"{self.url}/t/{said.thread}#post-{said.id}"

    def serve(
        self,
        path: str,
        body: bytes | str,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> str:
        """From now on this is the reply under ``path`` (before the forum's own pages). Returns the full address."""
        raw = body.encode() if isinstance(body, str) else body
        self._served[path] = _Served(raw, content_type, dict(headers or {}), status)
        return self.url + path

    def stop_serving(self, path: str) -> None:
        """The forum itself answers under ``path`` again."""
        self._served.pop(path, None)

    async def _answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Request(request.method, request.path, dict(request.query), headers, await request.read()))
        if served := self._served.get(request.path):
            own = {"Content-Type": served.content_type, **served.headers}
            return web.Response(body=served.body, headers=own, status=served.status)
        if request.path == "/latest.rss":
            body, content_type = self._feed(), "application/rss+xml; charset=utf-8"
        elif request.path.startswith("/t/") and (page := self._thread(request.path[3:])):
            body, content_type = page, "text/html; charset=utf-8"
        elif request.path == "/":
            body, content_type = self._front(), "text/html; charset=utf-8"
        else:
            return web.Response(status=404, text="There is nothing here.\n")
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, headers={"Content-Type": content_type, "ETag": tag})

    def _feed(self) -> bytes:
        items = "".join(self._item(said) for said in reversed(self._said[-_NEWEST:]))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:thr="http://purl.org/syndication/thread/1.0"><channel>'
            f"<title>{escape(self.name)}</title><link>{self.url}/</link><description>{escape(self.name)}</description>"
            f"{items}</channel></rss>\n"
        ).encode()

    def _item(self, said: _Said) -> str:
        first = self._said[said.thread - 1]
        title = said.title or f"Re: {first.title}"
        answers = ""
        if said.thread != said.id:
            answers = f'<thr:in-reply-to ref="{self._guid(said.thread)}" href="{self.link(str(said.thread))}"/>'
        # What a forum puts there is HTML, escaped once more for XML.
        return (
            f'<item><title>{escape(title)}</title><guid isPermaLink="false">{self._guid(said.id)}</guid>'
            f"<link>{self.link(str(said.id))}</link><dc:creator>{escape(said.author)}</dc:creator>"
            f"<pubDate>{format_datetime(said.at)}</pubDate>{answers}"
            f"<description>{escape(_paragraphs(said.text))}</description></item>"
        )

    def _guid(self, number: int) -> str:
        return f"toy-forum-post-{number}"

    def _thread(self, number: str) -> bytes:
        posts = [said for said in self._said if str(said.thread) == number]
        shown = "".join(
            f'<article id="post-{said.id}"><h2>{escape(said.author)}, <time datetime="{said.at.isoformat()}">'
            f"{said.at:%d %b %H:%M}</time></h2>{_paragraphs(said.text)}</article>"
            for said in posts
        )
        return _page(posts[0].title, shown) if posts else b""

    def _front(self) -> bytes:
        began = [said for said in self._said if said.thread == said.id]
        links = "".join(f'<li><a href="/t/{said.id}">{escape(said.title)}</a></li>' for said in reversed(began))
        return _page(self.name, f"<ul>{links}</ul>")


async def start(app: web.Application) -> tuple[web.AppRunner, int]:
    """Serves an application on a free port of 127.0.0.1. ``cleanup()`` of the runner ends it at once."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, int(runner.addresses[0][1])


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _page(title: str, body: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{body}</body></html>\n"
    ).encode()


def _kept(text: str) -> str:
    """What a forum keeps of what it is given: no halves of characters, no controls, for which XML 1.0 has no way."""
    allowed = "".join(char if char >= " " or char in "\t\n" else " " for char in text)
    return allowed.encode("utf-8", "replace").decode()
