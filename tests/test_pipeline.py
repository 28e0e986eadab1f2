"""The way from what a source brings to what people are told: everything real but the source, the channel and the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from alerts.base import Client, DeliveryError, Message, Receipt
from connectors.base import NOBODY, Author, Blocked, Fetched, FetchError, Form, Outcome, Post
from monitor.app import once
from monitor.cases import Refused, State
from monitor.config import Account, Alerts, Brand, Config, Person, QuietHours, Shift
from monitor.pipeline import its_turn, score
from monitor.pipeline.deciding import what_is_new
from monitor.store import delivering
from monitor.tone.base import Label, Subject, Tone
from monitor.tone.fast import Fast
from tests.fakes.stage import FURIOUS, START, THANKS, Letterbox, Place, Stage, brand, post, settings, source, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NO_POSTS: Any = [None]  # what a connector with a mistake may bring


# -- what was there before -------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_first_visit_is_history_one_message_a_person_over_all_sources(tmp_path: Path) -> None:
    mail = Letterbox()
    forum = Place([post(by="Dana", at=START - 9 * DAY), post(by="Lee", at=START - 2 * DAY)])
    shop = Place([post(by="Kim", at=START - DAY, service="shop.example")])
    bolt = brand("Bolt Electric", answered_by="sam")
    other = Place([post("Bolt Electric never called back, I am furious", by="Ann", at=START - DAY)])
    config = settings(tmp_path, {"forum": forum, "shop": shop, "other": other}, {"mail": mail}, [brand(), bolt])
    async with stage(config) as earful:
        await earful.look()
        assert sorted(mail.told) == [("ALREADY_WAITING", "maria"), ("ALREADY_WAITING", "sam")]
        (marias,) = [message for message in mail.messages if message.to.name == "maria"]
        assert marias.data["count"] == 3
        assert "9 days" in marias.body
        assert marias.body.index("Dana") < marias.body.index("Lee") < marias.body.index("Kim")
        mail.take()
        for _ in range(5):
            await earful.after(3 * HOUR)
        assert mail.told == []  # no ladder, and nothing is said twice
        assert {case.state for case in (await earful.cases()).values()} == {State.OPEN}


async def test_history_is_not_told_before_every_source_was_tried(tmp_path: Path) -> None:
    mail, forum, shop = Letterbox(), Place([post(at=START - DAY)]), Place(trouble=FetchError("shop.example is down"))
    config = settings(tmp_path, {"forum": forum, "shop": shop}, {"mail": mail})
    async with stage(config) as earful:
        await earful.app.poll(config.sources["forum"])
        assert (await earful.app.decide()).letters == []
        await earful.app.poll(config.sources["shop"])
        assert [letter.reason for letter in (await earful.app.decide()).letters] == ["ALREADY_WAITING"]


async def test_what_comes_after_the_first_visit_is_news(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(at=START + 3 * MINUTES))
        await earful.after(5 * MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]


async def test_as_new_tells_of_the_young_ones_at_once(tmp_path: Path) -> None:
    mail = Letterbox()
    forum = Place([post(by="Dana", at=START - 9 * DAY), post(by="Lee", at=START - 2 * DAY)])
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look(as_new=7 * DAY)
        assert sorted(mail.told) == [("ALREADY_WAITING", "maria"), ("FIRST_ANGER", "maria")]
        assert "Lee" in next(message.title for message in mail.messages if message.reason == "FIRST_ANGER")


async def test_history_sorts_itself_out_by_date(tmp_path: Path) -> None:
    """Whoever was won back before we listened is not waiting; whoever was angry again afterwards is."""
    ours = Author(name="Harbor", id="harbor")
    shop = brand(our_accounts=(Account("forum.example", "harbor"),))
    answered = post(by="Ann", at=START - 5 * DAY, id="ann", thread="t")
    mail, forum = (
        Letterbox(),
        Place(
            [
                post(THANKS, by="Dana", at=START - 2 * DAY),
                post(by="Dana", at=START - 5 * DAY),
                post(by="Lee", at=START - 5 * DAY),
                post(THANKS, by="Lee", at=START - 3 * DAY),
                post(by="Lee", at=START - DAY),
                answered,
                post("We are sorry, we called you.", at=START - 4 * DAY, author=ours, reply_to="ann"),
            ]
        ),
    )
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [shop])) as earful:
        await earful.look()
        (message,) = mail.messages
        assert (message.reason, message.data["count"]) == ("ALREADY_WAITING", 1)
        assert "Lee" in message.body
        assert "1 day" in message.body
        states = {case.author: case.state for case in (await earful.cases()).values()}
        assert states == {"Dana": State.CLOSED, "Lee": State.OPEN, "Ann": State.ANSWERED}


# -- what opens a case -----------------------------------------------------------------------------------------------


async def decided(
    tmp_path: Path, posts: Sequence[Post], brands: Sequence[Brand] = (), about: str = ""
) -> dict[str, list[str]]:
    """The brands about which these news open a case, with the authors."""
    place = Place()
    config = settings(tmp_path, [source("place", place, about=about)], {"mail": Letterbox()}, list(brands))
    async with stage(config) as earful:
        await earful.look()
        place.posts += posts
        await earful.after(5 * MINUTES)
        found: dict[str, list[str]] = {}
        for case in (await earful.cases()).values():
            found.setdefault(case.brand, []).append(case.author)
        return {name: sorted(authors) for name, authors in found.items()}


async def test_a_place_about_a_brand_needs_no_name(tmp_path: Path) -> None:
    said = [post("They never called me back. Furious!")]
    assert await decided(tmp_path / "a", said) == {}
    assert await decided(tmp_path / "b", said, about="Harbor Plumbing") == {"Harbor Plumbing": ["Dana R."]}


async def test_a_fail_list_is_a_case_for_everybody_on_it_and_none_for_a_bystander(tmp_path: Path) -> None:
    text = (
        "My FAIL list. Harbor Plumbing: never returned my call. Bolt Electric: three messages, no answer, furious. "
        "Acme Heating: rude and useless. But Sunny Roofs was wonderful, thank you Sunny Roofs!"
    )
    brands = [brand(name) for name in ("Harbor Plumbing", "Bolt Electric", "Acme Heating", "Sunny Roofs")]
    found = await decided(tmp_path, [post(text)], brands)
    assert found == {"Harbor Plumbing": ["Dana R."], "Bolt Electric": ["Dana R."], "Acme Heating": ["Dana R."]}


async def test_stars_alone_open_a_case(tmp_path: Path) -> None:
    def review(by: str, stars: float, most: float = 5.0) -> Post:
        return post("", by=by, stars=stars, stars_max=most, form=Form.REVIEW)

    said = [review("Ann", 1), review("Bob", 2), review("Cid", 3), review("Dan", 5), review("Eve", 3, 10.0)]
    assert await decided(tmp_path, said, about="Harbor Plumbing") == {"Harbor Plumbing": ["Ann", "Bob", "Eve"]}


async def test_articles_and_bots_never_open_a_case(tmp_path: Path) -> None:
    bot = Author(name="Angry bot", id="bot", bot=True)
    said = [post(form=Form.ARTICLE), post(form=Form.EPISODE), post(author=bot), post(form=Form.MAIL, by="Ann")]
    assert await decided(tmp_path, said) == {"Harbor Plumbing": ["Ann"]}


async def test_nobody_in_particular_is_another_customer_each_time(tmp_path: Path) -> None:
    assert await decided(tmp_path, [post(author=NOBODY), post(author=NOBODY)]) == {"Harbor Plumbing": ["", ""]}


async def test_the_same_post_from_two_sources_is_one_case_and_one_message(tmp_path: Path) -> None:
    mail, forum, search = Letterbox(), Place(), Place()
    async with stage(settings(tmp_path, {"forum": forum, "search": search}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(id="same"))
        search.posts.append(post(id="same"))
        await earful.after(MINUTES)
        search.posts.append(post(id="other", also=("link:forum.example/t/1",)))
        forum.posts.append(post(id="another", also=("link:forum.example/t/1",)))
        await earful.after(MINUTES)
        assert mail.told == [("FIRST_ANGER", "maria")]
        (case,) = (await earful.cases()).values()
        assert case.points.posts == 2


async def test_two_renditions_of_a_post_are_no_edits(tmp_path: Path) -> None:
    """A feed cuts words short that another source has whole: nobody has written anything new."""
    mail, forum, search = Letterbox(), Place(), Place()
    async with stage(settings(tmp_path, {"forum": forum, "search": search}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(id="same"))
        search.posts.append(post(FURIOUS[:40] + "…", id="same"))
        await earful.after(MINUTES)
        await earful.app.office.act(1, "answered", "maria")
        await earful.look()
        mail.take()
        for _ in range(3):
            done = await earful.after(MINUTES)
            assert done.mentions == []
        assert mail.told == []


# -- what becomes of it ----------------------------------------------------------------------------------------------


async def test_our_own_reply_answers_the_case_and_never_opens_one(tmp_path: Path) -> None:
    ours = Author(name="Harbor Plumbing", handle="@harbor", id="77")
    shop = brand(our_accounts=(Account("forum.example", "@Harbor"),))
    mail, forum = Letterbox(), Place([post("hello", at=START - DAY)])
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [shop])) as earful:
        await earful.look()
        forum.posts.append(post(id="angry", thread="t"))
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        furious = "We at Harbor Plumbing are furious with ourselves that nobody called you back!"
        forum.posts += [post(furious, author=ours, reply_to="angry"), post(furious, author=ours)]
        await earful.after(MINUTES)
        assert mail.take() == [("ANSWERED", "maria")]
        (case,) = (await earful.cases()).values()
        assert (case.state, case.answered_by) == (State.ANSWERED, "Harbor Plumbing")


@dataclass
class OwnPlace(Place):
    """A place that is the owner's own, like a review page."""

    own_place: ClassVar[bool] = True


