"""Takes the pictures of README and docs: the demo's shop after a busy month, in a real Chromium.

``make pictures`` writes ``docs/pictures/*.png``. Everything in them is invented: the customers are the demo's, and so are a toy
forum and a toy mailbox. The same words at the same times, so that two runs differ in nothing that matters.
"""

from __future__ import annotations

import asyncio
import base64
import random
import sys
import tempfile
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, async_playwright

from monitor.app import App
from monitor.clock import SetClock
from monitor.config import Digest, Page, load
from monitor.demo.toy_forum import ToyForum
from monitor.demo.toy_mailbox import Mail, ToyMailbox
from monitor.store import accounts
from monitor.store.browsing.waiting import waiting
from monitor.web import passwords

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
BEGIN = datetime(2026, 10, 26, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
DAYS = 30
PASSWORD = "three words will do"
CONFIG = """\
timezone: Europe/Berlin
people:
  maria: {{email: maria@harborplumbing.example}}
  sam:   {{email: sam@harborplumbing.example}}
operator: sam
brands:
  - name: Harbor Plumbing
    answered_by: maria
    answer_within: 4h
    if_nobody_takes_it: [{{after: 1h, tell: maria}}, {{after: 2h, tell: sam}}]
  - {{name: Northside Heating, answered_by: sam, answer_within: 1d}}
sources:
  - {{kind: rss, url: "{forum}", name: Town forum, every: 1s, allow_private: true}}
alerts:
  channels:
    mail: {{kind: email, server: "{mailbox}", from: "Earful <earful@harborplumbing.example>"}}
"""
ANGRY = (
    "{brand}, three weeks, four messages, and nobody ever called me back. I am furious, and I am telling everyone I know.",
    "Still no answer from {brand} about the invoice. They charged me twice and do not reply. Very disappointed.",
    "{brand} promised to come on Monday. It is Thursday. Nobody came, nobody called. Never again!",
    "The technician of {brand} was rude and left the kitchen floor ruined. I want my money back.",
)
CALM = (
    "Does anybody know whether {brand} works on Saturdays?",
    "Had {brand} here today for the boiler. All fine, friendly people, thank you!",
    "{brand} has a new shop in Mill Street, it seems.",
    "Great service by {brand} again: called in the morning, fixed by noon. Recommended!",
)
NAMES = [
    f"{name} {letter}."
    for letter in "PKBVSWHMLT"
    for name in ("Lee", "Ines", "Tom", "Mara", "Jon", "Ada", "Piet", "Rosa")
]


async def month(app: App, clock: SetClock, forum: ToyForum) -> None:
    """Lets a month pass: some praise, some questions, some anger, most of it answered."""
    chance = random.Random(7)
    for day in range(DAYS):
        for hour in (9, 13, 17):
            at = BEGIN + timedelta(days=day, hours=hour - 8)
            clock.move(at - clock.now())
            for _ in range(chance.choice((0, 1, 1, 2, 3))):
                brand = chance.choice(("Harbor Plumbing", "Harbor Plumbing", "Northside Heating"))
                words = chance.choice(ANGRY if chance.random() < 0.22 else CALM).format(brand=brand)
                forum.say(chance.choice(NAMES), "At the forum", words, at)
            await visit(app)
            await answer_some(app, clock, chance, keep=2 if day > DAYS - 3 else 0)


async def visit(app: App) -> None:
    for source in app.parts.config.sources.values():
        await app.poll(source)
    await app.work()
    await app.delivered()


async def answer_some(app: App, clock: SetClock, chance: random.Random, keep: int) -> None:
    """Maria and Sam answer those who wait, but for the last ``keep``."""
    async with app.parts.store.read() as connection:
        found = await waiting(connection, None, clock.now())
    for item in found.items[: len(found.items) - keep if keep else None]:
        person = item.row.case.turn
        clock.move(timedelta(minutes=chance.randint(5, 50)))
        await app.office.act(item.row.id, "take", person)
        clock.move(timedelta(minutes=chance.randint(5, 50)))
        await app.office.act(item.row.id, "answered", person)


async def pictures(app: App, browser: Browser, mail: Mail) -> None:
    """Looks at the pages, and at the last mail."""
    assert app.front.door
    url = f"http://127.0.0.1:{app.front.door.addresses[0][1]}"
    views = (
        ("waiting", "/", False, 1280),
        ("waiting-phone", "/", True, 390),
        ("case-phone", "", False, 390),
        ("brand", "/brands/Harbor%20Plumbing", False, 1280),
    )
    for name, path, dark, width in views:
        context = await browser.new_context(
            color_scheme="dark" if dark else "light", viewport={"width": width, "height": 844}
        )
        page = await context.new_page()
        await page.goto(f"{url}/sign-in")
        await page.fill("#name", "maria")
        await page.fill("#password", PASSWORD)
        await page.click("button.first")
        if path:
            await page.goto(url + path)
        else:
            await page.click(".card h2 a")
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=FOLDER / f"{name}.png")
        await context.close()
    await taken(browser, mail, "mail")


