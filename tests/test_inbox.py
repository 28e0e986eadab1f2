"""The inbox: what other programs post. Who may, how it is read, and that each delivery is taken once."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import logging
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from connectors.base import Form, Inbound, Outcome, Post, Rejected
from connectors.inbox import Inbox
from connectors.signed import WINDOW, keys_of, signature
from monitor.cli import main
from monitor.config import Config, ConfigError, Page, load
from monitor.pipeline import receive
from monitor.show_sources import source_health
from monitor.sources import health
from monitor.store import Store, StoreError, asking, keeping
from monitor.web import ingest, patience, security
from tests.fakes.site import Site, site
from tests.fakes.stage import FURIOUS, START, Place, post, settings, source, stage
from tests.test_docs import SECRETS, blocks

ROOT = Path(__file__).parent.parent
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
[KEY] = keys_of(SECRET)
PLAIN: dict[str, Any] = {"id": "4711", "text": FURIOUS, "author": {"name": "Dana R.", "id": "dana"}}
BEARER = {"Authorization": f"Bearer {SECRET}"}


def inbound(body: bytes, headers: Mapping[str, str] | None = None, **more: Any) -> Inbound:
    if headers is None:
        headers = {"authorization": f"Bearer {SECRET}", "content-type": "application/json"}
    return Inbound(headers, body, **{"source": "Form", "at": START, **more})


def signed(body: bytes, delivery: str = "msg_1", at: datetime = START, key: bytes = KEY) -> dict[str, str]:
    stamp = int(at.timestamp())
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(key, delivery, stamp, body),
    }


async def read(value: Any, **options: Any) -> list[Post]:
    """The posts of a JSON body, for an inbox with these options."""
    found = await Inbox(secret=SECRET, **options).receive(inbound(json.dumps(value).encode()))
    return list(found.posts)


async def refused(value: Any, **options: Any) -> tuple[int, str]:
    with pytest.raises(Rejected) as error:
        await read(value, **options)
    return error.value.status, str(error.value)


# -- reading ---------------------------------------------------------------------------------------------------------


async def test_the_plain_schema() -> None:
    [found] = await read(
        {
            **PLAIN,
            "title": "Never\u202e again",
            "url": "https://Shop.example/f?utm_source=x#top",
            "published": "2026-11-23T08:00:00+01:00",
            "edited": "2026-11-23T07:30:00Z",
            "stars": "1,5",
            "stars_max": 10,
            "lang": "en",
            "reply_to": 7,
            "thread": "t",
            "form": "Review",
            "author": {
                "name": "Dana  R.",
                "handle": "@dana",
                "url": "https://shop.example/u/dana",
                "id": 12,
                "followers": "1,234",
            },
            "unknown": [1],
        }
    )
    assert (found.service, found.id, found.text, found.title) == ("Form", "4711", FURIOUS, "Never again")
    assert found.url == "https://shop.example/f"
    assert found.published == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert (found.edited, found.published_exact) == (datetime(2026, 11, 23, 7, 30, tzinfo=UTC), True)
    assert (found.stars, found.stars_max, found.lang, found.reply_to, found.thread) == (1.5, 10.0, "en", "7", "t")
    assert found.form is Form.REVIEW
    author = found.author
    assert (author.name, author.handle, author.id, author.followers) == ("Dana R.", "@dana", "12", 1234)


async def test_the_least_that_is_something() -> None:
    assert [(each.text, each.author.name) for each in await read([{"text": "a", "author": "Dana"}, {"text": "b"}])] == [
        ("a", "Dana"), ("b", ""),
    ]  # fmt: skip
    [stars] = await read({"stars": 1})
    assert (stars.stars, stars.stars_max, stars.text) == (1.0, 5.0, "")
    scaled = await read([{"stars": said} for said in ("4/10", "Rated 2 out of 5", "4,5 von 5", "1.2.3/5.")])
    assert [(each.stars, each.stars_max) for each in scaled] == [(4, 10), (2, 5), (4.5, 5), (1.2, 5)]
    assert (await Inbox(secret=SECRET).receive(inbound(b"[]"))).outcome is Outcome.EMPTY
    [day] = await read({"text": "a", "published": "2026-11-20"})
    assert not day.published_exact


async def test_without_an_id_the_same_words_of_the_same_person_are_the_same_post() -> None:
    dana = {"text": "a", "author": "Dana"}
    one, again, other, later = await read([dana, dana, {**dana, "author": "Lee"}, {**dana, "published": "2026-11-20"}])
    assert one.id == again.id
    assert len({one.id, other.id, later.id}) == 3


@pytest.mark.parametrize(
    ("value", "status", "said"),
    [
        ({}, 422, "nothing in it to hear"),
        ({"text": "  \u200b "}, 422, "nothing in it to hear"),
        ({"text": ["a", 1]}, 422, "text must be words."),
        ({"text": {"a": 1}}, 422, "text must be words."),
        ({"text": True}, 422, "text must be words."),
        ({"text": "a", "stars": "many"}, 422, "stars must be a number."),
        ({"text": "a", "stars": "7/5"}, 422, "stars are more than stars_max, which is 5."),
        ({"text": "a", "stars": 7}, 422, "stars are more than stars_max, which is 5."),
        ({"text": "a", "stars": -1}, 422, "stars must be a number."),
        ({"text": "a", "published": "soon"}, 422, "published must be a time"),
        ({"text": "a", "url": "javascript:alert(1)"}, 422, "url must be an http(s) address."),
        ({"text": "a", "form": "rant"}, 422, "form must be one of post, comment, review, mail, article, episode."),
        ({"text": "a", "deleted": "perhaps"}, 422, "deleted must be true or false."),
        ({"deleted": True}, 422, "send the id that it came with"),
        ({"text": "a", "id": "x" * 1001}, 422, "id is longer than 1000 letters."),
        ([{"text": "a"}, {"text": "b", "stars": "x"}], 422, "Post 2 of 2: stars must be a number."),
        ([{"text": "a"}, "b"], 422, "Post 2 of 2: a post must be a JSON object"),
        ("text", 422, "a post must be a JSON object"),
        (7, 422, "a post must be a JSON object"),
        ([{"text": "a"}] * 501, 413, "At most 500 posts at once"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said(value: Any, status: int, said: str) -> None:
    found = await refused(value)
    assert found[0] == status
    assert said in found[1]


@pytest.mark.parametrize(
    ("body", "kind", "status", "said"),
    [
        (b"{", "application/json", 422, "not JSON"),
        (b"[" * 100_000, "application/json", 422, "not JSON"),
        (b"1" * 10_000, "application/json", 422, "not JSON"),
        (b'{"text": "\xff"}', "application/json", 422, "not UTF-8"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded", 422, "too many fields"),
        (b"<post/>", "application/xml", 415, "Send application/json"),
        (b"a=1", "multipart/form-data", 422, "no parts"),
        (b"--x\r\n\r\n1\r\n" * 1_001, "multipart/form-data; boundary=x", 422, "too many fields"),
        (b"", "application/json", 422, "not JSON"),
    ],
)
async def test_a_body_that_is_none(body: bytes, kind: str, status: int, said: str) -> None:
    with pytest.raises(Rejected, match=said) as error:
        await Inbox(secret=SECRET).receive(inbound(body, {**_lower(BEARER), "content-type": kind}))
    assert error.value.status == status


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


PARTS = b"\r\n".join(
    [
        b'------x7\r\nContent-Disposition: form-data; name="text"\r\n\r\nNever again',
        b'------x7\r\nContent-Disposition: form-data; name="author[name]"\r\n\r\nDana',
        b'------x7\r\nContent-Disposition: form-data; name="stars"\r\n\r\n1',
        b'------x7\r\nContent-Disposition: form-data; name="url"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\xff',
        b"------x7--\r\n",
    ]
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"text=Never+again&author%5Bname%5D=Dana&stars=1", "application/x-www-form-urlencoded"),
        (
            b"text=Never%20again&author.name=Dana&stars=1&text=second",
            "application/x-www-form-urlencoded; charset=utf-8",
        ),
        (b'\xef\xbb\xbf{"text": "Never again", "author": {"name": "Dana"}, "stars": 1}', "application/vnd.shop+json"),
        (b'{"text": "Never again", "author.name": "Dana", "stars": 1}', ""),
        (PARTS, "multipart/form-data; boundary=----x7"),
    ],
)
async def test_forms_and_other_json(body: bytes, kind: str) -> None:
    found = await Inbox(secret=SECRET).receive(inbound(body, {**_lower(BEARER), "content-type": kind}))
    [one] = found.posts
    assert (one.text, one.author.name, one.stars) == ("Never again", "Dana", 1.0)


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", ""])
async def test_plain_text(kind: str) -> None:
    found = await Inbox(secret=SECRET).receive(
        inbound("Nie wieder! 😡\nDana".encode(), {**_lower(BEARER), "content-type": kind})
    )
    assert [one.text for one in found.posts] == ["Nie wieder! 😡\nDana"]


FOREIGN = {
    "event": "form_response",
    "form": {"id": "f1"},
    "data": {
        "answers": [{"type": "text", "text": "<p>Never &amp; again</p>"}, {"type": "number", "number": "n/a"}],
        "user": {"full.name": "Dana R.", "mail": "x"},
        "at": 1795424400,
    },
}
FIELDS = {
    "text": "data.answers.0.text",
    "stars": "data.answers.1.number",
    "author.name": "data.user.full.name",
    "published": "data.at",
    "id": "data.token",
}


async def test_another_programs_json_by_its_paths() -> None:
    [found] = await read({**FOREIGN, "deleted": "yes"}, fields={**FIELDS, "author.name": "data.user.mail"}, html=True)
    assert (found.text, found.author.name, found.stars) == ("Never & again", "x", None)
    assert found.published == datetime.fromtimestamp(1795424400, UTC)
    assert found.form is Form.POST
    assert not found.deleted  # only what fields name is read
    [named] = await read({"a.b": "flat", "a": {"b": "deep"}}, fields={"text": "a.b"})
    assert named.text == "flat"
    listed = await read({"data": {"items": [{"m": "a"}, {"m": "b"}]}}, fields={"list": "data.items", "text": "m"})
    assert [each.text for each in listed] == ["a", "b"]
    assert (await refused({"data": {}}, fields={"list": "data.items", "text": "m"}))[0] == 422
    assert (await refused({"data": []}, fields={"text": "data.99999999999999999999"}))[0] == 422


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
@pytest.mark.slow
def test_whatever_is_posted_is_read_or_refused(value: Any) -> None:
    for options in ({}, {"fields": {"text": "a.0.b", "stars": "a", "author.name": "b"}}, {"format": "trustpilot"}):
        try:
            posts = asyncio.run(
                read({"text": "x", "author": value, "stars": value, "events": value, "a": value}, **options)
            )
        except Rejected:
            continue
        assert all(isinstance(each, Post) for each in posts)


def trustpilot_event(name: str, **review: Any) -> dict[str, Any]:
    known = {
        "id": "6543210fedcba9876543210f", "language": "en", "title": "Never again", "text": "Nobody called back.", "stars": 1,
        "createdAt": "2026-11-23T07:00:00.000Z", "consumer": {"id": "0123456789abcdef01234567", "name": "Dana R."},
        "link": "https://api.trustpilot.com/v1/reviews/6543210fedcba9876543210f",
    }  # fmt: skip
    return {"eventName": name, "version": "1", "eventData": {**known, **review}}


async def test_trustpilots_webhooks() -> None:
    body = {
        "events": [
            trustpilot_event("service-review-created"),
            trustpilot_event("product-review-created", id="p"),
            "?",
            {},
        ]
    }
    [found] = await read(body, format="trustpilot")
    assert (found.service, found.id, found.stars, found.form) == (
        "trustpilot.com", "6543210fedcba9876543210f", 1.0, Form.REVIEW,
    )  # fmt: skip
    assert (found.author.name, found.author.id) == ("Dana R.", "0123456789abcdef01234567")
    assert found.url == "https://www.trustpilot.com/reviews/6543210fedcba9876543210f"
    [gone] = await read(
        {"events": [{"eventName": "service-review-deleted", "eventData": {"id": "6543"}}]}, format="trustpilot"
    )
    assert (gone.id, gone.deleted) == ("6543", True)
    assert await refused({"reviews": []}, format="trustpilot") == (
        422, "There is no list of events in it, as Trustpilot sends it.",
    )  # fmt: skip


# -- who may ---------------------------------------------------------------------------------------------------------


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example that its libraries are tested with: https://github.com/standard-webhooks/standard-webhooks"""
    [key] = keys_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