@pytest.mark.parametrize("about", ["Harbor Plumbing", ""])
async def test_what_a_platform_says_is_the_owners_reply_answers_the_case(tmp_path: Path, about: str) -> None:
    """Without any of our_accounts; where the source is about nobody, for the brand that the review names."""
    mail, shop = Letterbox(), OwnPlace()
    async with stage(settings(tmp_path, [source("shop", shop, about=about)], {"mail": mail})) as earful:
        await earful.look()
        shop.posts = [post(by="Ann", id="r1"), post(by="Bob", id="r2")]
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")] * 2
        furious = "We are furious with ourselves at Harbor Plumbing: nobody called you!"
        owner = Author(name="Owner")
        shop.posts.append(post(furious, id="r1/reply", at=START + MINUTES, author=owner, reply_to="r1", by_owner=True))
        await earful.after(MINUTES)
        assert mail.take() == [("ANSWERED", "maria")]
        states = {case.author: case.state for case in (await earful.cases()).values()}
        assert states == {"Ann": State.ANSWERED, "Bob": State.OPEN}
        await earful.after(2 * HOUR)  # whoever has an answer waits no longer
        assert mail.take() == [("STILL_WAITING", "maria")]


async def test_an_owners_reply_that_was_there_before_us_needs_nobody(tmp_path: Path) -> None:
    mail = Letterbox()
    reply = post("We called you.", id="r1/reply", at=START - HOUR, by="Owner", reply_to="r1", by_owner=True)
    shop = OwnPlace([reply, post(by="Ann", id="r1", at=START - DAY)])
    async with stage(settings(tmp_path, [source("shop", shop, about="Harbor Plumbing")], {"mail": mail})) as earful:
        await earful.look()
        assert mail.take() == []
        assert [case.state for case in (await earful.cases()).values()] == [State.ANSWERED]


