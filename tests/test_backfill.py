"""Reading further back: as history that alerts nobody, and without losing the place."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import connectors
from connectors.base import Client, Cursor, Fetched, Outcome, Post, Rewinds
from connectors.bluesky_search import BlueskySearch
from connectors.github import GitHub
from connectors.google_business import GoogleBusiness
from connectors.hackernews import HackerNews
from connectors.lemmy import Lemmy
from connectors.mastodon_search import MastodonSearch
from connectors.stackexchange import StackExchange
from connectors.trustpilot import Trustpilot
from connectors.youtube import YouTube
from monitor import app as run
from monitor import cli
from monitor.config import load
from monitor.net import Bound
from monitor.progress import Visits
from tests.fakes.github import GitHub as GitHubToy
from tests.fakes.google_business import PLACE, REFRESH, BusinessToy
from tests.fakes.google_business import review as google_review
from tests.fakes.stackexchange import StackExchange as StackExchangeToy
from tests.fakes.stage import START, Letterbox, Place, post, settings, source, stage
from tests.fakes.trustpilot import KEY as TRUSTPILOT_KEY
from tests.fakes.trustpilot import NAME, TrustpilotToy
from tests.fakes.trustpilot import review as trustpilot_review
from tests.fakes.youtube import CHANNEL, YouTubeToy, comment, stamp
from tests.fakes.youtube import KEY as YOUTUBE_KEY

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


@pytest.mark.slow
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
    monkeypatch.setattr("monitor.progress.time.monotonic", lambda: next(now))
    terminal = Terminal()
    with Visits(terminal, of=4) as progress:
        for name in "abcd":
            progress.done(name)
    bars = terminal.getvalue().split("\r")[1:]
    assert bars[0].strip() == f"[{'=' * 7}>{' ' * 22}] 1 of 4 sources"
    assert bars[-1] == f"[{'=' * 30}] 4 of 4 sources\n"
    assert {len(re.sub(r"\].*", "]", bar.strip())) for bar in bars} == {32}
    silent = io.StringIO()
    with Visits(silent, of=4) as progress:
        progress.done("a")
    assert silent.getvalue() == ""


def test_a_bar_counts_the_days_that_each_source_was_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(float(second) for second in range(100))
    monkeypatch.setattr("monitor.progress.time.monotonic", lambda: next(now))
    monkeypatch.setenv("COLUMNS", "200")
    terminal = Terminal()
    with Visits(terminal, of=3) as progress:
        newest_first = progress.begins("forum", START - 30 * DAY, START)
        oldest_first = progress.begins("code\nhost", START - 10 * DAY, START)
        assert progress.line() == f"[>{' ' * 29}] 0 of 40 days, 0 of 3 sources"
        newest_first([START, START - 2 * DAY])
        newest_first([START - 2 * DAY, None, (START - 12 * DAY).timestamp()])
        oldest_first([START - 10 * DAY, START - 9 * DAY])
        bar = f"[{'=' * 9}>{' ' * 20}] 13 of 40 days, 0 of 3 sources: forum 12 of 30 days, page 2; "
        assert progress.line() == bar + "code host 1 of 10 days, page 1"
        newest_first(
            [START - 900 * DAY, datetime.max.replace(tzinfo=UTC)]
        )  # nonsense, and what is older than was asked for
        newest_first([])
        progress.done("elsewhere")
        progress.done("forum")
        assert progress.line().endswith("31 of 40 days, 2 of 3 sources: code host 1 of 10 days, page 1")
        progress.done("code\nhost")
        assert terminal.getvalue().endswith("\n")  # before anything else is said
    assert re.search(r"\r\[={30}\] 40 of 40 days, 3 of 3 sources *\n$", terminal.getvalue())
    assert {line.count("\n") for line in terminal.getvalue().split("\r")[:-1]} == {0}


async def test_how_far_a_reading_has_come_is_told_while_it_goes_on(tmp_path: Path) -> None:
    class Paged(Archive):
        async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
            fetched = await Archive.fetch(self, client, cursor)
            for one in fetched.posts:
                client.covered([one.published])
                lines.append(progress.line())
            return fetched

    lines: list[str] = []
    place = Paged(archive().posts)
    sources = [source("old", place, backfill=30 * DAY), source("forum", Place())]
    async with stage(settings(tmp_path, sources, {"mail": Letterbox()})) as earful:
        with Visits(Terminal(), of=2) as progress:
            await run.once(earful.app, as_new=None, deliver_now=False, progress=progress)
        assert [re.sub(r"^.*\] ", "", line) for line in lines] == [
            "0 of 30 days, 0 of 2 sources: old 0 of 30 days, page 1",
            "19 of 30 days, 0 of 2 sources: old 19 of 30 days, page 2",
        ]
        assert progress.line().endswith("30 of 30 days, 2 of 2 sources")
        with Visits(Terminal(), of=2) as progress:  # and once it is read, it is a visit like any other
            await run.once(earful.app, as_new=None, deliver_now=False, progress=progress)
        assert progress.line().endswith("2 of 2 sources")
        assert "days" not in progress.line()


def test_every_kind_that_reads_back_tells_how_far_it_is() -> None:
    """By its module, or by one of its own name beside it."""
    folder = Path(connectors.__path__[0])
    for kind in connectors.BUILT_IN:
        found = connectors.connector(kind)
        if issubclass(found, Rewinds):
            module = found.__module__.rpartition(".")[2]
            assert any(".covered(" in path.read_text() for path in folder.glob(f"{module}*.py")), kind


# -- the services that can -------------------------------------------------------------------------------------------


def minutes_ago(minutes: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - minutes * MINUTES


def days_ago(days: float) -> datetime:
    return minutes_ago(days * 24 * 60)


async def stacked(days: Sequence[float]) -> tuple[Any, Any]:
    toy = StackExchangeToy()
    for number, ago in enumerate(days, start=1):
        at = int(days_ago(ago).timestamp())
        toy.ask(number, "Acme", active=at)
    return toy, lambda: StackExchange(sites=("diy",), search=("Acme",), base_url=toy.url)


async def searched(days: Sequence[float]) -> tuple[Any, Any]:
    toy = GitHubToy()
    for ago in days:
        toy.open("harbor/app", "Acme", days_ago(ago).timestamp())
    return toy, lambda: GitHub(search=("Acme",), base_url=toy.url)


async def listed(days: Sequence[float]) -> tuple[Any, Any]:
    toy, _ = await searched(days)
    return toy, lambda: GitHub(repositories=("harbor/app",), base_url=toy.url)


async def commented(days: Sequence[float]) -> tuple[Any, Any]:
    toy = YouTubeToy(threads=[(comment(f"Ug{ago}", days_ago(ago)), []) for ago in sorted(days)])
    return toy, lambda: YouTube(key=YOUTUBE_KEY, channel=CHANNEL, base_url=f"{toy.url}/youtube/v3")


async def filmed(days: Sequence[float]) -> tuple[Any, Any]:
    toy = YouTubeToy(videos=[video(f"v{ago}", days_ago(ago)) for ago in sorted(days)])
    return toy, lambda: YouTube(key=YOUTUBE_KEY, search=("Acme",), base_url=f"{toy.url}/youtube/v3")


def video(native: str, at: datetime) -> dict[str, Any]:
    return {"id": {"videoId": native}, "snippet": {"publishedAt": stamp(at), "title": "Acme", "channelId": "UCtown"}}


async def rated(days: Sequence[float]) -> tuple[Any, Any]:
    toy = TrustpilotToy(reviews=[trustpilot_review(f"r{ago}", days_ago(ago)) for ago in sorted(days)])
    return toy, lambda: Trustpilot(company=NAME, key=TRUSTPILOT_KEY, base_url=toy.url)


async def reviewed(days: Sequence[float]) -> tuple[Any, Any]:
    toy = BusinessToy(reviews=[google_review(f"r{ago}", days_ago(ago)) for ago in sorted(days)])
    return toy, lambda: GoogleBusiness(
        place=PLACE, client_id="c", client_secret="s", refresh_token=REFRESH, base_url=toy.url,
        sign_in_url=f"{toy.url}/token",
    )  # fmt: skip


SERVICES = [stacked, searched, listed, commented, filmed, rated, reviewed]


def ages(fetched: Fetched) -> set[int]:
    """How many days ago each was said."""
    return {round((datetime.now(UTC) - one.published) / DAY) for one in fetched.posts if one.published}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_is_read_as_far_back_as_it_is_asked_to(
    service: Any, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one visit; then it goes on where it is, with no more than a page of what is known."""
    monkeypatch.setattr("connectors.youtube._BETWEEN_SEARCHES", timedelta(0))
    # More than a page of any of them lies in between.
    toy, made = await service([2, 50, *(60 + n / 40 for n in range(120)), 100])
    async with toy:
        it = made()
        assert issubclass(type(it), Rewinds)
        usual = await it.fetch(client, {})
        visit = await it.fetch(client, it.rewound({}, days_ago(70)))
        assert visit.outcome is Outcome.ITEMS
        assert ages(visit) >= {2, 50, *range(60, 64)}
        toy.received.clear()
        again = await it.fetch(client, visit.cursor)
        assert "back" not in again.cursor
        assert again.outcome is not Outcome.SUSPICIOUS
        assert len(toy.received) <= 3
        # The same once more, by somebody who has listened for a while.
        later = await it.fetch(client, it.rewound(usual.cursor, days_ago(55)))
        assert 50 in ages(later) | ages(usual)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_place_where_nobody_has_spoken_yet_is_read_back_in_peace(service: Any, client: Bound) -> None:
    toy, made = await service([])
    toy_issues = getattr(toy, "issues", None)
    if isinstance(toy_issues, dict):
        toy_issues["harbor/app"] = []
    async with toy:
        it = made()
        visit = await it.fetch(client, it.rewound({}, days_ago(30)))
        again = await it.fetch(client, visit.cursor)
        for one in (visit, again):
            assert (one.posts, one.outcome in (Outcome.EMPTY, Outcome.NOTHING_NEW)) == ([], True)


