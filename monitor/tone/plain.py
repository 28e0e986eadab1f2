"""Most posts are English at a glance: their words are looked up anyway, so they need not be weighed one by one."""

from __future__ import annotations

# Common words that few texts in other languages have.
_ENGLISH_WORDS = (
    "about above account across actually after again against ain all almost along already although always and another "
    "answer any anybody anyone anything app april are aren around ask asked at august away back bad be became because "
    "becomes been before behind being believe below beside best better between big bill bit both bought boy bring "
    "brother brought but buy by call called calls came can car card children city close closed come coming company "
    "could couldn customer customers damn day days december delivery did didn different does doesn doing don done "
    "down drink during each early easy eat eight either empty enough even evening ever every everyone everything "
    "family fast father february feel feeling feels felt few find finish finished first five flight food for forget "
    "four free friday friend friends from fuck fucking full games gave get getting girl give given go goes going gone "
    "good got great guy guys had hadn half happen happened happens happy hard has hasn hate have haven having he hear "
    "heard hell hello help her here high him himself his home hope hour hours house how however hundred husband i if "
    "inside into is isn it its january july june just keep kept kids know last late learn least leave left less let "
    "life like liked listen little lives ll long look looked looking looks lose lost lot lots love loved low made "
    "make makes making many march men minute minutes miss monday money month months more morning most mother much "
    "must mustn my myself near need needed neither never new news next nice night nine nobody not nothing november "
    "now number october of off okay old on once one only open opened order other our out outside over own paid pay "
    "people person phone place play playing please price problem put question quite rather read ready really remember "
    "right road room run sad said same sat saturday saw say saying says second see seem seems seen send sent "
    "september service seven several she shit shop short should shouldn show showed since sister six sleep slow small "
    "so some somebody someone something sorry speak staff start started still stood store street such sunday support "
    "sure take taking talk talking tell ten than thank that the their them themselves then there these they thing "
    "things think third this those though thought through thursday ticket time times to today told tomorrow tonight "
    "too took town train tried true try trying tuesday turn turned two under understand unless until up us use ve "
    "very wait waiting walk want wanted was wasn watch watching way we website wednesday week weeks welcome well went "
    "were weren what when where whether which while who whole whose why wife will win wish with without woman women "
    "won wonder work working world worse worst would wouldn write wrong wrote yeah year years yes yesterday yet you "
    "your yourself"
)
ENGLISH = frozenset(_ENGLISH_WORDS.split())
_LEAST = 4
_SHARE, _SHARE_BESIDE_ACCENTS = 0.17, 0.45  # of all words


def plainly_english(form: str, claimed: str = "") -> bool:
    """Whether a text is beyond doubt English. False says nothing: ``language.detect`` has to look. ``form``: see
    ``gates.plain``."""
    if claimed and not claimed.lower().startswith("en"):
        return False
    words = form.split()
    known = sum(map(ENGLISH.__contains__, words))
    return known >= _LEAST and known >= (_SHARE if form.isascii() else _SHARE_BESIDE_ACCENTS) * len(words)
