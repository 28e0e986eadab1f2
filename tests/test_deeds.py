"""The links of mails: a GET changes nothing, the button does what it says, and a link is worth what it says and no more."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.email import Email
from monitor.config import Page
from monitor.demo.toy_mailbox import ToyMailbox
from monitor.links import GOOD_FOR, PURPOSE, Links
from monitor.store import Store, StoreError, accounts, deciding, storms
from monitor.storming import Outcome, Storm
from monitor.storming import State as StormState
from monitor.telling import cards
from monitor.web import deeds, security, signing
from tests.fakes.samples import body
from tests.fakes.site import Site, site
from tests.fakes.stage import FURIOUS, Letterbox, Place, post
from tests.test_storming import LONG_AGO, MINUTE, angry

PAGE = Page(port=0, address="https://earful.shop.example")
DAY = timedelta(days=1)
HOSTILE = '<script>alert(1)</script> {{ 7 * 7 }} {% raw %} "onload="x Harbor Plumbing never called back. I am furious.'


async def hear(there: Site) -> None:
    for source in there.app.parts.config.sources.values():
        await there.app.poll(source, as_new=DAY)
    await there.app.decide()


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path, {"Town forum": Place([post(FURIOUS, by="Dana R.")])}, page=PAGE) as opened:
        await hear(opened)
        yield opened


async def link(there: Site, person: str = "maria", verb: str = "take") -> str:
    """The path of a link as a mail to that person has it."""
    links = there.app.parts.links
    assert links
    return links.to(verb, 1, person, there.clock.now()).removeprefix(PAGE.address)


async def standing(there: Site) -> tuple[str, str, list[tuple[str, str]]]:
    async with there.app.parts.store.read() as connection:
        row = await deciding.case_by_id(connection, 1)
        story = await deciding.events_of(connection, 1)
    assert row
    return row.case.state.value, row.case.taken_by, [(event.kind, event.by) for event in story if event.kind != "told"]


async def test_looking_changes_nothing(there: Site) -> None:
    path, before = await link(there), await standing(there)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        for _ in range(2):
            async with there.client.request(method, f"{there.url}{path}") as answer:
                text = await answer.text()
                assert answer.status == (200 if method in ("GET", "HEAD") else 405)
    async with there.get(path) as answer:
        text = await answer.text()
    assert await standing(there) == before
    buttons = re.findall(r'name="deed" value="(\w+)">.*?<button( class="first")?>([^<]+)', text, re.DOTALL)
    assert buttons == [
        ("take", ' class="first"', "I&#39;ll take it"), ("answered", "", "We replied"), ("give", "", "Give it to …"),
        ("snooze", "", "Remind me …"), ("not_us", "", "Not about us"), ("not_angry", "", "Not angry"),
    ]  # fmt: skip
    assert "Dana R., Town forum" in text
    assert "You act as maria." in text
    assert '<form method="post">' in text
    assert "<script" not in text


async def test_a_reminder_is_chosen_from_a_list(there: Site) -> None:
    async with there.post(await link(there, "maria"), data={"deed": "snooze", "to": "3h"}) as answer:
        assert "You are reminded then." in await answer.text()
    assert (await standing(there))[0] == "snoozed"
    async with there.post(await link(there, "maria"), data={"deed": "snooze", "to": "yesterday"}) as answer:
        assert answer.status == 409


async def test_the_button_of_the_link_comes_first(there: Site) -> None:
    async with there.get(await link(there, verb="not_us")) as answer:
        [first] = re.findall(
            r'name="deed" value="(\w+)">(?:(?!</form>).)*class="first"', await answer.text(), re.DOTALL
        )
        assert first == "not_us"


async def test_pressing_acts_in_the_name_of_the_link(there: Site) -> None:
    async with there.post(await link(there, "sam"), data={"deed": "take", "by": "maria"}) as answer:
        text = await answer.text()
        assert answer.status == 200
    assert "You took it." in text
    assert await standing(there) == ("taken", "sam", [("heard", "customer"), ("act", "sam")])
    assert re.findall(r'name="deed" value="(\w+)"', text) == [
        "answered",
        "not_us",
        "give",
        "snooze",
        "not_angry",
        "undo",
    ]
    async with there.post(await link(there, "sam"), data={"deed": "undo"}) as answer:
        assert "The last step is taken back." in await answer.text()
    assert (await standing(there))[0] == "open"


async def test_what_was_pressed_is_in_the_audit_list(there: Site) -> None:
    for form in ({"deed": "take"}, {"deed": "give", "to": "maria"}, {"deed": "explode"}):
        async with there.post(await link(there, "sam"), data=form) as answer:
            assert answer.status in (200, 400)
    async with there.app.parts.store.read() as connection:
        lines = await accounts.audited(connection)
    way = {"way": "by a mail's link"}
    assert [(line.who, line.what, line.about, line.detail) for line in reversed(lines)] == [
        ("sam", "take", "case 1", way),
        ("sam", "give", "case 1", {"value": "maria", **way}),
    ]


async def test_pressed_twice_late_and_by_two(there: Site) -> None:
    for person in ("maria", "maria", "sam"):
        async with there.post(await link(there, person), data={"deed": "take"}) as answer:
            assert answer.status == 200
    assert (await standing(there))[:2] == ("taken", "sam")
    async with there.post(await link(there), data={"deed": "not_us"}) as answer:
        assert answer.status == 200
    async with there.post(await link(there, "sam"), data={"deed": "take"}) as answer:
        text = await answer.text()
        assert answer.status == 409
    assert "That is not possible:" in text
    assert "closed" in text
    assert (await standing(there))[0] == "closed"


def forms(text: str) -> dict[str, dict[str, str]]:
    """The hidden fields of each form of a page, by its deed."""
    found = [
        dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', each))
        for each in text.split("<form")[1:]
    ]
    return {each["deed"]: each for each in found}


async def test_a_form_that_is_sent_twice_counts_once(there: Site) -> None:
    path = await link(there)
    async with there.get(path) as answer:
        take = forms(await answer.text())["take"]
    for _ in range(2):
        async with there.post(path, data=take) as answer:
            undo = forms(await answer.text())["undo"]
    assert [kind for kind, _ in (await standing(there))[2]] == ["heard", "press", "act"]
    there.clock.move(timedelta(minutes=1))
    async with there.post(path, data={"deed": "answered"}):
        pass
    # The page stood under "taken"; somebody has done something since then.
    async with there.post(path, data=undo) as answer:
        assert answer.status == 409
        assert "look at the message again" in await answer.text()
    assert (await standing(there))[0] == "answered"
    async with there.get(path) as answer:
        undo = forms(await answer.text())["undo"]
    there.clock.move(timedelta(minutes=1))
    for _ in range(2):
        async with there.post(path, data=undo) as answer:
            assert answer.status == 200
    assert (await standing(there))[0] == "taken"  # only one step was taken back


@pytest.mark.parametrize("deed", ["promise", "snooze"])
async def test_a_case_that_waits_for_its_time_can_be_answered(deed: str, there: Site) -> None:
    await there.app.office.act(1, deed, "maria", until="tomorrow 10:00")
    path = await link(there)
    async with there.get(path) as answer:
        assert {"answered", "not_us", "undo"} <= forms(await answer.text()).keys()
    async with there.post(path, data={"deed": "answered"}) as answer:
        assert answer.status == 200
    assert (await standing(there))[0] == "answered"


async def test_giving_it_to_somebody(there: Site) -> None:
    path = await link(there)
    async with there.get(path) as answer:
        assert '<option value="sam">Sam</option>' in await answer.text()
    async with there.post(path, data={"deed": "give", "to": "sam"}) as answer:
        assert "It is handed over." in await answer.text()
    async with there.app.parts.store.read() as connection:
        row = await deciding.case_by_id(connection, 1)
    assert row
    assert row.case.turn == "sam"


async def test_both_at_the_same_time(there: Site) -> None:
    async def press(person: str) -> int:
        async with there.post(await link(there, person), data={"deed": "take"}) as answer:
            return int(answer.status)

    assert [*await asyncio.gather(press("maria"), press("sam"))] == [200, 200]
    state, _, story = await standing(there)
    assert state == "taken"
    assert sorted(story) == [("act", "maria"), ("act", "sam"), ("heard", "customer")]


async def test_it_is_stored_before_the_page_says_so(there: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Store, "write", full)
    async with there.post(await link(there), data={"deed": "take"}) as answer:
        text = await answer.text()
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
    assert "You took it" not in text


async def test_a_link_that_has_expired(there: Site) -> None:
    path = await link(there)
    there.clock.move(GOOD_FOR)
    for ask in (there.get(path, headers={"Accept": "text/html"}), there.post(path, data={"deed": "take"})):
        async with ask as answer:
            assert answer.status == 410
            assert "This link has expired" in await answer.text()
    assert (await standing(there))[0] == "open"


async def test_a_link_that_is_not_ours(there: Site) -> None:
    key, later = signing.key_in(Path(there.app.folder)), there.clock.now() + DAY
    foreign = Links(PAGE.address, bytes(32)).to("take", 1, "maria", there.clock.now()).removeprefix(PAGE.address)
    whole = await link(there)
    for path in (
        foreign,
        whole.replace(".", ".A"),
        whole.partition("?")[0][:-4],
        f"/do/{signing.sign(key, 'sign-in', {'case': 1, 'by': 'maria'}, later)}",
        f"/do/{signing.sign(key, PURPOSE, {'case': 1, 'by': 'mallory'}, later)}",
    ):
        async with there.post(path, data={"deed": "take"}) as answer:
            assert answer.status == 403, path
            assert "Dana" not in await answer.text()
    async with there.get(f"/do/{signing.sign(key, PURPOSE, {'case': 99, 'by': 'maria'}, later)}") as answer:
        assert answer.status == 410
    assert (await standing(there))[0] == "open"


async def test_somebody_who_has_left(there: Site) -> None:
    path, config = await link(there, "maria"), there.app.parts.config
    stays = replace(config, people={"sam": config.people["sam"]}, digest="new")
    await there.app.reload(lambda: stays)
    async with there.post(path, data={"deed": "take"}) as answer:
        assert answer.status == 403
        assert "maria is no longer" in (await answer.json())["detail"]


@pytest.mark.parametrize(
    "form", [{}, {"deed": ""}, {"deed": "close"}, {"deed": "give"}, {"deed": "give", "to": "joe"}, {"deed": "<b>"}]
)
async def test_a_button_that_is_not_there(form: dict[str, str], there: Site) -> None:
    async with there.post(await link(there), data=form) as answer:
        assert answer.status == 400
        assert "<b>" not in await answer.text()
    assert (await standing(there))[0] == "open"


async def test_a_form_of_a_megabyte(there: Site) -> None:
    body, kind = io.BytesIO(b"deed=take&x=" + b"y" * 2_000_000), {"Content-Type": "application/x-www-form-urlencoded"}
    async with there.post(await link(there), data=body, headers=kind) as answer:
        assert answer.status == 413
    assert (await standing(there))[0] == "open"


@pytest.mark.slow
async def test_a_form_that_does_not_end(there: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_WITHIN", 0.1)
    head = f"POST {await link(there)} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
    writer.write(f"{head}Content-Length: 20\r\n\r\ndeed=".encode())
    async with asyncio.timeout(5):
        assert b" 408 " in await reader.readline()
        await reader.read()
    writer.close()


@pytest.mark.slow
async def test_a_strangers_words_are_words(tmp_path: Path) -> None:
    angry = post(HOSTILE, by='"><img src=x onerror=y>', url="javascript:alert(1)", title="{{ config }}")
    async with site(tmp_path, {"Town forum": Place([angry])}, page=PAGE) as there:
        await hear(there)
        async with there.get(await link(there)) as answer:
            text = await answer.text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in text
    assert not [bad for bad in ("<script", "<img", "49 ", 'href="javascript') if bad in text]


async def test_the_log_has_no_token(there: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = await link(there)
    async with there.post(path, data={"deed": "take"}):
        pass
    token = path.removeprefix("/do/").partition("?")[0]
    assert "POST /do/{token}: 200" in caplog.text
    assert token not in "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("monitor"))


# -- storms ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def in_a_storm(folder: Path, **changes: Any) -> AsyncIterator[Site]:
    """A page that people reach, and six customers at once; everybody has been told."""
    place = Place([LONG_AGO])
    async with site(folder, {"Town forum": place}, page=PAGE, **changes) as there:
        for wait in (0, 16, 16):
            there.clock.move(wait * MINUTE)
            await there.app.poll(there.app.parts.config.sources["Town forum"])
            await there.app.work()
            await there.app.delivered()
            if not wait:
                place.posts = angry(6, there.clock.now() + MINUTE)
        yield there


async def the_storm(there: Site) -> tuple[Storm, list[tuple[str, str]]]:
    async with there.app.parts.store.read() as connection:
        row = await storms.by_id(connection, 1)
        story = await storms.events_of(connection, 1)
    assert row
    return row.storm, [(event.kind, event.by) for event in story if event.kind not in ("told", "began", "louder")]


def storm_link(there: Site, person: str = "maria", verb: str = "take") -> str:
    links = there.app.parts.links
    assert links
    return links.to_storm(verb, 1, person, there.clock.now()).removeprefix(PAGE.address)


@pytest.mark.slow
async def test_a_mail_about_a_storm_leads_to_its_page(tmp_path: Path) -> None:
    async with in_a_storm(tmp_path) as there:
        told = next(message for message in there.mail.messages if message.reason == "STORM")
        ways = dict(told.card.how_to_act)
        assert [label for label, how in ways.items() if how.startswith(f"{PAGE.address}/do/")] == [
            "I'll take it", "It is over", "That is no storm",
        ]  # fmt: skip
        path = ways["It is over"].removeprefix(PAGE.address)
        before = await the_storm(there)
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
            async with there.client.request(method, f"{there.url}{path}") as answer:
                assert answer.status == (200 if method in ("GET", "HEAD") else 405)
        async with there.get(path) as answer:
            text = await answer.text()
        assert await the_storm(there) == before
        assert list(forms(text)) == ["over", "take", "noise"]
        assert "Storm 1." in text
        assert "You act as maria." in text
        async with there.post(path, data={"deed": "take", "by": "sam"}) as answer:
            text = await answer.text()
        assert "You took it." in text
        assert list(forms(text)) == ["over", "noise"]
        storm, story = await the_storm(there)
        assert (storm.state, storm.taken_by, story) == (StormState.TAKEN, "maria", [("take", "maria")])


@pytest.mark.parametrize(("deed", "said"), [("over", "It is over."), ("noise", "it takes more to tell")])
@pytest.mark.slow
async def test_a_storm_ends_once_however_often_it_is_pressed(deed: str, said: str, tmp_path: Path) -> None:
    async with in_a_storm(tmp_path) as there:
        path = storm_link(there, "sam")
        async with there.get(path) as answer:
            form = forms(await answer.text())[deed]
        for _ in range(2):
            async with there.post(path, data=form) as answer:
                assert answer.status == 200
                text = await answer.text()
        assert said in text
        assert "There is nothing to do about it." in text
        storm, story = await the_storm(there)
        assert (storm.state, storm.over_by) == (StormState.OVER, "sam")
        assert story == [("press", "sam"), ("over", "sam")]
        assert storm.outcome is (Outcome.NOISE if deed == "noise" else Outcome.ENDED)
        async with there.post(path, data={"deed": "take"}) as answer:
            assert answer.status == 409
            assert "That is not possible:" in await answer.text()


async def test_a_link_to_a_storm_is_worth_that_storm_alone(tmp_path: Path) -> None:
    async with in_a_storm(tmp_path) as there:
        path, key = storm_link(there), signing.key_in(Path(there.app.folder))
        for form in ({}, {"deed": "answered"}, {"deed": "undo"}, {"deed": "give", "to": "sam"}, {"deed": "<b>"}):
            async with there.post(path, data=form) as answer:
                assert answer.status == 400, form
        async with there.post(await link(there), data={"deed": "over"}) as answer:
            assert answer.status == 400  # a case is not over
        foreign = Links(PAGE.address, bytes(32)).to_storm("take", 1, "maria", there.clock.now())
        later = there.clock.now() + DAY
        mallory = signing.sign(key, PURPOSE, {"storm": 1, "by": "mallory"}, later)
        for bad in (foreign.removeprefix(PAGE.address), path.replace(".", ".A"), f"/do/{mallory}"):
            async with there.post(bad, data={"deed": "take"}) as answer:
                assert answer.status == 403
        async with there.get(f"/do/{signing.sign(key, PURPOSE, {'storm': 9, 'by': 'maria'}, later)}") as answer:
            assert answer.status == 410
        there.clock.move(GOOD_FOR)
        async with there.post(path, data={"deed": "take"}) as answer:
            assert answer.status == 410
        assert (await the_storm(there))[0].state is StormState.RAGING


async def test_a_room_gets_commands_about_a_storm_too(tmp_path: Path) -> None:
    room = Letterbox(shared=True)
    async with in_a_storm(tmp_path, channels={"room": room}):
        told = next(message for message in room.messages if message.reason == "STORM")
        assert "/do/" not in told.body
        assert "earful storm 1 take --by maria" in told.body


# -- the mails -------------------------------------------------------------------------------------------------------


async def test_a_mail_carries_links_that_work_for_its_reader(tmp_path: Path) -> None:
    async with ToyMailbox() as mailbox:
        channel = Email(server=mailbox.server, from_="Earful <earful@harborplumbing.example>")
        places = {"Town forum": Place([post(FURIOUS)])}
        async with site(tmp_path, places, page=PAGE, channels={"mail": channel}) as there:
            await hear(there)
            [sent] = await there.app.delivered()
            assert not sent.error
            [mail] = mailbox.mails
            plain = re.findall(r"^(.+): https://earful\.shop\.example(/do/\S+)$", mail.text, re.MULTILINE)
            assert [label for label, _ in plain] == ["I'll take it", "We replied", "Not about us"]
            html = body(mail.message, "html")
            assert re.search(r'<a href="https://earful\.shop\.example/do/[^"]+"[^>]*>I&#x27;ll take it</a>', html)
            async with there.post(plain[0][1], data={"deed": "take"}) as answer:
                assert "You took it." in await answer.text()
            assert (await standing(there))[:2] == ("taken", "maria")


async def test_a_room_gets_commands_because_everybody_there_could_press(tmp_path: Path) -> None:
    mail, room = Letterbox(), Letterbox(shared=True)
    places = {"Town forum": Place([post(FURIOUS)])}
    async with site(tmp_path, places, page=PAGE, channels={"mail": mail, "room": room}) as there:
        await hear(there)
        await there.app.delivered()
    assert "/do/" in mail.messages[0].body
    assert "/do/" not in room.messages[0].body
    assert "earful case 1 take --by maria" in room.messages[0].body


@pytest.mark.parametrize("page", [Page(), Page(port=0), Page(address=PAGE.address)])
async def test_without_an_address_that_leads_here_there_are_commands(page: Page, tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([post(FURIOUS)])}, page=page) as there:
        await hear(there)
        await there.app.delivered()
        assert "earful case 1 take --by maria" in there.mail.messages[0].body
        assert "/do/" not in there.mail.messages[0].body


def test_every_button_of_a_message_works_here() -> None:
    assert {*cards.DEEDS, "give"} == set(deeds._BY_LINK)
    assert timedelta(days=14) < GOOD_FOR  # after an answer a case waits for two weeks
