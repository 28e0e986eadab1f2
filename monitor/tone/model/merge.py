"""From what the model read and the rules found to one tone, with calibrated probabilities and the words that carry them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from monitor.tone.base import Label, Signal, Subject, Theme, Tone
from monitor.tone.model.names import is_only_names, is_theirs, others
from monitor.tone.reasons import LEAST, kept
from monitor.tone.since import waiting_since
from monitor.tone.stars import NEGATIVE_FROM, POSITIVE_FROM

if TYPE_CHECKING:
    from monitor.tone.model.network import Floats, Network, Reading

_SURE = 4.6
"""The largest log odds of a rule's probability: .99."""
_PLAIN_WORDS = {
    "english": {"anger": (0.8, 0.3), "complaint": (0.9, 0.4)},
    "several": {"anger": (0.5, 0.0), "complaint": (0.85, 0.35)},
}
"""Where the rules are this sure, somebody has said it in so many words ("I am furious"): the model may doubt it by so much
and no more."""
KINDS = ("whole", "aimed", "named")
"""What a tone can be asked about; see ``asked``."""
_COMPLAINS, _CALM = 0.5, 0.2
_LIFTED_TO = 0.55
_CALMER = 0.15
_BLAMES = 0.5, 0.2
"""A firm that is felt about as badly as this is complained about, if the complaint is not ruled out: by so much."""
_DOUBT = 0.1
"""By so much a complaint has to be likelier than praise where no firm is named."""
_LEFT = 0.3
"""So bad a feeling is enough where somebody has gone to another firm."""
_PLAIN = {"several": 0.88}
"""Rules that are this sure of a complaint settle what a whole text feels, if the model hears the complaint, too. In English
that cost more tweets than it won."""
_SAID_PLAINLY = 0.9
"""Rules that are this sure of a complaint, which the model hears as well, make praise of a whole text unlikely."""
_OPPOSED = 0.7, 0.3
"""A rule that is this sure outweighs a model that likes the firm and still gives the complaint so much."""
_MOCKED = 0.6, 0.3
"""Praise of a firm that is this likely mockery, and this likely a complaint, is blame."""
_NOT_AT_THEM = 0.49
"""Anger beside a firm that is neither felt badly about nor complained about is somebody else's: so much of it is left."""
_LABELS = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
_THEMES = tuple(theme for theme in Theme if theme is not Theme.OTHER)
_SIGNALS = tuple(Signal)
_BESIDE = 1.4
"""Log odds that the model needs for a theme beside one that somebody has said in so many words."""
_ALONE = -1.0
"""Log odds that it needs where nothing else is found."""
_MOST_WHY = 6
_MOST_WORDS = 8
_NO_MARKS = dict.fromkeys(range(0xE000, 0xE010))
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Heard:
    """The readings of one text. ``aimed``: a brand was asked about."""

    network: Network
    subject: Subject
    text: str
    readings: tuple[Reading, ...]
    aimed: bool


def features(tone: Tone, heard: Heard) -> dict[str, float]:
    """The voices that are weighed: log odds of the model's answers and of the rules' probabilities, by name."""
    best: list[float] = _together(heard).tolist()
    # What the rules find counts; that they find nothing tells little.
    found = {f"rule.{name}": max(0.0, _log_odds(getattr(tone, name))) for name in ("anger", "complaint", "gratitude")}
    found["rule.good"], found["rule.bad"] = max(0.0, tone.polarity), max(0.0, -tone.polarity)
    for name in ("anger", "complaint", "gratitude", "sarcasm"):
        found[name] = best[heard.network.answer(name)][0]
    emotion = best[heard.network.answer("emotion")]
    found["angry"] = emotion[0] - _log_sum(emotion[1:])
    for head in ("sentiment", "target"):
        values = best[heard.network.answer(head)]
        mean = sum(values) / len(values)
        for label, value in zip(_LABELS, values, strict=True):
            found[f"{head}.{label}"] = value - mean
    found["aimed"] = float(heard.aimed and any(reading.window.aimed for reading in heard.readings))
    found["named"] = float(bool(found["aimed"]) and not heard.subject.thing)
    return found


