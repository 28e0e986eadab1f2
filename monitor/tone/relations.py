"""Firms set against each other, and blame that belongs to somebody else.

"Switched from A to B and could not be happier", "unlike A, B called back", "better than A", "ordered on A from a vendor
who never answered", "the cafe next to A".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from monitor.tone.clauses import Clause, Sentence, sentence_of
from monitor.tone.gates import Gate
from monitor.tone.lexicon import weigh
from monitor.tone.rules import OURS, THEIRS
from monitor.tone.signals import find

_FIRM = rf"(?:{OURS}|{THEIRS}|[\w'&-]{{1,30}}(?-i:(?: [A-Z][\w'&-]{{1,30}}){{0,3}}))"
_FROM_TO = Gate(
    rf"\b(?:switch(?:ed|ing)?|mov(?:ed|ing)|chang(?:ed|ing)|went|migrat(?:ed|ing)|defect(?:ed|ing)|transferr?(?:ed|"
    rf"ing))"
    rf"(?: [\w']+){{0,4}}? (?:away )?from (?P<old>{_FIRM})(?: [\w,']+){{0,4}}? (?:over )?to (?P<new>{_FIRM})"
)
_OLD_NEW = Gate(
    rf"\b(?:left|leaving|dumped|ditch(?:ed|ing)|dropp(?:ed|ing)|fired|quit|swapp(?:ed|ing)|replac(?:ed|ing)|"
    rf"trad(?:ed|ing)|abandon(?:ed|ing))"
    rf" (?P<old>{_FIRM})(?: [\w,']+){{0,5}}? (?:for|with|and (?:went|signed up|switched|moved|go|going) (?:with|to))"
    rf" (?P<new>{_FIRM})"
)
_TO = Gate(
    rf"\b(?:switch(?:ed|ing)?|mov(?:ed|ing)|go(?:ing)?|chang(?:ed|ing)|"
    rf"went)(?: [\w']+){{0,2}}? (?:over )?(?:to|with) (?P<new>{OURS}|{THEIRS})"
)
_UNLIKE = Gate(rf"\b(?:unlike|in contrast to|as opposed to|compared (?:to|with)) (?:with )?(?P<old>{OURS}|{THEIRS})")
_BETTER = Gate(
    rf"\b(?:better|faster|nicer|cheaper|easier|friendlier|quicker|superior|more \w+|"
    rf"happier)(?: [\w']+){{0,4}}? (?:than|to)"
    rf"(?: (?:with|at|the|what|anything))? (?P<old>{OURS}|{THEIRS})"
)
_WORSE = Gate(
    rf"\b(?:worse|slower|ruder|inferior|more expensive|pricier|less \w+)(?: [\w']+){{0,4}}? (?:than|to)(?: (?:with|"
    rf"at))?"
    rf" (?P<old>{OURS}|{THEIRS})"
)
# "The council is a disgrace, unlike Acme who answered": the other one is judged first, and we the other way round.
_AFTERTHOUGHT = re.compile(r"^(?:\W*$|,? (?:who|which|where|whose)\b)", re.IGNORECASE)
_HEARSAY = Gate(
    r"\b(?:(?:every ?one|everybody|people|some|others|many|friends|reviews?|(?:my|all my) (?:friends?|neighbou?rs?|"
    r"family)|the internet|reddit)"
    r"(?: \w+){0,2}? (?:says?|said|claims?|claimed|thinks?|complains?|complained|warned me|told me)|"
    r"(?:my|an?|our|one|some) (?:\w+ )?(?:brother|sister|friend|mate|colleague|co-?worker|cousin|uncle|aunt|"
    r"mother|father|mum|mom|dad|"
    r"neighbou?r|flatmate|roommate|guy|man|woman|lady|customer|reviewer|review|article|leaflet)"
    r" (?:always |once |also |still |just )?(?:says|said|claims|claimed|thinks|swears|swore|warned me|warned us|"
    r"told me|told us|keeps "
    r"(?:telling|saying|going on)|calls|called|complains|complained)(?! (?:me|us) back)|"
    r"(?:I|we)(?:'d| had|'ve| have)? (?:heard|read) (?!nothing|back|from)(?:\w+ ){0,2}(?:bad|terrible|awful|horrible|"
    r"negative|horror|mixed|great|good|"
    r"amazing|stories|things|that|how))\b"
)
# "… says they are a scam. I have been a member for years": the next sentence is the author's own.
_OWN_VIEW = re.compile(
    r"^\W*(?:well,? |honestly,? |but |yet |anyway,? |personally,? )?(?:I|I've|I'm|we|we've|mine|ours|my own|our "
    r"own|nonsense|rubbish|not my "
    r"experience|never had|they (?:paid|fixed|repaired|refunded|sorted|answered|called|helped) (?:mine|ours|me|us))\b"
    r"(?![^.!?]*\b(?:agree|never been|no idea|wouldn't know|don't know|can't say|can say the same|second that)\b)",
    re.IGNORECASE,
)
_BUT = re.compile(r"(?:[,;–—-] ?| )(?:but|yet|however|though|although)\b,? ?", re.IGNORECASE)
_BYSTANDER = Gate(
    r"^\W*(?:(?:and|but|so|well|ugh|anyway|honestly|today),? )?(?:my|our|the|this|that|his|her) (?:\w+ )?(?:boss|"
    r"manager at work|co-?workers?|colleagues?|"
    r"neighbou?rs?|landlord|landlady|ex|brother|sister|husband|wife|mother|father|mom|mum|dad|son|daughter|roommate|"
    r"flatmate|mother-in-law|friend|"
    r"council|government|mayor|president|police|weather|traffic|school|teacher|professor|senator|tenants?)"
    r" (?:is|was|are|were|has|had|keeps?|never|always|just|did|does|didn't|doesn't|won't|can't|got|left|lost|called|"
    r"stole|hates?|sucks?)\b"
)
# "cancelled my appointment because I was ill" says nothing about the firm.
_OWN_AFFAIR = Gate(
    r"\bcancell?(?:ed|ing)? (?:my|our|the|this)\b"
    r"[^.!?\n]{0,60}\b(?:because|since|as|due to|after|when)\b(?: of)? (?:(?:I|we) (?:(?:was|were|am|are|got|fell|"
    r"felt|feel) (?:\w+ )?(?:ill|"
    r"sick|busy|moving|late|pregnant|away|unwell|traveling|travelling|injured|stuck|broke|out of town)|(?:have |"
    r"had )?(?:moved|"
    r"caught|had (?:to|an? (?:meeting|cold|flu|emergency))|no longer need|don't need|forgot|changed))|(?:my|our|the|"
    r"a) (?:\w+ )?(?:flight|"
    r"kids?|son|daughter|child|wife|husband|partner|mother|father|mum|mom|dad|plans?|schedule|work|boss|car|dog|cat|"
    r"baby|"
    r"weather|snow|storm|family|funeral|wedding|meeting|covid|illness|health))\b|"
    r"\b(?:I'm|I am|we're|we are) (?:moving (?:abroad|away|house|out|back|to)|emigrating|relocating|retiring)\b[^.!?\n]{0,30}"
    r"\b(?:so|and|hence|therefore)\b[^.!?\n]{0,40}\b(?:cancel|renew|clos|leav)\w*"
)
_CULPRIT = Gate(
    rf"\b(?:on|at|via|through|in|from|by) (?:\w+ )?(?P<place>{OURS})(?:'s)?(?: [\w']+){{0,6}}?,? (?:from|by|with|but)"
    r" (?P<who>(?:an?|the|some|another|this|one|that|third[- ]party)(?: [\w'-]+){0,2} "
    r"(?:vendor|seller|merchant|store|shop|company|host|driver|dealer|contractor|buyer|business|guy|person|landlord|"
    r"restaurant|owner))\b"
)
_PLACE = Gate(
    rf"\b(?:next (?:door )?to|across (?:the street )?from|near|nearby|behind|opposite|outside|in front of|"
    rf"around the corner from|beside|"
    rf"on the way to|met (?:\w+ ){{0,3}}at|sitting (?:in|at)|parked (?:at|outside|near)) (?:the |a )?{OURS}"
)
_NOT_THEM = Gate(
    rf"\b(?:not {OURS}(?:'s)? fault|(?:n't|not|never) blam(?:e|ing) {OURS}|nothing (?:to do with|against) {OURS}|"
    rf"{OURS}'s (?:competitors?|rivals?|competition)|"
    rf"(?:not|n't) (?:the )?fault of {OURS}|{OURS} (?:is|was|are|were)(?:n't| not) (?:to blame|at fault|the problem))"
)
_NOBODY = re.compile(r"\b(?:no ?one|nobody|none|nothing|never|n't|cannot|not)\b[^,;]{0,40}$", re.IGNORECASE)
_REGRET = re.compile(
    r"\b(?<!only )(?<!no )(?:regret(?:s|ted)?(?! (?:is|was) not)|mistake|wish (?:I|we)(?:'d| had)? stayed)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r" (?:after|because|since|due to|as|for) ", re.IGNORECASE)
_GATES = (
    _FROM_TO,
    _OLD_NEW,
    _TO,
    _UNLIKE,
    _BETTER,
    _WORSE,
    _HEARSAY,
    _BYSTANDER,
    _OWN_AFFAIR,
    _CULPRIT,
    _PLACE,
    _NOT_THEM,
)
BITS = reduce(or_, [gate.bits for gate in (*_GATES, _BYSTANDER)])
_LEFT = -3.0
_CHOSEN = 2.5
_WORSE_SIDE = -1.8
_NOTHING = 0.05  # the weight of a clause that is not about the firm at all


@dataclass(slots=True)
class Standing:
    """What comparisons say about the brand: a valence of its own, whether the customer left or came, whether it settles
    who is meant by praise and blame, and the words."""

    valence: float = 0.0
    left: bool = False
    settled: bool = False
    chosen: bool = False
    why: str = ""


def narrowed(document: str, may: int) -> int:
    """``may`` without what matches nowhere in a document. The rest are the ``BITS`` of what ``compare`` may find."""
    if may & BITS:
        for gate in _GATES:
            may = gate.narrowed(document, may)
    return may


def compare(sentences: list[Sentence]) -> Standing:
    """Reads switching, comparing and blaming; takes weight from the clauses that belong to somebody else."""
    standing = Standing()
    named = any([OURS in sentence.text for sentence in sentences])
    for at, sentence in enumerate(sentences):
        standing.settled |= _hearsay(sentence, sentences[at + 1] if at + 1 < len(sentences) else None)
        if _OWN_AFFAIR.search(sentence.text, sentence.may):
            for clause in sentence.clauses:
                clause.weight = min(clause.weight, _NOTHING)
        if named:
            _bystanders(sentence)
        if OURS not in sentence.text:
            continue
        for gate in (_FROM_TO, _OLD_NEW):
            if hit := gate.search(sentence.text, sentence.may):
                _switched(hit, sentences, at, standing)
                break
        else:
            _compared(sentences, at, standing)
        _excused(sentences, at)
    return standing


def _switched(hit: re.Match[str], sentences: list[Sentence], at: int, standing: Standing) -> None:
    if _REGRET.search(sentences[at].text, hit.end()):
        standing.valence += _CHOSEN if OURS in hit["old"] else _LEFT if OURS in hit["new"] else 0.0
        standing.why = hit[0]
    elif OURS in hit["old"]:
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
        standing.chosen = True
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
    if hit := _TO.search(sentence.text, sentence.may):
        if OURS in hit["new"]:
            standing.valence += 1.0
        elif OURS in sentence.text[: hit.start()]:
            standing.valence += _LEFT / 2
            standing.left = True
            standing.why = hit[0]
    for pattern, share in ((_UNLIKE, _WORSE_SIDE), (_BETTER, _WORSE_SIDE), (_WORSE, 0.8)):
        hit = pattern.search(sentence.text, sentence.may)
        if not hit:
            continue
        if _NOBODY.search(sentence.text[: hit.start()]):
            return  # "nobody does it better than Acme"
        if hit["old"] == OURS and pattern is _UNLIKE and _is_afterthought(sentence.text, hit):
            _contrasted(sentence, hit, standing)
        elif hit["old"] == OURS:
            standing.valence += share
            standing.why = standing.why or hit[0]
            _silence(sentences, at, hit.end() if pattern is _UNLIKE else 0, hit.start())
        else:
            standing.settled |= pattern is _UNLIKE
            for clause in sentence.clauses:  # "unlike Bolt, Acme called back": all of it is about us
                clause.weight = 1.0
        return


def _is_afterthought(text: str, hit: re.Match[str]) -> bool:
    return len(text[: hit.start()].split()) >= 3 and _AFTERTHOUGHT.match(text[hit.end() :]) is not None


def _contrasted(sentence: Sentence, hit: re.Match[str], standing: Standing) -> None:
    """We are the opposite of what was said before; what follows is ours."""
    before = sentence.text[: hit.start()]
    said = weigh(before)[0] + sum(found.valence for found in find(sentence_of(before, sentence.may)))
    standing.valence += _WORSE_SIDE if said > 0 else -_WORSE_SIDE
    standing.settled = True
    standing.why = standing.why or hit[0]
    _cut(sentence, hit.start())
    for clause in sentence.clauses:
        clause.weight = 1.0 if clause.start >= hit.start() else 0.0


def _hearsay(sentence: Sentence, following: Sentence | None) -> bool:
    """ "Everyone says they are terrible, but …": what others say is not what the author found, here or in the next sentence.
    Whether it was there."""
    hit = _HEARSAY.search(sentence.text, sentence.may)
    if not hit:
        return False
    turn = _BUT.search(sentence.text, hit.end())
    if turn is None and (following is None or not _OWN_VIEW.search(following.text)):
        return False
    end = turn.end() if turn else len(sentence.text)
    _cut(sentence, hit.start())
    _cut(sentence, end)
    for clause in sentence.clauses:
        if hit.start() <= clause.start < end:
            clause.weight = 0.0
    return True


def _bystanders(sentence: Sentence) -> None:
    """ "My boss is an idiot": somebody whom no firm answers for."""
    for clause in sentence.clauses:
        if not clause.ours and _BYSTANDER.search(clause.text, sentence.may):
            clause.weight = min(clause.weight, _NOTHING)


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
    if hit := _CULPRIT.search(sentence.text, sentence.may):
        _silence(sentences, at, hit.start("who"), 0)
    elif _PLACE.search(sentence.text, sentence.may) or _NOT_THEM.search(sentence.text, sentence.may):
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
