"""The Slack channel against a toy Slack, over a real socket."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.base import Client, DeliveryError, Line, Receipt, Section, State
from alerts.slack import Slack, living, news, whole
from alerts.text import tidy
from monitor.demo.slack_blocks import links, mentions, problem, texts
from monitor.net import Net
from tests.fakes import ToyForum, ToySlack
from tests.fakes.samples import MARIA, NASTY, SAM, message, nasty

TOKEN = "xoxb-canary-token"


@pytest.fixture
async def toy() -> AsyncIterator[ToySlack]:
    async with ToySlack(token=TOKEN) as it:
        yield it


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Net(gap=timedelta(0)) as net:
        yield net.bound(failure=DeliveryError, allow_private=True)


@pytest.fixture
def slack(toy: ToySlack) -> Slack:
    return Slack(channel="#customers", token=TOKEN, base_url=toy.url)


async def fails(slack: Slack, client: Client, receipt: Receipt | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await slack.send(client, message(), receipt)
    assert "canary" not in str(caught.value)
    return caught.value


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def card(emoji: str, colour: str, state: str) -> dict[str, Any]:
    """How the sample message's card looks in Slack."""
    heading = "Harbor Plumbing: a customer is angry and telling others"
    link = "<https://forum.springfield.example/t/9?a=1&amp;b=2|Read it>"
    return {
        "text": f"{emoji} {heading}",
        "blocks": [{"type": "section", "text": mrkdwn(f"{emoji} *{heading}*")}],
        "attachments": [
            {
                "color": colour,
                "fallback": heading,
                "blocks": [
                    {"type": "context", "elements": [mrkdwn(f"{state} · Dana R., Town forum · {link}")]},
                    {
                        "type": "section",
                        "text": mrkdwn(
                            "> Three weeks, four messages, nobody ever called me back.\n> Telling everyone I know."
                        ),
                    },
                    {
                        "type": "context",
                        "elements": [
                            mrkdwn("*Waiting:* 1 h 05 min of 4 h"),
                            mrkdwn('*Why:* anger: "nobody ever called"'),
                        ],
                    },
                    {"type": "context", "elements": [mrkdwn("I'll take it: `earful case 812 take`")]},
                ],
            }
        ],
        "parse": "none",
        "link_names": False,
    }


# --- one living message ---


async def test_the_first_message(slack: Slack, client: Client, toy: ToySlack) -> None:
    receipt = await slack.send(client, message(), None)
    assert receipt == {"channel": "C0TOY00001", "ts": toy.messages[0]["ts"]}
    first = card("🔴", "#d32f2f", "open")
    said = "<@U012AB3CD>: Waiting 1 h 05 min, you promise 4 h. Maria?"
    first["text"] += f" {said}"
    first["blocks"].append({"type": "section", "text": mrkdwn(said)})
    [call] = toy.calls
    assert call.method == "chat.postMessage"
    assert call.payload == {"channel": "#customers", **first, "unfurl_links": False, "unfurl_media": False}


