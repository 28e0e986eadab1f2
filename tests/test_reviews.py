"""Review pages: every way of writing schema.org reviews, identities without ids, and pages that show none."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import bounded
from connectors.base import NOBODY, Blocked, FetchError, Form, Outcome
from connectors.parse_reviews import parse_page
from connectors.reviews import Reviews
from connectors.schema_org import json_ld, read
from monitor.clock import SystemClock
from monitor.net import Bound, Net
from monitor.sources.remedies import remedy
from tests.fakes.base import later, redirects
from tests.fakes.documents import Site

PLUMBER = (Path(__file__).parent / "data" / "reviews" / "plumber.html").read_bytes()
URL = "https://guide.example/harbor"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site(tagged=False) as it:
        yield it
    bounded.close()


def asked(site: Site) -> list[str]:
    """The paths of all requests since the last time."""
    paths = [request.path for request in site.received]
    site.received.clear()
    return paths


def ld(value: object) -> bytes:
    return f'<html lang="en"><script type="application/ld+json">{json.dumps(value)}</script>'.encode()


def review(author: object = "Ann", body: str = "Too slow", stars: object = 2, **more: object) -> dict[str, object]:
    return {
        "@type": "Review",
        "author": author,
        "reviewBody": body,
        "datePublished": "2026-11-20",
        "reviewRating": {"@type": "Rating", "ratingValue": stars},
        **more,
    }


def only(body: bytes, url: str = URL) -> dict[str, Any]:
    (found,) = parse_page(body, url)["reviews"]
    assert isinstance(found, dict)
    return found


def reviews_of(*found: object) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = parse_page(ld({"@type": "Product", "name": "Mill", "review": found}), URL)["reviews"]
    return listed


# --- the connector ----------------------------------------------------------------------------------------------------


async def test_page_becomes_posts(site: Site, client: Bound) -> None:
    site.shows = PLUMBER
    fetched = await Reviews(url=f"{site.url}/harbor").fetch(client, {})
    anna, ben, cleo, first, second, dora = fetched.posts
    assert fetched.outcome is Outcome.ITEMS
    assert fetched.cursor["aggregate"] == {"value": 3.4, "best": 5.0, "count": 6}
    assert fetched.cursor["reviews"] == 6
    assert {post.form for post in fetched.posts} == {Form.REVIEW}
    assert {post.service for post in fetched.posts} == {urlsplit(site.url).netloc}
    # In JSON-LD and in microdata, once; the name of the business is no title; @id of the author resolved.
    assert (anna.author.name, anna.author.url) == ("Anna K.", "https://guide.example/people/anna-k")
    assert (anna.title, anna.text) == ("", 'They never returned my call.\nI am "furious".')
    assert (anna.stars, anna.stars_max, anna.lang) == (1.0, 5.0, "en-US")
    assert (anna.published, anna.published_exact) == (datetime(2026, 11, 20, tzinfo=UTC), False)
    assert anna.url == f"{site.url}/harbor"
    assert (ben.title, ben.text, ben.lang) == ("Fast & friendly", "Schnell da.\nGerne wieder!", "de")
    assert (ben.published, ben.published_exact) == (datetime(2026, 11, 19, 7, 30, tzinfo=UTC), True)
    assert ben.edited == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert ben.url.endswith("/harbor/reviews/5c3e77a1")
    assert ben.id == ben.url
    assert (cleo.text, cleo.stars, cleo.stars_max) == ("", 2.5, 10.0)
    # Two people without a name who gave one star on the same day are two.
    assert (first.author.name, first.stars, second.stars) == ("Anonymous", 1.0, 1.0)
    assert first.id != second.id
    assert not first.also
    # Microdata that is put together with itemref.
    assert (dora.author.name, dora.text) == ("Dora", "Flooded my kitchen,\nand laughed.")
    assert (dora.stars, dora.stars_max) == (20.0, 100.0)
    assert dora.id.endswith("/harbor#comment-48213")
    assert dora.published == datetime(2026, 11, 16, 10, tzinfo=UTC)


async def test_unchanged_reviews_are_nothing_new(site: Site, client: Bound) -> None:
    source = Reviews(url=f"{site.url}/harbor")
    site.shows = PLUMBER
    first = await source.fetch(client, {})
    same = await source.fetch(client, first.cursor)
    site.shows = PLUMBER.replace(b"</body>", b"<!-- token 77 --></body>")
    token = await source.fetch(client, same.cursor)
    site.shows = PLUMBER.replace(b"Flooded", b"Drowned")
    edited = await source.fetch(client, token.cursor)
    assert [got.outcome for got in (same, token, edited)] == [Outcome.NOTHING_NEW, Outcome.NOTHING_NEW, Outcome.ITEMS]
    assert token.cursor["body_hash"] != first.cursor["body_hash"]
    site.headers["etag"] = '"1"'
    tagged = await source.fetch(client, {})
    assert (await source.fetch(client, tagged.cursor)).outcome is Outcome.NOTHING_NEW
    assert len([asked for asked in site.received if asked.path == "/harbor"]) == 6


@pytest.mark.parametrize(
    ("body", "outcome", "note"),
    [
        (
            ld({"@type": "Product", "name": "Mill", "aggregateRating": {"ratingValue": 0, "reviewCount": 0}}),
            "empty",
            "",
        ),
        (ld({"@type": "Restaurant", "name": "Inn"}), "empty", ""),
        (
            ld({"@type": "Restaurant", "aggregateRating": {"ratingValue": "4", "reviewCount": "250"}}),
            "suspicious",
            "counts 250",
        ),
        (ld({"@type": "WebSite", "name": "Guide"}), "suspicious", "JavaScript"),
        (
            b"<html><title>Just a moment...</title><form>captcha</form></html>",
            "suspicious",
            "sent a robot check instead",
        ),
        (b"<html><title>Log in</title><input type=password></html>", "suspicious", "sent a login page instead"),
        (b"", "suspicious", "captcha"),
    ],
)
async def test_a_page_without_reviews(site: Site, client: Bound, body: bytes, outcome: str, note: str) -> None:
    site.shows = body
    fetched = await Reviews(url=f"{site.url}/harbor").fetch(client, {})
    assert fetched.outcome == outcome
    assert note in fetched.note
    assert bool(fetched.cursor) == (outcome == "empty")  # what was not understood is looked at again


async def test_reviews_that_vanish_are_suspicious(site: Site, client: Bound) -> None:
    site.shows = PLUMBER
    first = await Reviews(url=f"{site.url}/harbor").fetch(client, {})
    site.shows = ld({"@type": "Plumber", "name": "Harbor Plumbing"})
    second = await Reviews(url=f"{site.url}/harbor").fetch(client, first.cursor)
    assert second.outcome is Outcome.SUSPICIOUS
    assert "showed 6 reviews" in second.note
    assert second.cursor == first.cursor


async def test_charset_of_the_header(site: Site, client: Bound) -> None:
    site.content_type = 'text/html; Charset="windows-1251"'
    site.shows = ld([]).replace(b"[]", '{"@type":"Review","reviewBody":"Ужасно"}'.encode("cp1251"))
    (post,) = (await Reviews(url=f"{site.url}/harbor").fetch(client, {})).posts
    assert post.text == "Ужасно"
    assert post.author == NOBODY


@pytest.mark.parametrize("said", ["", "<meta charset=iso-8859-1>", "<meta charset=utf-8>"])
@pytest.mark.parametrize("charset", ["", "iso-8859-1", "utf-8", "no-such-thing"])
@pytest.mark.parametrize("really", ["utf-8", "cp1252"])
def test_pages_that_lie_about_their_letters(said: str, charset: str, really: str) -> None:
    page = said.encode() + ld(review(body="x")).replace(b'"x"', '"Schön – schlecht"'.encode(really))
    assert [one["text"] for one in parse_page(page, URL, charset)["reviews"]] == ["Schön – schlecht"]


# --- stars ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        ({"ratingValue": 4}, (4, 5)),
        ({"ratingValue": "4,5"}, (4.5, 5)),
        ({"ratingValue": "7"}, (7, 10)),
        ({"ratingValue": 85}, (85, 100)),
        ({"ratingValue": "1", "bestRating": "10"}, (1, 10)),
        ({"ratingValue": "80%"}, (80, 100)),
        ({"ratingValue": "Rated 3.5/5"}, (3.5, 5)),
        ({"ratingValue": "2 out of 10"}, (2, 10)),
        ({"ratingValue": "★★☆☆☆"}, (2, 5)),
        ({"ratingValue": "⭐⭐"}, (2, 5)),
        ({"ratingValue": 80, "bestRating": 5}, (80, 100)),  # the scale is wrong
        ({"ratingValue": 0, "worstRating": 0, "bestRating": 5}, (0, 5)),
        ({"ratingValue": 0}, (None, None)),  # what plug-ins write for "not rated"
        ({"ratingValue": "0", "worstRating": "1"}, (None, None)),
        ({"ratingValue": 2, "bestRating": 1, "worstRating": 6}, (5, 6)),  # school grades
        ({"ratingValue": -5, "bestRating": 5, "worstRating": -5}, (0, 10)),
        ({"ratingValue": "none"}, (None, None)),
        ({"ratingValue": 1e9}, (None, None)),
        ([{"reviewAspect": "Food", "ratingValue": 5}, {"ratingValue": 1}], (1, 5)),
        (3, (3, 5)),
        ("4 stars", (4, 5)),
        (None, (None, None)),
    ],
)
def test_stars(rating: object, expected: tuple[float | None, float | None]) -> None:
    found = only(ld(review(reviewRating=rating)))
    assert (found["stars"], found["stars_max"]) == expected


def test_stars_without_a_scale_are_of_the_one_that_the_page_has() -> None:
    low, high = review("Bo", "Slow", 4), review("Cy", "Good", 9)
    assert [one["stars_max"] for one in reviews_of(low, high)] == [10, 10]
    assert [one["stars_max"] for one in reviews_of(low, review("Cy", "Good", 90))] == [5, 100]
    for told in ({"ratingValue": "8.2"}, {"ratingValue": 4.1, "bestRating": 10}):
        found = only(ld({"@type": "Hotel", "name": "Inn", "aggregateRating": told, "review": low}))
        assert (found["stars"], found["stars_max"]) == (4, 10)


@pytest.mark.parametrize(
    ("told", "likes"),
    [
        ({"upvoteCount": "12", "downvoteCount": 3}, 12),
        ({"interactionStatistic": {"@type": "InteractionCounter", "interactionType": "https://schema.org/LikeAction",
                                   "userInteractionCount": 7}}, 7),
        ({"interactionStatistic": [
            {"@type": "InteractionCounter", "interactionType": {"@type": "CommentAction"}, "userInteractionCount": 2},
            {"@type": "InteractionCounter", "interactionType": {"@type": "LikeAction"}, "userInteractionCount": "4"},
        ]}, 4),
        ({"interactionStatistic": {"interactionType": "ViewAction", "userInteractionCount": 900}}, None),
        ({"upvoteCount": -1}, None),
        ({"interactionStatistic": ["many", 3]}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_how_many_found_it_helpful(told: dict[str, Any], likes: int | None) -> None:
    assert only(ld(review(**told)))["likes"] == likes


def test_stars_alone_are_a_review_and_neither_stars_nor_words_are_none() -> None:
    assert [one["stars"] for one in reviews_of(review(body="", stars=1), review("Bo", "", None))] == [1]


# --- JSON-LD of all sorts ---------------------------------------------------------------------------------------------

WHOLE = json.dumps(review())


@pytest.mark.parametrize(
    "script",
    [
        WHOLE,
        f"<!-- {WHOLE} -->",
        f"<!--//--><![CDATA[//><!--\n{WHOLE}\n//--><!]]>",
        f"/* <![CDATA[ */{WHOLE}/* ]]> */",
        f"{WHOLE};",
        f'{{"@type":"WebSite"}}{WHOLE}',
        f'{{"@type":"WebSite",}}\n{WHOLE}',
        f"[{WHOLE},]",
        f'[{{"@type":"WebSite"}} {WHOLE}]',
        f'{{"@graph":[{{"@type":"WebSite","name":"quote " here"}},{WHOLE}]}}',
        WHOLE.replace("{", "{ /* a note */", 1),
        WHOLE.replace("Too slow", r"Too\' slow"),
        WHOLE.replace("Too slow", "Too\n\x01slow"),
        WHOLE.replace('"', "&quot;"),
        WHOLE.replace('"Review"', '["Thing", "https://schema.org/UserReview"]'),
        WHOLE.replace('"reviewBody"', '"http://schema.org/reviewBody"').replace("Too slow", "Too <b>slow</b>"),
        f'{{"review":{WHOLE},"name":"cut off',
        f'{{"name":"24" Mill","review":{WHOLE}}}',
        WHOLE.replace("Too slow", 'Too "slow"'),
        WHOLE.replace("Too slow", 'Too slow"').replace("Too", '"Too', 1),
        WHOLE.replace('"datePublished"', '"dateModified":undefined,"datePublished"'),
        WHOLE.replace('"Ann", ', '"Ann" '),
        WHOLE.replace('"', "'"),
    ],
)
def test_scripts_as_they_are_found(script: str) -> None:
    body = f'<script type="application/ld+json; charset=utf-8">{script}</script><p>text'.encode()
    found = only(body)
    assert (found["author"], found["stars"]) == ("Ann", 2)
    assert re.sub("['\"]", "", found["text"]).replace("\n", " ") in ("Too slow", "Tooslow")


def test_what_somebody_liked_and_did_not_are_words() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "It <b>leaks</b>"}]}
    found = only(ld(review(body="", positiveNotes="Cheap", negativeNotes=listed)))
    assert found["text"] == "Cheap\nIt leaks"


def test_stars_that_are_drawn_have_their_number_in_a_title() -> None:
    for drawn in (
        '<b itemprop="reviewRating" itemscope><i itemprop="ratingValue" title="2"></i></b>',
        '<b itemprop="reviewRating" itemscope aria-label="Rated 2 out of 5"><svg></svg><svg></svg></b>',
        '<b itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating" title="2 von 5 Sternen"></b>',
    ):
        body = f'<div itemscope itemtype="https://schema.org/Review"><p itemprop="reviewBody">Bad</p>{drawn}</div>'
        found = only(body.encode())
        assert (found["stars"], found["stars_max"]) == (2, 5)


def test_expanded_json_ld_and_a_body_that_is_json() -> None:
    expanded = [
        {"@type": ["http://schema.org/Review"], "http://schema.org/reviewBody": [{"@value": "Bad", "@language": "en"}]}
    ]
    assert only(json.dumps(expanded).encode())["text"] == "Bad"


@pytest.mark.parametrize("around", ["@reverse", "@included"])
def test_reviews_that_hang_on_their_shop_the_other_way_round(around: str) -> None:
    """https://www.w3.org/TR/json-ld11/#reverse-properties: they name the shop, and it does not name them."""
    said = review("Dana", "Never called back.")
    shop = {
        "@type": "Plumber",
        "name": "Harbor Plumbing",
        around: {"itemReviewed": said} if "rev" in around else [said],
    }
    found = only(ld(shop))
    assert (found["author"], found["text"]) == ("Dana", "Never called back.")


