"""The picture of a digest: a true PNG of true bars, that comes with the mail and is told in words as well."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alerts.base import Card, Chart, Message, Recipient, State
from alerts.chart import HEIGHT, SHADES, WIDTH, png
from alerts.email import Email
from alerts.slack import whole
from alerts.text import tidy
from monitor.config import Digest, Person
from monitor.demo.slack_blocks import problem
from monitor.store.digesting import Span
from monitor.telling import digesting
from monitor.telling.digest import Volume
from tests.fakes import ToyMailbox
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, brand, post, settings, stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SERIES = ("negative", "neutral", "positive", "unclear")


def chart(*counts: tuple[int, int, int, int], marked: tuple[tuple[int, int], ...] = ()) -> Chart:
    return Chart(
        title="How much", says="So much.", series=SERIES, counts=counts, labels=("Mon", "Tue"), marked=marked, mark="storm"
    )  # fmt: skip


def pixels(data: bytes) -> tuple[list[bytes], list[str]]:
    """The rows of palette numbers and the palette, as others read them."""
    with Image.open(BytesIO(data)) as checked:
        checked.verify()
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "P", (2 * WIDTH, 2 * HEIGHT))
        assert image.info["transparency"][0] == 0  # the ground can be seen through
        raw, colours = image.tobytes(), bytes(image.getpalette() or ())
        rows = [raw[n : n + image.width] for n in range(0, len(raw), image.width)]
    return rows, [f"#{colours[n : n + 3].hex()}" for n in range(0, len(colours), 3)]


def heights(rows: list[bytes], palette: list[str], column: int) -> dict[str, int]:
    """How many pixels of each colour there are in a column, the ground and the line aside."""
    found: dict[str, int] = {}
    for row in rows[:-2]:
        if row[column] > 1:
            found[palette[row[column]]] = found.get(palette[row[column]], 0) + 1
    return found


def test_bars_are_as_high_as_their_counts() -> None:
    rows, palette = pixels(png(chart((10, 0, 0, 0), (5, 5, 0, 0), (0, 0, 5, 0), (0, 0, 0, 0))))
    first, second, third, none = (heights(rows, palette, column) for column in (142, 426, 710, 994))
    assert first == {SHADES[0]: pytest.approx(214, abs=2)}
    assert second == {SHADES[0]: pytest.approx(107, abs=2), SHADES[1]: pytest.approx(105, abs=2)}
    assert third == {SHADES[2]: pytest.approx(107, abs=2)}
    assert none == {}
    assert set(rows[-1]) == {1}


def test_a_storm_is_a_tinted_ground_behind_its_bars() -> None:
    rows, _ = pixels(png(chart((1, 0, 0, 0), (9, 0, 0, 0), (1, 0, 0, 0), marked=((1, 1),))))
    top = rows[1]
    third = len(top) // 3
    assert set(top[: third - 2]) == {0}
    assert {2, 3} <= set(top[third : 2 * third])
    assert set(top[2 * third + 2 :]) == {0}


@given(
    st.lists(st.tuples(*[st.integers(0, 10**6)] * 4), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=3),
)
@pytest.mark.slow
def test_whatever_was_said_is_a_picture(counts: list[tuple[int, int, int, int]], marked: list[tuple[int, int]]) -> None:
    data = png(chart(*counts, marked=tuple((min(pair), max(pair)) for pair in marked)))
    rows, _ = pixels(data)
    shown = {colour for row in rows for colour in row}
    for series in range(3):
        if any(each[series] for each in counts):
            assert 4 + series in shown, series  # the smallest part can be seen, too
    assert len(data) < 20_000


def test_in_words_for_those_who_see_no_pictures() -> None:
    drawn = chart((1, 0, 0, 0), (0, 0, 0, 0), (8, 0, 0, 0))
    assert drawn.line == "▂·█"
    evil = replace(drawn, title="<!channel>\nx", says="<@U0EVIL>", labels=("<b>", "&"), series=("<i>", "", "", ""))
    message = tidy(
        Message(
            id="1", thread="t", reason="DIGEST", to=Recipient(name="maria"), title="t", summary="s",
            card=Card(heading="h", state=State.NOTICE, chart=evil), at=START,
        )
    )  # fmt: skip
    payload = whole(message)
    assert problem(payload) == ""
    assert "▂·█" in json.dumps(payload, ensure_ascii=False)
    assert "<!channel>" not in str(payload)
    assert "- ▂·█ <@U0EVIL>" in message.body


async def test_the_picture_comes_with_the_mail(tmp_path: Path) -> None:
    forum = Place()
    async with ToyMailbox() as smtp:
        mail = Email(server=smtp.server, from_="Earful <earful@harborplumbing.example>")
        maria = Person(name="maria", email="maria@harborplumbing.example", digest=Digest(frozenset(range(7)), time(8)))
        config = settings(tmp_path, {"forum": forum}, {"mail": mail}, people={"maria": maria}, operator="maria")
        async with stage(config) as earful:
            await earful.look()
            forum.posts += [
                post(FURIOUS, at=START + HOUR, by="Dana"),
                post("Harbor Plumbing: great, thank you!", by="Ann"),
            ]
            await earful.after(2 * HOUR)
            await earful.after(21 * HOUR)
        digest = smtp.mails[-1].message
        assert [part.get_content_type() for part in digest.walk()] == [
            "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        ]  # fmt: skip
        picture = list(digest.walk())[-1]
        assert picture["Content-ID"] == "<chart@earful>"
        assert picture.get_content_disposition() == "inline"
        data = picture.get_payload(decode=True)
        assert isinstance(data, bytes)
        rows, palette = pixels(data)
        assert SHADES[0] in {palette[colour] for row in rows for colour in row}
        assert 'src="cid:chart@earful"' in smtp.mails[-1].html
        assert "2 posts in 14 days, 1 of them negative; the most on Mon 23 Nov: 2." in smtp.mails[-1].text
        alert = smtp.mails[0].message
        assert [part.get_content_type() for part in alert.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"])
@pytest.mark.slow
async def test_a_day_is_the_owners_day(tmp_path: Path, zone: str) -> None:
    owners = ZoneInfo(zone)
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [brand(), brand("Bolt")], timezone=owners)
    began = datetime(2026, 10, 22, 12, tzinfo=owners).astimezone(UTC)
    async with stage(config, began) as earful:
        await earful.look()
        said = [  # about both ends of the day on which Berlin turns its clocks back
            *(datetime(2026, 10, 25, 0, 5, tzinfo=owners), datetime(2026, 10, 25, 23, 50, tzinfo=owners)),
            *(datetime(2026, 10, 26, 0, 5, tzinfo=owners), datetime(2026, 11, 1, 23, 50, tzinfo=owners)),
        ]
        for number, at in enumerate(said):
            earful.clock.move(at.astimezone(UTC) - earful.clock.now())
            words = FURIOUS if number % 2 else FURIOUS.replace("Harbor Plumbing", "Bolt")
            forum.posts.append(post(words, at=earful.clock.now(), by=f"C{number}"))
            await earful.look()
        until = datetime(2026, 11, 2, 8, tzinfo=owners).astimezone(UTC)
        async with earful.app.parts.store.read() as connection:
            everything = await digesting._volume(connection, Span(until - DAY, until), owners)
            ours = await digesting._volume(connection, Span(until - DAY, until, frozenset({"Bolt"})), owners)

    def told(volume: Volume) -> dict[date, int]:
        return {day: sum(counts) for day, counts in zip(volume.days, volume.counts, strict=True) if sum(counts)}

    assert told(everything) == {date(2026, 10, 25): 2, date(2026, 10, 26): 1, date(2026, 11, 1): 1}
    assert told(ours) == {date(2026, 10, 25): 1, date(2026, 10, 26): 1}  # nobody sees another client's
    assert (everything.days[0], everything.days[-1]) == (date(2026, 10, 20), date(2026, 11, 2))
