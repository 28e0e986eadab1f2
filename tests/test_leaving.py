"""The way out of a digest: one press in a mail reader ends one person's, a look ends nothing, and the way back is as short."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from alerts.base import Channel
from alerts.email import Email
from monitor.app import App
from monitor.config import Digest, Page, Person
from monitor.demo.toy_mailbox import Mail, ToyMailbox
from monitor.links import LEAVE, LEAVE_GOOD_FOR, PURPOSE, Links
from monitor.store import Store, StoreError, accounts, declining
from monitor.store.declining import Choice
from monitor.web import signing
from tests.fakes.site import Site, site
from tests.fakes.stage import FURIOUS, Letterbox, Place, post

PAGE = Page(port=0, address="https://earful.shop.example")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY_DAY = Digest(frozenset(range(7)), time(8))
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PEOPLE = {
    name: Person(name=name, email=f"{name}@harborplumbing.example", digest=EVERY_DAY) for name in ("maria", "sam")
}


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    page: Page = PAGE,
    channels: Mapping[str, Channel] | None = None,
    people: Mapping[str, Person] = PEOPLE,
) -> AsyncIterator[Site]:
    """Earful on a Monday at nine, with something on record."""
    async with site(
        folder, {"Town forum": Place([post(FURIOUS)])}, page=page, channels=channels, people=people
    ) as there:
        await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=DAY)
        await told(there)
        yield there


async def told(there: Site) -> list[str]:
    """Who gets a digest now, by everybody's own channel."""
    there.mail.messages.clear()
    await there.app.decide()
    await there.app.delivered()
    return [message.to.name for message in there.mail.messages if message.reason == "DIGEST"]


async def next_morning(there: Site) -> list[str]:
    """The same a day later, at eight."""
    now = there.clock.now()
    there.clock.move((now + DAY).replace(hour=8, minute=0) - now)
    return await told(there)


def way_out(there: Site, person: str = "maria") -> str:
    """The path of the link of a digest to that person."""
    links = Links(PAGE.address, there.app.front.key())
    return links.leave(person, there.clock.now()).removeprefix(PAGE.address)


async def chosen(there: Site) -> dict[str, bool]:
    async with there.app.parts.store.read() as connection:
        return {person: choice.off for person, choice in (await declining.choices(connection)).items()}


async def written_down(there: Site) -> list[tuple[str, str, str, dict[str, str | int]]]:
    """Who, what, about, and the detail: the oldest first."""
    async with there.app.parts.store.read() as connection:
        found = await accounts.audited(connection)
    return [
        (entry.who, entry.what, entry.about, dict(entry.detail)) for entry in reversed(found) if "digest" in entry.what
    ]


# -- the mails -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def mailed(folder: Path, page: Page = PAGE) -> AsyncIterator[tuple[Site, Mail, Mail]]:
    """The site, the mail about a case that Maria got, and her digest."""
    async with ToyMailbox() as mailbox:
        channel = Email(server=mailbox.server, from_="Earful <earful@harborplumbing.example>")
        async with opened(folder, page=page, channels={"mail": channel}) as there:
            [alert] = [mail for mail in mailbox.mails if mail.recipients == (PEOPLE["maria"].email,)]
            await next_morning(there)
            hers = [mail for mail in mailbox.mails if mail.recipients == (PEOPLE["maria"].email,)]
            [digest] = [mail for mail in hers if str(mail.message["Message-ID"]).startswith("<digest-")]
            yield there, alert, digest


async def test_a_mail_reader_ends_the_digest_with_one_press(tmp_path: Path) -> None:
    async with mailed(tmp_path) as (there, _, digest):
        assert digest.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # RFC 8058 wants one https address, and what is posted there carries no cookie.
        found = re.fullmatch(rb"<https://earful\.shop\.example(/digest/off/[\w.-]+)>", _header(digest))
        assert found
        path = found[1].decode()
        assert f"Stop this summary: {PAGE.address}{path}" in digest.text
        assert f'href="{PAGE.address}{path}"' in digest.html
        async with there.post(path, data=ONE_CLICK) as answer:
            assert answer.status == 200
            assert "You get no digest any more." in await answer.text()
        assert await chosen(there) == {"maria": True}


def _header(mail: Mail) -> bytes:
    [value] = re.findall(rb"^List-Unsubscribe: (.*?)\r?\n(?![ \t])", mail.raw, re.MULTILINE | re.DOTALL)
    return bytes(value)


async def test_a_mail_about_a_case_is_no_list_that_one_leaves(tmp_path: Path) -> None:
    async with mailed(tmp_path) as (_, alert, _):
        assert "/do/" in alert.text
        assert b"unsubscribe" not in alert.raw.lower()
        assert "/digest/off/" not in alert.text + alert.html


