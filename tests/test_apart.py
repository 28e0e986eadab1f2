"""Two firms behind one page: whoever belongs to one finds no trace of the other, by whatever route they ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from monitor.config import Client, Person, Rival, Step
from monitor.matching import Brand as Names
from monitor.web import door, sight
from monitor.web.api import OPERATIONS
from monitor.web.rights import Right, Viewer
from tests.fakes.programs import program
from tests.fakes.site import Site, Visitor, site
from tests.fakes.stage import Place, brand, post, source

HARBOR, BOLT = "Harbor Plumbing", "Bolt Electric"
TRACES = ("Bolt", "bolt", "Bert", "bert", "sparks", "Whistler", "Volt", "FOREIGN")
"""Of the other firm: its name, its person, its customer's words and name, its rival, its word that is muted."""


BY_THEIR_OWN_PROOF = (
    "/static/{name}", "/live", "/invite/{token}", "/do/{token}", "/digest/off/{token}", "/metrics", "/feeds/{token}.atom",
)  # fmt: skip
THEIRS, HERS = 1, 2
"""The cases of the other firm, and of hers."""
GIVEN = {"brand": (HARBOR, BOLT)}


@dataclass
class Searching(Place):
    """A source that looks for the names it is given."""

    search: tuple[str, ...] = ()


@asynccontextmanager
async def agency(folder: Path) -> AsyncIterator[Site]:
    """Maria answers for both; Anna belongs to the one client, Bert to the other. Both have a case, a storm's worth of nothing, a
    mute, something learnt, a rival, and a source of their own."""
    people = {name: Person(name=name, email=f"{name}@agency.example") for name in ("maria", "anna", "bert")}
    steps = {HARBOR: (Step(timedelta(hours=1), "anna"),), BOLT: (Step(timedelta(hours=1), "bert"),)}
    clients = {
        "harbor": Client(name="harbor", brands=frozenset([HARBOR]), people=("anna",)),
        "bolt": Client(name="bolt", brands=frozenset([BOLT]), people=("bert",)),
    }
    rivals = {
        "Volt & Co": Rival(names=Names(name="Volt & Co"), against=frozenset([BOLT])),
        "Pipe Dreams": Rival(names=Names(name="Pipe Dreams"), against=frozenset([HARBOR])),
    }
    said = [
        post("Harbor Plumbing never called me back. I am furious.", by="Dana R."),
        post("Bolt Electric left sparks in my kitchen and never came back. I am furious.", by="Whistler"),
        post("Volt & Co was here today.", by="Whistler"),
        post("Pipe Dreams was here today, all fine.", by="Dana R."),
    ]
    found = Searching(search=(BOLT,))
    sources = [
        source("Town forum", Place(said)),
        source("reviews of sparks", Place(), about=BOLT),
        replace(source("news Bolt Electric", found), searches=True),
    ]
    async with site(
        folder,
        sources,
        brands=[brand(name, answered_by="maria", if_nobody_takes_it=steps[name]) for name in (HARBOR, BOLT)],
        people=people,
        operator="maria",
        clients=clients,
        rivals=rivals,
    ) as there:
        for one in there.app.parts.config.sources.values():
            await there.app.poll(one, as_new=timedelta(days=7))
        await there.app.work()
        await there.app.delivered()
        there.clock.move(timedelta(hours=2))
        await there.app.work()
        await there.app.delivered()
        await there.app.office.mute("word", "FOREIGN", BOLT, "bert")
        await there.app.office.mute("word", "FOREIGN everywhere", "", "maria")
        yield there


@asynccontextmanager
async def anna(there: Site, role: str = "act") -> AsyncIterator[Visitor]:
    async with there.signed_in(role, person="anna", name="anna") as them:
        yield them