async def test_the_owner_of_a_place_that_is_not_ours_is_a_customer_like_others(tmp_path: Path) -> None:
    """A video channel that has us tested: its owner's anger is no answer of ours."""
    channel, mail = Place(), Letterbox()
    async with stage(settings(tmp_path, {"channel": channel}, {"mail": mail})) as earful:
        await earful.look()
        channel.posts = [post(by="Ann", id="c1"), post(by="Tester", reply_to="c1", by_owner=True)]
        await earful.after(MINUTES)
        assert {case.author: case.state for case in (await earful.cases()).values()} == {
            "Ann": State.OPEN,
            "Tester": State.OPEN,
        }


async def test_a_review_with_raised_stars_is_won_back_and_with_lowered_stars_louder(tmp_path: Path) -> None:
    def review(stars: float, by: str) -> Post:
        return post("Harbor Plumbing came.", by=by, id=by, stars=stars, stars_max=5.0, form=Form.REVIEW)

    mail, shop = Letterbox(), Place()
    config = settings(tmp_path, {"shop": shop}, {"mail": mail}, alerts=Alerts(alert_when="unhappy"))
    async with stage(config) as earful:
        await earful.look()
        shop.posts = [review(2, "Ann"), review(2, "Bob")]
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")] * 2
        shop.posts = [review(5, "Ann"), review(1, "Bob")]
        await earful.after(MINUTES)
        assert sorted(mail.take()) == [("LOUDER", "maria"), ("WON_BACK", "maria")]
        assert [case.points.posts for case in (await earful.cases()).values()] == [1, 1]


async def test_raised_stars_above_the_old_complaint_are_won_back(tmp_path: Path) -> None:
    def review(stars: float) -> Post:
        return post(id="r", stars=stars, stars_max=5.0, form=Form.REVIEW)

    mail, shop = Letterbox(), Place()
    async with stage(settings(tmp_path, {"shop": shop}, {"mail": mail})) as earful:
        await earful.look()
        shop.posts = [review(1)]
        await earful.after(MINUTES)
        shop.posts = [review(2)]
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        shop.posts = [review(4)]
        await earful.after(MINUTES)
        assert mail.take() == [("WON_BACK", "maria")]


@pytest.mark.slow
async def test_the_waiting_that_an_edit_tells_of_counts_from_the_edit(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post("Harbor Plumbing was on time.", id="review", at=START, stars=5, stars_max=5)]
        await earful.after(timedelta(minutes=15))
        words = "Harbor Plumbing: I have been waiting for a call for two weeks. I am furious."
        forum.posts = [post(words, id="review", at=START, stars=1, stars_max=5)]
        await earful.after(timedelta(days=200))
        (case,) = (await earful.cases()).values()
    assert earful.clock.now() - case.waiting_since == timedelta(weeks=2)


@pytest.mark.parametrize(
    ("said", "since"),
    [("since yesterday", "2026-11-22 23:59:59"), ("since this morning", "2026-11-23 12:00:00")],
)
async def test_days_that_customers_name_are_those_of_the_owner_s_clock(tmp_path: Path, said: str, since: str) -> None:
    """Monday evening on the west coast, when it is Tuesday in UTC; and a review of that day that tells no time."""
    zone = ZoneInfo("America/Los_Angeles")
    evening = datetime(2026, 11, 23, 18, tzinfo=zone)
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {}, timezone=zone), at=evening) as earful:
        await earful.look()
        words = f"Nobody at Harbor Plumbing has answered {said}. I am furious."
        forum.posts = [post(words, at=evening), post(f"{words} Lee.", by="Lee", at=datetime(2026, 11, 23, tzinfo=UTC))]
        forum.posts[1] = replace(forum.posts[1], published_exact=False)
        await earful.after(timedelta(hours=8))
        one, other = (await earful.cases()).values()
    assert f"{one.waiting_since.astimezone(zone):%Y-%m-%d %H:%M:%S}" == since
    assert other.waiting_since == one.waiting_since


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("They never came.", "They never came. UPDATE: still nothing.", "UPDATE: still nothing."),
        ("They never came.", "UPDATE: still nothing. They never came.", "UPDATE: still nothing."),
        ("a b a b", "a b x y z a b", "x y z"),
        ("They nver came.", "They never came.", ""),
        ("They never came to me.", "They came.", ""),
        ("", "a b c", "a b c"),
        ("a", "", ""),
    ],
)
def test_what_an_edit_put_in(before: str, after: str, new: str) -> None:
    assert what_is_new(before, after) == new