@pytest.mark.parametrize("page", [Page(port=0, address="http://earful.shop.example"), Page(port=0)])
async def test_without_https_there_is_no_way_out_in_the_mail(page: Page, tmp_path: Path) -> None:
    async with mailed(tmp_path, page) as (_, _, digest):
        assert b"unsubscribe" not in digest.raw.lower()
        assert "/digest/off/" not in digest.text + digest.html


async def test_a_room_has_none_because_everybody_there_could_press(tmp_path: Path) -> None:
    mine, room = Letterbox(), Letterbox(shared=True)
    async with opened(tmp_path, channels={"mail": mine, "room": room}) as there:
        await next_morning(there)
        assert [message.leave for message in room.messages if message.reason == "DIGEST"] == [""]
        own = [message for message in mine.messages if message.reason == "DIGEST"]
        assert [message.to.name for message in own] == ["maria", "sam"]
        assert [message.leave for message in own] == [PAGE.address + way_out(there, name) for name in ("maria", "sam")]
        assert not [message for message in mine.messages if message.reason != "DIGEST" and message.leave]


# -- the page --------------------------------------------------------------------------------------------------------


async def test_looking_ends_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as there:
        path = way_out(there)
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
            async with there.client.request(method, f"{there.url}{path}") as answer:
                assert answer.status == (200 if method in ("GET", "HEAD") else 405)
        text = await (await there.get(path)).text()
        assert "The digest for Maria" in text
        assert re.findall(r'name="deed" value="(\w+)">\s*<button class="first">([^<]+)', text) == [
            ("off", "Send me no digest")
        ]
        assert await chosen(there) == {}
        assert await next_morning(there) == ["maria", "sam"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"data": {"deed": "off"}},
        {},
        {"json": {"List-Unsubscribe": "One-Click"}},
        {"headers": {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}, "data": ONE_CLICK},
    ],
)
async def test_it_ends_one_persons_digest_and_nothing_else(sent: dict[str, object], tmp_path: Path) -> None:
    async with opened(tmp_path) as there:
        for _ in range(2):
            async with there.post(way_out(there), **sent) as answer:
                assert answer.status == 200
        assert await written_down(there) == [("maria", "digest_off", "maria", {"way": "by a mail's link"})]
        assert await next_morning(there) == ["sam"]
        there.clock.move(2 * HOUR)
        await there.app.poll(there.app.parts.config.sources["Town forum"])
        await told(there)
        assert await next_morning(there) == ["sam"]
        # Cases come as before.
        place = there.app.parts.config.sources["Town forum"].connector
        assert isinstance(place, Place)
        place.posts = [post(FURIOUS.replace("my call", "our letter"), by="Lee", at=there.clock.now())]
        await there.app.poll(there.app.parts.config.sources["Town forum"])
        await told(there)
        assert ("FIRST_ANGER", "maria") in there.mail.told


async def test_the_way_back_brings_the_next_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as there:
        path = way_out(there)
        async with there.post(path, data=ONE_CLICK):
            pass
        assert await next_morning(there) == ["sam"]
        assert await next_morning(there) == ["sam"]
        text = await (await there.get(path)).text()
        assert "It is off." in text
        assert 'value="again"' in text
        there.clock.move(HOUR)
        for _ in range(2):
            async with there.post(path, data={"deed": "again"}) as answer:
                assert "You get your digest again." in await answer.text()
        assert await told(there) == []  # that of this morning went out without her
        assert await next_morning(there) == ["maria", "sam"]
        hers = there.mail.messages[0]
        assert hers.data["since"] == "2026-11-25T08:00:00+00:00"  # a day, not all the time between
        assert hers.data["until"] == "2026-11-26T08:00:00+00:00"
        assert [line[1] for line in await written_down(there)] == ["digest_off", "digest_again"]


async def test_it_outlives_a_restart_and_a_reload(tmp_path: Path) -> None:
    async with opened(tmp_path) as there:
        async with there.post(way_out(there), data=ONE_CLICK):
            pass
        config = there.app.parts.config
        later = {
            **PEOPLE,
            "maria": replace(PEOPLE["maria"], digest=Digest(EVERY_DAY.days, time(8, 30)), own_digest=True),
        }
        await there.app.reload(lambda: replace(config, people=later, digest="new"))
        there.clock.move(23 * HOUR + 45 * timedelta(minutes=1))
        assert await told(there) == ["sam"]
        now = there.clock
    mail = Letterbox()
    destinations = {"mail": replace(config.destinations["mail"], channel=mail)}
    now.move(DAY)
    async with App(replace(config, destinations=destinations), clock=now) as again:
        await again.decide()
        await again.delivered()
    assert [message.to.name for message in mail.messages if message.reason == "DIGEST"] == ["sam"]


