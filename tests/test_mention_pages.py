"""The pages *Mentions*: what they find and show, to whom, and what can be corrected, muted and forgotten there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.text import clean
from connectors.base import Post
from monitor.cases import State
from monitor.store import accounts, asking, deciding, learning
from monitor.tone.base import Label
from monitor.tone.correction import Correction
from monitor.web import wishes
from monitor.web.marking import marked
from monitor.web.views import mentions
from tests.fakes.site import Site, Visitor, site
from tests.fakes.stage import FURIOUS, START, THANKS, Place, brand, post

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202eHarbor Plumbing& never called back"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@asynccontextmanager
async def heard(
    folder: Path, *posts: Post, role: str = "act", **changes: object
) -> AsyncIterator[tuple[Site, Visitor]]:
    """Earful after it heard these posts, and somebody who looks at it."""
    async with site(folder, {"Town forum": Place(list(posts))}, **changes) as there:  # type: ignore[arg-type]
        await hear(there)
        async with there.signed_in(role) as them:
            yield there, them


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=30 * DAY)
    await there.app.work()


async def send(them: Visitor, path: str, **form: str) -> str:
    """Sends a form of a page. Returns the page after it."""
    async with them.post(path, form) as answer:
        assert answer.status == 303, await answer.text()
        return await them.text(answer.headers["Location"])


async def words_on(them: Visitor, path: str) -> list[str]:
    """The words that a page of mentions shows, newest first."""
    found = re.findall(r"<blockquote>(.*?)</blockquote>", await them.text(path), re.DOTALL)
    return [unescape(re.sub(r"</?mark>", "", each)) for each in found]


async def case_of(there: Site, number: int) -> deciding.Row | None:
    async with there.app.parts.store.read() as connection:
        return await deciding.case_by_id(connection, number)


async def audited(there: Site) -> list[tuple[str, str]]:
    async with there.app.parts.store.read() as connection:
        return [(row.what, row.about) for row in await accounts.audited(connection) if row.who == "act-maria"]


# -- the name, marked ------------------------------------------------------------------------------------------------


def test_the_name_is_marked_by_code_points_and_everything_is_escaped() -> None:
    assert marked("\U0001f600 Harbor <b>", [(2, 8)]) == "\U0001f600 <mark>Harbor</mark> &lt;b&gt;"
    assert marked("Harbor", [(0, 6), (0, 6), (3, 99), (-4, 2), (5, 4)]) == "<mark>Harbor</mark>"
    assert marked("a\u202eb", []) == "ab"


def test_of_long_words_the_part_with_the_name_is_shown() -> None:
    text = "word " * 200 + "Harbor" + " word" * 200
    shown = marked(text, [(1000, 1006)], 280)
    assert "<mark>Harbor</mark>" in shown
    assert shown.startswith("…word")
    assert shown.endswith("word…")
    assert len(shown) < 320
    assert marked(text, [], 20) == "word word word word…"


_LINES = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]))  # a line break may be cut in two


@given(_LINES, st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50))), st.integers(0, 30))
@pytest.mark.slow
def test_whatever_is_marked_no_word_is_added_or_turned_to_markup(
    text: str, spans: list[tuple[int, int]], longest: int
) -> None:
    inside = re.sub(r"</?mark>", "", str(marked(text, spans, longest)))
    assert "<" not in inside
    shown = unescape(inside)
    if longest:
        assert shown.strip("…").strip() in clean(text)
        assert len(shown) <= longest + 2
    else:
        assert shown.strip() == clean(text).strip()


# -- finding ---------------------------------------------------------------------------------------------------------


async def test_the_newest_first_with_everything_that_tells_what_it_is(tmp_path: Path) -> None:
    angry = post(at=START - HOUR, stars=1.0, stars_max=5.0, url="https://forum.example/p1")
    async with heard(tmp_path, angry, post(THANKS, at=START - 2 * HOUR, by="Early")) as (_, them):
        text = await them.text("/mentions")
    assert text.index("Dana R.") < text.index("Early")
    assert "<mark>Harbor Plumbing</mark> never returned my call" in text
    for part in ("1 of 5 stars", "Town forum", "no answer", 'href="/cases/1"', ">negative<", ">positive<"):
        assert part in text, part
    assert '<a href="https://forum.example/p1" rel="noopener noreferrer nofollow">' in text


async def test_every_filter_finds_what_it_says(tmp_path: Path) -> None:
    yesterday = START - DAY
    posts = [
        post(FURIOUS, lang="en"), post(THANKS, at=START - HOUR, lang="de"), post("Harbor Plumbing has a van.", at=yesterday),
        post("Acme Boilers is a firm.", at=START - 2 * HOUR),
    ]  # fmt: skip
    brands = [brand(), brand("Acme Boilers", answered_by="sam")]
    async with heard(tmp_path, *posts, brands=brands) as (_, them):
        van, thanks, acme = posts[2].text, THANKS, posts[3].text
        for query, expected in (
            ("", [FURIOUS, thanks, acme, van]),
            ("words=furious", [FURIOUS]),
            ("words=%22never+returned%22", [FURIOUS]),
            ("words=harbor+-van", [FURIOUS, thanks]),
            ("brand=Acme+Boilers", [acme]),
            ("brand=Nobody", []),
            ("source=Town+forum", [FURIOUS, thanks, acme, van]),
            ("source=Elsewhere", []),
            ("label=negative", [FURIOUS]),
            ("label=purple", [FURIOUS, thanks, acme, van]),
            ("theme=no_answer", [FURIOUS]),
            ("lang=de", [thanks]),
            ("person=maria", [FURIOUS]),
            ("person=sam", []),
            ("unhappy=1", [FURIOUS]),
            ("found_by_search=1", []),
            ("about_us=1&since=2026-11-23", [FURIOUS, thanks, acme]),
            ("until=2026-11-22", [van]),
            ("since=2026-11-22&until=2026-11-22", [van]),
            ("since=2026-11-23T08:00:00Z&until=2026-11-23T09:00:00Z", [thanks]),
            ("since=once&until=upon+a+time", [FURIOUS, thanks, acme, van]),
        ):
            assert await words_on(them, f"/mentions?{query}") == expected, query


async def test_the_language_is_told_by_the_words_where_the_service_tells_none(tmp_path: Path) -> None:
    german = "Seit drei Wochen warte ich auf Harbor Plumbing, und niemand ruft zurück."
    posts = [
        post(FURIOUS), post(german, at=START - HOUR, lang="qme"), post("Harbor Plumbing 👍", at=START - 2 * HOUR, lang="und"),
        post(f"{FURIOUS} Again.", at=START - 3 * HOUR, lang="fr-CA"),
    ]  # fmt: skip
    async with heard(tmp_path, *posts) as (_, them):
        for language, expected in (
            ("en", [FURIOUS]),
            ("de", [german]),
            ("fr", [posts[3].text]),
            ("qme", []),
            ("und", []),
        ):
            assert await words_on(them, f"/mentions?lang={language}") == expected, language


async def test_the_form_keeps_what_was_asked_and_the_address_carries_it(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, them):
        text = await them.text('/mentions?words="never+returned"&unhappy=1&since=2026-11-01&label=negative')
        assert 'value="&#34;never returned&#34;"' in text
        assert 'name="unhappy" value="1" checked' in text
        assert 'type="date" value="2026-11-01"' in text
        assert '<option value="negative" selected>' in text
        moment = await them.text("/mentions?since=2026-11-23T08:00:00Z")
        assert 'type="text" value="2026-11-23T08:00:00Z"' in moment


def test_days_are_the_owners_and_moments_everybodys() -> None:
    zone = ZoneInfo("America/New_York")
    asked = dict.fromkeys(
        ("words", "brand", "source", "label", "theme", "lang", "person", "since", "until", *wishes.SWITCHES), ""
    )
    wanted = wishes.filter_of({**asked, "since": "2026-11-01", "until": "2026-11-01"}, zone)
    assert wanted.since == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert wanted.until == datetime(2026, 11, 2, 5, tzinfo=UTC)  # a day of 25 hours
    exact = wishes.filter_of({**asked, "since": "2026-11-01T00:00:00Z", "until": "2026-11-01T06:30"}, zone)
    assert exact.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert exact.until == datetime(2026, 11, 1, 11, 30, tzinfo=UTC)


async def test_pages_follow_each_other_until_everything_was_shown_once(tmp_path: Path) -> None:
    posts = [post(f"Harbor Plumbing, number {n:02}.", at=START - n * HOUR, by=f"A{n}") for n in range(65)]
    async with heard(tmp_path, *posts) as (_, them):
        path, seen, sizes = "/mentions?words=number", [], []
        while path:
            text = await them.text(path)
            sizes.append(len(re.findall("<blockquote>", text)))
            seen += re.findall(r"number (\d\d)\.", text)
            more = re.search(r'href="(/mentions\?[^"]*after=\d+[^"]*)">Older', text)
            path = unescape(more[1]) if more else ""
        assert sizes == [mentions.PAGE, mentions.PAGE, 5]
        assert seen == [f"{n:02}" for n in range(65)]


@pytest.mark.parametrize(
    "query",
    [
        "words=%00", "words=%22", "words='+OR+1=1--", "words=NEAR(a+b)", "words=words:x*", "words=%FF%FE", "words=-", "words=()^",
        "after=99999999999999999999999", "after=-1", "after=x", "after=9223372036854775807", "since=9999-12-31", "until=0001-01-01",
        "since=2026-99-99", "since=%00", "lang=%00", "brand=%00", "person=%27", "label=", "until=2105-12-31", "words=" + "x" * 3000,
        "brand=A&brand=B", "since=2026-11-23T99:99:99Z", "source=%3Cscript%3E",
    ],
)  # fmt: skip
async def test_no_query_breaks_it(tmp_path: Path, query: str) -> None:
    async with heard(tmp_path, post()) as (_, them):
        text = await them.text(f"/mentions?{query}")
        assert "<h1>Mentions</h1>" in text
        assert "<script>" not in text


async def test_what_strangers_wrote_is_text(tmp_path: Path) -> None:
    hostile = post(HOSTILE, by='"><svg onload=alert(1)>', url="javascript:alert(1)", title="</title><b>Harbor Plumbing")
    async with heard(tmp_path, hostile) as (_, them):
        for text in (await them.text("/mentions"), await them.text("/mentions/1")):
            for never in ("<script>alert", "<img src=x", "<svg onload", "javascript:", "\u202e", "<b>"):
                assert never not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
            assert "<mark>Harbor Plumbing</mark>&amp; never" in text


async def test_a_page_of_hostile_words_is_small(tmp_path: Path) -> None:
    posts = [
        post('Harbor Plumbing "' + "'\"<\U0001f600" * 2000, by='"' * 300, url="https://x.example/" + "q" * 1900)
        for _ in range(mentions.PAGE + 1)
    ]
    async with heard(tmp_path, *posts) as (_, them):
        assert len((await them.text("/mentions")).encode()) < 100_000
        assert len((await them.text("/mentions/1")).encode()) < 100_000


async def test_nothing_found_says_what_to_do(tmp_path: Path) -> None:
    async with heard(tmp_path) as (_, them):
        assert "Nobody has said anything yet" in await them.text("/mentions")
        assert "Ask for less" in await them.text("/mentions?words=zebra")
        assert "There are no more" in await them.text("/mentions?after=1")


# -- one mention -----------------------------------------------------------------------------------------------------


async def test_one_mention_whole(tmp_path: Path) -> None:
    async with heard(tmp_path, post(lang="en", url="https://forum.example/p1")) as (_, them):
        text = await them.text("/mentions/1")
    for part in (
        "Town forum",
        "forum.example",
        "Dana R.",
        "<mark>Harbor Plumbing</mark>",
        "anger",
        "complaint",
        "furious",
        "no answer",
    ):
        assert part in text, part
    assert 'It belongs to <a href="/cases/1">case 1</a>: nobody has taken it.' in text
    assert re.search(r'<meter[^>]* value="0\.\d\d" aria-label="anger">', text)
    assert '<a href="https://forum.example/p1" rel="noopener noreferrer nofollow">' in text


async def test_a_correction_changes_the_mention_and_its_case_at_once_and_is_taken_back(tmp_path: Path) -> None:
    async with heard(tmp_path, post(THANKS)) as (there, them):
        assert await case_of(there, 1) is None
        text = await send(them, "/mentions/1", deed="correct", label="negative", complaint="yes", anger="yes")
        assert mentions.DONE["correct"] in text
        assert "Maria says" in text
        assert "corrected by maria" in text
        row = await case_of(there, 1)
        assert row
        assert (row.case.state, row.case.points.anger) == (State.OPEN, 1.0)
        assert "1 customer is waiting" in await them.text("/")
        assert "negative, corrected" in await them.text("/mentions?label=negative")
        text = await send(them, "/mentions/1", deed="uncorrect")
        assert "Maria says" not in text
        assert "negative" not in re.findall(r'class="badge[^>]*>([^<]*)', text)
        told = [("uncorrect", "mention 1"), ("correct", "mention 1")]
        assert (await audited(there))[:2] == told


async def test_what_cannot_be_corrected_is_said(tmp_path: Path) -> None:
    gone = post(id="gone")
    async with heard(tmp_path, gone) as (there, them):
        for form, status, words in (
            ({"deed": "correct"}, 400, "Nothing is corrected yet"),
            ({"deed": "correct", "label": "unknown"}, 400, "That is no tone"),
            ({"deed": "correct", "anger": "very"}, 400, "That is no tone"),
            ({"deed": "uncorrect"}, 409, "nobody has corrected"),
            ({"deed": "explode"}, 400, "no such button"),
            ({"deed": "mute", "kind": "colour", "value": "red"}, 400, "no such button"),
            ({"deed": "mute", "kind": "word", "value": "  "}, 409, "which word"),
            ({"deed": "mute", "kind": "word", "value": "x" * 300}, 409, "too long"),
            ({"deed": "mute", "kind": "source", "value": "Elsewhere"}, 409, "no such source"),
        ):
            async with them.post("/mentions/1", form) as answer:
                text = await answer.text()
                assert answer.status == status, form
                assert words.casefold() in text.casefold(), form
        place = there.app.parts.config.sources["Town forum"].connector
        place.posts = [post("", id="gone", deleted=True)]
        await hear(there)
        text = await them.text("/mentions/1")
        assert "The post was taken down" in text
        assert 'value="correct"' not in text
        async with them.post("/mentions/1", {"deed": "correct", "anger": "yes"}) as answer:
            assert answer.status == 409


async def test_not_about_us_closes_the_case_and_what_it_taught_can_be_forgotten(tmp_path: Path) -> None:
    supply = "Harbor Plumbing Supply never returned my call. I am furious."
    async with heard(tmp_path, post(supply)) as (there, them):
        assert "Closed: it is not about you" in await send(them, "/mentions/1", deed="not_us", press="1")
        row = await case_of(there, 1)
        assert row
        assert row.case.outcome == "not_us"
        text = await them.text("/mentions/muted")
        assert "“Harbor Plumbing Supply”" in text
        assert "the author Dana R. on forum.example" in text
        for number in re.findall(r'name="number" value="(\d+)"', text):
            assert "Forgotten" in await send(them, "/mentions/muted", deed="forget", number=number)
        async with there.app.parts.store.read() as connection:
            assert await learning.everything(connection) == []
        async with them.post("/mentions/muted", {"deed": "forget", "number": "1"}) as answer:
            assert answer.status == 404
        assert [what for what, _ in await audited(there)][:3] == ["forget", "forget", "not_us"]


async def test_everything_that_was_learnt_is_listed_and_forgotten(tmp_path: Path) -> None:
    hostile = "Harbor Plumbing <b>never</b> returned my call. I am furious."
    async with heard(tmp_path, post(hostile), post("Harbor Plumbing has a van.", by="Ann")) as (_, them):
        await send(them, "/mentions/1", deed="correct", complaint="no", anger="no")
        await send(them, "/mentions/2", deed="correct", label="positive")
        text = await them.text("/mentions/muted")
        assert text.index('href="/mentions/2"') < text.index('href="/mentions/1"')  # the newest first
        assert "has a van" in text
        assert "&lt;b&gt;never&lt;/b&gt;" in text
        assert '<td data-label="Really">no complaint, no anger</td>' in text
        assert '<td data-label="Really">positive</td>' in text
        numbers = re.findall(r'name="number" value="(t\d+)"', text)
        assert len(numbers) == 2
        for number in numbers:
            assert "Forgotten" in await send(them, "/mentions/muted", deed="forget", number=number)
        assert "“Not angry” at a case teaches this" in await them.text("/mentions/muted")
        for number in (numbers[0], "t", "t0", "99", ""):
            async with them.post("/mentions/muted", {"deed": "forget", "number": number}) as answer:
                assert answer.status == 404


@pytest.mark.slow
async def test_long_lists_of_what_was_learnt_come_in_parts(tmp_path: Path) -> None:
    said = [
        post(f"Harbor Plumbing has van number {n}, {'and it is very long and blue ' * 20}", by=f"A{n}")
        for n in range(60)
    ]
    async with heard(tmp_path, *said) as (there, them):
        for n in range(1, 61):
            await there.app.office.correct(n, Correction(by="maria", label=Label.POSITIVE), "maria")
        for n in range(120):
            await there.app.office.mute("word", f"{n} " + "<&>" * 60, "", "maria")
        seen, address, pages = set(), "/mentions/muted", 0
        while address:
            text = await them.text(address)
            assert len(text.encode()) < 100_000
            seen |= set(re.findall(r'name="number" value="(t\d+)"', text))
            more = re.findall(
                r'<a href="([^"]*)">Older ones', text
            )  # of tones, which are the last list and have the most
            address, pages = (unescape(more[-1]) if pages < 2 else ""), pages + 1
        assert len(seen) == 60
        assert pages == 3


async def test_a_mention_without_a_case_is_muted_and_heard_again(tmp_path: Path) -> None:
    async with heard(tmp_path, post("Harbor Plumbing has a van.", by="Ann")) as (there, them):
        async with them.post("/mentions/1", {"deed": "not_us"}) as answer:
            assert answer.status == 400
        await send(them, "/mentions/1", deed="mute", kind="author", value="Ann")
        await send(them, "/mentions/1", deed="mute", kind="word", value="van", everywhere="1")
        await send(them, "/mentions/muted", deed="mute", kind="source", value="Town forum", brand="Harbor Plumbing")
        async with there.app.parts.store.read() as connection:
            rows = [(row.kind, row.value, row.brand, row.by) for row in await learning.mutes(connection)]
        assert sorted(rows) == [
            ("author", "Ann", "Harbor Plumbing", "maria"),
            ("source", "Town forum", "Harbor Plumbing", "maria"),
            ("word", "van", "", "maria"),
        ]
        for kind, value, where, _ in rows:
            assert "It is heard again" in await send(
                them, "/mentions/muted", deed="unmute", kind=kind, value=value, brand=where
            )
        assert "Nothing is muted" in await them.text("/mentions/muted")
        async with them.post(
            "/mentions/muted", {"deed": "unmute", "kind": "word", "value": "van", "brand": ""}
        ) as answer:
            assert answer.status == 409
        assert [about for what, about in await audited(there) if what == "mute"] == [
            "source Town forum", "word van", "author Ann",
        ]  # fmt: skip


# -- who may ---------------------------------------------------------------------------------------------------------


async def test_who_may_only_look_has_no_buttons_and_presses_none(tmp_path: Path) -> None:
    async with heard(tmp_path, post(), role="look") as (there, them):
        await there.app.office.mute("word", "van", "", "maria")
        for path in ("/mentions", "/mentions/1", "/mentions/muted"):
            assert 'name="deed"' not in await them.text(path)
        for path in ("/mentions/1", "/mentions/muted"):
            async with them.post(path, {"deed": "correct", "anger": "no"}) as answer:
                assert answer.status == 403
        row = await case_of(there, 1)
        assert row
        assert row.case.state is State.OPEN


async def test_without_the_forms_secret_nothing_is_done(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, them):
        for path in ("/mentions/1", "/mentions/muted"):
            async with them.post(path, {"deed": "mute", "kind": "word", "value": "x", "csrf": ""}) as answer:
                assert answer.status == 403
        assert "Nothing is muted" in await them.text("/mentions/muted")


async def test_other_brands_are_neither_seen_nor_changed(tmp_path: Path) -> None:
    brands = [brand(), brand("Acme Boilers")]
    said = [post(), post("Acme Boilers is a firm.", by="Ann")]
    async with heard(tmp_path, *said, brands=brands) as (there, _):
        await there.app.office.mute("word", "secret word", "Harbor Plumbing", "maria")
        await there.app.office.mute("word", "every word", "", "maria")
        await there.app.office.act(1, "not_us", "maria")
        async with there.app.parts.store.read() as connection:
            ours = {row.brand: row.id async for row in asking.all_mentions(connection)}
            (learnt,) = await learning.everything(connection)
        async with there.signed_in("act", brands=["Acme Boilers"], name="other") as them:
            assert await words_on(them, "/mentions") == ["Acme Boilers is a firm."]
            assert await words_on(them, f"/mentions?brand={quote('Harbor Plumbing')}") == []
            hers = f"/mentions/{ours['Harbor Plumbing']}"
            for answer_to in (
                them.get(hers),
                them.post(hers, {"deed": "correct", "anger": "no"}),
                them.post("/mentions/muted", {"deed": "forget", "number": str(learnt.id)}),
                them.post("/mentions/muted", {"deed": "mute", "kind": "word", "value": "x", "brand": ""}),
                them.post(
                    "/mentions/muted", {"deed": "mute", "kind": "word", "value": "x", "brand": "Harbor Plumbing"}
                ),
                them.post("/mentions/muted", {"deed": "unmute", "kind": "word", "value": "every word", "brand": ""}),
                them.post(
                    f"/mentions/{ours['Acme Boilers']}",
                    {"deed": "mute", "kind": "word", "value": "x", "everywhere": "1"},
                ),
            ):
                async with answer_to as answer:
                    assert answer.status == 404, answer.url
            text = await them.text("/mentions/muted")
            for hidden in ("secret word", "every word", "Dana R."):
                assert hidden not in text
        async with there.app.parts.store.read() as connection:
            assert len(await learning.mutes(connection)) == 2
            assert len(await learning.everything(connection)) == 1


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "x", "1e3", "٣", "1/../2"])
async def test_what_is_no_number_is_no_mention(number: str, tmp_path: Path) -> None:
    async with heard(tmp_path) as (_, them), them.get(f"/mentions/{number}") as answer:
        assert answer.status == 404