@pytest.mark.parametrize(("name", "cases"), [("A Google user", 2), ("anonymous ", 2), ("Anônimo", 2), ("Dana R.", 1)])
async def test_whom_a_place_gives_no_name_is_another_each_time(tmp_path: Path, name: str, cases: int) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        for words in (FURIOUS, "Harbor Plumbing broke my pipe. I am so angry."):
            forum.posts = [replace(post(words, at=earful.clock.now()), author=Author(name=name))]
            await earful.after(2 * MINUTES)
        assert mail.told.count(("FIRST_ANGER", "maria")) == len(await earful.cases()) == cases


async def test_an_edit_of_what_was_there_before_is_news(tmp_path: Path) -> None:
    def review(stars: float) -> Post:
        return post("Harbor Plumbing came.", id="r", at=START - 90 * DAY, stars=stars, stars_max=5.0, form=Form.REVIEW)

    mail, shop = Letterbox(), Place([review(4)])
    async with stage(settings(tmp_path, {"shop": shop}, {"mail": mail})) as earful:
        await earful.look()
        assert mail.told == []
        shop.posts = [review(1)]
        await earful.after(DAY)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        (case,) = (await earful.cases()).values()
        assert case.waiting_since == START + DAY  # not for three months: then they were content


async def test_a_later_complaint_reopens_and_one_that_was_only_found_late_does_not(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(HOUR)
        await earful.app.office.act(1, "answered", "maria")
        await earful.look()
        mail.take()
        forum.posts.append(post("Harbor Plumbing: no answer, I am furious", at=START + HOUR / 2))
        await earful.after(HOUR)
        assert mail.take() == []
        forum.posts.append(post("Harbor Plumbing: still no answer, I am furious", at=START + 2 * HOUR + MINUTES))
        await earful.after(HOUR)
        assert mail.take() == [("STILL_ANGRY", "maria")]
        forum.posts.append(post(THANKS, at=START + 4 * HOUR))
        await earful.after(2 * HOUR)
        assert mail.take() == [("WON_BACK", "maria")]
        forum.posts.append(post("Harbor Plumbing: it broke again, I am furious", at=START + 4 * HOUR + MINUTES))
        await earful.after(HOUR)
        assert mail.take() == [("REOPENED", "maria")]
        assert len(await earful.cases()) == 1


async def test_late_thanks_do_not_undo_a_newer_complaint(tmp_path: Path) -> None:
    mail, forum, slow = Letterbox(), Place(), Place()
    async with stage(settings(tmp_path, {"forum": forum, "slow": slow}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(at=START + HOUR))
        await earful.after(2 * HOUR)
        slow.posts.append(post(THANKS, at=START - DAY))
        await earful.after(MINUTES)
        assert mail.told == [("FIRST_ANGER", "maria")]
        assert [case.state for case in (await earful.cases()).values()] == [State.OPEN]


async def test_the_ladder_the_promise_and_a_taker_who_stays_silent(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post("Harbor Plumbing never called back, I am furious"))
        told = []
        for _ in range(5):
            await earful.after(HOUR)
            told.append(mail.take())
        first, again, nothing, escalated, overdue = told
        assert first == [("FIRST_ANGER", "maria")]
        assert again == [("STILL_WAITING", "maria")]
        assert nothing == []
        assert escalated == [("OVERDUE", "maria"), ("ESCALATED", "sam")]
        assert overdue == []
        await earful.app.office.act(1, "take", "sam")
        await earful.look()
        assert mail.take() == [("TAKEN", "maria")]
        await earful.after(2 * HOUR + MINUTES)
        assert mail.take() == [("TAKEN_BUT_SILENT", "sam")]


async def test_after_a_long_sleep_only_the_highest_rung_speaks(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        mail.take()
        await earful.after(9 * DAY)
        assert mail.take() == [("OVERDUE", "maria"), ("ESCALATED", "sam")]


@pytest.mark.slow
async def test_act_and_undo(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        mail.take()
        await earful.app.office.act(1, "not_us", "maria")
        assert (await earful.cases())[1].state is State.CLOSED
        with pytest.raises(Refused, match="closed"):
            await earful.app.office.act(1, "take", "sam")
        await earful.app.office.act(1, "undo", "maria")
        case = (await earful.cases())[1]
        assert (case.state, case.outcome) == (State.OPEN, None)
        with pytest.raises(Refused, match="nobody has done anything"):
            await earful.app.office.act(1, "undo", "maria")
        await earful.app.office.act(1, "give", "maria", "sam")
        await earful.look()
        assert mail.take()[-1] == ("HANDED_OVER", "sam")
        for wrong in ("fred", ""):
            with pytest.raises(Refused, match="maria, sam"):
                await earful.app.office.act(1, "take", wrong)
        with pytest.raises(Refused, match="no case 99"):
            await earful.app.office.act(99, "take", "sam")
        await earful.app.office.act(1, "take", "sam")
        earful.clock.move(6 * DAY)
        forum.posts.append(post("Harbor Plumbing: nobody called, I will sue"))
        await earful.look()
        await earful.after(2 * DAY)
        with pytest.raises(Refused, match="7 days"):  # the customer's words meanwhile do not make it younger
            await earful.app.office.act(1, "undo", "sam")


async def test_a_deleted_post_stops_the_ladder_and_closes_in_a_week(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(id="p"))
        await earful.after(MINUTES)
        mail.take()
        forum.posts = [post(id="p", deleted=True)]
        await earful.after(MINUTES)
        assert mail.take() == [("POST_GONE", "maria")]
        await earful.after(8 * DAY)
        assert [case.outcome for case in (await earful.cases()).values()] == ["gone"]
        assert mail.take() == []


@pytest.mark.slow
async def test_a_post_that_is_there_again_waits_again(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(angry := post(id="p"))
        await earful.after(MINUTES)
        forum.posts = [post(id="p", deleted=True)]
        await earful.after(MINUTES)
        assert mail.take()[-1] == ("POST_GONE", "maria")
        forum.posts = [angry]
        await earful.after(2 * HOUR)
        [case] = (await earful.cases()).values()
        assert (case.state, case.gone_at) == ("open", None)
        await earful.after(8 * DAY)
        assert ("OVERDUE", "maria") in mail.take()


@pytest.mark.slow
async def test_a_brand_that_leaves_the_configuration_leaves_nobody_behind(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail})
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        mail.take()
        without = replace(
            config, brands={"Bolt": brand("Bolt")}, people={"sam": config.people["sam"]}, digest="another"
        )
        assert "in force" in await earful.app.reload(lambda: without)
        await earful.after(HOUR)
        # It was Maria's turn; she has left, and the operator, who has not, hears of it for the first time.
        assert mail.take() == [("ESCALATED", "sam")]
        forum.posts.append(post(THANKS, reply_to=forum.posts[0].id))
        await earful.after(HOUR)
        assert ("WON_BACK", "sam") in mail.take()


# -- whom it wakes, and when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alert_when", "told"),
    [("unhappy", ["Ann", "Bob", "Cid"]), ("angry", ["Ann", "Bob"]), ("storm", [])],
)
async def test_alert_when_says_who_is_told_and_all_are_on_record(
    tmp_path: Path, alert_when: str, told: list[str]
) -> None:
    mail, shop = Letterbox(), Place()
    sources = [source("shop", shop, about="Harbor Plumbing")]
    config = settings(tmp_path, sources, {"mail": mail}, alerts=Alerts(alert_when=alert_when))
    async with stage(config) as earful:
        await earful.look()
        shop.posts = [
            post(by="Ann"),
            post("", by="Bob", stars=1.0, stars_max=5.0),
            post("", by="Cid", stars=2.0, stars_max=5.0),
        ]
        await earful.after(MINUTES)
        assert sorted(message.card.byline.split(",")[0] for message in mail.messages) == told
        assert len(await earful.cases()) == 3


async def test_what_a_customer_says_in_several_posts_at_once_is_told_once(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post(), post("Harbor Plumbing: I will call my lawyer!")]
        await earful.after(MINUTES)
        [message] = mail.messages
        assert (message.reason, message.data["severity"]) == ("FIRST_ANGER", 2)
        mail.take()
        now = earful.clock.now()
        forum.posts = [
            post("A gas leak after Harbor Plumbing came, dangerous!", at=now),
            post("Harbor Plumbing: a scam!", at=now),
        ]
        await earful.after(MINUTES)
        assert mail.take() == [("LOUDER", "maria")]


@pytest.mark.slow
async def test_quiet_hours_hold_everything_until_the_morning_in_order(tmp_path: Path) -> None:
    quiet = Alerts(quiet_hours=QuietHours(time(21), time(7)))
    mail, forum = Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, alerts=quiet)
    night = START.replace(hour=22)
    async with stage(config, night) as earful:
        await earful.look()
        forum.posts.append(post("Harbor Plumbing never called back, I am furious", at=night))
        await earful.after(HOUR)
        forum.posts.append(post("Harbor Plumbing: I will call my lawyer and tell everyone!", at=night + HOUR))
        await earful.after(HOUR)
        for _ in range(6):
            await earful.after(HOUR)
        assert mail.told == []
        await earful.after(HOUR)  # seven in the morning
        assert mail.take() == [("FIRST_ANGER", "maria"), ("LOUDER", "maria")]
        await earful.after(HOUR)
        assert mail.take() == [("STILL_WAITING", "maria")]  # the ladder began in the morning, too


async def test_what_ended_overnight_does_not_ask_anybody_to_act(tmp_path: Path) -> None:
    quiet = Alerts(quiet_hours=QuietHours(time(21), time(7)))
    mail, forum = Letterbox(), Place()
    night = START.replace(hour=22)
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, alerts=quiet), night) as earful:
        await earful.look()
        forum.posts.append(post(at=night))
        await earful.after(HOUR)
        forum.posts.append(post(THANKS, at=night + HOUR))
        await earful.after(HOUR)
        assert mail.told == []
        await earful.after(8 * HOUR)
        first, last = mail.messages
        assert (first.reason, last.reason) == ("FIRST_ANGER", "WON_BACK")
        assert "Maria answers" not in first.summary
        assert "meanwhile" in first.summary


