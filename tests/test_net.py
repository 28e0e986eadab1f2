"""The one HTTP seam, over real sockets: what it survives, what it refuses, and what it says about it."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import logging
import socket
import ssl
import subprocess
import sys
import time
import traceback
import tracemalloc
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

import alerts.base
import connectors.base
from alerts.base import DeliveryError
from connectors.base import FetchError
from monitor.clock import SetClock
from monitor.net import Bound, Net, Response, wire
from monitor.net.body import Overflow, decoded
from monitor.net.guard import refusal
from monitor.net.patience import retry_after
from tests.fakes.hostile import Hostile, bomb

DATA = Path(__file__).parent / "data" / "net"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CANARY = "canary-4f1c"
SHORT = timedelta(seconds=0.2)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
async def net(clock: SetClock) -> AsyncIterator[Net]:
    async with Net(clock=clock, version="1.2", contact="maria@shop.example", gap=timedelta(0)) as it:
        yield it


@pytest.fixture
def mine(net: Net) -> Bound:
    """A client that may ask loopback."""
    return net.bound(failure=FetchError, allow_private=True)


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with Hostile() as it:
        yield it


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """DNS: host name to its addresses. A name that is not in it does not exist."""
    known: dict[str, list[str]] = {}
    asked = socket.getaddrinfo

    def look_up(host: str, port: int, *args: object) -> list[object]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, f"unknown {host}")
        return [found for address in known[host] for found in asked(address, port, 0, socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 counts as a public address; the rest of loopback stays private."""
    monkeypatch.setattr(wire, "refusal", lambda address, **kw: "" if address == "127.0.0.1" else refusal(address, **kw))


async def fails(client: Bound, url: str, method: str = "GET", **kwargs: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.request(method, url, **kwargs)  # type: ignore[arg-type]  # a helper for all of them
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    return error


# --- the plain way


async def test_a_request_and_its_reply(mine: Bound, server: Hostile) -> None:
    reply = await mine.request("get", server.say(404, {"ETag": '"1"', "X-Two": "words"}, "not here"))
    assert isinstance(reply, Response)
    assert (reply.status, reply.body, reply.retry_after) == (404, b"not here", None)
    assert reply.headers["etag"] == '"1"'
    assert reply.headers["x-two"] == "words"
    assert reply.url == server.say(404, {"ETag": '"1"', "X-Two": "words"}, "not here")


async def test_says_who_it_is_and_what_it_can_read(mine: Bound, server: Hostile) -> None:
    await mine.request("GET", server.url("/"), headers={"User-Agent": "Mozilla/5.0", "Accept-Encoding": "br"})
    sent = server.seen[0].headers
    assert sent["user-agent"] == "Earful/1.2 (+maria@shop.example)"
    assert sent["accept-encoding"] == "gzip, deflate"
    assert "cookie" not in sent


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("", "Earful/1.2 (self-hosted reputation monitor)"),
        ("https://shop.example/bot", "Earful/1.2 (+https://shop.example/bot)"),
        ("x\r\nEvil: 1 (é)", "Earful/1.2 (+xEvil: 1)"),
    ],
)
def test_user_agent(contact: str, agent: str) -> None:
    assert Net(contact=contact, version="1.2").user_agent.rstrip(" )") == agent.rstrip(" )")


def test_the_version_is_the_installed_one() -> None:
    assert Net().user_agent.startswith("Earful/")


async def test_json_content_and_params(mine: Bound, server: Hostile) -> None:
    await mine.request("POST", server.url("/a?b=1#c"), params={"q": "Joe's & co", "n": 2, "t": ["x", "y"], "ok": True})
    await mine.request("POST", server.url("/a"), json={"text": "half an emoji \ud83d", "n": [1, None]})
    await mine.request("PUT", server.url("/a"), content=b"\x00raw", headers={"Content-Type": "text/x-raw"})
    first, second, third = server.seen
    assert first.target == "/a?b=1&q=Joe%27s%20%26%20co&n=2&t=x&t=y&ok=true"
    assert json.loads(second.body) == {"text": "half an emoji \ud83d", "n": [1, None]}
    assert second.headers["content-type"] == "application/json"
    assert (third.method, third.body, third.headers["content-type"]) == ("PUT", b"\x00raw", "text/x-raw")


@pytest.mark.parametrize(
    "target",
    [
        "/a%2Fb%7Ec?sig=a%2Bb%2F%7E%3D",
        "/a%2fb",
        "/a+b?x=a+b%20c",
        "/~x/é"[:3],
        "/a?u=https%3A%2F%2Fb.example%2F",
        "//a",
    ],
)
async def test_addresses_are_sent_as_written(mine: Bound, server: Hostile, target: str) -> None:
    reply = await mine.request("GET", server.url(target))
    assert server.seen[0].target == target
    assert reply.url == server.url(target)


