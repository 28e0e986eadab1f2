"""The search feed of Google News: publishers, headlines said twice, one request a name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest

from connectors.base import Author, FetchError, Form, Outcome, Post
from connectors.news import News, articles
from connectors.parse_feed import parse
from monitor.net import Bound
from tests.fakes.documents import Site

FOUND = (Path(__file__).parent / "data" / "feeds" / "news.xml").read_bytes()
NONE = b"<rss version='2.0'><channel><title>Google News</title></channel></rss>"


@dataclass
class Service(Site):
    """A news search that answers each name with the body, or the status, that the test has set."""

    answers: dict[str, bytes | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shows = lambda query: self.answers.get(query["q"].split('"')[1], NONE)
        self.content_type, self.headers, self.tagged = "application/xml", {"retry-after": "120"}, False


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with Service() as it:
        yield it


async def test_articles(service: Service, client: Bound) -> None:
    service.answers["Harbor Plumbing"] = FOUND
    visit = await News(search=("Harbor Plumbing",), base_url=service.url).fetch(client, {})
    waiting, prize = visit.posts
    assert waiting == Post(
        service="news.google.com",
        id=waiting.id,
        also=waiting.also,
        url="https://news.google.com/rss/articles/CBMiAAA111",
        author=Author(name="Springfield Gazette"),
        title="Customers say Harbor Plumbing - and others - left them waiting",
        published=datetime(2026, 5, 4, 7, tzinfo=UTC),
        lang="en-US",
        form=Form.ARTICLE,
    )
    assert waiting.id == "CBMiAAA111"
    assert waiting.also[0] == "link:news.google.com/rss/articles/CBMiAAA111"
    assert (prize.author.name, prize.title) == ("Trade Weekly", "Plumber of the year")
    assert prize.text == ""  # what other papers wrote of the story is not in this article
    assert visit.outcome is Outcome.ITEMS
    assert [request.query for request in service.received] == [
        {"q": '"Harbor Plumbing" when:1d', "hl": "en-US", "gl": "US", "ceid": "US:en"}
    ]


@pytest.mark.parametrize("end", ["", "&"])
def test_only_what_the_article_says_is_its_text(end: str) -> None:
    line = '<li><a href="https://news.google.com/x">{}</a>&nbsp;&nbsp;<font color="#6f6f6f">Other</font></li>'
    more = '<li><strong><a href="https://news.google.com/y">View Full Coverage on Google News</a></strong></li>'
    for before, said in (("", ""), ("Three weeks without water.", "Three weeks without water.")):
        described = escape(f"{before}<ol>{line.format('Plumber sued')}{line.format('Plumber news')}{more}</ol>")
        body = (
            f"<rss version='2.0'><channel><title>T {end}</title><item><title>Plumber sued - Gazette</title><guid>1</guid>"
            f"<description>{described}</description><source url='https://g.example'>Gazette</source></item></channel></rss>"
        )
        (article,) = articles(parse(body.encode(), "https://news.google.com/rss/search"))
        assert (article.title, article.text) == ("Plumber sued", said)


def test_the_same_story_under_another_guid_is_the_same() -> None:
    again = FOUND.replace(b"CBMiAAA111", b"CBMiZZZ999").replace(b"Mon, 04 May 2026 07", b"Mon, 04 May 2026 09")
    (old, _), (new, _) = (articles(parse(body, "https://news.google.com/rss/search")) for body in (FOUND, again))
    assert old.id != new.id
    assert set(old.also) & set(new.also)
    tomorrow = articles(parse(FOUND.replace(b"04 May", b"05 May"), "https://news.google.com/rss/search"))[0]
    assert not {name for name in old.also if name.startswith("story:")} & set(tomorrow.also)


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("de-AT", {"hl": "de-AT", "gl": "AT", "ceid": "AT:de"}),
        ("fr", {"hl": "fr-FR", "gl": "FR", "ceid": "FR:fr"}),
        ("ja", {"hl": "ja-JP", "gl": "JP", "ceid": "JP:ja"}),
        ("pt_br", {"hl": "pt-BR", "gl": "BR", "ceid": "BR:pt"}),
    ],
)
async def test_language_and_a_whole_address(
    service: Service, client: Bound, language: str, asked: dict[str, str]
) -> None:
    visit = await News(search=('Say "Hi" ',), base_url=f"{service.url}/rss/search/", language=language).fetch(
        client, {}
    )
    assert visit.outcome is Outcome.EMPTY
    assert [request.query for request in service.received] == [{"q": '"Say  Hi" when:1d', **asked}]


async def test_names_have_validators_of_their_own(service: Service, client: Bound) -> None:
    news = News(search=("Harbor Plumbing", "Acme"), base_url=service.url)
    service.answers["Harbor Plumbing"] = FOUND
    first = await news.fetch(client, {})
    assert len(first.posts) == 2
    second = await news.fetch(client, first.cursor)
    assert (second.outcome, second.posts, second.cursor["names"]) == (Outcome.NOTHING_NEW, [], first.cursor["names"])
    service.answers["Acme"] = FOUND.replace(b"CBMi", b"XBMi")
    third = await news.fetch(client, second.cursor)
    assert {post.id[-6:] for post in third.posts} == {"AAA111", "BBB222"}
    fewer = await News(search=("Acme",), base_url=service.url).fetch(client, third.cursor)
    assert list(fewer.cursor["names"]) == ["Acme"]


async def test_a_name_that_fails_is_first_next_time(service: Service, client: Bound) -> None:
    news = News(search=("Acme", "Harbor Plumbing", "Third"), base_url=service.url)
    service.answers = {"Acme": FOUND, "Harbor Plumbing": 429}
    visit = await news.fetch(client, {})
    assert (len(visit.posts), visit.outcome) == (2, Outcome.ITEMS)
    assert "429" in visit.note
    assert visit.cursor["first"] == "Harbor Plumbing"
    with pytest.raises(FetchError) as raised:  # the first of all: the scheduler must hear when to come back
        await news.fetch(client, visit.cursor)
    assert raised.value.retry_after is not None
    assert raised.value.retry_after.total_seconds() == pytest.approx(120, abs=5)


async def test_a_name_that_google_does_not_want_costs_no_other(service: Service, client: Bound) -> None:
    service.answers |= {"Odd": 400, "Harbor Plumbing": FOUND}
    for names in (("Odd", "Harbor Plumbing"), ("Harbor Plumbing", "Odd")):
        visit = await News(search=names, base_url=service.url).fetch(client, {"first": "Odd"})
        assert (len(visit.posts), visit.outcome, visit.note) == (2, Outcome.ITEMS, "127.0.0.1 answered HTTP 400")
        assert "first" not in visit.cursor
    service.answers["Odder"] = 400
    for refused in (("Odd",), ("Odd", "Odder", "Harbor Plumbing")):
        with pytest.raises(FetchError, match="HTTP 400"):
            await News(search=refused, base_url=service.url).fetch(client, {})


@pytest.mark.parametrize(
    ("pause", "days"),
    [
        (timedelta(minutes=30), 1),
        (timedelta(hours=20), 2),  # some are found hours later
        (timedelta(days=3), 4),
        (timedelta(days=400), 30),
        (timedelta(days=-3), 1),  # a clock that was ahead
    ],
)
async def test_after_a_pause_the_articles_of_the_pause_are_asked_for(
    service: Service, client: Bound, pause: timedelta, days: int
) -> None:
    news = News(search=("Acme", "Harbor Plumbing"), base_url=service.url)
    read = (datetime.now(UTC) - pause).timestamp()
    service.answers = {"Acme": FOUND, "Harbor Plumbing": 429}
    cut = await news.fetch(client, {"names": {}, "read": read})
    assert service.received[0].query["q"] == f'"Acme" when:{days}d'
    assert cut.cursor["read"] == read  # not all of them were


async def test_a_visit_that_is_cut_short_with_nothing_found_goes_on_all_the_same(
    service: Service, client: Bound
) -> None:
    """As a suspicious one it would be forgotten, and the next one begin with the first name again."""
    news = News(search=("Acme", "Harbor Plumbing", "Third"), base_url=service.url)
    service.answers = {"Acme": b"<rss version='2.0'><channel><title>T</title></channel></rss>", "Harbor Plumbing": 429}
    visit = await news.fetch(client, {})
    assert (visit.outcome, visit.posts, visit.cursor["first"]) == (Outcome.EMPTY, [], "Harbor Plumbing")
    assert "429" in visit.note


async def test_a_consent_page_is_suspicious(service: Service, client: Bound) -> None:
    service.answers["Acme"] = (
        b"<!doctype html><html><title>Before you continue</title><form action='https://consent.google.com/'>"
    )
    visit = await News(search=("Acme",), base_url=service.url).fetch(client, {})
    assert visit.outcome is Outcome.SUSPICIOUS
    assert "a consent page" in visit.note
    assert (await News(search=("",)).fetch(client, {})).outcome is Outcome.SUSPICIOUS