GERMAN, ENGLISH = {"@value": "Nie gekommen", "@language": "de"}, {"@value": "Never came", "@language": "en"}


@pytest.mark.parametrize(
    ("body", "page", "text", "lang"),
    [
        (GERMAN, "", "Nie gekommen", "de"),
        ({"de": "Nie gekommen", "en-GB": ["Never came"]}, "en-US", "Never came", "en-GB"),
        ({"de": "Nie gekommen", "en": "Never came"}, "fr", "Nie gekommen", "de"),
        ({"@none": "Never came"}, "fr", "Never came", "fr"),
        ([GERMAN, ENGLISH], "en", "Never came", "en"),
        ([GERMAN, "Never came"], "", "Nie gekommen\nNever came", "de"),
        ("(Translated by Google) Never came\n\n(Original)\nNie gekommen", "", "Nie gekommen", ""),
    ],
)
def test_words_that_tell_their_language(body: object, page: str, text: str, lang: str) -> None:
    """https://www.w3.org/TR/json-ld11/#string-internationalization"""
    script = ld({**review(), "reviewBody": body}).decode()
    (told,) = parse_page(f'<html lang="{page}"><body>{script}</body></html>'.encode(), URL)["reviews"]
    assert (told["text"], told["lang"]) == (text, lang)


