"""The table of docs/design/cases.md, row by row, and what must hold whatever happens in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cases import (
    Act,
    Case,
    Gone,
    Heard,
    Outcome,
    Points,
    Policy,
    Reason,
    Refused,
    Result,
    Rung,
    Say,
    State,
    Tick,
    belongs,
    next_at,
    open_case,
    restored,
    step,
)

T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANGRY = Points(anger=0.9, complaint=0.9)


def policy(**changes: object) -> Policy:
    base = Policy(
        answered_by="maria",
        answer_within=4 * HOUR,
        ladder=(Rung(HOUR, "maria"), Rung(3 * HOUR, "sam")),
        alert_when="angry",
        due=lambda since: since + 4 * HOUR,
        awake=lambda start, span: start + span,
    )
    return replace(base, **changes)


def heard(at: datetime = T0, **changes: object) -> Heard:
    base = Heard(at=at, author="Dana R.", brand="Harbor", unhappy=True, happy=False, points=ANGRY, written=at)
    return replace(base, **changes)


def happy(at: datetime, **changes: object) -> Heard:
    return heard(at, unhappy=False, happy=True, points=Points(), **changes)


def opened(**changes: object) -> Case:
    return open_case(heard(**changes), policy())[0]


def reasons(result: Result) -> list[Reason]:
    return [say.reason for say in result[1]]


def test_the_first_angry_word_opens_a_case_and_tells_the_one_who_answers() -> None:
    case, says = open_case(heard(), policy())
    assert (case.state, case.turn, case.waiting_since, case.due) == (State.OPEN, "maria", T0, T0 + 4 * HOUR)
    assert says == [Say(Reason.FIRST_ANGER, ("maria",), 0, T0)]
    assert next_at(case) == T0 + HOUR


def test_waiting_counts_from_what_the_customer_says() -> None:
    case, says = open_case(heard(since=T0 - timedelta(weeks=3)), policy())
    assert case.waiting_since == T0 - timedelta(weeks=3)
    # The promise is long over: the first message says so, and OVERDUE does not say it again.
    assert [say.reason for say in says] == [Reason.FIRST_ANGER]
    assert case.overdue_told


def test_what_claims_to_be_from_the_future_is_not() -> None:
    assert opened(written=T0 + HOUR, since=T0 + 2 * HOUR).waiting_since == T0


def test_the_ladder_reminds_then_escalates_and_then_is_over() -> None:
    case = opened()
    case, says = step(case, Tick(T0 + HOUR), policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.STILL_WAITING, ("maria",))]
    case, says = step(case, Tick(T0 + 3 * HOUR), policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.ESCALATED, ("sam",))]
    assert case.turn == "sam"
    case, says = step(case, Tick(T0 + 4 * HOUR), policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.OVERDUE, ("sam",))]
    assert next_at(case) is None


def test_after_a_long_sleep_only_the_highest_rung_speaks() -> None:
    case, says = step(opened(), Tick(T0 + 30 * HOUR), policy())
    assert [say.reason for say in says] == [Reason.OVERDUE, Reason.ESCALATED]
    assert case.turn == "sam"


def test_the_ladder_stands_still_in_the_quiet_hours() -> None:
    night = policy(awake=lambda start, span: max(start + span, T0 + 10 * HOUR))
    case, says = open_case(heard(), night)
    assert says[0].at == T0 + 10 * HOUR
    assert case.rung_at == T0 + 11 * HOUR


def test_taking_it_stops_the_ladder_and_tells_the_others() -> None:
    case, _ = step(opened(), Tick(T0 + 3 * HOUR), policy())
    case, says = step(case, Act(T0 + 3 * HOUR, "sam", "take"), policy())
    assert (case.state, case.taken_by) == (State.TAKEN, "sam")
    assert [(say.reason, say.to, say.by) for say in says] == [(Reason.TAKEN, ("maria",), "sam")]
    assert next_at(case) == case.due


def test_taken_but_silent_opens_it_again_and_the_ladder_goes_on() -> None:
    case, _ = step(opened(), Act(T0 + HOUR / 2, "maria", "take"), policy())
    case, says = step(case, Tick(T0 + 4 * HOUR), policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.OVERDUE, ("maria",))]
    case, says = step(case, Tick(T0 + 6 * HOUR), policy())
    assert [say.reason for say in says] == [Reason.TAKEN_BUT_SILENT]
    assert case.state is State.OPEN
    assert case.rung_at is not None


def test_answered_then_quiet_for_two_weeks_is_closed() -> None:
    case, says = step(opened(), Act(T0 + HOUR, "maria", "answered"), policy())
    assert case.state is State.ANSWERED
    assert [say.reason for say in says] == [Reason.ANSWERED]
    case, says = step(case, Tick(T0 + HOUR + timedelta(days=14)), policy())
    assert (case.state, case.outcome, says) == (State.CLOSED, Outcome.QUIET, [])


def test_angry_again_after_the_answer() -> None:
    case, _ = step(opened(), Act(T0 + HOUR, "maria", "answered"), policy())
    result = step(case, heard(T0 + 5 * HOUR), policy())
    assert reasons(result) == [Reason.STILL_ANGRY]
    assert (result[0].state, result[0].rung_at) == (State.OPEN, T0 + 6 * HOUR)


@pytest.mark.parametrize("verb", [None, "take", "answered"])
def test_thanks_win_the_customer_back_from_every_state(verb: str | None) -> None:
    case = opened()
    if verb:
        case, _ = step(case, Act(T0 + HOUR, "sam", verb), policy())
    case, says = step(case, happy(T0 + 2 * HOUR), policy())
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.WON_BACK)
    assert [say.reason for say in says] == [Reason.WON_BACK]
    assert says[0].by == ("sam" if verb else "")
    assert next_at(case) is None


def test_louder_only_when_it_is() -> None:
    case = opened(points=Points(anger=0.6, complaint=0.9))
    same = step(case, heard(T0 + HOUR / 2, points=Points(anger=0.6)), policy())
    assert reasons(same) == []
    assert same[0].points.posts == 2
    worse = step(case, heard(T0 + HOUR / 2, points=Points(anger=0.9, signals=frozenset({"legal"}))), policy())
    assert reasons(worse) == [Reason.LOUDER]
    fewer = step(replace(case, stars=0.6), heard(T0 + HOUR / 2, points=Points(anger=0.6), stars=0.2), policy())
    assert reasons(fewer) == [Reason.LOUDER]


def test_an_edit_is_not_another_post() -> None:
    case, _ = step(opened(), heard(T0 + HOUR / 2, edit=True), policy())
    assert case.points.posts == 1


def test_closed_opens_again_within_a_month_under_the_same_number() -> None:
    closed, _ = step(opened(), Act(T0, "maria", "not_angry"), policy())
    assert belongs(closed, T0 + timedelta(days=30))
    assert not belongs(closed, T0 + timedelta(days=31))
    result = step(closed, heard(T0 + timedelta(days=3)), policy())
    assert reasons(result) == [Reason.REOPENED]
    assert result[0].outcome is None


def test_a_late_thank_you_changes_how_it_ended() -> None:
    closed, _ = step(opened(), Act(T0, "maria", "close", "lost"), policy())
    case, says = step(closed, happy(T0 + HOUR), policy())
    assert (case.outcome, says) == (Outcome.WON_BACK, [])


def test_history_opens_without_a_sound_and_sorts_itself_out() -> None:
    case, says = open_case(heard(history=True), policy())
    assert (says, next_at(case), case.history) == ([], None, True)
    case, says = step(case, heard(history=True, written=T0), policy())
    assert says == []
    closed, says = step(case, happy(T0, history=True), policy())
    assert (closed.outcome, says) == (Outcome.WON_BACK, [])
    loud, says = step(case, heard(T0 + HOUR), policy())
    assert [say.reason for say in says] == [Reason.FIRST_ANGER]
    assert loud.ladder_from == T0 + HOUR
    assert not loud.history


@pytest.mark.parametrize(
    ("alert_when", "points", "told"),
    [
        ("unhappy", Points(complaint=0.6), True),
        ("angry", Points(complaint=0.6), False),
        ("angry", Points(anger=0.5), True),
        ("angry", Points(lowest_star=True), True),
        ("angry", Points(complaint=0.6, themes=frozenset({"no_answer"})), True),
        ("angry", Points(complaint=0.6, signals=frozenset({"churn"})), True),
        ("storm", Points(anger=1.0), False),
    ],
)
def test_alert_when_filters_messages_only(alert_when: str, points: Points, told: bool) -> None:
    case, says = open_case(heard(points=points), policy(alert_when=alert_when))
    assert case.state is State.OPEN
    assert bool(says) is told
    assert (next_at(case) is not None) is told


@pytest.mark.parametrize(
    ("points", "late", "severity"),
    [
        (Points(anger=0.5), 0.0, 4),
        (Points(anger=0.8), 0.0, 3),
        (Points(anger=0.8, signals=frozenset({"telling_everyone"})), 0.0, 2),
        (Points(anger=0.8, signals=frozenset({"telling_everyone"})), 4.0, 1),
        (Points(signals=frozenset({"legal"})), 0.0, 2),
        (Points(themes=frozenset({"safety"}), anger=0.9, lowest_star=True), 0.0, 1),
        (Points(followers=20_000), 0.0, 3),
        (Points(posts=3, anger=0.6), 0.0, 3),
    ],
)
def test_severity_is_points(points: Points, late: float, severity: int) -> None:
    assert points.severity(late=late) == severity


def test_give_to_somebody_else() -> None:
    case, _ = step(opened(), Act(T0 + HOUR / 2, "maria", "take"), policy())
    case, says = step(case, Act(T0 + HOUR, "maria", "give", "sam"), policy())
    assert (case.state, case.turn, case.taken_by) == (State.OPEN, "sam", "")
    assert [(say.reason, say.to) for say in says] == [(Reason.HANDED_OVER, ("sam",))]
    assert case.rung_at is not None


@pytest.mark.parametrize(("verb", "value"), [("take", ""), ("give", "sam")])
def test_a_closed_case_refuses(verb: str, value: str) -> None:
    closed, _ = step(opened(), Act(T0, "maria", "not_us"), policy())
    with pytest.raises(Refused, match="closed"):
        step(closed, Act(T0, "sam", verb, value), policy())


def test_an_unknown_outcome_and_an_unknown_deed_are_refused() -> None:
    with pytest.raises(Refused, match="no outcome"):
        step(opened(), Act(T0, "maria", "close", "bored"), policy())
    with pytest.raises(Refused, match="nothing that can be done"):
        step(opened(), Act(T0, "maria", "shout"), policy())


def test_a_deleted_post_stops_the_ladder_and_closes_after_a_week() -> None:
    case, says = step(opened(), Gone(T0 + HOUR / 2), policy())
    assert [say.reason for say in says] == [Reason.POST_GONE]
    case, says = step(case, Tick(T0 + HOUR / 2 + timedelta(days=7)), policy())
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.GONE)


def test_taken_down_and_written_again_goes_on() -> None:
    case, _ = step(opened(), Gone(T0 + HOUR / 2), policy())
    case, says = step(case, heard(T0 + HOUR * 2), policy())
    assert not says
    assert next_at(case) == T0 + 2 * HOUR  # the step that was due meanwhile
    case, says = step(case, Tick(T0 + timedelta(days=8)), policy())
    assert case.state is State.OPEN


def test_at_night_the_customer_wakes_nobody() -> None:
    morning = T0 + 10 * HOUR
    night = policy(awake=lambda start, span: max(start + span, morning))
    case = opened()
    worse = heard(T0 + HOUR, points=Points(anger=0.9, signals=frozenset({"legal"})))
    assert [say.at for say in step(case, worse, night)[1]] == [morning]
    assert [say.at for say in step(case, happy(T0 + HOUR), night)[1]] == [morning]
    assert [say.at for say in step(case, Gone(T0 + HOUR), night)[1]] == [morning]


def test_undo_brings_back_the_state_and_the_ladder() -> None:
    before = opened()
    after, _ = step(before, Act(T0 + HOUR / 2, "maria", "not_us"), policy())
    case, says = restored(after, before, T0 + 2 * HOUR, "maria", policy())
    assert (case.state, case.outcome, case.rung) == (State.OPEN, None, 0)
    assert case.rung_at == T0 + 2 * HOUR  # it fell due meanwhile: now
    assert [say.reason for say in says] == [Reason.UNDONE]
    assert says[0].ordinal == after.said


verbs = st.sampled_from(["take", "answered", "not_us", "not_angry", "give"])
times = st.integers(min_value=0, max_value=60 * 24 * 40).map(lambda minutes: T0 + timedelta(minutes=minutes))


@st.composite
def stories(draw: st.DrawFn) -> list[object]:
    kinds = st.sampled_from(["angry", "happy", "tick", "act", "gone"])
    found: list[object] = []
    for at in sorted(draw(st.lists(times, max_size=25))):
        match draw(kinds):
            case "angry":
                found.append(heard(at, history=draw(st.booleans())))
            case "happy":
                found.append(happy(at))
            case "tick":
                found.append(Tick(at))
            case "gone":
                found.append(Gone(at))
            case _:
                found.append(Act(at, draw(st.sampled_from(["maria", "sam"])), draw(verbs), "sam"))
    return found


@given(stories())
def test_whatever_happens(story: list[object]) -> None:
    case, says = open_case(heard(), policy())
    for event in story:
        try:
            case, more = step(case, event, policy())
        except Refused:
            continue
        says += more
        # Nothing is said twice, somebody is always told, and whoever must answer is always somebody.
        assert len({say.ordinal for say in says}) == len(says)
        assert all(say.to for say in says)
        assert case.turn in ("maria", "sam")
        assert (case.state is State.CLOSED) == (case.outcome is not None)
        assert case.waiting_since <= event.at
        if case.state is State.CLOSED:
            assert next_at(case) is None
        due = next_at(case)
        if due is not None and due <= event.at and isinstance(event, Tick):
            raise AssertionError("a tick leaves nothing undone")