def asked(seen: Mapping[str, float]) -> str:
    """What the tone is asked about: a firm by its name (``named``); a thing ("the waiter"), which can be disliked without a
    complaint about its firm (``aimed``); or the ``whole`` of a text. Each has weights of its own."""
    return "named" if seen["named"] else "aimed" if seen["aimed"] else "whole"


def conclude(tone: Tone, heard: Heard) -> Tone:
    """The tone of the rules, with the model's voice in it; ``stars.with_stars`` is the last step."""
    seen = features(tone, heard)
    blend: Mapping[str, Mapping[str, float]] = heard.network.about["blend"]
    kind = asked(seen)
    chances = {
        name: _probability(_weighed(blend[f"{kind}.{name}"], seen))
        for name in ("anger", "complaint", "gratitude", "sarcasm")
    }
    for name, (from_, less) in _PLAIN_WORDS[heard.network.name].items():
        said = getattr(tone, name)
        if said >= from_:
            chances[name] = max(chances[name], said - less)
    feeling = _softmax([_weighed(blend[f"{kind}.{label}"], seen) for label in _LABELS])
    label = _agreed(tone, kind, feeling, chances, _PLAIN.get(heard.network.name, math.inf))
    complains = chances["complaint"] >= _COMPLAINS
    themes = _likely("themes", _THEMES, tone.themes, heard)
    signals = _likely("signals", _SIGNALS, tone.signals, heard)
    merged = replace(
        tone,
        label=label,
        polarity=round(_in_line(feeling[2] - feeling[0], label, tone), 3),
        anger=round(chances["anger"], 3),
        complaint=round(chances["complaint"], 3),
        gratitude=round(chances["gratitude"], 3),
        sarcasm=round(chances["sarcasm"], 3),
        feeling=(round(feeling[0], 3), round(feeling[1], 3), round(feeling[2], 3)),
        themes=themes,
        signals=tuple(sorted(signals, key=_SIGNALS.index)),
        since=_since(tone, heard.subject, complains=complains),
    )
    return _explained(kept(merged), heard)


def _agreed(tone: Tone, kind: str, feeling: Sequence[float], chances: dict[str, float], plain: float) -> Label:
    """The label, with label and complaint brought into line: towards a firm that somebody complains about nobody is
    neutral, and whoever feels badly about a firm, or is angry at it, has a reason. ``chances["complaint"]`` is ``lifted``
    where that follows, and anger that is somebody else's is taken from ``chances["anger"]``."""
    label = _LABELS[max(range(3), key=lambda at: feeling[at])]
    if tone.certain:
        complains = tone.complaint >= _COMPLAINS
        chances["complaint"] = lifted(chances["complaint"]) if complains else lowered(chances["complaint"])
        chances["sarcasm"] = max(chances["sarcasm"], tone.sarcasm)
        if tone.label is Label.POSITIVE:
            chances["gratitude"] = max(chances["gratitude"], tone.gratitude)
        if not complains:
            chances["anger"] = lowered(chances["anger"])
        return tone.label
    heard = chances["complaint"]
    said, enough = _OPPOSED
    if kind == "named":
        bad, possible = _BLAMES
        if Signal.CHURN in tone.signals:
            bad, possible = _LEFT, 0.0
        blamed = tone.complaint >= said and tone.polarity < 0 and heard >= enough
        mocks, meant = _MOCKED
        blamed |= label is Label.POSITIVE and chances["sarcasm"] >= mocks and heard >= meant
        if blamed:
            label = Label.NEGATIVE
        blamed |= label is Label.NEGATIVE and feeling[0] >= bad and heard >= possible
        blamed |= label is Label.NEGATIVE and chances["anger"] >= _COMPLAINS
        if label is Label.NEUTRAL and heard >= _COMPLAINS:
            label = Label.NEGATIVE
        if blamed or heard >= _COMPLAINS:
            chances["complaint"] = lifted(heard)
    elif (
        label is Label.NEUTRAL and kind == "whole" and heard >= _COMPLAINS and tone.complaint >= _settling(tone, plain)
    ):
        label = Label.NEGATIVE
    if kind == "aimed":
        return label  # the waiter was nice, whatever is said against the firm
    doubt = _DOUBT if kind == "whole" else 0.0
    if label is Label.POSITIVE and heard >= _COMPLAINS and (heard >= feeling[2] + doubt or _is_plain(tone)):
        label = Label.NEGATIVE
    if kind == "named" and label is not Label.NEGATIVE and heard < _COMPLAINS:
        chances["anger"] *= _NOT_AT_THEM
    return label


