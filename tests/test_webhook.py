"""The signed webhook, over a real socket."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.base import Client, DeliveryError
from alerts.webhook import Webhook, sign
from connectors import signed
from connectors.base import Inbound, Rejected
from monitor.net import Net
from tests.fakes import ToyForum
from tests.fakes.samples import MARIA, NASTY, message, nasty

SECRET = "a-canary-secret"


@pytest.fixture
async def receiver() -> AsyncIterator[ToyForum]:
    async with ToyForum() as it:
        it.serve("/hook/canary-path", "", status=204)
        yield it


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Net(gap=timedelta(0)) as net:
        yield net.bound(failure=DeliveryError, allow_private=True)


def hook(receiver: ToyForum, secret: str = SECRET) -> Webhook:
    return Webhook(url=f"{receiver.url}/hook/canary-path", secret=secret)


async def test_what_is_posted(receiver: ToyForum, client: Client) -> None:
    assert await hook(receiver).send(client, message(), None) == {}
    [got] = receiver.requests
    assert got.method == "POST"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["idempotency-key"] == "17"
    said = json.loads(got.body)
    assert said.pop("body").startswith("Waiting 1 h 05 min, you promise 4 h. Maria?\n")
    assert said == {
        "version": 1,
        "id": "17",
        "thread": "case-812",
        "reason": "FIRST_ANGER",
        "at": "2026-05-04T14:05:00Z",
        "to": "Maria",
        "title": "Harbor Plumbing: angry customer waiting (Dana R., Town forum) [case 812]",
        "summary": "Waiting 1 h 05 min, you promise 4 h. Maria?",
        "state": "open",
        "link": "https://forum.springfield.example/t/9?a=1&b=2",
        "data": {"case": 812, "brand": "Harbor Plumbing"},
    }


async def test_the_signature_is_of_the_bytes_that_arrive(receiver: ToyForum, client: Client) -> None:
    await hook(receiver).send(client, message(quote="Größe 😡"), None)
    [got] = receiver.requests
    stamp = got.headers["x-earful-timestamp"]
    expected = hmac.new(SECRET.encode(), stamp.encode() + b"." + got.body, "sha256").hexdigest()
    assert got.headers["x-earful-signature"] == f"v1={expected}"
    assert abs(time.time() - int(stamp)) < 60


def test_the_signature_by_hand() -> None:
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    assert sign("key", "1700000000", b"{}") == "v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"


async def test_no_secret_no_signature(receiver: ToyForum, client: Client) -> None:
    await hook(receiver, secret="").send(client, message(), None)
    assert "x-earful-signature" not in receiver.requests[0].headers


async def test_strangers_words_are_text(receiver: ToyForum, client: Client) -> None:
    it = nasty()
    data = {"quote": NASTY, "list": [NASTY, 1, None], "half": "\ud83d"}
    object.__setattr__(it, "data", data)
    await hook(receiver).send(client, it, None)
    said = json.loads(receiver.requests[0].body.decode())
    assert said["link"] == ""
    assert "\n" not in said["title"] + said["summary"]
    assert "\x1b" not in said["data"]["quote"]
    assert said["data"]["half"] == "\ufffd"
    assert "\n> Read it: http://evil.example\n" in said["body"]


@pytest.mark.parametrize(
    ("status", "headers", "permanent", "wait"),
    [
        (429, {"Retry-After": "7"}, False, timedelta(seconds=7)),
        (503, {"Retry-After": "120"}, False, timedelta(seconds=120)),
        (500, {}, False, None),
        (410, {}, True, None),
        (401, {}, True, None),
    ],
)
async def test_refusals(
    receiver: ToyForum, client: Client, status: int, headers: dict[str, str], permanent: bool, wait: timedelta | None
) -> None:
    receiver.serve("/hook/canary-path", "no", headers=headers, status=status)
    with pytest.raises(DeliveryError) as caught:
        await hook(receiver).send(client, message(), None)
    assert caught.value.permanent is permanent
    assert caught.value.retry_after == wait
    assert "canary" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


async def test_nobody_listens(client: Client) -> None:
    async with ToyForum() as gone:
        url = gone.url
    with pytest.raises(DeliveryError) as caught:
        await Webhook(url=f"{url}/canary-path", secret=SECRET).send(client, message(), None)
    assert not caught.value.permanent
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "ftp://x.example/canary", "example.com/canary", "http://[::1/canary"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="url must be a web address") as caught:
        Webhook(url=url)
    assert "canary" not in str(caught.value)


async def test_a_library_for_standard_webhooks_believes_it_too(receiver: ToyForum, client: Client) -> None:
    """Verified with what Earful itself believes as a receiver."""
    for secret in (SECRET, "whsec_AAECAwQFBgcICQoLDA0ODw=="):
        receiver.requests.clear()
        await hook(receiver, secret).send(client, message(), None)
        [got] = receiver.requests
        headers = {name.lower(): value for name, value in got.headers.items()}
        now = datetime.now(UTC)
        known = Inbound(headers=headers, body=got.body, source="crm", at=now)
        assert signed.delivery_of(known, secret, proof="signature") == "17"
        with pytest.raises(Rejected):
            signed.delivery_of(replace(known, body=got.body + b" "), secret, proof="signature")


@pytest.mark.parametrize(("events", "follows", "people"), [("alerts", 0, 1), ("changes", 1, 0), ("all", 1, 1)])
def test_what_it_hears_of(events: Any, follows: int, people: int) -> None:
    webhook = Webhook(url="https://example.com/hook", events=events)
    assert (webhook.follows, webhook.for_people) == (bool(follows), bool(people))


def test_who_it_reaches_and_what_it_hides() -> None:
    webhook = Webhook(url="https://example.com/canary-path", secret=SECRET)
    assert "canary" not in repr(webhook)
    assert (webhook.shared, webhook.reaches(MARIA), webhook.destination(MARIA)) == (True, True, "webhook")