async def test_a_login_in_the_address(mine: Bound, server: Hostile) -> None:
    reply = await mine.request("GET", server.url("/").replace("://", "://maria:p%40ss@"))
    assert server.seen[0].headers["authorization"] == "Basic " + base64.b64encode(b"maria:p@ss").decode()
    assert "p%40ss" not in reply.url


async def test_names_ipv6_and_foreign_letters(mine: Bound, names: dict[str, list[str]]) -> None:
    names["xn--mller-kva.example"] = ["127.0.0.1"]
    async with Hostile(name="müller.example") as server:
        await mine.request("GET", server.url("/"))
        assert server.seen[0].headers["host"] == f"xn--mller-kva.example:{server.port}"
    async with Hostile(host="::1") as six:
        assert (await mine.request("GET", six.url("/"))).status == 200
        assert six.seen[0].headers["host"] == f"[::1]:{six.port}"


async def test_cookies_are_not_kept(mine: Bound, server: Hostile, names: dict[str, list[str]]) -> None:
    names["shop.example"] = ["127.0.0.1"]  # cookie jars are careful with bare addresses, but not with names
    server.name = "shop.example"
    for _ in range(2):
        await mine.request("GET", server.say(headers={"Set-Cookie": "session=1; Path=/"}))
    await mine.request("GET", server.say(302, {"Location": "/echo", "Set-Cookie": "session=2"}))
    assert len(server.seen) == 4
    assert all("cookie" not in seen.headers for seen in server.seen)


async def test_an_etag_that_is_not_ascii_goes_back(mine: Bound, server: Hostile) -> None:
    await mine.request("GET", server.url("/"), headers={"If-None-Match": '"käse"'})
    assert server.seen[0].headers["if-none-match"].encode("latin-1").decode() == '"käse"'


async def test_connections_are_used_again(mine: Bound, server: Hostile) -> None:
    for _ in range(5):
        await mine.request("GET", server.url("/gzip"))
    assert (len(server.seen), server.connections) == (5, 1)


async def test_head_and_not_modified_have_no_body(mine: Bound, server: Hostile) -> None:
    assert (await mine.request("HEAD", server.url("/gzip"))).body == b""
    reply = await mine.request("GET", server.say(304, {"Content-Encoding": "gzip", "Content-Length": "0"}))
    assert (reply.status, reply.body) == (304, b"")


async def test_both_ground_floors_are_served(net: Net, server: Hostile) -> None:
    source: connectors.base.Client = net.bound(failure=FetchError, allow_private=True)
    assert await connectors.base.get_json(source, server.url("/echo"), a=1)
    channel: alerts.base.Client = net.bound(failure=DeliveryError, allow_private=True)
    assert (await alerts.base.post_json(channel, server.url("/echo"), {"text": "x"}))["body"] == '{"text":"x"}'
    with pytest.raises(DeliveryError, match="closed the connection"):
        await channel.request("POST", server.url("/close"))


async def test_a_net_that_is_not_open_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await Net().bound(failure=FetchError).request("GET", "http://forum.example/")


# --- size


@pytest.mark.parametrize("path", ["/gzip", "/gzip-members", "/gzip-tail", "/deflate", "/deflate-raw", "/no-encoding"])
async def test_unpacks(mine: Bound, server: Hostile, path: str) -> None:
    assert (await mine.request("GET", server.url(path))).body == b"the plumber never called back. " * 100


async def test_identity_is_no_second_encoding(mine: Bound, server: Hostile) -> None:
    assert (await mine.request("GET", server.url("/identity"))).body.startswith(b"the plumber")


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/gzip-cut", "127.0.0.1 sent a compressed answer that is damaged or cut off"),
        ("/gzip-not", "127.0.0.1 sent a compressed answer that is damaged or cut off"),
        ("/gzip-many", "127.0.0.1 sent a compressed answer that is damaged or cut off"),
        ("/stacked", "127.0.0.1 compressed its answer more than once, which is refused"),
        ("/bomb-stacked", "127.0.0.1 compressed its answer more than once, which is refused"),
        ("/br", "127.0.0.1 compressed its answer in a way we did not ask for (br)"),
        ("/bomb", "127.0.0.1 sent more than 20 MB, unpacked"),
        ("/endless", "127.0.0.1 sent more than 5 MB"),
    ],
)
async def test_bad_bodies(mine: Bound, server: Hostile, path: str, what: str) -> None:
    error = await fails(mine, server.url(path))
    assert str(error) == what
    assert not error.permanent


async def test_a_gigabyte_in_a_megabyte_costs_no_more_than_the_cap() -> None:
    packed = bomb(1024)
    assert len(packed) < 1_200_000
    tracemalloc.start()
    try:
        with pytest.raises(Overflow):
            await decoded(packed, "gzip", 20_000_000, "forum.example")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


