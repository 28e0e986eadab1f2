"""The page behind a post, for sources with ``read_pages: true``: a headline or a teaser need not name the brand that the
article is about. robots.txt is obeyed (https://www.rfc-editor.org/rfc/rfc9309)."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence

from connectors import bounded, robots
from connectors.base import FetchError, Post, host_of
from monitor.config import Source
from monitor.net import Bound
from monitor.parts import Parts
from monitor.store import hearing, keys

log = logging.getLogger(__name__)

MOST = 20
"""Pages that one visit reads: the newest ones."""
_PAGE = 2_000_000


async def read(parts: Parts, source: Source, posts: Sequence[Post], named: Callable[[Post], bool]) -> dict[bytes, str]:
    """The words of the pages of posts that are new and in which no brand is ``named``, by the key of the post."""
    wanted = [post for post in posts if post.url and not post.deleted and not named(post)]
    async with parts.store.read() as connection:
        new = await hearing.unknown(connection, source.name, wanted)
    found: dict[bytes, str] = {}
    silent: set[str] = set()  # hosts that cannot be asked for their rules
    try:
        async with asyncio.timeout(source.deadline.total_seconds() * 5):  # all pages together, as a visit may take
            for post in [post for post in wanted if keys.post_key(post) in new][:MOST]:
                try:
                    found[keys.post_key(post)] = await _page(_client(parts, source, post.url), post.url, silent)
                except FetchError as error:
                    log.info("%s: the page behind a post was not read: %s", source.name, error)
    except TimeoutError:
        log.info("%s: the pages behind posts are slow, and the last of them were not read", source.name)
    return found


def _client(parts: Parts, source: Source, url: str) -> Bound:
    # Where a stranger's link leads is not the owner's own network, unless it is where the source is.
    field = getattr(type(source.connector), "address", "")
    home = host_of(str(getattr(source.connector, field, ""))) if field else ""
    private = source.allow_private and host_of(url) == home
    return parts.net.bound(
        failure=FetchError, deadline=source.deadline, allow_private=private, max_raw=_PAGE, max_body=_PAGE * 2
    )


async def _page(client: Bound, url: str, silent: set[str]) -> str:
    host = host_of(url)
    try:
        welcome = host not in silent and await robots.welcome(client, url)
    except FetchError:
        silent.add(host)
        raise
    if not welcome:
        raise FetchError(f"{host} does not want programs there (robots.txt)")
    response = await client.request("GET", url, headers={"accept": "text/html"})
    if await robots.led_astray(client, url, response):
        raise FetchError(f"{host} leads to where programs are not wanted (robots.txt)")
    told = response.headers.get("content-type", "")
    if response.status != 200 or "html" not in told:
        raise FetchError(f"{host} showed no page (HTTP {response.status})")
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", told, re.I)
    page = await bounded.run("connectors.parse_page:parse", response.body, charset[1] if charset else "", host=host)
    return str(page["text"])
