"""What people read: every reason has words, they are true when they arrive, and strangers' words stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.base import Message, Recipient
from alerts.base import State as Shown
from monitor.cases import QUIET_CLOSES, Case, Outcome, Points, Reason, Rung, State
from monitor.telling.cards import card
from monitor.telling.matters import Matter, Said
from monitor.telling.notices import Already, already_waiting, operator_message
from monitor.telling.phrases import shipped
from monitor.telling.wording import case_message
from monitor.words import clock, shortened, span

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARIA = Recipient(name="maria")
OPERATORS = [
    Reason.SOURCE_BLIND, Reason.SOURCE_HEARS_AGAIN, Reason.CHANNEL_DEAD, Reason.CHANNEL_BACK, Reason.CONFIG_REFUSED,
    Reason.PAGE_SHUT, Reason.PAGE_OPEN, Reason.DISK, Reason.CLOCK, Reason.SIGN_OF_LIFE, Reason.TEST,
]  # fmt: skip
ELSEWHERE = [
    Reason.ALREADY_WAITING, Reason.PRESS, Reason.DIGEST, Reason.BUNDLE, Reason.STORM, Reason.STORM_LOUDER,
    Reason.STORM_STILL, Reason.STORM_TAKEN, Reason.STORM_OVER, Reason.HANDED_BACK, Reason.NOT_DONE,
    Reason.CHANGED, Reason.MORNING,
]  # fmt: skip
OF_A_CASE = [reason for reason in Reason if reason not in (*OPERATORS, *ELSEWHERE)]
ASKING = [
    Reason.FIRST_ANGER, Reason.STILL_WAITING, Reason.ESCALATED, Reason.OVERDUE, Reason.LOUDER, Reason.STILL_ANGRY,
    Reason.REOPENED, Reason.TAKEN_BUT_SILENT, Reason.PROMISE_LAPSED, Reason.SNOOZE_OVER,
]  # fmt: skip

SAID = Said(
    author="Dana R.", source="Town forum", title="Never again", text="Nobody ever called me back. I am furious.",
    url="https://forum.example/t/1", why=('anger: "furious"',), at=NOW - HOUR, exact=True, stars=None, stars_max=None,
    deleted=False,
)  # fmt: skip
CASE = Case(
    brand="Harbor Plumbing", author="Dana R.", points=Points(anger=0.9, signals=frozenset({"telling_everyone"})),
    severity=3, waiting_since=NOW - HOUR, due=NOW + 3 * HOUR, opened=NOW - HOUR, changed=NOW, turn="maria",
    ladder=(Rung(HOUR, "maria"), Rung(2 * HOUR, "sam")), ladder_from=NOW - HOUR, rung=1, rung_at=NOW + HOUR,
    told=("maria",),
)  # fmt: skip


def matter(case: Case = CASE, **changes: Any) -> Matter:
    known: dict[str, Any] = {
        "case_id": 812, "case": case, "said": SAID, "news": None, "to": MARIA, "by": "", "promise": 4 * HOUR, "now": NOW,
        "decided": NOW, "zone": ZoneInfo("UTC"),
    }  # fmt: skip
    return Matter(**{**known, **changes})


def state_after(reason: Reason) -> Case:
    """The case as it stands when this is told."""
    closed = replace(CASE, state=State.CLOSED, closed=NOW, rung_at=None)
    return {
        Reason.TAKEN: replace(CASE, state=State.TAKEN, taken_by="sam", rung_at=None),
        Reason.PROMISED: replace(CASE, state=State.PROMISED, until=NOW + HOUR, until_by="sam", rung_at=None),
        Reason.SNOOZED: replace(CASE, state=State.SNOOZED, until=NOW + HOUR, until_by="sam", rung_at=None),
        Reason.ANSWERED: replace(CASE, state=State.ANSWERED, answered_by="sam", rung_at=None),
        Reason.WON_BACK: replace(closed, outcome=Outcome.WON_BACK),
        Reason.CLOSED: replace(closed, outcome=Outcome.NOT_US),
    }.get(reason, CASE)


def everything(message: Message) -> str:
    return f"{message.title}\n{message.body}"


@pytest.mark.parametrize("reason", OF_A_CASE)
@pytest.mark.parametrize("said", [SAID, None], ids=["words", "no words"])
@pytest.mark.parametrize("by", ["sam", ""], ids=["by sam", "by nobody"])
def test_every_reason_has_words(reason: Reason, said: Said | None, by: str) -> None:
    message = case_message(matter(state_after(reason), said=said, by=by), reason, "17")
    assert (message.id, message.thread, message.reason) == ("17", "case-812", reason.value)
    assert message.summary[:1].isupper() or message.summary[0] in '"('
    assert message.summary.rstrip()[-1] in '.?"!)'
    assert "None" not in everything(message)
    assert "  " not in message.summary
    assert message.data["case"] == 812


@pytest.mark.parametrize("reason", OF_A_CASE)
def test_no_sentence_claims_that_nobody_answered(reason: Reason) -> None:
    for case in (state_after(reason), CASE, replace(CASE, state=State.TAKEN, taken_by="sam")):
        message = case_message(matter(case, said=replace(SAID, text="x", title="")), reason, "17")
        words = everything(message).lower()
        assert not re.search(
            r"nobody (has )?(answered|replied|called|responded)|no one|unanswered|never answered", words
        )
        assert not re.search(r"(has|have) not (been )?(answered|replied)|did not (answer|reply)|was ignored", words)


def test_the_title_is_the_same_in_every_message_of_a_case() -> None:
    titles = {case_message(matter(state_after(reason)), reason, "1").title for reason in OF_A_CASE}
    assert titles == {"Harbor Plumbing: unhappy customer waiting (Dana R., Town forum) [case 812]"}


def test_the_founding_message() -> None:
    message = case_message(matter(), Reason.FIRST_ANGER, "1")
    assert message.summary == "Dana R. is angry and telling others. Waiting 1 h of the 4 h you promise. Maria answers."
    assert message.card.heading == "Harbor Plumbing: a customer is angry and telling others"
    assert message.card.byline == "Dana R., Town forum, posted 13:05"
    assert ("If nobody takes it", "Sam is told at 15:05") in message.card.facts
    assert message.card.how_to_act[0] == ("I'll take it", "earful case 812 take --by maria")
    late = replace(CASE, waiting_since=NOW - timedelta(days=21), due=NOW - timedelta(days=20))
    summary = case_message(matter(late), Reason.FIRST_ANGER, "1").summary
    assert "Waiting for 3 weeks, and you promise an answer within 4 h." in summary


@pytest.mark.parametrize("reason", ASKING)
@pytest.mark.parametrize(
    ("changes", "news"),
    [
        ({"state": State.ANSWERED, "answered_by": "sam"}, "Sam answered"),
        ({"state": State.CLOSED, "outcome": Outcome.WON_BACK}, "ended: won back"),
        ({"state": State.CLOSED, "outcome": Outcome.NOT_US}, "ended: not about us"),
    ],
)
def test_what_was_done_meanwhile_is_not_asked_for(reason: Reason, changes: dict[str, Any], news: str) -> None:
    message = case_message(matter(replace(CASE, **changes), late=HOUR), reason, "1")
    assert message.summary.startswith("(Late by 1 h")
    assert f"meanwhile {'it ' if 'ended' in news else ''}{news}" in message.summary
    assert "?" not in message.summary
    assert message.card.how_to_act == []


@pytest.mark.parametrize("reason", [Reason.STILL_WAITING, Reason.ESCALATED])
def test_nobody_is_said_to_have_taken_what_was_taken(reason: Reason) -> None:
    taken = replace(CASE, state=State.TAKEN, taken_by="sam")
    summary = case_message(matter(taken), reason, "1").summary
    assert "nobody has taken" not in summary.lower()
    assert "Sam took it" in summary


def test_what_was_promised_and_put_off_says_until_when_and_what_the_customer_wants_is_on_the_card() -> None:
    promised = state_after(Reason.PROMISED)
    assert case_message(matter(promised, by="sam"), Reason.PROMISED, "1").summary == (
        "Sam promised Dana R. an answer by 15:05."
    )
    assert ("Promised", "until 15:05, by Sam") in case_message(matter(promised), Reason.TAKEN, "1").card.facts
    snoozed = state_after(Reason.SNOOZED)
    assert case_message(matter(snoozed, by="sam"), Reason.SNOOZED, "1").summary == "Sam will look at it again at 15:05."
    wishes = replace(CASE, points=replace(CASE.points, signals=frozenset({"wants_call", "wants_refund"})))
    facts = case_message(matter(wishes), Reason.FIRST_ANGER, "1").card.facts
    assert ("Wants", "a call and their money back") in facts
    assert "Wants" not in dict(case_message(matter(), Reason.FIRST_ANGER, "1").card.facts)


def test_a_message_of_the_morning_says_how_long_it_really_took() -> None:
    morning = replace(matter(), decided=NOW + 9 * HOUR, now=NOW + 9 * HOUR, by="sam")
    won = replace(state_after(Reason.WON_BACK), answered_by="sam")
    message = case_message(replace(morning, case=won), Reason.WON_BACK, "1")
    assert message.summary.endswith("Won back after 1 h, thanks to Sam.")
    assert ("Ended", "won back, after 1 h") in message.card.facts
    answered = replace(state_after(Reason.ANSWERED), quiet_at=NOW + QUIET_CLOSES)
    assert (
        case_message(replace(morning, case=answered), Reason.ANSWERED, "1").summary == "Sam answered Dana R. after 1 h."
    )


def test_what_ended_by_itself_says_why() -> None:
    lost = replace(CASE, state=State.CLOSED, closed=NOW, outcome=Outcome.LOST, rung_at=None)
    summary = case_message(matter(lost), Reason.CLOSED, "1").summary
    assert summary == "For 90 days nothing more was done or said, so Dana R. counts as lost."
    assert case_message(matter(lost, by="sam"), Reason.CLOSED, "1").summary == "Sam closed it: lost."


def test_a_message_a_moment_late_does_not_apologise() -> None:
    assert "Late" not in case_message(matter(late=timedelta(minutes=9)), Reason.FIRST_ANGER, "1").summary


@pytest.mark.parametrize("state", State)
def test_the_card_shows_how_it_stands(state: State) -> None:
    closed = NOW if state is State.CLOSED else None
    case = replace(
        CASE,
        state=state,
        taken_by="sam",
        answered_by="sam",
        until=NOW + HOUR,
        until_by="sam",
        closed=closed,
        outcome=Outcome.QUIET if closed else None,
    )
    card = case_message(matter(case), Reason.TAKEN, "1").card
    assert card.state is {
        State.OPEN: Shown.OPEN, State.TAKEN: Shown.TAKEN, State.PROMISED: Shown.PROMISED, State.ANSWERED: Shown.ANSWERED,
        State.SNOOZED: Shown.SNOOZED, State.CLOSED: Shown.CLOSED,
    }[state]  # fmt: skip
    assert [label for label, _ in card.facts] == {
        State.OPEN: ["Waiting", "Answers", "If nobody takes it", "Why"],
        State.PROMISED: ["Waiting", "Promised", "Why"],
        State.SNOOZED: ["Waiting", "Put off", "Why"],
        State.TAKEN: ["Waiting", "Taken by", "Why"],
        State.ANSWERED: ["Answered", "Why"],
        State.CLOSED: ["Ended", "Why"],
    }[state]


def test_stars_a_cut_title_and_a_deleted_post() -> None:
    review = replace(SAID, title="", text="", stars=1.0, stars_max=5.0)
    assert case_message(matter(said=review), Reason.FIRST_ANGER, "1").card.quote == "1 of 5 stars"
    cut = replace(SAID, title="Nobody ever called…", text="Nobody ever called me back.")
    assert case_message(matter(said=cut), Reason.FIRST_ANGER, "1").card.quote == "Nobody ever called me back."
    gone = replace(SAID, title="", text="", deleted=True)
    assert case_message(matter(said=gone), Reason.POST_GONE, "1").card.quote == "(the post was taken down)"
    day = replace(SAID, exact=False)
    assert case_message(matter(said=day), Reason.FIRST_ANGER, "1").card.byline.endswith("posted 23 Nov 2026")


@pytest.mark.parametrize("reason", OPERATORS)
def test_every_reason_of_the_operator_has_words(reason: Reason) -> None:
    facts = {"what": "Town forum", "lines": ["config.yaml:3: {no} such {key}", "100 %s"]}
    message = operator_message(reason, facts, MARIA, "1", "operator-x", NOW)
    assert message.title
    assert "100 %s" in message.body
    assert message.card.state is Shown.NOTICE
    assert operator_message(reason, {}, MARIA, "1", "operator-x", NOW).card.facts == []


def test_already_waiting_counts_them_all() -> None:
    listed = [
        Already(n, "Harbor Plumbing", "" if n == 2 else f"Customer {n}", NOW - n * HOUR, card(matter()))
        for n in (3, 2, 1)
    ]
    message = already_waiting(listed, 14, NOW - 3 * HOUR, MARIA, "1", "waiting-maria", NOW, NOW)
    for part in ("14", "3 h", "case 2: a customer about Harbor Plumbing", "and 11 more: earful case"):
        assert part in everything(message)


def test_spans_and_clocks() -> None:
    given = [0, 59, 60, 65, 24 * 60, 13 * 24 * 60, 14 * 24 * 60, 120 * 24 * 60, 800 * 24 * 60, -5]
    assert [span(timedelta(minutes=minutes)) for minutes in given] == [
        "0 min", "59 min", "1 h", "1 h 05 min", "1 day", "13 days", "2 weeks", "4 months", "2 years", "0 min",
    ]  # fmt: skip
    new_york = ZoneInfo("America/New_York")
    assert clock(NOW, NOW, new_york) == "09:05"
    assert clock(datetime(2026, 11, 23, 3, 0, tzinfo=UTC), NOW, new_york) == "Sun 22 Nov 22:00"
    assert clock(datetime(2025, 1, 2, 12, 0, tzinfo=UTC), NOW, ZoneInfo("UTC")) == "Thu 2 Jan 2025"
    assert clock(NOW.replace(month=1, day=1, year=2027), NOW.replace(month=12, day=31), new_york) == "Fri 1 Jan 09:05"


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("reason", OF_A_CASE)
def test_who_has_no_name_is_a_customer_within_a_sentence_too(reason: Reason, language: str) -> None:
    say = shipped(language)
    agreed = replace(CASE.points, agreed=2)  # others have made it louder
    case = replace(state_after(reason), author="", points=agreed)
    if reason is Reason.CLOSED:
        case = replace(case, outcome=Outcome.LOST)
    summary = case_message(matter(case, say=say, by="sam"), reason, "7").summary
    assert not re.search(rf"[^.?!“\"] {say.say('the_customer')}\b", summary)


@given(st.text(max_size=900), st.integers(2, 700))
def test_shortened_is_short(text: str, limit: int) -> None:
    found = shortened(text, limit)
    assert len(found) <= limit
    assert text.strip().startswith(found.removesuffix("…").rstrip()) or found == text.strip()


words = st.text(max_size=60) | st.sampled_from(
    ["{case}", "%s {0} {", "<!channel>", "\r\nBcc: x", "\x1b[2J", "@here", " "]
)


@given(words, words, words, words, st.sampled_from(OF_A_CASE))
def test_whatever_strangers_write_is_only_words(
    author: str, source: str, title: str, text: str, reason: Reason
) -> None:
    said = replace(SAID, author=author, source=source, title=title, text=text)
    message = case_message(matter(replace(state_after(reason), author=author), said=said, news=said), reason, "1")
    assert message.to == MARIA
    assert message.thread == "case-812"
    assert len(message.card.quote) < 800
    assert [label for label, _ in message.card.facts][-1] == "Why"
    assert message.title.endswith("[case 812]")
