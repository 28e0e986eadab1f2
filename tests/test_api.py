"""The interface for programs: what it tells and does, how it refuses, and who may."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from alerts.base import DeliveryError
from connectors.base import Post
from monitor.config import Page, User
from monitor.config.model import Mute
from monitor.store import accounts
from monitor.web.api import OPERATIONS, cases
from monitor.web.doing import DONE, OUTCOMES
from monitor.web.rights import Right
from tests.fakes.programs import Program, program
from tests.fakes.site import Site, site
from tests.fakes.stage import START, Place, brand, post

HARBOR = "Harbor Plumbing"
LOUD = "Harbor Plumbing never returned my call. I am furious and will sue."


@asynccontextmanager
async def heard(folder: Path, *posts: Post, **changes: Any) -> AsyncIterator[tuple[Site, Program]]:
    """Earful after it heard these posts, and a program that may act in Maria's name."""
    async with site(folder, {"Town forum": Place(list(posts))}, **changes) as there:
        await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=timedelta(days=7))
        await there.app.work()
        yield there, await program(there)


# -- what it tells ---------------------------------------------------------------------------------------------------


async def test_who_waits_and_the_whole_case(tmp_path: Path) -> None:
    async with heard(tmp_path, post(LOUD, url="https://forum.example/p1")) as (there, it):
        await there.app.delivered()
        there.clock.move(timedelta(hours=5))
        [one] = (await it.get("/waiting"))["items"]
        assert one["words"] == LOUD
        assert (one["url"], one["source"]) == ("https://forum.example/p1", "Town forum")
        case = one["case"]
        assert (case["brand"], case["author"], case["state"], case["turn"]) == (HARBOR, "Dana R.", "open", "maria")
        assert case["waiting_since"] == "2026-11-23T09:00:00Z"
        assert case["overdue"] is True
        assert case["possible"][0] == "take"
        assert (await it.get("/waiting/counts"))["overdue"] == 1
        whole = await it.get(f"/cases/{case['id']}")
        assert whole["case"] == case
        assert [mention["text"] for mention in whole["said"]] == [one["words"]]
        assert whole["messages"][0]["reason"] == "FIRST_ANGER"
        assert {"points": 1, "why": "waiting longer than you promise"} in whole["points"]
        assert whole["story"]
        assert all("before" not in event["data"] for event in whole["story"])


async def test_lists_come_in_pages_and_the_header_leads_on(tmp_path: Path) -> None:
    posts = [
        post(f"{LOUD} Order {number}.", by=f"Customer {number:02}", at=START + timedelta(minutes=number))
        for number in range(7)
    ]
    async with heard(tmp_path, *posts) as (_, it):
        lists: tuple[tuple[str, Callable[[Any], object]], ...] = (
            ("/cases?limit=3", lambda item: item["author"]),
            ("/waiting?limit=3&order=due", lambda item: item["case"]["author"]),
            ("/waiting?limit=3&order=worst", lambda item: item["case"]["author"]),
            ("/mentions?limit=3&words=furious", lambda item: item["author"]),
            ("/outbox?limit=3", lambda item: item["id"]),
        )
        for path, name in lists:
            seen: list[object] = []
            pages, next_page = 0, f"/api/v1{path}"
            while next_page:
                async with it.ask("GET", next_page) as answer:
                    told = await answer.json()
                    assert answer.status == 200, told
                    link = re.fullmatch(r'<(/api/v1/[^>]+)>; rel="next"', answer.headers.get("Link", ""))
                assert bool(link) == bool(told["next"])
                seen += [name(item) for item in told["items"]]
                pages, next_page = pages + 1, link[1] if link else ""
            assert pages == 3, path
            assert len(seen) == len(set(seen)) == 7, path


async def test_filters_of_cases_and_mentions(tmp_path: Path) -> None:
    calm = post("Lovely people, Harbor Plumbing, thank you!", by="Roe", at=START - timedelta(days=1))
    async with heard(tmp_path, post(), calm) as (_, it):
        for path, found in (
            ("/cases?state=open", 1), ("/cases?state=closed", 0), ("/cases?person=maria", 1), ("/cases?person=sam", 0),
            (f"/cases?brand={HARBOR}", 1), ("/cases?brand=Another", 0), ("/cases?severity=1", 0),
            ("/cases?since=2026-11-23T00:00:00Z", 1), ("/cases?until=2026-11-23T00:00:00Z", 0),
            ("/mentions", 2), ("/mentions?words=furious", 1), ("/mentions?words=-furious", 1), ("/mentions?unhappy=true", 1),
            ("/mentions?label=positive", 1), ("/mentions?until=2026-11-23T00:00:00%2B00:00", 1),
            ("/mentions?person=maria", 1), ("/mentions?source=Elsewhere", 0),
        ):  # fmt: skip
            assert len((await it.get(path))["items"]) == found, path


