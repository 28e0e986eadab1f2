"""What every kind of source does on bad days: limits, errors, silence, broken connections, replies that are none.

The rule behind all of it: nothing but a FetchError, no secret in any word of it, and whatever was missed on a bad day is
brought by the next visit.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from connectors.base import Blocked, Cursor, FetchError, Outcome
from monitor.clock import SystemClock
from monitor.net import Bound, Net
from tests.contract import KINDS, those, title
from tests.contract.checks import endure, marks, settled, visit, words
from tests.contract.kind import Kind
from tests.fakes.base import (
    Answer,
    BadDay,
    breaks_off,
    explodes,
    floods,
    hangs,
    later,
    redirects,
    refuses,
    resets,
    rewrites,
    says,
)
from tests.fakes.documents import Site

# How a feed is written makes no difference to what its server does.
every = pytest.mark.parametrize("described", [kind for kind in KINDS if kind.name != "rss" or not kind.way], ids=title)
secretive = pytest.mark.parametrize("described", [kind for kind in KINDS if kind.secrets], ids=title)


@pytest.fixture
async def kind(described: type[Kind]) -> AsyncIterator[Kind]:
    it = described()
    async with it.fake:
        it.say(1, words(1))
        yield it


@asynccontextmanager
async def daemon(seconds: float = 9) -> AsyncIterator[Bound]:
    """The way out of a daemon that has just started: it knows of nobody who wants to be left alone."""
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=seconds))


@contextmanager
def case(what: object) -> Iterator[None]:
    """One of many in a test: a failure names it."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"case: {what}")
        raise


async def refused(kind: Kind, day: BadDay, number: int, seconds: float = 9) -> FetchError:
    """The error of a visit on such a day. Post ``number``, written that day, is brought by the next visit."""
    async with daemon(seconds) as client:
        before = await visit(kind, client, {})
        kind.say(number, words(number))
        kind.fake.bad_day = day
        with pytest.raises(FetchError) as raised:
            await visit(kind, client, before.cursor)
        kind.fake.bad_day = None
    said = f"{raised.value}{raised.value.__cause__}{raised.value.__context__}"
    assert not [secret for secret in kind.secrets if secret in said]
    assert "http://" not in said  # an address can be a secret
    assert number in await brought(kind, before.cursor)
    return raised.value


async def brought(kind: Kind, cursor: Cursor) -> set[int]:
    """What the next visit brings when the bad day is over."""
    kind.fake.bad_day = None
    async with daemon() as client:
        return marks((await visit(kind, client, cursor)).posts)


# --- limits -----------------------------------------------------------------------------------------------------------


@every
async def test_a_limit_says_when_to_come_back(kind: Kind) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    forms = (
        (date, 80, 90),
        ("7", 7, 7),
        ("0", 0, 600),
        (None, 0, 600),
        ("soon", 0, 600),
        ("-5", 0, 600),
        ("1e300", 0, 86_400),
    )
    for number, (asked, least, most) in enumerate(forms, start=2):
        with case(asked):
            error = await refused(kind, refuses(429, {"retry-after": asked} if asked else {}), number)
            wait = error.retry_after or timedelta(0)
            assert timedelta(seconds=least) <= wait <= timedelta(seconds=most)
            assert not error.permanent


@pytest.mark.parametrize("described", those("limits"), ids=title)
async def test_limits_in_the_services_own_words(kind: Kind) -> None:
    for number, limit in enumerate(kind.limits(), start=2):
        with case(limit):
            error = await refused(kind, refuses(limit.status, limit.headers, limit.body), number)
            wait = error.retry_after or timedelta(0)
            assert limit.wait - timedelta(seconds=5) <= wait <= limit.wait + timedelta(seconds=5)
            assert not error.permanent
            assert not isinstance(error, Blocked)


# --- HTTP -------------------------------------------------------------------------------------------------------------


@every
async def test_trouble_of_the_service_passes(kind: Kind) -> None:
    for number, status in enumerate((500, 503, 520, 408), start=2):
        with case(status):
            error = await refused(kind, refuses(status, {"retry-after": "120"}, b"<html><title>Oops</title>"), number)
            assert not error.permanent
            assert not isinstance(error, Blocked)
            assert status != 503 or error.retry_after == timedelta(seconds=120)


