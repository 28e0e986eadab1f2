"""What the pages ask, on SQLite and PostgreSQL: who waits, one case whole, messages, storms, figures, answers, people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Post
from monitor.cases import Case, Outcome, State
from monitor.matching import Match
from monitor.store import Store, deciding, delivering, hearing, keys, searching, storms
from monitor.store.browsing import answers, figures, waiting, weather, whole_case
from monitor.store.browsing.answers import Answers
from monitor.store.browsing.figures import Step, Theme, Volume
from monitor.store.browsing.letters import letters
from monitor.store.browsing.waiting import Order
from monitor.store.database import alembic_config
from monitor.store.rows import MAYBE_US, Incoming
from monitor.store.searching import Filter, Mention
from monitor.store.tables import mention
from monitor.storming import State as StormState
from monitor.storming import Storm
from monitor.telling.letters import Letter
from tests.test_searching import ANGRY, GLAD, UNKNOWN, decide, hear, said
from tests.test_store import open_one

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("Harbor", "Acme")
NEW_YORK = ZoneInfo("America/New_York")


async def one_case(store: Store, author: str, brand: str = "Harbor", **changes: object) -> tuple[int, Case]:
    """A case of its own, changed as wanted."""

    async def transaction(tx: AsyncConnection) -> tuple[int, Case]:
        number = await open_one(tx, author.encode().ljust(16, b"."), brand)
        row = await deciding.case_by_id(tx, number)
        assert row is not None
        state = replace(row.case, author=author, **changes)  # type: ignore[arg-type]
        await deciding.save_case(tx, state, case_id=number)
        return number, state

    return await store.write(transaction)


async def answer(store: Store, number: int, state: Case, by: str, after: timedelta) -> int:
    """Somebody says that they answered; the number of that event."""

    async def transaction(tx: AsyncConnection) -> int:
        at = state.waiting_since + after
        data = {"verb": "answered", "before": deciding.case_json(state)}
        key = keys.key("answered", str(number), by, at.isoformat())
        await deciding.add_event(tx, number, at=at, by=by, kind="act", data=data, key=key)
        await deciding.save_case(tx, replace(state, state=State.ANSWERED, answered_by=by), case_id=number)
        return int((await deciding.events_of(tx, number))[-1].id)

    return await store.write(transaction)


async def hear_pending(store: Store, post: Post) -> None:
    """Transaction 1 alone."""
    item = Incoming(post, [Match("Harbor", "name")], post.published or NOW, False)
    await store.write(lambda tx: hearing.heard(tx, "forum", [item], NOW))


async def found(connection: AsyncConnection, **wanted: Any) -> tuple[Mention, ...]:
    return (await searching.mentions(connection, None, Filter(**wanted), limit=500)).items


# -- who waits -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_who_waits_in_every_order_page_by_page(store: Store) -> None:
    for name, due, since, severity in (("Ann", 3, 9, 4), ("Ben", -2, 8, 3), ("Cem", 1, 7, 1), ("Dan", 1, 6, 2)):
        await one_case(store, name, due=NOW + due * HOUR, waiting_since=NOW - since * HOUR, severity=severity)
    wanted = {
        Order.DUE: ["Ben", "Cem", "Dan", "Ann"],
        Order.LONGEST: ["Ann", "Ben", "Cem", "Dan"],
        Order.WORST: ["Cem", "Dan", "Ben", "Ann"],
    }
    async with store.read() as connection:
        for order, names in wanted.items():
            first = await waiting.waiting(connection, None, NOW, order=order, limit=2)
            rest = await waiting.waiting(connection, None, NOW, order=order, limit=2, after=first.after)
            assert [item.row.case.author for item in (*first.items, *rest.items)] == names
            assert rest.after is None
        late = [item.row.case.author for item in (await waiting.waiting(connection, None, NOW)).items if item.overdue]
    assert late == ["Ben"]


async def test_who_waits_with_their_first_words_that_still_stand(store: Store) -> None:
    number, _ = await one_case(store, "Dana")
    await hear(store, said("0", "not of the case", 9), tone=None)
    for ident, words, hours in (("1", "taken down", 5.0), ("2", "never called", 4.0), ("3", "still nothing", 3.0)):
        await hear(store, said(ident, words, hours), tone=None)
    async with store.read() as connection:
        rows = {item.text: item.id for item in (await found(connection))}
    of_case = [rows[words] for words in ("taken down", "never called", "still nothing")]
    await store.write(lambda tx: tx.execute(update(mention).where(mention.c.id.in_(of_case)).values(case_id=number)))
    await store.write(
        lambda tx: hearing.heard(tx, "forum", [Incoming(said("1", "", deleted=True), [], NOW, False)], NOW)
    )
    async with store.read() as connection:
        (item,) = (await waiting.waiting(connection, ["Harbor"], NOW)).items
    assert (item.words, item.source, item.url) == ("never called", "forum", "https://forum.example/t/2")


async def test_counts_and_filters_of_who_waits(store: Store) -> None:
    await one_case(store, "Ann", due=NOW - HOUR)
    await one_case(store, "Ben", turn="sam")
    await one_case(store, "Cem", brand="Acme")
    await one_case(store, "Dan", state=State.ANSWERED, due=NOW - HOUR)
    await one_case(store, "Eve", state=State.CLOSED, outcome=Outcome.QUIET, closed=NOW)
    async with store.read() as connection:
        counts = await waiting.counts(connection, None, NOW)
        mine = await waiting.counts(connection, ["Acme"], NOW)
        sams = await waiting.waiting(connection, None, NOW, person="sam")
        all_of_harbor = await waiting.waiting(connection, None, NOW, brand="Harbor", answered=True)
        hidden = await waiting.waiting(connection, ["Acme"], NOW, brand="Harbor")
    assert (counts.not_closed, counts.waiting, counts.overdue) == (4, 3, 1)
    assert (counts.by_brand, counts.by_person) == ({"Harbor": 2, "Acme": 1}, {"maria": 2, "sam": 1})
    assert counts.by_state == {"open": 3, "answered": 1}
    assert (mine.not_closed, mine.by_brand) == (1, {"Acme": 1})
    assert [item.row.case.author for item in sams.items] == ["Ben"]
    assert {item.row.case.author for item in all_of_harbor.items} == {"Ann", "Ben", "Dan"}
    assert hidden.items == ()


# -- one case --------------------------------------------------------------------------------------------------------


async def test_a_case_whole(store: Store) -> None:
    number, state = await one_case(store, "Dana")
    await hear_pending(store, said("1", "Harbor never called", 5, thread="t"))
    await decide(store, case_id=number)
    await hear_pending(store, said("1", "Harbor never ever called", 5, thread="t"))
    await decide(store, case_id=number)
    await hear(store, said("2", "Harbor, same here", 4, thread="t"))
    await hear(store, said("3", "Harbor elsewhere", 3, thread="u"))
    letter = Letter(
        matter=f"case-{number}", case_id=number, reason="FIRST_ANGER", ordinal=1, recipient="maria", channel="mail",
        due=NOW, facts={},
    )  # fmt: skip
    await store.write(lambda tx: deciding.post_letters(tx, [letter], NOW))
    await answer(store, number, state, "maria", HOUR)
    async with store.read() as connection:
        whole = await whole_case.whole_case(connection, ["Harbor"], number)
        assert await whole_case.whole_case(connection, ["Acme"], number) is None
        assert await whole_case.whole_case(connection, None, number + 1) is None
    assert whole is not None
    assert [one.text for one in whole.said] == ["Harbor never ever called"]
    assert [one.text for one in whole.revisions] == ["Harbor never called", "Harbor never ever called"]
    assert [one.text for one in whole.thread] == ["Harbor, same here"]
    assert [(one.recipient, one.reason, one.state, one.wanted_at) for one in whole.letters] == [
        ("maria", "FIRST_ANGER", "due", NOW)
    ]
    assert [(one.by, one.kind, one.data) for one in whole.story] == [("maria", "act", {"verb": "answered"})]
    assert whole.row.case.answered_by == "maria"
    assert whole.said[0].label == "negative"


# -- messages, storms ------------------------------------------------------------------------------------------------


async def test_messages_and_who_may_see_them(store: Store) -> None:
    harbor, _ = await one_case(store, "Ann")
    acme, _ = await one_case(store, "Ben", brand="Acme")
    storm = await store.write(lambda tx: storms.save(tx, a_storm("Acme")))
    matters = [(f"case-{harbor}", harbor), (f"case-{acme}", acme), (f"storm-{storm}", None), ("digest-maria", None)]
    sent = [
        Letter(
            matter=matter,
            case_id=case_id,
            reason="X",
            ordinal=n,
            recipient="sam" if n else "maria",
            channel="mail",
            due=NOW,
            facts={},
        )
        for n, (matter, case_id) in enumerate(matters)
    ]  # fmt: skip
    await store.write(lambda tx: deciding.post_letters(tx, sent, NOW))
    async with store.read() as connection:
        (first, *_) = await delivering.due(connection, NOW)
    await store.write(lambda tx: delivering.sent(tx, first, "here", None, NOW))
    async with store.read() as connection:
        page = await letters(connection, None, limit=3)
        rest = await letters(connection, None, limit=3, after=page.after)
        theirs = await letters(connection, ["Acme"])
        stuck = await letters(connection, None, stuck=True)
        marias = await letters(connection, None, person="maria")
    assert [one.matter for one in (*page.items, *rest.items)] == [matter for matter, _ in reversed(matters)]
    assert rest.after is None
    assert [one.matter for one in theirs.items] == [f"storm-{storm}", f"case-{acme}"]
    assert len(stuck.items) == 3
    assert [(one.matter, one.state, one.sent_at) for one in marias.items] == [(f"case-{harbor}", "sent", NOW)]


def a_storm(brand: str, opened: datetime = NOW, over: datetime | None = None) -> Storm:
    state = StormState.OVER if over else StormState.RAGING
    return Storm(brand=brand, state=state, since=opened, opened=opened, changed=over or opened, over=over, turn="maria")


async def test_storms_and_one_of_them(store: Store) -> None:
    old = await store.write(lambda tx: storms.save(tx, a_storm("Harbor", NOW - 9 * DAY, NOW - 8 * DAY)))
    new = await store.write(lambda tx: storms.save(tx, a_storm("Harbor", NOW - DAY)))
    acme = await store.write(lambda tx: storms.save(tx, a_storm("Acme")))
    number, _ = await one_case(store, "Ann", absorbed=new)
    async with store.read() as connection:
        first = await weather.weather(connection, None, limit=2)
        rest = await weather.weather(connection, None, limit=2, after=first.after)
        theirs = await weather.weather(connection, ["Acme"])
        lately = await weather.over_in(connection, None, "Harbor", NOW - 3 * DAY, NOW)
        before = await weather.over_in(connection, None, "Harbor", NOW - 9 * DAY, NOW - 2 * DAY)
        whole = await weather.whole_storm(connection, ["Harbor"], new)
        assert await weather.whole_storm(connection, ["Acme"], new) is None
    assert [row.id for row in (*first.items, *rest.items)] == [acme, new, old]
    assert [row.id for row in theirs.items] == [acme]
    assert ([row.id for row in lately], [row.id for row in before]) == ([new], [old])
    assert whole is not None
    assert ([row.id for row in whole.cases], whole.waiting, whole.first) == ([number], 1, None)


# -- figures ---------------------------------------------------------------------------------------------------------


def test_bins_begin_where_the_day_begins_there() -> None:
    autumn = datetime(2026, 11, 1, 12, tzinfo=UTC)  # clocks are set back
    days = figures.edges(autumn, autumn + DAY, NEW_YORK, Step.DAY)
    assert [at.astimezone(NEW_YORK).date() for at in days] == [date(2026, 11, day) for day in (1, 2, 3)]
    assert [later - at for at, later in pairwise(days)] == [25 * HOUR, 24 * HOUR]
    hours = figures.edges(NOW + timedelta(minutes=10), NOW + 2 * HOUR, ZoneInfo("Asia/Kolkata"), Step.HOUR)
    assert hours == tuple(NOW + timedelta(minutes=n) for n in (-30, 30, 90, 150))


async def test_volume_by_day_and_hour_counts_what_the_search_finds(store: Store) -> None:
    await hear(store, *[said(str(n), f"angry {n}", n * 7) for n in range(20)])
    await hear(store, *[said(f"g{n}", f"glad {n}", n * 5) for n in range(20)], tone=GLAD)
    await hear(store, said("u", "riddle", 3), tone=UNKNOWN)
    await hear(store, said("m", "perhaps", 3), rule=MAYBE_US)
    await hear(store, said("a", "acme", 3), brand="Acme")
    for zone in (ZoneInfo("UTC"), NEW_YORK, ZoneInfo("Asia/Kathmandu")):
        for step, back in ((Step.DAY, 9 * DAY), (Step.HOUR, 30 * HOUR)):
            bounds = figures.edges(NOW - back, NOW + HOUR, zone, step)
            async with store.read() as connection:
                bins = await figures.volumes(connection, None, "Harbor", bounds)
                for one in bins:
                    items = await found(connection, since=one.since, until=one.until, brand="Harbor", about_us=True)
                    labels = [item.label for item in items]
                    assert one.volume == Volume(
                        len(items), labels.count("positive"), 0, labels.count("negative"), labels.count("unknown"),
                        labels.count("negative"),
                    )  # fmt: skip
            assert sum(one.volume.mentions for one in bins) > 10
            assert (bins[0].since, bins[-1].until) == (bounds[0], bounds[-1])


async def test_shares_and_themes(store: Store) -> None:
    await hear(store, *[said(str(n), f"angry {n}", n * 20) for n in range(6)])  # up to 100 hours ago
    await hear(store, said("g", "glad"), tone=replace(GLAD, themes=ANGRY.themes[1:]))
    await hear(store, said("a", "acme"), brand="Acme", tone=GLAD)
    async with store.read() as connection:
        for since, until, expected in (
            (NOW - 101 * HOUR, NOW + HOUR, (7, 1)),
            (NOW - 61 * HOUR, NOW - timedelta(minutes=30), (4, 1)),
            (NOW - 2 * HOUR, NOW, (1, 1)),
        ):
            said_of = await figures.totals(connection, NAMES, since, until)
            voices = figures.voices(said_of, NAMES)
            assert (
                tuple(voice.volume.mentions for voice in sorted(voices, key=lambda one: one.brand != "Harbor"))
                == expected
            )
            assert sum(voice.share for voice in voices) == pytest.approx(1)
        only = figures.voices(await figures.totals(connection, NAMES, NOW - 9 * DAY, NOW), ["Acme"])
        themes = await figures.themes(connection, None, "Harbor", NOW - 9 * DAY, NOW + HOUR)
        assert await figures.themes(connection, ["Acme"], "Harbor", NOW - 9 * DAY, NOW + HOUR) == ()
        hidden = await figures.volumes(connection, ["Acme"], "Harbor", [NOW - DAY, NOW])
    assert [(voice.brand, voice.share) for voice in only] == [("Acme", 1.0)]
    assert themes == (Theme("staff", 7, 6), Theme("no_answer", 6, 6))
    assert [one.volume for one in hidden] == [Volume()]


async def test_sums_follow_corrections_edits_and_what_is_forgotten(store: Store) -> None:
    async def total() -> Volume | None:
        async with store.read() as connection:
            return (await figures.totals(connection, ["Harbor"], NOW - DAY, NOW)).get("Harbor")

    await hear(store, said("1", "Harbor never called"))
    assert await total() == Volume(1, 0, 0, 1, 0, 1)
    await hear(store, said("1", "Harbor called at last"), tone=GLAD)
    assert await total() == Volume(1, 1, 0, 0, 0, 0)
    await store.write(lambda tx: tx.execute(update(mention).values(rule="ours")))
    assert await total() is None
    await store.write(lambda tx: tx.execute(update(mention).values(rule="name", at=mention.c.at - 900_000_000)))
    assert await total() == Volume(1, 1, 0, 0, 0, 0)
    await store.write(lambda tx: tx.execute(delete(mention)))
    assert await total() is None


# -- answers ---------------------------------------------------------------------------------------------------------


async def test_answers_within_the_promise_their_median_and_who_gave_them(store: Store) -> None:
    span = (NOW, NOW + DAY)
    for name, by, hours in (
        ("Ann", "maria", 1),
        ("Ben", "maria", 3),
        ("Cem", "sam", 5),
        ("Dan", "sam", 20),
        ("Eve", "sam", 30),
    ):
        number, state = await one_case(store, name)  # promised within 4 hours
        await answer(store, number, state, by, hours * HOUR)
    number, state = await one_case(store, "Fay", brand="Acme")
    event = await answer(store, number, state, "sam", HOUR)
    async with store.read() as connection:
        brands = await answers.by_brand(connection, None, *span)
        people = await answers.by_person(connection, ["Harbor"], *span)
    assert brands == {"Harbor": Answers(4, 2, 3 * HOUR), "Acme": Answers(1, 1, HOUR)}
    assert brands["Harbor"].within == 0.5
    assert people == {"maria": Answers(2, 2, HOUR), "sam": Answers(2, 0, 5 * HOUR)}
    undo = keys.key("undo", str(number), str(event))
    await store.write(
        lambda tx: deciding.add_event(tx, number, at=NOW, by="sam", kind="undo", data={"undoes": event}, key=undo)
    )
    async with store.read() as connection:
        assert "Acme" not in await answers.by_brand(connection, None, *span)


async def test_a_second_answer_to_the_same_is_none(store: Store) -> None:
    number, state = await one_case(store, "Ann")
    await answer(store, number, state, "maria", HOUR)
    await answer(store, number, replace(state, state=State.ANSWERED), "sam", 2 * HOUR)
    async with store.read() as connection:
        assert set(await answers.by_person(connection, None, NOW, NOW + DAY)) == {"maria"}


async def test_people_and_their_load(store: Store) -> None:
    await one_case(store, "Ann", waiting_since=NOW - 2 * HOUR, due=NOW - HOUR, turn="sam")
    await one_case(store, "Ben", waiting_since=NOW - HOUR, turn="sam")
    await one_case(store, "Cem", waiting_since=NOW - 9 * HOUR, turn="maria", brand="Acme")
    number, state = await one_case(store, "Dan")
    await answer(store, number, state, "sam", HOUR)
    number, state = await one_case(store, "Eve")
    await answer(store, number, state, "lea", HOUR)
    async with store.read() as connection:
        people = await answers.people(connection, None, NOW, NOW + DAY, NOW)
        mine = await answers.people(connection, ["Acme"], NOW, NOW + DAY, NOW)
    assert [(one.name, one.waiting, one.overdue, one.since, one.answers.given) for one in people] == [
        ("maria", 1, 0, NOW - 9 * HOUR, 0),
        ("sam", 2, 1, NOW - 2 * HOUR, 1),
        ("lea", 0, 0, None, 1),
    ]
    assert [one.name for one in mine] == ["maria"]


async def test_the_page_of_a_brand(store: Store) -> None:
    await hear(store, *[said(str(n), f"angry {n}", n + 1) for n in range(3)])
    await hear(store, said("a", "acme"), brand="Acme", tone=GLAD)
    await one_case(store, "Ann", state=State.CLOSED, outcome=Outcome.WON_BACK, closed=NOW - HOUR)
    await one_case(store, "Ben", state=State.CLOSED, outcome=Outcome.QUIET, closed=NOW - HOUR)
    await one_case(store, "Cem", state=State.CLOSED, outcome=Outcome.WON_BACK, closed=NOW - 9 * DAY)
    storm = await store.write(lambda tx: storms.save(tx, a_storm("Harbor", NOW - HOUR)))
    bounds = figures.edges(NOW - DAY, NOW, ZoneInfo("UTC"), Step.DAY)
    async with store.read() as connection:
        page = await answers.brand_in(connection, ["Harbor", "Acme"], "Harbor", bounds, NAMES)
    assert (page.volume.mentions, len(page.bins), page.won_back) == (3, 2, 1)
    assert page.outcomes == {Outcome.WON_BACK: 1, Outcome.QUIET: 1}
    assert [(voice.brand, voice.share) for voice in page.voices] == [("Harbor", 0.75), ("Acme", 0.25)]
    assert [theme.name for theme in page.themes] == ["no_answer", "staff"]
    assert [row.id for row in page.storms] == [storm]
    assert page.answers.within is None


async def test_what_was_there_before_is_found_counted_and_timed(store: Store) -> None:
    """The migration, with a database that has lived."""
    await hear(store, *[said(str(n), f"Harbor never called {n}", n + 1) for n in range(3)])
    await hear(store, said("p", "Harbor, thanks", 2), tone=GLAD)
    kept, state = await one_case(store, "Ann")
    await answer(store, kept, state, "maria", HOUR)
    undone, state = await one_case(store, "Ben")
    event = await answer(store, undone, state, "sam", HOUR)
    undo = {"at": NOW, "by": "sam", "kind": "undo", "data": {"undoes": event}, "key": keys.key("undo", "1")}
    await store.write(lambda tx: deciding.add_event(tx, undone, **undo))  # type: ignore[arg-type]

    async def seen() -> list[object]:
        async with store.read() as connection:
            return [
                await found(connection, words="never", unhappy=True, about_us=True),
                await figures.totals(connection, NAMES, NOW - 5 * DAY, NOW),
                await figures.themes(connection, None, "Harbor", NOW - 5 * DAY, NOW),
                await answers.by_person(connection, None, NOW, NOW + DAY),
                (await connection.execute(text("SELECT * FROM tally ORDER BY span, brand, at"))).all(),
            ]

    def again(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision("0012").down_revision))
        command.upgrade(config, "head")

    before = await seen()
    await store.write(lambda tx: tx.run_sync(again))
    assert await seen() == before
    assert before[3] == {"maria": Answers(1, 1, HOUR)}
    assert len(before[0]) == 3  # type: ignore[arg-type]