@pytest.mark.parametrize("service", [commented, rated, reviewed])
async def test_a_place_that_had_something_and_shows_nothing_is_suspicious_however_it_is_read(
    service: Any, client: Bound
) -> None:
    toy, made = await service([2, 3])
    async with toy:
        it = made()
        known = await it.fetch(client, {})
        for shown in ("threads", "reviews"):
            getattr(toy, shown, []).clear()
        visit = await it.fetch(client, it.rewound(known.cursor, days_ago(30)))
        assert visit.outcome is Outcome.SUSPICIOUS


async def test_what_takes_several_visits_is_history_on_all_of_them_and_news_is_none(client: Bound) -> None:
    toy, made = await stacked([20 + n / 100 for n in range(310)])
    async with toy:
        it = made()
        first = await it.fetch(client, it.rewound({}, days_ago(60)))
        toy.ask(999, "Acme leaks now", active=int(minutes_ago(-1).timestamp()))
        second = await it.fetch(client, first.cursor)
        assert len({one.id for one in (*first.posts, *second.posts)}) == 311
        assert {one.history for one in first.posts} == {True}
        assert {one.id: one.history for one in second.posts if not one.history} == {"999": False}
        assert len(second.posts) > 1
        third = await it.fetch(client, second.cursor)
        assert (third.posts, "back" in third.cursor) == ([], False)