@pytest.mark.slow
async def test_the_loop_runs_on_while_a_bomb_is_defused() -> None:
    packed, turns = bomb(1024), 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counter = asyncio.create_task(count())
    with pytest.raises(Overflow):
        await decoded(packed, "gzip", 200_000_000, "forum.example")
    counter.cancel()
    assert turns > 20


@pytest.mark.parametrize("size", [0, 1, 999, 1000])
async def test_the_caps_are_exact(size: int) -> None:
    for encoding, raw in (("", bytes(size)), ("gzip", gzip.compress(bytes(size)))):
        assert await decoded(raw, encoding, 1000, "forum.example") == bytes(size)
        with pytest.raises(Overflow):
            await decoded(bytes(1001) if not encoding else gzip.compress(bytes(1001)), encoding, 1000, "forum.example")


@pytest.mark.parametrize("size", [262_143, 262_144, 262_145, 1_048_577, 3_000_000])
async def test_big_bodies_are_whole(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    assert await decoded(gzip.compress(body[:size]), "gzip", size, "forum.example") == body[:size]


async def test_the_raw_cap(net: Net, server: Hostile) -> None:
    client = net.bound(failure=FetchError, allow_private=True, max_raw=10)
    assert (await client.request("GET", server.say(body="0123456789"))).body == b"0123456789"
    await fails(client, server.say(body="0123456789a"))


# --- deadline


@pytest.mark.parametrize("path", ["/hang", "/drip", "/drip-head", "/no-read", "/continue"])
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # too large for all buffers, on purpose
async def test_the_deadline_is_one(net: Net, server: Hostile, path: str) -> None:
    client = net.bound(failure=FetchError, allow_private=True, deadline=SHORT)
    started = time.monotonic()
    body = bytes(30_000_000) if path == "/no-read" else None
    error = await fails(client, server.url(path), "POST", content=body)
    assert str(error) == "127.0.0.1 did not answer within 0.2 s"
    assert time.monotonic() - started < 2


async def test_the_deadline_spans_redirects(net: Net, server: Hostile) -> None:
    client = net.bound(failure=FetchError, allow_private=True, deadline=SHORT)
    error = await fails(client, server.url(f"/chain?hops=2&to={quote(server.url('/hang'))}"))
    assert "did not answer within 0.2 s" in str(error)


async def test_waiting_for_a_turn_has_words_of_its_own(server: Hostile) -> None:
    async with Net(per_host=1) as net:
        slow = net.bound(failure=FetchError, allow_private=True)
        first = asyncio.create_task(slow.request("GET", server.url("/hang")))
        while not server.seen:
            await asyncio.sleep(0.001)
        error = await fails(net.bound(failure=FetchError, allow_private=True, deadline=SHORT), server.url("/echo"))
        assert str(error) == "no turn at 127.0.0.1 within 0.2 s: others are still waiting for it"
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert (await slow.request("GET", server.url("/echo"))).status == 200  # the place was given back


# --- connections that fail


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/close", "127.0.0.1 closed the connection without an answer"),
        ("/reset", "the connection to 127.0.0.1 broke off"),
        ("/short", "127.0.0.1 broke off in the middle of its answer"),
        ("/reset-in-body", "127.0.0.1 broke off in the middle of its answer"),
        ("/bad-chunk", "127.0.0.1 sent something that is not HTTP"),
        ("/not-http", "127.0.0.1 sent something that is not HTTP"),
        ("/long-header", "127.0.0.1 sent something that is not HTTP"),
        ("/many-headers", "127.0.0.1 sent something that is not HTTP"),
    ],
)
async def test_broken_connections(mine: Bound, server: Hostile, path: str, what: str) -> None:
    error = await fails(mine, server.url(path), "POST")  # a GET is tried once more by aiohttp
    assert str(error) == what
    assert not error.permanent


async def test_a_long_header_is_no_reason_to_fail(mine: Bound, server: Hostile) -> None:
    reply = await mine.request("GET", server.say(headers={"Content-Security-Policy": "x" * 20_000}))
    assert len(reply.headers["content-security-policy"]) == 20_000


async def test_refused_and_unknown(mine: Bound, names: dict[str, list[str]]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = taken.getsockname()[1]
        error = await fails(mine, f"http://127.0.0.1:{port}/{CANARY}")
        assert str(error) == "127.0.0.1 refused the connection"
        names["shop.example"] = ["127.0.0.1", "127.0.0.2"]
        assert str(await fails(mine, f"http://shop.example:{port}/")) == "shop.example refused the connection"
    error = await fails(mine, f"http://forum.example/{CANARY}")
    assert str(error) == "forum.example is not known (DNS)"
    assert not error.permanent


def _tls(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / name)
    return context


async def test_certificates_are_checked(mine: Bound) -> None:
    async with Hostile(tls=_tls("localhost.pem"), name="localhost") as server:
        error = await fails(mine, server.url(f"/{CANARY}"))
        assert str(error) == "certificate of localhost is not valid: self-signed certificate"
        assert server.seen == []


async def test_the_owners_own_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(DATA / "localhost.pem"))
    async with Net() as net, Hostile(tls=_tls("localhost.pem"), name="localhost") as server:
        mine = net.bound(failure=FetchError, allow_private=True)
        assert (await mine.request("GET", server.url("/"))).status == 200
        wrong = str(await fails(mine, server.url("/").replace("localhost", "127.0.0.1")))
        assert wrong.startswith("certificate of 127.0.0.1 is not valid: IP address mismatch")


