"""Earful watches itself: sources gone blind, and a heartbeat that tells the truth."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from alerts.base import DeliveryError
from connectors.base import Blocked, Fetched, FetchError, Outcome
from monitor.commands import control
from monitor.commands.health import healthcheck
from monitor.config import Alerts, QuietHours
from monitor.show_sources import source_health
from monitor.sources import health
from monitor.sources.remedies import of_silence, remedy
from monitor.store import asking
from tests.fakes import ToyForum
from tests.fakes.stage import START, Letterbox, Place, post, settings, source, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.slow
async def test_a_broken_line_is_one_message_and_so_is_its_end(tmp_path: Path) -> None:
    mail = Letterbox()
    places = {name: Place() for name in ("forum", "shop", "blog", "news", "calm")}
    broken = [place for name, place in places.items() if name != "calm"]
    async with stage(settings(tmp_path, places, {"mail": mail})) as earful:
        await earful.look()
        for number, place in enumerate(broken):
            place.trouble = FetchError(f"place {number} has trouble of its own (HTTP 503)")
        await earful.after(15 * MINUTES)
        await earful.after(15 * MINUTES)
        assert mail.told == []  # trouble in passing
        for _ in range(20):
            await earful.after(30 * MINUTES)
        (message,) = mail.messages
        assert (message.reason, message.to.name) == ("SOURCE_BLIND", "sam")
        assert "and 1 more source" in message.title
        for name in ("forum", "shop", "blog", "news"):
            assert f"{name}: place" in message.body
        assert "last heard 09:00" in message.body
        assert "calm" not in message.body
        mail.take()
        for place in broken:
            place.trouble = None
        await earful.after(timedelta(days=1))
        for _ in range(3):
            await earful.after(HOUR)
        (message,) = mail.messages
        assert message.reason == "SOURCE_HEARS_AGAIN"
        broken[0].trouble = FetchError("down again")
        for _ in range(5):
            await earful.after(HOUR)
        assert mail.told == [("SOURCE_HEARS_AGAIN", "sam"), ("SOURCE_BLIND", "sam")]


async def test_what_only_a_person_can_mend_is_told_at_once(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place(trouble=FetchError("forum.example has nothing at this address", permanent=True))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        assert mail.told == [("SOURCE_BLIND", "sam")]
        assert "never heard yet" in mail.messages[0].body


async def test_a_refusal_is_told_when_it_lasts(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place(trouble=Blocked("forum.example refuses us (HTTP 403)"))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        for _ in range(6):
            await earful.after(30 * MINUTES)
        assert mail.told == [("SOURCE_BLIND", "sam")]


async def test_who_is_sent_away_for_a_day_is_blind_before_that_is_over(tmp_path: Path) -> None:
    """It is asked once and then left alone, so nothing fails again meanwhile."""
    mail, forum = Letterbox(), Place()
    away = FetchError("forum.example asks us to slow down (HTTP 429)", retry_after=timedelta(days=1))
    config = settings(tmp_path, {"forum": forum}, {"mail": mail})
    async with stage(config) as earful:
        await earful.look()
        forum.trouble = away
        await earful.after(15 * MINUTES)
        await earful.after(15 * MINUTES)
        assert mail.told == []  # a short while
        await earful.after(HOUR)
        assert mail.take() == [("SOURCE_BLIND", "sam")]
        forum.trouble = None
        await earful.after(HOUR)
        assert mail.told == []
        await earful.after(timedelta(days=1))
        assert mail.take() == [("SOURCE_HEARS_AGAIN", "sam")]


async def test_what_was_heard_by_a_clock_that_was_ahead_proves_nothing(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}), START + timedelta(days=365)) as earful:
        await earful.look()
        assert await health.trouble(earful.app.parts) == ""
        forum.trouble = FetchError("forum.example has trouble of its own (HTTP 503)")
        earful.clock.move(timedelta(days=-365))
        for _ in range(3):
            await earful.after(20 * MINUTES)
        assert mail.told == [("SOURCE_BLIND", "sam")]
        assert "no source has been heard" in await health.trouble(earful.app.parts)


async def test_the_heartbeat_tells_the_truth(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with ToyForum() as watchdog:
        beat = watchdog.serve("/ping/canary", "OK")
        config = settings(tmp_path, {"forum": forum}, {"mail": mail}, heartbeat=beat)
        async with stage(config) as earful:

            async def beats() -> bool:
                before = len(watchdog.requests)
                await earful.app.heartbeat()
                return len(watchdog.requests) > before

            assert not await beats()  # nothing was heard yet
            await earful.look()
            assert await beats()

            forum.trouble = FetchError("down")
            await earful.after(50 * MINUTES)
            assert await beats()  # that happens
            await earful.after(HOUR)
            assert not await beats()
            forum.trouble = None
            await earful.after(2 * HOUR)
            assert await beats()

            mail.broken = DeliveryError("smtp.example did not answer")
            forum.posts.append(post(at=earful.clock.now()))
            await earful.after(10 * MINUTES)
            assert await beats()  # a few minutes are no outage
            await earful.after(20 * MINUTES)
            assert not await beats()
            mail.broken = None
            await earful.after(2 * HOUR)
            assert await beats()

            watchdog.serve("/ping/canary", "no", status=500)
            await earful.app.heartbeat()  # the watchdog's own trouble is none of ours


async def test_a_message_that_waits_for_the_morning_is_not_stuck(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = settings(
        tmp_path, {"forum": forum}, {"mail": mail}, alerts=Alerts(quiet_hours=QuietHours(time(21), time(7)))
    )
    async with stage(config, START.replace(hour=22)) as earful:
        await earful.look()
        forum.posts.append(post(at=earful.clock.now()))
        await earful.after(HOUR)
        for _ in range(8):
            assert await health.trouble(earful.app.parts) == ""
            earful.clock.move(HOUR)
            await earful.app.poll(earful.app.parts.config.sources["forum"])
        assert mail.told == []
        assert await health.trouble(earful.app.parts) == ""  # seven o'clock: due this very moment


async def test_an_unreachable_watchdog_is_no_trouble_of_ours(tmp_path: Path) -> None:
    forum = Place()
    async with ToyForum() as watchdog:
        dead = watchdog.url + "/ping"
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, heartbeat=dead)) as earful:
        await earful.look()
        await earful.app.heartbeat()
        assert await health.trouble(earful.app.parts) == ""


async def test_a_new_name_in_the_configuration_does_not_blind_the_others(tmp_path: Path) -> None:
    """A source that has left the configuration is nobody's trouble any more."""
    mail, forum, gone = Letterbox(), Place(), Place(trouble=FetchError("gone", permanent=True))
    config = settings(tmp_path, {"forum": forum, "gone": gone}, {"mail": mail})
    async with stage(config) as earful:
        await earful.look()
        assert mail.take() == [("SOURCE_BLIND", "sam")]
        without = replace(config, sources={"forum": config.sources["forum"]}, digest="another")
        await earful.app.reload(lambda: without)
        await earful.after(HOUR)
        assert mail.told == []
        assert await health.trouble(earful.app.parts) == ""


