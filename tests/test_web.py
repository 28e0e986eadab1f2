"""The HTTP server inside the daemon: what it answers to anybody, what it withstands, and how it follows the configuration."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from prometheus_client.parser import text_string_to_metric_families

from monitor.config import Page
from monitor.matching import Brand as Names
from monitor.web import ingest, security, serving
from monitor.web.behind import Figures
from monitor.web.door import Door
from monitor.web.metrics import exposition
from monitor.web.pulse import HANGS, STANDS_STILL, Pulse
from monitor.web.security import HEADERS, Limits, asker
from monitor.web.serving import Serving
from tests.fakes.site import Site, site
from tests.fakes.stage import START, Place, brand, post

TOKEN = "a-token-for-figures"


async def raw(port: int, data: bytes, patience: float = 5.0) -> bytes:
    """What comes back for these bytes until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        async with asyncio.timeout(patience):
            return await reader.read()
    finally:
        writer.close()


def closing_get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


# -- what everybody gets ---------------------------------------------------------------------------------------------


async def test_a_stranger_is_shown_nobody(tmp_path: Path) -> None:
    place = Place([post()])
    async with site(tmp_path, {"Town forum": place}) as there:
        await there.app.poll(there.app.parts.config.sources["Town forum"])
        await there.app.work()
        async with there.get("/") as answer:
            assert answer.status == 303
            assert answer.headers["Location"] == "/sign-in?next=%2F"
        async with there.get("/sign-in") as answer:
            text = await answer.text()
        assert answer.content_type == "text/html"
        assert not [word for word in ("Dana", "Harbor", "Town forum", "maria", "<script", "style=") if word in text]
        async with there.get("/static/earful.css") as css:
            assert css.content_type == "text/css"
            assert "max-age" in css.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200), ("HEAD", "/sign-in", 200), ("GET", "/static/icon.svg", 200), ("GET", "/healthz", 200),
        ("GET", "/none", 404),
        ("POST", "/", 405), ("DELETE", "/healthz", 405), ("GET", "/metrics", 404), ("POST", "/ingest/none", 404),
        ("GET", "/ingest/none", 405), ("GET", "/do/forged", 403), ("POST", "/do/forged.forged", 403), ("GET", "/static/x", 404),
    ],
)  # fmt: skip
async def test_the_headers_go_with_every_answer(method: str, path: str, status: int, tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.client.request(method, f"{there.url}{path}") as answer:
        assert answer.status == status
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["Cache-Control"] in ("no-store", "public, max-age=3600")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, True), ({"Host": "localhost:8080"}, True), ({"Host": "[::1]:8080"}, True), ({"Host": "192.168.1.5:8080"}, False),
        ({"Host": "nas"}, False), ({"Host": "shop.example"}, False), ({"Host": "[x"}, False),
        ({"Host": "shop.example", "X-Forwarded-Proto": "https"}, True), ({"Host": "nas", "X-Forwarded-Proto": "http"}, False),
    ],
)  # fmt: skip
async def test_no_opener_policy_where_a_browser_would_complain_of_it(
    headers: dict[str, str], said: bool, tmp_path: Path
) -> None:
    async with site(tmp_path) as there, there.get("/healthz", headers=headers) as answer:
        assert ("Cross-Origin-Opener-Policy" in answer.headers) is said


async def test_a_program_gets_problem_json_and_a_person_a_page(tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        async with there.get("/none") as answer:
            assert answer.content_type == "application/problem+json"
            assert (await answer.json())["status"] == 404
        async with there.get("/none", headers={"Accept": "text/html"}) as answer:
            assert answer.content_type == "text/html"
            assert "<h1>There is nothing here</h1>" in await answer.text()
        async with there.post("/") as answer:
            assert answer.headers["Allow"] == "GET,HEAD"


async def test_what_breaks_inside_is_told_to_the_log_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with site(tmp_path, page=Page(port=0, metrics_token=TOKEN)) as there:
        await there.app.parts.store.close()
        (tmp_path / "earful.db").unlink()
        async with there.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}) as answer:
            assert answer.status == 500
            text = await answer.text()
    assert "Something broke here" in text
    assert "earful.db" not in text
    assert "answering /metrics failed" in caplog.text


