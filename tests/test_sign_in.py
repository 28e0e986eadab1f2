"""Refresh tokens that a service exchanges for others: the newest is shown, and outlives a restart, a dry run and a full disk."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from connectors.base import Blocked, FetchError
from connectors.sign_in import access_token, where
from monitor import commands
from monitor.clock import SystemClock
from monitor.config import load
from monitor.net import Bound, Net, Vault
from tests.fakes import google_business
from tests.fakes.base import Fake, refuses
from tests.fakes.imap import CERTIFICATE, TOKEN, USER, ImapToy

FIRST = "refresh-0-the-owners-own"


USUAL = ("https://api.example", "https://login.example/oauth/token")


@pytest.mark.parametrize(
    ("sign_in_url", "base_url", "found"),
    [
        (USUAL[1], USUAL[0], USUAL[1]),
        (USUAL[1], f"{USUAL[0]}/", USUAL[1]),
        (USUAL[1], "http://127.0.0.1:8099/mirror", "http://127.0.0.1:8099/oauth/token"),
        ("https://other.example/token", "http://127.0.0.1:8099", "https://other.example/token"),
        ("https://other.example/token", USUAL[0], "https://other.example/token"),
    ],
)
def test_where_tokens_are_given(sign_in_url: str, base_url: str, found: str) -> None:
    assert where(sign_in_url, base_url, USUAL) == found


class SignIn(Fake):
    """A token endpoint that takes each refresh token once, as Microsoft's may, and gives the next; ``shown`` has all that it was
    shown, ``good`` the one that counts."""

    def __init__(self, *, rotates: bool = True) -> None:
        super().__init__()
        self.rotates = rotates
        self.good = FIRST
        self.shown: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        form = parse_qs((await request.read()).decode())
        (token,) = form.get("refresh_token", ["none"])
        self.shown.append(token)
        if form["grant_type"] == ["client_credentials"]:
            return web.json_response({"access_token": "of-the-application", "refresh_token": "unasked"})
        if token != self.good:
            return web.json_response({"error": "invalid_grant"}, status=400)
        await asyncio.sleep(0)  # others get their chance to come with the same one
        told = {"access_token": TOKEN, "token_type": "Bearer"}
        if self.rotates:
            self.good = f"refresh-{len(self.shown)}-from-the-service"
            told["refresh_token"] = self.good
        return web.json_response(told)


@pytest.fixture
async def there() -> AsyncIterator[SignIn]:
    async with SignIn() as it:
        yield it


def process(folder: Path | None) -> Net:
    return Net(clock=SystemClock(), version="1", gap=timedelta(0), vault=Vault(folder))


def way_out(net: Net) -> Bound:
    return net.bound(failure=FetchError, allow_private=True)


async def ask(net: Net, there: SignIn, token: str = FIRST) -> str:
    return await access_token(way_out(net), f"{there.url}/token", {"client_id": "c"}, token)


async def test_the_newest_is_shown_and_outlives_a_restart(there: SignIn, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "sign-ins"
    for _ in range(2):
        async with process(folder) as net:
            assert await ask(net, there) == TOKEN
            assert await ask(net, there) == TOKEN
    assert there.shown == [FIRST, *(f"refresh-{n}-from-the-service" for n in (1, 2, 3))]
    (kept,) = folder.iterdir()
    assert kept.read_text() == there.good
    assert FIRST not in kept.name
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(kept.stat().st_mode)) == (0o700, 0o600)


async def test_without_a_place_it_lasts_as_long_as_the_process(there: SignIn) -> None:
    async with process(None) as net:
        for _ in range(3):
            assert await ask(net, there) == TOKEN
    assert there.shown[-1] == "refresh-2-from-the-service"


async def test_sources_with_one_token_show_it_one_after_the_other(there: SignIn, tmp_path: Path) -> None:
    async with process(tmp_path) as net:
        assert await asyncio.gather(*(ask(net, there) for _ in range(5))) == [TOKEN] * 5
    assert len({*there.shown}) == 5


async def test_two_processes_show_the_same(there: SignIn, tmp_path: Path) -> None:
    async with process(tmp_path) as daemon, process(tmp_path) as beside:
        for net in (daemon, beside, daemon):
            assert await ask(net, there) == TOKEN
    assert len({*there.shown}) == 3


async def test_a_service_that_keeps_its_tokens_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "sign-ins"
    async with SignIn(rotates=False) as there, process(folder) as net:
        assert await ask(net, there) == TOKEN
        assert await access_token(way_out(net), there.url, {"client_id": "c"}) == "of-the-application"
    assert not folder.exists()


@pytest.mark.parametrize(
    ("answer", "token", "said"),
    [
        ({"error": "invalid_grant"}, FIRST, "refuses the refresh token: sign in again"),
        ({"error": "invalid_client"}, FIRST, "refuses client_id and client_secret"),
        ({"error": "invalid_scope"}, "", "refuses client_id and client_secret"),
        ("<html>", FIRST, "refuses the refresh token"),
    ],
)
async def test_what_is_refused_is_what_has_to_be_mended(
    there: SignIn, tmp_path: Path, answer: object, token: str, said: str
) -> None:
    there.bad_day = refuses(401, body=answer)
    async with process(tmp_path) as net:
        with pytest.raises(Blocked, match=said):
            await ask(net, there, token)


async def test_a_new_sign_in_of_the_owners_counts(there: SignIn, tmp_path: Path) -> None:
    async with process(tmp_path) as net:
        await ask(net, there)
        there.good = "second-sign-in-of-the-owner"
        with pytest.raises(Blocked, match="sign in again"):
            await ask(net, there)
        assert await ask(net, there, "second-sign-in-of-the-owner") == TOKEN
        there.good = FIRST  # what was kept is from an old backup, and the owner's own still good
        assert await ask(net, there) == TOKEN


async def test_trouble_of_the_service_costs_no_token(there: SignIn, tmp_path: Path) -> None:
    async with process(tmp_path) as net:
        await ask(net, there)
        before = there.good

        async def busy(request: web.Request, answer: object) -> web.Response:
            return web.Response(status=503)

        there.bad_day = busy
        with pytest.raises(FetchError, match="trouble of its own"):
            await ask(net, there)
        there.bad_day = None
        assert await ask(net, there) == TOKEN
    assert there.shown.count(before) == 1


@pytest.mark.parametrize("what", ["unreadable", "unwritable"])
async def test_a_disk_in_trouble_is_told_without_the_token(
    there: SignIn, tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    folder = tmp_path / "sign-ins"
    async with process(folder) as net:
        await ask(net, there)
    (kept,) = folder.iterdir()
    if what == "unreadable":
        kept.write_bytes(b"\xff\xfe")
        there.good = FIRST
    else:
        kept.with_name(f"{kept.name}.new").mkdir()
    async with process(folder) as net:
        assert await ask(net, there) == TOKEN
        assert await ask(net, there) == TOKEN  # it is known as long as the process lives
    said = {"unreadable": "cannot be read", "unwritable": "could not be kept"}[what]
    assert said in caplog.text
    assert "refresh-" not in caplog.text


async def test_once_and_a_dry_run_keep_it_and_no_database_has_it(
    there: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    data = tmp_path / "data"
    async with ImapToy() as toy, google_business.BusinessToy() as business:
        mailbox = {"kind": "imap", "name": "mails", "server": f"localhost:{toy.port}", "user": USER, "folder": "INBOX"}
        place = {"kind": "google_business", "place": google_business.PLACE, "base_url": business.url}
        signed_in = {"client_id": "c", "client_secret": "s3cret-s3cret", "refresh_token": FIRST}
        both = [
            one | signed_in | {"sign_in_url": f"{there.url}/token", "about": "Harbor", "allow_private": True}
            for one in (mailbox, place)
        ]
        whole = {"data": str(data), "tone": {"scorer": "fast"}, "brands": [{"name": "Harbor"}], "sources": both}
        path = tmp_path / "config.yaml"
        path.write_text(json.dumps(whole))
        for dry_run in (True, False, True):
            assert await commands.once.once(load(path, {}), dry_run=dry_run, as_new=None, as_json=True) == 0
            told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
            outcomes = {event["source"]: event["error"] for event in told if event["event"] == "source"}
            assert outcomes["mails"] is None
    assert len({*there.shown}) == len(there.shown) == 6
    with closing(sqlite3.connect(data / "earful.db")) as database:
        assert not [row for row in database.iterdump() if "refresh-" in row]
