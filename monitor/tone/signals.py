"""Finding the rules' patterns in one sentence, and telling when a negation or an "if" turns them round."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.tone.base import Theme
from monitor.tone.rules import AFTERMATH, AWAITED, NO_ANSWER, NOT_KEPT, RULES, Rule

_NEGATION = re.compile(
    r"(?:\b(?:never|not|no|without|nobody|none|hardly|nothing|zero|any less|isn't a|far from)|n't|"
    r"\bcannot)\b(?: [\w'-]+){0,3} ?$",
    re.IGNORECASE,
)
_HYPOTHESIS = re.compile(
    r"\b(?:if|unless|in case|would|might|worried|afraid|fear|hope|hopefully|imagine|instead of|rather than|how to|"
    r"to avoid|avoid|prevent|beware of|tips)\b(?: [\w',-]+){0,6} ?$",
    re.IGNORECASE,
)
# "a day after they fixed it", "please get it fixed": nothing has been put right.
_NOT_YET = re.compile(
    r"\b(?:after|before|until|till|since|should|could|please|need(?:s|ed)?|want(?:s|ed)?|hope|trying|try|get|getting|"
    r"every time|"
    r"supposed|claim(?:s|ed)?|said|says|told me)\b(?: [\w']+){0,2} ?$",
    re.IGNORECASE,
)
# "How do I cancel my subscription?" asks for the way; it blames nobody.
_HOW_TO = re.compile(
    r"\b(?:how (?:do|can|would|could|should|does) (?:I|we|you|one|someone)|where (?:do|can|could|should) (?:I|we)|"
    r"(?:can|may|could) (?:I|we)|"
    r"is (?:there a way|it possible|it ok|it okay) to|what happens if (?:I|we))\b"
    r"(?: (?!after|because|when|if|since|as|but|who|that)[\w'-]+){0,4} ?$",
    re.IGNORECASE,
)
# "They fixed our gas leak", "got rid of the roaches": the harm is what was put right.
_MENDED = re.compile(
    r"(?P<before>(?:^|[^.!?,;])[^.!?,;]{0,20})\b(?:fix(?:ed|es|ing)?|repair(?:ed|s|ing)?|kill(?:ed|s)?|got rid of|"
    r"get rid of|gets rid of|removed|"
    r"solved|sorted|resolved|stopped|dealt with|took care of|taken care of|found|spotted|prevented|replaced|"
    r"exterminated|treated)"
    r"(?: [\w'-]+){0,3} ?$",
    re.IGNORECASE,
)
_MENDABLE = frozenset({Theme.SAFETY, Theme.PRODUCT})
_NEGATED = re.compile(
    r"\b(?:never|not|no|nobody|none|cannot|without|after|until|before|should|please|failed to)\b|n't\b", re.IGNORECASE
)
_NEGATED_PRAISE = -0.8
_NEGATED_COMPLAINT = 0.5  # of a pattern's badness, as praise: "never overcharged me"
_HYPOTHETICAL = 0.35
_BARELY = 0.15


@dataclass(frozen=True, slots=True)
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


def find(sentence: str) -> list[Evidence]:
    """Everything the rules see in a sentence (apostrophes as ', spaces single), in the order of the text."""
    found: list[Evidence] = []
    low = sentence.lower()
    if len(low) != len(sentence):  # "İ" becomes two characters
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in sentence)
    for rule in RULES:
        found.extend(_weigh(rule, hit, sentence) for hit in rule.pattern.finditer(low) if hit[0])
    found.sort(key=lambda evidence: (evidence.start, -evidence.end))
    return _without_shadowed(found)


def _weigh(rule: Rule, hit: re.Match[str], sentence: str) -> Evidence:
    before = sentence[max(0, hit.start() - 48) : hit.start()]
    scale, turned = 1.0, False
    if rule.negatable and _NEGATION.search(before):
        turned = True
    elif _HYPOTHESIS.search(before) and rule.complaint and not rule.anger > 0.5:
        scale = _HYPOTHETICAL
    elif (rule.complaint and rule.anger <= 0.5 and _HOW_TO.search(before)) or _is_mended(rule, before):
        scale = _BARELY
    elif rule.label == "put right" and _NOT_YET.search(before):
        scale = 0.0
    words = sentence[hit.start() : hit.end()].strip(" ,.;:")
    if not turned:
        return Evidence(
            rule, hit.start(), hit.end(), words, rule.complaint * scale, rule.anger * scale, rule.gratitude * scale,
            rule.valence * scale,
        )  # fmt: skip
    back = _NEGATED_COMPLAINT if rule.valence < 0 else -_NEGATED_PRAISE
    complaint = 0.35 if rule.valence > 0 and not rule.gratitude else 0.0
    return Evidence(
        rule, hit.start(), hit.end(), words, complaint, 0.0, 0.0, -rule.valence * back, reversed=True
    )  # fmt: skip


def _is_mended(rule: Rule, before: str) -> bool:
    mended = _MENDED.search(before) if rule.theme in _MENDABLE else None
    return mended is not None and not _NEGATED.search(mended["before"])


def aftermath(sentence: str, before: list[str]) -> Evidence | None:
    """What a short sentence says about the ones before it: "They promised a callback. Twice. Guess what." """
    if len(sentence) > 60 or not AFTERMATH.match(sentence):
        return None
    awaited = next((hit for one in reversed(before) if (hit := AWAITED.search(one))), None)
    if awaited is None or AFTERMATH.match(before[-1]):  # said once is enough
        return None
    rule = NOT_KEPT if awaited["promise"] else NO_ANSWER
    words = sentence.strip(" .!?…")
    return Evidence(rule, 0, len(sentence), words, rule.complaint, rule.anger, rule.gratitude, rule.valence)


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
