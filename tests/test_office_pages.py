"""The pages *Storms*, *People*, *Sources*, *Outbox*, *Setup*, accounts and tokens, and who did what; and who may open which."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from alerts.base import DeliveryError
from connectors.base import FetchError
from monitor.config import Client, Page, Person, Shift
from monitor.config.shown import shown
from monitor.store import accounts
from monitor.web import doing, patience
from monitor.web.views.accounts import PREFIX
from tests.fakes.site import PASSWORD, Site, Visitor, site
from tests.fakes.stage import START, Place, brand, post, settings
from tests.test_storming import LONG_AGO, angry

SECRET = "canary-token-for-figures"


@asynccontextmanager
async def office(
    folder: Path, place: Place, *, role: str = "admin", **changes: Any
) -> AsyncIterator[tuple[Site, Visitor]]:
    """Earful after it heard what ``place`` says, and somebody who looks at it."""
    async with site(folder, {"Town forum": place}, **changes) as there:
        await hear(there)
        async with there.signed_in(role) as them:
            yield there, them


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"])
    await there.app.work()
    await there.app.delivered()


async def written_down(there: Site) -> list[tuple[str, str, str]]:
    """Who, what, about: newest first."""
    async with there.app.parts.store.read() as connection:
        return [(entry.who, entry.what, entry.about) for entry in await accounts.audited(connection)]


# -- storms ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def in_a_storm(folder: Path, role: str = "act") -> AsyncIterator[tuple[Site, Visitor]]:
    place = Place([LONG_AGO])
    async with office(folder, place, role=role) as (there, them):
        first, *more = angry(6, there.clock.now() + timedelta(minutes=1))
        place.posts = [replace(first, title="Never again"), *more]
        there.clock.move(timedelta(minutes=16))
        await hear(there)
        there.clock.move(timedelta(minutes=16))
        await hear(there)
        yield there, them


async def test_a_calm_sky_says_what_a_storm_would_be(tmp_path: Path) -> None:
    async with office(tmp_path, Place([post()])) as (_, them):
        text = await them.text("/storms")
        assert "no storm is raging" in text
        assert "it takes more people than is usual" in text


@pytest.mark.slow
async def test_a_storm_is_shown_with_its_size_first_words_and_customers_and_can_be_taken(tmp_path: Path) -> None:
    async with in_a_storm(tmp_path) as (there, them):
        text = await them.text("/storms")
        assert "1 raging" in text
        assert 'href="/storms/1"' in text
        text = await them.text("/storms/1")
        assert "<h1>6 people about Harbor Plumbing</h1>" in text
        for part in (
            "Who spoke first",
            "never returned my call 0",
            "Never again\nHarbor Plumbing",
            "6 of its customers have no answer yet",
            'href="/cases/1"',
        ):
            assert part in text, part
        posts = re.search(r'<a href="(/mentions\?[^"]*)">See its posts', text)
        assert posts
        assert "since=2026-11-23T09%3A" in posts[1]
        async with them.post("/storms/1", {"deed": "take", "press": "one"}) as answer:
            assert answer.headers["Location"] == "/storms/1?did=take"
        text = await them.text("/storms/1?did=take")
        assert "You took it" in text
        assert "Taken by <strong>Maria</strong>" in text
        async with them.post("/storms/1", {"deed": "over"}) as answer:
            assert answer.status == 303
        assert "No storm is raging".lower() in (await them.text("/storms")).lower()
        async with them.post("/storms/1", {"deed": "over"}) as answer:
            assert answer.status == 409
        await hear(there)
        story = (await them.text("/cases/1")).partition("The story")[2].partition("Why severity")[0]
        told = [
            re.sub(r"<[^>]*>", "", part)
            for part in re.findall(r"</span> ([^\n]*)</p>|<li>(Maria by [^\n]*)</li>", story)
            for part in part
            if part
        ]
        assert told[1:] == [
            "Storm 1 speaks for it from now on",
            "Storm 1 is over: it speaks for itself again",
            "Handed back: Earful tells Maria",
            told[-1],
        ]
        assert re.fullmatch(r"Maria by \w+: sent .+", told[-1])
        sent = await them.text("/outbox")
        assert re.search(r'handed back</td>.*?<a href="/storms/1">storm 1</a>', sent, re.S)
        assert [line[1:] for line in await written_down(there)][:2] == [("over", "storm 1"), ("take", "storm 1")]


async def test_a_storm_that_rages_is_counted_on_the_page_of_older_ones_too(tmp_path: Path) -> None:
    async with in_a_storm(tmp_path) as (_, them):
        text = await them.text("/storms?after=1")
        assert "<h1>Storms: 1 raging</h1>" in text
        assert 'There are no more. <a href="/storms">Show the newest</a>' in text
        assert "There has been no storm" not in text


async def test_the_outbox_of_one_person_says_nothing_of_the_others(tmp_path: Path) -> None:
    place = Place([])
    async with office(tmp_path, place) as (there, them):
        place.posts = [post(at=START)]
        await hear(there)
        assert "/cases/1" in await them.text("/outbox")
        text = await them.text("/outbox?person=sam")
        assert "Nothing has been sent to Sam yet" in text
        assert "the first angry customer changes that" not in text
        assert "Everything for Sam has arrived" in await them.text("/outbox?stuck=1&person=sam")
        assert "There are no more" in await them.text("/outbox?after=1")


async def test_a_storm_of_another_brand_is_none(tmp_path: Path) -> None:
    async with in_a_storm(tmp_path) as (there, _), there.signed_in(brands=["Another"], name="other") as them:
        assert "/storms/1" not in await them.text("/storms")
        for asked in (them.get("/storms/1"), them.post("/storms/1", {"deed": "take"}), them.get("/storms/77")):
            async with asked as answer:
                assert answer.status == 404


# -- people ----------------------------------------------------------------------------------------------------------


_ROW = r'<tr>\s*<th scope="row"><a href="[^"]*">(\w+)</a></th>(.*?)</tr>'


async def test_people_show_load_answers_and_duty(tmp_path: Path) -> None:
    weekends = Shift(frozenset({5, 6}), time(9), time(17))
    people = {
        "maria": Person(name="maria", email="maria@harborplumbing.example"),
        "sam": Person(name="sam", email="sam@harborplumbing.example", hours=(weekends,)),
    }
    waits = post(by="Early", at=START - timedelta(hours=6))
    async with office(tmp_path, Place([waits, post()]), people=people) as (there, them):
        there.clock.move(timedelta(hours=1))
        await there.app.office.act(2, "answered", "maria")
        found = re.findall(_ROW, await them.text("/people"), re.DOTALL)
    rows = dict(found)
    maria, sam = (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", rows[name])) for name in ("Maria", "Sam"))
    assert "on duty" in maria
    assert "1, 1 overdue" in maria
    assert "100 %" in maria
    assert "1 h" in maria
    assert "off duty" in sam


async def test_somebody_is_away_and_comes_back(tmp_path: Path) -> None:
    async with office(tmp_path, Place([post()]), role="act") as (there, them):
        form = {"deed": "away", "person": "maria", "until": "tomorrow 08:00", "stand_in": "sam"}
        async with them.post("/people", form) as answer:
            assert answer.status == 303
        assert re.search(r"away</span> until.*Sam stands in", await them.text("/people"))
        assert "Sam" in re.sub(r"<select.*?</select>", "", await them.text("/"), flags=re.DOTALL)
        async with them.post("/people", {**form, "until": "never"}) as answer:
            assert answer.status == 409
        async with them.post("/people", {"deed": "back", "person": "maria"}) as answer:
            assert answer.status == 303
        assert "away</span> until" not in await them.text("/people")
        assert [line[1:] for line in await written_down(there)][:2] == [("back", "maria"), ("away", "maria")]


async def test_nobody_stands_in_of_whom_one_must_not_know(tmp_path: Path) -> None:
    people = {name: Person(name=name, email=f"{name}@shop.example") for name in ("maria", "sam", "bert")}
    apart = {
        "north": Client(name="north", brands=frozenset({"Harbor Plumbing"}), people=("sam",)),
        "south": Client(name="south", brands=frozenset({"Another"}), people=("bert",)),
    }
    async with (
        site(tmp_path, people=people, brands=[brand(), brand("Another")], clients=apart) as there,
        there.signed_in(person="sam") as them,
    ):
        told = []
        for other in ("bert", "nobody"):
            form = {"deed": "away", "person": "sam", "until": "tomorrow 08:00", "stand_in": other}
            async with them.post("/people", form) as answer:
                told.append((answer.status, await answer.text()))
        assert told[0] == told[1]
        assert told[0][0] == 400


# -- sources and the outbox ------------------------------------------------------------------------------------------


async def test_a_source_that_is_not_heard_says_why_and_what_to_do(tmp_path: Path) -> None:
    place = Place([post()])
    async with office(tmp_path, place, role="look") as (there, them):
        assert "Every source is heard" in await them.text("/sources")
        place.trouble = FetchError("forum.example answered 401: the token is not accepted", permanent=True)
        there.clock.move(timedelta(minutes=20))
        await hear(there)
        text = await them.text("/sources")
    assert "1 of 1 sources are not heard" in text
    assert "answered 401" in text
    assert "What to do:" in text
    assert "Cannot be heard" in (text if "reach" not in text else await _reach(tmp_path))


async def _reach(folder: Path) -> str:
    (folder / "reach").mkdir()
    async with office(folder / "reach", Place([post()]), role="look") as (_, them):
        return await them.text("/sources?brand=Harbor+Plumbing")


async def test_a_source_about_another_brand_is_not_shown(tmp_path: Path) -> None:
    async with office(tmp_path, Place([post()]), brands=[brand(), brand("Another")]) as (there, _):
        source = there.app.parts.config.sources["Town forum"]
        object.__setattr__(source, "about", "Harbor Plumbing")
        async with there.signed_in("look", brands=["Another"], name="other") as them:
            assert "Town forum" not in await them.text("/sources?brand=Another")


async def test_what_has_not_arrived_is_tried_again_by_hand(tmp_path: Path) -> None:
    place = Place([])
    async with office(tmp_path, place, role="act") as (there, them):
        there.mail.broken = DeliveryError("mail.example refused the password")
        place.posts = [post(at=START)]
        await hear(there)
        text = await them.text("/outbox?stuck=1")
        assert "refused the password" in text
        assert 'href="/cases/1"' in text
        number = re.search(r'name="message" value="(\d+)"', text)
        assert number
        there.mail.broken = None
        async with them.post("/outbox", {"message": number[1]}) as answer:
            assert answer.headers["Location"] == "/outbox?stuck=1&tried=1"
        await there.app.delivered()
        assert "Everything has arrived" in await them.text("/outbox?stuck=1")
        assert "sent" in await them.text("/outbox")
        async with there.signed_in("act", brands=["Another"], name="other") as other:
            assert "/cases/1" not in await other.text("/outbox")
            for form, status in (({"message": number[1]}, 404), ({}, 403)):
                async with other.post("/outbox", form) as answer:
                    assert answer.status == status


# -- setup -----------------------------------------------------------------------------------------------------------


async def test_the_setup_shows_everything_but_what_is_secret(tmp_path: Path) -> None:
    page = Page(port=0, metrics_token=SECRET, proxies=("192.0.2.1",))
    heartbeat = "https://hc.example/ping/canary-of-the-heart"
    secrets = frozenset({SECRET, heartbeat})
    async with office(tmp_path, Place([post()]), page=page, heartbeat=heartbeat, secrets=secrets) as (_, them):
        text = await them.text("/setup")
    for part in ("Harbor Plumbing", "maria@harborplumbing.example", "Town forum", "192.0.2.1", "•••"):
        assert part in text, part
    assert "canary" not in text
    assert "argon2" not in text


def test_a_secret_inside_another_value_is_blotted_out_too(tmp_path: Path) -> None:
    people = {"maria": Person(name="maria", email=f"{SECRET}@x.example")}
    config = settings(tmp_path, {}, {}, people=people, operator="maria", secrets=frozenset({SECRET}))
    rows = shown(config)
    assert ("maria.email", "•••@x.example") in rows["people"]
    assert SECRET not in repr(rows)


async def test_a_test_alert_says_by_channel_whether_it_arrived(tmp_path: Path) -> None:
    async with office(tmp_path, Place([])) as (there, them):
        async with them.post("/setup", {"person": "sam"}) as answer:
            text = await answer.text()
        assert "sent to Sam" in text
        assert there.mail.take_one().to.name == "sam"
        there.mail.broken = DeliveryError("mail.example refused the password")
        async with them.post("/setup", {"person": "maria"}) as answer:
            assert "refused the password" in await answer.text()
        async with them.post("/setup", {"person": "nobody"}) as answer:
            assert answer.status == 400


# -- letting others in -----------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_somebody_is_invited_and_removed(tmp_path: Path) -> None:
    async with office(tmp_path, Place([])) as (there, them), there.visitor() as guest:
        form = {"deed": "invite", "name": "Ann", "role": "look", "person": "", "brands": "Harbor Plumbing"}
        async with them.post("/accounts", form) as answer:
            link = re.search(r"(/invite/[\w.-]+)", await answer.text())
        assert link
        there.clock.move(timedelta(minutes=1))
        async with guest.post(link[1], {"password": PASSWORD, "again": PASSWORD}) as answer:
            assert answer.status == 303
        assert "Sign out Ann" in await guest.text("/")
        assert re.search(r"<th scope=\"row\">Ann</th><td[^>]*>look</td>.*Harbor Plumbing", await them.text("/accounts"))
        async with them.post("/accounts", {"deed": "remove", "name": "Ann"}) as answer:
            assert answer.status == 200
        async with guest.get("/") as answer:
            assert answer.status == 303
        for wrong in (
            {"role": "king"},
            {"name": ""},
            {"role": "act"},
            {"role": "admin", "person": "maria"},
            {"brands": "Nobody"},
        ):
            async with them.post("/accounts", {**form, **wrong}) as answer:
                assert answer.status == 400
                assert 'role="alert"' in await answer.text()


async def test_a_token_is_shown_once_and_revoked(tmp_path: Path) -> None:
    async with office(tmp_path, Place([])) as (there, them):
        form = {"deed": "make", "name": "till", "role": "act", "person": "maria"}
        async with them.post("/accounts", form) as answer:
            found = re.search(rf"<code>({PREFIX}[\w-]+)</code>", await answer.text())
        assert found
        text = await them.text("/accounts")
        assert found[1] not in text
        assert "till" in text
        async with there.app.parts.store.read() as connection:
            token = await accounts.token_of(connection, found[1])
        assert token is not None
        assert (token.name, token.role, token.person) == ("till", "act", "maria")
        async with them.post("/accounts", {**form, "role": "admin"}) as answer:
            assert answer.status == 400
        async with them.post("/accounts", {"deed": "revoke", "token": str(token.id)}) as answer:
            assert answer.status == 200
        async with there.app.parts.store.read() as connection:
            assert await accounts.token_of(connection, found[1]) is None
        lines = await written_down(there)
        assert ("admin-maria", "made the token", "till") in lines
        text = await them.text("/doings")
        assert "revoked a token" in text
        assert found[1] not in text


# -- many ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_every_page_is_small_with_many_brands_sources_and_people(tmp_path: Path) -> None:
    brands = [brand(), *(brand(f"Another firm with a name, number {n}") for n in range(180))]
    names = ("maria", "sam", *(f"colleague-number-{n}" for n in range(120)))
    people = {name: Person(name=name, email=f"{name}@harborplumbing.example") for name in names}
    places = {f"A forum of a town, number {n}": Place([]) for n in range(1500)}
    async with site(tmp_path, {"Town forum": Place([post()]), **places}, brands=brands, people=people) as there:
        await hear(there)
        async with there.signed_in("admin") as them:
            more = (
                "/mentions",
                "/mentions/1",
                "/mentions/muted",
                "/brands",
                "/feeds",
                "/sources?brand=Harbor+Plumbing",
            )
            for path in (*LOOK, *ACT, *ADMIN, *more):
                assert len((await them.text(path)).encode()) < 100_000, path
            for path, last in (
                ("/brands", "number 99</a>"),
                ("/people", '<a href="/?person=colleague-number-119'),
                ("/sources", "number 1499</h2>"),
                ("/feeds", "number 179"),
            ):
                text, parts = await them.text(path), 1
                while last not in text:
                    found = re.search(r'<a class="button" href="([^"]*from=\d+[^"]*)">More', text)
                    assert found, (path, parts)
                    text, parts = await them.text(unescape(found[1])), parts + 1
                assert parts > 1, path


# -- who may open which ----------------------------------------------------------------------------------------------

LOOK = ("/", "/cases/1", "/storms", "/people", "/sources", "/outbox")
ACT = ("/cases/new",)
ADMIN = ("/setup", "/accounts", "/doings")
PRESSED = {
    "/cases/1": "act",
    "/cases/new": "act",
    "/people": "act",
    "/outbox": "act",
    "/setup": "admin",
    "/accounts": "admin",
}


@pytest.mark.parametrize("role", ["", "look", "act", "admin"])
async def test_every_page_opens_for_those_who_may_and_for_nobody_else(role: str, tmp_path: Path) -> None:
    rank = ("", "look", "act", "admin").index(role)
    async with site(tmp_path, {"Town forum": Place([post()])}) as there:
        await hear(there)
        async with there.signed_in(role) if role else there.visitor() as them:
            for needed, paths in ((1, LOOK), (2, ACT), (3, ADMIN)):
                for path in paths:
                    async with them.get(path) as answer:
                        assert answer.status == (200 if rank >= needed else 403 if rank else 303), path
            for path, right in PRESSED.items():
                async with them.post(path, {"csrf": "forged"}) as answer:
                    assert answer.status == (403 if rank else 401), path
                if rank < ("", "look", "act", "admin").index(right):
                    async with them.post(path) as answer:
                        assert answer.status == (403 if rank else 401), path


async def test_who_acts_in_nobodys_name_does_nothing(tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([post()])}) as there:
        await hear(there)
        async with (
            there.signed_in("act", person="nobody", name="ghost") as them,
            them.post("/cases/1", {"deed": "take"}) as answer,
        ):
            assert answer.status == 403
            assert "in nobody's name" in (await answer.text()).replace("&#39;", "'")


async def test_a_get_changes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, Place([post()])) as (there, them):
        before = await there.app.parts.store.write(_everything)
        for path in (*LOOK, *ACT, *ADMIN, "/cases/1?deed=take&did=take", "/outbox?message=1", "/people?deed=away"):
            await them.text(path)
        assert await there.app.parts.store.write(_everything) == before


async def _everything(connection: Any) -> list[tuple[Any, ...]]:
    from sqlalchemy import text

    tables = ("case_event", "audit", "outbox", "account", "api_token", "mention")
    return [tuple(row) for table in tables for row in await connection.execute(text(f"select * from {table}"))]


# -- what takes long -------------------------------------------------------------------------------------------------

MUTING = {"deed": "mute", "kind": "word", "value": "voucher", "brand": ""}


async def test_what_takes_longer_than_anybody_waits_is_written_down_once_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, Place()) as (there, them):
        going_on, done = asyncio.Event(), asyncio.Event()
        mute = there.app.office.mute

        async def slow(*what: str) -> None:
            await going_on.wait()
            await mute(*what)
            done.set()

        monkeypatch.setattr(there.app.office, "mute", slow)
        monkeypatch.setattr(doing, "_PATIENCE", 0.01)
        async with them.post("/mentions/muted", data=MUTING) as answer:
            assert answer.status == 503
        assert "mute" not in [what for _, what, _ in await written_down(there)]
        going_on.set()
        await done.wait()
        async with asyncio.timeout(10):  # only where it is never written
            while (line := (await written_down(there))[0])[1] != "mute":
                await asyncio.sleep(0)
        assert line == ("admin-maria", "mute", "word voucher")


async def test_what_is_not_begun_because_too_much_is_late_is_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, Place()) as (there, them):
        monkeypatch.setattr(patience, "MOST_LATE", 0)
        async with them.post("/mentions/muted", data=MUTING) as answer:
            assert answer.status == 503
        assert "mute" not in [what for _, what, _ in await written_down(there)]