async def test_an_answer_is_due_in_working_hours(tmp_path: Path) -> None:
    weekdays = Shift(frozenset(range(5)), time(8), time(18))
    mail, forum = Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, timezone=ZoneInfo("America/New_York"))
    config = replace(config, people={**config.people, "maria": Person(name="maria", hours=(weekdays,))})
    friday = datetime(2026, 11, 27, 16, 30, tzinfo=ZoneInfo("America/New_York"))
    async with stage(config, friday) as earful:
        await earful.look()
        forum.posts.append(post("Harbor Plumbing never called back, I am furious", at=friday))
        await earful.after(MINUTES)
        (case,) = (await earful.cases()).values()
        assert case.due.astimezone(config.timezone).isoformat() == "2026-11-30T10:30:00-05:00"


# -- trouble with a source -------------------------------------------------------------------------------------------


async def test_a_service_that_wants_to_be_left_alone_is(tmp_path: Path) -> None:
    forum = Place(trouble=FetchError("forum.example asks us to slow down", retry_after=2 * HOUR))
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})
    async with stage(config) as earful:
        await earful.look()
        forum.trouble = None
        await earful.after(HOUR)
        assert [hearing.outcome for hearing in earful.heard] == ["error"]
    async with stage(config, START + 2 * HOUR - MINUTES) as earful:  # another `once`, another process
        await earful.look()
        assert len(forum.visits) == 1
        await earful.after(MINUTES)
        assert len(forum.visits) == 2
        assert [hearing.outcome for hearing in earful.heard] == ["empty"]


