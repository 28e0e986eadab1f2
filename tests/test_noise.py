"""Noise: what is muted, what "not about us" teaches and undo unteaches, and complaints that name nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from connectors.base import Author
from monitor import muting
from monitor.app import App
from monitor.cases import Refused, State
from monitor.clock import SetClock
from monitor.config import Config, ConfigError, MaybeUs, Mute, load
from monitor.matching import Brand as Names
from monitor.store import correcting, learning
from monitor.store.tables import mention
from monitor.telling import digest, digesting
from monitor.tone.correction import Correction
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, brand, post, settings, stage

MINUTES = timedelta(minutes=1)
DAY = timedelta(days=1)
SUPPLY = "Harbor Plumbing Supply never returned my call. I am furious."


async def authors(earful: Stage) -> list[str]:
    return sorted(case.author for case in (await earful.cases()).values() if case.state is State.OPEN)


async def rows(earful: Stage) -> list[tuple[str, list[str]]]:
    async with earful.app.parts.store.read() as connection:
        found = await connection.execute(select(mention.c.rule, mention.c.why).order_by(mention.c.id))
        return [(row.rule, row.why or []) for row in found]


@pytest.mark.parametrize(
    ("mute", "why"),
    [
        (Mute(authors=("@SpamBot",)), "the author @SpamBot"),
        (Mute(authors=("https://forum.example/u/7",)), "the author https://forum.example/u/7"),
        (Mute(sources=("forum",)), "the source forum"),
        (Mute(words=("give away",)), "the word give away"),
        (Mute(authors=("spam",), sources=("for",), words=("giv",)), ""),
    ],
)
def test_what_is_muted(mute: Mute, why: str) -> None:
    author = {"name": "Spam Bot", "handle": "spambot", "url": "https://forum.example/u/7/", "id": ""}
    assert muting.muted([Mute(), mute], author, "forum", "We Give Away a boiler") == why


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("I hate Harbor Plumbing Supply so much", ["Harbor Plumbing Supply"]),
        ("I hate Old Harbor Plumbing so much", ["Old Harbor Plumbing"]),
        ("At Harbor Plumbing & Sons nobody calls", ["Harbor Plumbing & Sons"]),
        ("Never Harbor Plumbing again", []),  # a sentence begins with a capital
        ("Harbor Plumbing never called", []),
        ("harbor plumbing supply", []),  # nothing tells where the name ends
        ("HARBOR PLUMBING supply", []),
        ("The Very Long And Winding Harbor Plumbing", []),
        ("I hate Harbor Plumbing Heating", []),  # an alias
    ],
)
def test_the_longer_name_in_which_ours_stands(text: str, phrases: list[str]) -> None:
    start = text.casefold().index("harbor plumbing")
    names = ("Harbor Plumbing", "Harbor Plumbing Heating")
    assert muting.phrases(text, [(start, start + 15)], names) == phrases


@given(st.text(), st.text(), st.integers(0, 10_000))
@pytest.mark.slow
def test_bounds_hold_whatever_is_said(before: str, after: str, taught: int) -> None:
    text = f"{before}Harbor{after}"
    found = muting.phrases(text, [(len(before), len(before) + 6)] * 9, ["Harbor"])
    assert len(found) <= muting.PHRASES_A_CASE
    assert all("harbor" in phrase.casefold() and phrase.casefold() != "harbor" for phrase in found)
    assert 0 <= muting.bar(taught) <= 0.10
    assert muting.bar(4) == 0


async def test_not_us_teaches_the_phrase_and_the_author_and_undo_unteaches(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(SUPPLY, by="Ann"))
        await earful.after(MINUTES)
        assert await authors(earful) == ["Ann"]
        await earful.app.office.act(1, "not_us", "maria")
        forum.posts += [post(SUPPLY + " Still!", by="Bob"), post(by="Ann", at=START + MINUTES), post(by="Cid")]
        await earful.after(MINUTES)
        assert await authors(earful) == ["Cid"]  # Bob means the supply, Ann always did
        kept = [(rule, why[0] if why else "") for rule, why in await rows(earful)]
        assert ("name", "muted: somebody said that this author means somebody else") in kept
        async with earful.app.parts.store.read() as connection:
            taught = [(row.kind, row.value.split(" on ")[0], row.by) for row in await learning.everything(connection)]
        assert taught == [("author", "Ann", "maria"), ("phrase", "Harbor Plumbing Supply", "maria")]
        await earful.app.office.act(1, "undo", "maria")
        forum.posts += [post(SUPPLY + " Again!", by="Dan", at=earful.clock.now())]
        await earful.after(MINUTES)
        assert await authors(earful) == [
            "Ann",
            "Bob",
            "Cid",
            "Dan",
        ]  # Bob, who had been passed over, is heard after all


async def test_what_two_cases_teach_is_forgotten_with_the_second(tmp_path: Path) -> None:
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:

        async def taught() -> set[tuple[str, str]]:
            async with earful.app.parts.store.read() as connection:
                return {(row.value.split(" on ")[0], row.by) for row in await learning.everything(connection)}

        await earful.look()
        forum.posts.append(post(SUPPLY, by="Ann"))
        await earful.after(MINUTES)
        forum.posts.append(post(SUPPLY + " Still!", by="Bob", at=earful.clock.now()))
        await earful.after(MINUTES)
        await earful.app.office.act(1, "not_us", "maria")
        await earful.app.office.act(2, "not_us", "sam")
        assert await taught() == {("Ann", "maria"), ("Bob", "sam"), ("Harbor Plumbing Supply", "maria")}
        await earful.app.office.act(1, "undo", "maria")
        assert await taught() == {("Bob", "sam"), ("Harbor Plumbing Supply", "sam")}
        forum.posts.append(post(SUPPLY + " Again!", by="Cid", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await authors(earful) == ["Ann"]
        await earful.app.office.act(2, "undo", "sam")
        assert await taught() == set()
        await earful.after(MINUTES)
        assert await authors(earful) == ["Ann", "Bob", "Cid"]


@pytest.mark.parametrize("wrong", ["not_us", "not_angry"])
async def test_who_says_that_it_ended_otherwise_unteaches_too(tmp_path: Path, wrong: str) -> None:
    """And whoever takes that back teaches it again."""
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])) as earful:

        async def heard(by: str) -> bool:
            mail.take()
            forum.posts = [post(at=earful.clock.now(), by=by)]
            await earful.after(MINUTES)
            return bool({"FIRST_ANGER", "REOPENED"} & {reason for reason, _ in mail.take()})

        await earful.look()
        assert await heard("Dana R.")
        await earful.app.office.act(1, wrong, "maria")
        await earful.app.office.act(1, "close", "sam", "lost")
        await earful.app.office.act(1, "undo", "sam")
        assert not await heard("Dana R.")
        await earful.app.office.act(1, "close", "sam", "lost")
        await heard("Dana R.")
        assert (await earful.cases())[1].state == "open"
        assert await heard("Lee")


async def test_who_addresses_the_brand_means_it_from_then_on(tmp_path: Path) -> None:
    """Somebody said that Ann means another firm. She writes to the handle: her case is open again, and so are the ears."""
    mail, forum = Letterbox(), Place()
    ours = brand(names=Names(name="Harbor Plumbing", also_called=("@harborplumbing",)), if_nobody_takes_it=())
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [ours])) as earful:

        async def heard(*texts: str) -> list[str]:
            mail.take()
            now = earful.clock.now()
            forum.posts = [post(text, by="Ann", at=now + n * MINUTES / 2) for n, text in enumerate(texts, 1)]
            await earful.after(MINUTES)
            return [reason for reason, _ in mail.take()]

        await earful.look()
        assert await heard("I hate Harbor Plumbing. Nobody ever answers, I am furious!") == ["FIRST_ANGER"]
        await earful.app.office.act(1, "not_us", "maria")
        assert await heard("Harbor Plumbing lets me down. I am furious!") == []
        both = ("@harborplumbing never returned my call. I am furious!", "Harbor Plumbing is a disgrace, I am furious!")
        assert await heard(*both) == ["REOPENED"]
        await earful.look()  # about what nobody had heard of meanwhile
        async with earful.app.parts.store.read() as connection:
            assert await learning.everything(connection) == []
            assert not any((await connection.execute(select(mention.c.muted))).scalars())
        await earful.app.office.act(1, "answered", "maria")
        assert await heard("Harbor Plumbing still has not come. I am furious!") == ["STILL_ANGRY"]


async def test_a_merge_unteaches_that_it_was_not_about_us_and_its_undo_teaches_it_again(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])) as earful:

        async def state() -> tuple[list[str], int]:
            async with earful.app.parts.store.read() as connection:
                taught = [row.value.split(" on ")[0] for row in await learning.everything(connection)]
                return taught, sum((await connection.execute(select(mention.c.muted))).scalars())

        await earful.look()
        forum.posts = [post(by="Ann"), post(SUPPLY, by="Bob", at=START + MINUTES)]
        await earful.after(2 * MINUTES)
        await earful.app.office.act(2, "not_us", "maria")
        assert await state() == (["Bob", "Harbor Plumbing Supply"], 1)
        await earful.app.office.act(1, "merge", "maria", "2")
        assert await state() == ([], 0)
        await earful.app.office.act(1, "undo", "maria")
        assert await state() == (["Bob", "Harbor Plumbing Supply"], 1)
        await earful.app.office.act(1, "merge", "maria", "2")
        await earful.app.office.act(1, "answered", "maria")
        await earful.look()
        mail.take()
        forum.posts = [post(SUPPLY + " Again, I am furious!", by="Bob", at=earful.clock.now())]
        await earful.after(MINUTES)
        assert [reason for reason, _ in mail.take()] == ["STILL_ANGRY"]


@pytest.mark.slow
async def test_what_was_passed_over_is_heard_after_all_and_only_the_newest(tmp_path: Path, url: str) -> None:
    """What was said of a phrase or by an author while they meant somebody else is decided about when they do no longer, a
    month back at most; what other people wrote, or what names the brand in no other way, is left alone."""
    mail, forum = Letterbox(), Place()
    config = replace(settings(tmp_path, {"forum": forum}, {"mail": mail}), database=url)
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post(SUPPLY, by="Ann"))
        await earful.after(MINUTES)
        await earful.app.office.act(1, "not_us", "maria")
        old, new = earful.clock.now() + 2 * DAY, earful.clock.now() + 35 * DAY
        forum.posts += [post(SUPPLY, by="Early", at=old), post(by="Ann", at=old)]
        await earful.after(2 * DAY)
        forum.posts += [
            post(SUPPLY + " Still!", by="Bob", at=new),
            post("Nobody at the HARBOR PLUMBING  SUPPLY ever answers. I am furious!", by="Eve", at=new),
            post("The harbor has no plumbing supply, I am furious!", by="Fay", at=new),
            post(by="Ann", at=new),
        ]
        await earful.after(33 * DAY)
        assert await authors(earful) == []
        mail.take()
        for number in ("1", "2"):
            await earful.app.office.unlearn(number)
        assert await authors(earful) == ["Ann", "Bob", "Eve"]
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")] * 3


@pytest.mark.slow
async def test_what_was_learnt_outlives_a_restart_and_can_be_forgotten(tmp_path: Path) -> None:
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post(SUPPLY, by="Ann"))
        await earful.after(MINUTES)
        await earful.app.office.act(1, "close", "maria", "not_us")
    async with stage(config, START + DAY) as earful:
        forum.posts.append(post(SUPPLY + " Still!", by="Bob", at=START + DAY))
        await earful.after(MINUTES)
        assert await authors(earful) == []
        assert await earful.app.office.unlearn("2") == "phrase Harbor Plumbing Supply"
        assert await authors(earful) == ["Bob"]  # who had been passed over because of it
        with pytest.raises(Refused, match="number 2"):
            await earful.app.office.unlearn("2")
        forum.posts.append(post(SUPPLY + " Really!", by="Cid", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await authors(earful) == ["Bob", "Cid"]


async def test_a_stranger_who_addresses_us_or_whom_somebody_read_again_is_heard(tmp_path: Path) -> None:
    forum = Place()
    shop = brand(names=Names(name="Harbor Plumbing", also_called=("@harborplumbing",)))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [shop])) as earful:
        await earful.look()
        forum.posts.append(post(by="Ann"))
        await earful.after(MINUTES)
        await earful.app.office.act(1, "not_us", "maria")
        forum.posts.append(post("Harbor Plumbing: awful, nobody calls back", by="Ann", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await authors(earful) == []
        await earful.app.office.correct(2, Correction(by="maria", complaint=True), "maria")
        assert await authors(earful) == ["Ann"]
        await earful.app.office.act(1, "not_us", "maria")
        forum.posts.append(post("@harborplumbing you never called me back, furious!", by="Ann", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await authors(earful) == ["Ann"]


async def test_an_author_is_taken_for_a_stranger_for_half_a_year(tmp_path: Path) -> None:
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        await earful.look()
        forum.posts.append(post(by="Ann"))
        await earful.after(MINUTES)
        await earful.app.office.act(1, "not_us", "maria")
        forum.posts.append(post(by="Ann", at=START + 179 * DAY))
        await earful.after(179 * DAY)
        assert await authors(earful) == []
        forum.posts.append(post(by="Ann", at=START + 181 * DAY))
        await earful.after(2 * DAY)
        assert await authors(earful) == ["Ann"]


async def test_the_bar_rises_with_much_noise_and_only_so_far(tmp_path: Path) -> None:
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        await earful.look()
        forum.posts += [post(by=f"N{n}", at=START + n * MINUTES / 100) for n in range(7)]
        await earful.after(MINUTES)
        for number in range(1, 8):
            await earful.app.office.act(number, "not_us", "maria")
        async with earful.app.parts.store.read() as connection:
            count = await learning.taught(connection, "Harbor Plumbing", earful.clock.now())
            later = await learning.taught(connection, "Harbor Plumbing", earful.clock.now() + 91 * DAY)
        assert (count, round(muting.bar(count), 2), later) == (7, 0.03, 0)


async def test_muted_by_hand_is_kept_and_no_case(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        await earful.app.office.mute("author", "@Ann", "", "maria")
        await earful.app.office.mute("word", "lawyer", "Harbor Plumbing", "maria")
        await earful.app.office.mute("word", "lawyer", "Harbor Plumbing", "sam")  # twice is once
        forum.posts += [post(by="ann"), post(FURIOUS + " My lawyer calls.", by="Bob"), post(by="Cid")]
        await earful.after(MINUTES)
        assert await authors(earful) == ["Cid"]
        assert sorted(why[0] for _, why in await rows(earful) if why[0].startswith("muted")) == [
            "muted: the author @Ann",
            "muted: the word lawyer",
        ]
        await earful.app.office.unmute("author", "@ann", "")
        forum.posts.append(post(by="ann", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await authors(earful) == ["Cid", "ann"]
        for kind, value, where, why in (
            ("author", "@ann", "", "not muted"),
            ("source", "elsewhere", "", "no source is called"),
            ("word", "x", "Acme", "no brand is called"),
            ("word", " ", "", "which word"),
            ("colour", "red", "", "mute what"),
        ):
            with pytest.raises(Refused, match=why):
                await earful.app.office.unmute(kind, value, where)
        with pytest.raises(Refused, match="nobody called"):
            await earful.app.office.mute("word", "x", "", "fred")


async def test_the_configuration_mutes_too_for_all_brands_or_one(tmp_path: Path) -> None:
    forum = Place()
    brands = [brand(mute=Mute(words=("boiler",))), brand("Bolt")]
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, brands, mute=Mute(authors=("Ann",)))
    async with stage(config) as earful:
        await earful.look()
        bolt = "Bolt never returned my call about the boiler. I am furious."
        forum.posts += [post(bolt, by="Ann"), post(bolt, by="Bob"), post(FURIOUS + " My boiler!", by="Cid")]
        await earful.after(MINUTES)
        assert await authors(earful) == ["Bob"]


async def test_a_complaint_without_a_name_is_kept_for_the_summary_and_nothing_else(tmp_path: Path) -> None:
    mail, forum, world = Letterbox(), Place(), Place()
    shop = brand(maybe_us=MaybeUs(words=("plumber",), places=("forum", "Springfield")))
    async with stage(settings(tmp_path, {"forum": forum, "world": world}, {"mail": mail}, [shop])) as earful:
        await earful.look()
        cry = "The plumber never returned my call. I am furious."
        forum.posts += [post(cry, by="Ann", id="cry", thread="t"), post("My tap drips, I am furious.", by="Bob")]
        world.posts += [post(cry, by="Cid"), post(cry + " Springfield deserves better.", by="Dan")]
        await earful.after(MINUTES)
        forum.posts.append(post("I am so angry at them!", by="Ann", reply_to="cry", thread="t", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert [rule for rule, _ in await rows(earful)] == ["maybe_us", "maybe_us"]  # the reply inherits no doubt
        assert (await earful.cases(), mail.told) == ({}, [])
        async with earful.app.parts.store.read() as connection:
            figures = await digesting.gather(connection, earful.app.parts.config, START - DAY, earful.clock.now())
        assert figures.maybe_us[0] == 2
        assert {quote.author for quote in figures.maybe_us[1]} == {"Ann", "Dan"}
        assert (figures.themes, figures.voices) == ([], [])
        forum.posts.append(post(f"{cry} It was Harbor Plumbing.", by="Eve", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert await authors(earful) == ["Eve"]


async def figures_of(earful: Stage) -> digest.Figures:
    async with earful.app.parts.store.read() as connection:
        return await digesting.gather(connection, earful.app.parts.config, START - DAY, earful.clock.now())


async def test_the_digest_does_not_hear_of_what_is_muted_either(tmp_path: Path) -> None:
    forum = Place()
    shop = brand(maybe_us=MaybeUs(words=("plumber",), places=("forum",)))
    bolt = brand("Bolt", mute=Mute(words=("Bolt",)))  # a brand that wants to hear nothing for a while
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [shop, bolt], mute=Mute(authors=("Spam",)))
    async with stage(config) as earful:
        await earful.look()
        said = (FURIOUS, "Harbor Plumbing is wonderful, thank you!", "The plumber never called, I am furious.")
        forum.posts += [post(words, by="Spam") for words in said]
        forum.posts += [
            post("Bolt lied to me, I am furious.", by="Ann"),
            post("Bolt is wonderful, thank you!", by="Bob"),
        ]
        await earful.after(MINUTES)
        figures = await figures_of(earful)
        assert (figures.opened, figures.themes, figures.voices) == ([], [], [])
        assert (figures.praise, figures.maybe_us, figures.unclear) == ((0, []), (0, []), (0, []))
        forum.posts += [post(words, by="Kim", at=earful.clock.now()) for words in said]
        await earful.after(MINUTES)
        figures = await figures_of(earful)
        assert [(voice.brand, voice.mentions) for voice in figures.voices] == [("Harbor Plumbing", 2)]
        assert (len(figures.opened), figures.praise[0], figures.maybe_us[0]) == (1, 1, 1)


@pytest.mark.parametrize(("verb", "mentions"), [("not_us", 0), ("not_angry", 1)])
async def test_what_was_no_case_counts_in_no_digest(tmp_path: Path, verb: str, mentions: int) -> None:
    forum = Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        before = await figures_of(earful)
        assert (len(before.opened), before.voices[0].unhappy, len(before.themes)) == (1, 1, 1)
        await earful.app.office.act(1, verb, "maria")
        figures = await figures_of(earful)
        assert (figures.opened, figures.themes) == ([], [])
        assert [(voice.mentions, voice.unhappy) for voice in figures.voices] == [(1, 0)][:mentions]
        await earful.app.office.act(1, "undo", "maria")
        after = await figures_of(earful)
        assert (len(after.opened), after.voices, after.themes) == (1, before.voices, before.themes)


async def test_corrected_tones_are_on_the_list_and_can_be_forgotten(tmp_path: Path, url: str) -> None:
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})
    async with App(config, clock=SetClock(START), url=url) as app:
        earful = Stage(app, app.clock)  # type: ignore[arg-type]
        await earful.look()
        forum.posts += [
            post(by="Ann", id="a"),
            post("Harbor Plumbing has a blue van.", by="Bob", at=START + MINUTES / 2),
        ]
        await earful.after(MINUTES)
        await app.office.act(1, "not_angry", "maria")
        await app.office.correct(2, Correction(by="sam", complaint=True, anger=True), "sam")
        assert await authors(earful) == ["Bob"]
        async with app.parts.store.read() as connection:
            found = await correcting.everything(connection)
        assert [(row.text, row.complaint, row.by) for row in found] == [
            (FURIOUS, False, "maria"),
            ("Harbor Plumbing has a blue van.", True, "sam"),
        ]
        assert await app.office.unlearn(f"t{found[0].id}") == "what maria said about these words"
        forum.posts = [post(FURIOUS, by="Cid", at=earful.clock.now()), post(id="a", deleted=True)]
        await earful.after(MINUTES)
        assert await authors(earful) == ["Bob", "Cid"]
        await app.office.unlearn(f"T{found[1].id}")
        async with app.parts.store.read() as connection:
            assert await correcting.everything(connection) == []
            (tone,) = await connection.execute(
                select(mention.c.complaint, mention.c.corrected_by).where(mention.c.id == 2)
            )
        assert (tone.complaint < 0.5, tone.corrected_by) == (True, "")
        for number in ("t99", "99", "t", "x", "tt1", ""):
            with pytest.raises(Refused, match="nothing that was learnt"):
                await app.office.unlearn(number)


async def test_it_is_the_same_on_both_databases(tmp_path: Path, url: str) -> None:
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()})
    async with App(config, clock=SetClock(START), url=url) as app:
        earful = Stage(app, app.clock)  # type: ignore[arg-type]
        await earful.look()
        forum.posts += [post(SUPPLY, author=Author(name="Ann", id="1"))]
        await earful.after(MINUTES)
        await app.office.act(1, "not_us", "maria")
        await app.office.mute("word", "Lawyer", "", "maria")
        await app.office.unmute("word", "lawyer", "")
        await app.office.away("maria", "2h", "sam", "sam")
        await app.office.back("maria")
        assert await app.office.unlearn("1") == f"author {await _name(earful)}"
        await app.office.act(1, "undo", "maria")
        assert await authors(earful) == ["Ann"]


async def _name(earful: Stage) -> str:
    async with earful.app.parts.store.read() as connection:
        row = (await connection.execute(select(mention.c.id))).first()
        assert row is not None
        (said,) = await learning.found_in(connection, 1)
    return f"Ann on forum.example ({bytes(said.author_key).hex()[:6]})"


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, {})


def test_noise_in_the_file(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        "mute: {words: giveaway}\nsources: [{kind: hackernews, name: HN}]\n"
        "brands: [{name: Harbor, mute: {sources: HN, authors: ['@x']}, maybe_us: {words: [tap], places: [HN]}}]\n",
    )
    assert config.mute == Mute(words=("giveaway",))
    assert config.brands["Harbor"].mute == Mute(authors=("@x",), sources=("HN",))
    assert config.brands["Harbor"].maybe_us == MaybeUs(("tap",), ("HN",))
    for wrong, says in (
        ("mute: {sources: [Forum]}\nbrands: [{name: Harbor}]", "mute.sources.0: no source is called 'Forum'"),
        ("brands: [{name: Harbor, mute: {source: HN}}]", "Did you mean 'sources'?"),
        ("brands: [{name: Harbor, maybe_us: {words: [tap]}}]", "maybe_us.places: is missing"),
    ):
        with pytest.raises(ConfigError, match=says.replace("?", r"\?")):
            read(tmp_path, wrong)