def test_words_in_the_page_that_tell_their_language() -> None:
    said = '<p itemprop="reviewBody" lang="de">Nie <b>gekommen</b></p>'
    page = f'<html lang="en"><div itemscope itemtype="https://schema.org/Review">{said}</div></html>'
    (told,) = parse_page(page.encode(), URL)["reviews"]
    assert (told["text"], told["lang"]) == ("Nie gekommen", "de")


@pytest.mark.parametrize("count", [1234, "1234", "1,234", "1.234", "1 234"])
def test_how_many_have_reviewed(count: object) -> None:
    rated = {"@type": "EmployerAggregateRating", "ratingValue": "4,2", "reviewCount": count}
    assert parse_page(ld(rated), URL)["aggregate"] == {"value": 4.2, "best": 5.0, "count": 1234}


def test_claims_and_empty_scripts_are_no_reviews() -> None:
    body = b'<script type="application/ld+json">null</script><script type="application/ld+json"></script>'
    assert parse_page(body + ld({**review(), "@type": "ClaimReview"}), URL)["reviews"] == []


@pytest.mark.slow
def test_hostile_scripts_end_quickly() -> None:
    assert json_ld("[" * 200_000) == []
    assert json_ld('{"@type":"Review",' * 20_000) == []
    assert json_ld('"' * 100_000 + "{") == []
    assert read(b"<div itemscope itemprop=review>" * 20_000).ways[1]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='{}[]",:\\/*<!->@typeReviwbod 1\n', max_size=200))
