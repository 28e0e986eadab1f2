"""Google Alerts: what Google finds on the web for a query of the owner's, as the private feed of the alert.

The owner makes the alert at https://www.google.com/alerts ("Deliver to: RSS feed"). Google documents the feed nowhere; as
recorded: Atom, the id of an entry is ``tag:google.com,2013:googlealerts/feed:NUMBER``, titles have the hits in ``<b>``, and
links lead through ``https://www.google.com/url?...&url=ADDRESS``. Whoever has the feed's address can read it: it is a secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar

from connectors.base import Author, Client, Cursor, Fetched, Form, Outcome, Post, get_if_changed
from connectors.feed import ACCEPT, posts, read_feed, service_of, suspicious
from connectors.parse_feed import link_key

SERVICE = "google.com/alerts"


@dataclass(frozen=True, slots=True)
class GoogleAlerts:
    """The pages that one alert has found. The cursor holds the validators of the last reply that could be read."""

    every: ClassVar[timedelta] = timedelta(minutes=15)
    fastest: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "url"
    own_place: ClassVar[bool] = False

    url: str = field(repr=False, metadata={"help": "the alert's feed address, from google.com/alerts", "secret": True})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The newest 20 or so pages, or NOTHING_NEW where the feed has not changed.

        An alert that has found nothing yet is EMPTY. SUSPICIOUS, and the cursor stays, where the reply is no feed.
        """
        changed = await get_if_changed(client, self.url, cursor, accept=ACCEPT)
        if changed.response is None:
            return Fetched([], changed.validators, Outcome.NOTHING_NEW)
        document = await read_feed(changed.response)
        if document["kind"] == "feed":
            return Fetched([_page(post) for post in posts(document, f"https://{SERVICE}")], changed.validators)
        if document["kind"] == "empty":
            return Fetched([], changed.validators, Outcome.EMPTY)
        return suspicious(document, self.url, cursor)


def _page(post: Post) -> Post:
    """An entry as the page that it points to: so the same page, heard through its own feed, is the same post."""
    key = link_key(post.url, "")
    return replace(
        post,
        service=service_of(post.url) if key else SERVICE,
        also=(f"link:{key}",) if key else (),
        author=Author(name=service_of(post.url) if key else ""),
        form=Form.ARTICLE,
    )
