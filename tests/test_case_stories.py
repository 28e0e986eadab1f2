"""Stories of customers over weeks, told as data in ``data/cases/stories.yaml``: what happens when, every message that has to be
sent, and how each case ends. From what a source brings to what a channel delivers everything is real; only the clock is ours,
and it stops wherever somebody has something to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from connectors.base import Author, Post
from monitor.app import App
from monitor.clock import SetClock, from_us
from monitor.config import Config, Destination, Source, load
from monitor.store import being_away, replaying
from tests.fakes.stage import Letterbox, Place, Stage

FILE = Path(__file__).parent / "data" / "cases" / "stories.yaml"
TOLD: dict[str, Any] = YAML(typ="safe").load(FILE)
ZONE = ZoneInfo("America/New_York")
FIRST = datetime(2026, 11, 2, tzinfo=ZONE)
"""The Monday of the first week."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
AFTERWARDS = timedelta(days=7)


def moment(said: str) -> datetime:
    """ "2 Tue 09:30" is half past nine on the Tuesday of the second week, on the owner's clock."""
    week, day, clock = said.split()
    date = FIRST.date() + timedelta(weeks=int(week) - 1, days=DAYS.index(day))
    return datetime.combine(date, time.fromisoformat(clock), tzinfo=ZONE)


def in_words(at: datetime) -> str:
    """The other way round."""
    local = at.astimezone(ZONE)
    week, day = divmod((local.date() - FIRST.date()).days, 7)
    return f"{week + 1} {DAYS[day]} {local:%H:%M}"


class Teller:
    """Tells one story, and keeps what was sent."""

    def __init__(self, app: App, clock: SetClock, places: Mapping[str, Place], mail: Letterbox) -> None:
        self.app, self.clock, self.places, self.mail = app, clock, places, mail
        self.stage = Stage(app, clock)
        self.sent: list[str] = []
        self.posts = 0

    async def look(self) -> None:
        """One round of everything, and what came of it."""
        await self.stage.look()
        for place in self.places.values():
            place.posts.clear()
        for message in self.mail.messages:
            about = f" {message.data['case']}" if message.data.get("case") else ""
            self.sent.append(f"{in_words(self.clock.now())} {message.reason}{about} {message.to.name}")
        self.mail.messages.clear()

    async def until(self, at: datetime) -> None:
        """Lets time pass, and stops wherever somebody has something to say, or comes back."""
        while True:
            now = self.clock.now()
            async with self.app.parts.store.read() as connection:
                rages = await replaying.raging(connection)
                due = await replaying.next_moment(connection, now, storm_rages=rages)
                back = [from_us(row.until) for row in await being_away.everybody(connection)]
            soon = min((moment for moment in (due, *back) if moment and now < moment < at), default=None)
            self.clock.move((soon or at) - now)
            if soon is None:
                return
            await self.look()

    async def happens(self, event: Mapping[str, Any]) -> None:
        """One line of the story."""
        match event:
            case {"says": str(text)} | {"edits": str(text)}:
                self.places[event.get("in", "forum")].posts.append(self.post(text, event))
            case {"deletes": post}:
                self.places[event.get("in", "forum")].posts.append(self.post("", {**event, "id": post}, deleted=True))
            case {"does": verb, "case": number, "who": who}:
                given = {key: str(event[key]) for key in ("until", "note") if key in event}
                await self.app.office.act(number, verb, who, str(event.get("value", "")), **given)
            case {"away": who}:
                await self.app.office.away(who, event["until"], event["stand_in"], who)
            case {"back": who}:
                await self.app.office.back(who)
            case {"mutes": author}:
                await self.app.office.mute("author", author, "", "maria")
            case {"unmutes": author}:
                await self.app.office.unmute("author", author, "")
            case {"hears": words, "who": who}:
                await self.app.office.open_case("Harbor Plumbing", words, who, name=event["by"], handle=event["handle"])
            case _:
                raise AssertionError(f"nothing that can happen: {event}")
        await self.look()

    def post(self, text: str, event: Mapping[str, Any], *, deleted: bool = False) -> Post:
        self.posts += 1
        by = event.get("by", "Dana")
        return Post(
            service=f"{event.get('in', 'forum').lower()}.example",
            id=event.get("id", f"p{self.posts}"),
            author=Author(name=by, id=by, handle=event.get("handle", "")),
            text=text,
            published=moment(event["written"]) if "written" in event else self.clock.now(),
            edited=self.clock.now() if "edits" in event else None,
            stars=event.get("stars"),
            stars_max=5 if "stars" in event else None,
            reply_to=event.get("answers", ""),
            thread=event.get("answers", ""),
            deleted=deleted,
        )


def config_of(story: Mapping[str, Any], folder: Path, places: Mapping[str, Place], mail: Letterbox) -> Config:
    """The shop of all the stories, with what this one changes of the brand."""
    told = {**TOLD["shop"], "data": str(folder)}
    told["brands"] = [{**brand, **story.get("brand", {})} for brand in told["brands"]]
    folder.mkdir()
    path = folder / "config.yaml"
    with path.open("w", encoding="utf-8") as out:
        YAML(typ="safe").dump(told, out)
    config = load(path, {})
    sources = {
        name: Source(
            name=name,
            kind="place",
            connector=place,
            about="Harbor Plumbing" if name == "reviews" else "",
            every=AFTERWARDS,
        )
        for name, place in places.items()
    }
    return replace(config, sources=sources, destinations={"mail": Destination(name="mail", kind="x", channel=mail)})


@pytest.mark.parametrize(
    "story", [pytest.param(story, id=story["what"].replace(" ", "-")) for story in TOLD["stories"]]
)
@pytest.mark.slow
async def test_every_message_of_the_story_and_no_other(story: Mapping[str, Any], tmp_path: Path) -> None:
    places, mail = {name: Place() for name in ("forum", "fediverse", "reviews", "town")}, Letterbox()
    clock = SetClock(moment("1 Mon 08:00"))
    async with App(config_of(story, tmp_path / "data", places, mail), clock=clock) as app:
        teller = Teller(app, clock, places, mail)
        for before in story.get("before", ()):
            places[before.get("in", "forum")].posts.append(teller.post(before["says"], before))
        await teller.look()
        for line in story["happens"]:
            ((at, event),) = line.items()
            await teller.until(moment(at))
            await teller.happens(event)
        await teller.until(moment(story["until"]) if "until" in story else clock.now() + AFTERWARDS)
        await teller.look()
        cases = await teller.stage.cases()
    ends = {
        number: f"{case.state} {case.outcome or ''} {case.answered_by and f'by {case.answered_by}'}".replace(
            "  ", " "
        ).strip()
        for number, case in cases.items()
    }
    assert teller.sent == story["told"]
    assert ends == story["ends"]