# -- hostile ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00canary-1\r\n\r\n",
        b"GET canary-1\r\n\r\n",
        b"GET / HTTP/1.1\r\ncanary-1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"canary-1" * 2000 + b"\r\n\r\n",
        b"GET /" + b"canary-1" * 2000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\ncanary-1",
    ],
)
async def test_what_is_no_http_gets_one_line_and_no_echo(
    data: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with site(tmp_path) as there:
        answer = await raw(there.port, data)
    assert answer.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400"))
    assert b"nosniff" in answer
    assert b"canary" not in answer
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.yaml", "/static/..%2f..%2fconfig.yaml", "/static/%2e%2e/%2e%2e/earful.db", "/static/..\\earful.db",
        "/static/earful.css%00.svg", "/static//etc/passwd", "//etc/passwd", "/static/%252e%252e%252fconfig",
        "/ingest/../healthz/..", "/static/earful.css/", "/do/", "/do/../healthz",
    ],
)  # fmt: skip
async def test_paths_lead_nowhere_but_where_they_say(path: str, tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        status, _, rest = (await raw(there.port, closing_get(path))).partition(b"\r\n")
    assert status.split()[1] in (b"400", b"403", b"404")
    assert b"root:" not in rest
    assert b"SQLite format" not in rest


async def test_headers_that_never_end_are_not_waited_for(tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        door = Door(there.app.front.behind(), lambda app: Serving(app, headers_within=0.3))
        await door.follow(Page(port=0))
        port = door.addresses[0][1]
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]

        async def drip(writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                writer.write(b"GET / HTTP/1.1\r\n")
                while not writer.is_closing():
                    writer.write(b"X-Slow: 1\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.05)

        dripping = [asyncio.create_task(drip(writer)) for _, writer in slow]
        async with asyncio.timeout(5), there.client.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200  # meanwhile others are served
        async with asyncio.timeout(5):
            for reader, _ in slow:
                with contextlib.suppress(ConnectionError):
                    assert await reader.read() == b""
        for task in dripping:
            task.cancel()
        await asyncio.gather(*dripping, return_exceptions=True)
        for _, writer in slow:
            writer.close()
        await door.close()


async def test_one_address_cannot_have_all_connections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_OF_ONE", 3)
    async with site(tmp_path) as there:
        held = [await asyncio.open_connection("127.0.0.1", there.port) for _ in range(3)]
        for _, writer in held:
            writer.write(b"GET / HTTP/1.1\r\n")
            await writer.drain()
        await asyncio.sleep(0.05)
        with contextlib.suppress(ConnectionError):
            assert await raw(there.port, closing_get("/healthz")) == b""
        held[0][1].close()
        await held[0][1].wait_closed()
        await asyncio.sleep(0.05)
        assert b"200 OK" in await raw(there.port, closing_get("/healthz"))
        for _, writer in held[1:]:
            writer.close()


async def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "Limits", lambda: Limits(1.0, 3, lambda: 100.0))
    async with site(tmp_path) as there:
        found = []
        for _ in range(4):
            async with there.get("/healthz") as answer:
                found.append((answer.status, (await answer.json()).get("title")))
    assert found == [(200, None)] * 3 + [(429, "Too many requests")]
    assert answer.headers["Retry-After"] == "1"


def test_the_bucket_of_an_address_fills_again() -> None:
    now = 0.0
    limits = Limits(2.0, 2, lambda: now)
    assert [limits.wait("192.0.2.1") for _ in range(3)] == [0.0, 0.0, 0.5]
    assert limits.wait("192.0.2.2") == 0.0
    now = 0.5
    assert limits.wait("192.0.2.1") == 0.0
    assert limits.wait("192.0.2.1") > 0
    # A customer of IPv6 has a whole network.
    assert [limits.wait(f"2001:db8::{n}") for n in (1, 2, 3)] == [0.0, 0.0, 0.5]
    assert limits.wait("2001:db8:0:1::1") == 0.0


def test_only_so_many_addresses_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "REMEMBERED", 10)
    limits = Limits(1.0, 1, lambda: 0.0)
    for n in range(100):
        assert limits.wait(f"10.0.0.{n}") == 0.0
    assert len(limits._left) == 10
    assert limits.wait("10.0.0.99") > 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),  # a stranger's word counts nothing
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # what a client puts in front is not believed
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_who_asks_behind_a_proxy(peer: str, forwarded: str, found: str) -> None:
    class Transport(asyncio.Transport):
        def get_extra_info(self, name: str, default: Any = None) -> Any:
            return (peer, 1234) if name == "peername" else default

    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers, transport=Transport())
    assert asker(request, ("10.0.0.0/24",)) == found


