"""What a storm is about, from the mentions that speak against the brand since it began. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.storming.model import Picture
from monitor.storms import Facts

RECENT = timedelta(hours=6)
_OTHER = "other"  # says nothing
_PAGES, _THEMES, _PLACES = 10, 3, 10
_FEWEST_READERS = 20  # so many authors whose readers are known make a percentile
_SOME = 0.25  # posts that count as usual where next to nothing is: "three hundred times" would say nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One mention against a brand. ``place`` is the site it stands on; ``article``: it has the form of one."""

    mention: int
    author: bytes
    at: datetime
    place: str
    url: str
    article: bool
    anger: float
    complaint: float
    themes: tuple[str, ...]
    signals: tuple[str, ...]
    followers: int


def picture(
    voices: Sequence[Voice],
    since: datetime,
    now: datetime,
    per_day: float,
    *,
    readers: Sequence[int] = (),
    late: float = 0.0,
) -> Picture:
    """``voices`` in the order of time; ``per_day`` of them are usual. ``readers``: how many followers the authors have of all
    that was heard lately; ``late``: how long the oldest unanswered customer has waited, in parts of what was promised."""
    if not voices:
        return Picture(usual=_usual(per_day, now - since))
    by_theme: dict[str, set[bytes]] = {}
    for voice in voices:
        for theme in set(voice.themes) - {_OTHER}:
            by_theme.setdefault(theme, set()).add(voice.author)
    themes = sorted(((theme, len(people)) for theme, people in by_theme.items()), key=lambda each: (-each[1], each[0]))
    lately = sum(voice.at > now - RECENT for voice in voices)
    people = {voice.author for voice in voices}
    places = tuple(dict.fromkeys(voice.place for voice in voices if voice.place))
    return Picture(
        people=len(people),
        posts=len(voices),
        usual=_usual(per_day, now - since),
        themes=tuple(themes[:_THEMES]),
        places=places[:_PLACES],
        pages=tuple(dict.fromkeys(voice.url for voice in voices if voice.url))[:_PAGES],
        first=voices[0].mention,
        loudest=max(voices, key=lambda voice: (voice.anger + voice.complaint, voice.followers, -voice.mention)).mention,
        facts=Facts(
            ratio=lately / max(_usual(per_day, RECENT), _SOME),
            authors=len(people),
            angry=sum(voice.anger >= 0.5 for voice in voices) / len(voices),
            reach=_percentile(max(voice.followers for voice in voices), readers),
            platforms=max(1, len(places)),
            news=any(voice.article for voice in voices),
            waiting=late,
            call_to_action=any("telling_everyone" in voice.signals for voice in voices),
        ),
    )


def _usual(per_day: float, length: timedelta) -> float:
    return per_day * (length / timedelta(days=1))


def _percentile(followers: int, readers: Sequence[int]) -> float:
    """The share of all authors who have fewer; 0 where too little is known."""
    if not followers or len(readers) < _FEWEST_READERS:
        return 0.0
    return bisect_left(sorted(readers), followers) / len(readers)
