"""What a service's search brings without the name in it: kept for the digest, and never anybody's alarm."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor import events
from monitor.matching import Brand as Names
from monitor.store import asking
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, brand, post, settings, source, stage

MINUTES = timedelta(minutes=1)
NAMELESS = "They never returned my call. I am furious."
HARBOR = ("Harbor Plumbing",)


async def rules(earful: Stage) -> dict[tuple[str, str], str]:
    """(post, brand) -> by which rule."""
    async with earful.app.parts.store.read() as connection:
        return {(row.native_id, row.brand): row.rule async for row in asking.all_mentions(connection)}


def searching(place: Place, **changes: Any) -> Any:
    return source("search", place, searches=True, **changes)


async def test_it_is_kept_with_its_tone_and_is_no_case(tmp_path: Path) -> None:
    mail, place = Letterbox(), Place()
    async with stage(settings(tmp_path, [searching(place)], {"mail": mail})) as earful:
        await earful.look()
        place.posts.append(post(NAMELESS, at=START + MINUTES, id="p", found_by=HARBOR))
        done = await earful.after(15 * MINUTES)
        (found,) = [event for event in events.of_decided(done) if event["event"] == "mention"]
        assert (found["rule"], found["brand"], found["spans"]) == ("found_by_search", "Harbor Plumbing", [])
        assert found["anger"] > 0.5
        for _ in range(4):
            await earful.after(timedelta(hours=2))
        assert (mail.told, await earful.cases()) == ([], {})


async def test_which_brand_it_is_about_follows_from_what_was_asked(tmp_path: Path) -> None:
    bolt = brand("Bolt Electric", names=Names(name="Bolt Electric", also_called=("Bolt & Sons", "@bolt")))
    place = Place(
        [
            post("The wiring smells", id="alias", found_by=("Bolt & Sons",)),
            post("The wiring smells", id="both", found_by=("BOLT ELECTRIC", "Harbor Plumbing")),
            post("The wiring smells", id="nobody", found_by=("Pier 7",)),
            post("The wiring smells", id="unknown"),
            post("Harbor Plumbing is fine", id="named", found_by=("Harbor Plumbing",)),
        ]
    )
    async with stage(settings(tmp_path, [searching(place)], {"mail": Letterbox()}, [brand(), bolt])) as earful:
        await earful.look()
        assert await rules(earful) == {
            ("alias", "Bolt Electric"): "found_by_search",
            ("both", "Bolt Electric"): "found_by_search",
            ("both", "Harbor Plumbing"): "found_by_search",
            ("named", "Harbor Plumbing"): "name",
        }


async def test_of_a_question_with_many_names_the_brand_is_known_if_all_are_its_own(tmp_path: Path) -> None:
    many = tuple(f"Harbor {what}" for what in ("Pipes", "Boilers", "Drains", "Taps", "Heating"))
    ours = brand(names=Names(name="Harbor Plumbing", also_called=many, not_us=("Harbor Taps Museum",)))
    place = Place(
        [
            post("Who fixes a tap?", id="ours", found_among=(*HARBOR, *many)),
            post("Who fixes a tap?", id="either", found_among=(*HARBOR, *many, "Bolt")),
            post("Who fixes a tap?", id="surely", found_by=("Bolt",), found_among=(*HARBOR, *many)),
            post("The Harbor Taps Museum is closed", id="ruled out", found_among=(*HARBOR, *many)),
            post("Bolt never called", id="named", found_among=(*HARBOR, *many, "Bolt")),
        ]
    )
    async with stage(settings(tmp_path, [searching(place)], {"mail": Letterbox()}, [ours, brand("Bolt")])) as earful:
        await earful.look()
        assert await rules(earful) == {
            ("ours", "Harbor Plumbing"): "found_by_search",
            ("surely", "Harbor Plumbing"): "found_by_search",
            ("surely", "Bolt"): "found_by_search",
            ("named", "Bolt"): "name",
        }


async def test_what_the_owner_has_ruled_out_does_not_come_back_this_way(tmp_path: Path) -> None:
    ours = brand(names=Names(name="Harbor Plumbing", not_us=("Harbor Plumbing Supply",)))
    place = Place([post("Harbor Plumbing Supply never called", id="p", found_by=HARBOR)])
    async with stage(settings(tmp_path, [searching(place)], {"mail": Letterbox()}, [ours])) as earful:
        await earful.look()
        assert await rules(earful) == {}


async def test_a_source_that_does_not_search_finds_nothing_this_way(tmp_path: Path) -> None:
    place = Place([post(NAMELESS, id="p", found_by=HARBOR)])
    async with stage(settings(tmp_path, {"forum": place}, {"mail": Letterbox()})) as earful:
        await earful.look()
        assert await rules(earful) == {}


async def test_a_reply_below_a_mention_is_one_by_its_thread(tmp_path: Path) -> None:
    mail, place = Letterbox(), Place([post("Who knows Harbor Plumbing?", by="Ann", id="top", thread="top")])
    async with stage(settings(tmp_path, [searching(place)], {"mail": mail})) as earful:
        await earful.look()
        reply = post(NAMELESS, at=START + MINUTES, id="reply", reply_to="top", thread="top", found_by=HARBOR)
        place.posts.append(reply)
        await earful.after(15 * MINUTES)
        assert (await rules(earful))[("reply", "Harbor Plumbing")] == "thread"
        assert mail.told == [("FIRST_ANGER", "maria")]


async def test_an_edit_that_names_the_brand_makes_it_a_mention_like_any_other(tmp_path: Path) -> None:
    mail, place = Letterbox(), Place()
    async with stage(settings(tmp_path, [searching(place)], {"mail": mail})) as earful:
        await earful.look()
        place.posts = [post(NAMELESS, at=START + MINUTES, id="p", found_by=HARBOR)]
        await earful.after(15 * MINUTES)
        assert mail.told == []
        place.posts = [post(FURIOUS, at=START + MINUTES, id="p", found_by=HARBOR)]
        await earful.after(15 * MINUTES)
        assert await rules(earful) == {("p", "Harbor Plumbing"): "name"}
        assert mail.told == [("FIRST_ANGER", "maria")]
