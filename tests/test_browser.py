"""The pages in a real browser: the story of a customer who is won back, told by pressing buttons; live; by keyboard alone; dark
and small; without a script; and nothing that keeps anybody out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from monitor.web import pages
from tests.fakes.browser import PLAIN, Windows, barriers, chromium, too_wide, windows
from tests.fakes.site import Site, site
from tests.fakes.stage import START, THANKS, Place, brand, post

HOSTILE = (
    "<script>alert(1)</script><img src=https://evil.example/x.png> Harbor Plumbing ruined my floor, I am furious. I will "
    "tell everyone! https://evil.example/" + "long" * 200
)
SHOWN = (
    "/", "/cases/1", "/cases/new", "/mentions", "/mentions/1", "/mentions/muted", "/brands", "/brands/Harbor%20Plumbing",
    "/storms", "/people", "/sources", "/outbox", "/setup", "/accounts", "/doings",
)  # fmt: skip


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


class Opened(Protocol):
    """Earful that heard what ``place`` says, and a browser. maria may do everything, sam may act."""

    def __call__(self, place: Place, **changes: object) -> AbstractAsyncContextManager[tuple[Site, Windows]]: ...


@pytest.fixture
def opened(started: Browser, tmp_path: Path) -> Opened:
    @asynccontextmanager
    async def opened(place: Place, **changes: object) -> AsyncIterator[tuple[Site, Windows]]:
        async with site(tmp_path, {"Town forum": place}, **changes) as there:  # type: ignore[arg-type]
            await hear(there)
            await there.account("maria", "admin")
            await there.account("sam", "act", "sam")
            async with windows(started, there) as browser:
                yield there, browser

    return opened


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"])
    await there.app.work()
    await there.app.delivered()


async def seen(page: Page, whether: bool) -> None:
    """Somebody looks at the page, or no more."""
    await page.evaluate(
        "(seen) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => !seen });"
        "document.dispatchEvent(new Event('visibilitychange')) }",
        whether,
    )


async def hold(page: Page, url: str) -> asyncio.Queue[Callable[[], Awaitable[None]]]:
    """Keeps back the next answer there; it is let go by calling it."""
    held: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()

    async def keep(route: Route) -> None:
        answer = await route.fetch()
        await held.put(lambda: route.fulfill(response=answer))

    await page.route(url, keep, times=1)
    return held


@pytest.mark.slow
async def test_a_customer_is_won_back_from_the_phone_while_a_second_window_follows(opened: Opened) -> None:
    place = Place([])
    async with opened(place) as (there, browser):
        phone = await browser.open("maria", dark=True, width=390)
        desk = await browser.open("sam")
        for window in (phone, desk):
            await expect(window.locator("h1")).to_have_text("Nobody is waiting")
        # The alert: both windows show it without being loaded again, and say so to whoever listens to them.
        place.posts = [post(at=START)]
        await hear(there)
        assert there.mail.messages
        for window in (phone, desk):
            await expect(window.locator("h1")).to_have_text("1 customer is waiting")
            await expect(window.get_by_role("status")).to_contain_text("1 customer is waiting")
        # Maria takes it on the phone; Sam sees that it is taken.
        await phone.get_by_role("button", name="I’ll take it").click()
        await expect(phone.get_by_text("You took it")).to_be_visible()
        await expect(desk.get_by_text("Taken by Maria")).to_be_visible()
        # She looks at the whole story, answers where the customer wrote, and says so.
        await phone.get_by_role("link", name="Dana R.").click()
        await expect(phone.locator("h1")).to_have_text("Dana R. about Harbor Plumbing")
        there.clock.move(timedelta(minutes=30))
        await phone.get_by_role("button", name="We replied").click()
        await expect(phone.get_by_text("the customer has your answer")).to_be_visible()
        await expect(desk.locator("h1")).to_have_text("Nobody is waiting")
        # The customer is won back, and the story says so while it is open.
        there.clock.move(timedelta(minutes=30))
        place.posts = [post(THANKS, at=there.clock.now())]
        await hear(there)
        await expect(phone.locator(".card")).to_contain_text("won back")
        await expect(phone.locator(".story")).to_contain_text("it is all fixed now")


@pytest.mark.slow
async def test_nothing_is_taken_from_under_the_hands_of_somebody_who_types(opened: Opened) -> None:
    place = Place([post(at=START)])
    async with opened(place) as (there, browser):
        page = await browser.open("maria")
        await page.get_by_text("More", exact=False).first.click()
        await page.get_by_label("Note").fill("She is a regular")
        place.posts = [post(by="Another", at=START)]
        await hear(there)
        await expect(page.locator("#news")).to_have_text("Something changed. Load the page again to see it.")
        await expect(page.get_by_label("Note")).to_have_value("She is a regular")
        await page.get_by_role("button", name="Write it down").click()
        await expect(page.get_by_text("It is written down")).to_be_visible()
        await expect(page.locator("h1")).to_have_text("2 customers are waiting")
        # Nor what is chosen: the case would be closed as something else than the page said.
        dana = page.locator(".card").filter(has_text="Dana R.")
        await dana.locator("summary").click()
        await dana.get_by_label("Close it").select_option("lost")
        await dana.get_by_role("button", name="Close").focus()
        place.posts = [post(by="A third", at=START)]
        await hear(there)
        await expect(page.locator("#news")).to_have_text("Something changed. Load the page again to see it.")
        await dana.get_by_role("button", name="Close").click()
        await expect(page.get_by_text("Closed.")).to_be_visible()
        await page.goto(f"{there.url}/cases/1")
        await expect(page.locator(".card")).to_contain_text("Case 1: lost")


@pytest.mark.slow
async def test_a_page_catches_up_with_what_happened_while_it_heard_nothing(opened: Opened) -> None:
    place = Place([])
    async with opened(place) as (there, browser):
        page = await browser.open()
        await page.clock.install()
        broken = asyncio.Event()

        async def proxy(route: Route) -> None:
            await route.fulfill(status=502, content_type="text/html", body="Bad Gateway")
            broken.set()

        await page.route("**/live", proxy)
        await browser.sign_in(page, "maria")
        await expect(page.locator("h1")).to_have_text("Nobody is waiting")
        await asyncio.wait_for(broken.wait(), 10)
        place.posts = [post(at=START)]
        await hear(there)
        await page.unroute("**/live")
        await page.clock.fast_forward(31_000)
        await expect(page.locator("h1")).to_have_text("1 customer is waiting")
        assert all("502" in line for line in browser.wrong)
        browser.wrong.clear()
        # A phone that lies in a pocket hears nothing, and knows everything when it is looked at again.
        await seen(page, False)
        assert await page.evaluate("stream.readyState === EventSource.CLOSED")
        place.posts = [post(by="Another", at=START)]
        await hear(there)
        await seen(page, True)
        await expect(page.locator("h1")).to_have_text("2 customers are waiting")
        # Neither does it miss what happens while it fetches what happened before.
        held, another = await hold(page, f"{there.url}/"), post(by="A third", at=START)
        place.posts = [post(by="A fourth", at=START)]
        await hear(there)
        answer = await held.get()
        place.posts = [another]
        await hear(there)
        async with asyncio.timeout(10):
            while not await page.evaluate("stale"):  # it has heard of the fourth, too
                pass
        await answer()
        await expect(page.locator("h1")).to_have_text("4 customers are waiting")


@pytest.mark.slow
async def test_what_changes_takes_the_focus_from_nobody(opened: Opened) -> None:
    place = Place([post(at=START)])
    async with opened(place) as (there, browser):
        page = await browser.open("maria")
        button = page.get_by_role("button", name="We replied (Dana R.)")
        await button.focus()
        place.posts = [post(by="Another", at=START)]
        await hear(there)
        await expect(page.locator("h1")).to_have_text("2 customers are waiting")
        await expect(button).to_be_focused()


@pytest.mark.slow
async def test_an_old_page_says_nothing_that_has_become_wrong(opened: Opened) -> None:
    place = Place([post(at=START)])
    async with opened(place) as (there, browser):
        page = await browser.open()
        await page.clock.install(time=START)
        await browser.sign_in(page, "maria")
        await page.clock.pause_at(START + timedelta(hours=1))  # however long the next page takes
        await page.get_by_role("button", name="I’ll take it").click()
        await expect(page.get_by_text("You took it")).to_be_visible()
        await expect(page.get_by_text("To be answered within 4 h")).to_be_visible()
        there.clock.move(timedelta(hours=4, minutes=5))
        await page.clock.fast_forward("04:05:00")
        await expect(page.get_by_text("Overdue for 5 min")).to_be_visible()
        await expect(page.get_by_text("You took it")).to_have_count(0)
        await expect(page).to_have_url(f"{there.url}/")


@pytest.mark.slow
async def test_everything_can_be_done_by_keyboard_alone(opened: Opened) -> None:
    async with opened(Place([post(at=START)])) as (there, browser):
        page = await browser.open()
        await page.goto(f"{there.url}/sign-in")
        await expect(page.locator("#name")).to_be_focused()
        await page.keyboard.type("maria")
        await page.keyboard.press("Tab")
        await page.keyboard.type("three words will do")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{there.url}/")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="To the page")).to_be_focused()
        await page.keyboard.press("Enter")
        for _ in range(20):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.value") == "take":
                break
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You took it")).to_be_visible()


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
@pytest.mark.slow
async def test_no_page_keeps_anybody_out(dark: bool, width: int, opened: Opened) -> None:
    place = Place([post(HOSTILE, by="<b>Bold</b>" * 10, at=START, url="https://evil.example/1"), post(at=START)])
    async with opened(place, brands=[brand(), brand("Another Firm")]) as (there, browser):
        await there.app.office.act(2, "take", "maria")
        page = await browser.open("maria", dark=dark, width=width)
        assert {path for path, _, _ in pages.NAVIGATION} <= set(SHOWN)
        for path in SHOWN:
            await page.goto(there.url + path)
            await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            assert await barriers(page) == [], path
            assert not await too_wide(page), path


@pytest.mark.slow
async def test_signing_in_keeps_nobody_out(opened: Opened) -> None:
    async with opened(Place([])) as (there, browser):
        page = await browser.open(width=390)
        await page.goto(f"{there.url}/cases/1")
        assert await barriers(page) == []
        assert not await too_wide(page)


@pytest.mark.slow
async def test_it_works_over_plain_http_in_ones_own_network(started: Browser, tmp_path: Path) -> None:
    """There a browser tells less of where a form comes from, and it must suffice."""
    async with (
        site(tmp_path, {"Town forum": Place([post(at=START)])}) as there,
        windows(started, there, PLAIN) as browser,
    ):
        await hear(there)
        await there.account("maria", "admin")
        page = await browser.open("maria")
        await page.get_by_role("button", name="I’ll take it").click()
        await expect(page.get_by_text("You took it")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{browser.url}/sign-in")


@pytest.mark.slow
async def test_it_works_without_a_script(opened: Opened) -> None:
    async with opened(Place([post(at=START)])) as (_, browser):
        page = await browser.open("maria", scripts=False)
        await page.get_by_role("button", name="I’ll take it").click()
        await expect(page.get_by_text("You took it")).to_be_visible()
        await page.locator("summary").last.click()
        await page.get_by_label("Until").fill("tomorrow 10:00")
        await page.get_by_role("button", name="Promised by then").click()
        await expect(page.get_by_text("you are reminded when the promised time comes")).to_be_visible()


@pytest.mark.slow
async def test_the_policy_stops_what_a_page_may_not_do(opened: Opened) -> None:
    """The browser itself refuses a script that slipped in: the last wall, should a template ever fail to escape."""
    async with opened(Place([])) as (there, browser):
        page = await browser.open("maria")
        await page.goto(f"{there.url}/")
        ran = await page.evaluate(
            """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
            document.body.append(s);
            const i = new Image(); i.src = 'https://evil.example/x.png'; document.body.append(i); return window.ran }"""
        )
        assert ran is None
        await expect(page.locator("h1")).to_be_visible()
        refused = [line for line in browser.wrong if "Content Security Policy" in line]
        assert len(refused) >= 2
        assert not [line for line in browser.wrong if line.startswith("asked https://evil.example")]
        browser.wrong.clear()