def _in_line(polarity: float, label: Label, tone: Tone) -> float:
    """The polarity, on the side of the label: what a rule has settled against the model's feeling it has settled here, too."""
    if label is Label.NEGATIVE and polarity > NEGATIVE_FROM:
        return min(tone.polarity, NEGATIVE_FROM)
    if label is Label.POSITIVE and polarity < POSITIVE_FROM:
        return max(tone.polarity, POSITIVE_FROM)
    return polarity


def _is_plain(tone: Tone) -> bool:
    """Whether the rules have read the complaint in so many words, and nothing that outweighs it."""
    return tone.complaint >= _SAID_PLAINLY and tone.polarity < 0


def _settling(tone: Tone, plain: float) -> float:
    """How sure of a complaint the rules have to be to settle what a whole text feels: nobody tells calmly of a danger."""
    return _COMPLAINS if Theme.SAFETY in tone.themes else plain


def lifted(chance: float) -> float:
    """The probability of a complaint that is one for another reason: the upper half, and what was likelier stays so.
    What was below it comes to lie in the first tenth of that half."""
    room = _LIFTED_TO - _COMPLAINS
    if chance < _COMPLAINS:
        return _COMPLAINS + room * chance / _COMPLAINS
    return _LIFTED_TO + (1 - _LIFTED_TO) * (chance - _COMPLAINS) / (1 - _COMPLAINS)


def lowered(chance: float) -> float:
    """The probability of what is ruled out for another reason: at most ``_CALM``, and what was likelier stays so."""
    if chance < _CALMER:
        return chance
    return _CALMER + (_CALM - _CALMER) * (chance - _CALMER) / (1 - _CALMER)


_Kind = TypeVar("_Kind", Theme, Signal)


def _likely(name: str, kinds: Sequence[_Kind], ruled: Sequence[_Kind], heard: Heard) -> tuple[_Kind, ...]:
    """What the rules have found, and then what the model finds likely, the likeliest first. Where there is nothing else, the
    likeliest is told if it is not far-fetched: it helps more than "other"."""
    weights: Mapping[str, float] = heard.network.about["blend"][name]
    every = [reading.logits[heard.network.answer(name)].tolist() for reading in heard.readings]
    found = {kind: weights["1"] + weights["model"] * max(said) for kind, *said in zip(kinds, *every, strict=True)}
    said = [kind for kind in ruled if kind in found]
    order = sorted((kind for kind in kinds if kind not in said), key=lambda kind: -found[kind])
    more = [kind for kind in order if found[kind] >= (_BESIDE if said else 0.0)]
    return tuple(said + (more or ([] if said else [kind for kind in order[:1] if found[kind] >= _ALONE])))


def _since(tone: Tone, subject: Subject, *, complains: bool) -> datetime | None:
    """Since when they wait. The rules look only where they see a complaint; the model may have seen it elsewhere."""
    if tone.since is not None or not complains:
        return tone.since
    found = [waiting_since(sentence, subject.at, complains=True) for sentence in _SENTENCES.split(subject.text)]
    return min((one[0] for one in found if one), default=None)


def _together(heard: Heard) -> Floats:
    """One set of logits for all windows: complaint and anger as in the worst one, thanks as in the most thankful one, the
    feeling as the mean, in which the last word counts double."""
    if len(heard.readings) == 1:
        return heard.readings[0].logits
    rows = np.stack([reading.logits for reading in heard.readings])
    weights = np.ones(len(rows))
    weights[-1] = 2
    best: Floats = np.average(rows, axis=0, weights=weights).astype(np.float32)
    for name in ("anger", "complaint", "gratitude", "sarcasm"):
        where = heard.network.answer(name)
        best[where] = rows[:, where].max(axis=0)
    return best