BODY = json.dumps(PLAIN).encode()


@pytest.mark.parametrize(
    "headers",
    [
        signed(BODY),
        signed(BODY, at=START - timedelta(seconds=WINDOW)),
        signed(BODY, at=START + timedelta(seconds=WINDOW)),
        {**signed(BODY), "webhook-signature": f"v1,AAAA v1a,x {signed(BODY)['webhook-signature']}"},  # a secret is changed
        _lower(BEARER),
        {"authorization": f"bearer  {SECRET} "},
        {"authorization": "Basic " + base64.b64encode(f"earful:{SECRET}".encode()).decode()},
        {"x-hook": SECRET},
        {"x-hook": "sha256=" + hmac.new(KEY, BODY, hashlib.sha256).hexdigest()},
        {"x-hook": "sha256=" + base64.b64encode(hmac.new(KEY, BODY, hashlib.sha256).digest()).decode()},
    ],
)  # fmt: skip
async def test_who_knows_the_secret_may(headers: dict[str, str]) -> None:
    assert len((await Inbox(secret=SECRET, header="X-Hook").receive(inbound(BODY, headers))).posts) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": ""}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": f"Bearer {SECRET}x"}, 401),
        ({"authorization": "Bearer é\ud800"}, 401),
        ({"authorization": SECRET}, 401),
        ({"authorization": "Basic !"}, 401),
        ({"x-hook": "sha256="}, 401),
        ({"x-hook": ""}, 401),
        ({"x-other": SECRET}, 401),
        (signed(BODY + b" "), 401),
        (signed(BODY, key=b"wrong"), 401),
        ({**signed(BODY), "webhook-id": "msg_2"}, 401),
        ({**signed(BODY), "webhook-timestamp": str(int(START.timestamp()) + 1)}, 401),
        (signed(BODY, at=START - timedelta(seconds=WINDOW + 1)), 401),
        (signed(BODY, at=START + timedelta(seconds=WINDOW + 1)), 401),
        ({**signed(BODY), "webhook-timestamp": "soon"}, 400),
        ({**signed(BODY), "webhook-timestamp": "9" * 400}, 400),
        ({**signed(BODY), "webhook-timestamp": "-5"}, 400),
        ({**signed(BODY), "webhook-id": ""}, 400),
        (signed(BODY, delivery="x" * 257), 400),
        ({**_lower(BEARER), **signed(BODY, key=b"wrong")}, 401),  # a signature that is wrong is not made good by anything
    ],
)  # fmt: skip
async def test_who_does_not_may_not(headers: dict[str, str], status: int) -> None:
    with pytest.raises(Rejected) as error:
        await Inbox(secret=SECRET, header="X-Hook").receive(inbound(BODY, headers, query={"secret": SECRET}))
    assert error.value.status == status
    assert SECRET not in str(error.value)