async def test_an_expired_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(DATA / "expired.pem"))
    async with Net() as net, Hostile(tls=_tls("expired.pem"), name="localhost") as server:
        error = await fails(net.bound(failure=FetchError, allow_private=True), server.url("/"))
    assert str(error) == "certificate of localhost is not valid: certificate has expired"


async def test_plain_where_encryption_was_expected(mine: Bound, server: Hostile) -> None:
    error = await fails(mine, server.url("/").replace("http:", "https:"))
    assert str(error).startswith("no encrypted connection to 127.0.0.1")


# --- redirects


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (301, "GET", "GET", ""),
        (301, "POST", "GET", ""),
        (302, "POST", "GET", ""),
        (302, "HEAD", "HEAD", ""),
        (303, "PUT", "GET", ""),
        (303, "HEAD", "HEAD", ""),
        (307, "POST", "POST", "words"),
        (308, "POST", "POST", "words"),
        (308, "GET", "GET", ""),
    ],
)
async def test_redirects(mine: Bound, server: Hostile, status: int, method: str, then: str, body: str) -> None:
    content = b"words" if method in ("POST", "PUT") else None
    url = server.say(status, {"Location": "../echo?a=%7E"})
    reply = await mine.request(method, url, content=content, headers={"Content-Type": "text/plain", "X-Key": "k"})
    assert (reply.status, reply.url) == (200, server.url("/echo?a=%7E"))
    last = server.seen[-1]
    assert (last.method, last.target, last.body.decode()) == (then, "/echo?a=%7E", body)
    assert last.headers["x-key"] == "k"
    assert ("content-type" in last.headers) == (then == method and status != 303)


async def test_keys_stay_with_the_host_they_are_for(mine: Bound, server: Hostile, names: dict[str, list[str]]) -> None:
    names["elsewhere.example"] = ["127.0.0.1"]
    there = f"http://maria:pass@elsewhere.example:{server.port}/echo"
    keys = {"Authorization": "Bearer k", "X-Api-Key": "k", "X-Signature": "k", "If-None-Match": '"1"'}
    await mine.request("GET", server.say(302, {"Location": there}), headers=keys)
    assert server.seen[-1].headers["host"] == f"elsewhere.example:{server.port}"
    assert not {"authorization", "x-api-key", "x-signature"} & set(server.seen[-1].headers)
    assert server.seen[-1].headers["if-none-match"] == '"1"'
    await mine.request("GET", server.say(302, {"Location": "/echo"}), headers=keys)
    assert server.seen[-1].headers["authorization"] == "Bearer k"


@pytest.mark.parametrize("status", [307, 308])
async def test_what_was_sent_does_not_go_on_to_another_host(mine: Bound, server: Hostile, status: int) -> None:
    async with Hostile() as other:
        error = await fails(
            mine, server.say(status, {"Location": other.url("/")}), method="POST", content=b"password=k"
        )
        assert str(error) == "refused: 127.0.0.1 wants what it was sent to go on to another host"
        assert other.seen == []


async def test_another_port_is_another_host(mine: Bound, server: Hostile) -> None:
    async with Hostile() as other:
        await mine.request("GET", server.say(301, {"Location": other.url("/")}), headers={"Authorization": "k"})
        assert "authorization" not in other.seen[0].headers


async def test_five_redirects_and_no_more(mine: Bound, server: Hostile) -> None:
    end = quote(server.url("/echo"), safe="")
    assert (await mine.request("GET", server.url(f"/chain?hops=4&to={end}"))).url == server.url("/echo")
    assert len(server.seen) == 6
    error = await fails(mine, server.url(f"/chain?hops=5&to={end}"))
    assert str(error) == "127.0.0.1 redirects more than 5 times"
    assert len(server.seen) == 12
    await fails(mine, server.url("/loop"))


