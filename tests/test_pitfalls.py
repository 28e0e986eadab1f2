"""What breaks pollers in practice, where no test of one part shows it; and that ``docs/design/pitfalls.md`` names real tests."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

import connectors
from connectors.base import Outcome
from connectors.feed import Feed
from connectors.text import words
from monitor.net import Bound
from tests.fakes.documents import Site
from tests.fakes.stage import START, Letterbox, Place, post, settings, source, stage

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs" / "design" / "pitfalls.md").read_text(encoding="utf-8")


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><guid>{title}</guid><title>{title}</title></item>" for title in titles)
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def test_every_pitfall_has_a_test_that_exists() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and not line.startswith(("| what", "|---"))]
    assert len(rows) >= 30
    for row in rows:
        named = re.findall(r"`(test_\w+)\.(test_\w+)`", row)
        assert named, row
        for module, name in named:
            there = (ROOT / "tests" / f"{module}.py").read_text(encoding="utf-8")
            assert re.search(rf"^(?:async )?def {name}\(", there, re.MULTILINE), f"{module}.{name}"


@pytest.mark.parametrize("kind", sorted(connectors.BUILT_IN))
def test_a_new_key_makes_no_new_source(kind: str) -> None:
    """Or what was said since the old one ran out would be history, which alarms nobody."""
    connector = connectors.connector(kind)
    options = {option.name: option for option in fields(connector)}
    options.pop(getattr(connector, "address", ""), None)
    assert [name for name, option in options.items() if option.metadata.get("secret") and option.compare] == []


async def test_validators_with_an_expiry_of_zero_are_not_believed(client: Bound) -> None:
    async with Site(shows=rss("one"), content_type="application/rss+xml") as site:
        site.headers |= {"etag": '"1"', "last-modified": "Mon, 23 Nov 2026 09:00:00 GMT", "expires": "0"}
        first = await Feed(url=f"{site.url}/feed").fetch(client, {})
        assert not {"etag", "last_modified"} & first.cursor.keys()
        again = await Feed(url=f"{site.url}/feed").fetch(client, first.cursor)
        assert again.outcome is Outcome.NOTHING_NEW  # by the hash of the body
        assert not {"if-none-match", "if-modified-since"} & site.received[-1].headers.keys()


async def test_a_date_of_change_that_stays_the_same_hides_no_entry(client: Bound) -> None:
    async with Site(shows=rss("one"), content_type="application/rss+xml") as site:
        site.headers["last-modified"] = "Mon, 23 Nov 2026 09:00:00 GMT"
        first = await Feed(url=f"{site.url}/feed").fetch(client, {})
        site.shows = rss("two", "one")  # and its server says 200, with the date of yesterday
        second = await Feed(url=f"{site.url}/feed").fetch(client, first.cursor)
        assert [post.title for post in second.posts] == ["two", "one"]


async def test_an_entry_that_is_missing_for_a_while_is_no_news_when_it_is_back(tmp_path: Path) -> None:
    """Servers behind one name take turns, and each shows another number of entries."""
    one, two = post(id="1"), post(id="2", by="Lee")
    place, mail = Place([one, two]), Letterbox()
    async with stage(settings(tmp_path, {"forum": place}, {"mail": mail})) as earful:
        await earful.look(as_new=timedelta(days=7))
        told = len(mail.take())
        assert told
        for shown in ([one], [], [two, one], [two], [one, two]):
            place.posts = shown
            await earful.after(timedelta(minutes=15))
            (hearing,) = earful.heard
            assert not hearing.fresh
        assert len(await earful.cases()) == 2
        assert not [reason for reason, _ in mail.take() if reason in ("FIRST_ANGER", "STILL_ANGRY", "REOPENED")]


async def test_a_review_with_a_date_alone_is_not_hours_overdue(tmp_path: Path) -> None:
    """It was written some time that day: the clock begins at its end, and never before it was seen."""
    today = START.replace(hour=0)
    review = post("Harbor Plumbing never came. Awful.", at=today, published_exact=False)
    place, mail = Place(), Letterbox()
    async with stage(settings(tmp_path, [source("reviews", place)], {"mail": mail})) as earful:
        await earful.look()
        place.posts = [review]
        await earful.after(timedelta(minutes=15))
        (case,) = (await earful.cases()).values()
    assert case.waiting_since == START + timedelta(minutes=15)
    assert "OVERDUE" not in [reason for reason, _ in mail.told]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("http:&#x2F;&#x2F;x.example&#x2F;a don&#x27;t", "http://x.example/a don't"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("5 &lt; 6", "5 < 6"),
    ],
)
def test_entities_as_services_write_them(html: str, said: str) -> None:
    assert words(html) == said


def test_every_kind_stands_in_the_table() -> None:
    said = {*re.findall(r"`(\w+)`", TABLE)}
    assert {*connectors.BUILT_IN} - said <= {"reddit", "x"}  # whose own modules speak of theirs
