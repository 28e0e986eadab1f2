"""Which brands a post talks about, and where. Pure.

One automaton (Aho-Corasick) finds every spelling of every brand in one pass; the few hits are then judged one by one.

What was decided where two readings were possible:
- A span covers the name itself, not a plural or possessive ending ("Acme's": "Acme"); a hashtag with its "#".
- Names inside a URL or an e-mail address do not count; handles and domains there do.
- ``only_with`` does not bind what is unambiguous: handles, domains, and hashtags that the owner listed. Hashtags made
  from a name are as ambiguous as the name. ``never_with`` binds everything.
- ``not_us`` shadows every hit of that brand that it touches, unless the hit contains the phrase and more.
- Of overlapping names the longest wins, of equally long ones the brand that comes first. A shadowed name still takes
  its place from shorter ones: "Acme Coffee Makers Union", not us for Acme Coffee, does not speak of Acme either.
- Several words may be written as one in camel case ("AcmeCoffee", "TMobile"); in lower case only as a hashtag.
- The rule reported is that of the strongest hit: domain, handle, hashtag, name, alias.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from monitor.matching import bounds
from monitor.matching.fold import Origins, fold, plain
from monitor.matching.names import Shape, Spelling, shape_of, spellings
from monitor.tone.base import Span

__all__ = ["Brand", "Match", "Matcher"]

_STRENGTH = {rule: rank for rank, rule in enumerate(("domain", "handle", "hashtag", "name", "alias"))}
_DFA_UP_TO = 60_000  # spellings; beyond, the DFA's memory is dearer than its speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The names of a brand and what tells it apart.

    ``also_called`` holds aliases, @handles, #hashtags and domains, told apart by their shape. ``not_us`` are phrases
    that shadow what they cover; ``only_with``: one of these words must stand in the post, its thread or its source's name;
    ``never_with``: none of these may. ``exact_case``: names that count only in this spelling (all of them if True).
    """

    name: str
    also_called: tuple[str, ...] = ()
    not_us: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    exact_case: bool | tuple[str, ...] = False


@dataclass(frozen=True, slots=True)
class Match:
    """A brand found in a text: the rule that decided ("name", "alias", "handle", "hashtag", "domain", "about",
    "found_by_search", "thread") and where, in code points of exactly the strings that were searched."""

    brand: str
    rule: str
    spans: tuple[Span, ...] = ()
    title_spans: tuple[Span, ...] = ()