def test_no_script_raises(script: str) -> None:
    assert isinstance(json_ld(script), list)
    parse_page(f'<script type="application/ld+json">{script}</script>{script}'.encode(), URL)


# --- authors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ann", ("Ann", "")),
        ({"@type": "Person", "name": "Ann &amp; Bo", "url": "/u/ann"}, ("Ann & Bo", "https://guide.example/u/ann")),
        ([{"name": ["Ann", "Bo"]}, {"name": "Cy"}], ("Ann", "")),
        ({"givenName": "Ann", "familyName": "Lee"}, ("Ann Lee", "")),
        ({"name": "Ann", "url": "javascript:alert(1)"}, ("Ann", "")),
        ({"name": "Ann", "url": "https://guide.example/"}, ("Ann", "")),  # the site is not her profile
        ("https://guide.example/u/ann", ("", "https://guide.example/u/ann")),
        (None, ("", "")),
        (7, ("", "")),
    ],
)
def test_authors(author: object, expected: tuple[str, str]) -> None:
    found = only(ld(review(author)))
    assert (found["author"], found["author_url"]) == expected


def test_one_profile_for_several_people_is_nobodys() -> None:
    shared = [review({"name": name, "url": "https://guide.example/member"}, name) for name in ("Ann", "Bo")]
    assert [one["author_url"] for one in reviews_of(*shared)] == ["", ""]


