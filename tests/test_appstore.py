"""The App Store's reviews: countries, pages, edits, and a feed that is empty on some days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from connectors.appstore import AppStore
from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome, Post
from monitor.net import Bound
from monitor.store import keys
from tests.fakes.appstore import APP, Storefronts
from tests.fakes.base import Answer

NOON = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
async def store() -> AsyncIterator[Storefronts]:
    async with Storefronts() as it:
        yield it


def app(store: Storefronts, *countries: str) -> AppStore:
    return AppStore(app=APP, countries=countries or ("us",), base_url=store.url)


def ids(posts: Any) -> list[int]:
    return [int(post.id) - 7000000000 for post in posts]


def pages(store: Storefronts) -> list[str]:
    return [path.partition("customerreviews/")[2] for path in store.asked]


async def test_a_review_with_all_that_the_feed_tells(store: Storefronts, client: Bound) -> None:
    votes: dict[str, Any] = {"im:voteSum": {"label": "17"}}
    store.review(1, NOON, 'Crashes "daily" & costs <3 coins.\n\n\n😡 Größe 0!', stars=1, **votes)
    [post] = (await app(store).fetch(client, {})).posts
    assert post == Post(
        service="apps.apple.com",
        id="7000000001",
        also=(f"review:{APP}:9001",),
        url=f"https://apps.apple.com/us/app/id{APP}?see-all=reviews",
        author=Author(
            name="Tester 1",
            handle="Tester 1 (version 5.2.1)",
            url="https://itunes.apple.com/us/reviews/id9001",
            id="9001",
        ),
        title="Title 1",
        text='Crashes "daily" & costs <3 coins.\n😡 Größe 0!',
        published=NOON,
        stars=1.0,
        stars_max=5.0,
        likes=17,
        form=Form.REVIEW,
    )


async def test_the_second_visit_finds_nothing_new_and_then_only_what_changed(store: Storefronts, client: Bound) -> None:
    for number in (1, 2):
        store.review(number, NOON + timedelta(hours=number))
    first = await app(store).fetch(client, {})
    assert (first.outcome, ids(first.posts)) == (Outcome.ITEMS, [2, 1])
    assert first.cursor["us"]["newest"] == "2024-05-20T14:00:00+00:00"
    again = await app(store).fetch(client, first.cursor)
    assert (again.outcome, again.posts, again.cursor) == (Outcome.NOTHING_NEW, [], first.cursor)
    assert len(store.asked) == 2 + 1
    store.review(3, NOON + timedelta(hours=3))
    third = await app(store).fetch(client, again.cursor)
    assert (third.outcome, ids(third.posts)) == (Outcome.ITEMS, [3, 2, 1])
    assert third.cursor["us"]["newest"] == "2024-05-20T15:00:00+00:00"


async def test_an_edit_moves_up_under_its_id_with_other_words_and_stars(store: Storefronts, client: Bound) -> None:
    store.review(1, NOON, "Useless.", stars=1)
    store.review(2, NOON + timedelta(hours=1))
    first = await app(store).fetch(client, {})
    store.review(1, NOON + timedelta(days=3), "They fixed it.", stars=5)
    edited, other = (await app(store).fetch(client, first.cursor)).posts
    assert (edited.id, edited.stars, edited.text) == ("7000000001", 5.0, "They fixed it.")
    assert edited.published == NOON + timedelta(days=3)
    before = {post.id: post for post in first.posts}
    assert keys.words_hash(edited) != keys.words_hash(before[edited.id])
    assert keys.words_hash(other) == keys.words_hash(before[other.id])


async def test_an_edit_under_another_id_is_the_same_review_of_the_same_author(
    store: Storefronts, client: Bound
) -> None:
    old = store.review(1, NOON, "Useless.", stars=1)
    [before] = (await app(store).fetch(client, {})).posts
    store.review(2, NOON + timedelta(days=1), "Better.", stars=4, author=old["author"])
    [after] = (await app(store).fetch(client, {})).posts  # the older of the two is out of date
    assert (after.id, after.text) == ("7000000002", "Better.")
    assert keys.alias_keys(after) == keys.alias_keys(before) != []


async def test_the_first_visit_reads_two_pages_and_later_ones_back_to_what_is_known(
    store: Storefronts, client: Bound
) -> None:
    for number in range(130):
        store.review(number, NOON + timedelta(hours=number))
    first = await app(store).fetch(client, {})
    assert ids(first.posts) == list(range(129, 29, -1))
    assert pages(store) == [f"id={APP}/sortBy=mostRecent/page={page}/json" for page in (1, 2)]
    for number in range(130, 200):
        store.review(number, NOON + timedelta(hours=number))
    store.asked.clear()
    later = await app(store).fetch(client, first.cursor)
    # 129 was the newest: two days before it is 81, which stands on the third page.
    assert ids(later.posts) == list(range(199, 49, -1))
    assert len(store.asked) == 3


async def test_pages_are_bounded(store: Storefronts, client: Bound) -> None:
    for number in range(700):
        store.review(number, NOON + timedelta(hours=number))
    known = {"us": {"newest": "2020-01-01T00:00:00+00:00", "shown": "x"}}
    fetched = await app(store).fetch(client, known)
    assert (len(store.asked), len(fetched.posts)) == (10, 500)
    assert fetched.cursor["us"]["newest"] == (NOON + timedelta(hours=699)).isoformat()


async def test_a_country_for_which_no_page_was_left_is_read_again_from_the_top(
    store: Storefronts, client: Bound
) -> None:
    countries = ("us", "gb", "de")
    for country in countries:
        for number in range(520):
            store.review(1000 * countries.index(country) + number, NOON + timedelta(hours=number), country=country)
    known = {name: {"newest": "2020-01-01T00:00:00+00:00", "shown": "x"} for name in countries}
    first = await app(store, *countries).fetch(client, known)
    assert len(store.asked) == 3 + 20
    assert first.cursor["gb"] != known["gb"]
    assert first.cursor["de"] == known["de"]
    store.asked.clear()
    second = await app(store, *countries).fetch(client, first.cursor)
    assert len(store.asked) == 1 + 1 + 10
    assert min(ids(second.posts)) == 2020
    assert second.cursor["de"] != known["de"]


async def test_each_country_has_reviews_and_a_memory_of_its_own(store: Storefronts, client: Bound) -> None:
    store.review(1, NOON)
    store.review(2, NOON + timedelta(hours=1), "Absturz beim Öffnen", country="de")
    source = app(store, "us", "DE", "de")
    first = await source.fetch(client, {})
    assert (first.outcome, ids(first.posts)) == (Outcome.ITEMS, [1, 2])
    assert first.posts[1].url == f"https://apps.apple.com/de/app/id{APP}?see-all=reviews"
    store.review(3, NOON + timedelta(hours=2), country="de")
    later = await source.fetch(client, first.cursor)
    assert ids(later.posts) == [3, 2]
    assert later.cursor["us"] == first.cursor["us"]


async def test_the_other_spellings_of_the_address_are_tried(store: Storefronts, client: Bound) -> None:
    for number in range(60):
        store.review(number, NOON + timedelta(hours=number))
    store.silent = {"sortBy"}
    fetched = await app(store).fetch(client, {})
    assert (fetched.outcome, len(fetched.posts)) == (Outcome.ITEMS, 60)
    assert pages(store)[1:] == [f"page={page}/id={APP}/sortby=mostrecent/json" for page in (1, 2)]
    store.asked.clear()
    store.silent = {"sortBy", "sortby"}
    fetched = await app(store).fetch(client, {})
    assert (len(fetched.posts), pages(store)[2:]) == (50, [f"id={APP}/sortBy=mostRecent/json"])


async def test_an_empty_feed_is_suspicious_where_there_were_reviews(store: Storefronts, client: Bound) -> None:
    store.review(1, NOON)
    store.review(2, NOON, country="gb")
    source = app(store, "us", "gb")
    first = await source.fetch(client, {})
    lost, store.known["us"] = store.known["us"], []
    store.review(3, NOON + timedelta(hours=1), country="gb")
    bad_day = await source.fetch(client, first.cursor)
    assert bad_day.outcome is Outcome.SUSPICIOUS
    assert bad_day.note == "127.0.0.1 shows no reviews any more (us)"
    assert ids(bad_day.posts) == [3, 2]  # the others are heard all the same
    assert bad_day.cursor["us"] == first.cursor["us"]
    store.known["us"] = lost
    assert (await source.fetch(client, bad_day.cursor)).outcome is Outcome.NOTHING_NEW


async def test_no_review_ever_is_empty_and_what_appears_later_is_no_news_if_it_is_old(
    store: Storefronts, client: Bound
) -> None:
    first = await app(store).fetch(client, {})
    assert (first.outcome, len(store.asked)) == (Outcome.EMPTY, 3)
    second = await app(store).fetch(client, first.cursor)
    assert (second.outcome, second.cursor) == (Outcome.EMPTY, first.cursor)
    now = datetime.now(UTC)
    store.review(1, now - timedelta(days=400))  # so the feed was only out of order
    store.review(2, now - timedelta(minutes=5))
    third = await app(store).fetch(client, second.cursor)
    assert (third.outcome, ids(third.posts)) == (Outcome.ITEMS, [2])
    assert (await app(store).fetch(client, third.cursor)).outcome is Outcome.NOTHING_NEW


@pytest.mark.parametrize("stranger", ["xx", "us"])
async def test_a_country_or_an_app_that_apple_does_not_know(store: Storefronts, client: Bound, stranger: str) -> None:
    store.review(1, NOON)
    source = AppStore(app=APP if stranger == "xx" else "999999999", countries=("us", stranger), base_url=store.url)
    fetched = await source.fetch(client, {})
    assert fetched.outcome is (Outcome.ITEMS if stranger == "xx" else Outcome.SUSPICIOUS)  # the others are heard
    assert fetched.note == f"127.0.0.1 knows no such app or country (HTTP 400): check both ({stranger})"
    assert ids(fetched.posts) == ([1] if stranger == "xx" else [])


async def test_a_country_that_cannot_be_asked_does_not_silence_the_others(store: Storefronts, client: Bound) -> None:
    for number, country in enumerate(("us", "gb", "de")):
        store.review(number, NOON, country=country)

    async def day(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(status=503) if request.path.startswith(broken) else await answer(request)

    broken: tuple[str, ...] = ("/us/",)
    store.bad_day = day
    fetched = await app(store, "us", "gb", "de").fetch(client, {})
    assert (fetched.outcome, ids(fetched.posts)) == (Outcome.ITEMS, [1, 2])
    assert fetched.note == "127.0.0.1 has trouble of its own (HTTP 503) (us)"
    assert {*fetched.cursor} == {"gb", "de", "since"}
    store.review(3, NOON, country="gb")
    again = await app(store, "us", "gb", "de").fetch(client, fetched.cursor)
    assert (again.outcome, ids(again.posts)) == (Outcome.SUSPICIOUS, [3, 1])  # by now the operator shall hear of it
    broken = ("/us/", "/gb/")
    with pytest.raises(FetchError, match="trouble of its own"):  # it is not the country
        await app(store, "us", "gb", "de").fetch(client, {})


async def test_the_app_itself_is_no_review(store: Storefronts, client: Bound) -> None:
    store.app_first = True
    assert (await app(store).fetch(client, {})).outcome is Outcome.EMPTY
    store.review(1, NOON)
    assert ids((await app(store).fetch(client, {})).posts) == [1]


async def test_odd_reviews_do_not_cost_the_good_ones(store: Storefronts, client: Bound) -> None:
    store.review(1, NOON)
    store.review(2, NOON, author=None, updated=None, content={"label": 7}, title=None)
    rest: dict[str, Any] = {"im:voteSum": {"label": "-2"}, "im:version": None}
    store.review(3, NOON, stars="many", **rest)
    store.review(4, NOON, id={"label": "none"})
    odd: list[Any] = [None, 5, {}, {"im:rating": None}]
    store.known["us"] += odd
    three, two, one = (await app(store).fetch(client, {})).posts
    assert ids([three, two, one]) == [3, 2, 1]
    assert (three.stars, three.stars_max, three.likes, three.text) == (None, None, None, "Fine.")
    assert (two.author, two.published, two.title, two.text, two.stars, two.also) == (NOBODY, None, "", "", 4.0, ())
    assert one.likes == 0


@pytest.mark.parametrize(("written", "stars"), [("1", 1.0), ("5", 5.0), ("0", None), ("9", None)])
async def test_stars_are_one_to_five(store: Storefronts, client: Bound, written: str, stars: float | None) -> None:
    store.review(1, NOON, stars=written)
    [post] = (await app(store).fetch(client, {})).posts
    assert (post.stars, post.stars_max) == (stars, 5.0 if stars else None)


async def test_a_date_from_the_future_does_not_make_it_deaf(store: Storefronts, client: Bound) -> None:
    store.review(1, datetime.now(UTC) + timedelta(days=900))
    fetched = await app(store).fetch(client, {})
    assert datetime.fromisoformat(fetched.cursor["us"]["newest"]) <= datetime.now(UTC)


async def test_reviews_without_dates_are_read_from_one_page(store: Storefronts, client: Bound) -> None:
    for number in range(120):
        store.review(number, NOON, updated=None)
    first = await app(store).fetch(client, {})
    assert (len(first.posts), first.cursor["us"]["newest"]) == (50, "")
    store.review(120, NOON, updated=None)
    later = await app(store).fetch(client, first.cursor)
    assert (ids(later.posts)[0], len(later.posts), len(store.asked)) == (120, 50, 2)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ({"errorMessage": "busy"}, "127.0.0.1 sent no feed of reviews (us)"),
        ([], "127.0.0.1 sent no feed of reviews (us)"),
        ({"feed": None}, "127.0.0.1 sent no feed of reviews (us)"),
        ({"feed": {"entry": [{"rating": 4}, None]}}, "127.0.0.1 sent entries that are no reviews (us)"),
        ({"feed": {"entry": "soon"}}, "127.0.0.1 sent entries that are no reviews (us)"),
        ({"feed": {"entry": [{"im:rating": {"label": "4"}}]}}, "127.0.0.1 sent 1 reviews without an id (us)"),
    ],
)
async def test_a_changed_format_is_suspicious(store: Storefronts, client: Bound, body: Any, note: str) -> None:
    store.body = body
    known = {"us": {"newest": NOON.isoformat(), "shown": "x"}, "since": NOON.isoformat()}
    fetched = await app(store).fetch(client, known)
    assert (fetched.outcome, fetched.note, fetched.posts, fetched.cursor) == (Outcome.SUSPICIOUS, note, [], known)


async def test_a_second_page_that_is_broken_keeps_the_place(store: Storefronts, client: Bound) -> None:
    for number in range(60):
        store.review(number, NOON + timedelta(hours=number))
    store.known["us"][50:] = [{"no": "review"}, {"no": "review"}]
    known = {"us": {"newest": NOON.isoformat(), "shown": "x"}, "since": NOON.isoformat()}
    fetched = await app(store).fetch(client, known)
    assert fetched.note == "127.0.0.1 sent entries that are no reviews (us, page 2)"
    assert (fetched.outcome, len(fetched.posts), fetched.cursor) == (Outcome.SUSPICIOUS, 50, known)


async def test_an_error_page_is_no_json(store: Storefronts, client: Bound) -> None:
    store.body = "<html><title>Sign in</title></html>"
    with pytest.raises(Blocked, match="not JSON"):
        await app(store).fetch(client, {})


@pytest.mark.parametrize(
    "written",
    [
        "500000001",
        "id500000001",
        "https://apps.apple.com/us/app/harbor-plumbing/id500000001",
        "https://apps.apple.com/app/id500000001?mt=8",
        " https://itunes.apple.com/us/review?id=500000001&type=Purple ",
    ],
)
async def test_the_app_may_be_written_as_it_is_found(store: Storefronts, client: Bound, written: str) -> None:
    store.review(1, NOON)
    assert ids((await AppStore(app=written, base_url=store.url).fetch(client, {})).posts) == [1]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"app": "Harbor"}, "not an App Store page"),
        ({"app": "https://apps.apple.com/us/app/harbor"}, "not an App Store page"),
        ({"countries": ("usa",)}, "has 'usa': write the two letters"),
        ({"countries": ()}, "1 to 10"),
        ({"countries": ("at", "au", "be", "br", "ca", "ch", "de", "es", "fr", "gb", "us")}, "1 to 10"),
    ],
)
def test_options_that_cannot_be_meant(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        AppStore(**{"app": APP, **options})