async def test_a_later_message_edits_the_first_and_replies_below(slack: Slack, client: Client, toy: ToySlack) -> None:
    receipt = await slack.send(client, message(), None)
    later = message(id="18", reason="TAKEN", summary="Sam took it.", state=State.TAKEN, to=SAM)
    assert await slack.send(client, later, receipt) == receipt
    _, update, reply = toy.calls
    assert update.method == "chat.update"
    assert update.payload == {
        "channel": "C0TOY00001",
        "ts": receipt["ts"],
        **card("🟡", "#f9a825", "taken"),
    }
    assert reply.method == "chat.postMessage"
    assert reply.payload == {
        "channel": "C0TOY00001",
        "thread_ts": receipt["ts"],
        "reply_broadcast": False,
        "text": "Sam: Sam took it.",
        "blocks": [{"type": "section", "text": mrkdwn("Sam: Sam took it.")}],
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    assert len(toy.roots) == 1
    assert len(toy.replies(receipt["ts"])) == 1


async def test_urgent_replies_are_shown_in_the_channel(slack: Slack, client: Client, toy: ToySlack) -> None:
    receipt = await slack.send(client, message(), None)
    await slack.send(client, message(id="18", reason="ESCALATED", urgent=True), receipt)
    assert toy.messages[1]["broadcast"] is True
    assert mentions(toy.messages[1]["text"]) == ["@U012AB3CD"]


@pytest.mark.parametrize("state", State)
async def test_every_state_has_a_look_of_its_own(state: State) -> None:
    looks = {living(tidy(message(state=other)))["attachments"][0]["color"] for other in State}
    assert len(looks) == len(State)
    shown = living(tidy(message(state=state)))
    word = shown["attachments"][0]["blocks"][0]["elements"][0]["text"].split(" · ")[0]
    assert word == ("Dana R., Town forum" if state is State.NOTICE else state.replace("_", " "))


async def test_a_reply_that_fails_repeats_only_the_edit(slack: Slack, client: Client, toy: ToySlack) -> None:
    receipt = await slack.send(client, message(), None)
    toy.calls.clear()
    toy.fail_next("internal_error", method="chat.postMessage")
    assert not (await fails(slack, client, receipt)).permanent
    assert await slack.send(client, message(), receipt) == receipt
    assert [call.method for call in toy.calls] == ["chat.update", "chat.postMessage"] * 2
    assert len(toy.roots) == 1
    assert len(toy.replies(receipt["ts"])) == 1


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
async def test_a_connection_lost_after_it_was_done_never_repeats_the_first_post(
    slack: Slack, client: Client, toy: ToySlack, method: str
) -> None:
    receipt = await slack.send(client, message(), None)
    toy.fail_next(method=method, after=True)
    assert not (await fails(slack, client, receipt)).permanent
    assert await slack.send(client, message(), receipt) == receipt
    assert len(toy.roots) == 1
    assert toy.roots[0]["edited"] == 2
    assert len(toy.replies(receipt["ts"])) == (1 if method == "chat.update" else 2)


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_what_cannot_be_edited_is_posted_anew(slack: Slack, client: Client, toy: ToySlack, error: str) -> None:
    receipt = await slack.send(client, message(), None)
    toy.fail_next(error)
    anew = await slack.send(client, message(id="18", summary="Still waiting."), receipt)
    assert anew != receipt
    assert [root["ts"] for root in toy.roots] == [receipt["ts"], anew["ts"]]
    assert "Still waiting." in toy.roots[1]["text"]
    assert await slack.send(client, message(id="19"), anew) == anew
    assert len(toy.replies(anew["ts"])) == 1


@pytest.mark.parametrize("error", ["thread_locked", "restricted_action_thread_locked", "thread_not_found"])
async def test_what_cannot_be_replied_to_is_posted_anew(
    slack: Slack, client: Client, toy: ToySlack, error: str
) -> None:
    receipt = await slack.send(client, message(), None)
    toy.fail_next(error, method="chat.postMessage")
    anew = await slack.send(client, message(id="18"), receipt)
    assert anew["ts"] != receipt["ts"]
    assert [root["ts"] for root in toy.roots] == [receipt["ts"], anew["ts"]]


async def test_a_deleted_message_is_posted_anew(slack: Slack, client: Client, toy: ToySlack) -> None:
    receipt = await slack.send(client, message(), None)
    toy.delete(receipt["ts"])
    anew = await slack.send(client, message(id="18"), receipt)
    assert [root["ts"] for root in toy.roots] == [anew["ts"]]


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ("not_in_channel", "invite the bot to #customers"),
        ("channel_not_found", "no channel #customers"),
        ("is_archived", "#customers is archived"),
        ("invalid_auth", "copy the Bot User OAuth Token"),
        ("account_inactive", "install it again"),
        ("missing_scope", "chat:write"),
        ("restricted_action_read_only_channel", "only some may write in #customers"),
        ("message_limit_exceeded", "its plan"),
        ("team_access_not_granted", "an administrator has to grant it"),
        ("is_inactive", "#customers is frozen"),
        ("invalid_blocks", "refused the message"),
        ("block_mismatch", "refused the message"),
    ],
)
async def test_what_only_a_person_can_mend(
    slack: Slack, client: Client, toy: ToySlack, error: str, remedy: str
) -> None:
    toy.fail_next(error)
    failure = await fails(slack, client)
    assert failure.permanent
    assert error in str(failure)
    assert remedy in str(failure)


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable", "a_new_one", "<weird> text"])
async def test_what_may_pass(slack: Slack, client: Client, toy: ToySlack, error: str) -> None:
    toy.fail_next(error)
    failure = await fails(slack, client)
    assert not failure.permanent
    assert "<" not in str(failure)


