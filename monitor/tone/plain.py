"""Most posts are English at a glance: their words are looked up anyway, so they need not be weighed one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from monitor.tone.clauses import Sentence

# Common words that few texts in other languages have.
_ENGLISH_WORDS = (
    "about above account across actually after again against ain't all almost along already although always and "
    "another answer any anybody anyone anything app april are aren't around ask asked at august away back bad be "
    "became because becomes been before behind being believe below beside best better between big bill bit both "
    "bought boy bring brother brought but buy by call called calls came can can't car card children city close closed "
    "come coming company could couldn't customer customers damn day days december delivery did didn't different does "
    "doesn't doing don't done down drink during each early easy eat eight either empty enough even evening ever every "
    "everyone everything family fast father february feel feeling feels felt few find finish finished first five "
    "flight food for forget four free friday friend friends from fuck fucking full games gave get getting girl give "
    "given go goes going gone good got great guy guys had hadn't half happen happened happens happy hard has hasn't "
    "hate have haven't having he he'd he's hear heard hell hello help her here here's high him himself his home hope "
    "hour hours house how how's however hundred husband i i'd i'll i'm i've if inside into is isn't it it's its "
    "january july june just keep kept kids know last late learn least leave left less let let's life like liked "
    "listen little lives long look looked looking looks lose lost lot lots love loved low made make makes making many "
    "march men minute minutes miss monday money month months more morning most mother much must mustn't my myself "
    "near need needed neither never new news next nice night nine nobody not nothing november now number october of "
    "off okay old on once one only open opened order other our out outside over own paid pay people person phone "
    "place play playing please price problem put question quite rather read ready really remember right road room run "
    "sad said same sat saturday saw say saying says second see seem seems seen send sent september service seven "
    "several she she'd she's shit shop short should shouldn't show showed since sister six sleep slow small so some "
    "somebody someone something sorry speak staff start started still stood store street such sunday support sure "
    "take taking talk talking tell ten than thank that that's the their them themselves then there there's these they "
    "they'd they're thing things think third this those though thought through thursday ticket time times to today "
    "told tomorrow tonight too took town train tried true try trying tuesday turn turned two under understand unless "
    "until up us use very wait waiting walk want wanted was wasn't watch watching way we we'd we're we've website "
    "wednesday week weeks welcome well went were weren't what what's when where where's whether which while who who's "
    "whole whose why wife will win wish with without woman women won won't wonder work working world worse worst "
    "would wouldn't write wrong wrote yeah year years yes yesterday yet you you'd you're you've your yourself"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_LEAST = 4
_SHARE = 0.2  # of all words, marks among them


def plainly_english(sentences: Sequence[Sentence], claimed: str = "") -> bool:
    """Whether a text is beyond doubt English. False says nothing: ``language.detect`` has to look."""
    if claimed and not claimed.lower().startswith("en"):
        return False
    words = list(chain.from_iterable([sentence.words for sentence in sentences]))
    known = sum(map(_ENGLISH.__contains__, words))
    return known >= _LEAST and known >= _SHARE * len(words)
