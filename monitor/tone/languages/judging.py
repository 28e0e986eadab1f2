"""From phrases and words to a tone, as ``monitor.tone.judge`` does it for English."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum

from monitor.tone.base import Signal, Subject, Tone
from monitor.tone.conclusion import Sums, conclude, is_plain
from monitor.tone.languages.kinds import KINDS, Kind
from monitor.tone.languages.phrases import Phrases, lines, words_pattern
from monitor.tone.languages.reading import Reader, Sentence
from monitor.tone.languages.vocabulary import Vocabulary
from monitor.tone.languages.waiting import Waiting
from monitor.tone.languages.wording import Lexicon
from monitor.tone.lexicon import squash
from monitor.tone.reasons import SERIOUS_FROM, Reason, told, towards
from monitor.tone.rules.rule import OURS, THEIRS

_BEFORE = 48  # characters in which a negation or an "if" is looked for
_HYPOTHETICAL = 0.35
_NEGATED_COMPLAINT, _NEGATED_PRAISE = -0.5, -0.8
_ASKED_PRAISE, _ASKED_BLAME = 0.1, 0.6
_QUESTIONED_PRAISE = 0.25
_COMPARED, _LEFT = 2.5, 0.6
_MOCKED = 3.0
_SHOUTED = re.compile(r"\b[A-ZÄÖÜÀ-Ý]{4,}\b")
_HASHTAG = re.compile(r"#\w+")
_EMOJI = re.compile(r"[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]")
_ANGRY_EMOJI = frozenset("😡🤬😠🖕👿💩")
_MOST_WHY = 6
_REQUEST = re.compile(r"\?|\b(?:por favor|bitte|s.il vous plait|svp|per favore|se faz favor)\b")
_SIGN_OFF = re.compile(
    r"\W*(?:muchas |muito |molte |tante |vielen |besten |herzlichen )?(?:gracias|danke?|merci|grazie|obrigad[oa])"
    r"(?: (?:de antemano|im voraus|d.avance|in anticipo|desde ja|beaucoup|schon(?: mal| einmal)?|mille))?[^\w?]*"
)
_REASON = re.compile(
    rf"{OURS.lower()}|\b(?:porque|por|tras|despues|harto|harta|weil|wegen|nach|nachdem|da|denn|parce|car|apres|suite|perche|dopo|"
    r"stanc\w|stuf\w|pois|depois|devido|cansad\w|fart\w)\b"
)
_REGRET = re.compile(r"\b(?:arrepient|arrepend|error|erreur|errore|erro\b|bereu|fehler|regret|pent(?:o|it|iamo))")


class _Frame(Enum):
    """What a phrase makes of the sentence or text around it."""

    MOCKING = "mocking"
    ASKING = "asking"
    ADVERT = "advert"


@dataclass(frozen=True, slots=True)
class _Found:
    """One phrase that was found, and how much of it counts."""

    kind: Kind
    start: int
    end: int
    complaint: float
    anger: float
    gratitude: float
    valence: float
    turned: bool = False  # negated: its theme and signal do not count


@dataclass(slots=True)
class _Sums(Sums):
    """What has been heard so far, and what these languages know of it."""

    brand: str = ""
    exclaims: int = 0
    shouted: int = 0
    advert: bool = False
    requested: bool = False  # something was asked for
    switched: bool = False  # from one firm that is named to the other
    heard: dict[str, int] = field(default_factory=dict)
    why: list[Reason] = field(default_factory=list)

    def tell(self, strength: float, label: str, words: str, sign: int) -> None:
        """Remembers the words for the explanation; ``sign``: see ``Reason``."""
        shown = " ".join(words.replace(OURS, self.brand).replace(THEIRS, "…").split()).strip(" ,.;:")
        self.why.append(Reason(strength, label, shown[:90], sign))


class Judge:
    """Judges subjects in the language of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._reader = Reader(words.contrast, words.joiners)
        said: dict[str, Kind | _Frame] = {
            line: KINDS[kind] for kind, block in words.phrases.items() for line in lines(block)
        }
        frames = ((words.mocking, _Frame.MOCKING), (words.asking, _Frame.ASKING), (words.adverts, _Frame.ADVERT))
        said.update((line, frame) for block, frame in frames for line in lines(block))
        self._phrases = Phrases(said)
        self._lexicon = Lexicon(words)
        self._waiting = Waiting(words.calendar)
        reach = r"\b{}(?: \w+){{0,{}}} ?$"
        self._negation = re.compile(reach.format(words_pattern(words.negations), 3))
        self._hypothesis = re.compile(reach.format(words_pattern(words.hypotheses), 6))
        self._cheers = re.compile(rf"^\W*(?:\w{{1,4}},? )?{words_pattern(words.cheers)}\b *(?P<stop>[,.!:…]|$)")
        self._relations = Phrases(_relations(words))

    def judge(self, subject: Subject) -> Tone:
        """The tone of the words, however weak its themes and signals are."""
        sums = _Sums(brand=subject.brand)
        sentences = self._reader.read(subject)
        cheered: tuple[int, Sentence] | None = None  # "Brilliant." before what is no praise
        for at, sentence in enumerate(sentences):
            if max(sentence.weights) > 0:
                cheered = self._hear(sentence, at, sums, subject, cheered)
        return _conclude(sums)

    def _hear(
        self, sentence: Sentence, at: int, sums: _Sums, subject: Subject, cheered: tuple[int, Sentence] | None
    ) -> tuple[int, Sentence] | None:
        text, low = sentence.text, sentence.folded
        sums.exclaims += text.count("!")
        sums.shouted += len(_SHOUTED.findall(text))
        kinds: list[_Found] = []
        frames: dict[_Frame, tuple[int, int]] = {}
        for start, end, meaning in self._phrases.find(low):
            if isinstance(meaning, Kind):
                kinds.append(self._weigh(low, start, end, meaning))
            else:
                frames.setdefault(meaning, (start, end))
        sums.advert |= _Frame.ADVERT in frames
        seeks = _Frame.ASKING in frames
        asks = sentence.question and seeks
        sums.asks |= seeks
        praised = (
            _ASKED_PRAISE if seeks else _QUESTIONED_PRAISE if sentence.question else 1.0
        )  # the share that is meant
        covered = self._compare(sentence, sums)
        evidence = [one for one in _without_shadowed(kinds) if not _touches(one, covered)]
        mocking, cheered = self._mocks(sentence, at, evidence, frames.get(_Frame.MOCKING), cheered)
        if mocking:
            sums.sarcastic = True
            sums.tell(1.5, "sarcasm", mocking, -1)
            sums.calm *= 0.5
            sums.cool *= 0.6
            sums.valence -= _MOCKED
        complains = False
        for found in evidence:
            weight = sentence.weight_at(found.start)
            if found.gratitude and sums.requested and sums.valence <= 0 and _SIGN_OFF.fullmatch(low):
                continue  # "Danke." under a letter that asks for something is a form
            if found.valence > 0:
                weight *= 0.0 if mocking else praised
            elif asks:
                weight *= _ASKED_BLAME
            if weight > 0.05:
                heard = _count(found, weight, at, sums, text)
                complains |= heard
                sums.states |= heard and not asks and weight > 0.5
        covered += [(found.start, found.end) for found in evidence if found.valence]
        for start, end, weight in sentence.clauses():
            if weight <= 0.05:
                continue
            for valence, begin, finish in self._lexicon.weigh(low, start, end, covered):
                share = valence * (praised if valence > 0 else 1.0)
                if mocking and share > 0:
                    continue
                sums.valence += weight * share
                if abs(share) >= 2 and weight > 0.5:
                    label = f"{'good' if share > 0 else 'bad'} words"
                    sums.tell(weight * abs(share) / 4, label, text[begin:finish], towards(share, 0.0))
        for char in _EMOJI.findall(text) if not text.isascii() else ():
            if char in _ANGRY_EMOJI:
                sums.cool *= 0.45
                sums.calm *= 0.75
                sums.tell(1.0, "anger", char, -1)
        sums.requested |= _REQUEST.search(low) is not None
        since = self._waiting.since(low, subject.at, complains=complains) if subject.at else None
        if since and (sums.since is None or since[0] < sums.since):
            sums.since = since[0]
            sums.tell(0.6, "waiting", text[since[1] : since[2]], -1)
        return cheered

    def _weigh(self, low: str, start: int, end: int, kind: Kind) -> _Found:
        before = low[max(0, start - _BEFORE) : start]
        if kind.negatable and self._negation.search(before):
            complains = kind.valence > 0 and not kind.gratitude
            back = _NEGATED_COMPLAINT if kind.valence < 0 else _NEGATED_PRAISE
            return _Found(kind, start, end, 0.35 if complains else 0.0, 0.0, 0.0, kind.valence * back, turned=True)
        unreal = kind.complaint and kind.anger <= 0.5 and not kind.signal and self._hypothesis.search(before)
        scale = _HYPOTHETICAL if unreal else 1.0
        return _Found(
            kind, start, end, kind.complaint * scale, kind.anger * scale, kind.gratitude * scale, kind.valence * scale
        )

    def _compare(self, sentence: Sentence, sums: _Sums) -> list[tuple[int, int]]:
        """Counts what sets the brand against another, and gives the places that said so."""
        if OURS not in sentence.text or THEIRS not in sentence.text:
            return []
        hit = self._relations.first(sentence.folded)
        if hit is None:
            return []
        start, end, (sign, left) = hit
        sums.valence += sign * _COMPARED
        sums.tell(_COMPARED, "compared", sentence.text[start:end], sign)
        sums.switched |= left and not _REGRET.search(sentence.folded, end)
        if left and sign < 0:
            sums.calm *= 1 - _LEFT
            sums.signals[Signal.CHURN] = _LEFT
            if not _REASON.search(sentence.folded, end):
                end = len(sentence.folded)  # what follows is said of the new one
        return [(start, end)]

    def _mocks(
        self,
        sentence: Sentence,
        at: int,
        evidence: list[_Found],
        plain: tuple[int, int] | None,
        cheered: tuple[int, Sentence] | None,
    ) -> tuple[str, tuple[int, Sentence] | None]:
        """The words that praise and mean blame, or ""; and this sentence, if it only cheers: what follows will tell."""
        text, low = sentence.text, sentence.folded
        if plain and sentence.weight_at(plain[0]) > 0.5:
            return text[plain[0] : plain[1]], None
        bad = [one for one in evidence if one.complaint >= SERIOUS_FROM and not one.turned]
        if cheered and cheered[0] == at - 1 and bad and bad[0].start < sentence.clauses()[0][1]:
            return cheered[1].text, None
        cheer = self._cheers.match(low)
        if cheer is None or sentence.weight_at(cheer.end() - 1) <= 0.5:
            return "", None
        if len(low) - cheer.end() <= 3:
            return "", (at, sentence)
        first = sentence.clauses()[0][1]
        if any(cheer.end() <= one.start < max(first, cheer.end() + 2) for one in bad):
            return text[: cheer.end()], None
        return "", None