async def test_figures_of_a_brand(tmp_path: Path) -> None:
    async with heard(tmp_path, post(), post(by="Roe", at=START - timedelta(days=2))) as (_, it):
        assert [each["name"] for each in (await it.get("/brands"))["items"]] == [HARBOR]
        told = await it.get(f"/figures?brand={HARBOR}&since=2026-11-20T12:00:00Z&until=2026-11-23T12:00:00Z")
        assert told["volume"]["mentions"] == sum(each["volume"]["mentions"] for each in told["bins"]) == 2
        assert len(told["bins"]) in (4, 5)
        assert told["voices"][0]["share"] == 1.0
        hours = await it.get(f"/figures?brand={HARBOR}&since=2026-11-23T08:00:00Z&until=2026-11-23T10:00:00Z&step=hour")
        assert [each["volume"]["mentions"] for each in hours["bins"]] == [0, 1]
        assert (await it.get(f"/figures?brand={HARBOR}"))["bins"]
        await it.get("/figures?brand=Nobody", 404)
        for wrong in ("since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "step=hour&since=2020-01-01T00:00:00Z"):
            problem = await it.get(f"/figures?brand={HARBOR}&{wrong}", 400)
            assert problem["errors"][0]["parameter"] in ("since", "step")


async def test_sources_people_and_who_asks(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, it):
        [source] = (await it.get("/sources"))["items"]
        assert (source["source"], source["state"], source["last_success"]) == (
            "Town forum",
            "hears",
            "2026-11-23T09:00:00Z",
        )
        people = (await it.get("/people"))["items"]
        assert [(each["name"], each["waiting"]) for each in people] == [("maria", 1), ("sam", 0)]
        assert await it.get("/me") == {"name": "token act", "right": "act", "person": "maria", "brands": [HARBOR]}


async def test_strangers_links_are_links_or_nothing(tmp_path: Path) -> None:
    async with heard(tmp_path, post(url="javascript:alert(1)")) as (_, it):
        assert (await it.get("/waiting"))["items"][0]["url"] == ""
        assert (await it.get("/mentions"))["items"][0]["url"] == ""


# -- what it does ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_every_deed_there_is_can_be_done(tmp_path: Path) -> None:
    assert set(get_args(cases.Deed)) == set(DONE)
    outcomes = cases.CaseDeed.model_fields["outcome"].annotation
    assert set(get_args(outcomes)) == {"", *OUTCOMES}
    for body, state in (
        ({"deed": "take"}, "taken"), ({"deed": "promise", "until": "3h"}, "promised"), ({"deed": "answered"}, "answered"),
        ({"deed": "snooze", "until": "2026-11-24T10:00:00Z"}, "snoozed"), ({"deed": "give", "to": "sam"}, "open"),
        ({"deed": "not_us"}, "closed"), ({"deed": "not_angry"}, "closed"), ({"deed": "close", "outcome": "lost"}, "closed"),
        ({"deed": "note", "note": "Called twice"}, "open"),
    ):  # fmt: skip
        (folder := tmp_path / body["deed"]).mkdir()
        async with heard(folder, post()) as (there, it):
            case = await it.told("POST", "/cases/1/deeds", json=body)
            assert case["state"] == state
            if body["deed"] == "snooze":
                assert case["until"] == "2026-11-24T10:00:00Z"
            async with there.app.parts.store.read() as connection:
                audited = (await accounts.audited(connection))[0]
            assert (audited.who, audited.what, audited.about) == ("token act", body["deed"], "case 1")
            if body["deed"] == "take":
                there.clock.move(timedelta(minutes=1))
                undone = await it.told("POST", "/cases/1/deeds", json={"deed": "undo", "mark": case["mark"]})
                assert undone["state"] == "open"


async def test_a_request_with_a_key_counts_once(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, it):
        for _ in range(2):
            await it.told(
                "POST", "/cases/1/deeds", json={"deed": "note", "note": "Once"}, headers={"Idempotency-Key": '"a-1"'}
            )
        whole = await it.get("/cases/1")
        assert [event["kind"] for event in whole["story"]].count("note") == 1
        told = {"brand": HARBOR, "words": "Shouted at us on the phone: never again!", "name": "Mr. Roe"}
        ids = set()
        for _ in range(2):
            case = await it.told("POST", "/cases", 201, json=told, headers={"Idempotency-Key": "b-2"})
            ids.add(case["id"])
        assert len(ids) == 1
        [number] = ids
        assert len((await it.get(f"/cases/{number}"))["said"]) == 1
        await it.told("POST", "/cases", 201, json=told)
        assert len((await it.get(f"/cases/{number}"))["said"]) == 2
        problem = await it.told("POST", "/cases", 400, json=told, headers={"Idempotency-Key": "x" * 65})
        assert problem["errors"][0]["parameter"] == "Idempotency-Key"


async def test_a_tone_is_corrected_and_that_taken_back(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, it):
        [mention] = (await it.get("/mentions"))["items"]
        path = f"/mentions/{mention['id']}/correction"
        assert (await it.told("PUT", path, json={"complaint": False}))["corrected_by"] == "maria"
        assert (await it.told("DELETE", path))["corrected_by"] == ""
        await it.told("DELETE", path, 409)
        for nothing in ({}, {"label": "unknown"}):
            assert (await it.told("PUT", path, 422, json=nothing))["errors"][0]["parameter"] == "label"


async def test_away_and_back(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, it):
        gone = await it.told("PUT", "/people/maria/away", json={"until": "2026-11-25T08:00:00Z", "stand_in": "sam"})
        assert (gone["away_until"], gone["stand_in"], gone["on_duty"]) == ("2026-11-25T08:00:00Z", "sam", False)
        assert (await it.get("/cases/1"))["case"]["turn"] == "sam"
        assert (await it.told("DELETE", "/people/maria/away"))["away_until"] is None
        await it.told("PUT", "/people/nobody/away", 404, json={"until": "2h"})
        await it.told("PUT", "/people/maria/away", 409, json={"until": "when the cows come home"})


async def test_muted_and_heard_again_learnt_and_forgotten(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, it):
        what = {"kind": "word", "value": "giveaway", "brand": HARBOR}
        assert await it.told("POST", "/mutes", 204, json=what) is None
        [mute] = (await it.get("/mutes"))["items"]
        assert (mute["value"], mute["by"], mute["at"]) == ("giveaway", "maria", "2026-11-23T09:00:00Z")
        await it.told("DELETE", "/mutes", 204, params=what)
        await it.told("DELETE", "/mutes", 409, params=what)
        await it.told("POST", "/cases/1/deeds", json={"deed": "not_us"})
        learned = (await it.get("/learned"))["items"]
        assert learned
        await it.told("DELETE", f"/learned/{learned[0]['id']}", 204)
        assert len((await it.get("/learned"))["items"]) == len(learned) - 1
        await it.told("DELETE", "/learned/999", 404)


async def test_tones_that_people_corrected_are_listed_and_forgotten(tmp_path: Path) -> None:
    async with heard(tmp_path, post(), post("Harbor Plumbing has a van.", by="Ann")) as (_, it):
        await it.told("POST", "/cases/1/deeds", json={"deed": "not_angry"})
        [van] = [each["id"] for each in (await it.get("/mentions?words=van"))["items"]]
        await it.told("PUT", f"/mentions/{van}/correction", json={"label": "positive", "anger": False})
        found = await it.get("/learned/tones?limit=1")
        [last] = found["items"]
        assert (last["words"], last["label"], last["complaint"], last["anger"], last["mention"]) == (
            "Harbor Plumbing has a van.", "positive", None, False, van,
        )  # fmt: skip
        [first] = (await it.get(f"/learned/tones?after={found['next']}"))["items"]
        assert (first["complaint"], first["by"], first["brand"]) == (False, "maria", HARBOR)
        assert last["id"].startswith("t")
        await it.told("DELETE", f"/learned/{last['id']}", 204)
        assert (await it.get(f"/mentions/{van}"))["corrected_by"] == ""
        for number in (last["id"], "t0", "t", "x", "tt1", "T1", "-1"):
            await it.told("DELETE", f"/learned/{number}", 404)
        assert [each["id"] for each in (await it.get("/learned/tones"))["items"]] == [first["id"]]


async def test_what_cannot_be_corrected_is_refused(tmp_path: Path) -> None:
    async with heard(tmp_path, post(id="a")) as (there, it):
        place = there.app.parts.config.sources["Town forum"].connector
        place.posts = [post(id="a", deleted=True)]
        await there.app.poll(there.app.parts.config.sources["Town forum"])
        await there.app.work()
        await it.told("PUT", "/mentions/1/correction", 409, json={"complaint": False})


async def test_what_the_configuration_mutes_stands_at_the_end_of_the_list(tmp_path: Path) -> None:
    async with heard(tmp_path, mute=Mute(words=("lottery",))) as (_, it):
        for n in range(3):
            await it.told("POST", "/mutes", 204, json={"kind": "word", "value": f"w{n}"})
        found = await it.get("/mutes?limit=2")
        assert [each["value"] for each in found["items"]] == ["w2", "w1"]
        rest = await it.get(f"/mutes?after={found['next']}")
        assert [(each["value"], each["by"]) for each in rest["items"]] == [("w0", "maria"), ("lottery", "")]
        await it.told("POST", "/mutes", 409, json={"kind": "source", "value": "No such"})


async def test_figures_leave_out_what_is_muted_and_what_was_not_about_the_brand(tmp_path: Path) -> None:
    said = [post(by="Ann"), post(by="Bob"), post("Harbor Plumbing has a van, says a lottery.", by="Cid")]
    async with heard(tmp_path, *said, mute=Mute(words=("lottery",))) as (_, it):

        async def counted() -> tuple[int, int, int, list[int]]:
            figures = await it.get("/figures", params={"brand": HARBOR})
            [beside] = (await it.get("/brands/figures"))["items"]
            found = await it.get("/mentions?about_us=true")
            ids = sorted(each["id"] for each in found["items"])
            assert figures["volume"] == beside["volume"]
            assert sum(each["volume"]["mentions"] for each in figures["bins"]) == figures["volume"]["mentions"]
            assert figures["voices"][0]["volume"] == figures["volume"]
            themes = sum(each["unhappy"] for each in figures["themes"] if each["name"] == "no_answer")
            return figures["volume"]["mentions"], figures["volume"]["unhappy"], themes, ids

        said = (await it.get("/mentions"))["items"]
        assert [each["author"] for each in said if each["muted"]] == ["Cid"]
        both = sorted(each["id"] for each in said if each["case_id"])
        [other] = [each["id"] for each in said if each["case_id"] == 2]
        assert await counted() == (2, 2, 2, both)
        await it.told("POST", "/cases/1/deeds", json={"deed": "not_us"})
        assert await counted() == (1, 1, 1, [other])
        await it.told("POST", "/cases/1/deeds", json={"deed": "undo"})
        assert await counted() == (2, 2, 2, both)


async def test_reach_outlook_digest_and_who_is_told_next(tmp_path: Path) -> None:
    async with heard(tmp_path, post(LOUD)) as (there, it):
        reach = (await it.get("/reach", params={"brand": HARBOR}))["items"]
        assert {"how": "heard", "what": "Town forum", "why": "where its name stands"} in reach
        assert {each["how"] for each in reach} == {"heard", "open", "needs a key", "cannot be heard"}
        await it.get("/reach?brand=Nobody", 404)
        [sentence] = (await it.get("/storms/outlook"))["sentences"]
        assert "no storm" in sentence
        await there.app.delivered()
        whole = await it.get("/cases/1")
        assert whole["told_next"] == ["maria", "sam"]
        assert whole["told_next_at"] == "2026-11-23T10:00:00Z"
        assert whole["wants"] == ""
        off = await it.told("PUT", "/people/sam/digest", json={"wanted": False})
        assert off["digest_off"] == "2026-11-23T09:00:00Z"
        assert (await it.told("PUT", "/people/sam/digest", json={"wanted": True}))["digest_off"] is None
        await it.told("PUT", "/people/nobody/digest", 404, json={"wanted": True})


async def test_accounts_and_tokens_are_an_admins_who_has_signed_in(tmp_path: Path) -> None:
    users = {"boss": User(name="boss", role="admin", person="sam")}
    async with heard(tmp_path, post(), page=Page(port=0, users=users)) as (there, it), there.signed_in("admin") as them:
        url, mine = f"{them.url}/api/v1", {"X-CSRF-Token": them.csrf}

        async def told(method: str, path: str, status: int, body: Any = None, **options: Any) -> Any:
            headers = options.get("headers", mine)
            async with them.client.request(method, f"{url}{path}", json=body, headers=headers) as answer:
                assert answer.status == status, await answer.text()
                return await answer.json(content_type=None) if status != 204 else None

        assert {(each["name"], each["configured"]) for each in (await told("GET", "/accounts", 200))["items"]} == {
            ("boss", True), ("admin-maria", False),
        }  # fmt: skip
        made = await told("POST", "/accounts", 201, {"name": "agency", "role": "look", "brands": [HARBOR]})
        link = made["link"].partition("/invite/")[2]
        async with there.post(f"/invite/{link}", data={"password": "ten letters", "again": "ten letters"}) as answer:
            assert answer.status == 303
        made = await told("POST", "/tokens", 201, {"name": "crm", "role": "act", "person": "sam"})
        assert made["token"].startswith("earful_")
        program = Program(there, made["token"])
        assert (await program.get("/me"))["person"] == "sam"
        listed = (await told("GET", "/tokens", 200))["items"]
        assert [each["id"] for each in listed][-1] == made["id"]
        assert made["token"] not in str(listed)
        for path, body, field in (
            ("/accounts", {"name": "boss", "role": "look"}, "name"), ("/accounts", {"name": "x", "role": "act"}, "person"),
            ("/accounts", {"name": "x", "role": "admin", "person": "sam", "brands": [HARBOR]}, "brands"),
            ("/tokens", {"name": "x", "role": "look", "brands": ["Nobody's"]}, "brands"),
            ("/tokens", {"name": " ", "role": "look"}, "name"),
            ("/tokens", {"name": "x", "role": "admin"}, "role"),
            ("/tokens", {"name": "x", "role": "look", "person": "eve"}, "person"),
        ):  # fmt: skip
            assert (await told("POST", path, 422, body))["errors"][0]["parameter"] == field
        await told("POST", "/tokens", 403, {"name": "x", "role": "look"}, headers={})  # not by a form that is not ours
        await told("DELETE", f"/tokens/{made['id']}", 204)
        await told("DELETE", f"/tokens/{made['id']}", 404)
        await program.get("/me", 401)
        await told("DELETE", "/accounts/agency", 204)
        await told("DELETE", "/accounts/agency", 404)
        await told("DELETE", "/accounts/boss", 404)  # it stands in the configuration
        for path in ("/accounts", "/tokens"):  # no token can do what an admin can
            await it.told("GET", path, 403)
        async with there.app.parts.store.read() as connection:
            done = [entry.what for entry in await accounts.audited(connection)]
        assert {"invited", "made the token", "revoked a token", "removed the account", "set a password"} <= set(done)


async def test_a_channel_that_fails_stands_in_the_setup(tmp_path: Path) -> None:
    async with heard(tmp_path, post(LOUD)) as (there, _), there.signed_in("admin") as them:
        await there.app.delivered()
        there.mail.broken = DeliveryError("no connection: is the mail server up?")
        there.clock.move(timedelta(hours=1))
        await there.app.work()
        await there.app.delivered()
        async with them.get("/api/v1/setup") as answer:
            [failing] = (await answer.json())["failing"]
        assert (failing["channel"], failing["since"]) == ("mail", "2026-11-23T10:00:00Z")
        assert "no connection" in failing["error"]


async def test_what_has_not_arrived_is_tried_again(tmp_path: Path) -> None:
    async with heard(tmp_path, post(LOUD)) as (there, it):
        await there.app.delivered()
        [message] = (await it.get("/outbox"))["items"]
        assert message["state"] == "sent"
        assert (await it.get("/outbox?stuck=true"))["items"] == []
        await it.told("POST", "/outbox/999/retry", 404)
        assert await it.told("POST", "/outbox/retry") == {"messages": 0}


async def test_an_admin_sees_the_configuration_and_who_did_what(tmp_path: Path) -> None:
    page = Page(port=0, metrics_token="canary-metrics-token-1")
    async with heard(tmp_path, post(), page=page) as (there, it), there.signed_in("admin") as them:
        await it.told("POST", "/cases/1/deeds", json={"deed": "take"})
        async with them.get("/api/v1/setup") as answer:
            text = await answer.text()
            assert answer.status == 200
            assert "canary" not in text
            assert "Europe" in text or "UTC" in text
        async with them.get("/api/v1/audit?limit=1") as answer:
            told = await answer.json()
            assert told["items"][0]["what"] == "take"
        async with them.get(f"/api/v1/audit?after={told['next']}") as answer:
            assert (await answer.json())["items"][0]["what"] == "signed in"
        headers = {"X-CSRF-Token": them.csrf}
        async with them.client.post(f"{them.url}/api/v1/test-alert", json={"person": "sam"}, headers=headers) as answer:
            assert await answer.json() == {"items": [{"channel": "mail", "error": ""}], "next": None}
        assert there.mail.told[-1][1] == "sam"


async def test_a_browser_changes_nothing_without_its_own_token(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (there, _), there.signed_in("act") as them:
        url = f"{them.url}/api/v1/cases/1/deeds"
        async with them.client.post(url, json={"deed": "take"}) as answer:
            assert answer.status == 403
        async with them.client.post(url, json={"deed": "take"}, headers={"X-CSRF-Token": them.csrf}) as answer:
            assert (await answer.json())["state"] == "taken"


# -- how it refuses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/cases?state=angry", "state"), ("/cases?limit=0", "limit"), ("/cases?limit=201", "limit"),
        ("/cases?after=x", "after"), ("/cases?after=1.2", "after"), ("/waiting?after=1.2.3", "after"),
        ("/mentions?after=99999999999999999999", "after"), ("/mentions?since=yesterday", "since"),
        ("/mentions?since=2026-11-23T09:00:00", "since"), ("/mentions?since=0001-01-01T00:00:00%2B14:00", "since"),
        ("/mentions?wrods=x", "wrods"), ("/mentions?words=a&words=b", "words"), ("/mentions?words=%00", "words"),
        ("/mentions?unhappy=perhaps", "unhappy"), ("/cases?severity=5", "severity"), ("/figures", "brand"),
    ],
)  # fmt: skip
async def test_a_wrong_parameter_is_named(path: str, parameter: str, tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        it = await program(there)
        problem = await it.get(path, 400)
        assert problem["errors"][0]["parameter"] == parameter
        assert problem["detail"].startswith(parameter)


async def test_a_wrong_body_is_told_apart(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (_, it):
        deeds = "/cases/1/deeds"
        kind = {"Content-Type": "application/json"}
        await it.told("POST", deeds, 415, data=b"deed=take", headers={"Content-Type": "text/plain"})
        for raw in (b"", b"{", b"\xff", b'{"deed": NaN}', b'{"note": "\\ud800"}', b"[" * 100_000):
            await it.told("POST", deeds, 400, data=raw, headers=kind)
        for body, field in (
            ([], "body"), ({}, "deed"), ({"deed": "explode"}, "deed"), ({"deed": "take", "x": 1}, "x"),
            ({"deed": "give", "to": "nobody"}, "to"), ({"deed": "close"}, "outcome"), ({"deed": "promise"}, "until"),
            ({"deed": "note", "note": "x" * 4001}, "note"), ({"deed": "close", "outcome": "merged"}, "outcome"),
        ):  # fmt: skip
            problem = await it.told("POST", deeds, 422, json=body)
            assert problem["errors"][0]["parameter"] == field
        problem = await it.told("POST", deeds, 409, json={"deed": "undo"})
        assert "Nobody has done anything" in problem["detail"]
        # What is refused by the rules is told to programs and on pages, too: without options of the command line.
        unheard = {"brand": "Harbor Plumbing", "words": " "}
        for path, body in ((deeds, {"deed": "note"}), ("/cases", unheard)):
            assert "--" not in (await it.told("POST", path, 409, json=body))["detail"]
        await it.told("POST", deeds, 413, data=io.BytesIO(b" " * (2 * 1024 * 1024)), headers=kind)
        assert (await it.get("/cases/1"))["case"]["state"] == "open"


@pytest.mark.parametrize("number", ["0", "9223372036854775807", "99999999999999999999", "-1", "x", "1e3", "%D9%A3"])
async def test_what_is_no_number_is_not_there(number: str, tmp_path: Path) -> None:
    async with site(tmp_path) as there:
        it = await program(there)
        for path in (f"/cases/{number}", f"/mentions/{number}", f"/storms/{number}"):
            await it.get(path, 404)
        await it.told("POST", f"/outbox/{number}/retry", 404)


# -- who may ---------------------------------------------------------------------------------------------------------

BODIES: dict[str, dict[str, Any]] = {
    "/cases": {"brand": HARBOR, "words": "Never again"},
    "/cases/{number}/deeds": {"deed": "take"},
    "/mentions/{number}/correction": {"complaint": False},
    "/storms/{number}/deeds": {"deed": "take"},
    "/people/{person}/away": {"until": "2h"},
    "/mutes": {"kind": "word", "value": "x"},
    "/test-alert": {"person": "maria"},
    "/people/{person}/digest": {"wanted": True},
    "/accounts": {"name": "agency", "role": "look"},
    "/tokens": {"name": "agency", "role": "look"},
}
NAMES = {"number": 1, "person": "maria", "name": "nobody", "id": "1"}
QUERIES = {
    ("GET", "/figures"): {"brand": HARBOR},
    ("GET", "/reach"): {"brand": HARBOR},
    ("DELETE", "/mutes"): {"kind": "word", "value": "x"},
}


@pytest.mark.slow
async def test_every_operation_with_no_token_a_wrong_one_and_each_right(tmp_path: Path) -> None:
    async with heard(tmp_path, post()) as (there, act):
        look = await program(there, "look")
        asking = {
            "none": Program(there), "wrong": Program(there, "earful_x"), "look": look, "act": act,
            "nobody's": await program(there, "act", person="", name="nobodys"),
        }  # fmt: skip
        for one in OPERATIONS:
            path = one.path.format(**NAMES)
            for who, it in asking.items():
                may = {"none": Right.OPEN, "wrong": Right.OPEN, "look": Right.LOOK, "act": Right.ACT}.get(
                    who, Right.LOOK
                )
                options = {"json": BODIES[one.path]} if one.method in ("POST", "PUT") and one.path in BODIES else {}
                async with it.ask(one.method, path, params=QUERIES.get((one.method, one.path)), **options) as answer:
                    text = await answer.text()
                    case = f"{one.method} {path} {who}: {answer.status} {text[:200]}"
                    if who in ("none", "wrong"):
                        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer"), case
                    elif may < one.right:
                        assert answer.status == 403, case
                    else:
                        assert answer.status in (200, 201, 204, 404, 409), case
        for path in ("/openapi.json", "/api/docs"):
            for who, status in (("none", 401), ("wrong", 401), ("look", 200)):
                async with asking[who].ask("GET", path) as answer:
                    assert answer.status == status


async def test_another_brand_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    brands = [brand(), brand("Another")]
    async with heard(tmp_path, post(), brands=brands) as (there, act):
        await act.told("POST", "/mutes", 204, json={"kind": "word", "value": "x", "brand": HARBOR})
        await act.told("POST", "/cases/1/deeds", json={"deed": "not_us"})
        await act.told("POST", "/cases/1/deeds", json={"deed": "undo"})
        it = await program(there, "act", brands=["Another"])
        refused = 0
        for one in OPERATIONS:
            if (
                one.right is Right.ADMIN
                or one.path in ("/me", "/brands", "/people", "/sources")
                or "{person}" in one.path
            ):
                continue
            options: dict[str, Any] = {"params": QUERIES.get((one.method, one.path))}
            if one.method in ("POST", "PUT") and one.path in BODIES:
                options["json"] = BODIES[one.path]
            async with it.ask(one.method, one.path.format(**NAMES), **options) as answer:
                text = await answer.text()
                assert "furious" not in text, one.path
                assert "Dana" not in text, one.path
                if one.method == "GET" and answer.status == 200:
                    assert HARBOR not in text, one.path
                else:
                    refused += 1
                    assert answer.status in (403, 404, 422), (one.method, one.path, answer.status, text)
        assert refused >= 12
        assert (await it.get("/me"))["brands"] == ["Another"]
        assert [each["name"] for each in (await it.get("/brands"))["items"]] == ["Another"]
        assert (await act.get("/cases/1"))["case"]["state"] == "open"
