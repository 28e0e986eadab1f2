"""Every route there is: without, with the wrong and with the right rights; by forged forms; and that reading changes nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.tables import metadata
from monitor.web import door, security
from monitor.web.rights import Right
from tests.fakes.programs import program
from tests.fakes.site import Site, Visitor, site
from tests.fakes.stage import FURIOUS, Place, post

RANKS = {"": Right.OPEN, "look": Right.LOOK, "act": Right.ACT, "admin": Right.ADMIN}
GIVEN = {
    "case": "1", "mention": "1", "storm": "1", "number": "1", "brand": "Harbor%20Plumbing", "person": "sam", "name": "nobody",
    "id": "1", "token": "x", "source": "nowhere",
}  # fmt: skip
NEEDED = {"/api/v1/figures": "?brand=Harbor+Plumbing", "/api/v1/reach": "?brand=Harbor+Plumbing"}
CHANGING = ("POST", "PUT", "DELETE")


def routes(there: Site) -> Iterator[tuple[str, str, Right]]:
    """(method, an address, the right that it needs)."""
    for route in door.build(there.app.front.behind()).router.routes():
        path = route.resource.canonical if route.resource else ""
        _, _, rest = path.partition("{")
        name = rest.partition("}")[0]
        address = path.replace(f"{{{name}}}", GIVEN[name]) if name else path
        yield route.method, address + NEEDED.get(path, ""), route.handler.right  # type: ignore[attr-defined]


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=timedelta(days=7))
    await there.app.work()
    await there.app.delivered()


async def ask(them: Visitor, method: str, path: str, **options: Any) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body; of what goes on and on no body."""
    async with them.client.request(method, f"{them.url}{path}", allow_redirects=False, **options) as answer:
        return answer.status, answer.headers, b"" if path == "/live" else await answer.read()


@pytest.mark.parametrize("role", RANKS)
@pytest.mark.slow
async def test_each_is_answered_to_those_who_may(role: str, tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([post()])}) as there:
        await hear(there)
        async with there.signed_in(role) if role else there.visitor() as them:
            csrf, tried = {"X-CSRF-Token": them.csrf}, 0
            for method, path, right in routes(there):
                if right is Right.OPEN or path == "/sign-out":
                    continue
                tried += 1
                changes = method in CHANGING
                status, headers, _ = await ask(them, method, path, headers=csrf if changes else {})
                if not role:
                    assert status == (401 if changes or path.startswith("/api/") else 303), (method, path)
                elif RANKS[role] < right:
                    assert status == 403, (method, path)
                else:
                    assert status not in (401, 403), (method, path)
                    assert status < 500, (method, path)
                    assert status < 400 or changes or "storms/1" in path, (method, path, status)
                assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
                assert headers["X-Content-Type-Options"] == "nosniff"
            assert tried > 90


@pytest.mark.parametrize(
    "forged",
    [
        {}, {"X-CSRF-Token": "x" * 43}, {"X-CSRF-Token": "ä"}, {"Origin": "https://evil.example", "X-CSRF-Token": "MINE"},
        {"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": "MINE"}, {"Sec-Fetch-Site": "same-site", "X-CSRF-Token": "MINE"},
        {"Origin": "null", "X-CSRF-Token": "MINE"}, {"X-CSRF-Token": "ANOTHER'S"},
    ],
)  # fmt: skip
async def test_nothing_is_changed_by_a_form_that_is_not_ours(forged: dict[str, str], tmp_path: Path) -> None:
    async with (
        site(tmp_path, {"Town forum": Place([post()])}) as there,
        there.signed_in("admin") as them,
        there.signed_in("admin", name="another") as other,
    ):
        await hear(there)
        tokens = {"MINE": them.csrf, "ANOTHER'S": other.csrf}
        headers = {name: tokens.get(value, value) for name, value in forged.items()}
        before = await there.app.parts.store.write(everything)
        tried = 0
        for method, path, right in routes(there):
            if method in CHANGING and right is not Right.OPEN:
                tried += 1
                for options in ({"data": {"deed": "take"}}, {"json": {"deed": "take"}}):
                    status, _, _ = await ask(them, method, path, headers=headers, **options)
                    assert status == 403, (method, path)
        assert tried > 25
        assert await there.app.parts.store.write(everything) == before


