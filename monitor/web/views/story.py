"""A case's story in order: what the customer said, what was sent to whom and why, who did what. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from monitor.cases import Reason
from monitor.store.browsing.letters import Letter
from monitor.store.browsing.whole_case import Event, Revision, WholeCase
from monitor.store.searching import Mention
from monitor.words import clock, listed, name

_DEEDS = {
    "take": "took it",
    "answered": "says the customer has an answer",
    "promise": "promised an answer",
    "snooze": "put it off",
    "not_us": "says it is not about us",
    "not_angry": "says it is no complaint",
    "close": "closed it",
    "give": "gave it",
    "merge": "made it one with another case",
    "split": "made two cases of it",
}


_ORDER = ("said", "edited", "gone", "done", "noted", "clock", "told")
"""Of what happened in the same moment: Earful tells of what was said and done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. ``kind`` is what it looks like: said, edited, told, done, noted, gone or clock. ``words`` are
    somebody's own; ``mention`` is the customer's, where it is one."""

    at: datetime
    kind: str
    what: str
    words: str = ""
    mention: Mention | None = None
    letters: Sequence[Letter] = field(default_factory=tuple)


def story(whole: WholeCase, now: datetime, zone: ZoneInfo) -> list[Entry]:
    """Everything that happened, oldest first."""
    said = {mention.id: mention for mention in whole.said}
    entries = [*_said(whole), *_edits(whole.revisions), *_sent(whole.letters)]
    entries += [entry for event in whole.story for entry in _event(event, said, now, zone)]
    return sorted(entries, key=lambda entry: (entry.at, _ORDER.index(entry.kind)))


def _said(whole: WholeCase) -> Iterator[Entry]:
    for mention in whole.said:
        words = "\n".join(part for part in (mention.title, mention.text) if part)
        gone = mention.deleted_at is not None
        what = f"{mention.author or 'The customer'} wrote in {mention.source}"
        yield Entry(at=mention.at, kind="said", what=what, words="" if gone else words, mention=mention)


def _edits(revisions: Sequence[Revision]) -> Iterator[Entry]:
    """What a post said before. The latest words stand with the post itself."""
    by_mention: dict[int, list[Revision]] = {}
    for revision in revisions:
        by_mention.setdefault(revision.mention_id, []).append(revision)
    for found in by_mention.values():
        for before, after in pairwise(found):
            words = "\n".join(part for part in (before.title, before.text) if part)
            stars = _stars(before.stars, before.stars_max), _stars(after.stars, after.stars_max)
            what = "The customer changed the post"
            if stars[0] != stars[1]:
                what += f": {stars[0] or 'no stars'} became {stars[1] or 'no stars'}"
            yield Entry(at=after.seen_at, kind="edited", what=what, words=words and f"Before: {words}")


def _stars(stars: float | None, most: float | None) -> str:
    return f"{stars:g} of {most:g} stars" if stars is not None and most else ""


def _sent(letters: Sequence[Letter]) -> Iterator[Entry]:
    """What was sent: the messages of one reason and moment are one entry."""
    together: dict[tuple[datetime, str], list[Letter]] = {}
    for letter in letters:
        if letter.reason == Reason.CHANGED:
            continue  # told to programs, about what stands here anyway
        together.setdefault((letter.created_at, letter.reason), []).append(letter)
    for (at, reason), found in together.items():
        people = list(dict.fromkeys(name(letter.recipient) for letter in found))
        why = reason.replace("_", " ").capitalize()
        yield Entry(at=at, kind="told", what=f"{why}: Earful tells {listed(people)}", letters=found)


def _event(event: Event, said: Mapping[int, Mention], now: datetime, zone: ZoneInfo) -> Iterator[Entry]:
    make = _EVENTS.get(event.kind)
    entry = make(event, now, zone) if make else None
    if entry:
        yield entry


def _act(event: Event, now: datetime, zone: ZoneInfo) -> Entry:
    data = event.data
    what = f"{name(event.by)} {_DEEDS.get(data['verb'], data['verb'])}"
    if value := data.get("value"):
        what += f" to {name(value)}" if data["verb"] == "give" else f" ({value.replace('_', ' ')})"
    if until := data.get("until"):
        what += f", until {clock(datetime.fromisoformat(until), now, zone)}"
    return Entry(at=event.at, kind="done", what=what, words=data.get("note") or "")


def _undo(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry:
    return Entry(at=event.at, kind="done", what=f"{name(event.by)} took the last step back")


def _note(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry:
    return Entry(at=event.at, kind="noted", what=f"{name(event.by)} noted", words=event.data["note"])


def _agreed(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry:
    others = event.data["authors"]
    what = "Another customer says the same" if others == 1 else f"{others} others say the same"
    return Entry(at=event.at, kind="said", what=what)


def _gone(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry:
    return Entry(at=event.at, kind="gone", what="The customer took the post down")


def _absorbed(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry:
    return Entry(at=event.at, kind="clock", what=f"Storm {event.data['storm']} speaks for it from now on")


def _handed_back(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry:
    return Entry(at=event.at, kind="clock", what=f"Storm {event.data['storm']} is over: it speaks for itself again")


def _clock(event: Event, _now: datetime, _zone: ZoneInfo) -> Entry | None:
    closed = event.data.get("state") == "closed"
    return Entry(at=event.at, kind="clock", what="Earful closed it: nothing more was heard") if closed else None


_EVENTS: dict[str, Callable[[Event, datetime, ZoneInfo], Entry | None]] = {
    "act": _act,
    "undo": _undo,
    "note": _note,
    "agreed": _agreed,
    "gone": _gone,
    "absorbed": _absorbed,
    "handed_back": _handed_back,
    "clock": _clock,
}
"""Kinds of events that say something of their own. What the customer wrote and what was told come from the posts and the
messages themselves."""