async def test_healthcheck_asks_the_daemon(tmp_path: Path) -> None:
    config = settings(tmp_path, {"forum": Place()}, {"mail": Letterbox()})
    assert await asyncio.to_thread(healthcheck, config) == 1  # nobody is there
    for well, status in ((True, 0), (False, 1)):

        async def answer(request: dict[str, object], well: bool = well) -> control.Answer:
            assert request == {"verb": "health"}
            return {"ok": well, "text": "well" if well else "no source has been heard lately"}

        async with control.Door(tmp_path, answer):
            assert await asyncio.to_thread(healthcheck, config) == status


async def test_a_request_that_is_none_gets_an_answer_and_does_no_harm(tmp_path: Path) -> None:
    async def act(request: dict[str, int]) -> control.Answer:
        return {"ok": True, "text": str(int(request["case"]))}

    async with control.Door(tmp_path, act):
        for wrong in (b"\n", b"no JSON\n", b"[]\n", b'{"verb": "act"}\n', b'{"case": null}\n'):
            reader, writer = await asyncio.open_unix_connection(str(control.path_of(tmp_path)))
            writer.write(wrong)
            assert b"that was no request" in await reader.readline()
            writer.close()
            await writer.wait_closed()
        assert await asyncio.to_thread(control.ask, tmp_path, {"case": 812}) == {"ok": True, "text": "812"}
    assert not control.path_of(tmp_path).exists()


