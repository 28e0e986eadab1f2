"""One post heard in several ways is one post: instances, feeds, addresses in every spelling, review pages and their APIs.

Each pair goes through the connectors' own reading and through the store, in both orders, on SQLite and PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors import google_alerts, trustpilot
from connectors.addresses import address_key, site_of
from connectors.base import Author, Form, Post
from connectors.comments import Comments
from connectors.feed import posts
from connectors.lemmy import Lemmy
from connectors.news import articles
from connectors.parse_feed import parse
from connectors.parse_mastodon import posts_of
from connectors.parse_reviews import parse_page
from connectors.reviews import _post as review_of
from monitor.matching import Match
from monitor.store import Store, deciding, hearing, keeping, keys
from monitor.store.rows import Incoming
from monitor.store.tables import mention, metadata, pending, post, post_alias, sighting

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT = "2026-11-23T08:00:00Z"
RFC = "Mon, 23 Nov 2026 08:00:00 GMT"
ANGRY = "Harbor Plumbing has let us wait for three weeks and nobody ever called back"
PAPER = "https://www.gazette.example/2026/11/harbor-plumbing-fined"
HEADLINE = "Harbor Plumbing fined after three basements flooded"
LEAD = "Inspectors found that a valve of Harbor Plumbing had been left open overnight."


# -- what each way brings, as its connector reads it -------------------------------------------------------------------


def rss(url: str, *items: dict[str, str]) -> list[Post]:
    """A feed at ``url``; an item is its tags."""
    tags = ("".join(f"<{tag}>{escape(words)}</{tag}>" for tag, words in item.items()) for item in items)
    body = "".join(f"<item>{inside}<pubDate>{RFC}</pubDate></item>" for inside in tags)
    document = parse(f"<rss version='2.0'><channel><title>t</title>{body}</channel></rss>".encode(), url)
    return posts(document, url)


def own_feed(link: str = PAPER, guid: str = "post-77", title: str = HEADLINE, text: str = LEAD) -> list[Post]:
    return rss("https://www.gazette.example/feed", {"title": title, "link": link, "guid": guid, "description": text})


def google_news(publisher: str = "https://www.gazette.example", title: str = HEADLINE) -> list[Post]:
    shown = f"{escape(title)} - Springfield Gazette"
    body = (
        "<rss version='2.0'><channel><title>Google News</title><item>"
        f"<title>{shown}</title><link>https://news.google.com/rss/articles/CBMiAAA?oc=5</link><guid>CBMiAAA</guid>"
        f"<pubDate>{RFC}</pubDate><description>{shown}</description>"
        f"<source url='{publisher}'>Springfield Gazette</source></item></channel></rss>"
    )
    return articles(parse(body.encode(), "https://news.google.com/rss/search"), "en")


def alert(link: str) -> list[Post]:
    found = rss(
        "https://www.google.com/alerts/feeds/1/2",
        {"title": HEADLINE, "link": f"https://www.google.com/url?rct=j&url={link}", "guid": "tag:google.com,2013:1",
         "description": LEAD},
    )  # fmt: skip
    return [google_alerts._page(one) for one in found]


def topic(number: str, by: str, text: str, path: str = "") -> list[Post]:
    """One topic of a forum, as the feed of a search shows it."""
    item = {
        "title": "Harbor Plumbing never called me back",
        "link": f"https://forum.example/{path or number}",
        "guid": number,
    }
    found = rss(f"https://forum.example/search.rss?q={number}", {**item, "description": text})
    return [replace(one, author=Author(name=by, handle=f"@{by}")) for one in found]


def toot(server: str, native: str) -> list[Post]:
    home = "https://mastodon.example"
    told = {
        "id": native, "uri": f"{home}/users/dana/statuses/11", "url": f"{home}/@dana/11", "created_at": AT,
        "content": f"<p>{ANGRY}</p>", "account": {"id": native, "acct": "dana", "display_name": "Dana", "url": f"{home}/@dana"},
    }  # fmt: skip
    return posts_of([told], server)


def toot_feed(feed: str) -> list[Post]:
    home = "https://mastodon.example/@dana/11"
    return rss(feed, {"guid": home, "link": home, "description": f"<p>{ANGRY}</p>"})


def lemmy(server: str, number: int) -> list[Post]:
    ap = "https://lemmy.example/comment/5"
    view = {
        "comment": {"id": number, "ap_id": ap, "content": ANGRY, "published": AT, "path": f"0.{number}"},
        "post": {"ap_id": "https://lemmy.example/post/1"},
        "creator": {"name": "dana", "actor_id": "https://lemmy.example/u/dana"},
    }
    return [Lemmy(server=server)._post(view, {})]


def lemmy_feed() -> list[Post]:
    ap = "https://lemmy.example/comment/5"
    return rss(
        "https://other.example/feeds/c/town.xml",
        {"title": "dana in town", "link": ap, "guid": ap, "description": ANGRY},
    )


def comment_api() -> list[Post]:
    row = {
        "id": 9, "date_gmt": "2026-11-23T08:00:00", "link": "https://blog.example/boilers/#comment-9", "author_name": "Dana",
        "content": {"rendered": f"<p>{ANGRY}</p>"}, "author": 0, "parent": 0,
    }  # fmt: skip
    found = Comments(url="https://blog.example")._post(row)
    assert found
    return [found]


def comment_feed() -> list[Post]:
    link = "https://blog.example/boilers/#comment-9"
    item = {
        "title": "By: Dana",
        "link": link,
        "guid": "https://blog.example/?p=3#comment-9",
        "description": f"<p>{ANGRY}</p>",
    }
    return rss("https://blog.example/comments/feed/", item)


def review_api(text: str = ANGRY, name: str = "Dana R.", at: str = AT) -> list[Post]:
    return trustpilot._posts(
        {
            "id": "abc123",
            "stars": 1,
            "text": text,
            "title": "",
            "createdAt": at,
            "consumer": {"id": "u1", "displayName": name},
        }
    )


def review_page(text: str = ANGRY, name: str = "Dana R.", day: str = "2026-11-23", stars: int = 1) -> list[Post]:
    url = "https://www.trustpilot.com/review/harbor.example"
    item = {
        "@context": "https://schema.org", "@type": "LocalBusiness", "name": "Harbor Plumbing",
        "review": [{
            "@type": "Review", "author": {"@type": "Person", "name": name}, "datePublished": day, "reviewBody": text,
            "reviewRating": {"ratingValue": stars, "bestRating": 5},
        }],
    }  # fmt: skip
    page = f"<html><script type='application/ld+json'>{json.dumps(item)}</script></html>"
    return [review_of(one, "trustpilot.com") for one in parse_page(page.encode(), url)["reviews"]]


Way = Callable[[], list[Post]]
PAIRS: dict[str, tuple[Way, Way]] = {
    "two Mastodon instances": (
        lambda: toot("https://mastodon.example", "11"),
        lambda: toot("https://far.example", "9004"),
    ),
    "an instance and the author's feed": (
        lambda: toot("https://far.example", "9004"),
        lambda: toot_feed("https://mastodon.example/@dana.rss"),
    ),
    "an instance and another one's feed of the hashtag": (
        lambda: toot("https://mastodon.example", "11"),
        lambda: toot_feed("https://far.example/tags/harbor.rss"),
    ),
    "two Lemmy instances": (lambda: lemmy("https://lemmy.example", 5), lambda: lemmy("https://other.example", 812)),
    "Lemmy and its feed": (lambda: lemmy("https://lemmy.example", 5), lemmy_feed),
    "a paper's feed and Google News": (own_feed, google_news),
    "a paper's feed and a Google Alert": (own_feed, lambda: alert(PAPER)),
    "a Google Alert with other lines of the article": (
        lambda: own_feed(
            f"{PAPER}?ref=rss", text="Residents woke up to a metre of water, and nobody answered the emergency line"
        ),
        lambda: alert(PAPER),
    ),
    "Google News and a Google Alert": (google_news, lambda: alert(PAPER)),
    "tracking parameters": (
        own_feed,
        lambda: own_feed(f"{PAPER}?utm_source=rss&fbclid=1&gclid=2&mc_cid=3&mc_eid=4&oc=5&ref=home", "guid-2"),
    ),
    "http and https": (own_feed, lambda: own_feed(PAPER.replace("https", "http"), "guid-2")),
    "with and without www.": (own_feed, lambda: own_feed(PAPER.replace("www.", ""), "guid-2")),
    "a slash at the end": (own_feed, lambda: own_feed(f"{PAPER}/", "guid-2")),
    "the mobile edition": (own_feed, lambda: own_feed(PAPER.replace("www.", "m."), "guid-2")),
    "the AMP page": (own_feed, lambda: own_feed(f"{PAPER}/amp/", "guid-2")),
    "the AMP host": (own_feed, lambda: own_feed(PAPER.replace("www.", "amp."), "guid-2")),
    "Google's AMP cache": (
        own_feed,
        lambda: own_feed(f"https://www-gazette-example.cdn.ampproject.org/c/s/{PAPER.partition('://')[2]}", "guid-2"),
    ),
    "the whole text and its first words": (
        own_feed,
        lambda: own_feed(guid="guid-2", text=LEAD[:50] + "…"),
    ),
    "a planet that gathers feeds": (
        own_feed,
        lambda: rss(
            "https://planet.example/rss", {"title": HEADLINE, "link": PAPER, "guid": "x9", "description": LEAD}
        ),
    ),
    "two planets": (
        lambda: rss("https://a.example/rss", {"title": HEADLINE, "link": PAPER, "guid": "x9", "description": LEAD}),
        lambda: rss("https://b.example/rss", {"title": HEADLINE, "link": PAPER, "guid": "77", "description": LEAD}),
    ),
    "a blog's comments by API and by feed": (comment_api, comment_feed),
    "a review by API and on its page": (review_api, review_page),
    "a review on its page in another time zone": (
        lambda: review_api(at="2026-11-22T23:30:00Z"),
        review_page,
    ),
    "a review of which the page shows the beginning": (review_api, lambda: review_page(ANGRY[:60] + "…")),
    "stars without words, by API and on the page": (lambda: review_api(""), lambda: review_page("")),
}
OTHERS: dict[str, tuple[Way, Way]] = {
    "another article at the paper": (own_feed, lambda: own_feed(f"{PAPER}-again", "g2", "Another headline of six long words", "x")),
    "the same headline in another paper": (own_feed, lambda: google_news("https://courier.example")),
    "a blog that links to the article with words of its own": (
        own_feed,
        lambda: rss("https://blog.example/rss", {"title": "Served them right", "link": PAPER, "guid": "x",
            "description": "I had them in my bathroom last year, and the tiles are still loose"}),
    ),
    "two who say thanks at one address": (
        lambda: [replace(comment_api()[0], id="1", also=(), text="Thanks!", url="https://blog.example/boilers/")],
        lambda: [replace(comment_api()[0], id="2", also=(), text="Thanks!", url="https://blog.example/boilers/",
                        author=Author(name="Lee"))],
    ),
    "two customers under one title in one forum": (
        lambda: topic("1", "dana", "They came once, left, and the heating has been cold since the first of the month"),
        lambda: topic("2", "lee", "Our tap drips and the office says that there is no appointment before February"),
    ),
    "two customers under one title, one of them without more": (
        lambda: topic("1", "dana", ""),
        lambda: topic("2", "lee", "Our tap drips and the office says that there is no appointment before February"),
    ),
    "two answers at the address of their thread": (
        lambda: topic("1", "dana", "They came once, left, and the heating has been cold since then", "t/1"),
        lambda: topic("2", "lee", "Our tap drips and there is no appointment before February", "t/1"),
    ),
    "two reviewers": (review_api, lambda: review_page(name="Lee")),
    "a reviewer on another day": (review_api, lambda: review_page(day="2026-11-10")),
    "a reviewer with other stars": (review_api, lambda: review_page(stars=5)),
    "a reviewer with other words": (review_api, lambda: review_page("They came at once and it was great, thank you all")),
    "stars without words by two": (lambda: review_api(""), lambda: review_page("", name="Lee")),
    "another query, another page": (
        lambda: own_feed("https://www.gazette.example/read?id=1"),
        lambda: own_feed("https://www.gazette.example/read?id=2", "g2", title="x",
                         text="Something else altogether was found there on Monday morning"),
    ),
}  # fmt: skip


async def hear(store: Store, source: str, found: Sequence[Post], *brands: str, now: datetime = NOW) -> hearing.Stored:
    matches = [Match(brand, "name") for brand in brands or ("Harbor",)]
    items = [Incoming(one, matches, one.published or now, False) for one in found]
    return await store.write(lambda tx: hearing.heard(tx, source, items, now))


async def count(store: Store, table: Any, *where: Any) -> int:
    async with store.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


async def heard_in(store: Store) -> list[tuple[str, ...]]:
    async with store.read() as connection:
        return [item.heard_in for item in await deciding.waiting(connection, "Harbor", 100)]


async def emptied(store: Store) -> Store:
    """The same store with nothing in it: a new one for each pair would take minutes."""

    async def transaction(tx: AsyncConnection) -> None:
        for table in reversed(metadata.sorted_tables):
            await tx.execute(delete(table))

    await store.write(transaction)
    return store


@pytest.mark.parametrize("turned", [False, True], ids=["", "the other way round"])
@pytest.mark.slow
async def test_one_post_heard_in_two_ways(store: Store, turned: bool) -> None:
    for name, ways in PAIRS.items():
        await emptied(store)
        one, other = reversed(ways) if turned else ways
        assert len((await hear(store, "one", one())).fresh) == 1, name
        assert (await hear(store, "other", other())).fresh == [], name
        # And again, and after a kill that lost the second visit's cursor.
        assert (await hear(store, "other", other(), now=NOW + timedelta(hours=1))).fresh == [], name
        assert (await hear(store, "one", one(), now=NOW + timedelta(hours=2))).fresh == [], name
        assert (await count(store, post), await count(store, mention), await count(store, sighting)) == (1, 1, 2), name
        assert await heard_in(store) == [("one", "other")], name


@pytest.mark.parametrize("turned", [False, True], ids=["", "the other way round"])
@pytest.mark.slow
async def test_what_only_looks_like_it_is_another_post(store: Store, turned: bool) -> None:
    for name, ways in OTHERS.items():
        await emptied(store)
        one, other = reversed(ways) if turned else ways
        await hear(store, "one", one())
        await hear(store, "other", other())
        assert (await count(store, post), await count(store, mention)) == (2, 2), name


async def test_three_ways_that_know_each_other_only_through_the_second(store: Store) -> None:
    await hear(store, "news", google_news())
    await hear(store, "paper", own_feed())
    await hear(
        store,
        "planet",
        rss("https://p.example/rss", {"title": "", "link": PAPER, "guid": "7", "description": HEADLINE}),
    )
    assert await heard_in(store) == [("news", "paper", "planet")]


async def test_two_entries_of_one_feed_stay_two(store: Store) -> None:
    """A change log: the same words at the same address, day after day, under ids of their own."""
    item = {"title": "Fixes and improvements of this release", "link": PAPER, "description": LEAD}
    await hear(store, "log", rss("https://log.example/rss", {**item, "guid": "1"}))
    await hear(store, "log", rss("https://log.example/rss", {**item, "guid": "2"}, {**item, "guid": "1"}))
    assert await count(store, post) == 2


async def test_a_way_that_shows_more_brings_the_brands_that_stand_there(store: Store) -> None:
    """The headline names one brand, the article another one."""
    await hear(store, "news", google_news(), "Acme")
    stored = await hear(store, "paper", own_feed(), "Acme", "Harbor")
    assert stored.brands == {"Harbor"}
    assert (await count(store, post), await count(store, mention), await count(store, pending)) == (1, 2, 2)
    async with store.read() as connection:
        (harbor,) = await deciding.waiting(connection, "Harbor", 10)
        (acme,) = await deciding.waiting(connection, "Acme", 10)
    assert (harbor.text, harbor.source, acme.text) == (LEAD, "paper", "")
    # A brand that is new in the configuration is not found in what a source had shown before.
    assert (await hear(store, "paper", own_feed(), "Acme", "Harbor", "New")).brands == set()


async def test_replies_find_a_post_by_the_id_of_either_way(store: Store) -> None:
    await hear(store, "page", toot_feed("https://mastodon.example/@dana.rss"))
    await hear(store, "far", toot("https://far.example", "9004"))
    lee = Author(name="Lee", id="lee")
    base = Post(service="mastodon.example", id="r1", author=lee, text="me too", published=NOW)
    for number, reference in enumerate(
        ("https://mastodon.example/users/dana/statuses/11", "https://far.example/api/v1/statuses/9004")
    ):
        reply = replace(base, id=f"r{number}", reply_to=reference)
        incoming = [Incoming(reply, [], NOW, False)]
        stored = await store.write(partial(hearing.heard, name="far", incoming=incoming, now=NOW))
        assert stored.brands == {"Harbor"}, reference


async def test_what_was_forgotten_stays_forgotten_by_the_id_of_either_way(store: Store) -> None:
    await hear(store, "api", review_api())
    await hear(store, "page", review_page())
    await store.write(lambda tx: keeping.forget_matched(tx, NOW + timedelta(days=1), NOW + timedelta(days=1)))
    assert (await count(store, post), await count(store, post_alias)) == (0, 0)
    assert (await hear(store, "page", review_page())).fresh == []
    assert (await hear(store, "api", review_api())).fresh == []


async def test_a_post_that_was_taken_down_is_not_known_by_its_likeness(store: Store) -> None:
    await hear(store, "one", own_feed())
    await hear(store, "one", [replace(own_feed()[0], deleted=True)])
    await hear(store, "other", [replace(own_feed(guid="g2")[0], also=())])
    assert await count(store, post) == 2


# -- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        PAPER, f"{PAPER}/", f"{PAPER}/amp", f"{PAPER}/amp/", f"{PAPER}?amp=1", f"{PAPER}?outputType=amp&utm_medium=x",
        "//gazette.example/2026/11/harbor-plumbing-fined", "http://m.gazette.example/2026/11/harbor-plumbing-fined#top",
        "https://www.google.com/amp/s/www.gazette.example/2026/11/harbor-plumbing-fined",
        "https://WWW.Gazette.example:443/2026/11/harbor-plumbing-fined/index.html?ref=rss&src=app",
        "gazette.example/2026/11/harbor-plumbing-fined",
    ],
)  # fmt: skip
def test_spellings_of_one_address(url: str) -> None:
    assert address_key(url) == "gazette.example/2026/11/harbor-plumbing-fined"


def test_other_addresses() -> None:
    assert address_key("https://a.example/read?b=2&a=1&utm_source=x") == "a.example/read?a=1&b=2"
    assert address_key("https://a.example/t/1#comment-7") == "a.example/t/1#comment-7"
    assert address_key("https://a.example/story.amp.html") == "a.example/story.html"
    assert address_key("https://de.m.wiki.example/x") == "de.wiki.example/x"
    assert address_key("https://m.example/x") == "m.example/x"  # no edition, the name itself
    assert [address_key(url) for url in ("", "mailto:a@b.example", "javascript:alert(1)", "https://")] == [""] * 4
    assert (site_of("https://www.gazette.example/x"), site_of("nothing")) == ("gazette.example", "")


def test_a_publisher_is_no_identity_by_itself() -> None:
    """Two articles of one paper, found by one aggregator."""
    one, other = google_news()[0], google_news(title="Something else that happened at the harbor today")[0]
    assert one.form is Form.ARTICLE
    assert "published:gazette.example" in one.also
    assert set(keys.alias_keys(one)).isdisjoint(keys.alias_keys(replace(other, id="2", also=other.also[-1:])))