async def test_a_redirect_to_nowhere_is_a_reply(mine: Bound, server: Hostile) -> None:
    assert (await mine.request("GET", server.say(302))).status == 302
    assert (await mine.request("GET", server.say(300, {"Location": "/echo"}))).status == 300


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("file:///etc/passwd", "refused: 127.0.0.1 redirects to an address that is not http or https"),
        ("ftp://forum.example/", "refused: 127.0.0.1 redirects to an address that is not http or https"),
        ("javascript:alert(1)", "refused: 127.0.0.1 redirects to an address that is not http or https"),
        ("http://[::1", "127.0.0.1 redirects to an address that makes no sense"),
        ("http://forum.example:port/", "127.0.0.1 redirects to an address that makes no sense"),
        ("https:///path", "127.0.0.1 redirects to an address that makes no sense"),
        ("http://" + "a" * 255, "127.0.0.1 redirects to an address that makes no sense"),
        ("http://[::1/", "127.0.0.1 redirects to an address that makes no sense"),
        ("http://forum%00.example/", "127.0.0.1 redirects to an address that makes no sense"),
        ("http://169.254.169.254/", "refused: 169.254.169.254 is a link-local address, which is never asked"),
    ],
)
async def test_bad_redirects(mine: Bound, server: Hostile, location: str, what: str) -> None:
    error = await fails(mine, server.say(302, {"Location": location}))
    assert str(error).startswith(what)
    assert not error.permanent


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("hops", [0, 1, 2, 3, 4])
async def test_every_hop_is_guarded(net: Net, server: Hostile, names: dict[str, list[str]], hops: int) -> None:
    names.update({"forum.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"]})
    async with Hostile(host="127.0.0.2", name="inside.example") as inside:
        to = quote(inside.url(f"/{CANARY}"), safe="")
        start = f"http://forum.example:{server.port}/chain?hops={hops}&to={to}"
        error = await fails(net.bound(failure=FetchError), start)
        assert inside.connections == 0
        assert len(server.seen) == hops + 1
    assert str(error) == (
        "refused: inside.example is at 127.0.0.2, which is a loopback address; set allow_private: true on this source "
        "or channel if it is yours (forum.example redirects there)"
    )


# --- the address guard


def words(text: str) -> list[str]:
    return text.split()


PRIVATE = words("""
127.0.0.1 127.1.2.3 127.255.255.254 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255
100.64.0.1 100.127.255.255 198.18.0.1 ::1 fc00::1 fd12:3456::1 fec0::1 64:ff9b:1::a00:1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::7f00:1 64:ff9b::10.0.0.1 2002:7f00:1:: 2002:c0a8:101::1 2001:db9::5efe:10.0.0.1
""")
NEVER = words("""
0.0.0.0 0.1.2.3 169.254.0.1 169.254.169.254 169.254.170.2 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
100.100.100.200 168.63.129.16 192.0.0.192 192.0.0.8 192.0.2.1 198.51.100.1 203.0.113.1
:: fe80::1 fe80::1%eth0 ff02::1 fd00:ec2::254 fd20:ce::254 fd00:42::42 2001:db8::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
::ffff:169.254.169.254 ::ffff:0.0.0.0 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: 2002:e000:1:: ::ffff:224.0.0.1
forum.example 127.1
""")
PUBLIC = words("""
1.1.1.1 8.8.8.8 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 172.15.0.1 172.32.0.1 192.167.1.1
192.169.0.1 198.17.0.1 198.20.0.1 223.255.255.254 169.253.1.1 2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8
64:ff9b::808:808 2002:808:808::1 2606:4700::5efe:8.8.8.8
""")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_the_owners_to_allow(address: str) -> None:
    assert "set allow_private: true" in refusal(address, allow_private=False)
    assert refusal(address, allow_private=True) == ""


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_asked(address: str) -> None:
    for allowed in (False, True):
        why = refusal(address, allow_private=allowed)
        assert why
        assert "allow_private" not in why


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_fine(address: str) -> None:
    assert refusal(address, allow_private=False) == ""


