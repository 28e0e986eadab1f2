"""The pages *Brands*: figures that agree with the mentions behind them, pictures that run nothing, and who sees what."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as etree
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Post
from monitor.store import storms
from monitor.store.browsing.figures import Bin, Step, Volume
from monitor.storming import Picture, Storm
from monitor.web import pictures, spans
from monitor.web.pictures import Bars
from tests.fakes.site import Site, Visitor, site
from tests.fakes.stage import FURIOUS, START, THANKS, Place, brand, post

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HARBOR = "/brands/Harbor%20Plumbing"
SVG = "{http://www.w3.org/2000/svg}"
BARS = Bars(["1 Nov", "2 Nov", "3 Nov"], [(1, 2, 3, 0), (0, 0, 0, 0), (5, 0, 0, 1)], [("Storm 7", 2, 2)])


@asynccontextmanager
async def heard(
    folder: Path, *posts: Post, role: str = "act", **changes: object
) -> AsyncIterator[tuple[Site, Visitor]]:
    """Earful after it heard these posts, and somebody who looks at it."""
    async with site(folder, {"Town forum": Place(list(posts))}, **changes) as there:  # type: ignore[arg-type]
        await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=DAY)
        await there.app.work()
        async with there.signed_in(role) as them:
            yield there, them


def rows(text: str) -> list[tuple[str, str, list[int]]]:
    """The bins of the table: label, address of their posts, numbers."""
    table = re.search(r'<tbody class="numbers">(.*?)</tbody>', text, re.DOTALL)
    assert table
    found = []
    for row in re.findall(r"<tr>.*?</tr>", table[1]):
        link = re.search(r'<a href="([^"]*)">', row)
        label = re.sub(r"<[^>]*>", "", re.findall(r"<th.*?</th>", row)[0])
        found.append((label, unescape(link[1]) if link else "", list(map(int, re.findall(r"<td>(\d+)</td>", row)))))
    return found


async def posts_at(them: Visitor, address: str) -> int:
    """How many mentions a page of them shows."""
    return (await them.text(address)).count("<blockquote>")


def spread() -> list[Post]:
    """Posts of half a year, some of them on the very bounds of days and hours."""
    found = [post(FURIOUS, at=START - n * 7 * HOUR, by=f"A{n}") for n in range(12)]
    found += [post(THANKS, at=START - n * DAY, by=f"B{n}") for n in range(0, 180, 9)]
    found += [post("Harbor Plumbing has a van.", at=START - n * HOUR, by=f"C{n}") for n in (0, 1, 9, 24, 33, 57)]
    return found


# -- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
@pytest.mark.slow
async def test_each_bin_leads_to_just_its_posts_and_together_they_are_all(tmp_path: Path, zone: str) -> None:
    async with heard(tmp_path, *spread(), timezone=ZoneInfo(zone)) as (_, them):
        for query in ("span=1", "span=7", "span=7&step=day", "span=30", "span=90"):
            text = await them.text(f"{HARBOR}?{query}")
            bins = rows(text)
            linked = [(address, numbers) for _, address, numbers in bins if address]
            assert len(linked) >= 3, query
            for address, numbers in linked[:6] + linked[-2:]:
                assert await posts_at(them, address) == numbers[0], address
                assert sum(numbers[1:5]) == numbers[0], address
            assert all(numbers[0] == 0 for _, address, numbers in bins if not address), query
            total = sum(numbers[0] for _, _, numbers in bins)
            assert f"<strong>{total}</strong>" in text, query
            everything = re.search(r'<a href="([^"]*)">Mentions</a><strong>', text)
            assert everything, query
            assert await posts_at(them, unescape(everything[1])) == min(total, 30), query


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Auckland", "America/New_York"]
)
@pytest.mark.slow
async def test_a_year_of_days_is_that_of_the_zone(tmp_path: Path, zone: str) -> None:
    """Whatever the clock there: halves of hours, days of 23, 23.5 and 25 hours, midnights early and late in the day of UTC."""
    there_is = ZoneInfo(zone)
    ats = [START - n * timedelta(days=3, hours=7, minutes=15) for n in range(105)]
    for day in ((2026, 3, 29), (2026, 4, 5), (2026, 10, 4), (2026, 10, 25), (2026, 11, 1)):
        midnight = datetime(*day, tzinfo=there_is)
        ats += [midnight, midnight - timedelta(seconds=1), (midnight + DAY).astimezone(UTC) - timedelta(minutes=20)]
    said = [post("Harbor Plumbing has a van.", at=at.astimezone(UTC), by=f"A{n}") for n, at in enumerate(ats)]
    async with heard(tmp_path, *said, timezone=there_is) as (_, them):
        bins = {label: numbers[0] for label, _, numbers in rows(await them.text(f"{HARBOR}?span=365")) if numbers[0]}
    days = [at.astimezone(there_is) for at in ats]
    assert bins == Counter(f"{day:%a} {day.day} {day:%b}" for day in days)


async def test_the_spans_and_their_bins(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, them):
        for query, count, newest, oldest in (
            ("span=1", 24, "Mon 23 Nov 09:00", "Sun 22 Nov 10:00"),
            ("span=7", 168, "Mon 23 Nov 09:00", "Mon 16 Nov 10:00"),
            ("span=7&step=day", 7, "Mon 23 Nov", "Tue 17 Nov"),
            ("", 30, "Mon 23 Nov", "Sun 25 Oct"),
            ("span=30&step=hour", 30, "Mon 23 Nov", "Sun 25 Oct"),
            ("span=365", 365, "Mon 23 Nov", "Mon 24 Nov"),
            ("span=99999999999999999999&step=%00", 30, "Mon 23 Nov", "Sun 25 Oct"),
        ):
            bins = rows(await them.text(f"{HARBOR}?{query}"))
            assert (len(bins), bins[0][0], bins[-1][0]) == (count, newest, oldest), query
            assert bins[0][2][0] == 1, query


@pytest.mark.slow
async def test_a_year_of_a_long_name_is_a_small_page_and_leads_to_each_day(tmp_path: Path) -> None:
    name = "Сантехника и Отопление Harbor " * 3
    said = [post(f"{name.strip()} has a van.", at=START - n * DAY, by=f"A{n}") for n in range(365)]
    async with heard(tmp_path, *said, brands=[brand(name.strip())]) as (_, them):
        page = f"/brands/{quote(name.strip(), safe='')}"
        text = await them.text(f"{page}?span=365")
        assert len(text.encode()) < 70_000
        bins = rows(text)
        assert len([address for _, address, _ in bins if address]) == 365
        _, address, numbers = bins[100]
        assert numbers[0] == 1
        async with them.get(f"{page}{address}") as answer:
            assert answer.status == 303
            assert await posts_at(them, answer.headers["Location"]) == 1
        for never in ("", "x", "2026-99-99", "%00"):
            assert "<h1>" in await them.text(f"{page}?on={never}")


async def test_figures_of_a_brand_beside_those_of_the_span_before(tmp_path: Path) -> None:
    said = [post(by="Ann"), post(by="Bob"), post(THANKS, at=START - 40 * DAY, by="Old")]
    async with heard(tmp_path, *said) as (there, them):
        there.clock.move(2 * HOUR)
        await there.app.office.act(1, "answered", "maria")
        there.clock.move(HOUR)
        await there.app.office.act(1, "close", "maria", "won_back")
        there.clock.move(4 * HOUR)
        await there.app.office.act(2, "answered", "maria")
        text = await them.text(HARBOR)
        for part in (
            "Mentions</a><strong>2</strong><span class=\"soft\">before: 1<", "Unhappy</a><strong>2</strong>",
            "Within the promise<strong>50 %</strong><span class=\"soft\">2 answers", "Half answered within<strong>2 h</strong>",
            "Won back<strong>1</strong>", "Waiting now</a><strong>0</strong>",
        ):  # fmt: skip
            assert part in text, part
        theme = re.search(r'<a href="([^"]*theme=no_answer[^"]*)">no answer</a></th><td class="number">(\d+)', text)
        assert theme
        assert await posts_at(them, unescape(theme[1])) == int(theme[2]) == 2


async def test_all_brands_and_their_share_of_voice(tmp_path: Path) -> None:
    said = [post(), *(post("Acme Boilers is a firm.", by=f"A{n}") for n in range(3))]
    async with heard(tmp_path, *said, brands=[brand(), brand("Acme Boilers"), brand("Quiet")]) as (_, them):
        text = await them.text("/brands")
        assert text.index("Acme Boilers") < text.index("Harbor Plumbing") < text.index("Quiet")
        assert ">75 %<" in text
        assert '<a href="/?brand=Harbor%20Plumbing">1</a>' in text
        assert 'aria-label="Acme Boilers"></meter> 75 %' in await them.text(HARBOR)


async def test_a_brand_of_any_name_has_a_page(tmp_path: Path) -> None:
    name = "A/B & <Co>? 100 %"
    async with heard(tmp_path, post(f"{name} never called back, I am furious"), brands=[brand(name)]) as (_, them):
        link = re.search(r'href="(/brands/[^"]*)">A/B &amp; &lt;Co&gt;', await them.text("/brands"))
        assert link
        text = await them.text(unescape(link[1]))
        assert "<h1>A/B &amp; &lt;Co&gt;? 100 %, 30 days</h1>" in text
        address = next(address for _, address, numbers in rows(text) if numbers[0])
        assert await posts_at(them, address) == 1
        src = re.search(r'<img src="([^"]*)"', text)
        assert src
        etree.fromstring(await them.text(unescape(src[1])))


async def test_nothing_said_is_said(tmp_path: Path) -> None:
    async with heard(tmp_path) as (_, them):
        text = await them.text(HARBOR)
        assert "<p>Nothing was said about Harbor Plumbing in 30 days." in text
        assert '<img src="/brands' not in text
        assert "/sources?brand=Harbor%20Plumbing#reach" in text
        assert "there is no theme" in text
        assert not [address for _, address, _ in rows(text) if address]


# -- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["", "&dark=1", "&narrow=1", "&dark=1&narrow=1"])
@pytest.mark.slow
async def test_a_picture_runs_nothing_and_fetches_nothing(tmp_path: Path, more: str) -> None:
    async with heard(tmp_path, *spread()) as (_, them), them.get(f"{HARBOR}/volume.svg?span=90{more}") as answer:
        text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    root = etree.fromstring(text)
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "defs", "style", "title", "g", "rect", "path", "text"}
    for node in root.iter():
        for key in node.attrib:
            assert key != "style"
            assert not key.startswith("on")
            assert "href" not in key
    (style,) = root.iter(f"{SVG}style")
    assert "url(" not in (style.text or "")
    assert "@import" not in (style.text or "")
    digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert len(text.encode()) < 100_000


async def test_the_page_shows_it_for_light_dark_wide_and_narrow(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, them):
        async with them.get(HARBOR) as answer:
            assert "img-src 'self'" in answer.headers["Content-Security-Policy"]
            text = await answer.text()
        sources = re.findall(r'<source media="([^"]*)" srcset="([^"]*)"', text)
        assert len(sources) == 3
        found = {unescape(address) for _, address in sources}
        src, alt = re.findall(r'<img src="([^"]*)" alt="([^"]*)" width="960"', text)[0]
        assert alt == "Harbor Plumbing in 30 days: 1 mention, 1 negative; the most, 1, on Mon 23 Nov; no storm."
        drawn = {await them.text(address) for address in (*found, unescape(src))}
        assert len(drawn) == 4


def test_the_bars_are_as_high_as_the_numbers_and_stand_on_each_other() -> None:
    root = etree.fromstring(pictures.volume(BARS, "What it shows").svg)
    series = [path.attrib["d"] for path in root.iter(f"{SVG}path") if path.get("class") == "reactive"]
    assert len(series) == 4
    bars = [[tuple(map(float, part)) for part in re.findall(r"M(\S+) (\S+)h(\S+)v(\S+)h", drawn)] for drawn in series]
    assert [len(each) for each in bars] == [2, 1, 1, 1]  # nothing is drawn for nothing
    (left, top, across, one), (_, _, _, five) = bars[0]
    assert five == pytest.approx(5 * one, abs=0.3)
    assert bars[1][0][0] == left
    assert bars[1][0][1] == pytest.approx(top - 2 * one, abs=0.3)
    assert across > 100


def test_storms_are_named_where_they_raged_and_the_title_is_text() -> None:
    root = etree.fromstring(pictures.volume(BARS, "<script>alert(1)</script> & more").svg)
    assert [node.text for node in root.iter(f"{SVG}title")] == ["<script>alert(1)</script> & more"]
    assert "Storm 7" in [node.text for node in root.iter(f"{SVG}text")]
    (mark,) = [group for group in root.iter(f"{SVG}g") if group.get("class") == "storm"]
    rect = mark.find(f"{SVG}rect")
    assert rect is not None
    assert float(rect.attrib["x"]) > 500  # the last of three bins


@pytest.mark.parametrize(
    "bars", [Bars([], []), Bars(["1"], [(0, 0, 0, 0)]), Bars(["a", "b"], [(1, 0, 0, 0), (10**9, 0, 0, 1)])]
)
def test_few_or_huge_numbers_are_drawn_too(bars: Bars) -> None:
    assert etree.fromstring(pictures.volume(bars, "x", narrow=True).svg).tag == f"{SVG}svg"


def test_a_year_of_the_fullest_days_is_small() -> None:
    year = Bars([f"{n} Nov" for n in range(365)], [(n, 365 - n, n * 7 % 99, 3) for n in range(365)])
    assert len(pictures.volume(year, "A year").svg.encode()) < 60_000


def test_which_bins_a_storm_touches() -> None:
    bounds = tuple(START.replace(hour=0) + n * DAY for n in range(-3, 2))
    shown = spans.Span(days="7", step=Step.DAY, zone=ZoneInfo("UTC"), now=START, bounds=bounds)
    bins = [Bin(at, at + DAY, Volume()) for at in bounds[:-1]]

    def storm(since: datetime, over: datetime | None) -> storms.Row:
        found = Storm(
            brand="Harbor", since=since, opened=since, changed=since, over=over, turn="maria", picture=Picture()
        )
        return storms.Row(7, found)

    for since, over, touched in (
        (START - 60 * DAY, START - 2 * DAY, (0, 1)),
        (START - DAY, START - DAY + HOUR, (2, 2)),
        (START - DAY, None, (2, 3)),
        (START, None, (3, 3)),
    ):
        assert spans.bars(shown, bins, [storm(since, over)]).storms == [("Storm 7", *touched)]


# -- who may ---------------------------------------------------------------------------------------------------------


async def test_other_brands_are_not_there(tmp_path: Path) -> None:
    said = [post(), post("Acme Boilers is a firm.", by="Ann")]
    async with heard(tmp_path, *said, brands=[brand(), brand("Acme Boilers")]) as (there, _):
        async with there.signed_in("look", brands=["Acme Boilers"], name="other") as them:
            text = await them.text("/brands")
            assert "Acme Boilers" in text
            assert "Harbor" not in text
            assert ">100 %<" in text
            assert "Harbor" not in await them.text("/brands/Acme%20Boilers")
            for path in (
                HARBOR,
                f"{HARBOR}/volume.svg",
                "/brands/Nobody",
                "/brands/%00",
                f"/brands/{quote('../x', safe='')}",
            ):
                async with them.get(path) as answer:
                    assert answer.status == 404, path
        async with there.visitor() as nobody, nobody.get(f"{HARBOR}/volume.svg") as answer:
            assert answer.status == 303


def test_moments_are_utc() -> None:
    bounds = (datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC))
    shown = spans.Span(days="1", step=Step.HOUR, zone=ZoneInfo("America/New_York"), now=bounds[1], bounds=bounds)
    address = spans.posts(shown, "A&B", *bounds)
    assert address == "/mentions?brand=A%26B&since=2026-11-01T05%3A00%3A00Z&until=2026-11-01T06%3A00%3A00Z&about_us=1"
