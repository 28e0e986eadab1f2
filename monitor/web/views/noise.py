"""Noise: what is muted, what "not about us" taught, and taking both back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from aiohttp import web

from monitor import muting
from monitor.cases import Refused
from monitor.clock import from_us
from monitor.config import Config
from monitor.store import learning
from monitor.store.searching import Mention
from monitor.web import doing, pages
from monitor.web.doorman import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

KINDS: Final = ("author", "word", "source")
PATH: Final = "/mentions/muted"
_LONGEST = 200  # characters of what is muted
_DONE: Final = {
    "mute": "Muted: it opens no case any more.",
    "unmute": "It is heard again.",
    "forget": "Forgotten. What came meanwhile stays as it was decided.",
}


@dataclass(frozen=True, slots=True)
class Muted:
    """What nobody wants to hear of; ``brand`` empty: of none. ``by`` empty: the configuration says so."""

    kind: str
    value: str
    brand: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What "not about us" taught: this author, or this longer name, means somebody else."""

    number: int
    kind: str
    value: str
    brand: str
    by: str
    at: datetime


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/mentions/muted``."""

    async def page(request: web.Request, refused: str = "") -> web.Response:
        who, config = viewer(request), behind.config()
        brands = [brand for brand in config.brands if who.sees(brand)]
        async with behind.parts().store.read() as connection:
            mutes = [Muted(row.kind, row.value, row.brand, row.by) for row in await learning.mutes(connection)]
            taught = {brand: await learning.taught(connection, brand, behind.now()) for brand in brands}
        return pages.show(
            request,
            behind,
            "muted.html",
            409 if refused else 200,
            mutes=[*(each for each in mutes if sees(who, each.brand)), *_written(config, who)],
            learnt=await learnt(behind, who),
            bars={brand: muting.bar(count) for brand, count in taught.items() if muting.bar(count)},
            brands=brands,
            kinds=KINDS,
            sources=list(sources(config, who)),
            everywhere=who.brands is None,
            refused=refused,
            done=_DONE.get(request.query.get("did", ""), ""),
        )

    @needs(Right.LOOK)
    async def shown(request: web.Request) -> web.Response:
        return await page(request)

    @needs(Right.ACT)
    async def done(request: web.Request) -> web.Response:
        sent, who = await form_of(request), viewer(request)
        deed, kind, value, brand = (sent.get(key, "") for key in ("deed", "kind", "value", "brand"))
        try:
            match deed:
                case "mute":
                    await mute(behind, who, kind, value, brand)
                case "unmute":
                    await unmute(behind, who, kind, value, brand)
                case "forget":
                    await forget(behind, who, sent.get("number", ""))
                case _:
                    raise Problem(400, "There is no such button", "Load the page again.")
        except Refused as error:
            return await page(request, doing.sentence(error))
        return doing.back(PATH, deed)

    return [web.get(PATH, shown), web.post(PATH, done)]


async def mute(behind: Behind, who: Viewer, kind: str, value: str, brand: str) -> None:
    """Nobody wants to hear of it (``kind``: one of ``KINDS``; ``brand`` empty: of all) from now on. Written down. Raises Refused,
    and Problem."""
    value = value.strip()
    _theirs(behind, who, kind, brand)
    if len(value) > _LONGEST:
        raise Refused(f"that is too long to be muted: write {_LONGEST} characters or fewer")
    if kind == "source" and value not in sources(behind.config(), who):
        raise Refused("there is no such source")
    await doing.patiently(behind.office.mute(kind, value, brand, who.person))
    await doing.write_down(behind, who, "mute", f"{kind} {value}", brand=brand)


async def unmute(behind: Behind, who: Viewer, kind: str, value: str, brand: str) -> None:
    """Somebody does again. Written down. Raises Refused, and Problem."""
    _theirs(behind, who, kind, brand)
    await doing.patiently(behind.office.unmute(kind, value, brand))
    await doing.write_down(behind, who, "unmute", f"{kind} {value}", brand=brand)


async def forget(behind: Behind, who: Viewer, number: str) -> None:
    """Forgets one thing that was learnt. Written down. Raises Refused, and Problem where there is none for these eyes."""
    known = {str(each.number): each for each in await learnt(behind, who)}
    if number not in known:
        raise Problem(404, "That is not there any more", "Load the page again.")
    what = await doing.patiently(behind.office.unlearn(number))
    await doing.write_down(behind, who, "forget", what, brand=known[number].brand)


async def learnt(behind: Behind, who: Viewer) -> list[Learnt]:
    """What was learnt about the brands that they may see, brand by brand."""
    async with behind.parts().store.read() as connection:
        rows = await learning.everything(connection)
    return [
        Learnt(row.id, row.kind, row.value, row.brand, row.by, from_us(row.at)) for row in rows if who.sees(row.brand)
    ]


def sees(who: Viewer, brand: str) -> bool:
    """Whether a rule is any of their business: one for all brands ("") is of those who see all."""
    return who.brands is None if not brand else who.sees(brand)


def sources(config: Config, who: Viewer) -> tuple[str, ...]:
    """The sources that they may know of."""
    return tuple(name for name, source in config.sources.items() if not source.about or who.sees(source.about))


def of_author(found: Mention) -> str:
    """By what its author can be muted; empty where nobody tells who it is."""
    return found.handle or found.author


def _theirs(behind: Behind, who: Viewer, kind: str, brand: str) -> None:
    if kind not in KINDS:
        raise Problem(400, "There is no such button", "Load the page again.")
    if not sees(who, brand) or (brand and brand not in behind.config().brands):
        raise Problem(404, "There is no such brand", "Load the page again, and choose one.")


def _written(config: Config, who: Viewer) -> Iterator[Muted]:
    """What the configuration mutes."""
    rules = [("", config.mute), *((brand.name, brand.mute) for brand in config.brands.values())]
    for brand, rule in rules:
        if sees(who, brand):
            for kind, values in (("author", rule.authors), ("source", rule.sources), ("word", rule.words)):
                yield from (Muted(kind, value, brand) for value in values)
