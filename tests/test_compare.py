"""Brands of others: counted for the share of what is said, and never anybody's case, storm or business otherwise."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Client, Config, ConfigError, Person, Rival, load
from monitor.matching import Brand as Names
from monitor.store import asking
from monitor.telling.digest import Figures, digest_message
from monitor.telling.digesting import gather
from tests.fakes.stage import START, Letterbox, Place, Stage, brand, post, settings, source, stage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RIVALS = {name: Rival(Names(name=name)) for name in ("Pipe Dreams", "Wrench & Co")}


async def figures(earful: Stage, brands: frozenset[str] | None = None) -> Figures:
    parts = earful.app.parts
    async with parts.store.read() as connection:
        return await gather(connection, parts.config, START, parts.now(), brands)


def shares(earful: Stage, found: Figures) -> list[str]:
    parts = earful.app.parts
    shown = digest_message(found, parts.config.people["maria"].recipient, "1", "d", parts.now(), parts.config.timezone)
    return [
        line.text for section in shown.card.sections if section.title == "How much was said" for line in section.lines
    ]


async def rules(earful: Stage) -> dict[tuple[str, str], str]:
    async with earful.app.parts.store.read() as connection:
        return {(row.native_id, row.brand): row.rule async for row in asking.all_mentions(connection)}


async def test_they_are_counted_and_nothing_else(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, rivals=RIVALS)) as earful:
        await earful.look()
        at = START + MINUTE
        angry = "Pipe Dreams never called me back. I am furious, and so is everybody."
        forum.posts += [post(angry, at=at, by=f"Customer {n}", id=f"r{n}") for n in range(12)]
        forum.posts += [post("Harbor Plumbing is wonderful, thank you!", at=at, by="Dana", id="us")]
        forum.posts += [post("Wrench & Co came on time, great!", at=at, by="Max", id="glad")]
        await earful.after(5 * MINUTE)
        for _ in range(4):
            await earful.after(HOUR)
        assert (mail.told, await earful.cases()) == ([], {})
        async with earful.app.parts.store.read() as connection:
            assert [row async for row in asking.all_cases(connection)] == []
        found = await figures(earful)
        assert shares(earful, found) == [
            "Pipe Dreams: 12 (86%), 100% of it unhappy",
            "Harbor Plumbing: 1 (7%), 0% of it unhappy",
            "Wrench & Co: 1 (7%), 0% of it unhappy",
        ]
        assert (found.themes, found.opened, found.unclear[0]) == ([], [], 0)
        assert [quote.brand for quote in found.praise[1]] == ["Harbor Plumbing"]


async def test_who_names_both_is_our_customer_still(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, rivals=RIVALS)) as earful:
        await earful.look()
        words = "Harbor Plumbing never called me back, I am furious. I called Pipe Dreams instead."
        forum.posts.append(post(words, at=START + MINUTE, id="both"))
        await earful.after(5 * MINUTE)
        assert await rules(earful) == {("both", "Harbor Plumbing"): "name", ("both", "Pipe Dreams"): "compared"}
        assert [case.brand for case in (await earful.cases()).values()] == ["Harbor Plumbing"]


async def test_a_reply_below_is_not_about_them(tmp_path: Path) -> None:
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, rivals=RIVALS)) as earful:
        await earful.look()
        at = START + MINUTE
        forum.posts.append(post("Pipe Dreams is late again, furious!", at=at, id="first", thread="t1"))
        await earful.after(15 * MINUTE)
        more = post("Same here, furious!", at=at + MINUTE, by="Max", id="second", thread="t1", reply_to="first")
        forum.posts.append(more)
        await earful.after(15 * MINUTE)
        assert await rules(earful) == {("first", "Pipe Dreams"): "compared"}


async def test_against_whom_and_for_whom(tmp_path: Path) -> None:
    bolt = brand("Bolt Electric")
    rivals = {
        "Pipe Dreams": Rival(Names(name="Pipe Dreams"), frozenset(["Harbor Plumbing"])),
        "Sparks": Rival(Names(name="Sparks"), frozenset(["Bolt Electric"])),
    }
    clients = {
        "harbor": Client(name="harbor", brands=frozenset(["Harbor Plumbing"])),
        "bolt": Client(name="bolt", brands=frozenset(["Bolt Electric"])),
    }
    forum = Place()
    known: dict[str, Any] = {"rivals": rivals, "clients": clients}
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [brand(), bolt], **known)) as earful:
        await earful.look()
        for name in ("Harbor Plumbing", "Bolt Electric", "Pipe Dreams", "Sparks"):
            forum.posts.append(post(f"{name} was here today.", at=START + MINUTE, by=name))
        await earful.after(5 * MINUTE)
        everything = await figures(earful)
        named = [line.split(":")[0] for line in shares(earful, everything)]
        assert [set(named[:2]), set(named[2:])] == [{"Harbor Plumbing", "Pipe Dreams"}, {"Bolt Electric", "Sparks"}]
        theirs = await figures(earful, frozenset(["Harbor Plumbing"]))
        assert {voice.brand for voice in theirs.voices} == {"Harbor Plumbing", "Pipe Dreams"}


async def test_what_a_search_found_is_there_to_be_looked_through(tmp_path: Path) -> None:
    place = Place()
    config = settings(tmp_path, [source("search", place, searches=True)], {"mail": Letterbox()})
    async with stage(config) as earful:
        await earful.look()
        place.posts.append(
            post("They never returned my call.", at=START + MINUTE, by="Dana", found_by=("Harbor Plumbing",))
        )
        await earful.after(15 * MINUTE)
        parts = earful.app.parts
        people: Person = parts.config.people["maria"]
        shown = digest_message(await figures(earful), people.recipient, "1", "d", parts.now(), parts.config.timezone)
        [section] = [each for each in shown.card.sections if "found by a search" in each.title]
        assert "They never returned my call." in section.lines[0].text


# -- the file ----------------------------------------------------------------------------------------------------------


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, {})


def test_a_file_that_compares(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "brands: [{name: Harbor}]\ncompare:\n  - Pipe Dreams\n  - {name: Wrench, also_called: [Wrench & Co], against: [Harbor]}\n"
        "sources: [{kind: news}]\n",
    )
    assert list(found.rivals) == ["Pipe Dreams", "Wrench"]
    assert found.rivals["Wrench"].against == {"Harbor"}
    assert found.sources["news"].connector.search == ("Harbor", "Pipe Dreams", "Wrench", "Wrench & Co")
    assert list(found.brands) == ["Harbor"]


@pytest.mark.parametrize(
    ("compare", "words"),
    [
        ("[Harbor]", "compare.0.name: 'Harbor' is a name of Harbor already"),
        ("[{name: Wrench, against: [Harbour]}]", "compare.0.against.0: no brand is called 'Harbour'"),
        ("[{name: Wrench, answered_by: maria}]", "compare.0.answered_by: I don't know this setting"),
        ("[{also_called: Wrench}]", "compare.0.name: is missing"),
    ],
)
def test_what_is_wrong_with_a_comparison(tmp_path: Path, compare: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, f"brands: [{{name: Harbor}}]\ncompare: {compare}\n")
    assert words in str(caught.value)