# --- who is who -------------------------------------------------------------------------------------------------------


def test_identity_is_what_was_said_not_where_or_how_it_stands() -> None:
    alone = only(ld(review()))
    (_, moved) = reviews_of(
        review("Bo", "Fine"), review("Ann", "<p>Too  SLOW</p>", 1, datePublished="2026-11-20T09:00:00Z")
    )
    assert moved["id"] == alone["id"]
    assert moved["also"] == alone["also"]
    assert only(ld(review(body="Too slow!!! Avoid")))["id"] != alone["id"]


def test_an_edited_review_is_known_by_author_and_date() -> None:
    before, after = only(ld(review())), only(ld(review(body="They fixed it.", stars=5)))
    assert before["id"] != after["id"]
    assert before["also"] == after["also"] != []
    assert only(ld(review()), URL + "/two")["also"] != before["also"]  # another page, another review


def test_an_edited_review_is_known_by_how_it_begins_under_another_date() -> None:
    words = "They came three days late and left the tap dripping."
    (old,) = reviews_of(review(body=words))
    for day in ("2026-11-27", None):
        (new,) = reviews_of(review(body=f"{words} Fixed now.", stars=5, datePublished=day))
        assert {*new["also"]} & {*old["also"]}
        (other,) = reviews_of(review("Bo", words, datePublished=day))
        assert not {*other["also"]} & {*old["also"]}
    twice = reviews_of(review(body=words), review(body=f"{words} Still.", datePublished="2026-11-27"))
    assert not {*twice[0]["also"]} & {*twice[1]["also"]}


