"""Whether a site wants programs at an address: its robots.txt (https://www.rfc-editor.org/rfc/rfc9309)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from protego import Protego

from connectors.base import Client, Response, check

AGENT = "Earful"
"""What Earful is called in robots.txt; its User-Agent begins with the same word."""
_GOOD_FOR = timedelta(hours=1)
_LARGEST = 500_000  # bytes; the standard asks for that much at least


async def welcome(client: Client, url: str) -> bool:
    """Whether the rules of that host let Earful read the address. They are asked for once an hour, by all sources together.
    FetchError where the host cannot be asked, which means that nothing is allowed for now (RFC 9309, 2.3.1.4)."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    response = await client.remembered(f"{origin}/robots.txt", good_for=_GOOD_FOR)
    if response.status >= 500 or response.status == 429:
        check(response)
    # Where there are none (any other status of 4xx), everything is allowed.
    # The byte order mark that some editors put before the first line is no part of it.
    text = response.body[:_LARGEST].decode("utf-8-sig", "replace") if response.status == 200 else ""
    return bool(Protego.parse(text).can_fetch(url, AGENT))


async def led_astray(client: Client, url: str, response: Response) -> bool:
    """Whether redirects have led from the address, where Earful was welcome, to one where it is not. FetchError as above."""
    return response.url != url and not await welcome(client, response.url)