async def everything(connection: AsyncConnection) -> dict[str, list[Any]]:
    """All that is stored, but for when a session was last seen."""
    tables = [table.name for table in metadata.sorted_tables] + ["mention_search"]
    found = {name: list(map(tuple, await connection.execute(text(f'SELECT * FROM "{name}"')))) for name in tables}
    found["session"] = [row[:4] for row in found["session"]]
    return found


@pytest.mark.slow
async def test_reading_changes_nothing(tmp_path: Path) -> None:
    """GET and HEAD of everything, also of the links of mails and with what a form would send."""
    async with site(tmp_path, {"Town forum": Place([post()])}) as there, there.signed_in("admin") as them:
        await hear(there)
        before = await there.app.parts.store.write(everything)
        tried = 0
        for method, path, _ in routes(there):
            if method in ("GET", "HEAD") and path != "/live":
                tried += 1
                for query in (
                    "",
                    "deed=take&person=sam&until=2h&kind=word&value=x&number=1&did=take",
                    "deed=not_us&_method=POST",
                ):
                    address = f"{path}{'&' if '?' in path else '?'}{query}"
                    status, _, body = await ask(them, method, address, headers={"X-HTTP-Method-Override": "DELETE"})
                    assert status < 500, address
                    assert method == "GET" or not body
        assert tried > 100
        assert await there.app.parts.store.write(everything) == before


async def test_whatever_goes_wrong_is_a_problem_with_its_status(tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([post()])}) as there:
        await hear(there)
        it = await program(there)
        deeds, kind = "/api/v1/cases/1/deeds", {"Content-Type": "application/json"}
        large = io.BytesIO(b" " * (security.LONGEST_BODY + 1))
        for method, path, status, options in (
            ("GET", "/api/v1/nothing", 404, {}), ("GET", "/api/v1/cases/2", 404, {}), ("GET", "/api/v2/cases", 404, {}),
            ("DELETE", "/api/v1/cases/1", 405, {}), ("PATCH", "/api/v1/cases", 405, {}), ("OPTIONS", "/api/v1/cases", 405, {}),
            ("GET", "/api/v1/cases?limit=x", 400, {}), ("POST", deeds, 400, {"data": b"{", "headers": kind}),
            ("POST", deeds, 413, {"data": large, "headers": kind}), ("POST", deeds, 415, {"data": {"deed": "take"}}),
            ("POST", deeds, 415, {"data": b"{}", "headers": {"Content-Type": "application/jsonl"}}),
            ("POST", deeds, 422, {"json": {"deed": "explode"}}), ("POST", deeds, 409, {"json": {"deed": "undo"}}),
            ("POST", deeds, 400, {"data": b"\x1f\x8b\x08\x00", "headers": {**kind, "Content-Encoding": "gzip"}}),
            ("GET", "/api/v1/setup", 403, {}),
        ):  # fmt: skip
            async with it.ask(method, path, **options) as answer:
                assert answer.status == status, (method, path, await answer.text())
                assert answer.content_type == "application/problem+json"
                told = await answer.json(content_type=None)
                assert (told["status"], bool(told["title"]), bool(told["detail"])) == (
                    status,
                    True,
                    status != 400 or True,
                )
                assert status != 405 or answer.headers["Allow"]


async def test_too_much_at_once_is_a_problem_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "Limits", partial(security.Limits, per_second=0.01, burst=5))
    async with site(tmp_path) as there:
        it = await program(there)
        for status in (200, 200, 200, 200, 200, 429):
            async with it.ask("GET", "/me") as answer:
                assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("what", ["mentions", "cases", "outbox"])
@pytest.mark.slow
async def test_pages_of_a_list_hold_while_more_comes_in(what: str, tmp_path: Path) -> None:
    """What was there when somebody began is told once each, whatever comes in meanwhile."""
    place = Place([post(by=f"A{n}") for n in range(7)])
    async with site(tmp_path, {"Town forum": place}) as there:
        await hear(there)
        it = await program(there)
        there_was = [each["id"] for each in (await it.get(f"/{what}"))["items"]]
        assert len(there_was) == 7
        seen, after = [], ""
        for round_ in range(9):
            page = await it.get(f"/{what}?limit=2{after}")
            seen += [each["id"] for each in page["items"]]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
            there.clock.move(timedelta(minutes=1))
            place.posts = [post(FURIOUS, by=f"B{round_}", at=there.clock.now() - timedelta(seconds=1))]
            await hear(there)
        assert seen == there_was
        assert len((await it.get(f"/{what}"))["items"]) > 7
