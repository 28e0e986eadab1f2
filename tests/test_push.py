"""Phones and pagers: ntfy, PagerDuty, and whatever Apprise knows, each over a real socket."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alerts.apprise import Apprise
from alerts.base import Client, DeliveryError, Message, State
from alerts.ntfy import Ntfy
from alerts.pagerduty import PagerDuty
from monitor.net import Net
from tests.fakes import ToyForum
from tests.fakes.samples import MARIA, message, nasty

KEY = "canary" + "0" * 26


@pytest.fixture
async def service() -> AsyncIterator[ToyForum]:
    async with ToyForum() as it:
        for path in ("/", "/v2/enqueue", "/notify/"):
            it.serve(path, "{}", status=200)
        yield it


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Net(gap=timedelta(0)) as net:
        yield net.bound(failure=DeliveryError, allow_private=True)


def said(service: ToyForum) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(service.requests[-1].body)
    return found


# -- ntfy ------------------------------------------------------------------------------------------------------------


async def test_ntfy_publishes_under_the_topic(service: ToyForum, client: Client) -> None:
    phone = Ntfy(topic="harbor-canary", token="tk_canary", server=service.url)
    assert await phone.send(client, message(urgent=True), None) == {}
    [got] = service.requests
    assert (got.method, got.headers["authorization"]) == ("POST", "Bearer tk_canary")
    note = said(service)
    assert (note["topic"], note["priority"], note["tags"]) == ("harbor-canary", 5, ["red_circle"])
    assert note["title"].startswith("Harbor Plumbing: angry customer waiting")
    assert note["message"].startswith("Maria: Waiting 1 h 05 min, you promise 4 h. Maria?")
    assert note["click"] == "https://forum.springfield.example/t/9?a=1&b=2"
    assert "canary" not in f"{phone!r}{phone.destination(MARIA)}"


@pytest.mark.parametrize(
    ("state", "urgent", "priority"), [(State.OPEN, False, 3), (State.NOTICE, False, 2), (State.NOTICE, True, 5)]
)
async def test_a_summary_does_not_ring(
    service: ToyForum, client: Client, state: State, urgent: bool, priority: int
) -> None:
    await Ntfy(topic="t", server=service.url).send(client, message(state=state, urgent=urgent), None)
    assert said(service)["priority"] == priority


@pytest.mark.parametrize("state", State)
async def test_ntfy_tells_of_every_state(service: ToyForum, client: Client, state: State) -> None:
    await Ntfy(topic="t", server=service.url).send(client, message(state=state), None)
    assert len(said(service)["tags"]) == 1


async def test_ntfy_stays_below_what_becomes_an_attachment(service: ToyForum, client: Client) -> None:
    await Ntfy(topic="t", server=service.url).send(client, message(quote="\U0001f620" * 9_000), None)
    assert len(said(service)["message"].encode()) <= 4_096


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"topic": "two words"}, "topic holds"),
        ({"topic": ""}, "topic holds"),
        ({"topic": "t", "server": "ntfy"}, "web address"),
    ],
)
def test_ntfy_says_what_is_wrong_with_its_options(options: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        Ntfy(**options)


# -- PagerDuty -------------------------------------------------------------------------------------------------------


def pager(service: ToyForum) -> PagerDuty:
    return PagerDuty(routing_key=KEY, base_url=service.url)


async def test_a_case_is_one_incident_from_trigger_to_resolve(service: ToyForum, client: Client) -> None:
    for state in (State.OPEN, State.TAKEN, State.ANSWERED, State.OPEN, State.WON_BACK):
        assert await pager(service).send(client, message(state=state), None) == {}
    events = [json.loads(request.body) for request in service.requests]
    assert [event["event_action"] for event in events] == ["trigger", "acknowledge", "resolve", "trigger", "resolve"]
    assert {event["dedup_key"] for event in events} == {"earful-case-812"}
    assert {event["routing_key"] for event in events} == {KEY}
    assert events[0]["links"] == [{"href": "https://forum.springfield.example/t/9?a=1&b=2", "text": "Read it"}]
    assert KEY not in f"{pager(service)!r}{pager(service).destination(MARIA)}"


@pytest.mark.parametrize("state", [State.TAKEN, State.PROMISED, State.SNOOZED])
async def test_whoever_is_on_it_is_woken_no_more(service: ToyForum, client: Client, state: State) -> None:
    await pager(service).send(client, message(state=state), None)
    assert said(service)["event_action"] == "acknowledge"


@pytest.mark.parametrize(
    ("severity", "named"),
    [(1, "critical"), (2, "error"), (3, "warning"), (4, "info"), (None, "warning"), ("x", "warning")],
)
async def test_its_severity_is_the_case_s(service: ToyForum, client: Client, severity: object, named: str) -> None:
    await pager(service).send(client, replace(message(), data={"severity": severity}), None)
    assert said(service)["payload"]["severity"] == named


@pytest.mark.parametrize(
    ("reason", "action"),
    [
        ("CHANNEL_DEAD", "trigger"),
        ("CHANNEL_BACK", "resolve"),
        ("SOURCE_HEARS_AGAIN", "resolve"),
        ("PAGE_SHUT", "trigger"),
        ("PAGE_OPEN", "resolve"),
    ],
)
async def test_news_of_earful_itself_end_too(service: ToyForum, client: Client, reason: str, action: str) -> None:
    await pager(service).send(client, message(reason=reason, state=State.NOTICE), None)
    assert said(service)["event_action"] == action


async def test_a_refused_event_says_why_and_is_not_repeated(service: ToyForum, client: Client) -> None:
    service.serve(
        "/v2/enqueue", json.dumps({"status": "invalid event", "errors": ["'severity' is invalid"]}), status=400
    )
    with pytest.raises(DeliveryError, match="refused the event: 'severity' is invalid") as refused:
        await pager(service).send(client, message(), None)
    assert refused.value.permanent
    service.serve("/v2/enqueue", "no json", status=400)
    with pytest.raises(DeliveryError, match="no reason given"):
        await pager(service).send(client, message(), None)


async def test_a_busy_service_is_asked_again(service: ToyForum, client: Client) -> None:
    service.serve("/v2/enqueue", "", status=429)
    with pytest.raises(DeliveryError, match="slow down") as busy:
        await pager(service).send(client, message(), None)
    assert not busy.value.permanent


def test_a_routing_key_is_looked_at_but_not_shown() -> None:
    with pytest.raises(ValueError, match="integration key") as wrong:
        PagerDuty(routing_key="canary-short")
    assert "canary" not in str(wrong.value)


# -- Apprise ---------------------------------------------------------------------------------------------------------


def apprise(service: ToyForum) -> Apprise:
    return Apprise(url=f"json://user:canary@{service.url.removeprefix('http://')}/notify/")


async def test_apprise_takes_the_message_to_its_service(
    service: ToyForum, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await apprise(service).send(client, message(), None) == {}
    note = said(service)
    assert note["title"].startswith("Harbor Plumbing: angry customer waiting")
    assert note["message"].startswith("Maria: Waiting 1 h 05 min")
    assert "canary" not in f"{caplog.text}{apprise(service)!r}"


async def test_apprise_fails_in_words_without_the_address(service: ToyForum, client: Client) -> None:
    service.serve("/notify/", "no", status=500)
    with pytest.raises(DeliveryError, match="Apprise could not deliver by json") as failed:
        await apprise(service).send(client, message(), None)
    assert "canary" not in str(failed.value)
    assert not failed.value.permanent


def test_an_address_that_apprise_does_not_know() -> None:
    with pytest.raises(ValueError, match="no address that Apprise knows") as wrong:
        Apprise(url="canary-nonsense")
    assert "canary" not in str(wrong.value)


# -- strangers' words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", [nasty(), message(quote="@everyone @here", title="@channel\nBcc: x")])
async def test_nobody_is_called_by_a_stranger(service: ToyForum, client: Client, hostile: Message) -> None:
    for channel in (apprise(service), pager(service), Ntfy(topic="t", server=service.url)):
        await channel.send(client, hostile, None)
        everything = json.dumps(said(service), ensure_ascii=False)
        assert "\x1b" not in everything
        assert "\u202e" not in everything
        assert "javascript:" not in json.dumps(said(service).get("links", "")) + str(said(service).get("click", ""))
    await apprise(service).send(client, hostile, None)
    assert "@everyone" not in service.requests[-1].body.decode()
    assert "@here" not in service.requests[-1].body.decode()
