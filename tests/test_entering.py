"""Who comes in to the page, by which way, and what they may do there."""

from __future__ import annotations

import asyncio
import re
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from monitor.cases import Refused
from monitor.commands import doors
from monitor.config import Client, Page, User
from monitor.store import accounts
from monitor.web import door, health, passwords, security
from monitor.web.entering import GOOD_FOR, IDLE, LASTS, invitation
from monitor.web.rights import Right
from monitor.web.trying import FREE, LONGEST, Tries
from tests.fakes.programs import program
from tests.fakes.site import PASSWORD, Site, site
from tests.fakes.stage import Place, brand, post


async def hear(there: Site) -> None:
    """One case: Dana about Harbor Plumbing."""
    await there.app.poll(there.app.parts.config.sources["Town forum"])
    await there.app.work()


# -- signing in ------------------------------------------------------------------------------------------------------


async def test_who_signs_in_sees_who_is_waiting_until_they_sign_out(tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([post()])}) as there:
        await hear(there)
        async with there.signed_in("look") as them:
            assert "Dana" in await them.text("/")
            async with them.post("/sign-out") as answer:
                assert answer.headers["Location"] == "/sign-in"
            async with them.get("/") as answer:
                assert answer.status == 303
            async with there.app.parts.store.read() as connection:
                done = [(entry.who, entry.what) for entry in await accounts.audited(connection)]
            assert done == [("look-maria", "signed out"), ("look-maria", "signed in")]


async def test_the_cookie_is_for_the_browser_alone(tmp_path: Path) -> None:
    page = Page(port=0, address="https://earful.shop.example")
    async with site(tmp_path, page=page) as there:
        await there.account("maria")
        async with there.post("/sign-in", data={"name": "maria", "password": PASSWORD}) as answer:
            cookie = answer.cookies["earful"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Lax", True, "/")
    async with there.app.parts.store.read() as connection:
        row = await accounts.session_of(connection, cookie.value)
    assert row is None or cookie.value.encode() not in bytes(row.key)


@pytest.mark.parametrize(
    ("page", "headers", "secure"),
    [
        (Page(port=0), {}, False),
        (Page(port=0), {"X-Forwarded-Proto": "https"}, False),  # anybody may say so
        (Page(port=0, proxies=("127.0.0.1",)), {"X-Forwarded-Proto": "https"}, True),
        (Page(port=0, proxies=("127.0.0.1",)), {"X-Forwarded-Proto": "https, http"}, False),
        (Page(port=0, proxies=("127.0.0.1",)), {}, False),
        (Page(port=0, proxies=("10.0.0.0/8",)), {"X-Forwarded-Proto": "https"}, False),
    ],
)
async def test_behind_a_proxy_with_a_certificate_the_cookie_stays_there(
    page: Page, headers: dict[str, str], secure: bool, tmp_path: Path
) -> None:
    async with site(tmp_path, page=page) as there:
        await there.account("maria")
        sent = {"name": "maria", "password": PASSWORD}
        async with there.post("/sign-in", data=sent, headers=headers) as answer:
            assert bool(answer.cookies["earful"]["secure"]) is secure


async def test_who_signs_in_again_has_one_session_and_a_new_one(tmp_path: Path) -> None:
    """Whatever a browser was given before, by whomever: it counts no more."""
    async with site(tmp_path) as there, there.signed_in("look") as them:
        [before] = [each.value for each in them.client.cookie_jar]
        sent = {"name": "look-maria", "password": PASSWORD}
        async with there.post("/sign-in", data=sent, cookies={"earful": before}) as answer:
            after = answer.cookies["earful"].value
        async with there.post("/sign-in", data=sent, cookies={"earful": "chosen by a stranger"}) as answer:
            assert answer.cookies["earful"].value not in (before, after, "chosen by a stranger")
        for cookie, status in ((before, 303), (after, 200), ("chosen by a stranger", 303)):
            async with there.get("/", cookies={"earful": cookie}) as answer:
                assert answer.status == status


# -- by which name ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "address", "ours"),
    [
        ("127.0.0.1:8080", "", True), ("[::1]:8080", "", True), ("192.168.1.7", "", True), (None, "", True),
        ("localhost:8080", "", True), ("nas", "", True), ("earful.local:8080", "", True), ("shop.lan.", "", True),
        ("evil.example", "", False), ("localhost.evil.example", "", False), ("127.0.0.1.evil.example", "", False),
        ("earful.shop.example", "https://earful.shop.example", True), ("evil.example", "https://earful.shop.example", False),
        ("EARFUL.shop.example.:8443", "https://earful.shop.example", True), ("", "", False), ("[::1", "", False),
        ("earful.shop.example.evil.example", "https://earful.shop.example", False),
    ],
)  # fmt: skip
def test_which_names_are_ours(host: str | None, address: str, ours: bool) -> None:
    assert security.is_ours(host, address) is ours


