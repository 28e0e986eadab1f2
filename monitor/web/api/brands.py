"""Brands: which there are, and how much is said about one and how over time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from monitor.store.browsing import answers, figures, waiting
from monitor.web import sight
from monitor.web.api.describing import (
    Asked,
    Call,
    Given,
    Listed,
    Moment,
    Name,
    Nothing,
    Shape,
    Wrong,
    not_there,
    operation,
)
from monitor.web.api.shapes import Seconds, Storm, storm_of
from monitor.web.rights import Right
from monitor.web.views.brands import figures_in

BINS = 1000
"""Bins of one picture, at most."""
_SPAN = timedelta(days=30)


class Brand(Shape):
    """A brand of the configuration."""

    name: str
    answered_by: str
    answer_within: Seconds | None = Field(description="The promise, in seconds.")


class Time(Given):
    """Of which time."""

    since: Asked | None = Field(None, description="Left out: 30 days before until.")
    until: Asked | None = Field(None, description="Left out: now.")


class Span(Time):
    """Of which brand and time, and in which steps."""

    brand: Name
    step: figures.Step = Field(figures.Step.DAY, description="Days or hours of the owner's zone.")


class Volume(Shape):
    """How many mentions; their labels, which add up; how many are a complaint or angry."""

    mentions: int
    positive: int
    neutral: int
    negative: int
    unknown: int
    unhappy: int


class Bin(Shape):
    """What was said from `since` (inclusive) `until` (exclusive)."""

    since: Moment
    until: Moment
    volume: Volume


class ThemeCount(Shape):
    """How many mentions are about a theme."""

    name: str
    mentions: int
    unhappy: int


class Voice(Shape):
    """How much was said about a brand, and its share (0 to 1) of what was said about all that are set beside each other."""

    brand: str
    volume: Volume
    share: float


class Answers(Shape):
    """Answers given; `kept` of them within the promise; how long half of these people had waited at most."""

    given: int
    kept: int
    median: Seconds | None = Field(description="Seconds.")


class BrandSums(Shape):
    """A brand in a time, beside the others."""

    brand: str
    volume: Volume
    share: float
    answers: Answers
    won_back: int
    waiting: int = Field(description="Who is, now.")


class BrandFigures(Shape):
    """A brand in a time. The span is whole days or hours: see the first and the last of `bins`."""

    brand: str
    volume: Volume
    bins: list[Bin]
    themes: list[ThemeCount]
    voices: list[Voice]
    answers: Answers
    outcomes: dict[str, int] = Field(description="How many cases ended, by how they did.")
    won_back: int
    storms: list[Storm]


@operation("GET", "/brands", Right.LOOK)
async def listed(call: Call[Nothing, Nothing]) -> Listed[Brand]:
    """The brands you may see."""
    found = [
        Brand.model_validate({"name": name, "answered_by": brand.answered_by, "answer_within": brand.answer_within})
        for name, brand in call.behind.config().brands.items()
        if call.who.sees(name)
    ]
    return Listed[Brand](items=found, next=None)


@operation("GET", "/brands/figures", Right.LOOK)
async def side_by_side(call: Call[Time, Nothing]) -> Listed[BrandSums]:
    """Every brand you may see in a time: volume, share of voice, answers, who was won back, and who is waiting now.

    The time is taken as whole days of the owner's zone."""
    since, until = _times(call, call.asked)
    days = figures.edges(since, until, call.behind.config().timezone, figures.Step.DAY)
    known = await figures_in(call.behind, call.who, days[0], days[-1])
    async with call.behind.parts().store.read() as connection:
        counts = await waiting.counts(connection, call.who.brands, call.behind.now())
    items = [
        BrandSums(
            brand=name,
            volume=Volume.model_validate(each.volume),
            share=each.share,
            answers=Answers.model_validate(each.answers),
            won_back=each.won_back,
            waiting=counts.by_brand.get(name, 0),
        )
        for name, each in known.items()
    ]
    return Listed[BrandSums](items=items, next=None)


@operation("GET", "/figures", Right.LOOK, may_miss=True)
async def brand_figures(call: Call[Span, Nothing]) -> BrandFigures:
    """Figures of a brand: volume and tone over time, themes, share of voice, answers, outcomes and storms."""
    asked, config = call.asked, call.behind.config()
    if not call.who.sees(asked.brand) or asked.brand not in config.brands:
        raise not_there("brand")
    since, until = _times(call, asked)
    step = timedelta(hours=1) if asked.step is figures.Step.HOUR else timedelta(days=1)
    if (until - since) / step > BINS:
        raise Wrong("step", f"that makes more than {BINS} bins: ask for a shorter time, or for days")
    beside = sight.beside(config, call.who, asked.brand)
    bounds = figures.edges(since, until, config.timezone, asked.step)
    async with call.behind.parts().store.read() as connection:
        found = await answers.brand_in(connection, call.who.brands, asked.brand, bounds, beside)
    return BrandFigures(
        brand=found.name,
        volume=Volume.model_validate(found.volume),
        bins=[Bin.model_validate(each) for each in found.bins],
        themes=[ThemeCount.model_validate(each) for each in found.themes],
        voices=[Voice.model_validate(each) for each in found.voices],
        answers=Answers.model_validate(found.answers),
        outcomes={outcome.value: count for outcome, count in found.outcomes.items()},
        won_back=found.won_back,
        storms=[storm_of(row.id, row.storm) for row in found.storms],
    )


def _times(call: Call[Any, Nothing], asked: Time) -> tuple[datetime, datetime]:
    """From when until when. Raises Wrong."""
    until = asked.until or call.behind.now()
    since = asked.since or until - _SPAN
    if since >= until:
        raise Wrong("since", "give a time before until")
    return since, until


OPERATIONS = (listed, side_by_side, brand_figures)
