"""What must hold whatever happens in whatever order: in the pure machine, and through the store."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from monitor.cases import (
    Act,
    Agreed,
    Case,
    Event,
    Gone,
    Heard,
    Points,
    Policy,
    Reason,
    Refused,
    Rung,
    Say,
    State,
    Tick,
    absorbed,
    belongs,
    foretold,
    handed_back,
    next_at,
    open_case,
    restored,
    step,
)
from monitor.cases.joining import merged
from monitor.cases.model import Outcome
from monitor.clock import from_us
from monitor.config import Brand, Person, Step
from monitor.matching import Brand as Names
from monitor.store import being_away, deciding, learning
from monitor.store.tables import case as case_table
from monitor.store.tables import case_event, kin, mention, outbox
from tests.fakes.stage import FURIOUS, START, THANKS, Letterbox, Place, Stage, brand, post, settings, stage

ADDRESSED = "@harborplumbing never returned my call. I am furious."
T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT = timedelta(hours=10)
PEOPLE = ("maria", "sam", "joe")
OWN_DEEDS = {Reason.TAKEN, Reason.ANSWERED, Reason.PROMISED, Reason.SNOOZED, Reason.CLOSED, Reason.UNDONE}
spans = st.integers(1, 60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes))
people = st.sampled_from(PEOPLE)
points = st.builds(
    Points,
    anger=st.sampled_from([0.3, 0.6, 0.9]),
    complaint=st.just(0.7),
    lowest_star=st.booleans(),
    themes=st.frozensets(st.sampled_from(["no_answer", "safety", "staff"]), max_size=1),
    signals=st.frozensets(st.sampled_from(["legal", "churn", "wants_call"]), max_size=1),
)
ladders = st.lists(st.tuples(st.integers(1, 30), people), max_size=3).map(
    lambda steps: tuple(Rung(timedelta(hours=hours), tell) for hours, tell in sorted(steps))
)


def awake(start: datetime, span: timedelta, person: str, severity: int = 4) -> datetime:
    """Nobody is woken between 21:00 and 07:00."""
    at = start + span
    if at.hour >= 21:
        at = (at + timedelta(days=1)).replace(hour=7, minute=0)
    return at.replace(hour=7, minute=0) if at.hour < 7 else at


class OneCase(RuleBasedStateMachine):
    """One customer, three people, any events in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = T0
        self.away: dict[str, str] = {}
        self.says: list[Say] = []
        self.before: list[Case] = []  # what `undo` can go back to
        self.mark = T0

    @initialize(
        ladder=ladders,
        weight=points,
        alert_when=st.sampled_from(["unhappy", "angry", "storm"]),
        history=st.booleans(),
    )
    def opens(self, ladder: tuple[Rung, ...], weight: Points, alert_when: str, history: bool) -> None:
        self.policy = Policy(
            answered_by="maria",
            answer_within=4 * HOUR,
            ladder=ladder,
            alert_when=alert_when,
            due=lambda since: since + 4 * HOUR,
            awake=awake,
            here=lambda name: self.away.get(name, name),
            known=PEOPLE.__contains__,
        )
        self.case, says = open_case(self.heard(weight, history=history), self.policy)
        self.says += says

    def heard(self, weight: Points, **changes: object) -> Heard:
        known = Heard(
            at=self.now, author="Dana", brand="Harbor", unhappy=True, happy=False, points=weight, written=self.now
        )
        return replace(known, **changes)  # type: ignore[arg-type]

    def happens(self, event: Event) -> None:
        was = self.case
        try:
            self.case, says = step(self.case, event, self.policy)
        except Refused:
            assert isinstance(event, Act), "only people are refused"
            return
        if isinstance(event, Act):
            self.before.append(was)
        self.says += says
        assert all(say.at >= event.at for say in says), "nothing is said in the past"
        if isinstance(event, Tick):
            following = next_at(self.case)
            assert following is None or following > event.at, "a tick leaves nothing undone"
            at_once = Counter(person for say in says for person in say.to)
            assert set(at_once.values()) <= {1}, "nobody is told twice in one breath"

    # -- what happens ------------------------------------------------------------------------------------------------

    @rule(weight=points, late=spans, edit=st.booleans(), stars=st.sampled_from([None, 0.2, 0.6]))
    def is_unhappy(self, weight: Points, late: timedelta, edit: bool, stars: float | None) -> None:
        if belongs(self.case, self.now):
            self.happens(self.heard(weight, written=self.now - late / 20, edit=edit, stars=stars))

    @rule(late=spans)
    def is_happy(self, late: timedelta) -> None:
        self.happens(self.heard(Points(), written=self.now - late / 20, unhappy=False, happy=True))

    @rule()
    def says_something(self) -> None:
        self.happens(self.heard(Points(), unhappy=False))

    @rule()
    def takes_it_down(self) -> None:
        self.happens(Gone(self.now))

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.now += span
        self.happens(Tick(self.now))

    @precondition(lambda self: next_at(self.case) is not None)
    @rule()
    def the_clock_speaks(self) -> None:
        following = next_at(self.case)
        assert following is not None
        self.now = max(self.now, following)
        self.happens(Tick(self.now))

    @rule(verb=st.sampled_from(["take", "answered", "promise", "snooze", "not_us", "not_angry"]), by=people, span=spans)
    def somebody_acts(self, verb: str, by: str, span: timedelta) -> None:
        self.happens(Act(self.now, by, verb, until=self.now + span))

    @rule(by=people, to=people)
    def somebody_gives(self, by: str, to: str) -> None:
        self.happens(Act(self.now, by, "give", to))

    @rule(by=people, outcome=st.sampled_from(["lost", "won_back", "disputed", "gone", "quiet"]))
    def somebody_closes(self, by: str, outcome: str) -> None:
        self.happens(Act(self.now, by, "close", outcome))

    @rule(authors=st.integers(1, 12), history=st.booleans())
    def others_agree(self, authors: int, history: bool) -> None:
        self.happens(Agreed(self.now, authors, history))

    @precondition(lambda self: self.case.state is not State.CLOSED and self.case.absorbed is None)
    @rule()
    def a_storm_takes_it(self) -> None:
        self.case = absorbed(self.case, 1, self.now)

    @precondition(lambda self: self.case.absorbed is not None)
    @rule()
    def the_storm_is_over(self) -> None:
        self.case = handed_back(self.case, self.now, self.policy)
        if self.case.state is State.OPEN and self.policy.alert_when != "storm":
            assert self.case.told, "whoever is handed back is somebody's"

    @rule(span=spans, promise=st.booleans())
    def our_account_replies(self, span: timedelta, promise: bool) -> None:
        self.happens(Act(self.now, "Harbor", "promise" if promise else "answered", until=self.now + span, account=True))

    @precondition(lambda self: self.before)
    @rule(by=people)
    def somebody_undoes(self, by: str) -> None:
        self.case, says = restored(self.case, self.before.pop(), self.now, by, self.policy)
        self.says += says

    @rule(gone=people, stand_in=people)
    def somebody_is_away(self, gone: str, stand_in: str) -> None:
        if gone != stand_in and stand_in not in self.away and gone not in self.away.values():
            self.away[gone] = stand_in
            if self.case.turn == gone and self.case.state not in (State.CLOSED, State.ANSWERED):
                self.happens(Act(self.now, gone, "give", gone))
                assert self.case.turn == stand_in

    @rule()
    def everybody_is_back(self) -> None:
        self.away.clear()
        if self.case.instead_of and self.case.state is not State.CLOSED:
            back = self.case.instead_of
            self.happens(Act(self.now, back, "give", back))
            assert (self.case.turn, self.case.instead_of) == (back, "")

    @precondition(lambda self: self.case.state is not State.CLOSED)
    @rule(weight=points, answered=st.booleans(), by=people)
    def another_case_joins(self, weight: Points, answered: bool, by: str) -> None:
        other, _ = open_case(self.heard(weight), self.policy)
        if answered:
            other, _ = step(other, Act(self.now, by, "answered"), self.policy)
        (self.case, says), (ended, _) = merged((1, self.case), (2, other), self.now, by, self.policy)
        self.says += says
        assert (ended.state, ended.merged_into, next_at(ended)) == (State.CLOSED, 1, None)

    # -- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def nobody_who_waits_is_forgotten(self) -> None:
        if self.case.state is State.CLOSED:
            assert next_at(self.case) is None
            return
        assert next_at(self.case) is not None
        says = foretold(self.case, self.policy)
        if self.case.told and self.case.state in (State.OPEN, State.TAKEN, State.PROMISED, State.SNOOZED):
            # Somebody will be told; or the post is gone, and in a week the case with it; or a storm speaks for it.
            assert says or self.case.gone_at or self.case.absorbed
        if self.case.told and self.case.state is State.OPEN and not (self.case.gone_at or self.case.absorbed):
            assert says[0].at <= max(self.now, self.case.changed) + timedelta(days=8), "within about a week"
        assert all(person in PEOPLE for say in says for person in say.to)

    @invariant()
    def nothing_is_decided_twice(self) -> None:
        told = Counter((say.reason, say.ordinal, person) for say in self.says for person in say.to)
        assert set(told.values()) <= {1}
        assert len({say.ordinal for say in self.says}) == len(self.says)
        assert all(say.to for say in self.says)
        assert len(self.says) == self.case.said

    @invariant()
    def what_a_storm_speaks_for_keeps_still(self) -> None:
        if self.case.absorbed is not None and self.case.state is State.OPEN and not self.case.gone_at:
            quiet = {Reason.LOUDER, Reason.OVERDUE, Reason.STILL_WAITING, Reason.ESCALATED}
            assert not quiet & {say.reason for say in foretold(self.case, self.policy)}

    @invariant()
    def nobody_who_is_away_is_told(self) -> None:
        if self.case.state is not State.CLOSED and self.says:
            last = foretold(self.case, self.policy, most=3)
            assert not any(person in self.away for say in last for person in say.to)

    @invariant()
    def no_clock_runs_backwards(self) -> None:
        assert self.case.waiting_since <= self.case.due
        assert self.case.waiting_since <= self.now
        assert self.case.opened <= self.case.changed
        assert self.mark <= self.case.changed <= self.now
        self.mark = self.case.changed

    @invariant()
    def the_state_is_whole(self) -> None:
        case = self.case
        assert (case.state is State.CLOSED) == (case.outcome is not None) == (case.closed is not None)
        assert (case.state in (State.PROMISED, State.SNOOZED)) == (case.until is not None)
        assert (case.state is State.ANSWERED) == (case.quiet_at is not None)
        assert (case.state is State.TAKEN) == (case.silent_at is not None)
        assert case.state is State.OPEN or case.rung_at is None
        assert case.turn in PEOPLE

    @invariant()
    def every_path_ends(self) -> None:
        case, at = self.case, self.now
        for _ in range(200):
            following = next_at(case)
            if following is None:
                break
            at = max(at, following)
            case, _ = step(case, Tick(at), self.policy)
        assert case.state is State.CLOSED
        assert at - self.now <= timedelta(days=90 + 90 + 14)


