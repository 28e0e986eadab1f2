"""Finding the rules' patterns in one sentence, and telling when a negation or an "if" turns them round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.tone.base import Theme
from monitor.tone.clauses import Sentence
from monitor.tone.gates import Gate, register
from monitor.tone.rules import AFTERMATH, AWAITED, NO_ANSWER, NOT_KEPT, RULES, Rule

_NEGATION = Gate(
    r"(?:\b(?:never|not|no|without|nobody|none|hardly|nothing|zero|any less|isn't a|far from|"
    r"(?:do|did|does|is|was|were|has|have|had|wo|would|ca|could)nt)|n't|"
    r"\bcannot)\b(?: [\w'-]+){0,3} ?$"
)
_HYPOTHESIS = Gate(
    r"\b(?:if|unless|in case|would|might|worried|afraid|fear|hope|hopefully|imagine|instead of|rather than|how to|"
    r"to avoid|avoid|prevent|beware of|tips)\b(?: [\w',-]+){0,6} ?$"
)
# "a day after they fixed it", "please get it fixed": nothing has been put right.
_NOT_YET = Gate(
    r"\b(?:after|before|until|till|since|should|could|please|need(?:s|ed)?|want(?:s|ed)?|hope|trying|try|get|getting|"
    r"every time|"
    r"supposed|claim(?:s|ed)?|said|says|told me)\b(?: [\w']+){0,2} ?$"
)
# "How do I cancel my subscription?" asks for the way; it blames nobody.
_HOW_TO = Gate(
    r"\b(?:how (?:do|can|would|could|should|does) (?:I|we|you|one|someone)|where (?:do|can|could|should) (?:I|we)|"
    r"(?:can|may|could) (?:I|we)|"
    r"is (?:there a way|it possible|it ok|it okay) to|what happens if (?:I|we))\b"
    r"(?: (?!after|because|when|if|since|as|but|who|that)[\w'-]+){0,4} ?$"
)
# "They fixed our gas leak", "got rid of the roaches": the harm is what was put right.
_MENDED = Gate(
    r"(?P<before>(?:^|[^.!?,;])[^.!?,;]{0,20})\b(?:fix(?:ed|es|ing)?|repair(?:ed|s|ing)?|kill(?:ed|s)?|got rid of|"
    r"get rid of|gets rid of|removed|"
    r"solved|sorted|resolved|stopped|dealt with|took care of|taken care of|found|spotted|prevented|replaced|"
    r"exterminated|treated)"
    r"(?: [\w'-]+){0,3} ?$"
)
BEFORE = tuple(gate.bits for gate in (_NEGATION, _HYPOTHESIS, _NOT_YET, _HOW_TO, _MENDED))
"""The bits of what turns an evidence round."""
_MENDABLE = frozenset({Theme.SAFETY, Theme.PRODUCT})
_NEGATED = re.compile(
    r"\b(?:never|not|no|nobody|none|cannot|without|after|until|before|should|please|failed to)\b|n't\b", re.IGNORECASE
)
_NEGATED_PRAISE = -0.8
_NEGATED_COMPLAINT = 0.5  # of a pattern's badness, as praise: "never overcharged me"
_HYPOTHETICAL = 0.35
_BARELY = 0.15


@dataclass(slots=True)
class Evidence:
    """One pattern that was found: where in the sentence, and how much of it counts."""

    rule: Rule
    start: int
    end: int
    words: str
    complaint: float
    anger: float
    gratitude: float
    valence: float
    reversed: bool = False  # negated: its theme and signal do not count


_PARTS = tuple([(rule, part) for rule in RULES for part in rule.parts])
_FIRST = register([part.pattern for _, part in _PARTS])
_ANCHORED = tuple(["^" in part.pattern or "$" in part.pattern for _, part in _PARTS])
RULE_BITS = ((1 << len(_PARTS)) - 1) << _FIRST


def narrowed(low: str, may: int) -> int:
    """``may`` without the alternatives of rules that do not match in a text in lower case as a whole."""
    hot = (may & RULE_BITS) >> _FIRST
    while hot:
        bit = hot & -hot
        hot ^= bit
        place = bit.bit_length() - 1
        if not _ANCHORED[place] and not _PARTS[place][1].search(low):
            may ^= bit << _FIRST
    return may


def find(sentence: Sentence) -> list[Evidence]:
    """Everything the rules see in a sentence (apostrophes as ', spaces single), in the order of the text."""
    found: list[Evidence] = []
    text, low, may = sentence.text, sentence.low, sentence.may
    hot = (may & RULE_BITS) >> _FIRST
    while hot:
        rule, part = _PARTS[(hot & -hot).bit_length() - 1]
        hot &= hot - 1
        opened = [part]
        while hot and (following := _PARTS[(hot & -hot).bit_length() - 1])[0] is rule:
            opened.append(following[1])
            hot &= hot - 1
        hits = part.finditer(low) if len(opened) == 1 else _leftmost(opened, low)
        found.extend([_weigh(rule, hit, text, may) for hit in hits if hit[0]])
    if len(found) > 1:
        found.sort(key=_order)
        return _without_shadowed(found)
    return found


def _order(evidence: Evidence) -> tuple[int, int]:
    return evidence.start, -evidence.end


def _leftmost(alternatives: list[re.Pattern[str]], low: str) -> Iterator[re.Match[str]]:
    """What ``finditer`` of the alternatives joined by bars would give."""
    at = 0
    waiting = [pattern.search(low) for pattern in alternatives]
    while True:
        best: re.Match[str] | None = None
        for place, hit in enumerate(waiting):
            if hit is not None and hit.start() < at:
                hit = waiting[place] = alternatives[place].search(low, at)
            if hit is not None and (best is None or hit.start() < best.start()):
                best = hit
        if best is None:
            return
        yield best
        at = max(best.end(), best.start() + 1)


def _weigh(rule: Rule, hit: re.Match[str], text: str, may: int) -> Evidence:
    start, end = hit.span()
    before = text[max(0, start - 48) : start]
    scale, turned = 1.0, False
    if rule.negatable and _NEGATION.search(before, may):
        turned = True
    elif rule.complaint and rule.anger <= 0.5 and _HYPOTHESIS.search(before, may):
        scale = _HYPOTHETICAL
    elif (rule.complaint and rule.anger <= 0.5 and _HOW_TO.search(before, may)) or _is_mended(rule, before, may):
        scale = _BARELY
    elif rule.label == "put right" and _NOT_YET.search(before, may):
        scale = 0.0
    words = text[start:end].strip(" ,.;:")
    if not turned:
        return Evidence(
            rule, start, end, words, rule.complaint * scale, rule.anger * scale, rule.gratitude * scale,
            rule.valence * scale,
        )  # fmt: skip
    back = _NEGATED_COMPLAINT if rule.valence < 0 else -_NEGATED_PRAISE
    complaint = 0.35 if rule.valence > 0 and not rule.gratitude else 0.0
    return Evidence(rule, start, end, words, complaint, 0.0, 0.0, -rule.valence * back, reversed=True)


def _is_mended(rule: Rule, before: str, may: int) -> bool:
    mended = _MENDED.search(before, may) if rule.theme in _MENDABLE else None
    return mended is not None and not _NEGATED.search(mended["before"])


def aftermath(sentence: Sentence, before: Sequence[Sentence]) -> Evidence | None:
    """What a short sentence says about the ones before it: "They promised a callback. Twice. Guess what." """
    if len(sentence.text) > 60 or not AFTERMATH.search(sentence.text, sentence.may):
        return None
    awaited = next((hit for one in reversed(before) if (hit := AWAITED.search(one.text, one.may))), None)
    if awaited is None or AFTERMATH.search(before[-1].text, before[-1].may):  # said once is enough
        return None
    rule = NOT_KEPT if awaited["promise"] else NO_ANSWER
    words = sentence.text.strip(" .!?…")
    return Evidence(rule, 0, len(sentence.text), words, rule.complaint, rule.anger, rule.gratitude, rule.valence)


def _without_shadowed(found: list[Evidence]) -> list[Evidence]:
    """Praise that lies inside a complaint's words (or the other way round) is part of the phrase, not of the feeling:
    of two overlapping patterns with opposite meaning the longer one counts."""
    kept: list[Evidence] = []
    for one in found:
        rivals = [
            other
            for other in found
            if other is not one
            and other.start < one.end
            and one.start < other.end
            and (other.valence > 0) != (one.valence > 0)
            and (other.end - other.start) > (one.end - one.start)
        ]
        if not rivals:
            kept.append(one)
    return kept