def readable(there: Site) -> list[str]:
    """Every address of every route that is read with GET, and what somebody may ask of it."""
    paths = []
    for route in door.build(there.app.front.behind()).router.routes():
        path = route.resource.canonical if route.resource else ""
        if route.method == "GET" and path not in BY_THEIR_OWN_PROOF:
            _, _, rest = path.partition("{")
            name = rest.partition("}")[0]
            paths += [path.replace(f"{{{name}}}", given) for given in GIVEN.get(name, "1234")] if name else [path]
    asked = [
        *(f"/?{query}" for query in ("brand=Bolt+Electric", "person=bert", "answered=1", "order=worst")),
        "/mentions?words=sparks", "/mentions?brand=Bolt+Electric", "/mentions?person=bert", "/mentions?source=reviews+of+sparks",
        "/brands?span=365", "/sources?brand=Bolt+Electric", "/outbox?person=bert", "/outbox?stuck=1", "/storms?brand=Bolt+Electric",
        "/api/v1/mentions?words=sparks", "/api/v1/cases?person=bert", "/api/v1/figures?brand=Harbor+Plumbing",
        "/api/v1/figures?brand=Bolt+Electric", "/api/v1/reach?brand=Bolt+Electric", "/api/v1/reach?brand=Harbor+Plumbing",
    ]  # fmt: skip
    return [*paths, *asked]


@pytest.mark.parametrize("role", ["look", "act", "admin"])
@pytest.mark.slow
async def test_no_address_tells_of_the_other_firm(role: str, tmp_path: Path) -> None:
    """Pages, lists, counts, search, exports, pictures, feeds. What is asked for by name is not repeated either."""
    async with agency(tmp_path) as there, anna(there, role) as them:
        found = 0
        for path in readable(there):
            async with them.get(path) as answer:
                text = await answer.text()
                found += answer.status == 200
            asked = path.partition("?")[2].replace("+", " ").casefold()
            for trace in TRACES:
                if trace.casefold() not in asked:  # what they typed themselves may stand in the field again
                    assert trace not in text, (path, answer.status, trace, text[max(0, text.find(trace) - 200) :][:400])
        assert found > 30
        assert "Pipe Dreams" in await them.text("/brands/Harbor%20Plumbing")  # with whom theirs is compared


async def test_feeds_of_a_clients_person_have_their_brands_alone(tmp_path: Path) -> None:
    async with agency(tmp_path) as there, anna(there) as them:
        page = await them.text("/feeds")
        paths = [each.partition('"')[0] for each in page.split('href="')[1:] if "/feeds/" in each.partition('"')[0]]
        assert len(paths) == 4
        for path in paths:
            path = "/feeds/" + path.partition("/feeds/")[2]
            async with there.get(path) as answer:
                text = await answer.text()
                assert answer.status == 200
                assert not [trace for trace in TRACES if trace in text]
        async with there.get("/feeds/" + paths[0].partition("/feeds/")[2]) as answer:
            assert HARBOR in await answer.text()


@pytest.mark.slow
async def test_a_program_in_a_clients_persons_name_sees_no_more(tmp_path: Path) -> None:
    async with agency(tmp_path) as there:
        it = await program(there, "act", person="anna")
        for one in OPERATIONS:
            if one.method == "GET" and one.right is not Right.ADMIN:
                path = one.path.format(number=THEIRS, person="bert", name="bert", id="1")
                async with it.ask(
                    "GET", path, params={"brand": HARBOR} if one.path in ("/figures", "/reach") else None
                ) as answer:
                    text = await answer.text()
                assert not [trace for trace in TRACES if trace in text], (path, text[:300])


async def test_nobody_speaks_for_people_of_another_firm(tmp_path: Path) -> None:
    async with agency(tmp_path) as there, anna(there) as them:
        for person, status in (("bert", 400), ("maria", 400), ("nobody", 400), ("anna", 303)):
            async with them.post(
                "/people", {"deed": "away", "person": person, "until": "2h", "stand_in": "maria"}
            ) as answer:
                assert answer.status == status, person
        async with them.post(f"/cases/{HERS}", {"deed": "give", "to": "bert"}) as answer:
            assert answer.status == 400
        it = await program(there, "act", person="anna")
        await it.told("PUT", "/people/bert/away", 404, json={"until": "2h"})
        await it.told("PUT", "/people/anna/away", 422, json={"until": "2h", "stand_in": "bert"})
        await it.told("POST", f"/cases/{HERS}/deeds", 422, json={"deed": "give", "to": "bert"})


