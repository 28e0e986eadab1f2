"""What programs ask and are told, in both databases: cases of every state, the case of a post, changes in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from monitor.cases import Outcome, Reason, State
from monitor.clock import to_us
from monitor.store import Store, deciding, delivering, keys
from monitor.store.browsing.all_cases import Wanted, cases, export, first_words
from monitor.store.tables import mention, outbox
from monitor.telling.letters import PROGRAMS, Letter
from tests.test_browsing import NOW, found, one_case
from tests.test_searching import hear, said


async def test_cases_of_every_state_page_by_page(store: Store) -> None:
    await one_case(store, "Ann", severity=1, turn="maria")
    await one_case(store, "Ben", "Quay", state=State.CLOSED, outcome=Outcome.LOST, answered_by="sam", turn="maria")
    await one_case(store, "Cem", state=State.TAKEN, turn="sam", opened=NOW - timedelta(days=3))

    async def names(wanted: Wanted, brands: frozenset[str] | None = None) -> list[str]:
        async with store.read() as connection:
            return [row.case.author for row in (await cases(connection, brands, wanted)).items]

    assert await names(Wanted()) == ["Cem", "Ben", "Ann"]
    assert await names(Wanted(), frozenset({"Quay"})) == ["Ben"]
    assert await names(Wanted(brand="Harbor"), frozenset({"Quay"})) == []
    assert await names(Wanted(state="closed", outcome="lost")) == ["Ben"]
    assert await names(Wanted(person="sam")) == ["Cem", "Ben"]
    assert await names(Wanted(severity=1)) == ["Ann"]
    assert await names(Wanted(until=NOW - timedelta(days=2))) == ["Cem"]
    assert await names(Wanted(since=NOW - timedelta(days=3), until=NOW - timedelta(days=2))) == ["Cem"]
    async with store.read() as connection:
        first = await cases(connection, None, Wanted(), limit=2)
        rest = await cases(connection, None, Wanted(), limit=2, after=first.after)
    assert [row.case.author for row in (*first.items, *rest.items)] == ["Cem", "Ben", "Ann"]
    assert rest.after is None
    assert [row.case.author async for row in export(store, None, Wanted(state="taken"))] == ["Cem"]


async def test_the_case_of_a_post_and_its_first_words(store: Store) -> None:
    number, _ = await one_case(store, "Dana")
    other, _ = await one_case(store, "Roe")
    post = said("1", "never called", 4)
    await hear(store, post, tone=None)
    async with store.read() as connection:
        assert await deciding.case_of_post(connection, keys.post_key(post)) is None
        [one] = await found(connection)
    await store.write(lambda tx: tx.execute(update(mention).where(mention.c.id == one.id).values(case_id=number)))
    async with store.read() as connection:
        row = await deciding.case_of_post(connection, keys.post_key(post))
        assert row
        assert row.id == number
        assert await deciding.case_of_post(connection, keys.post_key(replace(post, id="2"))) is None
        assert await first_words(connection, [number, other]) == {number: "never called", other: ""}


async def test_a_change_overtakes_none_of_its_matter(store: Store) -> None:
    def change(matter: str, ordinal: int, channel: str = "crm", reason: str = Reason.CHANGED.value) -> Letter:
        return Letter(
            matter=matter, reason=reason, ordinal=ordinal, recipient=PROGRAMS, channel=channel, due=NOW, facts={}
        )  # fmt: skip

    letters = [
        change("case-1", 1), change("case-1", 2), change("case-2", 1), change("case-1", 3, "other"),
        change("case-1", 4, reason="LOUDER"),
    ]  # fmt: skip
    for moment, letter in enumerate(letters):
        at = NOW + timedelta(seconds=moment)
        await store.write(lambda tx, letter=letter, at=at: deciding.post_letters(tx, [letter], at))  # type: ignore[misc]

    async def due(at: timedelta) -> list[tuple[str, str, int]]:
        async with store.read() as connection:
            return sorted((d.channel, d.matter, d.ordinal) for d in await delivering.due(connection, NOW + at))

    assert len(await due(timedelta(0))) == 5
    later = to_us(NOW + timedelta(minutes=1))
    failed = (outbox.c.ordinal == 1) & (outbox.c.matter == "case-1")
    await store.write(lambda tx: tx.execute(update(outbox).where(failed).values(due_at=later)))
    others = [("crm", "case-1", 4), ("crm", "case-2", 1), ("other", "case-1", 3)]
    assert await due(timedelta(0)) == others
    async with store.read() as connection:
        in_order = [d for d in await delivering.due(connection, NOW + timedelta(minutes=2)) if d.channel == "crm"]
    assert [d.ordinal for d in in_order if d.reason == "CHANGED" and d.matter == "case-1"] == [1, 2]
    await store.write(lambda tx: tx.execute(update(outbox).where(failed).values(state="gave_up")))
    assert ("crm", "case-1", 2) in await due(timedelta(0))
