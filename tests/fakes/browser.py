"""A real Chromium that notes whatever goes wrong in it: errors of pages, and requests to anywhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.fakes.site import PASSWORD, Site

CHROMIUM = "/usr/bin/chromium"
PLAIN = "earful.lan"
"""A name of this machine to which the browser gives no more trust than to any other over plain HTTP."""


@dataclass
class Windows:
    """Windows of one browser that show one Earful, reached by the name ``host``. ``wrong`` is what went wrong in any of them."""

    browser: Browser
    there: Site
    host: str = "127.0.0.1"
    wrong: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.there.port}"

    async def open(self, name: str = "", *, dark: bool = False, width: int = 1280, scripts: bool = True) -> Page:
        """A window of its own, signed in as ``name`` where one is given."""
        context = await self.browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
        )
        page = await context.new_page()
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("requestfinished", lambda request: self._asked(request.url, ""))
        page.on("requestfailed", lambda request: self._asked(request.url, request.failure or ""))
        page.set_default_timeout(10_000)
        if name:
            await self.sign_in(page, name)
        return page

    async def sign_in(self, page: Page, name: str) -> None:
        await page.goto(f"{self.url}/sign-in")
        await page.fill("#name", name)
        await page.fill("#password", PASSWORD)
        await page.click("button.first")
        await page.wait_for_url(f"{self.url}/")

    def _asked(self, url: str, failure: str) -> None:
        # What the policy refused never left the browser.
        if failure != "csp" and not url.startswith("data:") and urlsplit(url).netloc != urlsplit(self.url).netloc:
            self.wrong.append(f"asked {url}")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Starts the browser."""
    async with async_playwright() as playwright:
        # Root's processes have no sandbox: tests run in containers.
        args = ["--no-sandbox", f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def windows(browser: Browser, there: Site, host: str = "127.0.0.1") -> AsyncIterator[Windows]:
    """Windows, which share nothing with those of others. At their end nothing may have gone wrong in any of them."""
    found = Windows(browser, there, host)
    try:
        yield found
    finally:
        for context in browser.contexts:
            await context.close()
    assert found.wrong == []


async def barriers(page: Page) -> list[str]:
    """What axe-core finds that keeps people from using a page: rule and place."""
    found: Any = (await Axe().run(page)).response
    return [f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]]


async def too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