class _Role(Enum):
    HIT = 1
    SHADOW = 2
    WITH = 3
    NEVER = 4


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a found spelling says: for which brand, and in what role."""

    owner: int  # index into the brands
    role: _Role
    spelling: Spelling
    rule: str = ""
    free: bool = False  # unambiguous: only_with does not bind it


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int  # in the folded text
    end: int
    span: Span  # in the original
    meaning: _Meaning


class _Found:
    """What stands in one string."""

    def __init__(self) -> None:
        self.hits: list[_Hit] = []
        self.shadows: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.words: set[tuple[int, _Role]] = set()


class Matcher:
    """Finds brands. Building costs some 50 microseconds a name; one matcher serves any number of texts and threads."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._brands = tuple(brands)
        meanings: dict[str, list[_Meaning]] = defaultdict(list)
        for owner, brand in enumerate(self._brands):
            for meaning in dict.fromkeys(_meanings(owner, brand)):
                meanings[meaning.spelling.folded].append(meaning)
        patterns = list(meanings)
        self._meanings = list(meanings.values())
        self._names_something = [any(m.role is _Role.HIT for m in group) for group in self._meanings]
        self._automaton = AhoCorasick(
            patterns,
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.DFA if len(patterns) <= _DFA_UP_TO else Implementation.ContiguousNFA,
        )

    def find(self, text: str, title: str = "", context: str = "") -> list[Match]:
        """The brands named in a text or its title, in the order of the brands, each once.

        ``context`` (the source's name, the title of the thread) is read for ``only_with`` and ``never_with`` alone.
        """
        in_text = self._scan(text)
        in_title = self._scan(title) if title else None
        if in_text is None and in_title is None:
            return []
        # A string that names nobody was not read for its words yet.
        unread = [string for string, part in ((text, in_text), (title, in_title)) if part is None]
        in_text, in_title = in_text or _Found(), in_title or _Found()
        dropped = self._dropped([in_text, in_title], [*unread, context])
        spans, title_spans = _settle(in_text, dropped), _settle(in_title, dropped)
        matches = []
        for owner in sorted(spans.keys() | title_spans.keys()):
            hits = spans.get(owner, []) + title_spans.get(owner, [])
            rule = min((hit.meaning.rule for hit in hits), key=_STRENGTH.__getitem__)
            matches.append(
                Match(
                    self._brands[owner].name, rule, _merged(spans.get(owner, [])), _merged(title_spans.get(owner, []))
                )
            )
        return matches

    def _scan(self, text: str, *, words_only: bool = False) -> _Found | None:
        """Everything that stands in one string, or None if no brand is named."""
        folded = fold(text)
        raw = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if not raw or not (words_only or any(self._names_something[index] for index, _, _ in raw)):
            return None
        found = _Found()
        origins = Origins(text, folded)
        masked = _Mask(text)
        for index, start, end in raw:
            for meaning in self._meanings[index]:
                if words_only and meaning.role not in (_Role.WITH, _Role.NEVER):
                    continue
                span = _fits(meaning, text, folded, start, end, origins, masked)
                if span is None:
                    continue
                if meaning.role is _Role.HIT:
                    found.hits.append(_Hit(start, end, span, meaning))
                elif meaning.role is _Role.SHADOW:
                    found.shadows[meaning.owner].append((start, end))
                else:
                    found.words.add((meaning.owner, meaning.role))
        return found

    def _dropped(self, found: list[_Found], around: list[str]) -> dict[int, bool]:
        """The brands that their ``only_with`` (False) or ``never_with`` (True: even handles) takes out."""
        owners = {hit.meaning.owner for part in found for hit in part.hits}
        bound = [o for o in owners if self._brands[o].only_with or self._brands[o].never_with]
        if not bound:
            return {}
        words = set().union(*(part.words for part in found))
        for string in around:
            if string and (there := self._scan(string, words_only=True)):
                words |= there.words
        dropped = {}
        for owner in bound:
            if (owner, _Role.NEVER) in words:
                dropped[owner] = True
            elif self._brands[owner].only_with and (owner, _Role.WITH) not in words:
                dropped[owner] = False
        return dropped


def _meanings(owner: int, brand: Brand) -> Iterator[_Meaning]:
    exact = brand.exact_case
    exact_names = frozenset(() if isinstance(exact, bool) else exact)
    for name in (brand.name, *brand.also_called):
        only_so = exact is True or name in exact_names
        plain_rule = "name" if name == brand.name else "alias"
        for spelling in spellings(name, exact=only_so, tags=True):
            shape = spelling.shape
            # "Booking.com" is found as a domain is, but it is the name.
            named = shape is Shape.WORDS or (shape is Shape.DOMAIN and name == brand.name)
            free = shape is not Shape.WORDS and not spelling.derived
            yield _Meaning(owner, _Role.HIT, spelling, plain_rule if named else shape.value, free)
    for role, phrases in (
        (_Role.SHADOW, brand.not_us),
        (_Role.WITH, brand.only_with),
        (_Role.NEVER, brand.never_with),
    ):
        for phrase in phrases:
            for spelling in _phrase(phrase):
                yield _Meaning(owner, role, spelling)


def _phrase(phrase: str) -> Iterator[Spelling]:
    yield from spellings(phrase)
    if shape_of(phrase) is Shape.WORDS and phrase[-1:] == "y" and phrase[-2:-1] not in "aeiou":
        yield from spellings(phrase[:-1] + "ies")