async def test_the_log_names_the_route_and_no_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with site(tmp_path) as there:
        async with there.get("/do/canary-token?deed=take"):
            pass
        async with there.post("/ingest/canary-name?secret=canary-secret", headers={"Authorization": "Bearer canary-3"}):
            pass
        async with there.get("/canary-path"):
            pass
    assert "127.0.0.1 GET /do/{token}: 403" in caplog.text
    assert "127.0.0.1 POST /ingest/{source}: 404" in caplog.text
    assert "127.0.0.1 GET (no such page): 404" in caplog.text
    assert "canary" not in "\n".join(line for line in caplog.text.splitlines() if "monitor." in line)


# -- following the configuration -------------------------------------------------------------------------------------


def taken_port() -> tuple[socket.socket, int]:
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen()
    return held, held.getsockname()[1]


async def test_without_a_port_nothing_listens(tmp_path: Path) -> None:
    async with site(tmp_path, page=Page()) as there:
        assert there.app.front.door is None


async def test_a_port_that_is_taken_is_told_and_tried_again(tmp_path: Path) -> None:
    held, port = taken_port()
    place = Place([post()])
    async with site(tmp_path, {"Town forum": place}, page=Page(port=port)) as there:
        await there.app.front.listen()
        await there.app.delivered()
        assert there.mail.told == [("PAGE_SHUT", "sam")]  # once
        assert f"127.0.0.1 port {port} is taken by another program" in there.mail.take_one().body
        heard = await there.app.poll(there.app.parts.config.sources["Town forum"])
        assert heard.outcome == "items"  # the rest goes on
        held.close()
        await there.app.front.listen()
        await there.app.delivered()
        assert there.mail.told[0] == ("PAGE_OPEN", "sam")
        async with there.get("/healthz") as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [("192.0.2.1", 0, "this machine has no address 192.0.2.1"), ("127.0.0.1", 1, "is not allowed to this user")],
)
async def test_an_address_that_cannot_be_had_is_told(
    host: str, port: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if port == 1:  # root may have it

        async def refuse(*_: Any, **__: Any) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(asyncio.get_running_loop(), "create_server", refuse)
    async with site(tmp_path, page=Page(host=host, port=port)) as there:
        assert there.app.front.door
        assert said in there.app.front.door.trouble


async def reload(there: Site, page: Page) -> str:
    config = replace(there.app.parts.config, page=page, digest=str(page))
    return await there.app.reload(lambda: config)


async def test_a_reload_moves_the_page_and_drops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with site(tmp_path) as there:
        before = there.port
        asked, answered = asyncio.Event(), asyncio.Event()

        async def slow(*_: Any) -> list[str]:
            asked.set()
            await answered.wait()
            return []

        monkeypatch.setattr("monitor.front.unready", slow)
        under_way = asyncio.create_task(raw(before, closing_get("/readyz")))
        await asked.wait()
        held, after = taken_port()
        held.close()
        assert await reload(there, Page(port=after)) == "the new configuration is in force"
        assert there.port == after != before
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", before)
        async with there.get("/healthz") as answer:
            assert answer.status == 200
        answered.set()
        assert b"200 OK" in await under_way


async def test_a_new_place_that_is_taken_leaves_the_old_one_open(tmp_path: Path) -> None:
    held, port = taken_port()
    async with site(tmp_path) as there:
        before = there.port
        await reload(there, Page(port=port))
        assert there.port == before
        async with there.get("/healthz") as answer:
            assert answer.status == 200
        await there.app.delivered()
        assert there.mail.take() == [("PAGE_SHUT", "sam")]
        held.close()
        await there.app.front.listen()
        assert there.port == port


async def test_the_same_port_on_more_addresses(tmp_path: Path) -> None:
    held, port = taken_port()
    held.close()
    async with site(tmp_path, page=Page(port=port)) as there:
        await reload(there, Page(port=port, host="0.0.0.0"))
        assert there.app.front.door
        assert there.app.front.door.addresses == [("0.0.0.0", port)]
        await reload(there, Page(port=port, host="192.0.2.1"))  # not ours: the old one comes back
        assert there.app.front.door.addresses == [("0.0.0.0", port)]
        async with there.get("/healthz") as answer:
            assert answer.status == 200
        await reload(there, Page())
        assert there.app.front.door.addresses == []
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        await there.app.delivered()
        assert there.mail.told == [("PAGE_SHUT", "sam")]  # a page that is not wanted is not "open again"


async def test_the_end_does_not_wait_for_an_answer_that_never_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "GOODBYE", 0.2)
    asked = asyncio.Event()

    async def never(*_: Any) -> list[str]:
        asked.set()
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr("monitor.front.unready", never)
    loop = asyncio.get_running_loop()
    async with site(tmp_path) as there:
        hanging = asyncio.create_task(raw(there.port, closing_get("/readyz")))
        idle = await asyncio.open_connection("127.0.0.1", there.port)
        await asked.wait()
        began = loop.time()
    assert loop.time() - began < 3
    await hanging
    idle[1].close()


