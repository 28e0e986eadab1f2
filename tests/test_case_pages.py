"""The pages *Waiting* and *Case*: what they show, to whom, and what pressing their buttons does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import Post
from monitor.config import Person
from monitor.store import accounts, deciding
from monitor.web.doing import DONE, POSSIBLE
from tests.fakes.site import Site, Visitor, site
from tests.fakes.stage import START, THANKS, Place, post

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> Harbor Plumbing never called back, I am furious \u202eevil"
)


@asynccontextmanager
async def heard(
    folder: Path, *posts: Post, role: str = "act", **changes: object
) -> AsyncIterator[tuple[Site, Visitor]]:
    """Earful after it heard these posts, and somebody who looks at it."""
    place = Place(list(posts))
    async with site(folder, {"Town forum": place}, **changes) as there:  # type: ignore[arg-type]
        await hear(there)
        async with there.signed_in(role) as them:
            yield there, them


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"])
    await there.app.work()


async def press(there: Site, them: Visitor, path: str, **form: str) -> str:
    """Presses a button of a page as a browser does it: with everything that stands in its form. Returns the page after it."""
    text = await them.text(path)
    found = re.search(r'<form method="post" action="(/cases/\d+)".*?</form>', text, re.DOTALL)
    assert found
    hidden = dict(re.findall(r'name="(press|mark|back)" value="([^"]*)"', found[0]))
    async with them.post(found[1], {**hidden, **form}) as answer:
        assert answer.status == 303, await answer.text()
        return await them.text(answer.headers["Location"])


# -- what they show --------------------------------------------------------------------------------------------------


async def test_nobody_is_waiting_and_the_page_says_that_it_listens(tmp_path: Path) -> None:
    async with heard(tmp_path, post("Lovely weather in the harbor.")) as (there, them):
        there.clock.move(timedelta(minutes=3))
        text = await them.text("/")
        assert "Nobody is waiting" in text
        assert re.search(r"last heard something <time[^>]*>3 min</time> ago", text)


async def test_who_waits_stands_there_with_clock_person_words_and_buttons(tmp_path: Path) -> None:
    async with heard(tmp_path, post(url="https://forum.example/p1")) as (there, them):
        there.clock.move(timedelta(hours=1, minutes=5))
        text = await them.text("/")
    assert "<h1>1 customer is waiting</h1>" in text
    for part in ("Dana R.", "Harbor Plumbing", "I am furious", "1 h 05 min", "Town forum", "I’ll take it", "Maria"):
        assert part in text, part
    assert re.search(r"To be answered within\s+<time[^>]*>2 h 55 min</time>", text)
    assert '<a href="https://forum.example/p1" rel="noopener noreferrer nofollow">' in text


async def test_who_is_overdue_comes_first_and_is_counted(tmp_path: Path) -> None:
    early, late = post(by="Early", at=START - timedelta(hours=6)), post(by="Late", at=START)
    async with heard(tmp_path, late, early) as (_, them):
        text = await them.text("/")
    assert "2 customers are waiting, 1 overdue" in text
    assert text.index("Early") < text.index("Late")
    assert re.search(r"Overdue for\s+<time[^>]*>2 h</time>", text)


@pytest.mark.slow
async def test_twenty_on_a_page_and_the_rest_on_the_next(tmp_path: Path) -> None:
    posts = [post(by=f"Customer {number:02}", at=START + timedelta(minutes=number)) for number in range(23)]
    for order in ("due", "longest", "worst"):
        (folder := tmp_path / order).mkdir()
        async with heard(folder, *posts) as (_, them):
            text = await them.text(f"/?order={order}")
            assert len(text.encode()) < 100_000
            seen = re.findall(r">(Customer \d\d)</a>", text)
            assert len(seen) == 20
            more = re.search(r'href="(/\?[^"]*after=[^"]*)"', text)
            assert more
            seen += re.findall(r">(Customer \d\d)</a>", await them.text(more[1].replace("&amp;", "&")))
        assert sorted(seen) == [f"Customer {number:02}" for number in range(23)]


async def test_the_next_page_says_that_there_are_no_more_and_not_that_nobody_waits(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, them):
        for query, first in (("", "/"), ("&person=maria", "/?person=maria")):
            text = await them.text(f"/?after=9000000000000000.9{query}")
            assert "<h1>1 customer is waiting</h1>" in text
            assert f'There are no more. <a href="{first}">Show the first</a>' in text
            assert "Nobody" not in text


async def test_a_full_page_of_hostile_words_and_many_people_is_small(tmp_path: Path) -> None:
    words = "Harbor Plumbing never returned my call. I am furious. " + "<&>\"'😡" * 400
    hostile = [
        post(words, by="<&>'\"" * 40 + str(n), url="https://evil.example/" + "&'<" * 90 + str(n)) for n in range(21)
    ]
    names = ("maria", "sam", *(f"colleague-number-{n}" for n in range(30)))
    people = {name: Person(name=name, email=f"{name}@harborplumbing.example") for name in names}
    async with heard(tmp_path, *hostile, people=people) as (there, them):
        text = await them.text("/")
        assert text.count('<li class="card"') == 20
        assert len(text.encode()) < 100_000
        assert (
            text.count('<option value="colleague-number-7">') == 2
        )  # to choose whom to see; and to give to, once for all cards
        async with them.post("/cases/1", {"deed": "give", "to": "colleague-number-7", "back": "/cases/1"}) as answer:
            assert answer.status == 303
        async with there.app.parts.store.read() as connection:
            row = await deciding.case_by_id(connection, 1)
        assert row
        assert row.case.turn == "colleague-number-7"


async def test_what_strangers_wrote_is_text(tmp_path: Path) -> None:
    hostile = post(HOSTILE, by='"><svg onload=alert(1)>', url="javascript:alert(1)")
    async with heard(tmp_path, hostile) as (_, them):
        for text in (await them.text("/"), await them.text("/cases/1")):
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert "<svg onload" not in text
            assert "javascript:" not in text
            assert "\u202e" not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


async def test_the_story_is_told_in_order_with_edits_messages_and_deeds(tmp_path: Path) -> None:
    first = post()
    place = Place([first])
    async with site(tmp_path, {"Town forum": place}) as there, there.signed_in() as them:
        await hear(there)
        await there.app.delivered()
        there.clock.move(timedelta(minutes=10))
        place.posts = [replace(first, text="Harbor Plumbing never returned my call. I am furious and will sue.")]
        await hear(there)
        there.clock.move(timedelta(minutes=10))
        await press(there, them, "/cases/1", deed="take")
        await press(there, them, "/cases/1", deed="note", note="She is a regular of ours")
        there.clock.move(timedelta(minutes=10))
        place.posts = [post(THANKS, at=there.clock.now() + timedelta(minutes=1))]
        await press(there, them, "/cases/1", deed="answered")
        answered = await them.text("/cases/1")
        there.clock.move(timedelta(minutes=1))
        await hear(there)
        text = await them.text("/cases/1")
    story = text[text.index("The story") : text.index("Why severity")]
    parts = [
        "Dana R. wrote in Town forum", "I am furious and will sue", "The customer changed the post",
        "Before: Harbor Plumbing never returned my call. I am furious.", "First anger: Earful tells Maria", "Maria by mail: sent",
        "Maria took it",
        "Maria noted", "She is a regular of ours", "Maria says the customer has an answer", "it is all fixed now",
    ]  # fmt: skip
    places = [story.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places == sorted(places)
    assert re.search(r"Answered by Maria; they had been waiting since\s", answered)
    assert "Not about us" in answered
    assert 'class="first"' not in answered  # nothing is left that most people would do
    assert "speaks of law: 3 points" in text
    assert "complaint 0." in text


async def test_what_a_customer_took_down_is_shown_nowhere(tmp_path: Path) -> None:
    first = post()
    place = Place([first])
    async with site(tmp_path, {"Town forum": place}) as there, there.signed_in() as them:
        await hear(there)
        place.posts = [replace(first, text="", deleted=True)]
        await hear(there)
        text = await them.text("/cases/1")
        assert "The post was taken down, and its words with it" in text
        assert "furious" not in text
        assert "furious" not in await them.text("/")


# -- what they do ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_each_button_does_what_it_says_and_is_written_down(tmp_path: Path) -> None:
    deeds: dict[str, dict[str, str]] = {
        "take": {}, "promise": {"until": "3h"}, "snooze": {"until": "tomorrow 08:00"}, "give": {"to": "sam"},
        "answered": {}, "not_us": {}, "not_angry": {}, "close": {"outcome": "won_back"}, "note": {"note": "Called twice"},
    }  # fmt: skip
    assert set(deeds) | {"undo"} == set(DONE)
    states = {}
    for verb, form in deeds.items():
        (folder := tmp_path / verb).mkdir()
        async with heard(folder, post()) as (there, them):
            after = await press(there, them, "/cases/1", deed=verb, **form)
            assert DONE[verb].replace("'", "&#39;") in after
            async with there.app.parts.store.read() as connection:
                row = await deciding.case_by_id(connection, 1)
                assert row
                audited = await accounts.audited(connection)
            states[verb] = (row.case.state.value, row.case.turn)
            assert (audited[0].who, audited[0].what, audited[0].about) == ("act-maria", verb, "case 1")
            if verb not in ("note", "not_us", "not_angry"):
                there.clock.move(timedelta(minutes=1))
                assert "The last step is taken back" in await press(there, them, "/cases/1", deed="undo")
                async with there.app.parts.store.read() as connection:
                    row = await deciding.case_by_id(connection, 1)
                assert row
                assert row.case.state.value == "open"
    assert states == {
        "take": ("taken", "maria"), "promise": ("promised", "maria"), "snooze": ("snoozed", "maria"), "give": ("open", "sam"),
        "answered": ("answered", "maria"), "not_us": ("closed", "maria"), "not_angry": ("closed", "maria"),
        "close": ("closed", "maria"), "note": ("open", "maria"),
    }  # fmt: skip


def test_every_state_offers_something_that_there_is() -> None:
    assert {verb for verbs in POSSIBLE.values() for verb in verbs} == set(DONE)


async def test_a_form_that_is_sent_twice_counts_once(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (there, them):
        for _ in range(2):
            async with them.post("/cases/1", {"deed": "take", "press": "the-same", "back": "/"}) as answer:
                assert answer.status == 303
        async with there.app.parts.store.read() as connection:
            acts = [event for event in await deciding.events_of(connection, 1) if event.kind == "act"]
        assert len(acts) == 1


async def test_what_is_not_possible_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, them):
        for form, status, words in (
            ({"deed": "undo"}, 409, "nobody has done anything"),
            ({"deed": "promise", "until": "when the cows come home"}, 409, "That is not possible"),
            ({"deed": "give", "to": "nobody"}, 400, "nobody of that name"),
            ({"deed": "close", "outcome": "merged"}, 400, "closes with an outcome"),
            ({"deed": "explode"}, 400, "no such button"),
            ({"deed": "note", "note": "x" * 5000}, 400, "too long"),
        ):
            async with them.post("/cases/1", form) as answer:
                text = await answer.text()
                assert answer.status == status, text
                assert words.casefold() in text.casefold()
        assert "nobody has taken it" in await them.text("/")


async def test_undo_takes_back_only_what_was_seen(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (there, them):
        await press(there, them, "/cases/1", deed="take")
        old = re.findall(r'name="mark" value="([^"]*)"', await them.text("/cases/1"))[0]
        there.clock.move(timedelta(minutes=1))
        await there.app.office.act(1, "answered", "sam")
        async with them.post("/cases/1", {"deed": "undo", "mark": old}) as answer:
            assert answer.status == 409
            assert "somebody has done something about it since" in (await answer.text()).casefold()


async def test_a_case_by_hand_waits_like_any_other(tmp_path: Path) -> None:
    async with heard(tmp_path) as (_, them):
        assert "Open a case by hand" in await them.text("/cases/new")
        form = {
            "brand": "Harbor Plumbing",
            "words": "Shouted at us on the phone: never again!",
            "at": "",
            "name": "Mr. Roe",
        }
        async with them.post("/cases/new", form) as answer:
            assert answer.status == 303
            text = await them.text(answer.headers["Location"])
        assert "The case is open" in text
        assert "never again" in text
        assert "Mr. Roe" in await them.text("/")
        for wrong in ({"brand": "Nobody"}, {"words": ""}, {"at": "in the year of the goat"}):
            async with them.post("/cases/new", {**form, **wrong}) as answer:
                assert answer.status == 400
                assert 'role="alert"' in await answer.text()


async def test_a_case_by_hand_that_is_sent_twice_is_told_once(tmp_path: Path) -> None:
    async with heard(tmp_path) as (_, them):
        [number] = re.findall(r'name="press" value="([^"]+)"', await them.text("/cases/new"))
        form = {"brand": "Harbor Plumbing", "words": "Never again!", "press": number}
        for _ in range(2):
            async with them.post("/cases/new", form) as answer:
                assert answer.headers["Location"] == "/cases/1?did=opened"
        assert (await them.text("/cases/1")).count("<blockquote>Never again!</blockquote>") == 1


# -- who may ---------------------------------------------------------------------------------------------------------


async def test_who_may_only_look_has_no_buttons_and_presses_none(tmp_path: Path) -> None:
    async with heard(tmp_path, post(), role="look") as (_, them):
        for path in ("/", "/cases/1"):
            assert 'name="deed"' not in await them.text(path)
        for path in ("/cases/1", "/cases/new"):
            async with them.post(path, {"deed": "take"}) as answer:
                assert answer.status == 403
        async with them.get("/cases/new") as answer:
            assert answer.status == 403
        assert "nobody has taken it" in await them.text("/cases/1")


async def test_a_case_of_another_brand_is_no_case(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (there, _), there.signed_in("act", brands=["Another"], name="other") as them:
        assert "Nobody is waiting" in await them.text("/")
        for answer_to in (them.get("/cases/1"), them.post("/cases/1", {"deed": "take"}), them.get("/cases/99")):
            async with answer_to as answer:
                assert answer.status == 404
        async with them.post("/cases/new", {"brand": "Harbor Plumbing", "words": "x"}) as answer:
            assert answer.status == 400


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "x", "1e3", "٣", "1/../2"])
async def test_what_is_no_number_is_no_case(number: str, tmp_path: Path) -> None:
    async with heard(tmp_path) as (_, them), them.get(f"/cases/{number}") as answer:
        assert answer.status == 404