async def test_a_strangers_name_that_leads_here_reads_nothing(tmp_path: Path) -> None:
    """DNS rebinding: the browser thinks that it asks evil.example, whose page may read what comes and send any header."""
    users = {"maria": User(name="maria", role="admin", person="maria")}
    page = Page(port=0, proxies=("127.0.0.1",), user_header="Remote-User", users=users)
    evil = {"Host": "evil.example"}
    async with site(tmp_path, {"Town forum": Place([post()])}, page=page) as there:
        await hear(there)
        async with there.get("/", headers={"Remote-User": "maria"}) as answer:
            assert "Dana" in await answer.text()
        for path in ("/", "/api/v1/waiting", "/sign-in", "/accounts", "/live"):
            async with there.get(path, headers={**evil, "Remote-User": "maria"}) as answer:
                text = await answer.text()
                assert answer.status == 421, path
                assert "address:" in text
                assert "Dana" not in text
                assert "evil" not in text
        async with there.post("/sign-in", data={"name": "maria", "password": "x" * 10}, headers=evil) as answer:
            assert answer.status == 421
        for path in ("/healthz", "/static/earful.css"):  # for anybody, and about nobody
            async with there.get(path, headers=evil) as answer:
                assert answer.status == 200


async def test_a_session_and_a_token_by_a_strangers_name(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.signed_in("look") as them:
        for path in ("/", "/sign-in"):
            async with them.get(path, headers={"Host": "evil.example"}) as answer:
                assert answer.status == 421
        it = await program(there)  # a token is a secret that no page knows
        async with it.ask("GET", "/me", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 200
        async with there.get("/mentions", headers={"X-Forwarded-Host": "evil.example"}) as answer:
            assert answer.headers["Location"] == "/sign-in?next=%2Fmentions"


@pytest.mark.parametrize(
    "after", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1", "\t//evil.example"]
)
async def test_after_signing_in_nobody_is_led_away(after: str, tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        await there.account("maria")
        form = {"name": "maria", "password": PASSWORD, "next": after}
        async with there.post("/sign-in", data=form) as answer:
            assert answer.headers["Location"] == "/"
        async with there.post("/sign-in", data={**form, "next": "/cases/1?a=b"}) as answer:
            assert answer.headers["Location"] == "/cases/1?a=b"


@pytest.mark.slow
async def test_a_session_ends_when_nobody_uses_it_and_in_any_case_some_day(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.signed_in("look") as them:
        for _ in range(LASTS // (IDLE - timedelta(days=1))):
            there.clock.move(IDLE - timedelta(days=1))
            await them.text("/")
        there.clock.move(IDLE - timedelta(days=1))
        async with them.get("/") as answer:
            assert answer.status == 303
    async with site(tmp_path) as there, there.signed_in("look") as them:
        there.clock.move(IDLE + timedelta(minutes=1))
        async with them.get("/") as answer:
            assert answer.status == 303


async def test_a_new_password_ends_every_session(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.signed_in("look", name="sam") as them:
        await there.account("sam")
        async with them.get("/") as answer:
            assert answer.status == 303


async def test_an_account_of_the_configuration_wins_and_ends_with_it(tmp_path: Path) -> None:
    users = {"sam": User(name="sam", password=passwords.hashed("another three words"), role="look")}
    async with site(tmp_path, page=Page(port=0, users=users)) as there, there.visitor() as them:
        await there.account("sam")
        async with them.post("/sign-in", {"name": "sam", "password": PASSWORD}) as answer:
            assert answer.status == 401
            assert "do not belong together" in await answer.text()
        async with them.post("/sign-in", {"name": "sam", "password": "another three words"}) as answer:
            assert answer.status == 303
        assert "Nobody is waiting" in await them.text("/")


async def test_wrong_passwords_make_wait_and_leave_no_name_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with site(tmp_path) as there, there.visitor() as them:
        await there.account("maria")
        for count in range(FREE["address"]):
            async with them.post("/sign-in", {"name": f"canary-{count}", "password": "wrong"}) as answer:
                assert answer.status == 401
        async with them.post("/sign-in", {"name": "maria", "password": PASSWORD}) as answer:
            assert answer.status == 429
            assert 0 < int(answer.headers["Retry-After"]) <= 3
    assert "a wrong password from 127.0.0.1" in caplog.text
    assert "canary" not in caplog.text


async def test_who_guesses_many_at_once_has_no_more_tries(tmp_path: Path) -> None:
    async with site(tmp_path) as there:

        async def guess(name: str) -> int:
            async with there.post("/sign-in", data={"name": name, "password": "wrong"}) as answer:
                status: int = answer.status
                return status

        answers = await asyncio.gather(*(guess(f"somebody-{count}") for count in range(20)))
    assert answers.count(401) == FREE["address"]
    assert answers.count(429) == 20 - FREE["address"]


def test_who_tries_at_this_moment_counts_until_it_has_turned_out() -> None:
    tries = Tries(lambda: 1000.0)
    with ExitStack() as stack:
        for name in ("one", "two", "three", "four", "five"):
            assert tries.wait("192.0.2.1", name) == 0
            stack.enter_context(tries.trying("192.0.2.1", name))
        assert tries.wait("192.0.2.1", "six") == 2
        assert tries.wait("192.0.2.2", "six") == 0
    assert tries.wait("192.0.2.1", "six") == 0  # they were right


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_is_forgiven() -> None:
    now = 1000.0
    tries = Tries(lambda: now)
    waits = []
    for _ in range(16):
        tries.failed("192.0.2.1", "maria")
        waits.append(tries.wait("192.0.2.1", "somebody else"))
        now += waits[-1]
    assert waits[:7] == [0, 0, 0, 0, 2, 4, 8]
    assert waits[-1] == LONGEST
    tries.succeeded("192.0.2.1", "maria")
    now -= 1
    assert tries.wait("192.0.2.1", "maria") > 0  # an account of one's own is no licence to guess at others
    assert tries.wait("192.0.2.2", "maria") == 0
    now += 3 * LONGEST
    tries.failed("192.0.2.1", "maria")
    assert tries.wait("192.0.2.1", "maria") == 0


# -- invitations -----------------------------------------------------------------------------------------------------


async def test_an_invitation_is_good_for_one_password_within_a_day(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.visitor() as them:
        key = there.app.front.key()
        path = invitation(key, there.clock.now(), name="sam", role="act", person="maria", brands=("Harbor Plumbing",))
        assert "Hello sam" in await them.text(path)
        async with them.post(path, {"password": "short", "again": "short"}) as answer:
            assert answer.status == 400
            assert "10 characters" in await answer.text()
        async with them.post(path, {"password": PASSWORD, "again": "something else"}) as answer:
            assert answer.status == 400
        there.clock.move(timedelta(minutes=1))
        async with them.post(path, {"password": PASSWORD, "again": PASSWORD}) as answer:
            assert answer.status == 303
        assert "Sign out sam" in await them.text("/")
        for used in (them.get(path), them.post(path, {"password": PASSWORD, "again": PASSWORD})):
            async with used as answer:
                assert answer.status == 410
        old = invitation(key, there.clock.now(), name="ann", role="look", person="", brands=None)
        there.clock.move(GOOD_FOR + timedelta(seconds=1))
        async with them.get(old) as answer:
            assert answer.status == 410
        async with them.get(old[:-3] + "abc") as answer:
            assert answer.status in (403, 410)
        async with there.app.parts.store.read() as connection:
            sam = await accounts.find(connection, "sam")
        assert sam is not None
        assert (sam.role, sam.person, sam.brands) == ("act", "maria", ("Harbor Plumbing",))


async def test_an_invitation_from_before_an_account_was_removed_is_worth_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.signed_in("admin") as admin, there.visitor() as them:
        form = {"deed": "invite", "name": "sam", "role": "act", "person": "sam"}
        chosen = {"password": PASSWORD, "again": PASSWORD}
        paths = []
        for _ in range(2):  # the second one in case that he forgets his password: it lies about
            async with admin.post("/accounts", form) as answer:
                paths += re.findall(r"/invite/[\w.-]+", await answer.text())[:1]
        there.clock.move(timedelta(minutes=1))
        async with them.post(paths[0], chosen) as answer:
            assert answer.status == 303
        there.clock.move(timedelta(minutes=1))
        async with admin.post("/accounts", {"deed": "remove", "name": "sam"}) as answer:
            assert answer.status == 200
        for path in paths:
            for used in (them.get(path), them.post(path, chosen)):
                async with used as answer:
                    assert answer.status == 410
        there.clock.move(timedelta(minutes=1))
        async with admin.post("/accounts", form) as answer:
            again = re.findall(r"/invite/[\w.-]+", await answer.text())[0]
        async with them.post(again, chosen) as answer:
            assert answer.status == 303


async def test_the_verb_prints_a_link_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = Page(port=0, address="https://earful.shop.example")
    async with site(tmp_path, page=page, operator="maria") as there:
        config = there.app.parts.config
        assert doors.invite(config, None, "", "", ()) == 0
        printed = capsys.readouterr().out
        found = re.search(r"https://earful\.shop\.example(/invite/\S+)", printed)
        assert found
        async with there.get(found[1]) as answer:
            assert answer.status == 200
        assert "maria (admin)" in printed
        with pytest.raises(Refused, match="nobody is called 'mario'"):
            doors.invite(config, "sam", "act", "mario", ())
        with pytest.raises(Refused, match="in whose name"):
            doors.invite(config, "agency", "act", "", ())
        with pytest.raises(Refused, match="no brand"):
            doors.invite(config, "sam", "look", "", ("Harbour",))
        assert doors.invite(config, "sam", "look", "", ()) == 0


# -- other ways in ---------------------------------------------------------------------------------------------------


async def test_a_name_in_a_header_counts_from_the_proxy_alone(tmp_path: Path) -> None:
    for proxies, status in ((("127.0.0.1",), 200), (("192.0.2.1",), 303)):
        page = Page(port=0, proxies=proxies, user_header="Remote-User", users={"sam": User(name="sam")})
        async with site(tmp_path, page=page) as there:
            async with there.get("/", headers={"Remote-User": "sam"}) as answer:
                assert answer.status == status
            async with there.get("/", headers={"Remote-User": "nobody"}) as answer:
                assert answer.status == 303


async def test_without_a_password_nobody_comes_in_by_the_form(tmp_path: Path) -> None:
    page = Page(port=0, proxies=("192.0.2.1",), user_header="Remote-User", users={"sam": User(name="sam")})
    async with (
        site(tmp_path, page=page) as there,
        there.visitor() as them,
        them.post("/sign-in", {"name": "sam", "password": ""}) as answer,
    ):
        assert answer.status == 401


async def test_a_token_is_for_programs_and_for_the_interface_alone(tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        store, now = there.app.parts.store, there.clock.now()
        await store.write(
            lambda tx: accounts.make_token(
                tx, "a-token", name="till", role="act", brands=None, person="maria", by="maria", now=now
            )
        )
        async with there.get("/", headers={"Authorization": "Bearer a-token"}) as answer:
            assert answer.status == 303


# -- forged forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"csrf": ""}, {}),
        ({"csrf": "guessed"}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
        ({"csrf": "ü"}, {"X-CSRF-Token": "x"}),
    ],
)
async def test_a_form_of_somebody_elses_changes_nothing(
    form: dict[str, str], headers: dict[str, str], tmp_path: Path
) -> None:
    async with site(tmp_path) as there, there.signed_in("act") as them:
        async with them.post("/sign-out", form, headers=headers) as answer:
            assert answer.status == 403
        await them.text("/")  # still in


async def test_one_browsers_form_does_not_work_in_another(tmp_path: Path) -> None:
    async with (
        site(tmp_path) as there,
        there.signed_in("act", name="a") as one,
        there.signed_in("act", name="b") as two,
    ):
        async with one.post("/sign-out", {"csrf": two.csrf}) as answer:
            assert answer.status == 403
        async with one.post("/sign-out", {"csrf": ""}, headers={"X-CSRF-Token": one.csrf}) as answer:
            assert answer.status == 303


async def test_nobody_is_signed_in_by_a_page_that_is_not_ours(tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        await there.account("maria")
        form = {"name": "maria", "password": PASSWORD}
        async with there.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"}) as answer:
            assert answer.status == 403


# -- rights ----------------------------------------------------------------------------------------------------------


async def test_who_is_limited_to_brands_sees_no_other(tmp_path: Path) -> None:
    places = {"Town forum": Place([post()])}
    async with site(tmp_path, places) as there:
        await hear(there)
        async with there.signed_in("look", brands=["Another"]) as them:
            assert "Dana" not in await them.text("/")


async def test_every_route_names_its_right() -> None:
    """A route that names none is answered to nobody; here is which they are before that happens."""
    app = door.build(_Nothing())  # type: ignore[arg-type]
    rights = {
        (route.method, route.resource.canonical if route.resource else ""): getattr(route.handler, "right", None)
        for route in app.router.routes()
    }
    assert rights
    assert not [route for route, right in rights.items() if not isinstance(right, Right)]
    changing = {route: right for route, right in rights.items() if route[0] not in ("GET", "HEAD")}
    by_their_own_proof = (
        "/sign-in",
        "/invite/{token}",
        "/do/{token}",
        "/ingest/{source}",
        "/slack/actions",
        "/slack/commands",
        "/digest/off/{token}",
    )
    assert {route for route, right in changing.items() if right == Right.OPEN} <= {
        ("POST", path) for path in by_their_own_proof
    }


async def test_a_route_without_a_right_is_answered_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgotten(_: web.Request) -> web.Response:
        return web.Response(text="canary")

    monkeypatch.setattr(health, "routes", lambda _: [web.get("/forgotten", forgotten)])
    async with site(tmp_path) as there, there.signed_in("admin") as them, them.get("/forgotten") as answer:
        assert answer.status == 500
        assert "canary" not in await answer.text()


class _Nothing:
    """A daemon about which nobody asks anything."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


def test_what_password_is_fit() -> None:
    assert "10 characters" in passwords.unfit("short")
    assert passwords.unfit("a" * 12)
    assert passwords.unfit("x" * 300)
    assert not passwords.unfit(PASSWORD)


async def test_who_belongs_to_a_client_sees_that_clients_brands_alone(tmp_path: Path) -> None:
    theirs = {"north": Client(name="north", brands=frozenset({"Another"}), people=("sam",))}
    places = {"Town forum": Place([post()])}
    async with site(tmp_path, places, brands=[brand(), brand("Another", answered_by="sam")], clients=theirs) as there:
        await hear(there)
        async with there.signed_in(person="sam") as them:
            assert "Dana" not in await them.text("/")
            async with them.get("/cases/1") as answer:
                assert answer.status == 404
        async with there.signed_in(person="maria") as them:
            assert "Dana" in await them.text("/")
