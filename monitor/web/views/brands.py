"""Brands: how each is spoken of and answered; and one brand over time, with its storms, themes and share of voice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import web

from monitor.cases import Outcome
from monitor.store.browsing import answers, figures, waiting, weather
from monitor.store.browsing.answers import Answers
from monitor.store.browsing.figures import Volume
from monitor.web import asked, pages, pictures, sight, spans
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer
from monitor.web.spans import Span

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PATH: Final = "/brands"
_MOST = 100  # brands on a page
_PEAKS = 3  # bins in which the most was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A brand in a span of time; ``share`` is its share of voice (0 to 1)."""

    volume: Volume
    share: float
    answers: Answers
    won_back: int


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    address: str
    figures: Figures
    waiting: int


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/brands``, ``/brands/{brand}`` and its picture."""

    def wanted(request: web.Request) -> Span:
        return spans.span(request, behind.now(), behind.config().timezone)

    def named(request: web.Request) -> str:
        """The brand in the path. Raises Problem where there is none, or none for these eyes."""
        name = request.match_info["brand"]
        if name not in behind.config().brands or not viewer(request).sees(name):
            raise Problem(404, "There is no such brand", "Brands stand in the configuration, under brands:.")
        return name

    @needs(Right.LOOK)
    async def all_of_them(request: web.Request) -> web.Response:
        who, shown = viewer(request), wanted(request)
        known = await figures_of(behind, who, shown)
        async with behind.parts().store.read() as connection:
            counts = await waiting.counts(connection, who.brands, behind.now())
        brands = [brand for brand in behind.config().brands if who.sees(brand)]
        rows = [
            _Row(brand, address(brand, **shown.query), known[brand], counts.by_brand.get(brand, 0)) for brand in brands
        ]
        rows.sort(key=lambda row: (-row.figures.volume.mentions, row.name))
        some, more = asked.part(request, rows, _MOST, **shown.query)
        return pages.show(
            request,
            behind,
            "brands.html",
            rows=some,
            more=more,
            shown=shown,
            choices=_choices(PATH, shown),
        )

    @needs(Right.LOOK)
    async def one(request: web.Request) -> web.Response:
        brand, who, shown = named(request), viewer(request), wanted(request)
        if day := spans.posts_on(brand, request.query.get("on", "")):
            return web.Response(status=303, headers={"Location": day})
        beside = sight.beside(behind.config(), who, brand)
        async with behind.parts().store.read() as connection:
            now = await answers.brand_in(connection, who.brands, brand, shown.bounds, beside)
            counts = await waiting.counts(connection, frozenset([brand]), behind.now())
        before = (await figures_of(behind, who, shown, before=True, brand=brand))[brand]
        share = next((voice.share for voice in now.voices if voice.brand == brand), 0.0)
        since, until = shown.bounds[0], shown.bounds[-1]
        lines = spans.lines(shown, brand, now.bins)
        drawn = address(brand, "volume.svg", **shown.query)
        return pages.show(
            request,
            behind,
            "brand.html",
            brand=brand,
            shown=shown,
            choices=_choices(address(brand), shown),
            stepped=[
                (step.value, address(brand, span=shown.days, step=step.value), step is shown.step)
                for step in spans.steps(shown.days)
            ],
            now_figures=Figures(volume=now.volume, share=share, answers=now.answers, won_back=now.won_back),
            before=before,
            waiting=counts.waiting,
            overdue=counts.overdue,
            everything=spans.posts(shown, brand, since, until),
            unhappy=spans.posts(shown, brand, since, until, unhappy="1"),
            lines=lines,
            peaks=sorted((each for each in lines if each.volume.mentions), key=lambda each: -each.volume.mentions)[
                :_PEAKS
            ],
            sentence=spans.sentence(shown, brand, now.bins, now.storms),
            drawn=drawn,
            storms=now.storms,
            themes=[(each, spans.posts(shown, brand, since, until, theme=each.name)) for each in now.themes],
            voices=[(voice, address(voice.brand, **shown.query)) for voice in now.voices],
            known=behind.config().brands,
        )

    @needs(Right.LOOK)
    async def drawn(request: web.Request) -> web.Response:
        brand, who, shown = named(request), viewer(request), wanted(request)
        since, until = shown.bounds[0], shown.bounds[-1]
        async with behind.parts().store.read() as connection:
            bins = await figures.volumes(connection, who.brands, brand, shown.bounds)
            storms = await weather.over_in(connection, who.brands, brand, since, until)
        picture = await asyncio.to_thread(  # a year takes it some hundredths of a second: nobody waits for that
            pictures.volume,
            spans.bars(shown, bins, storms),
            spans.sentence(shown, brand, bins, storms),
            dark=request.query.get("dark") == "1",
            narrow=request.query.get("narrow") == "1",
        )
        response = web.Response(text=picture.svg, content_type="image/svg+xml", charset="utf-8")
        response.headers["Content-Security-Policy"] = picture.policy
        return response

    return [
        web.get("/brands", all_of_them),
        web.get("/brands/{brand}", one),
        web.get("/brands/{brand}/volume.svg", drawn),
    ]


async def figures_of(
    behind: Behind, who: Viewer, shown: Span, *, before: bool = False, brand: str = ""
) -> dict[str, Figures]:
    """Every brand that they may see (or the ``brand`` alone) in a span, or in the equally long one ``before``."""
    since, until = (shown.before, shown.since) if before else (shown.since, shown.bounds[-1])
    return await figures_in(behind, who, since, until, brand=brand)


async def figures_in(
    behind: Behind, who: Viewer, since: datetime, until: datetime, *, brand: str = ""
) -> dict[str, Figures]:
    """The same from ``since`` (inclusive) ``until`` (exclusive), aware."""
    config = behind.config()
    names = [brand] if brand else [name for name in config.brands if who.sees(name)]
    beside = {name: sight.beside(config, who, name) for name in names}
    async with behind.parts().store.read() as connection:
        said = await figures.totals(connection, frozenset().union(*beside.values()), since, until)
        gave = await answers.by_brand(connection, who.brands, since, until, brand=brand)
        ended = await answers.outcomes(connection, who.brands, since, until, brand=brand)
    return {
        name: Figures(
            volume=said.get(name, Volume()),
            share=next((voice.share for voice in figures.voices(said, beside[name]) if voice.brand == name), 0.0),
            answers=gave.get(name, Answers()),
            won_back=ended.get(name, {}).get(Outcome.WON_BACK, 0),
        )
        for name in names
    }


def address(brand: str, below: str = "", **query: str) -> str:
    """The address of a brand's page, or of something ``below`` it."""
    path = f"{PATH}/{quote(brand, safe='')}" + (f"/{below}" if below else "")
    return asked.again(path, query)


def _choices(path: str, shown: Span) -> list[tuple[str, str, bool]]:
    """The spans to choose from: name, address, whether it is the one that is shown."""
    return [(name, asked.again(path, {"span": days}), days == shown.days) for days, name in spans.NAMES.items()]