async def test_what_counts_as_proof_can_be_less_or_more() -> None:
    only_signed = Inbox(secret=SECRET, proof="signature", header="X-Hook")
    assert (await only_signed.receive(inbound(BODY, signed(BODY)))).posts
    for headers in (_lower(BEARER), {"x-hook": SECRET}):
        with pytest.raises(Rejected, match="signature is missing"):
            await only_signed.receive(inbound(BODY, headers))
    by_address = Inbox(secret=SECRET, proof="address")
    assert (await by_address.receive(inbound(BODY, {"x": "y"}, query={"secret": SECRET}))).posts
    with pytest.raises(Rejected, match="not the secret"):
        await by_address.receive(inbound(BODY, {"x": "y"}, query={"secret": "wrong"}))


async def test_secrets_that_are_words_or_base64() -> None:
    words = "correct horse battery staple"
    assert (await Inbox(secret=words).receive(inbound(BODY, signed(BODY, key=words.encode())))).posts
    bare = SECRET.removeprefix("whsec_")
    for key in (KEY, bare.encode()):
        assert (await Inbox(secret=bare).receive(inbound(BODY, signed(BODY, key=key)))).posts
    assert keys_of("whsec_!!!") == ()


# -- over the wire ---------------------------------------------------------------------------------------------------