OneCase.TestCase.settings = examples(max_examples=60, stateful_step_count=20, deadline=None)
TestOneCase = pytest.mark.slow(OneCase.TestCase)


class QuickCase(OneCase):
    """The same, briefly: for every run of the tests."""


QuickCase.TestCase.settings = examples(max_examples=8, stateful_step_count=12, deadline=None)
TestOneCaseBriefly = QuickCase.TestCase


class ManyCases(RuleBasedStateMachine):
    """Three customers, some of whom are one, through the whole of the daemon and its database."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="earful-invariants-"))
        self.mail, self.forum = Letterbox(), Place()
        self.open = AsyncExitStack()
        self.config = settings(self.folder, {"forum": self.forum}, {"mail": self.mail}, [self.harbor("maria")])
        self.earful: Stage = self.runner.run(self.open.enter_async_context(stage(self.config)))
        self.runner.run(self.earful.look())

    def teardown(self) -> None:
        self.runner.run(self.open.aclose())
        self.runner.close()
        shutil.rmtree(self.folder)

    @staticmethod
    def harbor(answers: str) -> Brand:
        names = Names(name="Harbor Plumbing", also_called=("@harborplumbing",))
        return brand(names=names, answered_by=answers, if_nobody_takes_it=(Step(HOUR, answers), Step(3 * HOUR, "sam")))

    @rule(by=st.sampled_from(["Ann", "Bob", "Cid"]), words=st.sampled_from([FURIOUS, THANKS, ADDRESSED]))
    def somebody_writes(self, by: str, words: str) -> None:
        self.forum.posts = [post(words, by=by, at=self.earful.clock.now())]
        self.runner.run(self.earful.after(timedelta(minutes=1)))

    @precondition(lambda self: self.forum.posts)
    @rule(words=st.sampled_from([FURIOUS, THANKS, ADDRESSED, ""]))
    def it_is_edited_or_taken_down(self, words: str) -> None:
        self.forum.posts = [replace(self.forum.posts[0], text=words, deleted=not words)]
        self.runner.run(self.earful.after(timedelta(minutes=1)))

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.forum.posts = []
        self.runner.run(self.earful.after(span))

    @rule(
        case=st.integers(1, 4),
        verb=st.sampled_from(["take", "answered", "promise", "snooze", "not_angry", "not_us", "give", "undo"]),
        by=st.sampled_from(["maria", "sam"]),
    )
    def somebody_acts(self, case: int, verb: str, by: str) -> None:
        until = "3d" if verb in ("promise", "snooze") else ""
        self.do(case, verb, by, "sam" if verb == "give" else "", until=until)

    @rule(case=st.integers(1, 4), other=st.integers(1, 4))
    def somebody_merges(self, case: int, other: int) -> None:
        self.do(case, "merge", "maria", str(other))

    @rule(case=st.integers(1, 4), said=st.integers(1, 8))
    def somebody_splits(self, case: int, said: int) -> None:
        self.do(case, "split", "maria", str(said))

    def do(self, case: int, verb: str, by: str, value: str, *, until: str = "") -> None:
        try:
            self.runner.run(self.earful.app.office.act(case, verb, by, value, until=until))
        except Refused:
            return

    @rule(back=st.booleans())
    def maria_goes_or_comes(self, back: bool) -> None:
        app = self.earful.app
        try:
            self.runner.run(app.office.back("maria") if back else app.office.away("maria", "5d", "sam", "maria"))
        except Refused:
            return

    @rule(here=st.booleans())
    def maria_leaves_the_firm_or_is_hired_again(self, here: bool) -> None:
        known = self.earful.app.parts.config
        people = self.config.people if here else {"sam": self.config.people["sam"], "joe": Person(name="joe")}
        harbor = self.harbor("maria" if here else "joe")
        config = replace(self.config, people=people, brands={harbor.names.name: harbor}, digest=f"{known.digest}.")
        self.runner.run(self.earful.app.reload(lambda: config))

    @rule(back=st.booleans())
    def the_operator_goes_or_comes(self, back: bool) -> None:
        app = self.earful.app
        stand_in = "joe" if "joe" in app.parts.config.people else "maria"
        try:
            self.runner.run(app.office.back("sam") if back else app.office.away("sam", "5d", stand_in, "sam"))
        except Refused:
            return

    @invariant()
    def what_is_stored_is_whole(self) -> None:
        self.runner.run(self._check())

    @invariant()
    def nobody_is_told_who_is_away_or_has_left(self) -> None:
        self.runner.run(self._check_who_is_told())

    async def _check_who_is_told(self) -> None:
        parts = self.earful.app.parts
        async with parts.store.read() as connection:
            rows = [deciding.row_of(row) for row in await connection.execute(select(case_table))]
            away = await being_away.now_away(connection, parts.now())
            taught = [row.case_id for row in await learning.everything(connection)]
        for row in rows:
            policy = parts.policy(row.case.brand, row.case, away=away)
            told = {person for say in foretold(row.case, policy, most=3) for person in say.to}
            assert told <= {policy.here(person) for person in parts.config.people}, (told, away)
        assert set(taught) <= {row.id for row in rows if row.case.outcome is Outcome.NOT_US}, "what is open is about us"

    async def _check(self) -> None:
        async with self.earful.app.parts.store.read() as connection:
            cases = list(await connection.execute(select(case_table)))
            events = list(await connection.execute(select(case_event).order_by(case_event.c.id)))
            letters = list(await connection.execute(select(outbox).where(outbox.c.case_id.is_not(None))))
            said = list(await connection.execute(select(mention.c.case_id)))
            heads = {bytes(row.author_key) for row in await connection.execute(select(kin.c.author_key))}
        waiting = [row for row in cases if row.state != "closed"]
        assert all(row.next_at is not None for row in waiting)
        assert all(row.next_at is None for row in cases if row.state == "closed")
        assert not heads & {bytes(row.author_key) for row in waiting}, "who belongs to another has no case of their own"
        sent = Counter((row.case_id, row.reason, row.ordinal, row.recipient, row.channel) for row in letters)
        assert set(sent.values()) <= {1}
        told = Counter((row.case_id, row.data["reason"]) for row in events if row.kind == "told")
        written = Counter((row.case_id, row.reason) for row in self.firsts(letters))
        assert not written - told
        # Nobody gets mail about what they did themselves; everything else that was told was written.
        assert {reason for _, reason in told - written} <= OWN_DEEDS
        assert all(row.reason in set(Reason) for row in letters)
        by_case: dict[int, datetime] = {}
        for row in events:
            at = from_us(row.at)
            assert at >= by_case.get(row.case_id, START - timedelta(days=1)), "the story runs forwards"
            by_case[row.case_id] = at
        merged_away = {row.id for row in cases if row.outcome == "merged"}
        assert not merged_away & {row.case_id for row in said}, "the words go with the case that goes on"

    @staticmethod
    def firsts(letters: list[Any]) -> list[Any]:
        """One a message, however many people it is for."""
        return list({(row.case_id, row.ordinal): row for row in letters}.values())


ManyCases.TestCase.settings = examples(max_examples=25, stateful_step_count=12, deadline=None)
TestManyCases = pytest.mark.slow(ManyCases.TestCase)