# -- well? -----------------------------------------------------------------------------------------------------------


def test_the_pulse_notices_what_stands_still() -> None:
    now = 0.0
    pulse = Pulse(lambda: now)
    assert pulse.trouble() == ""
    now = STANDS_STILL + 1
    assert pulse.trouble() == "the schedule stands still"
    pulse.turned()
    assert pulse.trouble() == ""
    now = HANGS + 2
    pulse.turned()
    assert pulse.trouble() == "the work does not come to an end"
    pulse.worked()
    assert pulse.trouble() == ""


async def test_the_pulse_measures_a_loop_that_is_late() -> None:
    pulse, loop = Pulse(), asyncio.get_running_loop()
    assert pulse.lag == 0
    pulse._look(loop, loop.time() - 0.75)
    assert 0.75 <= pulse.lag < 1.5
    pulse.unwatch()


async def test_healthz_is_503_while_the_schedule_stands_still(tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        async with there.get("/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "alive"})
        there.app.front.pulse._turned -= STANDS_STILL + 1
        async with there.get("/healthz") as answer:
            assert answer.status == 503
            assert (await answer.json())["why"] == ["the schedule stands still"]


async def test_a_running_daemon_keeps_its_pulse(tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        there.app.front.pulse._turned -= STANDS_STILL + 1
        there.app.front.pulse._worked -= HANGS + 1
        running = asyncio.create_task(there.app.run())
        async with asyncio.timeout(5):
            while there.app.front.pulse.trouble():
                await asyncio.sleep(0.02)
        there.app.stop()
        await running


async def test_readyz_waits_for_every_source_and_needs_the_database(tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place(), "News": Place()}) as there:
        async with there.get("/readyz") as answer:
            assert (answer.status, (await answer.json())["why"]) == (503, ["2 sources have not been tried yet"])
        for source in there.app.parts.config.sources.values():
            await there.app.poll(source)
        async with there.get("/readyz") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "ready"})
        await there.app.parts.store.close()
        (tmp_path / "earful.db").unlink()
        async with there.get("/readyz") as answer:
            text = await answer.text()
            assert answer.status == 503
    assert "the database does not answer" in text
    assert "Town" not in text