def test_the_pair_is_no_identity_when_it_is_not_unique_or_not_a_name() -> None:
    assert [one["also"] for one in reviews_of(review(), review(body="And again"))] == [[], []]
    assert only(ld(review("Anonymous")))["also"] == []
    assert only(ld(review(datePublished="2 days ago")))["also"] == []


def test_dates_that_cannot_be_read_do_not_change_the_identity() -> None:
    days = [only(ld(review(datePublished=said))) for said in ("2 days ago", "3 days ago")]
    assert days[0]["id"] == days[1]["id"]
    assert days[0]["published"] == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://guide.example/reviews/5c3e77a1", True),
        ("#comment-48213", True),
        ("#review-3", False),  # a position
        ("_:b0", False),
        (URL, False),
        ("https://guide.example/harbor#reviews", False),
        ("http://[::1", False),
    ],
)
def test_an_address_is_an_identity_only_if_it_lasts(said: str, kept: bool) -> None:
    found, plain = only(ld(review(**{"@id": said}))), only(ld(review()))
    assert (found["id"] != plain["id"]) is kept
    assert (f"review:{plain['id']}" in found["also"]) is kept  # known again when the site drops its ids


def test_an_address_that_several_share_is_nobodys() -> None:
    ids = {
        one["id"]
        for one in reviews_of(*(review(body=body, url="https://guide.example/p/77001") for body in ("a", "b")))
    }
    assert len(ids) == 2
    assert not any("77001" in one for one in ids)


@pytest.mark.parametrize(
    ("author", "owners"),
    [
        ({"@type": "Organization", "name": "Mill & Sons"}, True),
        ({"@type": ["LocalBusiness", "Plumber"]}, True),
        ({"@type": "Person", "name": "Mill & Sons"}, False),  # a name is no proof
        ({"name": "Mill & Sons"}, False),
        ("Mill & Sons", False),
        (None, False),
        ([], False),
    ],
)
def test_whose_reply_it_is_the_page_must_say(author: object, owners: bool) -> None:
    reply = {"@type": "Comment", "author": author, "text": "We call <b>you</b> today.", "datePublished": "2026-11-21"}
    (found,) = reviews_of(review(comment=[reply, None, "thanks", 5]))
    assert [told["text"] for told in found["replies"]] == (["We call you today."] if owners else [])


def test_a_reply_that_only_one_plug_in_shows_is_kept() -> None:
    reply = {"@type": "Comment", "author": {"@type": "Organization", "name": "Mill"}, "text": "Sorry."}
    (found,) = reviews_of(review(), review(comment=reply))
    assert [told["author"] for told in found["replies"]] == ["Mill"]


def test_two_plug_ins_that_write_the_same_reviews() -> None:
    twice = reviews_of(review(), review(datePublished="2026-11-19T23:30:00-08:00", body="Too slow, and rude"))
    assert [one["text"] for one in twice] == ["Too slow", "Too slow, and rude"]
    (once,) = reviews_of(review(), review(datePublished="2026-11-20T23:30:00-08:00"))
    assert (once["published"], once["exact"]) == ("2026-11-21T07:30:00+00:00", True)


# --- RDFa -------------------------------------------------------------------------------------------------------------


RATED = '<span {0}="{1}">1</span> of <span {0}="{2}">5</span>'


@pytest.mark.parametrize(
    "page",
    [
        '<div vocab="https://schema.org/" typeof="LocalBusiness"><p rel="review"><i typeof="Review"><b property="author">Ann</b>'
        '<i rel="reviewRating"><i typeof="Rating">' + RATED.format("property", "ratingValue", "bestRating"),
        '<div xmlns:v="http://rdf.data-vocabulary.org/#" typeof="v:Review"><b property="v:reviewer">Ann</b>'
        '<i rel="v:rating"><i typeof="v:Rating">' + RATED.format("property", "v:value", "v:best"),
        '<div itemscope itemtype="http://data-vocabulary.org/Review"><b itemprop="reviewer">Ann</b>'
        '<i itemprop="rating" itemscope itemtype="http://data-vocabulary.org/Rating">'
        + RATED.format("itemprop", "value", "best"),
    ],
)
def test_stars_as_older_pages_write_them(page: str) -> None:
    """https://www.w3.org/TR/rdfa-core/#s_rel, and the vocabulary that Google had before schema.org."""
    told = only(page.encode())
    assert (told["author"], told["stars"], told["stars_max"]) == ("Ann", 1, 5)


