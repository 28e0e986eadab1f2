"""Feeds: any feed as RSS, Atom and JSON, and the services that speak by one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, ClassVar

from connectors.base import Outcome, Polls
from connectors.feed import Feed
from connectors.google_alerts import GoogleAlerts
from connectors.news import News
from connectors.reddit_rss import RedditFeed
from tests.contract.kind import NAME, Kind, Limit, iso, spell
from tests.fakes.documents import Site

ATOM = '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{}</feed>'
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>T</title><link>https://forum.example/</link>{}</channel></rss>"
)


@dataclass
class Entry:
    """What somebody has said."""

    number: int
    text: str
    at: datetime
    by: str = "Dana R."

    @property
    def html(self) -> str:
        """The words as HTML, escaped once more for XML."""
        return spell(f"<p>{spell(self.text)}</p>")


class RssKind(Kind):
    name, conditional, vanished = "rss", True, Outcome.EMPTY
    path: ClassVar[str] = "/latest.rss?key=feed-s3cret-key"
    secrets: ClassVar[tuple[str, ...]] = ("feed-s3cret-key",)
    frame: ClassVar[str] = RSS
    content_type: ClassVar[str] = "application/rss+xml"

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[int, Entry] = {}
        self.fake: Site = Site(shows=lambda query: self.document(), content_type=self.content_type)

    def source(self) -> Polls:
        return Feed(url=self.fake.url + self.path)

    def say(self, number: int, text: str) -> None:
        self.said[number] = Entry(number, text, self.at(number))

    def edit(self, number: int, text: str) -> None:
        self.said[number].text = text

    def leave(self, number: int) -> None:
        self.said[number].by = ""

    def clear(self) -> None:
        self.said.clear()

    def document(self) -> bytes:
        """The feed as it is now."""
        newest = sorted(self.said.values(), key=lambda entry: -entry.number)
        return self.frame.format("".join(map(self.item, newest))).encode()

    def item(self, entry: Entry) -> str:
        """One entry of it."""
        by = f"<dc:creator>{spell(entry.by)}</dc:creator>" if entry.by else ""
        return (
            f'<item><title>Topic {entry.number}</title><guid isPermaLink="false">post-{entry.number}</guid>'
            f"<link>https://forum.example/t/{entry.number}</link>{by}<pubDate>{format_datetime(entry.at)}</pubDate>"
            f"<description>{entry.html}</description></item>"
        )


class RssWithoutGuidKind(RssKind):
    way = "without guids"

    def item(self, entry: Entry) -> str:
        whole = super().item(entry)
        return whole[: whole.index("<guid")] + whole[whole.index("</guid>") + 7 :]


class AtomKind(RssKind):
    way, frame, content_type = "atom", ATOM, "application/atom+xml"

    def item(self, entry: Entry) -> str:
        return (
            f"<entry><id>tag:forum.example,2026:{entry.number}</id><title>Topic {entry.number}</title>"
            f'<link href="https://forum.example/t/{entry.number}"/><published>{iso(entry.at)}</published>'
            f"<updated>{iso(entry.at)}</updated><author><name>{spell(entry.by)}</name></author>"
            f'<content type="html">{entry.html}</content></entry>'
        )


class JsonFeedKind(RssKind):
    way, content_type = "json", "application/feed+json"

    def document(self) -> bytes:
        feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []}
        feed["items"] = [
            {
                "id": f"post-{entry.number}",
                "url": f"https://forum.example/t/{entry.number}",
                "title": f"Topic {entry.number}",
                "content_html": f"<p>{spell(entry.text)}</p>",
                "date_published": iso(entry.at),
                "authors": [{"name": entry.by}],
            }
            for entry in sorted(self.said.values(), key=lambda entry: -entry.number)
        ]
        return json.dumps(feed).encode()


class NewsKind(RssKind):
    name, path = "news", ""
    secrets: ClassVar[tuple[str, ...]] = ()

    leave = Kind.leave  # the publisher is the author, and stays

    def source(self) -> Polls:
        return News(search=(NAME,), base_url=self.fake.url)

    def item(self, entry: Entry) -> str:
        where = f"https://news.google.com/rss/articles/CBMi{entry.number:06}?oc=5"
        link = f'<a href="{where}">{spell(entry.text)}</a>&nbsp;&nbsp;<font color="#6f6f6f">Gazette</font>'
        return (
            f"<item><title>{spell(entry.text)} - Gazette</title><link>{where}</link>"
            f'<guid isPermaLink="false">CBMi{entry.number:06}</guid><pubDate>{format_datetime(entry.at)}</pubDate>'
            f'<description>{spell(link)}</description><source url="https://gazette.example">Gazette</source></item>'
        )


class GoogleAlertsKind(AtomKind):
    name, way, path = "google_alerts", "", "/alerts/feeds/01234567890123456789/98765432109876543210"
    secrets = ("01234567890123456789", "98765432109876543210")

    leave = Kind.leave  # the site is the author

    def source(self) -> Polls:
        return GoogleAlerts(url=self.fake.url + self.path)

    def item(self, entry: Entry) -> str:
        target = f"https://gazette.example/{entry.number}"
        return (
            f"<entry><id>tag:google.com,2013:googlealerts/feed:{entry.number:019}</id>"
            f'<title type="html">&lt;b&gt;{NAME}&lt;/b&gt; again</title>'
            f'<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url={target}&amp;ct=ga"/>'
            f"<published>{iso(entry.at)}</published><updated>{iso(entry.at)}</updated>"
            f'<content type="html">{entry.html}</content><author><name></name></author></entry>'
        )


class RedditRssKind(AtomKind):
    name, way, path = "reddit_rss", "", ""
    secrets: ClassVar[tuple[str, ...]] = ()
    vanished = Outcome.SUSPICIOUS

    def source(self) -> Polls:
        return RedditFeed(terms_read=True, subreddits=("springfield",), base_url=self.fake.url)

    def delete(self, number: int) -> None:
        self.said[number].text, self.said[number].by = "[removed]", ""

    def item(self, entry: Entry) -> str:
        where = f"https://www.reddit.com/r/springfield/comments/1abc{entry.number:03}/harbor/"
        by = f"<author><name>/u/{spell(entry.by)}</name></author>" if entry.by else ""
        return (
            f'<entry>{by}<category term="springfield" label="r/springfield"/><content type="html">{entry.html}</content>'
            f'<id>t3_1abc{entry.number:03}</id><link href="{where}"/><updated>{iso(entry.at)}</updated>'
            f"<published>{iso(entry.at)}</published><title>Topic {entry.number}</title></entry>"
        )

    def limits(self) -> list[Limit]:
        headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "41", "x-ratelimit-used": "1"}
        return [Limit(429, headers, b"", timedelta(seconds=41))]
