"""The private feed of a Google Alert: what it points to, and that its address stays private."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import FetchError, Form, Outcome
from connectors.feed import Feed
from connectors.google_alerts import GoogleAlerts
from monitor.net import Bound
from tests.fakes.documents import Site

FOUND = (Path(__file__).parent / "data" / "feeds" / "google_alerts.atom").read_bytes()
PATH = "/alerts/feeds/01234567890123456789/98765432109876543210"


@pytest.fixture
async def alerts() -> AsyncIterator[Site]:
    async with Site(shows=FOUND, content_type="application/atom+xml") as it:
        yield it


async def test_pages_are_posts_of_the_sites_that_they_stand_on(alerts: Site, client: Bound) -> None:
    source = GoogleAlerts(url=alerts.url + PATH)
    visit = await source.fetch(client, {})
    street, thanks = visit.posts
    assert visit.outcome is Outcome.ITEMS
    assert (street.service, street.id) == (
        "gazette.example",
        "tag:google.com,2013:googlealerts/feed:1111111111111111111",
    )
    assert street.title == "Harbor Plumbing leaves a street without water"
    assert street.text.startswith("Residents of Elm Street say that Harbor Plumbing has not called back")
    assert street.url == "https://gazette.example/2026/05/street-without-water"
    assert street.also == ("link:gazette.example/2026/05/street-without-water",)
    assert (street.author.name, street.form) == ("gazette.example", Form.ARTICLE)
    assert street.published == datetime(2026, 5, 4, 8, 55, tzinfo=UTC)
    assert thanks.title == "A thank-you to Harbor Plumbing 'for everything'"
    assert (await source.fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW


async def test_the_same_page_through_its_own_feed_is_the_same_post(alerts: Site, client: Bound) -> None:
    street = (await GoogleAlerts(url=alerts.url + PATH).fetch(client, {})).posts[0]
    alerts.shows = (
        b"<rss version='2.0'><channel><title>Gazette</title><item><title>Street without water</title>"
        b"<link>https://gazette.example/2026/05/street-without-water</link></item></channel></rss>"
    )
    (own,) = (await Feed(url=alerts.url + PATH).fetch(client, {})).posts
    assert set(own.also) & set(street.also)


async def test_an_alert_without_hits_a_login_page_and_trouble(alerts: Site, client: Bound) -> None:
    source = GoogleAlerts(url=alerts.url + PATH)
    alerts.shows = FOUND[: FOUND.index(b"<entry>")] + b"</feed>"
    assert (await source.fetch(client, {})).outcome is Outcome.EMPTY
    alerts.shows = b"<!doctype html><html><title>Sign in - Google Accounts</title></html>"
    visit = await source.fetch(client, {"etag": '"0"'})
    assert (visit.outcome, visit.cursor) == (Outcome.SUSPICIOUS, {"etag": '"0"'})
    assert "01234567890123456789" not in visit.note
    alerts.shows = 429
    with pytest.raises(FetchError) as trouble:
        await source.fetch(client, {})
    assert "01234567890123456789" not in str(trouble.value)
    assert "01234567890123456789" not in repr(source)