async def test_who_is_no_longer_under_people_sees_nothing_where_firms_are_kept_apart(tmp_path: Path) -> None:
    async with agency(tmp_path) as there, anna(there, "look") as them:
        assert "Dana" in await them.text("/")
        config = there.app.parts.config
        left = replace(config, people={name: one for name, one in config.people.items() if name != "anna"})
        left = replace(left, clients={"bolt": config.clients["bolt"]})
        there.app.parts = replace(there.app.parts, config=left)
        for path in ("/", "/mentions", "/brands", "/outbox"):
            text = await them.text(path)
            assert "Dana" not in text
            assert "Bolt" not in text


# -- live ------------------------------------------------------------------------------------------------------------


async def heard(answer: aiohttp.ClientResponse, within: float) -> bytes:
    """The next event, or nothing."""
    try:
        async with asyncio.timeout(within):
            while line := await answer.content.readline():
                if line.startswith(b"event"):
                    return line.strip()
    except TimeoutError:
        pass
    return b""


@pytest.mark.slow
async def test_an_open_page_hears_of_its_brands_and_of_no_other(tmp_path: Path) -> None:
    async with agency(tmp_path) as there, anna(there) as them, them.get("/live") as answer:
        assert (await answer.content.readline()).startswith(b"retry")
        await there.app.office.act(THEIRS, "take", "bert")
        assert await heard(answer, 0.2) == b""
        await there.app.office.act(HERS, "take", "maria")
        assert await heard(answer, 2) == b"event: changed"


@pytest.mark.parametrize("how", ["signed out", "removed", "sees less"])
async def test_an_open_page_ends_with_the_session(how: str, tmp_path: Path) -> None:
    async with agency(tmp_path) as there, there.signed_in("look") as them, them.get("/live") as answer:
        assert (await answer.content.readline()).startswith(b"retry")
        if how == "signed out":
            async with them.post("/sign-out") as gone:
                assert gone.status == 303
        elif how == "removed":
            async with (
                there.signed_in("admin", name="boss") as boss,
                boss.post("/accounts", {"deed": "remove", "name": "look-maria"}) as gone,
            ):
                assert gone.status == 200
        else:
            await there.app.parts.store.write(lambda tx: _limit(tx, "look-maria", [HARBOR]))
            there.app.front.changes.note(BOLT)
        async with asyncio.timeout(5):
            rest = await answer.content.read()
        assert b"changed" not in rest


async def _limit(tx: Any, name: str, brands: list[str]) -> None:
    from sqlalchemy import update

    from monitor.store.tables import account

    await tx.execute(update(account).where(account.c.name == name).values(brands=brands))


async def test_head_of_an_open_page_ends_at_once(tmp_path: Path) -> None:
    async with (
        agency(tmp_path) as there,
        there.signed_in("look") as them,
        asyncio.timeout(2),
        them.client.head(f"{them.url}/live") as answer,
    ):
        assert (answer.status, answer.content_type) == (200, "text/event-stream")


# -- pure ------------------------------------------------------------------------------------------------------------


async def test_against_whom_a_brand_is_set(tmp_path: Path) -> None:
    async with agency(tmp_path) as there:
        config = there.app.parts.config
        owner = Viewer(name="maria", right=Right.ADMIN)
        hers = Viewer(name="anna", right=Right.LOOK, brands=frozenset([HARBOR]), person="anna")
        assert sight.beside(config, owner, HARBOR) == {HARBOR, "Pipe Dreams"}
        assert sight.beside(config, owner, BOLT) == {BOLT, "Volt & Co"}
        assert sight.beside(config, hers, HARBOR) == {HARBOR, "Pipe Dreams"}
        assert sight.people(config, owner) == ("maria", "anna", "bert")
        assert sight.people(config, hers) == ("maria", "anna")
        assert sight.sources(config, hers) == ("Town forum",)
        free = replace(config, clients={})
        assert sight.beside(free, owner, HARBOR) == {HARBOR, BOLT, "Pipe Dreams"}
        assert sight.beside(free, hers, HARBOR) == {HARBOR, "Pipe Dreams"}