async def taken(browser: Browser, mail: Mail, name: str) -> None:
    """A mail as a reader shows it, with the picture that comes along."""
    html = mail.html
    for part in mail.message.walk():
        if ident := part["Content-ID"]:
            shown = base64.b64encode(bytes(part.get_content())).decode()
            html = html.replace(f"cid:{ident.strip('<>')}", f"data:{part.get_content_type()};base64,{shown}")
    page = await browser.new_page(viewport={"width": 640, "height": 400}, device_scale_factor=1.5)
    await page.set_content(html)
    await page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


async def next_morning(app: App, clock: SetClock, forum: ToyForum) -> None:
    """Many are angry in the evening, and at eight in the morning there is a summary."""
    summary = Digest(frozenset(range(7)), time(8))
    people = {name: replace(person, digest=summary) for name, person in app.parts.config.people.items()}
    config = replace(app.parts.config, people=people, digest="with a summary")
    await app.reload(lambda: config)
    for at, name in enumerate(("Kim A.", "Lou B.", "Max C.", "Noa D.", "Ole E.", "Pia F.")):
        forum.say(name, "No heating", ANGRY[at % len(ANGRY)].format(brand="Harbor Plumbing"), clock.now())
        clock.move(timedelta(minutes=10))
    await visit(app)
    await answer_some(app, clock, random.Random(1), keep=2)
    morning = (clock.now().astimezone(BEGIN.tzinfo) + timedelta(days=1)).replace(hour=8, minute=0)
    clock.move(morning - clock.now())
    await visit(app)


async def main() -> int:
    """Writes them; 0."""
    FOLDER.mkdir(exist_ok=True)
    clock = SetClock(BEGIN)
    with tempfile.TemporaryDirectory(prefix="earful-pictures-") as folder:
        async with ToyForum() as forum, ToyMailbox() as mailbox:
            path = Path(folder) / "config.yaml"
            path.write_text(CONFIG.format(forum=forum.feed_url, mailbox=mailbox.server))
            config = replace(load(path, {}), page=Page(port=0, address="https://earful.shop.example"))
            async with App(config, clock=clock) as app, async_playwright() as playwright:
                await app.front.listen()
                await visit(app)
                await month(app, clock, forum)
                forum.say("Dana R.", "Never again", ANGRY[0].format(brand="Harbor Plumbing"), clock.now())
                await visit(app)
                clock.move(timedelta(minutes=25))
                account = accounts.Account(
                    name="maria",
                    role="admin",
                    brands=None,
                    person="maria",
                    password=passwords.hashed(PASSWORD),
                    changed_at=clock.now(),
                )
                await app.parts.store.write(lambda tx: accounts.save(tx, account))
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                alerts = [mail for mail in mailbox.mails if "waiting" in str(mail.message["Subject"])]
                await pictures(app, browser, alerts[-1])
                await next_morning(app, clock, forum)
                summaries = [mail for mail in mailbox.mails if mail.message["List-Unsubscribe"]]
                await taken(browser, summaries[-1], "digest")
                await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
