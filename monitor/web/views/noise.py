"""Noise: what is muted, what "not about us" taught, how mentions really are as people said, and taking each back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from aiohttp import web

from alerts.text import one_line
from monitor import muting
from monitor.cases import Refused
from monitor.clock import from_us
from monitor.config import Config
from monitor.store import correcting, learning
from monitor.store.searching import Mention
from monitor.tone.correction import Correction
from monitor.web import asked, doing, pages, sight
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer
from monitor.words import shortened

if TYPE_CHECKING:
    from monitor.web.behind import Behind

Item = TypeVar("Item")

KINDS: Final = ("author", "word", "source")
PATH: Final = "/mentions/muted"
_LONGEST = 200  # characters of what is muted
PAGE: Final = 20
"""Lines of each list at a time."""
_WORDS = 160  # characters of the words of a tone
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
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Learnt:
    """What people taught. ``kind`` author or phrase: "not about us" says that it means somebody else. Tone: the words of
    ``mention`` (None, and no words: forgotten meanwhile) really are what ``said`` says. ``number``: as in ``earful learned``."""

    number: str
    kind: str
    value: str
    brand: str
    by: str
    at: datetime
    mention: int | None = None
    said: Correction | None = None


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/mentions/muted``."""

    async def page(request: web.Request, refused: str = "") -> web.Response:
        who, config = viewer(request), behind.config()
        brands = [brand for brand in config.brands if who.sees(brand)]
        wish = {part: request.query.get(part, "") for part in _PARTS}
        found = {part: await read(behind, who, asked.number(request, part)) for part, read in _PARTS.items()}
        return pages.show(
            request,
            behind,
            "muted.html",
            409 if refused else 200,
            **{part: listed.items for part, listed in found.items()},
            more={
                part: asked.again(PATH, {**wish, part: str(listed.after)})
                for part, listed in found.items()
                if listed.after is not None
            },
            bars=await bars(behind, who),
            brands=brands,
            kinds=KINDS,
            sources=list(sight.sources(config, who)),
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
    if kind == "source" and value not in sight.sources(behind.config(), who):
        raise Refused("there is no such source")
    deed = behind.office.mute(kind, value, brand, who.person)
    await doing.written_down(behind, who.name, deed, "mute", f"{kind} {value}", {"brand": brand})


async def unmute(behind: Behind, who: Viewer, kind: str, value: str, brand: str) -> None:
    """Somebody does again. Written down. Raises Refused, and Problem."""
    _theirs(behind, who, kind, brand)
    deed = behind.office.unmute(kind, value, brand)
    await doing.written_down(behind, who.name, deed, "unmute", f"{kind} {value}", {"brand": brand})


async def forget(behind: Behind, who: Viewer, number: str) -> None:
    """Forgets one thing that was learnt (its number as in ``Learnt``). Written down. Raises Refused, and Problem where there is
    none for these eyes."""
    tone = number.startswith("t")
    found = asked.as_number(number.removeprefix("t"))
    async with behind.parts().store.read() as connection:
        which = learning.CORRECTIONS if tone else learning.LEARNED
        row = await learning.one(connection, which, found) if found is not None else None
    if row is None or not who.sees(row.brand):
        raise Problem(404, "That is not there any more", "Load the page again.")
    deed = behind.office.unlearn(number)
    await doing.written_down(behind, who.name, deed, "forget", lambda what: what, {"brand": row.brand})


@dataclass(frozen=True, slots=True)
class Listed(Generic[Item]):
    """Part of a list, newest first. ``after`` asks for the next part; None: this was the last."""

    items: list[Item]
    after: int | None


async def mutes(behind: Behind, who: Viewer, after: int | None = None, limit: int = PAGE) -> Listed[Muted]:
    """What is muted by hand, and at the end what the configuration mutes, as far as it is any of their business."""
    rows, more = await _latest(behind, who, learning.MUTES, after, limit)
    by_hand = [Muted(row.kind, row.value, row.brand, row.by, from_us(row.at)) for row in rows]
    return Listed(by_hand if more is not None else [*by_hand, *_written(behind.config(), who)], more)


async def learnt(behind: Behind, who: Viewer, after: int | None = None, limit: int = PAGE) -> Listed[Learnt]:
    """Authors and names that mean somebody else, of the brands that they may see."""
    rows, more = await _latest(behind, who, learning.LEARNED, after, limit)
    return Listed(
        [
            Learnt(str(row.id), row.kind, shortened(row.value, _LONGEST), row.brand, row.by, from_us(row.at))
            for row in rows
        ],
        more,
    )


async def tones(behind: Behind, who: Viewer, after: int | None = None, limit: int = PAGE) -> Listed[Learnt]:
    """Corrected tones, of the brands that they may see."""
    rows, more = await _latest(behind, who, learning.CORRECTIONS, after, limit)
    found = [
        Learnt(
            number=f"t{row.id}",
            kind="tone",
            value=shortened(one_line(f"{row.title or ''} {row.text or ''}"), _WORDS),
            brand=row.brand,
            by=row.by,
            at=from_us(row.at),
            mention=row.mention_id,
            said=correcting.said(row),
        )
        for row in rows
    ]
    return Listed(found, more)


async def _latest(
    behind: Behind, who: Viewer, which: str, after: int | None, limit: int
) -> tuple[list[Any], int | None]:
    async with behind.parts().store.read() as connection:
        rows = await learning.latest(connection, which, who.brands, after, limit + 1)
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


async def bars(behind: Behind, who: Viewer) -> dict[str, float]:
    """By how much more than configured it takes to open a case, of the brands that they may see of which so much was noise."""
    async with behind.parts().store.read() as connection:
        taught = await learning.taught_all(connection, behind.now())
    known = behind.config().brands
    return {brand: bar for brand in known if who.sees(brand) and (bar := muting.bar(taught.get(brand, 0)))}


def sees(who: Viewer, brand: str) -> bool:
    """Whether a rule is any of their business: one for all brands ("") is of those who see all."""
    return who.brands is None if not brand else who.sees(brand)


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


_PARTS: Final[Mapping[str, Callable[[Behind, Viewer, int | None], Awaitable[Listed[Any]]]]] = {
    "mutes": mutes,
    "learnt": learnt,
    "tones": tones,
}
"""The lists of the page; each name is also what the address says for the next part of it."""
