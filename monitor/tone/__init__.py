"""Tone: how an author feels *about one brand*, and the words that show it.

A scorer is synchronous and pure; the pipeline runs it in a worker thread, in batches.
Scorers are found by name: the built-in ones here, others through the entry point group ``earful.scorers`` (a callable
that takes the options as keywords and returns a ``Scorer``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from monitor.tone.base import Scorer, Subject, Tone

__all__ = [
    "BUILT_IN",
    "DEFAULT",
    "OWN_MODEL",
    "Scorer",
    "Subject",
    "Tone",
    "UnknownScorer",
    "UnusableScorer",
    "make",
    "scored",
    "scorers",
]

DEFAULT = "earful"
OWN_MODEL = "onnx"
_GROUP = "earful.scorers"


class UnknownScorer(LookupError):
    """No scorer has this name. The text lists those there are."""


class UnusableScorer(ValueError):
    """There is such a scorer, but it cannot be loaded, or does not give what a scorer gives. The text says why."""


def _earful(**options: Any) -> Scorer:
    from monitor.tone.earful import Earful

    return Earful(**options)


def _fast() -> Scorer:
    from monitor.tone.fast import Fast

    return Fast()


def _textblob() -> Scorer:
    from monitor.tone.textblob import TextBlobScorer

    return TextBlobScorer()


def _own_model(**options: Any) -> Scorer:
    from monitor.tone.own_model import OwnModel

    return OwnModel(**options)


_BUILT_IN: Mapping[str, Callable[..., Scorer]] = {
    "earful": _earful,
    "fast": _fast,
    "textblob": _textblob,
    OWN_MODEL: _own_model,
}
BUILT_IN = frozenset(_BUILT_IN)
"""The names of the scorers that come with Earful."""


def _plugins() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=_GROUP) if point.name not in _BUILT_IN}


def scorers() -> list[str]:
    """The names that ``tone: {scorer: …}`` may have: built-in ones first, then those of installed packages."""
    return [*_BUILT_IN, *sorted(_plugins())]


def make(name: str = DEFAULT, options: Mapping[str, Any] | None = None) -> Scorer:
    """A scorer by its name; ``options`` are its keywords. UnknownScorer if there is none; UnusableScorer if what another
    package brings cannot be loaded; TypeError if it does not know one of the options. Nothing large is loaded before the
    first score."""
    factory = _BUILT_IN.get(name)
    if factory is None:
        point = _plugins().get(name)
        if point is None:
            raise UnknownScorer(f"no scorer {name!r}; there are: {', '.join(scorers())}")
        try:
            factory = point.load()
        except Exception as error:  # whatever goes wrong in somebody else's package
            raise UnusableScorer(f"{point.value} cannot be loaded ({type(error).__name__}: {error})") from error
    made: Scorer = factory(**(options or {}))
    return made


def scored(scorer: Scorer, batch: Sequence[Subject]) -> list[Tone]:
    """What a scorer says, checked: others may write one. UnusableScorer if it raises, or does not give one tone per
    subject."""
    try:
        tones = [*scorer.score(batch)]
    except Exception as error:  # a ValueError of ours says what is wrong in its own words
        said = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        raise UnusableScorer(said) from error
    if len(tones) != len(batch):
        raise UnusableScorer(f"{len(tones)} tones for {len(batch)} texts")
    if strange := [tone for tone in tones if not isinstance(tone, Tone)]:
        raise UnusableScorer(f"{type(strange[0]).__name__} instead of a tone")
    return tones