async def test_a_clock_that_is_set_back_leaves_no_source_alone_for_a_year(tmp_path: Path) -> None:
    """A small machine without a battery may wake in next year, until somebody tells it the time."""
    forum = Place(trouble=FetchError("forum.example asks us to slow down", retry_after=2 * HOUR))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        for _ in range(3):
            await earful.after(2 * HOUR)
        place = earful.app.parts.config.sources["forum"]
        assert not await its_turn(earful.app.parts, place)
        earful.clock.move(timedelta(days=-365))
        assert await its_turn(earful.app.parts, place)
        await earful.look()
        assert len(forum.visits) == 4
        await earful.after(HOUR)
        assert len(forum.visits) == 4  # and by the new clock it is left alone


@pytest.mark.slow
async def test_a_failing_source_is_asked_less_and_less_often(tmp_path: Path) -> None:
    forum = Place(trouble=FetchError("forum.example is down"))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        place = earful.app.parts.config.sources["forum"]
        for _ in range(4 * 24 * 4):
            if await its_turn(earful.app.parts, place):
                await earful.app.poll(place)
            earful.clock.move(15 * MINUTES)
        assert 95 <= len(forum.visits) <= 100  # once an hour before long, instead of every quarter
        await earful.app.poll(place)
        assert len(forum.visits) <= 101
        # Whoever asks by hand is not made to wait for our own caution.
        assert [hearing.outcome for hearing in (await once(earful.app, as_new=None, deliver_now=False))[0]] == ["error"]
        assert len(forum.visits) <= 102