@pytest.mark.parametrize("status", [200, 429])
async def test_slow_down(slack: Slack, client: Client, toy: ToySlack, status: int) -> None:
    toy.fail_next("ratelimited", status=status, retry_after=11)
    failure = await fails(slack, client)
    assert (failure.permanent, failure.retry_after) == (False, timedelta(seconds=11))


async def test_a_wrong_token_a_wrong_channel_and_no_invitation(client: Client, toy: ToySlack) -> None:
    wrong = Slack(channel="#customers", token="xoxb-canary-wrong", base_url=toy.url)
    assert "invalid_auth" in str(await fails(wrong, client))
    nowhere = Slack(channel="#costumers", token=TOKEN, base_url=toy.url)
    assert "no channel #costumers" in str(await fails(nowhere, client))
    toy.not_invited.add("#customers")
    assert "invite the bot" in str(await fails(Slack(channel="#customers", token=TOKEN, base_url=toy.url), client))
    assert toy.messages == []


@pytest.mark.parametrize("body", ["<html>Please log in</html>", "[]", "{}", '"ok"', ""])
async def test_an_answer_that_is_not_slacks(client: Client, body: str) -> None:
    async with ToyForum() as other:
        other.serve("/api/chat.postMessage", body, "text/html")
        failure = await fails(Slack(channel="#customers", token=TOKEN, base_url=other.url), client)
    assert str(failure) == "127.0.0.1 did not answer as Slack does"
    assert not failure.permanent


# --- strangers' words ---


def test_strangers_words_ping_nobody_and_forge_no_link() -> None:
    tidied = tidy(nasty())
    for payload in (whole(tidied), living(tidied), news(tidied)):
        assert problem(payload) == ""
        for text in (payload["text"], *texts(payload)):
            assert set(mentions(text)) <= {"@U012AB3CD"}
            assert links(text) == []
            assert not re.search(r"@(here|channel|everyone)", text, re.I)
            assert "```" not in text
            assert "\x1b" not in text
        assert all(item["verbatim"] for item in _objects(payload) if item.get("type") == "mrkdwn")
    quote = next(text for text in texts(whole(tidied)) if text.startswith("> "))
    assert all(line.startswith("> ") for line in quote.splitlines())
    assert "&lt;!channel&gt;" in quote
    assert "&amp;lt;!everyone&amp;gt;" in quote


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(st.characters(codec=None), min_size=1, max_size=60).map(lambda text: text * 100),
        st.lists(st.sampled_from(["<!channel>", "<@U1|", ">", "&", "|http://x>", "@here", "\n", "`", "\ud83d"])).map(
            "".join
        ),
    )
)
def test_no_words_escape_their_place_or_break_a_limit(words: str) -> None:
    tidied = tidy(nasty(words, SAM))
    for payload in (whole(tidied), living(tidied), news(tidied)):
        assert problem(payload) == ""
        assert len(payload["text"]) <= 4_000
        for text in (payload["text"], *texts(payload)):
            assert mentions(text) == []
            assert links(text) == []


def test_a_slack_id_that_is_none_is_a_name() -> None:
    forged = replace(MARIA, slack="U1> <!channel")
    assert news(tidy(message(to=forged)))["text"].startswith("Maria: ")


def test_lists_among_the_facts() -> None:
    shown = list(texts(living(tidy(message(facts=[("Longest first", "\nDana\nLee"), ("Waiting", "1 h")])))))
    assert "*Longest first:* \n  Dana\n  Lee" in shown
    assert "*Waiting:* 1 h" in shown


def sections(count: int, lines: int, words: str) -> list[Section]:
    return [
        Section(
            f"Part {part}", [Line(text=f"{part}.{line} {words}", link="https://x.example") for line in range(lines)]
        )
        for part in range(count)
    ]