class _Mask:
    """Where the URLs and e-mail addresses are, looked up only when somebody asks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[Span] | None = None

    def covers(self, span: Span) -> bool:
        if self._spans is None:
            self._spans = bounds.addresses(self._text)
            self._starts = [start for start, _ in self._spans]
        at = bisect_right(self._starts, span[0]) - 1
        return at >= 0 and self._spans[at][1] > span[0]


def _fits(
    meaning: _Meaning, text: str, folded: str, start: int, end: int, origins: Origins, masked: _Mask
) -> Span | None:
    """The original span if the spelling really stands here as a whole, in the case it needs; else None."""
    spelling = meaning.spelling
    shape = spelling.shape
    if shape is Shape.WORDS:
        good = bounds.word_starts(folded, start) and bounds.word_ends(folded, end)
    elif shape is Shape.HASHTAG:
        good = bounds.tag_fits(folded, start, end)
    elif shape is Shape.HANDLE:
        good = bounds.handle_fits(folded, start, end)
    else:
        good = bounds.domain_fits(folded, start, end)
    span = origins.span(start, end) if good else None
    if span is None:
        return None
    if shape in (Shape.HANDLE, Shape.DOMAIN):
        # A hyphen next to it makes it another, longer one; folding had turned it into a space.
        before, after = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 2]
        if (shape is Shape.DOMAIN and before == "-") or (after[:1] == "-" and after[1:].isalnum()):
            return None
        return span if plain(text[slice(*span)]).casefold() == spelling.exact else None
    if spelling.exact is not None and plain(text[slice(*span)]) != spelling.exact:
        return None
    if meaning.role is _Role.HIT and masked.covers(span):
        return None
    return span


def _settle(found: _Found, dropped: dict[int, bool]) -> dict[int, list[_Hit]]:
    """The hits that stand, by brand: not dropped, not shadowed, and the longest where several overlap."""
    standing: list[_Hit] = []
    shadowed: list[_Hit] = []
    longest = {}
    for owner, shadows in found.shadows.items():
        shadows.sort()
        longest[owner] = max(end - start for start, end in shadows)
    for hit in found.hits:
        owner = hit.meaning.owner
        if owner in dropped and (dropped[owner] or not hit.meaning.free):
            continue
        if owner in found.shadows and _shadowed(hit, found.shadows[owner], longest[owner]):
            shadowed.append(hit)
        else:
            standing.append(hit)
    if len(standing) == 1 and not shadowed:
        return {standing[0].meaning.owner: standing}
    standing.sort(key=lambda hit: (hit.start - hit.end, hit.meaning.owner, hit.start, _STRENGTH[hit.meaning.rule]))
    shadowed.sort(key=lambda hit: hit.end - hit.start)
    taken = bytearray(max((hit.end for hit in (*standing, *shadowed)), default=0))
    settled: dict[int, list[_Hit]] = defaultdict(list)
    for hit in standing:
        # Only from shorter ones: two brands of the same name are told apart by what is not theirs.
        while shadowed and shadowed[-1].end - shadowed[-1].start > hit.end - hit.start:
            _take(taken, shadowed.pop())
        if _take(taken, hit):
            settled[hit.meaning.owner].append(hit)
    return settled


def _take(taken: bytearray, hit: _Hit) -> bool:
    free = taken.find(1, hit.start, hit.end) < 0
    if free:
        taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    return free


def _shadowed(hit: _Hit, shadows: list[tuple[int, int]], longest: int) -> bool:
    first = bisect_left(shadows, (hit.start - longest, 0))
    last = bisect_left(shadows, (hit.end, 0))
    for start, end in shadows[first:last]:
        contained = hit.start <= start and end <= hit.end and (start, end) != (hit.start, hit.end)
        if end > hit.start and not contained:
            return True
    return False


def _merged(hits: Iterable[_Hit]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, end in sorted(hit.span for hit in hits):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)
