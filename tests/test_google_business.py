"""Reviews of a Google Business Profile: stars, edits, the owner's replies, translations, and what is no list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome
from connectors.google_business import GoogleBusiness
from monitor.net import Bound
from tests.fakes.google_business import PLACE, REFRESH, BusinessToy, review

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
async def toy() -> AsyncIterator[BusinessToy]:
    async with BusinessToy() as it:
        yield it


@pytest.fixture
def url(toy: BusinessToy) -> str:
    return toy.url


def place(url: str, refresh: str = REFRESH) -> GoogleBusiness:
    return GoogleBusiness(
        place=PLACE,
        client_id="c",
        client_secret="s3cret-s3cret",
        refresh_token=refresh,
        base_url=url,  # the toy's sign-in is there, too
    )


async def test_a_review_its_edit_and_the_owners_reply(toy: BusinessToy, url: str, client: Bound) -> None:
    later = AT + timedelta(days=1)
    reply = {"comment": "I will take care of you. Maria", "updateTime": later.isoformat()}
    toy.reviews = [review("r1", AT, "TWO", updateTime=(AT + timedelta(hours=2)).isoformat(), reviewReply=reply)]
    visit = await place(url).fetch(client, {})
    told, answer = visit.posts
    assert (visit.outcome, visit.cursor) == (Outcome.ITEMS, {"newest": int(later.timestamp())})
    assert (told.service, told.id, told.form, told.thread) == ("business.google.com", "r1", Form.REVIEW, "r1")
    assert (told.stars, told.stars_max, told.text, told.author) == (
        2.0,
        5.0,
        "Nobody called back.",
        Author(name="Dana R."),
    )
    assert (told.published, told.edited) == (AT, AT + timedelta(hours=2))
    assert (answer.id, answer.reply_to, answer.thread, answer.author.id) == ("r1/reply", "r1", "r1", "owner")
    assert (answer.text, answer.published) == ("I will take care of you. Maria", later)


@pytest.mark.parametrize(
    ("comment", "own"),
    [
        ("(Translated by Google) Nobody called.\n\n(Original)\nNiemand rief an.", "Niemand rief an."),
        ("Niemand rief an.\n\n(Translated by Google)\nNobody called.", "Niemand rief an."),
        ("(Translated by Google) Nobody called.", "Nobody called."),  # where only the translation is left
        ("(Übersetzt von Google) Niemand kam.\n\n(Original)\nNobody came.", "Nobody came."),
        ("(Traduit par Google) Personne.\n\n(Avis d'origine)\nNobody came.", "Nobody came."),
        ("(Traduzione di Google) Nessuno. (Originale) Nobody came.", "Nobody came."),
        ("(Original) Nobody came.\n\n(Traducido por Google)\nNadie vino.", "Nobody came."),
        (f"(Translated by Google){' ' * 20_000}Nobody", "Nobody"),  # and takes no time
        ("Plain words", "Plain words"),
        (None, ""),
    ],
)
async def test_the_customers_own_words(
    toy: BusinessToy, url: str, client: Bound, comment: str | None, own: str
) -> None:
    toy.reviews = [review("r1", AT, comment=comment)]
    (post,) = (await place(url).fetch(client, {})).posts
    assert (post.text, post.stars) == (own, 1.0)


async def test_a_reply_that_google_rejected_is_none(toy: BusinessToy, url: str, client: Bound) -> None:
    at = AT.isoformat()
    reply = {"comment": "Call 555-0100", "updateTime": at, "policyViolation": "SPAM"}
    toy.reviews = [
        review("r1", AT, reviewReply={**reply, "reviewReplyState": "REJECTED"}),
        review("r2", AT, reviewReply={**reply, "reviewReplyState": "APPROVED"}),
    ]
    assert [post.id for post in (await place(url).fetch(client, {})).posts] == ["r1", "r2", "r2/reply"]


async def test_later_visits_stop_at_what_is_known(toy: BusinessToy, url: str, client: Bound) -> None:
    toy.reviews = [review(f"r{number}", AT - timedelta(hours=number)) for number in range(180)]
    first = await place(url).fetch(client, {})
    assert len(first.posts) == 180
    assert [page.get("pageToken") for page in toy.pages] == [None, "50", "100", "150"]
    assert toy.pages[0]["orderBy"] == "updateTime desc"
    toy.pages.clear()
    toy.reviews.insert(0, review("new", AT + timedelta(minutes=5)))
    again = await place(url).fetch(client, first.cursor)
    assert again.posts[0].id == "new"
    assert len(toy.pages) == 1


async def test_nobody_no_stars_and_no_reviews(toy: BusinessToy, url: str, client: Bound) -> None:
    empty = await place(url).fetch(client, {})
    assert (empty.outcome, empty.posts, empty.cursor) == (Outcome.EMPTY, [], {})
    toy.reviews = [
        review("r1", AT, "STAR_RATING_UNSPECIFIED", reviewer={"isAnonymous": True, "displayName": "A Google User"}),
        {"starRating": "ONE"},
    ]
    (post,) = (await place(url).fetch(client, {})).posts
    assert (post.author, post.stars, post.stars_max) == (NOBODY, None, None)


async def test_a_review_that_tells_its_id_in_its_name_alone(toy: BusinessToy, url: str, client: Bound) -> None:
    told = review("r1", AT, "ONE")
    del told["reviewId"]
    toy.reviews = [{**told, "name": "accounts/1/locations/2/reviews/r1"}]
    (post,) = (await place(url).fetch(client, {})).posts
    assert (post.id, post.stars) == ("r1", 1)


async def test_replies_that_are_no_list(toy: BusinessToy, url: str, client: Bound) -> None:
    bodies: tuple[Any, ...] = ({"reviews": "many"}, {"totalReviewCount": 7}, {"reviews": [{"starRating": "ONE"}]}, [])
    for body in bodies:
        toy.body = body
        visit = await place(url).fetch(client, {"newest": 9})
        assert (visit.outcome, visit.cursor, visit.posts) == (Outcome.SUSPICIOUS, {"newest": 9}, [])


async def test_a_refused_token_and_trouble(toy: BusinessToy, url: str, client: Bound) -> None:
    old = place(url, "an-old-refresh-token")
    with pytest.raises(Blocked, match="sign in again") as trouble:
        await old.fetch(client, {})
    shown = f"{trouble.value}{old!r}"
    assert "an-old-refresh-token" not in shown
    assert "s3cret-s3cret" not in shown
    toy.status = 403
    with pytest.raises(Blocked):
        await place(url).fetch(client, {})
    toy.status = 503
    with pytest.raises(FetchError, match="trouble of its own"):
        await place(url).fetch(client, {})


def test_a_place_is_given_by_its_name() -> None:
    with pytest.raises(ValueError, match="accounts/123/locations/456"):
        GoogleBusiness(place="Harbor Plumbing", client_id="c", client_secret="s", refresh_token="r")
