"""Between the daemon and its HTTP server: opens it where the configuration says so, and shows it what it may see."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from alerts.base import Action, Card, Recipient
from alerts.text import clean, http_link, one_line
from connectors.base import Inbound
from monitor.answering import buttons
from monitor.cases import Reason
from monitor.clock import from_us
from monitor.config import Destination, Source
from monitor.office import Office
from monitor.parts import Parts
from monitor.sources.health import blind
from monitor.store import StoreError, asking, deciding, delivering, measuring, receiving
from monitor.storming import wording
from monitor.telling import cards, composing, deliver
from monitor.web import signing
from monitor.web.behind import Behind, Figures, Standing, Taken
from monitor.web.changes import Changes
from monitor.web.pulse import Pulse

if TYPE_CHECKING:
    from monitor.web.door import Door

log = logging.getLogger(__name__)

STORE_ANSWERS = 2.0
"""Seconds within which the database must answer for the daemon to be ready."""
MOST_SAID = 32
"""Sentences to people who pressed something that are on their way at the same time."""


@dataclass(slots=True)
class Counts:
    """What is counted since the start."""

    polls: Counter[tuple[str, str]] = field(default_factory=Counter)  # (source, outcome)
    mentions: Counter[tuple[str, str]] = field(default_factory=Counter)  # (brand, label)
    delivered: Counter[tuple[str, str]] = field(default_factory=Counter)  # (channel, "sent" | "failed")


class Received(Protocol):
    """What became of something that was posted; see ``pipeline.Received``."""

    @property
    def posts(self) -> int: ...

    @property
    def fresh(self) -> int: ...

    @property
    def repeated(self) -> bool: ...


class Front:
    """The daemon's side of the server. ``parts`` and ``tried`` tell what is in force now and which sources have been
    visited since; ``receive`` and ``office`` are what others may do."""

    def __init__(
        self,
        folder: Path,
        *,
        parts: Callable[[], Parts],
        tried: Callable[[], Collection[str]],
        receive: Callable[[Parts, Source, Inbound], Awaitable[Received]],
        office: Office,
    ) -> None:
        self.counts = Counts()
        self.pulse = Pulse()
        self.changes = Changes()
        self._leaving = asyncio.Event()
        self.door: Door | None = None
        self._folder = folder
        self._parts, self._tried, self._receive, self._office = parts, tried, receive, office
        self._saying: set[asyncio.Task[None]] = set()
        self._told = ""
        self._key = b""

    async def listen(self) -> None:
        """Lets people and programs in where ``page:`` says so. The operator hears once that it cannot be done, and once
        that it can again; everything else goes on."""
        parts = self._parts()
        page = parts.config.page
        if self.door is None:
            if page.port is None:
                return
            from monitor.web.door import Door  # templates and a server: nobody pays for them who has no page

            self.door = Door(self.behind())
        trouble = await self.door.follow(page)
        if trouble != self._told and page.port is not None:
            reason = Reason.PAGE_SHUT if trouble else Reason.PAGE_OPEN
            log.log(logging.ERROR if trouble else logging.INFO, "the page: %s", trouble or "it listens again")
            await deliver.tell_operator(parts, "page", reason, "the page", [trouble] if trouble else [])
        self._told = trouble

    async def close(self) -> None:
        """Lets nobody in any more."""
        self._leaving.set()
        self.changes.note()
        if self.door:
            await self.door.close()
        for task in list(self._saying):
            task.cancel()
        await asyncio.gather(*self._saying, return_exceptions=True)

    async def turn(self) -> None:
        """The schedule runs."""
        self.pulse.turned()

    def key(self) -> bytes:
        """What links are signed with: read once, so that what is sent and what is read agree."""
        if not self._key:
            self._key = signing.key_in(self._folder)
        return self._key

    def behind(self) -> Behind:
        """What the server may ask."""
        return Behind(
            now=lambda: self._parts().now(),
            config=lambda: self._parts().config,
            parts=self._parts,
            key=self.key,
            pulse=self.pulse,
            unready=lambda: unready(self._parts(), self._tried()),
            figures=lambda: figures(self._parts(), self.counts, self.pulse.lag),
            receive=self.receive,
            standing=lambda case_id, person: standing(self._parts(), case_id, person),
            storm_standing=lambda number, person: storm_standing(self._parts(), number, person),
            office=self._office,
            changes=self.changes,
            leaving=self._leaving,
            first_time=self.first_time,
            say=self.say,
        )

    async def first_time(self, destination: Destination, signature: str) -> bool:
        """Whether the service of a channel posts this for the first time; it is on record from now on, also over a restart."""
        parts = self._parts()
        return await parts.store.write(
            lambda tx: receiving.is_new(tx, f"channel {destination.name}", signature, parts.now())
        )

    def say(self, destination: Destination, where: str, said: str) -> None:
        """Posts a sentence to whoever pressed something, soon. What was pressed is done; only the sentence can be lost."""
        if len(self._saying) >= MOST_SAID:
            log.warning("the answer to a press in %s was left out: too many at once", destination.name)
            return
        task = asyncio.create_task(buttons.answer(self._parts(), destination, where, said))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def receive(self, source: Source, request: Inbound) -> Taken:
        """Takes what was posted to a source. Raises Rejected."""
        received = await self._receive(self._parts(), source, request)
        self.counts.polls[source.name, "repeated" if received.repeated else "items"] += 1
        if received.fresh:
            log.info("%s: %d posts, %d new", source.name, received.posts, received.fresh)
        return Taken(received.posts, received.fresh, received.repeated)


async def unready(parts: Parts, tried: Collection[str]) -> list[str]:
    """Why the daemon is not ready, in words without a name in them; ``tried`` are the sources that have been visited under
    the configuration in force."""
    why = []
    try:
        async with asyncio.timeout(STORE_ANSWERS), parts.store.read() as connection:
            await asking.sources(connection)
    except (StoreError, TimeoutError):
        why.append("the database does not answer")
    except Exception as error:  # whatever a driver raises
        why.append(f"the database does not answer ({type(error).__name__})")
    waiting = sum(1 for name, source in parts.config.sources.items() if not source.receives and name not in tried)
    if waiting:
        why.append(f"{waiting} source{'s have' if waiting > 1 else ' has'} not been tried yet")
    return why


async def figures(parts: Parts, counts: Counts, lag: float) -> Figures:
    """Everything as numbers, for the metrics."""
    now, config = parts.now(), parts.config
    async with parts.store.read() as connection:
        rows = await asking.sources(connection)
        counted = await measuring.counted(connection, now)
    known = {name: (rows[name], source) for name, source in config.sources.items() if name in rows}
    return Figures(
        version=_version(),
        scorer=config.scorer,
        polls=dict(counts.polls),
        posts={name: row.posts for name, (row, _) in known.items()},
        heard_at={name: from_us(row.succeeded_at) for name, (row, _) in known.items() if row.succeeded_at is not None},
        blind={name: blind(row, source, now) for name, (row, source) in known.items()},
        mentions=dict(counts.mentions),
        pending=counted.pending,
        cases=counted.cases,
        overdue=counted.overdue,
        outbox=counted.outbox,
        oldest=counted.oldest,
        delivered=dict(counts.delivered),
        lag=lag,
    )


async def standing(parts: Parts, case_id: int, person: str) -> Standing | None:
    """A case as it stands, for the page behind that person's link; None where it is forgotten."""
    async with parts.store.read() as connection:
        row = await deciding.case_by_id(connection, case_id)
        if row is None:
            return None
        said = await delivering.said(connection, case_id, None)
    now = parts.now()
    card = cards.card(
        composing.matter_about(parts, row, said, None, Recipient(name=person), now, decided=now, linked=False)
    )
    return _standing(card, card.actions)


async def storm_standing(parts: Parts, number: int, person: str) -> Standing | None:
    """The same of a storm."""
    to, now = Recipient(name=person), parts.now()
    weather = await composing.weather_about(parts, number, to, now, decided=now, linked=False)
    if weather is None:
        return None
    actions = [Action(verb=verb, label=weather.say.say(f"do_{verb}")) for verb in wording.possible(weather.storm)]
    return _standing(wording.card(weather), actions)


def _standing(card: Card, actions: Sequence[Action]) -> Standing:
    facts = [(one_line(label), one_line(value)) for label, value in card.facts]
    return Standing(
        heading=one_line(card.heading),
        byline=one_line(card.byline),
        quote=clean(card.quote).strip(),
        facts=facts,
        actions=actions,
        mark=card.mark,
        link=http_link(card.link),
    )


def _version() -> str:
    try:
        return version("earful")
    except PackageNotFoundError:
        return "from a source tree"
