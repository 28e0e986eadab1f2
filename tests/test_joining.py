"""One customer in two cases, two in one, and cases that somebody opens by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Author, Post
from monitor.app import App
from monitor.cases import Outcome, Refused, State
from monitor.clock import SetClock
from monitor.config import Config
from monitor.store import asking
from tests.fakes.stage import FURIOUS, START, THANKS, Letterbox, Place, Stage, brand, post, settings, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CALM = "Harbor Plumbing: bad service, the tap drips again."


async def two(earful: Stage, forum: Place, mail: Letterbox) -> None:
    """Dana on the forum (case 1), and Dana on Mastodon an hour later (case 2)."""
    await earful.look()
    forum.posts.append(post(by="Dana"))
    await earful.after(MINUTES)
    forum.posts.append(post(by="Dana", service="mastodon.example", at=START + HOUR))
    await earful.after(HOUR)
    assert [case.state for case in (await earful.cases()).values()] == [State.OPEN] * 2
    mail.take()


async def mentions(earful: Stage, case_id: int) -> list[int]:
    async with earful.app.parts.store.read() as connection:
        return [row.id for row in await asking.mentions_of(connection, case_id)]


async def test_merged_cases_are_one_from_then_on_and_undo_takes_them_apart(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await two(earful, forum, mail)
        await earful.app.office.act(2, "merge", "sam", "1")
        await earful.look()
        assert [(message.reason, message.data["case"]) for message in mail.messages] == [("CLOSED", 1)]
        assert "the same customer" in mail.messages[0].summary
        cases = await earful.cases()
        assert (cases[1].state, cases[1].outcome, cases[1].merged_into) == (State.CLOSED, Outcome.MERGED, 2)
        assert (cases[2].waiting_since, cases[2].points.posts) == (START, 2)  # she has waited since the first
        mail.take()
        forum.posts.append(post(CALM, by="Dana", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await mentions(earful, 2) == [1, 2, 3]
        with pytest.raises(Refused, match="one with case 2"):
            await earful.app.office.act(1, "take", "maria")
        for kept, gone, why in (
            ("2", "2", "one case"),
            ("2", "1", "already"),
            ("2", "9", "no case 9"),
            ("2", "x", "number"),
        ):
            with pytest.raises(Refused, match=why):
                await earful.app.office.act(int(kept), "merge", "maria", gone)
        await earful.app.office.act(1, "undo", "maria")  # from either side
        cases = await earful.cases()
        assert [case.state for case in cases.values()] == [State.OPEN] * 2
        assert (await mentions(earful, 1), await mentions(earful, 2)) == ([1, 3], [2])
        assert (cases[2].waiting_since, cases[1].merged_into) == (START + HOUR, None)
        forum.posts.append(post(THANKS, by="Dana", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert {number: case.state for number, case in (await earful.cases()).items()} == {
            1: State.CLOSED,
            2: State.OPEN,
        }
        with pytest.raises(Refused, match="nobody has done anything"):
            await earful.app.office.act(2, "undo", "maria")


async def test_the_stars_of_one_are_not_the_other_s_once_they_are_apart(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post(by="Dana")]
        await earful.after(MINUTES)
        forum.posts = [post(by="Dana", at=START, service="reviews.example", stars=1.0, stars_max=5.0)]
        await earful.after(MINUTES)
        await earful.app.office.act(1, "merge", "sam", "2")
        assert (await earful.cases())[1].stars == 0.2
        await earful.app.office.act(1, "undo", "sam")
        assert {number: case.stars for number, case in (await earful.cases()).items()} == {1: None, 2: 0.2}


async def test_an_answered_case_waits_again_when_one_that_waits_joins_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await two(earful, forum, mail)
        await earful.app.office.act(1, "answered", "maria")
        await earful.app.office.act(1, "merge", "maria", "2")
        case = (await earful.cases())[1]
        assert (case.state, case.rung_at is not None) == (State.OPEN, True)
        await earful.app.office.act(1, "undo", "maria")
        assert (await earful.cases())[1].state is State.ANSWERED
        await earful.app.office.act(2, "close", "maria", "lost")
        with pytest.raises(Refused, match="case 2 is closed"):
            await earful.app.office.act(2, "merge", "maria", "1")


@pytest.mark.parametrize(("answered", "kept"), [(1, 1), (1, 2)])
async def test_who_complains_after_a_merge_still_waits_when_it_is_undone(
    answered: int, kept: int, tmp_path: Path
) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await two(earful, forum, mail)
        await earful.app.office.act(answered, "answered", "maria")
        await earful.app.office.act(kept, "merge", "maria", str(3 - kept))
        said = earful.clock.now() + MINUTES
        forum.posts.append(post(f"{FURIOUS} My lawyer will sue you.", by="Dana", at=said))
        await earful.after(HOUR)
        await earful.app.office.act(kept, "undo", "maria")
        cases = await earful.cases()
        assert [case.state for case in cases.values()] == [State.OPEN] * 2
        assert (cases[1].waiting_since, cases[2].waiting_since) == (said, START + HOUR)
        assert "legal" in cases[1].points.signals
        assert "legal" not in cases[2].points.signals
        await earful.look()
        mail.take()
        await earful.after(DAY)
        assert {message.data["case"] for message in mail.messages} == {1, 2}


async def test_what_was_done_since_has_to_be_undone_first(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await two(earful, forum, mail)
        await earful.app.office.act(1, "merge", "maria", "2")
        await earful.app.office.act(1, "take", "maria")
        with pytest.raises(Refused, match="something else was done with case 1"):
            await earful.app.office.act(2, "undo", "maria")
        await earful.app.office.act(1, "undo", "maria")
        await earful.app.office.act(1, "undo", "maria")
        assert (await earful.cases())[2].state is State.OPEN


async def test_split_is_another_customer_with_a_case_of_their_own(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await two(earful, forum, mail)
        await earful.app.office.act(1, "merge", "maria", "2")
        await earful.look()
        mail.take()
        for which, why in (("", "mentions 1, 2"), ("9", "no mention 9"), ("1 2", "nothing would be left")):
            with pytest.raises(Refused, match=why):
                await earful.app.office.act(1, "split", "maria", which)
        await earful.app.office.act(1, "split", "maria", "2")
        await earful.look()
        assert mail.take() == [("FIRST_ANGER", "maria")]
        cases = await earful.cases()
        assert (cases[3].state, cases[3].points.posts, cases[1].points.posts) == (State.OPEN, 1, 1)
        forum.posts.append(post(CALM, by="Dana", service="mastodon.example", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert (await mentions(earful, 1), await mentions(earful, 3)) == ([1], [2, 3])
        await earful.app.office.act(3, "undo", "maria")
        assert await mentions(earful, 1) == [1, 2, 3]
        cases = await earful.cases()
        assert (cases[3].merged_into, cases[1].points.posts) == (1, 3)  # what was said since stays said


async def test_two_who_share_a_name_in_one_place_can_be_split(tmp_path: Path) -> None:
    mail, shop = Letterbox(), Place()
    async with stage(settings(tmp_path, {"shop": shop}, {"mail": mail})) as earful:
        await earful.look()
        shop.posts += [post(author=Author(name="Dana")), post(FURIOUS + " Again!", author=Author(name="Dana"))]
        await earful.after(MINUTES)
        assert len(await earful.cases()) == 1
        await earful.app.office.act(1, "split", "sam", "2")
        assert (await mentions(earful, 1), await mentions(earful, 2)) == ([1], [2])


async def test_a_case_opened_by_hand_tells_and_later_posts_join_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        profile = "https://forum.example/u/dana/"
        await earful.app.office.open_case(
            "Harbor Plumbing", "The tap drips.", "sam", at="2h", name="Dana R.", profile=profile
        )
        await earful.look()
        assert mail.take() == [("FIRST_ANGER", "maria")]
        case = (await earful.cases())[1]
        assert (case.author, case.waiting_since, case.points.complaint) == ("Dana R.", START - 2 * HOUR, 1.0)
        dana = Author(name="D.", id="4711", url="https://forum.example/u/dana")
        forum.posts.append(post("Harbor Plumbing: I will sue, I am furious", author=dana))
        await earful.after(MINUTES)
        assert mail.take() == [("LOUDER", "maria")]
        await earful.app.office.open_case("Harbor Plumbing", "She called again.", "sam", profile=profile)
        assert await mentions(earful, 1) == [1, 2, 3]
        with pytest.raises(Refused, match="nobody called"):
            await earful.app.office.open_case("Harbor Plumbing", "x", "fred")
        for changes, why in (
            ({"brand": "Acme"}, "no brand"),
            ({"words": "  "}, "what did they say"),
            ({"at": "2027-01-01"}, "still to come"),
            ({"at": "whenever"}, "no time that was"),
        ):
            with pytest.raises(Refused, match=why):
                await earful.app.office.open_case(**{"brand": "Harbor Plumbing", "words": "x", "by": "sam", **changes})


@pytest.mark.parametrize("wrote_before", [False, True])
@pytest.mark.parametrize(
    ("said", "handle", "service", "joins"),
    [
        ("@dana", "@dana@mastodon.example", "mastodon.example", True),
        ("Dana@Mastodon.example", "@dana@mastodon.example", "mastodon.example", True),
        ("@dana_r", "@dana-r@mastodon.example", "mastodon.example", False),
        ("@dana@mastodon.example", "@dana@mastodon.example", "mastodon.example", True),
        ("@Dana", "dana", "forum.example", True),
        ("@dana@mastodon.example", "dana", "mastodon.example", True),
        ("@dana@mastodon.example", "dana", "forum.example", False),
        ("@dana", "@dan", "forum.example", False),
    ],
)
async def test_a_handle_is_known_where_it_is_said_to_be(
    tmp_path: Path, said: str, handle: str, service: str, joins: bool, wrote_before: bool
) -> None:
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        await earful.look()
        if not wrote_before:
            await earful.app.office.open_case("Harbor Plumbing", "It drips.", "sam", handle=said)
        forum.posts.append(post(author=Author(name="D", handle=handle, id="1"), service=service))
        await earful.after(MINUTES)
        if wrote_before:
            await earful.app.office.open_case("Harbor Plumbing", "It drips.", "sam", handle=said)
        assert (await mentions(earful, 1) == [1, 2]) is joins


async def test_whom_we_know_already_is_not_opened_twice_and_joining_is_the_same_on_postgresql(
    tmp_path: Path, url: str
) -> None:
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [brand(), brand("Bolt")])
    async with App(config, clock=SetClock(START), url=url) as app:
        earful = Stage(app, app.clock)  # type: ignore[arg-type]
        await earful.look()
        dana = Author(name="Dana", id="4711", url="https://forum.example/u/dana")
        forum.posts += [
            post(author=dana),
            post(by="Lee", at=START + MINUTES / 2),
            post("Bolt never called back, I am furious", by="Kim"),
        ]
        await earful.after(MINUTES)
        await app.office.open_case("Harbor Plumbing", "It drips.", "sam", profile="http://forum.example/u/dana")
        assert len(await earful.cases()) == 3
        assert len(await mentions(earful, 2)) == 2
        await app.office.act(2, "merge", "sam", "3")
        assert len(await mentions(earful, 2)) == 3
        with pytest.raises(Refused, match="two brands"):
            await app.office.act(2, "merge", "sam", "1")
        await app.office.act(2, "undo", "sam")
        assert len(await mentions(earful, 2)) == 2


LONG = (
    "Harbor Plumbing came three weeks late, left the kitchen flooded and then never once returned my calls. Avoid them."
)


async def everywhere(earful: Stage, *posts: Post) -> None:
    """These posts, each in a place of its own."""
    for n, said in enumerate(posts):
        place: Any = earful.app.parts.config.sources[f"place {n}"].connector
        place.posts = [said]
    await earful.after(MINUTES)


def places(tmp_path: Path, mail: Letterbox, count: int = 3) -> Config:
    return settings(tmp_path, {f"place {n}": Place() for n in range(count)}, {"mail": mail})


async def test_the_same_complaint_at_length_under_one_name_in_three_places_is_one_customer(
    tmp_path: Path, url: str
) -> None:
    mail = Letterbox()
    async with App(places(tmp_path, mail), clock=SetClock(START), url=url) as app:
        earful = Stage(app, app.clock)  # type: ignore[arg-type]
        await earful.look()
        await everywhere(
            earful,
            post(LONG, by="Dana Reyes", service="forum.example"),
            post(LONG + " Really.", author=Author(id="77", handle="@dana_reyes"), service="reviews.example"),
            post(LONG, author=Author(id="t5", name="dana reyes"), service="town.example"),
        )
        assert mail.take() == [("FIRST_ANGER", "maria")]
        case = (await earful.cases())[1]
        assert (len(await earful.cases()), await mentions(earful, 1), case.points.posts) == (1, [1, 2, 3], 1)
        # What she says in any of these places is of that case from then on.
        await everywhere(earful, post(THANKS, at=earful.clock.now(), author=Author(id="77"), service="reviews.example"))
        assert (await earful.cases())[1].outcome is Outcome.WON_BACK


async def test_a_person_can_take_them_apart_again(tmp_path: Path) -> None:
    async with stage(places(tmp_path, Letterbox())) as earful:
        await earful.look()
        await everywhere(earful, post(LONG, by="Dana"))
        await everywhere(earful, post(LONG, by="Dana", service="reviews.example"))
        await earful.app.office.act(1, "split", "maria", "2")
        assert (await mentions(earful, 1), await mentions(earful, 2)) == ([1], [2])
        again = post(
            "Harbor Plumbing lied to me. Never again.", at=earful.clock.now(), by="Dana", service="reviews.example"
        )
        await everywhere(earful, again)
        assert (await mentions(earful, 1), await mentions(earful, 2)) == ([1], [2, 3])


@pytest.mark.parametrize(
    ("words", "names", "why"),
    [
        (LONG, ("Dana", "Lee"), "a copy under another name is another one's"),
        (LONG, ("Anonymous", "anonymous"), "a name that is none"),
        (LONG, ("Ein Google-Nutzer", "ein Google-Nutzer"), "a name that is none"),
        (FURIOUS, ("Dana", "Dana"), "many say so few words"),
        (LONG, ("", ""), "nobody's name"),
    ],
)
async def test_a_name_or_words_alone_make_nobody_one(
    tmp_path: Path, words: str, names: tuple[str, str], why: str
) -> None:
    async with stage(places(tmp_path, Letterbox())) as earful:
        await earful.look()
        one, other = names
        await everywhere(
            earful,
            post(words, author=Author(id="1", name=one), service="forum.example"),
            post(words, author=Author(id="2", name=other), service="reviews.example", at=START + MINUTES / 2),
        )
        assert len(await earful.cases()) == 2, why
        of_their_own = post(CALM, at=earful.clock.now(), author=Author(id="2", name=other), service="reviews.example")
        await everywhere(earful, of_their_own)
        assert [len(await mentions(earful, number)) for number in (1, 2)] == [1, 2]


async def test_neighbours_who_complain_of_one_flood_are_each_a_customer(tmp_path: Path) -> None:
    """Alike enough to be one story, and not the very same."""
    flood = (
        "Harbor Plumbing cut the water of the whole street this morning and tells nobody why, outrageous! House {}, {}."
    )
    async with stage(places(tmp_path, Letterbox())) as earful:
        await earful.look()
        await everywhere(
            earful,
            post(flood.format(3, "since dawn"), by="Dana"),
            post(flood.format(17, "with three babies"), by="Lee", service="reviews.example"),
        )
        assert len(await earful.cases()) == 2


async def test_who_has_a_case_of_their_own_keeps_it(tmp_path: Path) -> None:
    async with stage(places(tmp_path, Letterbox())) as earful:
        await earful.look()
        for said in (
            post(LONG, by="Dana"),
            post(CALM, by="Dana", service="reviews.example"),
            post(LONG, at=START + 2 * MINUTES, by="Dana", service="reviews.example"),
        ):
            await everywhere(earful, said)
        assert (await mentions(earful, 1), await mentions(earful, 2)) == ([1], [2, 3])