def _relations(words: Vocabulary) -> dict[str, tuple[int, bool]]:
    """Each phrase with the brand in either place: 1 if it is the better one, else -1; and whether somebody left."""
    found: dict[str, tuple[int, bool]] = {}
    for block, left in ((words.better, False), (words.left, True)):
        for line in lines(block):
            found[line.replace("<a>", "<ours>").replace("<b>", "<theirs>")] = (1, left)
            found[line.replace("<a>", "<theirs>").replace("<b>", "<ours>")] = (-1, left)
    return found


def _without_shadowed(found: list[_Found]) -> list[_Found]:
    """Of two that overlap the stronger one counts; of praise and blame, the longer one."""
    kept = [one for one in found if not any(_beats(other, one) for other in found)]
    return [one for at, one in enumerate(kept) if not any(_overlap(one, other) for other in kept[:at])]


def _overlap(one: _Found, other: _Found) -> bool:
    return one.start < other.end and other.start < one.end


def _beats(one: _Found, other: _Found) -> bool:
    if one is other or not _overlap(one, other):
        return False
    ours, theirs = one.end - one.start, other.end - other.start
    if (one.valence > 0) != (other.valence > 0):
        return ours > theirs
    return (_strength(one), ours) > (_strength(other), theirs)


def _strength(one: _Found) -> float:
    return max(one.complaint, one.gratitude, abs(one.valence) / 8)