@pytest.mark.slow
async def test_a_source_that_answers_and_brings_nothing_is_told_with_what_is_usual(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = settings(tmp_path, [source("forum", forum, every=12 * HOUR)], {"mail": mail})
    async with stage(config) as earful:
        await earful.look()
        for day in range(18):
            await earful.after(12 * HOUR)
            forum.posts.append(post("nothing about anybody", at=earful.clock.now(), id=f"day{day}"))
            await earful.after(12 * HOUR)
        assert mail.told == []
        days = 0
        while not mail.told:
            await earful.after(12 * HOUR)
            await earful.after(12 * HOUR)
            days += 1
            assert days < 20
        assert days > 4  # which is no wonder at a source that is heard once a day
        assert mail.told == [("SOURCE_BLIND", "sam")]
        told = re.search(
            r"forum: answers, but with nothing new for (.+) days; usual is every 1 day\.", mail.messages[0].body
        )
        assert told
        assert int(told[1]) in (days - 1, days)  # it may be told at either visit of the day
        assert "a login, a block" in mail.messages[0].body
        async with earful.app.parts.store.read() as connection:
            (row,) = source_health(config, await asking.sources(connection), earful.clock.now())
        assert (row["state"], row["usual_gap_seconds"]) == ("blind", 86400)
        assert row["error"].startswith("answers, but with nothing new")
        assert "browser" in row["remedy"]
        mail.take()
        await earful.after(12 * HOUR)
        assert mail.told == []  # told once
        forum.posts.append(post("and here we are again", at=earful.clock.now(), id="again"))
        await earful.after(12 * HOUR)
        assert mail.told == [("SOURCE_HEARS_AGAIN", "sam")]


def test_nobody_opens_a_mailbox_that_is_quiet_in_a_browser() -> None:
    assert "browser" in of_silence("rss")
    assert "browser" not in of_silence("imap")
    assert "rule" in of_silence("imap")


@pytest.mark.parametrize(
    ("language", "last", "todo"),
    [
        ("en", "(never heard yet)", "Open the address in a browser"),
        ("de", "(noch nie gehört)", "Öffne die Adresse im Browser"),
        ("es", "(todavía no se ha oído nunca)", "Abre la dirección en un navegador"),
    ],
)
async def test_a_page_that_is_none_is_told_with_what_to_do(tmp_path: Path, language: str, last: str, todo: str) -> None:
    note = "forum.example sent a page for people, perhaps a login"
    mail, forum = Letterbox(), Place(answer=Fetched([], {}, Outcome.SUSPICIOUS, note))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, language=language)) as earful:
        for _ in range(6):
            await earful.after(30 * MINUTES)
        assert mail.told == [("SOURCE_BLIND", "sam")]
        assert f"forum: {note} {last}. {todo}" in mail.messages[0].body


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("news.example asks us to slow down (HTTP 429)", "longer every:"),
        ("news.example has nothing at this address (HTTP 404): check it", "writes|works into the config"),
        ("news.example refuses us (HTTP 403): it wants a login, or blocks programs", "its owner"),
        ("news.example sent something that is not JSON, perhaps a login or error page", "another kind"),
        ("news.example is not known (DNS)", "network"),
        ("certificate of news.example is not valid: expired", "owner has to mend"),
        ("news.example has trouble of its own (HTTP 503)", "tried again"),
        ("", "^$"),
    ],
)
def test_every_usual_error_comes_with_what_to_do(error: str, said: str) -> None:
    assert re.search(said, remedy(error))
