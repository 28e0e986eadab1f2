"""Firms set against each other, and blame that belongs to somebody else.

"Switched from A to B and could not be happier", "unlike A, B called back", "better than A", "ordered on A from a vendor
who never answered", "the cafe next to A".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.tone.clauses import Clause, Sentence
from monitor.tone.rules import OURS, THEIRS

_FIRM = rf"(?:{OURS}|{THEIRS}|[\w'&-]{{1,30}}(?-i:(?: [A-Z][\w'&-]{{1,30}}){{0,3}}))"
_FROM_TO = re.compile(
    rf"\b(?:switch(?:ed|ing)?|mov(?:ed|ing)|chang(?:ed|ing)|went|migrat(?:ed|ing)|defect(?:ed|ing)|transferr?(?:ed|ing))"
    rf"(?: [\w']+){{0,4}}? (?:away )?from (?P<old>{_FIRM})(?: [\w,']+){{0,4}}? (?:over )?to (?P<new>{_FIRM})",
    re.IGNORECASE,
)
_OLD_NEW = re.compile(
    rf"\b(?:left|leaving|dumped|ditch(?:ed|ing)|dropp(?:ed|ing)|fired|quit|swapp(?:ed|ing)|replac(?:ed|ing)|trad(?:ed|ing)|abandon(?:ed|ing))"
    rf" (?P<old>{_FIRM})(?: [\w,']+){{0,5}}? (?:for|with|and (?:went|signed up|switched|moved|go|going) (?:with|to))"
    rf" (?P<new>{_FIRM})",
    re.IGNORECASE,
)
_TO = re.compile(
    rf"\b(?:switch(?:ed|ing)?|mov(?:ed|ing)|go(?:ing)?|chang(?:ed|ing)|"
    rf"went)(?: [\w']+){{0,2}}? (?:over )?(?:to|with) (?P<new>{OURS}|{THEIRS})",
    re.IGNORECASE,
)
_UNLIKE = re.compile(
    rf"\b(?:unlike|in contrast to|as opposed to|compared (?:to|with)) (?:with )?(?P<old>{OURS}|{THEIRS})", re.IGNORECASE
)
_BETTER = re.compile(
    rf"\b(?:better|faster|nicer|cheaper|easier|friendlier|quicker|superior|more \w+|happier)(?: [\w']+){{0,4}}? (?:than|to)"
    rf"(?: (?:with|at|the|what|anything))? (?P<old>{OURS}|{THEIRS})",
    re.IGNORECASE,
)
_WORSE = re.compile(
    rf"\b(?:worse|slower|ruder|inferior|more expensive|pricier|less \w+)(?: [\w']+){{0,4}}? (?:than|to)(?: (?:with|at))?"
    rf" (?P<old>{OURS}|{THEIRS})",
    re.IGNORECASE,
)
_CULPRIT = re.compile(
    rf"\b(?:on|at|via|through|in|from|by) (?:\w+ )?(?P<place>{OURS})(?:'s)?(?: [\w']+){{0,6}}?,? (?:from|by|with|but)"
    r" (?P<who>(?:an?|the|some|another|this|one|that|third[- ]party)(?: [\w'-]+){0,2} "
    r"(?:vendor|seller|merchant|store|shop|company|host|driver|dealer|contractor|buyer|business|guy|person|landlord|restaurant|owner))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"\b(?:next (?:door )?to|across (?:the street )?from|near|nearby|behind|opposite|outside|in front of|"
    rf"around the corner from|beside|"
    rf"on the way to|met (?:\w+ ){{0,3}}at|sitting (?:in|at)|parked (?:at|outside|near)) (?:the |a )?{OURS}",
    re.IGNORECASE,
)
_NOT_THEM = re.compile(
    rf"\b(?:not {OURS}(?:'s)? fault|(?:n't|not|never) blam(?:e|ing) {OURS}|nothing (?:to do with|against) {OURS}|"
    rf"(?:not|n't) (?:the )?fault of {OURS}|{OURS} (?:is|was|are|were)(?:n't| not) (?:to blame|at fault|the problem))",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\b(?:no ?one|nobody|none|nothing|never|n't|cannot|not)\b[^,;]{0,40}$", re.IGNORECASE)
_REASON = re.compile(r" (?:after|because|since|due to|as|for) ", re.IGNORECASE)
_LEFT = -3.0
_CHOSEN = 2.5
_WORSE_SIDE = -1.8


@dataclass(slots=True)
class Standing:
    """What comparisons say about the brand: a valence of its own, whether the customer left, and the words."""

    valence: float = 0.0
    left: bool = False
    why: str = ""


def compare(sentences: list[Sentence]) -> Standing:
    """Reads switching, comparing and blaming; takes weight from the clauses that belong to somebody else."""
    standing = Standing()
    for at, sentence in enumerate(sentences):
        if OURS not in sentence.text:
            continue
        for pattern in (_FROM_TO, _OLD_NEW):
            if hit := pattern.search(sentence.text):
                _switched(hit, sentences, at, standing)
                break
        else:
            _compared(sentences, at, standing)
        _excused(sentences, at)
    return standing


def _switched(hit: re.Match[str], sentences: list[Sentence], at: int, standing: Standing) -> None:
    if OURS in hit["old"]:
        standing.valence += _LEFT
        standing.left = True
        standing.why = hit[0]
        reason = _REASON.search(sentences[at].text, hit.end())
        _silence(sentences, at, hit.end(), hit.start())
        if reason:
            _cut(sentences[at], reason.end())
            sentences[at].clauses[-1].weight = 1.0
    elif OURS in hit["new"]:
        standing.valence += _CHOSEN
        standing.why = hit[0]
        # What was said before is why they left the other one.
        for sentence in sentences[:at]:
            for clause in sentence.clauses:
                if not clause.ours:
                    clause.weight = 0.0
        _cut(sentences[at], hit.start())
        reason = _REASON.search(sentences[at].text, hit.end())
        end = reason.end() if reason else len(sentences[at].text)
        _cut(sentences[at], end)
        for clause in sentences[at].clauses:
            clause.weight = 1.0 if hit.start() <= clause.start < end else 0.0
        for sentence in sentences[at + 1 :]:
            for clause in sentence.clauses:
                if not clause.theirs:
                    clause.weight = 1.0


def _compared(sentences: list[Sentence], at: int, standing: Standing) -> None:
    sentence = sentences[at]
    if hit := _TO.search(sentence.text):
        if OURS in hit["new"]:
            standing.valence += 1.0
        elif OURS in sentence.text[: hit.start()]:
            standing.valence += _LEFT / 2
            standing.left = True
            standing.why = hit[0]
    for pattern, share in ((_UNLIKE, _WORSE_SIDE), (_BETTER, _WORSE_SIDE), (_WORSE, 0.8)):
        hit = pattern.search(sentence.text)
        if not hit:
            continue
        if _NOBODY.search(sentence.text[: hit.start()]):
            return  # "nobody does it better than Acme"
        if hit["old"] == OURS:
            standing.valence += share
            standing.why = standing.why or hit[0]
            _silence(sentences, at, hit.end() if pattern is _UNLIKE else 0, hit.start())
        else:
            for clause in sentence.clauses:  # "unlike Bolt, Acme called back": all of it is about us
                clause.weight = 1.0
        return


def _silence(sentences: list[Sentence], at: int, start: int, end: int) -> None:
    """From ``start`` on the sentence, and what follows without naming us, is about the other firm."""
    sentence = sentences[at]
    _cut(sentence, start)
    for clause in sentence.clauses:
        if clause.start >= start:
            clause.weight = 0.0
    if start == 0 and end:
        return
    for later in sentences[at + 1 :]:
        for clause in later.clauses:
            if clause.ours:
                return
            clause.weight = 0.0


def _excused(sentences: list[Sentence], at: int) -> None:
    sentence = sentences[at]
    if hit := _CULPRIT.search(sentence.text):
        _silence(sentences, at, hit.start("who"), 0)
    elif _PLACE.search(sentence.text) or _NOT_THEM.search(sentence.text):
        for clause in sentence.clauses:
            clause.weight = min(clause.weight, 0.1)


def _cut(sentence: Sentence, place: int) -> None:
    """Makes a clause begin at ``place``."""
    for index, clause in enumerate(sentence.clauses):
        inside = place - clause.start
        if 0 < inside < len(clause.text):
            head, tail = clause.text[:inside], clause.text[inside:]
            sentence.clauses[index : index + 1] = [
                Clause(head, clause.start, clause.weight, OURS in head, THEIRS in head),
                Clause(tail, place, clause.weight, OURS in tail, THEIRS in tail),
            ]
            return