async def test_figures_need_the_token(tmp_path: Path) -> None:
    async with site(tmp_path, page=Page(port=0, metrics_token=TOKEN)) as there:
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": TOKEN},
            {"Authorization": f"Basic {TOKEN}"},
        ):
            async with there.get("/metrics", headers=headers) as answer:
                assert answer.status == 401
                assert answer.headers["WWW-Authenticate"] == "Bearer"
                assert "earful_" not in await answer.text()


async def test_figures_tell_what_happened(tmp_path: Path) -> None:
    shop = brand('Harbor "H" Plumbing', names=Names(name='Harbor "H" Plumbing', also_called=("Harbor Plumbing",)))
    places = {"Town forum": Place([post()]), "News": Place(trouble=ValueError("broken"))}
    page = Page(port=0, metrics_token=TOKEN)
    async with site(tmp_path, places, page=page, brands=[shop]) as there:
        for source in there.app.parts.config.sources.values():
            await there.app.poll(source, as_new=timedelta(days=1))
        await there.app.work()
        await asyncio.gather(*there.app._draining.values())
        there.clock.move(timedelta(hours=5))
        async with there.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"}) as answer:
            assert answer.content_type == "text/plain"
            text = await answer.text()
    found = {
        (sample.name, *(value for _, value in sorted(sample.labels.items(), reverse=True))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["earful_polls_total", "Town forum", "items"] == 1
    assert found["earful_polls_total", "News", "error"] == 1
    assert found["earful_posts_total", "Town forum"] == 1
    assert found["earful_mentions_total", "negative", 'Harbor "H" Plumbing'] == 1
    assert found["earful_cases", "open", 'Harbor "H" Plumbing'] == 1
    assert found[("earful_cases_overdue",)] == 1
    assert found["earful_deliveries_total", "sent", "mail"] == 1
    assert found["earful_source_heard_seconds", "Town forum"] == 5 * 3600
    assert ("earful_source_heard_seconds", "News") not in found
    assert found["earful_source_blind", "News"] == 0  # one failure is not blindness
    assert found[("earful_outbox_oldest_seconds",)] == 0
    assert found[("earful_mentions_pending",)] == 0
    assert "earful_loop_lag_seconds" in text


def test_figures_of_an_outbox_that_is_stuck() -> None:
    figures = Figures(
        "1", "fast", outbox={("mail", "due"): 3}, oldest=START - timedelta(minutes=2), blind={"News": True}
    )
    text = exposition(figures, START).decode()
    assert 'earful_outbox{channel="mail",state="due"} 3.0' in text
    assert "earful_outbox_oldest_seconds 120.0" in text
    assert 'earful_source_blind{source="News"} 1.0' in text


def test_what_holds_bodies_lets_go() -> None:
    async def one(held: ingest._Held, count: int) -> int:
        with held:
            held.take(count)
            return held._left

    async def all_of_it() -> None:
        held = ingest._Held(10)
        assert await one(held, 10) == 0
        assert held._left == 10
        with pytest.raises(Exception, match="Too much at once"):
            await one(held, 11)
        assert held._left == 10

    asyncio.run(all_of_it())


@pytest.mark.parametrize(
    ("page", "base"),
    [
        (Page(), ""), (Page(port=80), "http://127.0.0.1:80"), (Page(port=80, host="192.0.2.1"), "http://192.0.2.1:80"),
        (Page(port=80, host="0.0.0.0"), "http://127.0.0.1:80"), (Page(port=80, host="::"), "http://[::1]:80"),
        (Page(port=80, host="0.0.0.0", address="https://earful.example"), "https://earful.example"),
    ],
)  # fmt: skip
def test_a_link_leads_where_somebody_listens(page: Page, base: str) -> None:
    assert page.base == base