def test_rdfa_lite() -> None:
    found = only(
        b"""<html lang=fr><div vocab="https://schema.org/" typeof="Product"><span property="name">Mill</span>
        <div property="review" typeof="Review"><b property="name">Bof</b> <span property="author" typeof="Person">
        <i property="name">Zo\xc3\xa9</i></span> <time property="datePublished" datetime="2026-11-02">2 nov.</time>
        <p property="reviewBody">Trop lent.</p><div property="reviewRating" typeof="Rating">
        <meter property="ratingValue" value="2" max="5">**</meter></div></div></div>"""
    )
    assert (found["title"], found["author"], found["text"], found["lang"]) == ("Bof", "Zoé", "Trop lent.", "fr")
    assert (found["stars"], found["published"]) == (2.0, "2026-11-02T00:00:00+00:00")


# -- robots.txt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "reads"),
    [
        (404, True),
        (403, True),  # RFC 9309, 2.3.1.3: where there are none, everything is allowed
        (b"User-agent: *\nDisallow: /shop\n", False),
        (b"User-agent: *\nDisallow: /shop\nAllow: /shop/kettle\n", True),
        (b"User-agent: Earful\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: earful\nAllow: /\n", True),
        (b"User-agent: Other\nDisallow: /\n", True),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /shop\n", False),
        (b"<html>Not found</html>", True),
    ],
)
async def test_a_page_is_read_only_where_robots_txt_lets_programs_in(
    site: Site, client: Bound, rules: bytes | int, reads: bool
) -> None:
    site.shows, site.robots = ld(review()), rules
    source = Reviews(url=f"{site.url}/shop/kettle")
    if reads:
        assert (await source.fetch(client, {})).outcome is Outcome.ITEMS
    else:
        with pytest.raises(
            Blocked, match=r"127\.0\.0\.1 does not want programs at this page \(its robots\.txt"
        ) as said:
            await source.fetch(client, {})
        assert said.value.permanent  # waiting does not mend it: the operator is told at once
        assert "allow the agent Earful" in remedy(str(said.value))
    assert all(request.headers["user-agent"].startswith("Earful/") for request in site.received)
    assert asked(site) == ["/robots.txt", *(["/shop/kettle"] if reads else [])]


async def test_a_redirect_leads_nowhere_where_programs_are_not_wanted(site: Site, client: Bound) -> None:
    async with Site(shows=ld(review()), robots=b"User-agent: *\nDisallow: /members\n") as other:
        source = Reviews(url=f"{site.url}/kettle")
        site.bad_day = later(redirects(f"{other.url}/members/kettle"))
        with pytest.raises(Blocked, match=r"its robots\.txt"):
            await source.fetch(client, {})
        site.bad_day = redirects(f"{other.url}/kettle")
        assert (await source.fetch(client, {})).outcome is Outcome.ITEMS


async def test_robots_txt_is_read_once_a_day_and_by_all_pages_of_a_site_together(site: Site, client: Bound) -> None:
    site.shows = ld(review())
    pages = [Reviews(url=f"{site.url}/{name}") for name in ("kettle", "pump", "valve")]
    first = await asyncio.gather(*(page.fetch(client, {}) for page in pages))
    assert asked(site).count("/robots.txt") == 1
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as net:
        restarted = net.bound(failure=FetchError, allow_private=True)
        later = await pages[0].fetch(restarted, first[0].cursor)
        assert (later.outcome, asked(site)) == (Outcome.NOTHING_NEW, ["/kettle"])
        site.robots = b"User-agent: *\nDisallow: /\n"
        with pytest.raises(Blocked, match=r"robots\.txt"):
            await pages[0].fetch(restarted, {**later.cursor, "allowed": later.cursor["allowed"] - 90_000})


async def test_a_site_that_cannot_be_asked_for_its_rules_is_left_alone_for_now(site: Site, client: Bound) -> None:
    site.shows, site.robots = ld(review()), 503
    source = Reviews(url=f"{site.url}/kettle")
    with pytest.raises(FetchError, match="trouble of its own") as said:
        await source.fetch(client, {})
    assert (said.value.permanent, asked(site)) == (False, ["/robots.txt"])
    site.robots = 404  # and that was not remembered
    assert (await source.fetch(client, {})).outcome is Outcome.ITEMS