@every
async def test_a_closed_door_is_said_to_be_one(kind: Kind) -> None:
    for number, status in enumerate((401, 403, 451), start=2):
        with case(status):
            error = await refused(kind, refuses(status, {}, b"<html><title>Forbidden</title>"), number)
            assert isinstance(error, Blocked)


@every
async def test_connections_that_break(kind: Kind) -> None:
    days = (resets, breaks_off, hangs, explodes, floods)
    for number, day in enumerate(days, start=2):
        with case(day.__name__):
            error = await refused(kind, day, number, seconds=0.1 if day is hangs else 9)
            assert not error.permanent


@every
async def test_redirects_that_lead_nowhere(kind: Kind) -> None:
    """In circles, to the machine's own secrets, to a file: none is followed, and each is said in words."""
    ways = {
        "redirects more than 5 times": in_circles,
        "link-local": redirects("http://169.254.169.254/latest/meta-data"),
        "not http or https": redirects("file:///etc/passwd"),
    }
    for number, (said, day) in enumerate(ways.items(), start=2):
        with case(said):
            error = await refused(kind, day, number)
            assert said in str(error)
            assert not isinstance(error, Blocked)


@every
async def test_a_redirect_to_a_login_page_is_no_peace(kind: Kind) -> None:
    async with daemon() as client:
        before = await visit(kind, client, {})
        kind.say(2, words(2))
        kind.fake.bad_day = to_a_login_page
        heard, cursor, note = await endure(kind, client, before.cursor)
        assert not heard
        assert note
        assert 2 in await brought(kind, cursor)


async def in_circles(request: web.Request, answer: Answer) -> web.StreamResponse:
    return web.Response(status=302, headers={"location": str(request.rel_url)})


async def to_a_login_page(request: web.Request, answer: Answer) -> web.StreamResponse:
    if request.path == "/login":
        return web.Response(body=LOGIN, content_type="text/html")
    return web.Response(status=302, headers={"location": "/login"})


@pytest.mark.parametrize("described", [kind for kind in KINDS if kind.page], ids=title)
async def test_trouble_on_a_later_page_loses_nothing(described: type[Kind]) -> None:
    for what, day in {"503": refuses(503), "429": refuses(429), "a page": says(LOGIN), "reset": resets}.items():
        kind = described()
        with case(what):
            async with kind.fake, daemon() as client:
                kind.say(1, words(1))
                before, usual = await settled(kind, client)
                more = {*range(2, kind.page + 7)}
                for number in sorted(more):
                    kind.say(number, words(number))
                kind.fake.bad_day = later(day, good=usual)
                heard, cursor, _ = await endure(kind, client, before.cursor)
                found = marks(heard) | await brought(kind, kind.rested(cursor))
                assert found >= more


# --- replies that are none --------------------------------------------------------------------------------------------

