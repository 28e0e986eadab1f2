"""What is usual for a source, over years of invented ones: few false alarms, and no real silence missed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.sources import usual
from monitor.sources.usual import Usual

ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
MINUTES = timedelta(minutes=1)

Open = Callable[[datetime], float]


def always(at: datetime) -> float:
    return 1.0


def by_day(at: datetime) -> float:
    return 24 / 14 if 8 <= at.hour < 22 else 0.0


def at_work(at: datetime) -> float:
    return 24 / 10 * 7 / 5 if 8 <= at.hour < 18 and at.weekday() < 5 else 0.0


@dataclass
class Invented:
    """A source of ``a_day`` posts a day on average, when it is ``open_``; each may bring up to ``burst`` more soon after."""

    a_day: float
    open_: Open = always
    burst: int = 0
    seed: int = 1

    def posts(self, days: int) -> Iterator[datetime]:
        rng = random.Random(self.seed)
        at, more = START, list[datetime]()
        while at < START + timedelta(days=days):
            at += timedelta(days=rng.expovariate(self.a_day * 3.5))
            if rng.random() * 3.5 < self.open_(at.astimezone(ZONE)):
                more.append(at)
                soon = (timedelta(minutes=rng.expovariate(1 / 20)) for _ in range(rng.randrange(self.burst + 1)))
                more += [at + later for later in soon]
        yield from sorted(more)

    def listened_to(
        self, days: int, every: timedelta, until: datetime | None = None
    ) -> Iterator[tuple[datetime, Usual]]:
        """Each visit and what is known after it; after ``until`` the source is dead."""
        rng = random.Random(self.seed)
        posts, at, known = list(self.posts(days)), START, Usual()
        n = 0
        while at < START + timedelta(days=days):
            before = n
            while n < len(posts) and posts[n] <= at:
                n += 1
            news = n > before and (until is None or at < until)
            known = usual.visited(known, at.astimezone(ZONE), news=news, every=every)
            yield at, known
            at += every * (1 + 0.1 * rng.random())

    def alarms(self, days: int, every: timedelta) -> int:
        count, told = 0, False
        for _, known in self.listened_to(days, every):
            quiet = usual.too_quiet(known)
            count += quiet and not told
            told = quiet
        return count


def told_after(source: Invented, every: timedelta, dies: datetime) -> timedelta:
    """How long after its death a source is told to be silent."""
    for at, known in source.listened_to((dies - START).days + 60, every, dies):
        if usual.too_quiet(known):
            return at - dies
    raise AssertionError("never")


def test_a_quiet_night_and_a_quiet_weekend_raise_no_alarm() -> None:
    assert Invented(48, at_work).alarms(80, 30 * MINUTES) == 0


def test_a_busy_source_that_falls_silent_is_told_within_a_few_times_its_usual_gap() -> None:
    noon = datetime(2026, 3, 4, 11, tzinfo=UTC)
    after = told_after(Invented(48, by_day), 15 * MINUTES, noon)
    assert 30 * MINUTES < after < timedelta(hours=8)  # usual is 30 minutes; the night comes ten hours later


def test_one_that_is_heard_once_a_day_is_told_after_a_week_or_so() -> None:
    after = told_after(Invented(1), timedelta(hours=2), datetime(2026, 4, 1, tzinfo=UTC))
    assert 3 * DAY < after < 14 * DAY


def test_the_usual_gap_is_told_as_people_would_count_it() -> None:
    *_, (_, known) = Invented(6, by_day).listened_to(60, 15 * MINUTES)
    assert known.gap is not None
    assert timedelta(hours=3) < known.gap < timedelta(hours=5)
    *_, (_, known) = Invented(6, by_day).listened_to(5, 15 * MINUTES)
    assert known.gap is None


def test_too_little_history_is_never_judged() -> None:
    assert not any(usual.too_quiet(known) for _, known in Invented(0.1).listened_to(365, timedelta(hours=2)))
    silent = Invented(96).listened_to(13, 15 * MINUTES, START + 3 * DAY)
    assert not any(usual.too_quiet(known) for _, known in silent)


def test_while_nobody_listens_no_silence_grows() -> None:
    *_, (at, known) = Invented(48).listened_to(40, 15 * MINUTES)
    back = usual.visited(known, (at + 9 * DAY).astimezone(ZONE), news=False, every=15 * MINUTES)
    assert not usual.too_quiet(back)
    assert (back.missed, back.visits) == (0.0, 0)
    assert back.gap == known.gap


def test_a_clock_that_is_set_back_begins_the_silence_anew() -> None:
    *_, (at, known) = Invented(48).listened_to(40, 15 * MINUTES, START + 39 * DAY)
    assert usual.too_quiet(known)
    earlier = usual.visited(known, (at - DAY).astimezone(ZONE), news=False, every=15 * MINUTES)
    assert not usual.too_quiet(earlier)


def test_what_was_stored_comes_back_and_nonsense_is_the_beginning() -> None:
    *_, (_, known) = Invented(6).listened_to(30, 60 * MINUTES)
    again = usual.usual(known.as_json())
    assert again.heard == pytest.approx(known.heard, abs=1e-3)
    assert (again.at, again.visits, len(again.hours)) == (known.at, known.visits, 24)
    for nonsense in (None, {}, {"hours": [1]}, {**known.as_json(), "hours": [1]}, {**known.as_json(), "more": 1}):
        assert usual.usual(nonsense) == Usual()


@pytest.mark.slow
@pytest.mark.parametrize("burst", [0, 4])
@pytest.mark.parametrize("open_", [always, by_day, at_work])
def test_false_alarms_are_about_one_a_year_at_most(open_: Open, burst: int) -> None:
    years = 3
    for a_day, every in ((100, 15), (24, 15), (6, 30), (1, 60), (0.3, 240)):
        alarms = sum(Invented(a_day, open_, burst, seed).alarms(365, every * MINUTES) for seed in range(years))
        assert alarms <= years + 2, (a_day, alarms)