def _explained(tone: Tone, heard: Heard) -> Tone:
    """The tone with the words that weighed most in the model's answer, where they are others than those of the rules."""
    if tone.anger >= _COMPLAINS:
        name, head, at = "anger", "anger", 0
    elif tone.complaint >= _COMPLAINS:
        name, head, at = "complaint", "complaint", 0
    elif tone.label is Label.NEUTRAL:
        return tone
    else:
        head = "target" if heard.aimed and any(reading.window.aimed for reading in heard.readings) else "sentiment"
        name, at = ("praise", 2) if tone.label is Label.POSITIVE else ("bad feeling", 0)
    words = carriers(heard, head, at)
    said = [f'{name}: "{word}"' for word in words if not any(word.lower() in reason.lower() for reason in tone.why)][:2]
    most = _MOST_WHY - len(said)
    sign = 1.0 if name == "praise" else -1.0
    return replace(tone, why=(*tone.why[:most], *said), moves=(*tone.moves[:most], *[sign] * len(said)))


def carriers(heard: Heard, head: str, answer: int, most: int = 3) -> list[str]:
    """The stretches of words that added most to an answer, the strongest first."""
    where = heard.network.answer(head)
    found: list[tuple[float, str]] = []
    for reading in heard.readings:
        parts = reading.parts[:, where]
        adds = parts[:, 0] if parts.shape[1] == 1 else parts[:, answer] - parts.mean(axis=1)
        begin, end = reading.window.target if reading.window.aimed else (0, 0)
        spans = [
            (0, 0) if begin <= at < end else span for at, span in enumerate(reading.window.spans)
        ]  # not the name itself
        found += _stretches(heard.text, spans, adds.tolist())
    found.sort(reverse=True)
    least = max(0.4 * found[0][0], LEAST) if found else LEAST
    strong = [words for weight, words in found if weight > least]
    names = others(heard.subject)
    telling = [words for words in strong if not is_only_names(words, heard.text, names)]
    return [words for words in telling if not names or not is_theirs(words, heard.text, names)][:most]


def _stretches(text: str, spans: Sequence[tuple[int, int]], adds: Sequence[float]) -> list[tuple[float, str]]:
    """Words whose share is above the average, joined with their neighbours that are, too."""
    words = _words(text, spans, adds)
    if not words:
        return []
    usual = sum([weight for _, _, weight in words if weight > 0]) / len(words)
    found: list[tuple[float, str]] = []
    run: list[tuple[int, int, float]] = []
    for begin, end, weight in [*words, (0, 0, -1.0)]:
        if weight > usual and len(run) < _MOST_WORDS:
            run.append((begin, end, weight))
            continue
        if run:
            said = _clean(text[run[0][0] : run[-1][1]])
            if any(map(str.isalnum, said)):
                found.append((sum(one[2] for one in run), said))
        run = [(begin, end, weight)] if weight > usual else []
    return found


def _words(text: str, spans: Sequence[tuple[int, int]], adds: Sequence[float]) -> list[tuple[int, int, float]]:
    """Tokens that stand side by side without a space are one word."""
    words: list[tuple[int, int, float]] = []
    for (begin, end), weight in zip(spans, adds, strict=True):
        if begin == end:
            continue
        while begin < end and text[begin].isspace():
            begin += 1
        if words and words[-1][1] == begin and text[begin].isalnum() and text[begin - 1].isalnum():
            words[-1] = (words[-1][0], end, words[-1][2] + weight)
        else:
            words.append((begin, end, weight))
    return words


def _clean(words: str) -> str:
    return " ".join(words.translate(_NO_MARKS).split()).strip(" ,.;:-")[:90]


def _weighed(weights: Mapping[str, float], seen: Mapping[str, float]) -> float:
    return sum([weight * (seen[name] if name != "1" else 1.0) for name, weight in weights.items()])


def _log_odds(probability: float) -> float:
    probability = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_SURE, min(_SURE, math.log(probability / (1 - probability))))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _softmax(values: Sequence[float]) -> list[float]:
    highest = max(values)
    raised = [math.exp(value - highest) for value in values]
    whole = sum(raised)
    return [value / whole for value in raised]


def _log_sum(values: Sequence[float]) -> float:
    highest = max(values)
    return highest + math.log(sum([math.exp(value - highest) for value in values]))
