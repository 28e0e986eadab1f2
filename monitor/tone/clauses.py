"""Which clauses speak of the brand: sentences, clauses, and who is the last one named.

A sentence that names nobody goes on about whoever was named last ("They never answered"). A clause that names another
firm is about that firm. Lists share what follows; switching and comparing set firms against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from operator import or_

from monitor.tone.base import Span, Subject
from monitor.tone.gates import Gate
from monitor.tone.rules import OURS, THEIRS

_MOST_CHARS = 12_000
_BEFORE_BRAND = 4_000
_MOST_SENTENCES = 120
_SHORT = 400  # characters: all of so short a text is about the one firm that it names
_MOST_OF_ONE = 1_500  # characters of a sentence
_NEAR = 5  # sentences

# What begins with a class of characters is searched for fast.
_SENTENCE_END = re.compile(r"[.!?…\n;](?:(?<=[\n;])[\n;]*+|(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"')\]]{0,3}(?=\s|$))")
_ABBREVIATIONS = frozenset(
    ["mr", "mrs", "ms", "dr", "st", "inc", "ltd", "co", "corp", "vs", "e.g", "i.e", "approx", "no", "etc"]
)
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u3000]+")
_ODD_SPACE = re.compile(r"[\t\r\f\v\u00a0\u2000-\u200b\u202f\u3000]")
_TOLD = re.compile(r"[^\W_]|[\u2001-\U0010ffff]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'})
_NOISE = re.compile(r"https?://\S+|www\.\S+|@(?<!\w@)\w+")

_NAME = rf"(?:{OURS}|{THEIRS})"
_JOINT = r"(?:'s)?(?: ?(?:,|&|/|\+) ?(?:and |or )?| (?:and|or|plus|as well as) )"
_GROUP = re.compile(rf"{_NAME}(?:{_JOINT}{_NAME})*")
_TURN = Gate(
    r"(?:,|\s[-–—]+|\.\.\.)?\s(?=(?:but|however|yet|although|though|while|whereas|except|until|only to)\b)|"
    r",\s(?=(?:who|which|so)\b)"
)
_DASH = re.compile(r"\s[-–—]+\s")
_CONTRAST = re.compile(rf"{_TURN.pattern.pattern}|{_DASH.pattern}", re.IGNORECASE)
_COMMA = re.compile(r",\s|\s(?=and\b)", re.IGNORECASE)
# "…, and Bolt never called": a new clause begins right before the name, if words of its own follow.
_BEFORE_NAME = re.compile(
    rf"(?:,|\s)\s?(?=(?:(?:and|so|then|or) )?{_NAME}(?:'s)?(?: [\w'-]+){{1,3}})|,\s(?=(?:and|so|then) )", re.IGNORECASE
)
_THE_OTHER = Gate(
    r"\bthe (?:other|previous|last|first|old|former) (?:company|guys?|plumbers?|contractors?|shop|place|firm|vendor|"
    r"provider|"
    r"people|one|business|outfit|store)\b"
)
# What stands before the name of a firm; looked for from the name on, because few words have a capital letter.
_BEFORE_STRANGER = (
    "[Uu]nlike", "[Ss]witched to", "[Ss]witching to", "[Mm]oved to", "[Mm]oving to", "[Ww]ent with", "[Gg]oing with",
    "[Hh]ired", "[Cc]ompared to", "[Cc]ompared with", "[Tt]han", "[Ii]nstead of", "but", "while", "whereas",
    "[Ss]o I called", "[Ss]o I tried", "[Ss]o I used", "[Ss]o I hired", "[Ff]ound", "[Tt]hen I called", "[Tt]hen I tried",
    "[Tt]hen I found", "[Ss]witched from", "[Mm]oved from", "[Ff]rom",
)  # fmt: skip
_STRANGER = Gate(
    " (?=[A-Z])(?:" + "|".join([rf"(?<=\b{words} )" for words in _BEFORE_STRANGER]) + ")"
    r"(?P<name>(?!I\b|I'|My\b|The\b|They\b|We\b|He\b|She\b|It\b|You\b|No\b|Not\b|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|English|Trading Standards\b|"
    r"Citizens Advice\b|Small Claims\b|Ombudsman\b|Financial Ombudsman\b|Consumer (?:Affairs|Protection|Rights)\b|"
    r"Qbrandq|Qotherq)"
    r"[A-Z][\w&'-]{2,30}(?: [A-Z][\w&'-]{1,30}){0,3})",
    0,
)

# "Acme was lovely, Globex never called back": two subjects, each with a verb of its own. Whoever follows "ordered from
# Acme," is more likely one of theirs, so the brand must be a subject too.
_VERB = (
    r"(?:was|were|is|are|did|didn't|does|doesn't|has|hasn't|have|haven't|had|never|always|kept|keeps?|just|still|also|"
    r"called|answered|ignored|replied|lost|charged|sent|came|delivered|refused|told|promised|fixed|got|took|made|"
    r"went)\b"
)
_RIVAL = Gate(
    rf"{OURS} {_VERB}[^.!?;,]{{1,80}}[,;] (?:and |but |while |whereas )?"
    r"(?P<name>(?!I\b|I'|My\b|The\b|They\b|We\b|He\b|She\b|It\b|You\b|No\b|Nobody\b|None\b|Not\b|Qbrandq|Qotherq)"
    rf"[A-Z][\w&'-]{{2,30}}(?: [A-Z][\w&'-]{{1,30}}){{0,3}})(?= {_VERB})",
    0,
)

# The mirror: "Globex never called back, but Acme came at once", where Globex is nobody we know.
_RIVAL_FIRST = Gate(
    r"(?P<name>[A-Z](?<!Q(?=brandq|otherq))(?:(?<=\A[A-Z])|(?<=[.!?\n] [A-Z])|(?<=\n[A-Z]))"
    r"[\w&'-]{2,30}(?: [A-Z][\w&'-]{1,30}){0,3})"
    rf"(?= {_VERB}[^.!?;,\n]{{1,80}}(?:[,;] ?(?:but |while |whereas |yet )?|\s(?:but|while|whereas|"
    rf"yet) ){OURS} {_VERB})",
    0,
)
# "Bought it on Globex, the seller never shipped. Acme had the same in stock": what was done somewhere else, before we are
# named for the first time and as the one who does something.
_ELSEWHERE = Gate(
    r" (?=[A-Z])(?:(?<=\bon )|(?<=\bvia )|(?<=\bthrough ))"
    r"(?P<name>(?!I\b|My\b|The\b|Qbrandq|Qotherq)[A-Z][\w&'-]{2,30}(?: [A-Z][\w&'-]{1,30}){0,2})"
    rf"(?=[^.!?\n]{{1,80}}[.!?] (?:(?:(?!{OURS})[^.!?\n]){{1,80}}[.!?] )?{OURS} {_VERB})",
    0,
)
_DATES = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december christmas easter boxing new black good"
)
# Sentences begin with these as well; none of them is a firm.
_COMMON_WORDS = (
    "a agent agents all an and another any anyone anything app as at bill billing both but call calls charges "
    "checkout communication company customer customers days delivery driver drivers each email emails engineer "
    "even every everybody everyone everything few first food friday he her here his hotel hours how i if "
    "installation internet invoice it items its last maintenance management manager many messages monday money "
    "months most my neither next no nobody none not nothing one online only order orders our owner package parcel "
    "parts payment people phone plumber plumbers price prices product products quality reception receptionist "
    "refund refunds rooms sales saturday second service she shipping shop site some somebody someone something "
    "staff store sunday support system team tech technician technicians that the their then there these they "
    "thing things this those three thursday tickets today tomorrow tuesday two us wait waiter waiters we website "
    "wednesday weeks what when where which who work workers yesterday you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_COMMON_ENDS = ("ing", "tion", "ment", "ness", "ity", "ance", "ence", "ship")
_COMPETITOR = Gate(
    r"\b(?:[Tt]heir|[Ii]ts|[Yy]our|[Aa]|[Tt]he) (?:\w+ )?(?:competitors?|rivals?|"
    r"competition)\b(?:,? [A-Z][\w&'-]{1,30}){0,3}",
    0,
)


@dataclass(slots=True)
class Clause:
    """A stretch of a sentence and how much of what it says is said about the brand (0..1)."""

    text: str
    start: int  # in its sentence
    weight: float = 1.0
    ours: bool = False
    theirs: bool = False


@dataclass(slots=True)
class Sentence:
    """One sentence, with names made even and its clauses."""

    text: str
    low: str  # in lower case, character by character
    may: int  # what may match in it: see ``gates``
    exclaims: int
    clauses: list[Clause] = field(default_factory=list)

    @property
    def question(self) -> bool:
        return "?" in self.text[-4:]

    def weight_at(self, place: int) -> float:
        """The weight of the clause in which something begins."""
        weight = 1.0
        for clause in self.clauses:
            if clause.start > place:
                break
            weight = clause.weight
        return weight


def read(subject: Subject, document: str, may: int, *, whole: bool) -> list[Sentence]:
    """The sentences of a document (see ``named``) with their clauses; weights say what is about ``subject.brand``.

    ``may``: what may match in it. ``whole``: nothing in it needs to know the sentence it stands in; then all is one, unless
    another firm is named.
    """
    about = bool(subject.brand) and OURS in document
    narrow = about and subject.thing
    if about and may & _RENAMED:
        document = _renamed(document, may)
    alone = THEIRS not in document
    if whole and alone and not narrow and len(document) <= _SHORT:
        sentence = sentence_of(document, may)
        sentence.clauses = [Clause(document, 0, ours=about)]
        return [sentence]
    sentences = _sentences(document, may)
    for sentence in sentences:
        sentence.clauses = _clauses(sentence, narrow=narrow)
    if about:
        _attribute(sentences, narrow=narrow, alone=alone)
    return sentences


def sentence_of(text: str, may: int) -> Sentence:
    """A sentence that is not yet divided into clauses."""
    low = text.lower()
    if len(low) != len(text):  # "İ" becomes two characters
        low = "".join([char.lower() if len(char.lower()) == 1 else char for char in text])
    return Sentence(text, low, may, text.count("!"))


def _renamed(document: str, may: int) -> str:
    """The document with the names of firms that nobody told us of replaced as well."""
    for gate, name in _RENAMES:
        if may & gate.bits:
            document = gate.pattern.sub(name, document)
    return document


def _as_their_name(hit: re.Match[str]) -> str:
    return hit[0][: hit.start("name") - hit.start()] + THEIRS


def _as_theirs(_hit: re.Match[str]) -> str:
    return THEIRS


def _as_their_firm(hit: re.Match[str]) -> str:
    first = hit["name"].split()[0].lower()
    common = first in _COMMON or (" " not in hit["name"] and first.endswith(_COMMON_ENDS))
    return hit[0] if common else THEIRS


def _as_their_place(hit: re.Match[str]) -> str:
    before = hit.string[: hit.start()]
    dated = hit["name"].split()[0].lower() in _DATES.split()
    return hit[0] if dated or OURS in before else _as_their_name(hit)


_RENAMES: tuple[tuple[Gate, Callable[[re.Match[str]], str]], ...] = (
    (_STRANGER, _as_their_name),
    (_RIVAL, _as_their_name),
    (_RIVAL_FIRST, _as_their_firm),
    (_ELSEWHERE, _as_their_place),
    (_COMPETITOR, _as_theirs),
    (_THE_OTHER, _as_theirs),
)
_RENAMED = reduce(or_, [gate.bits for gate, _ in _RENAMES])


def named(subject: Subject) -> str:
    """Title and text as one document, cut to a bearable length, each name replaced by OURS or THEIRS, so that a firm
    called "Best Cleaners" is not praised by its own name."""
    document, ours, theirs = subject.text, subject.spans, subject.others
    if len(document) > _MOST_CHARS:
        first = min((span[0] for span in ours), default=0)
        start = max(0, first - _BEFORE_BRAND)
        document = document[start : start + _MOST_CHARS]
        ours, theirs = _moved(ours, start), _moved(theirs, start)
    document = _replaced(document, ours, theirs)
    if subject.title:
        document = f"{_replaced(subject.title[:1000], subject.title_spans, subject.title_others)}\n{document}"
    if not document.isascii() or "`" in document:
        document = document.translate(_APOSTROPHES)
    if "@" in document or "http" in document or "www" in document:
        document = _NOISE.sub(" ", document)
    if "  " in document or _has_odd_space(document):
        document = _SPACE.sub(" ", document)
    return document


def _has_odd_space(text: str) -> bool:
    if text.isascii():
        return "\t" in text or "\r" in text or "\f" in text or "\v" in text
    return _ODD_SPACE.search(text) is not None


def _moved(spans: Sequence[Span], start: int) -> list[Span]:
    return [(s - start, e - start) for s, e in spans if s >= start and e <= start + _MOST_CHARS]


def _replaced(text: str, ours: Sequence[Span], theirs: Sequence[Span]) -> str:
    if not theirs and len(ours) <= 1:
        for start, end in ours:
            return f"{text[:start]}{OURS}{text[end:]}" if 0 <= start < end <= len(text) else text
        return text
    parts: list[str] = []
    at = 0
    for (start, end), name in sorted([(span, OURS) for span in ours] + [(span, THEIRS) for span in theirs]):
        if start < at or end > len(text) or start >= end:
            continue
        parts += (text[at:start], name)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _sentences(document: str, may: int) -> list[Sentence]:
    """The sentences; of very many those around the first that names the brand. What is said again counts once."""
    parts: dict[str, None] = {}
    at = 0
    for hit in _SENTENCE_END.finditer(document):
        end = hit.end()
        if hit[0] == "." and _is_abbreviated(document[max(at, end - 9) : end - 1]):
            continue
        parts[document[at:end].strip()] = None
        at = end
    parts[document[at:].strip()] = None
    if len(parts) > _MOST_SENTENCES // 4:
        first = next((place for place, part in enumerate(parts) if OURS in part), 0)
        start = max(0, first - _MOST_SENTENCES // 4)
        parts = dict.fromkeys([*parts][start : start + _MOST_SENTENCES])
    sentences: list[Sentence] = []
    for part in parts:
        if part[:1].isalnum() or _TOLD.search(part[:_MOST_OF_ONE]):
            sentences.append(sentence_of(part[:_MOST_OF_ONE], may))
        elif sentences and "!" in part:
            sentences[-1].exclaims += part.count("!")
    return sentences


def _is_abbreviated(before: str) -> bool:
    """Whether a full stop belongs to the word before it."""
    word = before.replace("(", " ").rpartition(" ")[2].lower()
    return word in _ABBREVIATIONS or (len(word) == 1 and "a" <= word <= "z")


def _clauses(sentence: Sentence, *, narrow: bool) -> list[Clause]:
    text = sentence.text
    cuts: set[int] = set()
    if sentence.may & _TURN.bits or " -" in text or "–" in text or "—" in text:
        cuts = {hit.end() for hit in _CONTRAST.finditer(text)}
    if narrow:
        cuts |= {hit.end() for hit in _COMMA.finditer(text)}
    elif THEIRS in text:
        grouped = [hit.span() for hit in _GROUP.finditer(text)]
        for hit in _BEFORE_NAME.finditer(text):
            # Not inside "A, B and C", and not before a name that ends the clause ("ordered on A").
            inside = any(start < hit.end() < end for start, end in grouped)
            joined = hit[0].startswith(",") or re.match(r"(?:and|so|then|or) ", text[hit.end() :])
            if not inside and joined and any(end <= hit.start() for _, end in grouped):
                cuts.add(hit.end())
    if not cuts:
        return [Clause(text, 0, ours=OURS in text, theirs=THEIRS in text)]
    clauses = []
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    for start, end in pairwise(edges):
        part = text[start:end]
        clauses.append(Clause(part, start, ours=OURS in part, theirs=THEIRS in part))
    return clauses


_GOES_ON = re.compile(
    r"^\W*(?:(?:but|and|so|then|yet|however|although|though|while|until|who|which|that) )?"
    r"(?:they|them|it|its|it's|he|she|which|who|that|this|these|those|was|were|is|are|very|so|not|never|no ?one|"
    r"nobody|none|"
    r"still|just|really|absolutely|with|too)\b",
    re.IGNORECASE,
)


# "Acme lost it, Bolt broke it. Furious with both": all that were named, and not only the last of them.
_ALL_NAMED = Gate(
    r"\b(?:both|neither|none|all|each|every one|(?:all |the )(?:two|three|four|five|pair|lot)) of (?:them|you)\b|"
    r"\b(?:both|neither|all (?:two|three|four|five))(?=[.!?,;:]*$| (?:is|are|was|were|have|has|had|did|do|got|came|called|"
    r"answered|sent|let|left|lost|took|told|said|never)\b)"
)


# "Bolt sent two chairs. Both were broken": that many things, and not the firms.
_SO_MANY = re.compile(r"\b(?:two|three|four|five|[2-5]|pair|couple)\b", re.IGNORECASE)


def _attribute(sentences: list[Sentence], *, narrow: bool, alone: bool) -> None:
    """Sets the weight of every clause, walking through the text with "who was named last" in mind."""
    current: float | None = None  # our share in what is being spoken of; None: nobody has been named yet
    met = False  # whether we have been named
    before = ""  # the clause before
    for sentence in sentences:
        for clause in sentence.clauses:
            met |= clause.ours
            if clause.ours:
                clause.weight = current = 1.0
            elif clause.theirs:
                clause.weight = current = 0.0
            elif current is None:
                clause.weight = 1.0 if alone and not narrow else 0.5
            elif met and _ALL_NAMED.search(clause.text, sentence.may) and not _SO_MANY.search(before):
                clause.weight = current = 1.0
            elif narrow and not _GOES_ON.match(clause.text):
                clause.weight = 0.15
            else:
                clause.weight = current
            before = clause.text
    _fade(sentences)


def _fade(sentences: list[Sentence]) -> None:
    """In a long text what stands far from the name is less and less about it."""
    if len(sentences) <= _NEAR:
        return
    named = [at for at, sentence in enumerate(sentences) if OURS in sentence.text]
    for at, sentence in enumerate(sentences):
        distance = min((abs(at - place) for place in named[:20]), default=0)
        if distance > _NEAR:
            for clause in sentence.clauses:
                clause.weight *= _NEAR / (distance * (3 if distance > 3 * _NEAR else 1))