FORMS = words(r"""
http://127.0.0.1:{port}/  http://127.0.0.1.:{port}/  http://127.1:{port}/  http://127.0.1:{port}/
http://2130706433:{port}/  http://0x7f000001:{port}/  http://0x7f.0.0.1:{port}/  http://017700000001:{port}/
http://0177.0.0.1:{port}/  http://0177.0.0.01:{port}/  http://127.0.0.01:{port}/  http://127.000.000.001:{port}/
http://0:{port}/  http://0.0.0.0:{port}/  http://[::]:{port}/  http://[::1]:{port}/  http://[0:0:0:0:0:0:0:1]:{port}/
http://[::ffff:127.0.0.1]:{port}/  http://[::ffff:7f00:1]:{port}/  http://[::127.0.0.1]:{port}/
http://[0000::ffff:127.0.0.1]:{port}/  http://[64:ff9b::7f00:1]:{port}/  http://[2002:7f00:1::]:{port}/
http://[fe80::1%25lo]:{port}/  http://[::1%25lo]:{port}/  http://localhost:{port}/  http://LOCALHOST:{port}/
http://localhost.:{port}/  http://localhost..:{port}/  http://foo.localhost:{port}/
http://user@127.0.0.1:{port}/  http://forum.example@127.0.0.1:{port}/  http://forum.example:80@127.0.0.1:{port}/
http://forum.example\@127.0.0.1:{port}/  http://127.0.0.1:{port}\@forum.example/  http://127.0.0.1:{port}#@forum.example/
http://127.0.0.1:{port}?@forum.example/  http://forum.example#@127.0.0.1:{port}/  http://①②⑦.⓪.⓪.①:{port}/
http://127。0。0。1:{port}/  http://127%2E0%2E0%2E1:{port}/  http://%31%32%37.0.0.1:{port}/  http://ⓛocalhost:{port}/
http:127.0.0.1:{port}/  http:/127.0.0.1:{port}/  http:///127.0.0.1:{port}/  http:\\127.0.0.1:{port}/
//127.0.0.1:{port}/  127.0.0.1:{port}/  http://127.0.0.1:{port}%0d%0aHost:x/  http://127.0.0.1%00.forum.example:{port}/
http://169.254.169.254/latest/meta-data/  http://[::ffff:169.254.169.254]/  http://2852039166/  http://[fd00:ec2::254]/
http://100.100.100.200/  http://10.0.0.1/  http://192.168.1.1/  http://172.16.0.1/  http://100.64.0.1/  http://224.0.0.1/
http://255.255.255.255/  https://127.0.0.1:{port}/  file:///etc/passwd  ftp://127.0.0.1/  gopher://127.0.0.1:{port}/_x
dict://127.0.0.1:{port}/  unix:///run/docker.sock  data:text/plain,x  javascript:alert(1)  http://  http://:{port}/
http://rebind.example:{port}/  http://mapped.example:{port}/  http://both.example:{port}/
""")


