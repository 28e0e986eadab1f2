"""Trustpilot's reviews: stars, edits, the company's replies, pages, and what is no list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome
from connectors.trustpilot import Trustpilot
from monitor.net import Bound
from tests.fakes.trustpilot import KEY, NAME, UNIT, TrustpilotToy, review

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
async def toy() -> AsyncIterator[TrustpilotToy]:
    async with TrustpilotToy() as it:
        yield it


@pytest.fixture
def url(toy: TrustpilotToy) -> str:
    return toy.url


async def test_a_review_its_edit_and_the_reply(toy: TrustpilotToy, url: str, client: Bound) -> None:
    reply = {"text": "Maria calls you today.", "createdAt": "2026-05-05T08:00:00Z"}
    toy.reviews = [review("5e3de1b4", AT, 2, updatedAt="2026-05-04T10:00:00Z", companyReply=reply)]
    visit = await Trustpilot(company=f"https://www.{NAME}/", key=KEY, base_url=url).fetch(client, {})
    told, answer = visit.posts
    assert visit.cursor == {"company": f"https://www.{NAME}/", "unit": UNIT, "newest": int(AT.timestamp())}
    assert (told.service, told.id, told.form) == ("trustpilot.com", "5e3de1b4", Form.REVIEW)
    assert told.url == "https://www.trustpilot.com/reviews/5e3de1b4"
    assert told.author == Author(name="Dana R.", id="c1", url="https://www.trustpilot.com/users/c1")
    assert (told.title, told.text, told.lang, told.likes) == ("Three weeks", "Nobody called back.", "en", 2)
    assert (told.stars, told.stars_max, told.published) == (2.0, 5.0, AT)
    assert told.edited == AT + timedelta(minutes=30)
    assert (answer.reply_to, answer.thread, answer.author.id) == ("5e3de1b4", "5e3de1b4", "company")
    assert (answer.text, answer.published) == ("Maria calls you today.", datetime(2026, 5, 5, 8, tzinfo=UTC))


async def test_later_visits_stop_at_what_is_known(toy: TrustpilotToy, url: str, client: Bound) -> None:
    toy.reviews = [review(f"r{number}", AT - timedelta(hours=number)) for number in range(250)]
    source = Trustpilot(company=NAME, key=KEY, base_url=url)
    first = await source.fetch(client, {})
    assert len(first.posts) == 250
    assert toy.asked == ["find", "page 1", "page 2", "page 3"]
    toy.asked.clear()
    assert len((await source.fetch(client, first.cursor)).posts) == 100
    assert toy.asked == ["page 1"]
    other = Trustpilot(company=UNIT, key=KEY, base_url=url)
    toy.asked.clear()
    await other.fetch(client, first.cursor)
    assert toy.asked[0] == "page 1"  # an id needs no search


async def test_odd_reviews_none_and_what_is_no_list(toy: TrustpilotToy, url: str, client: Bound) -> None:
    source = Trustpilot(company=NAME, key=KEY, base_url=url)
    assert (await source.fetch(client, {})).outcome is Outcome.EMPTY
    toy.reviews = [review("r1", AT, consumer=None, stars=11, title=None, createdAt="soon"), {"stars": 1}]
    (post,) = (await source.fetch(client, {})).posts
    assert (post.author, post.stars, post.title, post.published) == (NOBODY, None, "", None)
    bodies: tuple[Any, ...] = ({"reviews": [{"stars": 1}]}, {"reviews": "none"}, [])
    for body in bodies:
        toy.body = body
        visit = await source.fetch(client, {"newest": 9})
        assert (visit.outcome, visit.cursor) == (Outcome.SUSPICIOUS, {"newest": 9})


async def test_an_unknown_company_a_wrong_key_and_trouble(toy: TrustpilotToy, url: str, client: Bound) -> None:
    with pytest.raises(Blocked, match="knows no company"):
        await Trustpilot(company="pier.example", key=KEY, base_url=url).fetch(client, {})
    wrong = Trustpilot(company=NAME, key="somebody-elses", base_url=url)
    with pytest.raises(Blocked, match="refuses us") as trouble:
        await wrong.fetch(client, {})
    assert "somebody-elses" not in f"{trouble.value}{wrong!r}"
    toy.status = 429
    with pytest.raises(FetchError) as limited:
        await Trustpilot(company=UNIT, key=KEY, base_url=url).fetch(client, {})
    assert limited.value.retry_after == timedelta(seconds=9)
