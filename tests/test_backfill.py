"""Reading further back: as history that alerts nobody, and without losing the place."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Client, Cursor, Fetched, Outcome, Post, Rewinds
from connectors.bluesky_search import BlueskySearch
from connectors.hackernews import HackerNews
from connectors.lemmy import Lemmy
from connectors.mastodon_search import MastodonSearch
from monitor import cli, show
from monitor.config import load
from tests.fakes.stage import START, Letterbox, Place, post, settings, source, stage

DAY = timedelta(days=1)
MINUTES = timedelta(minutes=1)


@dataclass
class Archive:
    """A service that shows what was said since the newest known, and on the first visit the last seven days."""

    posts: list[Post] = field(default_factory=list, compare=False)
    asked: list[float | None] = field(default_factory=list, compare=False)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        return {**cursor, "newest": to.timestamp()}

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        since = cursor.get("newest")
        self.asked.append(since)
        after = (START - 7 * DAY).timestamp() if since is None else since
        found = [one for one in self.posts if one.published and one.published.timestamp() > after]
        newest = max([after, *(one.published.timestamp() for one in found if one.published)])
        return Fetched(found, {"kept": True, "newest": newest}, Outcome.ITEMS if found else Outcome.EMPTY)


def archive() -> Archive:
    return Archive([post(by=f"A{days}", at=START - days * DAY, id=f"d{days}") for days in (1, 20, 40)])


async def test_the_first_visit_reads_as_far_back_as_the_owner_wants(tmp_path: Path) -> None:
    for backfill, found in ((None, 1), (30 * DAY, 2), (60 * DAY, 3)):
        mail, place = Letterbox(), archive()
        config = settings(tmp_path / str(found), [source("old", place, backfill=backfill)], {"mail": mail})
        async with stage(config) as earful:
            await earful.look()
            assert mail.told == [("ALREADY_WAITING", "maria")]
            assert mail.messages[0].data["count"] == found
            await earful.after(15 * MINUTES)
            assert place.asked[-1] == (START - DAY).timestamp()  # it goes on where it is


async def test_once_more_reads_back_without_losing_the_place_or_the_news(tmp_path: Path) -> None:
    mail, place = Letterbox(), archive()
    async with stage(settings(tmp_path, [source("old", place)], {"mail": mail})) as earful:
        await earful.look()
        mail.take()
        place.posts.append(post(by="New", at=START + 10 * MINUTES, id="new"))
        earful.clock.move(15 * MINUTES)
        await earful.app.poll(earful.app.parts.config.sources["old"], back=30 * DAY)
        await earful.look()
        assert sorted(mail.told) == [("ALREADY_WAITING", "maria"), ("FIRST_ANGER", "maria")]
        assert place.asked[-1] == (START + 10 * MINUTES).timestamp()
        assert sorted(case.author for case in (await earful.cases()).values()) == ["A1", "A20", "New"]


async def test_a_kind_that_cannot_is_read_as_ever(tmp_path: Path) -> None:
    place = Place([post(at=START - DAY)])
    async with stage(settings(tmp_path, [source("forum", place, backfill=30 * DAY)], {"mail": Letterbox()})) as earful:
        await earful.look()
        await earful.app.poll(earful.app.parts.config.sources["forum"], back=30 * DAY)
        assert place.visits == [{}, {"visit": 1}]


@pytest.mark.parametrize(
    "place",
    [
        HackerNews(search=("Acme",)),
        BlueskySearch(handle="acme.example", app_password="x", search=("Acme",)),
        MastodonSearch(server="https://town.example", token="x", search=("Acme",)),
        Lemmy(server="https://lemmy.example", search=("Acme",)),
    ],
)
def test_which_kinds_can(place: Any) -> None:
    assert isinstance(place, Rewinds)
    then = datetime(2026, 10, 1, tzinfo=UTC)
    newest = place.rewound({"api": "v3"}, then)["newest"]
    at = datetime.fromisoformat(newest) if isinstance(newest, str) else datetime.fromtimestamp(newest, UTC)
    assert at == then


def test_the_config_says_where_it_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        "timezone: UTC\npeople: {maria: {email: maria@harborplumbing.example}}\noperator: maria\n"
        "brands: [{name: Harbor Plumbing}]\nalerts: {console: {}}\nsources:\n"
        "  - {kind: hackernews, backfill: 60d}\n  - {kind: rss, url: https://forum.example/feed, backfill: 30d}\n"
    )
    config = load(path, {})
    assert config.sources["hackernews"].backfill == 60 * DAY
    (note,) = [note for note in config.notes if "backfill" in note]
    assert "rss shows only what it shows" in note


def test_the_command_line_knows_it() -> None:
    assert cli.parser().parse_args(["once", "--backfill", "30d"]).backfill == 30 * DAY


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(float(second) for second in range(100))
    monkeypatch.setattr("monitor.show.time.monotonic", lambda: next(now))
    terminal = Terminal()
    with show.Progress(terminal, "sources", of=4) as progress:
        for _ in range(4):
            progress.step()
    bars = terminal.getvalue().split("\r")[1:]
    assert bars[0] == f"[{'=' * 7}>{' ' * 22}] 1 of 4 sources"
    assert bars[-1] == f"[{'=' * 30}] 4 of 4 sources\n"
    assert {len(re.sub(r"\].*", "]", bar.strip())) for bar in bars} == {32}
    silent = io.StringIO()
    with show.Progress(silent, "sources", of=4) as progress:
        progress.step()
    assert silent.getvalue() == ""