@pytest.mark.parametrize("form", FORMS)
async def test_no_form_of_an_address_gets_inside(server: Hostile, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    asked = socket.getaddrinfo
    special = {
        "rebind.example": ["127.0.0.1"],
        "mapped.example": ["::ffff:127.0.0.1"],
        "both.example": ["10.0.0.1", "127.0.0.1", "::1"],
    }

    def look_up(host: str, port: int, *args: object) -> list[object]:
        # The machine's own rules for odd numbers, but no question to a real DNS server.
        if host.endswith("forum.example"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [found for one in special.get(host, [host]) for found in asked(one, port, 0, socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with Net(gap=timedelta(0)) as net:
        error = await fails(net.bound(failure=FetchError, deadline=timedelta(seconds=5)), form.format(port=server.port))
    assert server.connections == 0
    assert "did not answer within" not in str(error)


async def test_the_refusal_tells_what_to_do(net: Net, names: dict[str, list[str]]) -> None:
    client = net.bound(failure=FetchError)
    error = await fails(client, f"http://10.0.0.1/{CANARY}")
    assert str(error) == (
        "refused: 10.0.0.1 is a private address; set allow_private: true on this source or channel if it is yours"
    )
    assert error.permanent
    names["forum.example"] = ["192.168.0.1", "fc00::1"]
    error = await fails(client, f"https://forum.example/{CANARY}")
    assert str(error).startswith("refused: forum.example is at ")
    assert "a private address" in str(error)
    assert not error.permanent  # the name may lead elsewhere tomorrow


@pytest.mark.usefixtures("internet")
async def test_a_name_with_one_public_address_is_asked_there(
    net: Net, server: Hostile, names: dict[str, list[str]]
) -> None:
    names["forum.example"] = ["127.0.0.2", "127.0.0.1"]
    async with Hostile(host="127.0.0.2", port=server.port) as inside:
        client, url = net.bound(failure=FetchError), f"http://forum.example:{server.port}"
        # What goes wrong after that is not the guard's doing.
        assert str(await fails(client, f"{url}/short")) == "forum.example broke off in the middle of its answer"
        assert (await client.request("GET", f"{url}/")).status == 200
        assert (len(server.seen), inside.connections) == (2, 0)


async def test_a_permitted_connection_does_not_serve_others(net: Net, mine: Bound, server: Hostile) -> None:
    assert (await mine.request("GET", server.url("/"))).status == 200  # and stays open
    assert "refused: 127.0.0.1 is a loopback address" in str(
        await fails(net.bound(failure=FetchError), server.url("/"))
    )
    assert len(server.seen) == 1


# --- politeness


async def test_not_too_many_at_a_time(server: Hostile) -> None:
    async with Net(per_host=2) as net:
        client = net.bound(failure=FetchError, allow_private=True)
        tasks = [asyncio.create_task(client.request("GET", server.url("/hang"))) for _ in range(6)]
        while len(server.seen) < 2:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.02)
        assert (len(server.seen), server.connections) == (2, 2)
        async with Hostile() as other:  # another host is not held up
            assert (await client.request("GET", other.url("/"))).status == 200
        for task in tasks:
            task.cancel()
        assert all(
            isinstance(it, asyncio.CancelledError) for it in await asyncio.gather(*tasks, return_exceptions=True)
        )


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize(("private", "gap"), [(False, 0.1), (True, 3600)])
async def test_a_gap_between_requests_to_strangers(server: Hostile, private: bool, gap: float) -> None:
    async with Net(gap=timedelta(seconds=gap), per_host=4) as net:
        client = net.bound(failure=FetchError, allow_private=private)
        started = time.monotonic()
        await asyncio.gather(*(client.request("GET", server.url("/")) for _ in range(4)))
        took = time.monotonic() - started
    assert private or took >= 0.3  # what is private does not wait for an hour, or this never ends


async def test_a_host_is_left_alone_even_if_its_reply_is_broken(mine: Bound, server: Hostile) -> None:
    headers = {"Retry-After": "30", "Content-Encoding": "br"}
    assert "compressed" in str(await fails(mine, server.say(429, headers, "x")))
    assert "asked to be left alone for another 30 s" in str(await fails(mine, server.url("/")))


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_wants_to_be_left_alone_is(
    net: Net, mine: Bound, server: Hostile, clock: SetClock, status: int
) -> None:
    reply = await mine.request("GET", server.say(status, {"Retry-After": "90"}))
    assert (reply.status, reply.retry_after) == (status, timedelta(seconds=90))
    clock.move(timedelta(seconds=48))
    error = await fails(net.bound(failure=FetchError, allow_private=True), server.url("/echo"))
    assert str(error) == "127.0.0.1 asked to be left alone for another 42 s"
    assert error.retry_after == timedelta(seconds=42)
    assert len(server.seen) == 1
    async with Hostile() as other:
        assert (await mine.request("GET", other.url("/"))).status == 200
    clock.move(timedelta(seconds=42))
    assert (await mine.request("GET", server.url("/echo"))).status == 200


async def test_a_clock_that_is_set_back_does_not_silence_a_host(mine: Bound, server: Hostile, clock: SetClock) -> None:
    await mine.request("GET", server.say(429, {"Retry-After": "90"}))
    clock.move(-timedelta(days=365))
    assert (await mine.request("GET", server.url("/echo"))).status == 200


async def test_those_in_the_queue_hear_of_it_too(server: Hostile, clock: SetClock) -> None:
    async with Net(per_host=1, clock=clock) as net:
        client = net.bound(failure=FetchError, allow_private=True)
        asked = [client.request("GET", server.say(429, {"Retry-After": "60"})) for _ in range(4)]
        first, *rest = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(first, Response)
    assert [type(it) for it in rest] == [FetchError] * 3
    assert len(server.seen) == 1


async def test_idle_hosts_are_forgotten(
    net: Net, server: Hostile, mine: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.net.hosts._MANY", 2)
    await mine.request("GET", server.say(429, {"Retry-After": "60"}))
    for port in range(1, 6):
        await fails(mine, f"http://127.0.0.1:{port}/")
    assert str(await fails(mine, server.url("/"))).startswith("127.0.0.1 asked to be left alone")


# --- Retry-After

S = timedelta(seconds=1)
IN_A_MINUTE = int(NOW.timestamp()) + 60


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {}, None),
        (429, {"retry-after": "120"}, 120 * S),
        (429, {"retry-after": " 1.5 "}, 1.5 * S),
        (429, {"retry-after": "0"}, 0 * S),
        (429, {"retry-after": "-5"}, 0 * S),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": ""}, None),
        (429, {"retry-after": "nan"}, None),
        (429, {"retry-after": "inf"}, None),
        (429, {"retry-after": "9" * 400}, None),
        (429, {"retry-after": "99999999"}, timedelta(hours=24)),
        (429, {"retry-after": "Sun, 01 Mar 2026 12:01:00 GMT"}, 60 * S),
        (503, {"retry-after": "Sunday, 01-Mar-26 12:01:00 GMT"}, 60 * S),
        (503, {"retry-after": "Sun Mar  1 12:01:00 2026"}, 60 * S),
        (503, {"retry-after": "Sun, 01 Mar 2026 13:01:00 +0100"}, 60 * S),
        (503, {"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0 * S),
        (503, {"retry-after": "Sun, 01 Mar 2126 11:00:00 GMT"}, timedelta(hours=24)),
        (503, {"retry-after": "Sun, 99 Mar 2026 99:00:00 GMT"}, None),
        (200, {"retry-after": "7"}, 7 * S),
        (429, {"retry-after": "0", "x-ratelimit-reset": "42"}, 42 * S),
        (429, {"retry-after": "5", "x-ratelimit-reset": "42"}, 5 * S),
        (429, {"retry-after": "rubbish", "ratelimit-reset": "42"}, 42 * S),
        (429, {"x-ratelimit-reset": str(IN_A_MINUTE)}, 60 * S),
        (429, {"x-rate-limit-reset": f"{IN_A_MINUTE}.5"}, 60.5 * S),
        (403, {"x-ratelimit-reset": str(IN_A_MINUTE * 1000)}, 60 * S),
        (429, {"x-ratelimit-reset": "2026-03-01T12:01:00.000000Z"}, 60 * S),
        (429, {"x-ratelimit-reset": "2026-03-01T12:01:00"}, 60 * S),
        (503, {"x-ratelimit-reset-after": "0.75", "x-ratelimit-reset": str(IN_A_MINUTE)}, 0.75 * S),
        (429, {"x-ratelimit-reset": "7.0"}, 7 * S),
        (429, {"x-ratelimit-reset": "2026-03-01"}, 0 * S),
        (429, {"x-ratelimit-reset": "rubbish"}, None),
        (200, {"x-ratelimit-reset": "42"}, None),
        (404, {"x-ratelimit-reset": "42", "x-ratelimit-remaining": "17"}, None),
        (200, {"x-ratelimit-reset": "42", "x-ratelimit-remaining": "0.0"}, 42 * S),
        (200, {"x-rate-limit-reset": str(IN_A_MINUTE), "x-rate-limit-remaining": "0"}, 60 * S),
        (200, {"x-ratelimit-reset": "42", "x-ratelimit-remaining": "none"}, None),
    ],
)
def test_how_long_to_stay_away(status: int, headers: dict[str, str], expected: timedelta | None) -> None:
    assert retry_after(status, headers, NOW) == expected


# --- secrets, and leaving


@pytest.fixture
def every_record(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize(
    "address",
    [
        lambda s: s.url("/close?{0}"),
        lambda s: s.url("/not-http/{0}"),
        lambda s: s.url("/loop?{0}"),
        lambda s: s.url("/gzip-not?{0}"),
        lambda s: s.url("/endless?{0}"),
        lambda s: s.url("/hang?{0}"),
        lambda s: s.url("/short?{0}"),
        lambda s: s.say(302, {"Location": "file:///{0}"}),
        lambda s: s.say(302, {"Location": "http://[{0}"}),
        lambda s: s.say(429, {"Retry-After": "9", "X": "{0}"}),
        lambda s: s.say(200, {"Set-Cookie": "a=\x01{0}; ;;; expires=x"}),
        lambda s: "http://u:{0}@127.0.0.1:1/{0}?{0}#{0}",
        lambda s: "http://u:{0}@[::1/{0}",
        lambda s: "http://u:{0}@2130706433/{0}?{0}",
        lambda s: "http://u:{0}@10.0.0.1:99999/{0}?{0}",
        lambda s: "{0}://u:{0}@forum.example/{0}",
        lambda s: "https://forum.example/services/{0}",
        lambda s: "https://169.254.169.254/services/{0}",
    ],
)
async def test_no_secret_is_ever_said(
    net: Net,
    server: Hostile,
    names: dict[str, list[str]],
    every_record: pytest.LogCaptureFixture,
    address: Callable[[Hostile], str],
) -> None:
    client = net.bound(failure=FetchError, allow_private=True, deadline=SHORT)
    url = address(server).replace("{0}", CANARY).replace("%7B0%7D", CANARY)
    assert CANARY in url
    said = []
    try:
        said.append(repr(await client.request("POST", url, headers={"Authorization": CANARY}, content=CANARY.encode())))
    except FetchError as error:
        said += [str(error), repr(error), "".join(traceback.format_exception(error))]
    said += [repr(client), *(f"{record.getMessage()} {record.args}" for record in every_record.records)]
    assert said[0]
    assert not [line for line in said if CANARY in line]


async def test_http_libraries_do_not_log_addresses(net: Net) -> None:
    for name in ("httpx", "httpcore", "aiohttp.client"):
        assert not logging.getLogger(name).isEnabledFor(logging.WARNING)


async def test_cancelling_passes(mine: Bound, server: Hostile) -> None:
    task = asyncio.create_task(mine.request("GET", server.url("/hang")))
    while not server.seen:
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


LEAVING = """
import asyncio, gc
from datetime import timedelta
from connectors.base import FetchError
from monitor.net import Net
from tests.fakes.hostile import Hostile

async def main():
    asyncio.get_running_loop().slow_callback_duration = 60  # a busy machine is no leak
    async with Hostile() as server, Net() as net:
        client = net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=0.05))
        for path in ("/echo", "/gzip", "/hang", "/drip", "/endless", "/loop", "/close", "/bomb"):
            try:
                await client.request("GET", server.url(path))
            except FetchError:
                pass
        task = asyncio.create_task(client.request("GET", server.url("/hang")))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

asyncio.run(main())
gc.collect()
print("left")
"""


@pytest.mark.slow
def test_nothing_is_left_open() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", LEAVING],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("left\n", "")