def form(name: str = "Contact form", **options: Any) -> Any:
    return source(name, Inbox(secret=SECRET, **options), kind="inbox")


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path, [form(), form("Forum / other")]) as opened:
        yield opened


async def count(there: Site, table: str = "posts") -> int:
    async with there.app.parts.store.read() as connection:
        return (await asking.counts(connection))[table]


async def send(
    there: Site, value: Any = PLAIN, path: str = "contact-form", **options: Any
) -> tuple[int, dict[str, Any]]:
    """Posts it with the secret; the status, and what came back."""
    headers = {**BEARER, **options.pop("headers", {})}
    async with there.post(f"/ingest/{path}", json=value, headers=headers, **options) as answer:
        return answer.status, await answer.json()


async def test_what_is_posted_is_heard_and_told(there: Site) -> None:
    assert await send(there) == (202, {"status": "stored", "posts": 1, "new": 1})
    await there.app.decide()
    await there.app.delivered()
    assert there.mail.told == [("FIRST_ANGER", "maria")]
    assert "Dana R., Contact form" in there.mail.messages[0].body
    async with there.app.parts.store.read() as connection:
        row = (await asking.sources(connection))["Contact form"]
    assert (row.posts, row.failures, row.outcome) == (1, 0, "items")


async def test_the_same_post_again_an_edit_and_a_deletion(there: Site) -> None:
    assert (await send(there))[1]["new"] == 1
    assert await send(there) == (202, {"status": "stored", "posts": 1, "new": 0})
    assert (await send(there, {**PLAIN, "text": f"{FURIOUS} Still."}))[1]["new"] == 1
    assert await count(there) == 1
    await there.app.decide()
    assert (await send(there, {"id": "4711", "deleted": True}))[0] == 202
    await there.app.decide()
    assert await count(there) == 1
    async with there.app.parts.store.read() as connection:
        [said] = await asking.mentions_of(connection, 1)
    assert said.text == ""