def test_of_a_long_summary_every_part_is_there() -> None:
    known = message()
    long = replace(known, card=replace(known.card, sections=sections(12, 11, "&" * 90)))
    payload = whole(tidy(long))
    assert problem(payload) == ""
    shown = "\n".join(texts(payload))
    for part in range(12):
        assert f"*Part {part}*\n• {part}.0 " in shown
    assert "\n…" in shown
    short = replace(known, card=replace(known.card, sections=sections(12, 3, "words")))
    shown = "\n".join(texts(whole(tidy(short))))
    assert all(f"{part}.{line} words <https://x.example|Read it>" in shown for part in range(12) for line in range(3))
    assert "…" not in shown
    one = replace(known, card=replace(known.card, sections=sections(1, 50, "&" * 20)))  # a burst of fifty
    assert problem(whole(tidy(one))) == ""
    assert "• 0.49 " in "\n".join(texts(whole(tidy(one))))


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _objects(item))]
    return [found for item in value for found in _objects(item)] if isinstance(value, list) else []


# --- the incoming webhook ---


async def test_a_webhook_posts_every_message_whole(client: Client, toy: ToySlack) -> None:
    slack = Slack(webhook=toy.webhook_url)
    assert await slack.send(client, message(), None) == {}
    assert await slack.send(client, message(id="18", summary="Still waiting.", urgent=True), {}) == {}
    assert [root["text"].rpartition(": ")[2] for root in toy.roots] == [
        "Waiting 1 h 05 min, you promise 4 h. Maria?",
        "Still waiting.",
    ]
    assert {call.method for call in toy.calls} == {"webhook"}
    assert "button" not in str(toy.calls)
    assert toy.calls[0].payload["unfurl_links"] is False


@pytest.mark.parametrize(
    ("error", "status", "permanent", "words"),
    [
        ("no_service", 404, True, "make a new one"),
        ("invalid_token", 403, True, "copy it again"),
        ("channel_is_archived", 410, True, "archived"),
        ("invalid_payload", 200, True, "refused the message"),
        ("whatever", 403, True, "refused the message (HTTP 403)"),
        ("whatever", 200, False, "could not take"),
        ("rollup_error", 500, False, "trouble of its own"),
        ("slow down", 429, False, "slow down"),
    ],
)
async def test_what_a_webhook_answers(
    client: Client, toy: ToySlack, error: str, status: int, permanent: bool, words: str
) -> None:
    slack = Slack(webhook=toy.webhook_url)
    toy.fail_next(error, status=status, retry_after=5 if status == 429 else None)
    with pytest.raises(DeliveryError) as caught:
        await slack.send(client, message(), None)
    assert (caught.value.permanent, words in str(caught.value)) == (permanent, True), str(caught.value)
    assert "toy-secret" not in str(caught.value)
    assert caught.value.retry_after == (timedelta(seconds=5) if status == 429 else None)


async def test_a_webhook_that_was_removed(client: Client, toy: ToySlack) -> None:
    toy.close_webhook()
    failure = await fails(Slack(webhook=toy.webhook_url), client)
    assert failure.permanent
    assert "the webhook was removed" in str(failure)


# --- options ---


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "either token"),
        ({"channel": "#c", "token": "xoxb-canary", "webhook": "https://hooks.example/canary"}, "either token"),
        ({"token": "xoxb-canary"}, "channel is missing"),
        ({"channel": "#c", "token": "xapp-canary"}, "app-level"),
        ({"channel": "#c", "token": "xoxb-canary\r\nX: y"}, "copy it again"),
        ({"webhook": "hooks.example/canary"}, "webhook must be a web address"),
        ({"channel": "#c", "token": "xoxb-canary", "base_url": "slack"}, "base_url must be"),
    ],
)
def test_options_that_cannot_work(options: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        Slack(**options)
    assert "canary" not in str(caught.value)


def test_who_it_reaches_and_what_it_hides() -> None:
    slack = Slack(channel="#customers", token=TOKEN)
    assert "canary" not in repr(slack) + repr(Slack(webhook="https://hooks.example/canary"))
    assert (slack.shared, slack.reaches(MARIA), slack.reaches(SAM)) == (True, True, False)
    assert slack.destination(MARIA) == "#customers"
    assert Slack(webhook="https://hooks.example/canary").destination(MARIA) == "webhook"


def test_the_samples_are_nasty() -> None:
    assert mentions(NASTY)
    assert links(NASTY)