LOGIN = (
    b"<!doctype html><html><head><title>Sign in</title></head><body><form method=post>"
    b"<input type=password name=p></form></body></html>"
)
CAPTCHA = (
    b"<!DOCTYPE html><html lang=en><head><title>Just a moment...</title><meta name=robots content=noindex></head><body>"
    b"<h1>Checking that you are human</h1><div id=challenge class='widget item review post message'></div>"
    b"<script>window.challenge={};</script><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
NONSENSE: dict[str, bytes] = {
    "nothing": b"",
    "blank lines": b" \r\n\r\n ",
    "login page": LOGIN,
    "captcha": CAPTCHA,
    "null": b"null",
    "list": b"[]",
    "object": b"{}",
    "word": b'"ok"',
    "number": b"0",
    "error": b'{"error": "internal", "message": "try again"}',
    "deep": b"[" * 100_000,
    "binary": bytes(range(256)) * 4,
    "utf-16": "﻿{}".encode("utf-16"),
    "xml": b"<?xml version='1.0'?><error code='7'>busy</error>",
    "plain": b"Service busy, please come back later.\n",
}


@every
async def test_a_reply_that_makes_no_sense_is_never_peace(kind: Kind) -> None:
    async with daemon() as client:
        known = await visit(kind, client, {})
        kind.say(2, words(2))
        for what, said in NONSENSE.items():
            admitted = said in [json.dumps(body).encode() for body in kind.admits]
            for cursor in (known.cursor, {}):
                kind.fake.bad_day = says(said, "text/html" if b"<html" in said else "application/json")
                with case(f"{what}, {'known' if cursor else 'first'}"):
                    kept = cursor
                    with suppress(FetchError):
                        fetched = await visit(kind, client, cursor)
                        assert fetched.outcome is Outcome.SUSPICIOUS or (admitted and not fetched.posts)
                        kept = fetched.cursor
                    if kept != known.cursor:
                        assert 2 in await brought(kind, kept)
        assert 2 in await brought(kind, known.cursor)


@every
async def test_a_reply_that_is_cut_off(kind: Kind) -> None:
    """With a length that fits, as from a cache that has stored half of it."""
    async with daemon() as client:
        known = await visit(kind, client, {})
        for number in (2, 3, 4):
            kind.say(number, words(number))
        for share in (0.3, 0.9, 0.99):
            with case(share):
                kind.fake.bad_day = cut_off(share)
                heard, cursor, _ = await endure(kind, client, known.cursor)
                assert marks(heard) | await brought(kind, cursor) >= {2, 3, 4}


@every
@pytest.mark.parametrize("depth", [0, 1, 2], ids=["all of it", "below the top", "what a post is made of"])
async def test_a_changed_format_is_never_peace(kind: Kind, depth: int) -> None:
    """The service calls things otherwise from one day on: whoever finds nothing in that has not understood it. Where what is
    left is enough the posts come."""
    async with daemon() as client:
        known = await visit(kind, client, {})
        kind.say(2, words(2))
        for cursor in (known.cursor, {}):
            kind.fake.bad_day = rewrites(lambda body: renamed(body, depth))
            kept, heard = cursor, set[int]()
            with case("known" if cursor else "first"):
                with suppress(FetchError):
                    fetched = await visit(kind, client, cursor)
                    assert fetched.outcome is Outcome.SUSPICIOUS or fetched.posts
                    kept, heard = fetched.cursor, marks(fetched.posts)
                assert 2 in heard | await brought(kind, kind.rested(kept))


def renamed(body: bytes, depth: int) -> bytes:
    """A document whose fields, from that depth on, have other names; of markup all elements, attributes and classes. What a
    sign-in gives stays, or nobody would get further."""
    if any(token in body for token in (b'"access_token"', b'"accessJwt"')):
        return body
    try:
        return json.dumps(_renamed(json.loads(body), depth)).encode()
    except ValueError:
        names = re.sub(rb"(<[/?]?)(?!!|html|body|head)([a-z])", rb"\1new-\2", body, flags=re.I)
        return re.sub(rb"""\b(class|itemprop|itemtype|property|data-[a-z-]+)=(["'])""", rb"\1=\2new-", names)


def _renamed(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return {(f"new_{key}" if depth <= 0 else key): _renamed(one, depth - 1) for key, one in value.items()}
    return [_renamed(one, depth - 1) for one in value] if isinstance(value, list) else value


def cut_off(share: float) -> BadDay:
    """That much of every reply."""
    return rewrites(lambda body: body[: int(len(body) * share)])


# --- secrets ----------------------------------------------------------------------------------------------------------


@secretive
async def test_a_service_that_repeats_our_secrets_does_not_make_us_tell_them(kind: Kind) -> None:
    told = " ".join(kind.secrets)
    body: dict[str, Any] = {
        "error": told, "message": told, "error_id": 400, "error_name": told, "error_message": told, "errors": [told],
        "fault": {"faultstring": told}, "title": told, "detail": told,
    }  # fmt: skip
    for status in (200, 400, 401, 403, 404, 422, 429, 500, 502):
        for said in (body, told.encode(), {**body, "error": {"message": told, "errors": [{"reason": told}]}}):
            with case(status):
                kind.fake.bad_day = refuses(status, {}, said)
                async with daemon() as client:
                    _, cursor, note = await endure(kind, client, {})
                assert note
                assert not [secret for secret in kind.secrets if secret in f"{note}{cursor}{kind.source()!r}"]


@secretive
async def test_no_secret_goes_along_to_another_host(kind: Kind) -> None:
    async with Site(shows=b"{}", content_type="application/json") as stranger, daemon() as client:
        for status in (301, 302, 303, 307, 308):
            for good in range(3):
                kind.fake.bad_day = later(redirects(stranger.url_elsewhere, status), good)
                await endure(kind, client, {})
        for seen in stranger.received:
            whole = f"{seen.path}{seen.query}{seen.headers}{seen.body!r}"
            assert not [secret for secret in kind.secrets if secret in whole]