async def test_a_delivery_is_taken_once(there: Site) -> None:
    async def deliver(value: Any, delivery: str) -> tuple[int, str]:
        body = json.dumps(value).encode()
        headers = {**signed(body, delivery, there.clock.now()), "Content-Type": "application/json"}
        async with there.post("/ingest/contact-form", data=body, headers=headers) as answer:
            return answer.status, (await answer.json())["status"]

    assert await deliver(PLAIN, "msg_1") == (202, "stored")
    assert await deliver({**PLAIN, "text": "Edited."}, "msg_2") == (202, "stored")
    # A replay of the first would bring the old words back.
    assert await deliver(PLAIN, "msg_1") == (200, "repeated")
    there.clock.move(timedelta(hours=5))
    assert await deliver(PLAIN, "msg_1") == (200, "repeated")  # tried anew, signed anew
    assert await count(there) == 1
    there.clock.move(timedelta(days=8))
    await keeping.sweep(there.app.parts.store, there.app.parts.config.retention, there.clock.now())
    assert (await deliver(PLAIN, "msg_1"))[0] == 202  # forgotten by then


async def test_the_same_delivery_ten_times_at_once(there: Site) -> None:
    body = json.dumps(PLAIN).encode()

    async def deliver() -> int:
        headers = {**signed(body), "Content-Type": "application/json"}
        async with there.post("/ingest/contact-form", data=body, headers=headers) as answer:
            return int(answer.status)

    assert sorted(await asyncio.gather(*(deliver() for _ in range(10)))) == [200] * 9 + [202]
    assert await count(there) == 1


async def test_nothing_is_kept_of_who_cannot_prove_it(there: Site) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, signed(BODY + b"x")):
        async with there.post("/ingest/contact-form", json=PLAIN, headers=headers) as answer:
            assert answer.status == 401
            problem = await answer.json()
            assert problem["title"] == "Who sends this is not proved"
            assert problem["detail"].endswith((".", "?"))
    assert await count(there) == 0
    async with there.app.parts.store.read() as connection:
        assert await asking.sources(connection) == {}


async def test_a_sender_who_is_not_understood_is_told_to_the_operator(there: Site) -> None:
    for _ in range(3):
        status, problem = await send(there, {"message": "Never again"})
        assert status == 422
        assert "nothing in it to hear" in problem["detail"]
    await health.review_sources(there.app.parts)
    await there.app.delivered()
    assert there.mail.take() == [("SOURCE_BLIND", "sam")]
    await send(there)
    await health.review_sources(there.app.parts)
    await there.app.delivered()
    assert there.mail.take() == [("SOURCE_HEARS_AGAIN", "sam")]


async def test_all_of_a_list_is_taken_or_none(there: Site) -> None:
    many = [{**PLAIN, "id": str(n)} for n in range(500)]
    assert (await send(there, [*many[:-1], {**PLAIN, "stars": "x"}]))[0] == 422
    assert await count(there) == 0
    assert await send(there, many) == (202, {"status": "stored", "posts": 500, "new": 500})
    assert await count(there) == 500


