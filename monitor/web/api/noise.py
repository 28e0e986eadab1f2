"""What nobody wants to hear of, what "not about us" taught, and how mentions really are as people said."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from monitor.tone.base import Label
from monitor.web.api.describing import (
    Call,
    Given,
    Listed,
    Moment,
    Name,
    Nothing,
    Paged,
    Shape,
    Wrong,
    cursor,
    operation,
)
from monitor.web.problems import Problem
from monitor.web.rights import Right
from monitor.web.views import noise


class Mute(Shape):
    """What is muted."""

    kind: str = Field(description="author, source or word.")
    value: str
    brand: str = Field(description="Empty: for all brands.")
    by: str = Field(description="Empty: the configuration says so, and it is changed there.")
    at: Moment | None


class Muted(Given):
    """What is to be muted, or heard again."""

    kind: Literal["author", "source", "word"]
    value: Name = Field(min_length=1)
    brand: Name = Field("", description="Empty: for all brands.")


class Learned(Shape):
    """Who, or which phrase, means somebody else."""

    id: str
    brand: str
    kind: str = Field(description="author or phrase.")
    value: str
    by: str
    at: Moment


class LearnedTone(Shape):
    """How words about a brand really are, as somebody said; null leaves Earful's word."""

    id: str
    brand: str
    words: str = Field(description="Their beginning. A stranger's words: text. Empty: kept no longer.")
    mention: int | None = Field(description="Where they stand; null: kept no longer.")
    label: Label | None
    complaint: bool | None
    anger: bool | None
    by: str
    at: Moment


class Bar(Shape):
    """By how much more than configured it takes to open a case, because so much of late was none."""

    brand: str
    bar: float


@operation("GET", "/mutes", Right.LOOK)
async def mutes(call: Call[Paged, Nothing]) -> Listed[Mute]:
    """What is muted: kept, and no case. By hand, the newest first; at the end what the configuration mutes."""
    found = await noise.mutes(call.behind, call.who, call.asked.key(), call.asked.limit)
    return Listed[Mute](items=[Mute.model_validate(each) for each in found.items], next=_next(found))


@operation("POST", "/mutes", Right.ACT)
async def mute(call: Call[Nothing, Muted]) -> None:
    """Nobody wants to hear of this author, source or word from now on."""
    what = call.body
    _may(call, what.brand)
    await noise.mute(call.behind, call.who, what.kind, what.value, what.brand)


@operation("DELETE", "/mutes", Right.ACT)
async def unmute(call: Call[Muted, Nothing]) -> None:
    """Somebody wants to hear of it again."""
    what = call.asked
    _may(call, what.brand)
    await noise.unmute(call.behind, call.who, what.kind, what.value, what.brand)


@operation("GET", "/learned", Right.LOOK)
async def learned(call: Call[Paged, Nothing]) -> Listed[Learned]:
    """What "not about us" taught, the newest first."""
    found = await noise.learnt(call.behind, call.who, call.asked.key(), call.asked.limit)
    items = [
        Learned(id=each.number, brand=each.brand, kind=each.kind, value=each.value, by=each.by, at=each.at)
        for each in found.items
    ]
    return Listed[Learned](items=items, next=_next(found))


@operation("GET", "/learned/tones", Right.LOOK)
async def tones(call: Call[Paged, Nothing]) -> Listed[LearnedTone]:
    """How mentions really are, as people said, the newest first."""
    found = await noise.tones(call.behind, call.who, call.asked.key(), call.asked.limit)
    items = [
        LearnedTone(
            id=each.number,
            brand=each.brand,
            words=each.value,
            mention=each.mention,
            label=said.label,
            complaint=said.complaint,
            anger=said.anger,
            by=each.by,
            at=each.at,
        )
        for each in found.items
        if (said := each.said) is not None
    ]
    return Listed[LearnedTone](items=items, next=_next(found))


@operation("GET", "/learned/bars", Right.LOOK)
async def bars(call: Call[Nothing, Nothing]) -> Listed[Bar]:
    """The brands of which so much was no case that it takes more to open one."""
    found = await noise.bars(call.behind, call.who)
    return Listed[Bar](items=[Bar(brand=brand, bar=bar) for brand, bar in found.items()], next=None)


@operation("DELETE", "/learned/{id}", Right.ACT)
async def forget(call: Call[Nothing, Nothing]) -> None:
    """Forgets one thing that was learnt: an author, a phrase or a tone, by its `id`."""
    await noise.forget(call.behind, call.who, call.path["id"])


def _next(found: noise.Listed[noise.Muted] | noise.Listed[noise.Learnt]) -> str | None:
    return cursor(found.after) if found.after is not None else None


def _may(call: Call[Any, Any], brand: str) -> None:
    """Raises Problem where it would be about brands that they do not see."""
    who = call.who
    if who.brands is not None and not brand:
        raise Problem(403, "You may not do that", "Name a brand: yours are not all there are.")
    if brand and not (who.sees(brand) and brand in call.behind.config().brands):
        raise Wrong("brand", "there is no such brand")


OPERATIONS = (mutes, mute, unmute, learned, tones, bars, forget)
