"""The table of docs/design/cases.md, row by row, and what must hold whatever happens in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import cases
from monitor.cases import (
    Act,
    Case,
    Event,
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
    foretold,
    next_at,
    open_case,
    restored,
    step,
)
from monitor.cases.joining import merged

T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANGRY = Points(anger=0.9, complaint=0.9)


def policy(**changes: Any) -> Policy:
    base = Policy(
        answered_by="maria",
        answer_within=4 * HOUR,
        ladder=(Rung(HOUR, "maria"), Rung(3 * HOUR, "sam")),
        alert_when="angry",
        due=lambda since: since + 4 * HOUR,
        awake=lambda start, span, person, severity=4: start + span,
    )
    return replace(base, **changes)


def heard(at: datetime = T0, **changes: Any) -> Heard:
    base = Heard(at=at, author="Dana R.", brand="Harbor", unhappy=True, happy=False, points=ANGRY, written=at)
    return replace(base, **changes)


def happy(at: datetime, **changes: Any) -> Heard:
    return heard(at, unhappy=False, happy=True, points=Points(), **changes)


def opened(**changes: Any) -> Case:
    return open_case(heard(**changes), policy())[0]


def reasons(result: Result) -> list[Reason]:
    return [say.reason for say in result[1]]


def test_what_shows_that_they_wait_too_long_is_not_followed_by_a_word_that_they_do() -> None:
    calm = Points(complaint=0.7)
    quiet, says = open_case(heard(points=calm), policy())
    assert says == []
    given = step(quiet, Act(T0 + 9 * HOUR, "sam", "give", "maria"), policy())
    answered, _ = step(opened(), Act(T0 + HOUR / 2, "maria", "answered"), policy())
    found_late = step(answered, heard(T0 + 9 * HOUR, written=T0 + HOUR), policy())
    other = opened(points=replace(ANGRY, signals=frozenset({"legal"})))
    mine = opened(at=T0 + 8 * HOUR, points=replace(ANGRY, complaint=0.6))
    one, _ = merged((1, mine), (2, other), T0 + 9 * HOUR, "sam", policy())
    for result, said in ((given, Reason.HANDED_OVER), (found_late, Reason.STILL_ANGRY), (one, Reason.LOUDER)):
        case, says = result
        assert [say.reason for say in says] == [said]
        _, more = step(case, Tick(T0 + 9 * HOUR), policy())
        assert Reason.OVERDUE not in {say.reason for say in more}


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


def test_how_long_they_have_waited_counts_from_whichever_post_says_it() -> None:
    ages = T0 - timedelta(days=21)
    longer, says = step(opened(), heard(T0 + HOUR / 2, since=ages), policy())
    assert (longer.waiting_since, longer.due) == (ages, ages + 4 * HOUR)
    assert [say.reason for say in says] == [Reason.LOUDER]  # three times as late as promised
    assert Reason.OVERDUE not in [say.reason for say in foretold(longer, policy())]
    back, _ = step(longer, Act(T0 + HOUR, "maria", "answered"), policy())
    back, _ = step(back, heard(T0 + 2 * HOUR), policy())
    back, _ = step(back, heard(T0 + 3 * HOUR, since=ages), policy())
    assert back.waiting_since == T0 + 2 * HOUR  # they were answered since
    quiet, _ = step(opened(), heard(T0 + HOUR / 2, since=ages, history=True), policy())
    assert quiet.waiting_since == T0


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
    case, says = step(
        case, Tick(T0 + 12 * HOUR), policy()
    )  # three times as long as promised: it weighs more, and no more
    assert says == []
    # Above the ladder there is a reminder a week, for whoever heard last, and in the end it counts as lost.
    assert next_at(case) == T0 + 3 * HOUR + timedelta(days=7)
    case, says = step(case, Tick(T0 + timedelta(days=8)), policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.STILL_WAITING, ("sam",))]
    told = foretold(case, policy(), most=50)
    assert [say.reason for say in told] == [Reason.STILL_WAITING] * 11 + [Reason.CLOSED]
    assert told[-1].at == T0 + timedelta(days=90)
    closed, says = step(case, Tick(T0 + timedelta(days=91)), policy())
    assert (closed.state, closed.outcome, next_at(closed)) == (State.CLOSED, Outcome.LOST, None)


def test_waiting_weighs_as_it_goes_on_and_the_points_say_what_the_severity_says() -> None:
    def told(case: Case, at: timedelta) -> tuple[int, list[str]]:
        found = cases.reasons(case, T0 + at)
        total = sum(points for points, _, _ in found)
        assert case.severity == (1 if total >= 6 else 2 if total >= 4 else 3 if total >= 2 else 4)
        return case.severity, [why for _, why, _ in found]

    fresh = opened(points=Points(anger=0.6))
    assert told(fresh, HOUR) == (4, ["angry"])
    case, _ = step(fresh, Tick(T0 + 4 * HOUR), policy())
    assert told(case, 4 * HOUR) == (3, ["angry", "late"])
    slow = case
    while (at := next_at(case)) is not None and at <= T0 + 12 * HOUR:
        case, _ = step(case, Tick(at), policy())
    assert told(case, 12 * HOUR) == (3, ["angry", "three_times_late"])
    # What waited less long before it was answered stays what it was, however late one looks.
    quick, _ = step(fresh, Act(T0 + HOUR, "maria", "answered"), policy())
    assert told(quick, timedelta(days=10)) == (4, ["angry"])
    assert told(step(quick, Tick(T0 + timedelta(days=15)), policy())[0], timedelta(days=40)) == (4, ["angry"])
    for outcome in ("lost", "won_back", "not_us"):
        case, _ = step(slow, Act(T0 + 6 * HOUR, "maria", "close", outcome), policy())
        assert told(case, timedelta(days=40)) == (3, ["angry", "late"])


def test_after_a_long_sleep_only_the_highest_rung_speaks() -> None:
    case, says = step(opened(), Tick(T0 + 30 * HOUR), policy())
    assert [say.reason for say in says] == [Reason.OVERDUE, Reason.ESCALATED]
    assert case.turn == "sam"


def test_the_ladder_stands_still_in_the_quiet_hours() -> None:
    night = policy(awake=lambda start, span, person, severity=4: max(start + span, T0 + 10 * HOUR))
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


@pytest.mark.parametrize(("by", "to"), [("sam", ("maria", "sam")), ("Harbor Plumbing", ("maria",))])
def test_who_answered_hears_that_it_did_not_help_unless_it_was_an_account(by: str, to: tuple[str, ...]) -> None:
    rules = replace(policy(), known={"maria", "sam"}.__contains__)
    case, _ = step(opened(), Act(T0 + HOUR, by, "answered", account=by not in to), rules)
    _, (said,) = step(case, heard(T0 + 5 * HOUR), rules)
    assert (said.reason, said.to) == (Reason.STILL_ANGRY, to)


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
    assert (says, next_at(case), case.history) == ([], T0 + 12 * HOUR, True)
    late, says = step(case, Tick(T0 + 12 * HOUR), policy())
    assert (says, next_at(late)) == ([], T0 + timedelta(days=90))
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
    assert (case.rung_at is not None) is told
    assert foretold(case, policy(alert_when=alert_when)) or not told


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


@pytest.mark.parametrize(
    ("verb", "value", "until"),
    [("take", "", None), ("give", "sam", None), ("snooze", "", 3 * HOUR), ("promise", "", 3 * HOUR)],
)
def test_what_is_pressed_twice_is_told_once(verb: str, value: str, until: timedelta | None) -> None:
    def press(case: Case, at: timedelta) -> Result:
        when = T0 + at + until if until else None
        return step(case, Act(T0 + at, "maria", verb, value, when), policy())

    case, says = press(replace(opened(), told=("maria", "sam")), HOUR)
    assert len(says) == 1
    assert press(case, HOUR + timedelta(seconds=3)) == (case, [])
    again = press(case, 2 * HOUR)[1]
    assert len(again) == (0 if verb == "take" else 1)  # to be given it once more after an hour is another word


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


def promised(until: datetime = T0 + 5 * HOUR, verb: str = "promise", by: str = "maria", **changes: Any) -> Case:
    return step(opened(**changes), Act(T0 + HOUR / 2, by, verb, until=until), policy())[0]


def test_a_promise_holds_everything_until_its_time_and_lapses() -> None:
    case, says = step(opened(), Act(T0 + HOUR / 2, "maria", "promise", until=T0 + 5 * HOUR), policy())
    assert (case.state, case.until, case.turn, case.taken_by) == (State.PROMISED, T0 + 5 * HOUR, "maria", "maria")
    assert [(say.reason, say.by) for say in says] == [(Reason.PROMISED, "maria")]
    assert next_at(case) == T0 + 5 * HOUR
    assert step(case, Tick(T0 + 4.5 * HOUR), policy())[1] == []  # past answer_within, but the customer knows when
    case, says = step(case, Tick(T0 + 5 * HOUR), policy())
    assert [(say.reason, say.to, say.by) for say in says] == [(Reason.PROMISE_LAPSED, ("maria",), "maria")]
    assert (case.state, case.taken_by, case.until, case.overdue_told) == (State.OPEN, "", None, True)
    assert case.rung_at == T0 + 6 * HOUR  # the ladder goes on from here


def test_a_promise_that_was_kept_is_an_answer_and_one_can_be_renewed_or_taken_over() -> None:
    case, says = step(promised(), Act(T0 + 2 * HOUR, "maria", "answered"), policy())
    assert (case.state, case.until, [say.reason for say in says]) == (State.ANSWERED, None, [Reason.ANSWERED])
    case, says = step(promised(), Act(T0 + 2 * HOUR, "maria", "promise", until=T0 + 9 * HOUR), policy())
    assert (next_at(case), [say.reason for say in says]) == (T0 + 9 * HOUR, [Reason.PROMISED])
    case, says = step(promised(T0 + 30 * HOUR), Act(T0 + 2 * HOUR, "sam", "take"), policy())
    assert (case.state, case.taken_by, case.silent_at) == (State.TAKEN, "sam", T0 + 32 * HOUR)


def test_a_promise_by_our_account_is_nobodys_deed_and_of_a_case_that_nobody_heard_of_lapses_aloud() -> None:
    quiet = opened(points=Points(complaint=0.6))
    case, says = step(quiet, Act(T0, "Harbor", "promise", until=T0 + HOUR, account=True), policy())
    assert (case.state, case.turn, case.taken_by, case.until_by, says) == (State.PROMISED, "maria", "", "Harbor", [])
    case, says = step(case, Tick(T0 + HOUR), policy())
    assert [(say.reason, say.to, say.by) for say in says] == [(Reason.PROMISE_LAPSED, ("maria",), "Harbor")]


def test_snoozed_sleeps_until_its_time_unless_it_gets_worse() -> None:
    case = promised(verb="snooze", points=Points(anger=0.6))
    assert (case.state, next_at(case)) == (State.SNOOZED, T0 + 4 * HOUR)
    case, says = step(case, Tick(T0 + 4 * HOUR), policy())  # late by now, and still put off
    assert (case.state, next_at(case), says) == (State.SNOOZED, T0 + 5 * HOUR, [])
    assert step(case, heard(T0 + HOUR, points=Points(anger=0.6)), policy())[1] == []
    assert reasons(step(case, Tick(T0 + 5 * HOUR), policy())) == [Reason.SNOOZE_OVER]
    case, says = step(case, heard(T0 + HOUR, points=Points(signals=frozenset({"legal"}))), policy())
    assert (case.state, [say.reason for say in says]) == (State.OPEN, [Reason.LOUDER])
    assert case.rung_at == T0 + 2 * HOUR


@pytest.mark.parametrize("verb", ["promise", "snooze"])
def test_a_time_that_is_none_is_refused(verb: str) -> None:
    for until, why in ((None, "until when"), (T0, "over already"), (T0 + timedelta(days=91), "90 days")):
        with pytest.raises(Refused, match=why):
            step(opened(), Act(T0, "maria", verb, until=until), policy())


def test_a_disputed_post_is_looked_at_until_it_is_removed() -> None:
    case, says = step(opened(), Act(T0 + HOUR, "sam", "close", "disputed"), policy())
    assert (case.outcome, [say.reason for say in says]) == (Outcome.DISPUTED, [Reason.CLOSED])
    case, says = step(case, Gone(T0 + 9 * HOUR), policy())
    assert (case.state, case.outcome, [say.reason for say in says]) == (State.CLOSED, Outcome.GONE, [Reason.POST_GONE])
    assert step(case, Gone(T0 + 10 * HOUR), policy()) == (case, [])


def test_the_post_of_a_taken_case_stays_gone_when_its_taker_is_silent() -> None:
    case, _ = step(opened(), Act(T0, "sam", "take"), policy())
    case, _ = step(case, Gone(T0 + HOUR), policy())
    case, _says = step(case, Tick(T0 + 7 * HOUR), policy())
    assert (case.state, case.rung_at) == (State.OPEN, None)
    case, _ = step(case, Tick(T0 + HOUR + timedelta(days=7)), policy())
    assert case.outcome is Outcome.GONE


def test_who_is_away_hears_nothing_and_their_stand_in_does() -> None:
    away = policy(here=lambda name: "sam" if name == "maria" else name)
    case, says = open_case(heard(), away)
    assert (case.turn, case.instead_of, says[0].to) == ("sam", "maria", ("sam",))
    case, says = step(case, Tick(T0 + HOUR), away)  # a step for maria
    assert (case.turn, case.instead_of, says[0].to, says[0].reason) == ("sam", "maria", ("sam",), Reason.STILL_WAITING)
    case, _ = step(case, Act(T0 + HOUR, "sam", "take"), away)
    assert (case.turn, case.instead_of) == ("sam", "")


def test_a_deleted_post_stops_the_ladder_and_closes_after_a_week() -> None:
    case, says = step(opened(), Gone(T0 + HOUR / 2), policy())
    assert [say.reason for say in says] == [Reason.POST_GONE]
    case, says = step(case, Tick(T0 + HOUR / 2 + timedelta(days=7)), policy())
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.GONE)


def test_a_deleted_post_stops_the_ladder_and_not_the_promise() -> None:
    """What was taken down may still wait for its answer: that is said once more, and the week ends it."""
    for taken in (False, True):
        case, _ = step(opened(), Act(T0, "sam", "take"), policy()) if taken else (opened(), [])
        case, _ = step(case, Gone(T0 + HOUR / 2), policy())
        said = [(say.reason, say.at - T0) for say in foretold(case, policy())]
        silent = [(Reason.TAKEN_BUT_SILENT, 6 * HOUR)] if taken else []
        assert said == [(Reason.OVERDUE, 4 * HOUR), *silent]


def test_taken_down_and_written_again_goes_on() -> None:
    case, _ = step(opened(), Gone(T0 + HOUR / 2), policy())
    case, says = step(case, heard(T0 + HOUR * 2), policy())
    assert not says
    assert next_at(case) == T0 + 2 * HOUR  # the step that was due meanwhile
    case, says = step(case, Tick(T0 + timedelta(days=8)), policy())
    assert case.state is State.OPEN


def test_at_night_the_customer_wakes_nobody() -> None:
    morning = T0 + 10 * HOUR
    night = policy(awake=lambda start, span, person, severity=4: max(start + span, morning))
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
    assert case.rung_at == T0 + 3 * HOUR  # it fell due meanwhile: UNDONE says it now, and the ladder goes on from here
    assert [say.reason for say in says] == [Reason.UNDONE]
    assert says[0].ordinal == after.said


def test_undo_does_not_say_again_what_the_clocks_have_said() -> None:
    taken, _ = step(opened(), Act(T0 + HOUR / 2, "maria", "take"), policy())
    late, says = step(taken, Tick(taken.due), policy())
    assert [say.reason for say in says] == [Reason.OVERDUE]
    case, _ = restored(late, opened(), taken.due + HOUR, "maria", policy())
    assert [say.reason for say in foretold(case, policy())][:2] == [Reason.STILL_WAITING, Reason.ESCALATED]


@pytest.mark.parametrize("verb", ["take", "snooze", "not_us"])
def test_undo_does_not_answer_what_the_customer_said_since(verb: str) -> None:
    answered, _ = step(opened(), Act(T0 + HOUR, "maria", "answered"), policy())
    deed, _ = step(answered, Act(T0 + 2 * HOUR, "sam", verb, until=T0 + 9 * HOUR), policy())
    again, _ = step(deed, heard(T0 + 3 * HOUR), policy())
    case, says = restored(again, answered, T0 + 4 * HOUR, "sam", policy())
    assert (case.state, case.waiting_since, case.turn) == (State.OPEN, T0 + 3 * HOUR, "maria")
    assert [say.reason for say in says] == [Reason.UNDONE]
    assert Reason.OVERDUE in [say.reason for say in foretold(case, policy())]


def test_undo_leaves_an_answer_after_which_nobody_complained() -> None:
    answered, _ = step(opened(), Act(T0 + HOUR, "maria", "answered"), policy())
    asleep, _ = step(answered, Act(T0 + 2 * HOUR, "sam", "snooze", until=T0 + 9 * HOUR), policy())
    late, _ = step(asleep, heard(T0 + 3 * HOUR, written=T0 + HOUR / 2), policy())  # found late: from before the answer
    assert restored(late, answered, T0 + 4 * HOUR, "sam", policy())[0].state is State.ANSWERED


def test_undo_forgets_nobody_of_whom_nobody_has_heard() -> None:
    calm = Points(complaint=0.6)
    quiet, says = open_case(heard(points=calm), policy())
    assert says == []
    deed, _ = step(quiet, Act(T0 + HOUR, "sam", "not_us"), policy())
    late, _ = step(
        deed, heard(T0 + 2 * HOUR, written=T0 + HOUR / 2), policy()
    )  # from before it was closed: no word of it
    assert restored(deed, quiet, T0 + 2 * HOUR, "sam", policy())[1] == []  # as calm as it was: nobody was to be told
    case, says = restored(late, quiet, T0 + 5 * HOUR, "sam", policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.UNDONE, ("maria",))]
    assert case.rung_at == T0 + 6 * HOUR
    stormy, _ = open_case(heard(), policy(), storm=1)
    shut, _ = step(stormy, Act(T0 + HOUR, "sam", "close", "lost"), policy())
    calmed = cases.handed_back(shut, T0 + 2 * HOUR, policy())
    case, says = restored(calmed, stormy, T0 + 3 * HOUR, "sam", policy())
    assert [(say.reason, say.to) for say in says] == [(Reason.UNDONE, ("maria",))]
    assert [say.reason for say in foretold(case, policy())][:2] == [Reason.OVERDUE, Reason.ESCALATED]
    assert restored(shut, stormy, T0 + 3 * HOUR, "sam", policy())[1] == []  # while it rages, it speaks


def test_undo_says_how_long_they_wait_and_overdue_does_not_repeat_it() -> None:
    before = opened()
    after, _ = step(before, Act(T0 + HOUR / 2, "maria", "not_us"), policy())
    case, says = restored(after, before, T0 + 5 * HOUR, "sam", policy())
    assert [say.reason for say in says] == [Reason.UNDONE]
    assert step(case, Tick(T0 + 5 * HOUR), policy())[1] == []


def test_who_waits_again_is_the_turn_of_somebody_who_is_here() -> None:
    away = policy(here=lambda person: "sam" if person == "maria" else person)
    answered, _ = step(opened(), Act(T0 + HOUR, "maria", "answered"), policy())
    again, says = step(answered, heard(T0 + 2 * HOUR), away)
    assert (again.turn, again.instead_of, says[0].to) == ("sam", "maria", ("sam",))
    taken, _ = step(opened(), Act(T0 + HOUR, "maria", "take"), policy())
    assert taken.silent_at is not None
    silent, _ = step(taken, Tick(taken.silent_at), away)
    assert (silent.state, silent.turn, silent.instead_of) == (State.OPEN, "sam", "maria")
    shut, _ = step(again, Act(T0 + 3 * HOUR, "sam", "close", "lost"), away)
    for back in (
        step(shut, heard(T0 + 4 * HOUR), policy())[0],
        restored(shut, again, T0 + 4 * HOUR, "sam", policy())[0],
    ):
        assert (back.state, back.turn, back.instead_of) == (State.OPEN, "maria", "")


def test_undo_brings_back_no_post() -> None:
    taken, _ = step(opened(), Act(T0 + HOUR / 2, "maria", "take"), policy())
    gone, _ = step(taken, Gone(T0 + HOUR), policy())
    case, _ = restored(gone, opened(), T0 + 2 * HOUR, "maria", policy())
    assert (case.state, case.rung_at, case.gone_at) == (State.OPEN, None, T0 + HOUR + timedelta(days=7))
    answered, _ = step(gone, Act(T0 + 2 * HOUR, "maria", "answered"), policy())
    assert restored(answered, gone, T0 + 3 * HOUR, "maria", policy())[0].gone_at == gone.gone_at
    again, _ = step(gone, heard(T0 + 2 * HOUR), policy())
    assert restored(again, opened(), T0 + 3 * HOUR, "maria", policy())[0].gone_at is None


def test_an_answer_from_before_we_listened_turns_no_clock_back() -> None:
    case, _ = step(opened(history=True), Act(T0 - HOUR, "Harbor", "answered", account=True), policy())
    assert (case.state, case.changed, case.quiet_at) == (State.ANSWERED, T0, T0 - HOUR + timedelta(days=14))


def test_a_new_complaint_is_due_in_the_hours_of_whose_turn_it_is() -> None:
    def worked(person: str, start: datetime, span: timedelta) -> datetime:
        return start + span + (60 * HOUR if person == "maria" else timedelta(0))

    rules = replace(policy(), worked=worked)
    climbed, _ = step(opened(), Tick(T0 + 3 * HOUR), rules)
    answered, _ = step(climbed, Act(T0 + 4 * HOUR, "maria", "answered"), rules)
    again, _ = step(answered, heard(T0 + 5 * HOUR), replace(rules, due=lambda since: since))
    assert (climbed.turn, again.turn, again.due) == ("sam", "maria", T0 + 69 * HOUR)


def test_what_comes_back_late_says_once_that_it_is() -> None:
    """The message shows how long the customer has been waiting; OVERDUE would repeat it."""
    unheard, _ = step(opened(history=True), Act(T0, "maria", "take"), policy())
    silent = step(unheard, Tick(T0 + 48 * HOUR), policy())
    assert reasons(silent) == [Reason.TAKEN_BUT_SILENT]
    asleep, _ = step(opened(), Act(T0, "maria", "snooze", until=T0 + 48 * HOUR), policy())
    worse = step(asleep, heard(T0 + 24 * HOUR, points=Points(signals=frozenset({"legal"}))), policy())
    assert reasons(worse) == [Reason.LOUDER]
    for case, _ in (silent, worse):
        assert Reason.OVERDUE not in [say.reason for say in foretold(case, policy())]


@pytest.mark.parametrize(
    ("deeds", "to"),
    [
        ([], ("maria",)),  # sam had only heard of it by the ladder
        ([Act(T0 + 4 * HOUR, "sam", "take")], ("sam",)),
        ([Act(T0 + 4 * HOUR, "maria", "give", "joe")], ("joe",)),
    ],
)
def test_a_new_complaint_begins_with_who_answers(deeds: list[Act], to: tuple[str, ...]) -> None:
    rules = replace(policy(), known={"maria", "sam", "joe"}.__contains__)
    case, _ = step(opened(), Tick(T0 + 3 * HOUR), rules)
    assert case.turn == "sam"
    for deed in (*deeds, Act(T0 + 5 * HOUR, "Harbor Plumbing", "answered", account=True)):
        case, _ = step(case, deed, rules)
    case, (said,) = step(case, heard(T0 + 30 * HOUR), rules)
    assert (said.reason, said.to, case.turn) == (Reason.STILL_ANGRY, to, to[0])


def test_nobody_is_told_twice_in_one_breath() -> None:
    rules = replace(policy(), ladder=(Rung(4 * HOUR, "maria"), Rung(6 * HOUR, "sam")))
    case, _ = open_case(heard(), rules)
    assert [(say.reason, say.to) for say in foretold(case, rules)][:2] == [
        (Reason.OVERDUE, ("maria",)),
        (Reason.ESCALATED, ("sam",)),
    ]
    asleep, _ = step(opened(), Act(T0 + HOUR, "maria", "take"), policy())
    assert reasons(step(asleep, Tick(T0 + 48 * HOUR), policy())) == [Reason.TAKEN_BUT_SILENT]
    late = step(opened(), Tick(T0 + timedelta(days=91)), policy())
    assert reasons(late) == [Reason.CLOSED]


def test_silence_after_taking_counts_in_the_hours_of_who_took_it() -> None:
    def worked(person: str, start: datetime, span: timedelta) -> datetime:
        return start + span + (60 * HOUR if person == "maria" else timedelta(0))

    rules = replace(policy(), worked=worked)
    silent = {by: step(opened(), Act(T0 + 9 * HOUR, by, "take"), rules)[0].silent_at for by in ("maria", "sam")}
    assert silent == {"maria": T0 + 71 * HOUR, "sam": T0 + 11 * HOUR}


verbs = st.sampled_from(["take", "promise", "answered", "snooze", "not_us", "not_angry", "give", "close"])
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
                verb, by = draw(verbs), draw(st.sampled_from(["maria", "sam"]))
                value = draw(st.sampled_from(["lost", "disputed", "won_back"])) if verb == "close" else "sam"
                until = at + timedelta(hours=draw(st.integers(1, 100)))
                found.append(Act(at, by, verb, value, until))
    return found


@given(stories())
def test_whatever_happens(story: list[Event]) -> None:
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