async def test_an_archive_is_history(there: Site) -> None:
    old, new = "2026-11-01T09:00:00Z", "2026-11-22T09:00:00Z"
    await send(there, [{**PLAIN, "id": "1", "author": "Old", "published": old}, {**PLAIN, "id": "2", "published": new}])
    await there.app.decide()
    await there.app.delivered()
    assert sorted(there.mail.told) == [("ALREADY_WAITING", "maria"), ("FIRST_ANGER", "maria")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Contact%20form", 202), ("contact-form", 202), ("CONTACT-FORM", 202), ("Forum%20%2F%20other", 202), ("forum-other", 202),
        ("contact", 404), ("..%2fcontact-form", 404), ("contact-form%00", 404), ("Town%20forum", 404), ("", 404),
    ],
)  # fmt: skip
async def test_where_it_is_posted_to(path: str, status: int, tmp_path: Path) -> None:
    async with site(tmp_path, [form(), form("Forum / other"), source("Town forum", Place())]) as there:
        url = f"{there.url}/ingest/{path}"
        async with there.client.post(URL(url, encoded=True), json=PLAIN, headers=BEARER) as answer:
            assert answer.status == status


async def test_bodies_that_are_too_much(there: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "LONGEST_BODY", 1000)
    async with there.post("/ingest/contact-form", data=b"x" * 1001, headers=BEARER) as answer:
        assert answer.status == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    async with there.post("/ingest/contact-form", data=chunks(), headers=BEARER) as answer:
        assert answer.status == 413
        assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert (await send(there))[0] == 202