async def test_a_room_keeps_its_digest(tmp_path: Path) -> None:
    mine, room = Letterbox(), Letterbox(shared=True)
    people = {"maria": PEOPLE["maria"], "sam": replace(PEOPLE["sam"], digest=None)}
    async with opened(tmp_path, channels={"mail": mine, "room": room}, people=people) as there:
        async with there.post(way_out(there), data=ONE_CLICK):
            pass
        await next_morning(there)
        await there.app.decide()
        await there.app.delivered()
        assert [message.reason for message in room.messages].count("DIGEST") == 1
        assert "DIGEST" not in [message.reason for message in mine.messages]


# -- what a link is worth --------------------------------------------------------------------------------------------


async def test_a_link_that_is_not_ours_or_too_old(tmp_path: Path) -> None:
    async with opened(tmp_path) as there:
        key, now = signing.key_in(Path(there.app.folder)), there.clock.now()
        path, case = way_out(there), there.app.parts.links
        assert case
        deed = case.to("take", 1, "maria", now).removeprefix(f"{PAGE.address}/do/").partition("?")[0]
        for bad in (
            Links(PAGE.address, bytes(32)).leave("maria", now).removeprefix(PAGE.address),
            path.replace(".", ".A"),
            path[:-4],
            f"/digest/off/{deed}",
            f"/digest/off/{signing.sign(key, PURPOSE, {'who': 'maria'}, now + DAY)}",
            f"/digest/off/{signing.sign(key, LEAVE, {'who': 'mallory'}, now + DAY)}",
        ):
            for ask in (there.get(bad), there.post(bad, data=ONE_CLICK)):
                async with ask as answer:
                    assert answer.status == 403, bad
        token = path.removeprefix("/digest/off/")
        for other in (f"/do/{token}", f"/invite/{token}"):  # and it opens no other door
            async with there.get(other) as answer:
                assert answer.status in (403, 410), other
        async with there.post(path, data={"deed": "take"}) as answer:
            assert answer.status == 400
        there.clock.move(LEAVE_GOOD_FOR)
        for ask in (there.get(path), there.post(path, data=ONE_CLICK)):
            async with ask as answer:
                assert answer.status == 410
        assert await chosen(there) == {}


async def test_it_is_stored_before_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise StoreError("the disk is full")

    async with opened(tmp_path) as there:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "write", full)
            async with there.post(way_out(there), data=ONE_CLICK) as answer:
                assert answer.status == 503
                assert "no digest any more" not in await answer.text()
        assert await chosen(there) == {}


# -- among the people ------------------------------------------------------------------------------------------------


async def test_the_page_people_shows_it_and_whoever_may_act_brings_it_back(tmp_path: Path) -> None:
    # Over plain HTTP, where a browser keeps the session of this test.
    async with opened(tmp_path, page=Page(port=0)) as there, there.signed_in("act", person="sam") as sam:
        assert "digest off" not in await sam.text("/people")
        async with there.post(way_out(there), data=ONE_CLICK):
            pass
        async with there.signed_in("look", name="guest") as guest:
            text = await guest.text("/people")
            assert text.count("digest off") == 1
            assert 'value="digest"' not in text
            async with guest.post("/people", {"person": "maria", "deed": "digest"}) as answer:
                assert answer.status == 403
        text = await sam.text("/people")
        assert re.findall(r'name="person" value="(\w+)"><button name="deed" value="digest">', text) == ["maria"]
        async with there.client.post(f"{there.url}/people", data={"person": "maria", "deed": "digest"}) as answer:
            assert answer.status == 401  # a stranger
        assert await chosen(there) == {"maria": True}
        async with sam.post("/people", {"person": "maria", "deed": "digest"}) as answer:
            assert answer.headers["Location"] == "/people?did=digest"
        assert "digest off" not in await sam.text("/people")
        assert await chosen(there) == {"maria": False}
        assert (await written_down(there))[-1] == ("act-sam", "digest_again", "maria", {})
        assert await next_morning(there) == ["maria", "sam"]


async def test_the_store_knows_what_each_chose_last(store: Store) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    async def say(off: bool, hours: int) -> bool:
        return await store.write(lambda tx: declining.choose(tx, "maria", off, now + hours * HOUR))

    assert [await say(False, 0), await say(True, 1), await say(True, 2), await say(False, 3)] == [
        False,
        True,
        False,
        True,
    ]
    async with store.read() as connection:
        assert await declining.choices(connection) == {"maria": Choice(False, now + 3 * HOUR)}