def _touches(one: _Found, covered: list[tuple[int, int]]) -> bool:
    return any(one.start < high and low < one.end for low, high in covered)


def _count(found: _Found, weight: float, at: int, sums: _Sums, text: str) -> bool:
    """Adds one piece of evidence; whether it was a complaint."""
    kind = found.kind
    again = sums.heard.get(kind.label, 0)
    sums.heard[kind.label] = again + 1
    fresh = weight * 0.5**again  # said twice is not twice as bad
    sums.valence += fresh * found.valence
    sums.calm *= 1 - fresh * found.complaint
    sums.cool *= 1 - fresh * found.anger
    sums.unthankful *= 1 - fresh * found.gratitude
    complains = found.complaint >= SERIOUS_FROM
    if complains:
        sums.last_complaint = (at, found.start)
    if found.gratitude >= 0.5:
        sums.last_thanks = (at, found.start)
    if not found.turned and weight >= 0.5:
        if kind.theme and found.complaint >= 0.2:
            sums.themes[kind.theme] = max(sums.themes.get(kind.theme, 0.0), found.complaint)
        if kind.signal and found.complaint >= 0.25:
            sums.signals[kind.signal] = max(sums.signals.get(kind.signal, 0.0), found.complaint)
    strength = weight * max(found.complaint, found.anger, found.gratitude, abs(found.valence) / 4)
    good = max(found.gratitude, found.valence / 4)
    sign = towards(good, max(found.complaint, found.anger, -found.valence / 4))
    sums.tell(strength, f"not {kind.label}" if found.turned else kind.label, text[found.start : found.end], sign)
    return complains


def _conclude(sums: _Sums) -> Tone:
    tone = conclude(
        sums,
        squash(sums.valence),
        lambda: (sums.exclaims, sums.shouted),
        advert=sums.advert,
        why=told(sums.why, lambda one: f'{one.kind}: "{one.words}"', _MOST_WHY),
    )
    return replace(tone, certain=True) if sums.switched and is_plain(tone) else tone