async def test_a_promise_of_a_gigabyte_is_refused_before_it_comes(there: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
    writer.write(b"POST /ingest/contact-form HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
    async with asyncio.timeout(5):
        assert b" 413 " in await reader.readline()
        await reader.read()
    writer.close()


async def test_a_body_that_does_not_end(there: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_WITHIN", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
    writer.write(b"POST /ingest/contact-form HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    async with asyncio.timeout(5):
        assert b" 408 " in await reader.readline()
        await reader.read()
    writer.close()


async def test_compressed_bodies_are_not_opened(there: Site) -> None:
    bomb = gzip.compress(b"x" * 5_000_000)
    async with there.post("/ingest/contact-form", data=bomb, headers={**BEARER, "Content-Encoding": "gzip"}) as answer:
        assert answer.status == 415
        assert (await answer.json())["detail"] == "Send it without compression."


async def test_a_database_that_is_busy_means_later(there: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "STORED_WITHIN", 0.05)
    monkeypatch.setattr(patience, "MOST_LATE", 2)
    async with there.app.parts.store._turn:  # somebody else writes, and does not come to an end
        for _ in range(3):
            async with there.post("/ingest/contact-form", json=PLAIN, headers=BEARER) as answer:
                assert answer.status == 503
                assert answer.headers["Retry-After"] == "30"
        assert len(patience._late) == 2
    monkeypatch.undo()
    # What had begun goes on, and the sender's next try stores nothing twice.
    assert (await send(there))[0] == 202
    assert await count(there) == 1
    assert not patience._late


async def test_a_disk_that_is_full_means_later(there: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise StoreError("the database could not be written: the disk is full")

    monkeypatch.setattr(Store, "write", full)
    status, problem = await send(there)
    assert (status, problem["title"]) == (503, "Not stored")
    monkeypatch.undo()
    assert (await send(there))[1]["new"] == 1


async def test_the_log_knows_no_secret_and_no_words(there: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await send(there)
    await send(there, {"message": "canary-words"})
    async with there.post(f"/ingest/contact-form?secret={SECRET}", json=PLAIN) as answer:
        assert answer.status == 401
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("monitor", "connectors"))
    )
    assert "POST /ingest/{source}: 202" in ours
    assert SECRET not in ours
    assert "canary" not in ours


# -- as a source -----------------------------------------------------------------------------------------------------


async def test_it_is_never_visited_and_nobody_waits_for_it(tmp_path: Path) -> None:
    config = settings(tmp_path, [form(), source("Town forum", Place([post(FURIOUS)]))], {})
    async with stage(config) as opened:
        await opened.look()
        assert [each.source for each in opened.heard] == ["Town forum"]
        assert await health.trouble(opened.app.parts) == ""
        [told] = [each for each in source_health(config, {}, START) if each["source"] == "Contact form"]
        assert (told["state"], told["next_poll"]) == ("nothing posted yet", None)
        received = await receive(opened.app.parts, config.sources["Contact form"], inbound(BODY, source="Contact form"))
        assert (received.posts, received.fresh) == (1, 1)
    # One that is posted to alone is no reason to miss a heartbeat: nobody can tell silence from peace.
    async with stage(settings(tmp_path / "alone", [form()], {})) as opened:
        assert await health.trouble(opened.app.parts) == ""


def test_two_names_under_one_address_are_a_mistake(tmp_path: Path) -> None:
    page = "page: {port: 8080, address: https://earful.shop.example}\n"
    notes = config_of(INBOX + page, tmp_path, S=SECRET).notes
    assert "sources: Contact form is posted to at https://earful.shop.example/ingest/contact-form" in notes
    twice = "  - {kind: inbox, name: contact  FORM!, secret: '${S}'}\n"
    with pytest.raises(ConfigError, match="would be posted to at the same address"):
        config_of(INBOX + twice + page, tmp_path, S=SECRET)
    local = config_of(f"{INBOX}page: {{port: 8080, host: '::1'}}\n", tmp_path, S=SECRET)
    assert "sources: Contact form is posted to at http://[::1]:8080/ingest/contact-form" in local.notes


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Contact form", "/ingest/contact-form"), ("../x", "/ingest/x"), ("Café №1", "/ingest/caf-1"),
        ("フォーム", "/ingest/%E3%83%95%E3%82%A9%E3%83%BC%E3%83%A0"),
    ],
)  # fmt: skip
async def test_every_name_has_an_address_that_works(name: str, path: str, tmp_path: Path) -> None:
    assert form(name).path == path
    async with site(tmp_path, [form(name)]) as there:
        url = URL(f"{there.url}{path}", encoded=True)
        async with there.client.post(url, json=PLAIN, headers=BEARER) as answer:
            assert answer.status == 202


@given(st.dictionaries(st.sampled_from(["authorization", "webhook-id", "webhook-timestamp", "webhook-signature", "x-hook"]),
       st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape"))))  # fmt: skip
def test_no_header_does_more_than_be_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Rejected) as error:
        asyncio.run(Inbox(secret=SECRET, header="X-Hook", proof="address").receive(inbound(BODY, headers)))
    assert error.value.status in (400, 401)


def test_another_secret_is_not_another_source() -> None:
    assert form().place == source("Contact form", Inbox(secret="another secret, long enough"), kind="inbox").place
    assert form().place != form(service="shop.example").place


def config_of(text: str, tmp_path: Path, **variables: str) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(f"brands: [{{name: Harbor Plumbing}}]\n{text}")
    return load(path, variables)


INBOX = "sources:\n  - {kind: inbox, name: Contact form, secret: '${S}', about: Harbor Plumbing}\n"


def test_an_inbox_needs_somebody_at_the_door(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="inbox is posted to, but nothing listens") as error:
        config_of(INBOX, tmp_path, S=SECRET)
    assert "Add page: {port: 8080}" in str(error.value)
    config = config_of(f"{INBOX}page: {{port: 8080}}\n", tmp_path, S=SECRET)
    assert config.sources["Contact form"].receives
    assert config.page == Page(port=8080)
    assert SECRET in config.secrets


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("secret: short", "secret must be 16 letters or more"),
        ("secret: 'whsec_!!!!!!!!!!!!!!!!!!!!'", "secret must be 16 letters or more"),
        ("secret: '${S}', fields: {txt: a}", "fields has 'txt', but there are only list, id, text"),
        (
            "secret: '${S}', fields: {text: a}, format: trustpilot",
            "fields cannot be given together with format trustpilot",
        ),
        ("secret: '${S}', header: 'a b'", "header must be the name of a header"),
        ("secret: '${S}', stars_max: 0", "stars_max must be more than 0"),
        ("secret: '${S}', proof: none", "'none' is not possible here"),
        ("name: x", "sources.0.secret: is missing"),
    ],
)
def test_mistakes_in_the_config(options: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        config_of(f"sources: [{{kind: inbox, {options}}}]\npage: {{port: 8080}}\n", tmp_path, S=SECRET)
    text = str(error.value)
    assert re.sub(r"[.:'\"]", "", said) in re.sub(r"[.:'\"]", "", text)
    assert SECRET not in text


def test_a_secret_is_made_that_nobody_can_guess(capsys: pytest.CaptureFixture[str]) -> None:
    made = set()
    for _ in range(3):
        assert main(["inbox-secret"]) == 0
        made.add(capsys.readouterr().out.strip())
    assert len(made) == 3
    assert all(len(key) == 32 for each in made for key in keys_of(each))
    assert all(Inbox(secret=each) for each in made)


def test_how_often_means_nothing_here(tmp_path: Path) -> None:
    text = INBOX.replace("kind: inbox", "kind: inbox, every: 5m")
    config = config_of(f"{text}page: {{port: 8080}}\n", tmp_path, S=SECRET)
    assert any("is never visited" in note for note in config.notes)


# -- kills, and the page of the docs -----------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_kill_between_storing_and_answering_leaves_one_post(tmp_path: Path) -> None:
    port = _free_port()
    (tmp_path / "config.yaml").write_text(
        "people: {maria: {}}\nbrands: [{name: Harbor Plumbing, answered_by: maria}]\n"
        f"sources: [{{kind: inbox, name: form, secret: '{SECRET}'}}]\npage: {{port: {port}}}\ntone: {{scorer: fast}}\n"
    )
    life = {"config": str(tmp_path / "config.yaml"), "log": str(tmp_path / "log")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.victim", cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    body = json.dumps(PLAIN).encode()
    headers = {**signed(body, at=datetime.now(UTC)), "Content-Type": "application/json"}
    async with asyncio.timeout(60), aiohttp.ClientSession() as client:

        async def deliver() -> int:
            """Tries until there is an answer, or the connection breaks off under way."""
            while True:
                try:
                    async with client.post(
                        f"http://127.0.0.1:{port}/ingest/form", data=body, headers=headers
                    ) as answer:
                        return answer.status
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.05)

        process.stdin.write(json.dumps({**life, "die_at": "committed visited"}).encode() + b"\n")
        born = json.loads(await process.stdout.readline())["pid"]
        with pytest.raises(aiohttp.ClientError):
            await deliver()
        assert json.loads(await process.stdout.readline())["ended"] == -signal.SIGKILL
        assert born
        process.stdin.write(json.dumps(life).encode() + b"\n")
        second = json.loads(await process.stdout.readline())["pid"]
        assert await deliver() == 200  # it is there already
        os.kill(second, signal.SIGTERM)
        assert json.loads(await process.stdout.readline())["ended"] == 0
        process.stdin.close()
        await process.wait()
    with closing(sqlite3.connect(tmp_path / "data" / "earful.db")) as connection:
        assert connection.execute("SELECT count(*) FROM post").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM mention").fetchone() == (1,)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def documented(language: str, words: str) -> str:
    [text] = [
        text for _, info, text in blocks("docs/sources.md", language) if words in info or words in text.split("\n")[0]
    ]
    return text


async def run_documented(there: Site, *command: str) -> str:
    env = {**os.environ, "EARFUL": there.url, "CONTACT_FORM_SECRET": SECRET, "no_proxy": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(*command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, err.decode()
    return out.decode()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
async def test_the_curl_of_the_page_works(there: Site) -> None:
    out = await run_documented(there, "sh", "-c", documented("sh", "curl"))
    assert json.loads(out) == {"status": "stored", "posts": 1, "new": 1}


async def test_the_script_of_the_page_signs(there: Site, tmp_path: Path) -> None:
    there.clock.move(datetime.now(UTC) - there.clock.now())
    script = tmp_path / "send.py"
    script.write_text(documented("python", "send.py"))
    assert json.loads(await run_documented(there, sys.executable, str(script)))["new"] == 1
    assert await count(there) == 1


def test_the_pages_example_is_a_config(tmp_path: Path) -> None:
    texts = [text for _, _, text in blocks("docs/sources.md", "yaml") if "kind: inbox" in text]
    assert len(texts) >= 3
    for text in texts:
        rest = "people: {maria: {}}\nbrands: [{name: Harbor Plumbing}]\n"
        (tmp_path / "config.yaml").write_text(rest + text)
        assert any(each.receives for each in load(tmp_path / "config.yaml", SECRETS).sources.values())
