"""Mentions: searched and filtered, one, and corrected."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from monitor.store import searching
from monitor.store.searching import Filter
from monitor.tone.base import Label
from monitor.tone.base import Theme as ToneTheme
from monitor.tone.correction import Correction
from monitor.web.api.describing import (
    Asked,
    Call,
    Given,
    Listed,
    Name,
    Nothing,
    Paged,
    Wrong,
    cursor,
    not_there,
    operation,
)
from monitor.web.api.shapes import Mention, mention_of
from monitor.web.rights import Right
from monitor.web.views import mentions as page


class Which(Given):
    """Which mentions; what is left out does not matter."""

    words: Name = Field("", description='Words that must all be there; "a phrase", -without, begins*.')
    brand: Name = ""
    source: Name = ""
    label: Label | None = None
    theme: ToneTheme | None = None
    lang: Name = Field("", description="A language, like en.")
    since: Asked | None = Field(None, description="Written from then on.")
    until: Asked | None = Field(None, description="Written before.")
    person: Name = Field("", description="In whose turn its case is, or who answered it.")
    found_by_search: bool = Field(False, description="Only what does not name the brand.")
    unhappy: bool = Field(False, description="Only complaints and anger.")
    about_us: bool = Field(
        False, description="Neither your own words nor what only may mean you, nor what is muted: what figures count."
    )

    def wanted(self) -> Filter:
        """The same as the store has it."""
        return Filter(
            words=self.words,
            brand=self.brand,
            source=self.source,
            label=self.label or "",
            theme=self.theme or "",
            lang=self.lang,
            since=self.since,
            until=self.until,
            person=self.person,
            found_by_search=self.found_by_search,
            unhappy=self.unhappy,
            about_us=self.about_us,
        )


class WhichPage(Paged, Which):
    """Which mentions, a page of them."""


class Corrected(Given):
    """How it really is; null leaves Earful's word."""

    label: Literal["negative", "neutral", "positive"] | None = None
    complaint: bool | None = None
    anger: bool | None = None


@operation("GET", "/mentions", Right.LOOK)
async def listed(call: Call[WhichPage, Nothing]) -> Listed[Mention]:
    """Mentions, the newest first."""
    asked = call.asked
    async with call.behind.parts().store.read() as connection:
        found = await searching.mentions(
            connection, call.who.brands, asked.wanted(), after=asked.key(), limit=asked.limit
        )
    return Listed[Mention](
        items=[mention_of(each) for each in found.items], next=cursor(found.after) if found.after else None
    )


@operation("GET", "/mentions/{number}", Right.LOOK)
async def one(call: Call[Nothing, Nothing]) -> Mention:
    """One mention."""
    return mention_of(await _mention(call))


@operation("PUT", "/mentions/{number}/correction", Right.ACT)
async def correct(call: Call[Nothing, Corrected]) -> Mention:
    """Says how a mention really is. The same words about the same brand are read like that from then on."""
    found, said = await _mention(call), call.body
    if said.label is None and said.complaint is None and said.anger is None:
        raise Wrong("label", "say what is different: label, complaint or anger")
    label = Label(said.label) if said.label else None
    by = Correction(by=call.who.person, label=label, complaint=said.complaint, anger=said.anger)
    await page.correct(call.behind, call.who, found, by)
    return mention_of(await _mention(call))


@operation("DELETE", "/mentions/{number}/correction", Right.ACT)
async def uncorrect(call: Call[Nothing, Nothing]) -> Mention:
    """Takes a correction back."""
    await page.correct(call.behind, call.who, await _mention(call), None)
    return mention_of(await _mention(call))


async def _mention(call: Call[Nothing, Nothing] | Call[Nothing, Corrected]) -> searching.Mention:
    async with call.behind.parts().store.read() as connection:
        found = await searching.mention(connection, call.who.brands, call.path["number"])
    if found is None:
        raise not_there("mention")
    return found


OPERATIONS = (listed, one, correct, uncorrect)