async def test_a_name_that_is_new_is_history_and_the_others_go_on(client: Bound) -> None:
    toy = GitHubToy()
    async with toy:
        toy.open("harbor/app", "Acme", days_ago(3).timestamp())
        toy.comment(toy.open("harbor/app", "Bolt", days_ago(4).timestamp()), "Bolt again", days_ago(2).timestamp())
        known = await GitHub(search=("Acme",), base_url=toy.url).fetch(client, {})
        toy.open("harbor/app", "Acme once more", datetime.now(UTC).timestamp())
        both = await GitHub(search=("Acme", "Bolt"), base_url=toy.url).fetch(client, known.cursor)
        assert {one.text: one.history for one in both.posts} == {
            "Acme once more": False,
            "Bolt": True,
            "Bolt again": True,
        }


async def test_of_many_searches_for_videos_each_reads_back_in_its_turn(
    client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.youtube._BETWEEN_SEARCHES", timedelta(0))
    monkeypatch.setattr("connectors.youtube._TOGETHER", 1)
    toy = YouTubeToy(videos=[video(f"v{n}", days_ago(n)) for n in (1, 20, 50)])
    async with toy:
        it = YouTube(key=YOUTUBE_KEY, search=("Acme", "Bolt"), base_url=f"{toy.url}/youtube/v3")
        first = await it.fetch(client, it.rewound({}, days_ago(60)))
        toy.videos.insert(0, video("fresh", minutes_ago(-1)))
        second = await it.fetch(client, first.cursor)
        assert {one.id for one in first.posts} == {"v1", "v20", "v50"}
        assert {one.id for one in second.posts if not one.history} == {"fresh"}
        assert {one.id for one in second.posts if one.history} == {"v1", "v20", "v50"}
        third = await it.fetch(client, second.cursor)
        assert ({one.id for one in third.posts}, "back" in third.cursor) == ({"fresh", "v1"} - {"v1"} | {"v1"}, False)


async def test_what_its_source_calls_history_wakes_nobody(tmp_path: Path) -> None:
    mail, place = Letterbox(), Place([post(by="Ann", at=START - DAY)])
    async with stage(settings(tmp_path, {"forum": place}, {"mail": mail})) as earful:
        await earful.look()
        mail.take()
        place.posts = [post(by="Old", at=START - 20 * DAY, history=True), post(by="New", at=START + MINUTES)]
        await earful.after(15 * MINUTES)
        assert sorted(mail.told) == [("ALREADY_WAITING", "maria"), ("FIRST_ANGER", "maria")]
