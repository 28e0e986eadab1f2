"""Whether a post only passes on another; and whether a reply says "me too", in six languages. Pure.

Agreement is no complaint of its own; it says that the one above is not alone. Only what stands at the beginning counts,
and a few whole sentences anywhere: "they called me too late" is no agreement.
"""

from __future__ import annotations

import re

from monitor.matching.fold import fold

BOOST = "RT @"
"""How a text begins that passes on somebody else's words as they are."""
_LONGEST = 600
"""Characters: who writes more tells a story of their own."""

# A line is a wording as folded text has it (no case, accents or dashes): ``(a|b)`` one of them, ``[a|b]`` perhaps one of
# them; at the end ``...`` where anything may follow and ``/`` where the sentence stops. Else it may go on with ``_ON``.
_WORDINGS = """
+1 [same here]
(me|us) (too|as well|also|three)
[the|exactly the] [exact|very] same [thing|problem|issue|story|experience|trouble|boat] [here|for me|for us|with me|with us]
same here ...
ditto
so (did|do|have|was|am) i
[i|we|i've|we've] [have|also|am] [also] (had|having|have|got) [exactly] the [exact|very] same (thing|problem|issue|experience) ...
(you're|you are) not (alone|the only) ...
[i|we|can|i can] [totally|completely|fully|absolutely] (agree|agreed|seconded|confirm) [with you|with this|with that|this]
[^|^^|so much] this /
[it|that|this] [also] happened to (me|us) ...
[the] [exact] same [thing] happened to (me|us) ...

[a] (mi|nosotros|nosotras) tambien [me|nos] [paso|ha pasado|pasa]
(yo|nosotros|nosotras) tambien
[a mi|a nosotros] [tambien] (me|nos) (paso|ha pasado|pasa|sucedio) [exactamente] (lo mismo|igual) ...
(lo mismo|el mismo problema|mismo problema|igual) [aqui|por aqui|conmigo|me paso] /
x2
totalmente de acuerdo ...

(ich|mir|uns|wir|bei mir|bei uns) [leider] auch
[ist|war] (mir|uns) [leider] auch [so|schon] (passiert|gegangen|ergangen) ...
(ging|geht|erging) [es] (mir|uns) [leider] [auch|ganz] (so|genau so|genauso|ahnlich) ...
[bei mir|bei uns] [genau] (dasselbe|das gleiche|das selbe|gleiches problem|selbes problem|gleiche erfahrung) [hier|bei mir|bei uns]
dito
kann ich [leider] [nur|voll] bestatigen ...
[da] stimme ich [dir] [voll] zu ...

(moi|nous) (aussi|egalement)
(pareil|idem) [pour moi|pour nous|ici|chez moi|chez nous]
[la|le] meme (chose|probleme|souci|experience|mesaventure) [ici|pour moi|pour nous|chez moi|chez nous]
(ca|cela) (m'est|m'etait|nous est) [aussi|egalement] arrive ...
je confirme
(tout a fait|totalement) d'accord ...

(anch'io|anche io|anche noi|anche a me|anche a noi|anche per me|pure io|pure a me|a me pure)
[la] (stessa cosa|stessa storia|stessa esperienza|stesso problema) [qui|per me|anche io|anche a me]
[e] (successo|capitato) [lo stesso] [anche] a (me|noi) ...
(confermo|concordo)
sono [pienamente|totalmente] d'accordo ...

(eu|comigo|a mim|nos|conosco|aqui) tambem
[a|o] (mesma coisa|mesma historia|mesmo problema) [aqui|comigo]
[tambem] aconteceu [o mesmo] comigo ...
aconteceu me o mesmo ...
concordo [plenamente|totalmente]
"""
_ANYWHERE = """
happened to (me|us) (too|as well)
same thing happened to (me|us)
me paso [exactamente] lo mismo
(mir|uns) [ist] [genau] (das gleiche|dasselbe) passiert
ca m'est arrive aussi
successo anche a (me|noi)
aconteceu comigo tambem
"""
_OH = (
    r"(?:(?:@\S+|yeah|yea|yep|yes|yup|oh|ugh|wow|omg|lol|well|sadly|unfortunately|exactly|and|so|si|sim|oui|ja|leider|malheureusement"
    r"|helas|purtroppo|infelizmente|lamentablemente|desgraciadamente|pues|bah|tja|eh|e|et|und|y)\b[,.!…]* ?)*"
)
_ON = (
    "with and but since last this in at for from by on here yesterday today again twice con y pero en desde aqui hace ayer "
    "mit aber bei seit im heute gestern avec et mais depuis chez ici hier e ma da qui ieri com mas na no desde ontem"
).split()
_STOPS = r"(?=\W*\Z|[^\w\s])"
_ENDS = rf"(?=\W*\Z|[^\w\s]|(?:{'|'.join(_ON)})\b)"


def _pattern(line: str) -> str:
    wording, stops, _ = line.partition(" /")
    found = ""
    for part in re.findall(r"\[[^]]*\]|\([^)]*\)|[^\s[(]+", wording.removesuffix(" ...")):
        choice = "|".join(map(re.escape, part.strip("[]()").split("|")))
        # Each word takes the space behind it along.
        found += f"(?:(?:{choice})(?: |(?!\\w))){'?' if part.startswith('[') else ''}"
    return found + ("" if wording.endswith(" ...") else _STOPS if stops else _ENDS)


def _patterns(lines: str) -> str:
    return "|".join(_pattern(line) for line in lines.splitlines() if line)


_AGREES = re.compile(rf"\A{_OH}(?:{_patterns(_WORDINGS)})")
_SAYS = re.compile(rf"\b(?:{_patterns(_ANYWHERE)})")


def boosts(text: str) -> bool:
    """Whether it is somebody else's words, passed on: "RT @dana: Harbor Plumbing never came"."""
    return text.startswith(BOOST)


def agrees(text: str) -> bool:
    """Whether a reply in plain words says that its author has seen the same."""
    if not text or len(text) > _LONGEST:
        return False
    folded = fold(text).strip()
    return bool(_AGREES.match(folded) or _SAYS.search(folded))
