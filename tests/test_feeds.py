"""Feeds of cases and storms: for whoever has the address, as long as the account stands."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from monitor.store import accounts
from monitor.web import passwords, signing
from tests.fakes.programs import program
from tests.fakes.site import Site, Visitor, site
from tests.fakes.stage import START, Place, brand, post

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> Harbor Plumbing never called back, I am furious \u202e\uffff"
)


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=timedelta(days=7))
    await there.app.work()


async def addresses(them: Visitor) -> list[str]:
    """The paths of their feeds, as the page has them."""
    return re.findall(r'href="[^"]*(/feeds/[^"]+\.atom)"', await them.text("/feeds"))


async def test_a_feed_reader_reads_it_and_strangers_words_stay_text(tmp_path: Path) -> None:
    hostile = post(HOSTILE, by="<b>Dana</b> & co", at=START - timedelta(minutes=1))
    async with (
        site(tmp_path, {"Town forum": Place([hostile, post(by="Roe")])}) as there,
        there.signed_in("look") as them,
    ):
        await hear(there)
        of_all, *_ = await addresses(them)
        async with there.get(of_all) as answer:
            assert (answer.status, answer.content_type) == (200, "application/atom+xml")
            raw, tag = await answer.read(), answer.headers["ETag"]
        assert b"<script" not in raw
        assert b"<img" not in raw
        read = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
        assert not read.bozo
        assert read.version == "atom10"
        titles = [entry.title for entry in read.entries]
        assert any("<b>Dana</b> & co" in title for title in titles), titles
        assert all(entry.title_detail.type == entry.summary_detail.type == "text/plain" for entry in read.entries)
        assert "furious" in read.entries[0].summary
        assert re.search(r"/cases/\d$", read.entries[0].link)
        assert len({entry.id for entry in read.entries}) == 2
        async with there.get(of_all, headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
        there.clock.move(timedelta(minutes=1))
        await there.app.office.act(1, "take", "maria")
        async with there.get(of_all, headers={"If-None-Match": tag}) as answer:
            assert answer.status == 200
            assert b"(taken)" in await answer.read()


async def test_it_shows_what_the_account_sees_and_ends_with_its_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    brands = [brand(), brand("Another")]
    async with site(tmp_path, {"Town forum": Place([post()])}, brands=brands) as there:
        await hear(there)
        async with there.signed_in("look", name="all") as them:
            every, _, harbor, *_ = await addresses(them)
        async with there.signed_in("look", brands=["Another"], name="few") as them:
            theirs = await addresses(them)
        assert len(theirs) == 4
        for path, entries in ((every, 1), (harbor, 1), (theirs[0], 0), (theirs[2], 0)):
            async with there.get(path) as answer:
                assert len(feedparser.parse(await answer.read()).entries) == entries
        await there.account("all", "look", brands=["Another"])  # sees less from now on
        for path, status in ((every, 200), (harbor, 403)):
            async with there.get(path) as answer:
                assert answer.status == status
                assert b"Dana" not in await answer.read()
        known = signing.read(there.app.front.key(), "feed", theirs[0][7:-5], there.clock.now())
        assert not {"password", "brands"} & known.keys()
        for path in (f"{every[:-9]}AAAA.atom", "/feeds/x.atom", "/feeds/.atom"):
            async with there.get(path) as answer:
                assert answer.status in (403, 404), path
    assert every[7:40] not in caplog.text
    assert "/feeds/{token}.atom" in caplog.text


async def test_a_feed_is_worth_nothing_once_the_account_is_another(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.signed_in("look", name="sam") as them:
        path = (await addresses(them))[0]
        async with there.get(path) as answer:
            assert answer.status == 200
        async with there.app.parts.store.read() as connection:
            known = await accounts.find(connection, "sam")
        assert known
        changed = accounts.Account(
            **{**{name: getattr(known, name) for name in ("name", "role", "brands", "person", "changed_at")},
               "password": passwords.hashed("another three words")}
        )  # fmt: skip
        await there.app.parts.store.write(lambda tx: accounts.save(tx, changed))
        async with there.get(path) as answer:
            assert answer.status == 403
        await there.app.parts.store.write(lambda tx: accounts.remove(tx, "sam", "maria", there.clock.now()))
        async with there.get(path) as answer:
            assert answer.status == 403


async def test_a_program_asks_for_its_feeds_and_they_end_with_its_token(tmp_path: Path) -> None:
    brands = [brand(), brand("Another")]
    async with site(tmp_path, {"Town forum": Place([post()])}, brands=brands) as there:
        await hear(there)
        whole, few = await program(there, "look"), await program(there, "look", brands=["Another"])
        listed = (await whole.get("/feeds"))["items"]
        assert [(one["brand"], one["of"]) for one in listed] == [
            (name, kind) for name in ("", "Harbor Plumbing", "Another") for kind in ("cases", "storms")
        ]
        [cases, _] = (await whole.get("/feeds?brand=Harbor+Plumbing"))["items"]
        await few.told("GET", "/feeds?brand=Harbor+Plumbing", 404)
        [theirs, *_] = (await few.get("/feeds?brand="))["items"]
        for address, entries in ((cases["address"], 1), (theirs["address"], 0)):
            async with there.get(urlsplit(address).path) as answer:
                assert len(feedparser.parse(await answer.read()).entries) == entries
        await there.app.parts.store.write(lambda tx: accounts.revoke(tx, whole.number))
        for address, status in ((cases["address"], 403), (theirs["address"], 200)):
            async with there.get(urlsplit(address).path) as answer:
                assert answer.status == status