@pytest.mark.parametrize(
    "trouble",
    [
        KeyError("id"),
        RecursionError("deep"),
        MemoryError(),
        TimeoutError(),
        Blocked("forum.example refuses us"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
@pytest.mark.slow
async def test_a_connector_that_raises_anything_is_one_failed_source(tmp_path: Path, trouble: Exception) -> None:
    mail, forum, broken = Letterbox(), Place(), Place()
    async with stage(settings(tmp_path, {"broken": broken, "forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        broken.trouble = trouble
        forum.posts.append(post())
        await earful.after(MINUTES)
        assert {hearing.source: hearing.outcome for hearing in earful.heard} == {"broken": "error", "forum": "items"}
        assert all(hearing.error for hearing in earful.heard if hearing.source == "broken")
        assert mail.told == [("FIRST_ANGER", "maria")]
        broken.trouble = None
        await earful.after(DAY)
        assert {hearing.outcome for hearing in earful.heard} == {"empty", "nothing_new"}


@pytest.mark.parametrize(
    "answer",
    [
        "nonsense",
        ["no", "posts"],
        Fetched([post(at=datetime(2026, 1, 1))], {}),  # noqa: DTZ001 - naive on purpose
        Fetched([], {"at": START}),
        Fetched(NO_POSTS, {}),
    ],
    ids=["a word", "a list", "naive time", "a cursor that is no JSON", "no post"],
)
async def test_a_connector_that_brings_nonsense_is_one_failed_source(tmp_path: Path, answer: object) -> None:
    mail, forum, broken = Letterbox(), Place(), Place(answer=answer)
    async with stage(settings(tmp_path, {"broken": broken, "forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        assert mail.told == [("FIRST_ANGER", "maria")]
        assert {hearing.source: hearing.outcome for hearing in earful.heard} == {"broken": "error", "forum": "items"}


async def test_what_no_database_takes_costs_no_post(tmp_path: Path) -> None:
    half = post(f"\x00{FURIOUS}\ud83d", by="Da\ud83dna", id="p\x00\ud83d1", url="https://forum.example/\x001")
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [half, post(by="Lee")]
        await earful.after(MINUTES)
        assert sorted(case.author for case in (await earful.cases()).values()) == ["Dana", "Lee"]
        (heard,) = earful.heard
        assert heard.outcome == "items"
        assert ("p1", FURIOUS) in [(said.id, said.text) for said in heard.fresh]


@pytest.mark.slow
async def test_a_suspicious_visit_keeps_its_place_and_says_why(tmp_path: Path) -> None:
    forum = Place([post(at=START - DAY)])
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        await earful.look()
        forum.answer = Fetched([], {"visit": 99}, Outcome.SUSPICIOUS, "200, and nothing in it")
        await earful.after(HOUR)
        assert earful.heard[0].error == "200, and nothing in it"
        forum.answer = None
        await earful.after(HOUR)
        assert forum.visits == [{}, {"visit": 1}, {"visit": 1}]


# -- trouble with a scorer -------------------------------------------------------------------------------------------


class Stumbles:
    """Scores, but trips over one word, and can lose count."""

    def __init__(self, loses: int = 0) -> None:
        self.loses = loses

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        if any("gremlin" in subject.text for subject in batch):
            raise ZeroDivisionError
        tones = Fast().score(batch)
        return tones[self.loses :] if len(batch) > 1 else tones


@pytest.mark.parametrize("loses", [0, 1])
async def test_what_a_scorer_trips_over_is_read_by_the_rules(tmp_path: Path, loses: int) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        earful.app.parts = replace(earful.app.parts, scorer=Stumbles(loses))
        await earful.look()
        forum.posts += [post(FURIOUS + " gremlin", by="Ann"), post(by="Bob"), post(by="Cid")]
        done = await earful.after(MINUTES)
        tones = {scored.item.author["name"]: scored.tone for scored in done.mentions}
        assert [tones[name].label for name in ("Ann", "Bob", "Cid")] == [Label.NEGATIVE] * 3
        assert tones["Ann"].why[-1] == "could not be scored: the rules alone"
        assert "could not" not in str(tones["Bob"].why)
        assert mail.told == [("FIRST_ANGER", "maria")] * 3


@pytest.mark.parametrize("given", [[None], [], None])
def test_a_scorer_that_gives_no_tones_is_no_reason_to_hear_nothing(given: Any) -> None:
    class Junk:
        def score(self, _batch: Sequence[Subject]) -> Any:
            return given

    [tone] = score(Junk(), [Subject(text=FURIOUS)])
    assert (tone.label, tone.anger >= 0.5) == (Label.NEGATIVE, True)


def test_nothing_to_score_is_no_trouble() -> None:
    assert score(Stumbles(), []) == []


# -- trouble with a channel ------------------------------------------------------------------------------------------


async def undelivered(earful: Stage) -> list[Any]:
    async with earful.app.parts.store.read() as connection:
        return await delivering.waiting(connection)


def two_channels(tmp_path: Path, mail: Letterbox, chat: Letterbox, forum: Place) -> Config:
    return settings(tmp_path, {"forum": forum}, {"mail": mail, "chat": chat})


@pytest.mark.slow
async def test_a_channel_that_is_down_is_tried_again_and_holds_up_no_other(tmp_path: Path) -> None:
    mail, chat, forum = Letterbox(), Letterbox(shared=True), Place()
    async with stage(two_channels(tmp_path, mail, chat, forum)) as earful:
        await earful.look()
        forum.posts.append(post())
        mail.troubles = [DeliveryError("smtp.example did not answer"), OSError("broken pipe")]
        await earful.after(MINUTES)
        assert (mail.told, chat.take()) == ([], [("FIRST_ANGER", "maria")])
        await earful.after(MINUTES / 4)
        assert mail.tries == 1  # not yet
        await earful.after(MINUTES / 2)
        await earful.after(MINUTES / 2)
        assert mail.tries == 2
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        await earful.after(MINUTES)
        assert (mail.tries, chat.told) == (3, [])


@pytest.mark.slow
async def test_a_late_message_says_so(tmp_path: Path) -> None:
    mail, forum = Letterbox(broken=DeliveryError("down")), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        await earful.after(30 * MINUTES)
        mail.broken = None
        await earful.after(2 * HOUR)
        (message,) = mail.messages
        assert message.summary.startswith("(Late by 2 h 30 min")


@pytest.mark.slow
async def test_what_is_about_no_single_case_says_so_too(tmp_path: Path) -> None:
    mail, chat = Letterbox(broken=DeliveryError("down")), Letterbox(broken=DeliveryError("down"))
    forum = Place([post(at=START - DAY)])
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail, "chat": chat})) as earful:
        await earful.look()
        for _ in range(3):
            await earful.after(10 * MINUTES)
        mail.broken = None
        await earful.after(2 * HOUR)
        told = {message.reason: message.summary for message in mail.messages}
        assert told["ALREADY_WAITING"].startswith("(Late by 2 h 30 min: it could not be delivered before.) Already")
        assert told["CHANNEL_DEAD"].startswith("(Late by 2 h")


async def test_a_message_held_for_the_night_is_not_late_for_it(tmp_path: Path) -> None:
    quiet = Alerts(quiet_hours=QuietHours(time(21), time(7)))
    mail, forum = Letterbox(troubles=[DeliveryError("a moment")]), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())], alerts=quiet)
    async with stage(config, START.replace(hour=22)) as earful:
        await earful.look()
        forum.posts.append(post(at=START.replace(hour=22)))
        await earful.after(MINUTES)
        await earful.after(9 * HOUR)
        assert mail.tries == 1
        await earful.after(MINUTES)
        (message,) = mail.messages
        assert "Late" not in message.summary
        assert message.at == START.replace(hour=7) + DAY


async def test_the_operator_hears_of_a_dead_channel_by_another_one_and_of_its_return(tmp_path: Path) -> None:
    mail, chat, forum = Letterbox(broken=DeliveryError("smtp.example did not answer")), Letterbox(), Place()
    async with stage(two_channels(tmp_path, mail, chat, forum)) as earful:
        await earful.look()
        forum.posts.append(post())
        for _ in range(6):
            await earful.after(5 * MINUTES)
        operators = [message for message in chat.messages if message.to.name == "sam"]
        assert [message.reason for message in operators] == ["CHANNEL_DEAD"]
        assert "smtp.example did not answer" in operators[0].body
        assert "mail" in operators[0].title
        mail.broken = None
        await earful.after(DAY)
        assert ("CHANNEL_BACK", "sam") in chat.told
        assert mail.told[0] == ("FIRST_ANGER", "maria")


@pytest.mark.slow
async def test_after_an_outage_of_all_channels_no_channel_tells_that_the_others_were_dead(tmp_path: Path) -> None:
    gone = DeliveryError("the network is down")
    mail, chat, forum = Letterbox(broken=gone), Letterbox(broken=gone), Place()
    async with stage(two_channels(tmp_path, mail, chat, forum)) as earful:
        await earful.look()
        forum.posts.append(post())
        for _ in range(24):
            await earful.after(5 * MINUTES)
        mail.broken = chat.broken = None
        for _ in range(14):
            await earful.after(5 * MINUTES)
        reasons = Counter(reason for reason, _ in (*mail.told, *chat.told))
        assert reasons["CHANNEL_DEAD"] == reasons["CHANNEL_BACK"] == 0
        assert reasons["FIRST_ANGER"] == 2
        assert await undelivered(earful) == []


@pytest.mark.slow
async def test_what_was_asked_in_vain_goes_out_as_soon_as_the_channel_delivers(tmp_path: Path) -> None:
    mail, chat, forum = Letterbox(broken=DeliveryError("smtp.example did not answer")), Letterbox(), Place()
    async with stage(two_channels(tmp_path, mail, chat, forum)) as earful:
        await earful.look()
        forum.posts += [post(by=f"Customer {number}") for number in range(4)]
        for _ in range(18):
            await earful.after(10 * MINUTES)
        mail.broken = None
        while not mail.messages:
            await earful.after(MINUTES)
        await earful.after(MINUTES)
        assert await undelivered(earful) == []


@pytest.mark.slow
async def test_what_is_refused_for_good_is_told_at_once_and_holds_up_nobody(tmp_path: Path) -> None:
    """The address of one person is wrong; the others still get theirs, and the channel is not called well again."""

    class Picky(Letterbox):
        async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
            if message.to.name == "maria":
                self.tries += 1
                raise DeliveryError("550 no such user", permanent=True)
            return await super().send(client, message, receipt)

    mail, chat, forum = Picky(), Letterbox(), Place()
    bolt = brand("Bolt", answered_by="sam", if_nobody_takes_it=())
    shop = brand(if_nobody_takes_it=())
    config = settings(tmp_path, {"forum": forum}, {"mail": mail, "chat": chat}, [shop, bolt])
    async with stage(config) as earful:
        await earful.look()
        forum.posts += [post(), post("Bolt never called back, I am furious")]
        await earful.after(MINUTES)
        await earful.after(MINUTES)
        assert ("CHANNEL_DEAD", "sam") in chat.told
        assert mail.told == [("FIRST_ANGER", "sam")]
        for _ in range(5):
            await earful.after(10 * MINUTES)
        assert mail.tries == 2  # one refused, one taken
        assert ("CHANNEL_BACK", "sam") not in chat.told
        await earful.after(6 * HOUR)
        assert mail.tries >= 3


@pytest.mark.slow
async def test_a_burst_is_told_in_order_and_once(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])) as earful:
        await earful.look()
        # Found late: of yesterday's words no storm is made.
        forum.posts += [post(by=f"Customer {n}", at=START - 30 * HOUR + n * MINUTES / 100) for n in range(150)]
        await earful.after(5 * MINUTES)
        assert [message.data["case"] for message in mail.messages] == list(range(1, 151))
        await earful.after(5 * MINUTES)
        assert len(mail.messages) == 150


def test_a_source_that_moves_is_another_one_and_a_new_name_to_search_for_changes_nothing() -> None:
    @dataclass(frozen=True)
    class Searching:
        url: str
        search: tuple[str, ...] = ()

    def place(**options: Any) -> str:
        return replace(source("forum", Place()), connector=Searching(**options)).place

    assert place(url="https://a.example") == place(url="https://a.example", search=("Acme",))
    assert place(url="https://a.example") != place(url="https://b.example")
    assert "a.example" not in place(url="https://a.example")
