"""What we promise in words: "we'll call you on Monday", "wir melden uns bis morgen", "nous vous rappelons demain". Pure.

Only what we say about ourselves and with a time counts: "soon" is no promise that anybody could keep or break, and "call us
on Monday" is none at all. English, German, French, Spanish, Italian and Portuguese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.cases import when

_ENGLISH_DEEDS = (
    r"(?:personally\s+|also\s+|then\s+|definitely\s+)?(?:be\s+)?(?:call|ring|phone|get|come|reach|contact|reply|answer|respond|"
    r"write|e-?mail|message|send|follow|update|let\s+you|visit|fix|repair|refund|replace|deliver|have|give|in\s+(?:touch|contact)|be\s+with|"
    r"back|there|sort|resolve|drop|speak|talk|meet|check|try)"
)
_OURS = re.compile(
    "|".join(
        (
            # "we'll call", "I will get back to you", "our manager is going to ring", "someone will be in touch"
            (
                r"\b(?:we|i|someone|somebody|our\s+\w+|my\s+\w+|the\s+(?:manager|owner|team|office))"
                rf"(?:'ll|\s+will|\s+shall|(?:'re|'m|\s+are|\s+am|\s+is)\s+going\s+to)\s+{_ENGLISH_DEEDS}"
            ),
            r"\b(?:we|i)(?:'re|'m|\s+are|\s+am)\s+(?:calling|ringing|coming|sending|getting)\b",
            # "Maria will call you", "a colleague will be in touch", "we hope to call you", "I'll try to reach you"
            (
                r"(?:'ll|\bwill)\s+(?:\w+ly\s+)?(?:(?:call|ring|phone|contact|e-?mail|message|visit|refund|answer)\s+you|"
                r"(?:get\s+back|reach\s+out|reply|respond|write)\s+to\s+you|(?:be|get)\s+in\s+(?:touch|contact)|be\s+with\s+you)\b"
            ),
            rf"\b(?:we|i|'ll|will)\s+(?:hope|aim|plan|intend|promise|expect|want|try)\s+to\s+{_ENGLISH_DEEDS}",
            r"\b(?:you\s+will|you'll)\s+(?:hear|have|receive|get)\b",
            r"\bexpect\s+(?:a|an|our|my)\s+(?:call|reply|answer|e-?mail|visit)\b",
            # "wir rufen Sie an", "ich melde mich", "wir werden uns melden", "Sie hören von uns"
            (
                r"\b(?:wir|ich)\s+(?:rufen|rufe|melden|melde|antworten|antworte|schicken|schicke|senden|sende|kommen|komme|schreiben|"
                r"schreibe|kummern|kummere|erledigen|erledige|werden|werde)\b"
            ),
            r"\b(?:melden|melde|rufen|rufe)\s+(?:wir|ich)\b|\bsie\s+horen\b.{0,40}\bvon\s+(?:uns|mir)\b",
            # "ein Kollege meldet sich", "unser Team wird Sie anrufen"
            r"\bmeldet\s+sich\b|\bruft\s+(?:sie|dich)\b|\b(?:wird|werden)\b.{1,60}\b(?:melden|anrufen|zuruckrufen|kontaktieren|antworten)\b",
            # "nous vous rappelons", "je vous recontacterai", "nous reviendrons vers vous"
            r"\b(?:nous|on|je)\s+(?:vous|te|t')\s*(?:re)?(?:appel|rappel|contact|recontact|repond|ecri|envo|tiendr|tien)\w*",
            r"\b(?:vous|te)\s+(?:(?:r?appell|(?:re)?contact)er(?:a|ont)|(?:repond|ecri)r(?:a|ont))\b",
            r"\b(?:nous|on|je)\s+(?:reviens|revenons|revient|reviendr\w+|passer\w+|passons|allons\s+vous|vais\s+vous)\b",
            # "le llamaremos", "te llamo", "nos pondremos en contacto", "vamos a llamarle", "entraremos em contato", "ligamos"
            (
                r"\b(?:llamar(?:emos|e)|llam(?:amos|o)|contactar(?:emos|e|ei)|escribir(?:emos|e)|responder(?:emos|e|ei)|enviar(?:emos|e|ei)|"
                r"pondr(?:emos|e)|pon(?:emos|go)|pasar(?:emos|e)|ir(?:emos|e)|vamos\s+a|voy\s+a|volver(?:emos|e))\b"
            ),
            (
                r"\b(?:ligar(?:emos|ei)|lig(?:amos|o)|entrar(?:emos|ei)\s+em\s+conta\w+|retornar(?:emos|ei)|retorn(?:amos|o)|"
                r"vamos\s+(?:te\s+|lhe\s+)?(?:ligar|retornar|responder|entrar|enviar)|vou\s+(?:te\s+|lhe\s+)?(?:ligar|responder))\b"
            ),
            # "un compañero le llamará", "se pondrá en contacto", "a Ana entrará em contato", "vai te ligar"
            r"\b(?:le|te|les|lo|la)\s+(?:llamar|contactar|escribir|responder)an?\b|\bse\s+pondran?\s+en\s+contacto\b",
            r"\bentrarao?\s+em\s+conta\w+|\bvai\s+(?:te\s+|lhe\s+)?(?:ligar|retornar|responder|entrar)\b",
            # "la richiameremo", "ti chiamiamo", "ci faremo sentire", "vi ricontattiamo"
            r"\b(?:la|le|ti|vi|ci|lo)\s+(?:ri)?(?:chiam|contatt|rispond|scriv|inv|mand|far|facci)(?:er|ir)?(?:emo|o|amo|iamo|a|anno)?\b",
        )
    )
)
# In a note nobody says "we" to oneself: "will call Monday", "calling her at 3", "ruft morgen an".
_NOTED = re.compile(
    rf"(?:^|[.;,!]\s*|\band\s+|\bto\s+|\bwill\s+|'ll\s+|\bgoing\s+to\s+){_ENGLISH_DEEDS}"
    r"|\b(?:calling|ringing|phoning|visiting|coming|sending|promised|ruft|rufe|meldet|melde|rappelle|rappel|llamo|llama|"
    r"llamare|chiamo|richiamo|ligo|retorno)\b"
)
_NOT = re.compile(
    r"\b(?:if|unless|would|could|won't|cannot|can't|unable|(?:will|shall|'ll)\s+not|kann\s+nicht|konnen\s+nicht|ne\s+pouvons|"
    r"no\s+podemos|non\s+possiamo|nao\s+podemos)\b|(?:^|[,;]\s*)(?:wenn|falls|si|se)\b"
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\S)[^.!?\n]*)*[.!?\n]?")


@dataclass(frozen=True, slots=True)
class Promise:
    """Until when (aware UTC), and the sentence that says so."""

    until: datetime
    words: str


def promised(text: str, at: datetime, zone: ZoneInfo, closes: when.Closes, *, note: bool = False) -> Promise | None:
    """The promise in what we wrote at ``at`` (aware), or None. The latest one counts. ``note``: a person's note on a case,
    which says "will call Monday" where a reply says "we will call you on Monday"."""
    found: Promise | None = None
    for hit in _SENTENCE.finditer(text):
        sentence = hit[0].strip()
        low = when.bare(sentence)
        deed = _OURS.search(low) or (_NOTED.search(low) if note else None)
        if deed is None or _NOT.search(low):
            continue
        # "Thanks for writing today, we will call you on Monday": what follows the promise counts first.
        after = when.find(sentence[deed.start() :], at, zone, closes, short=note)
        moment = after or when.find(sentence, at, zone, closes, short=note)
        if moment is not None:
            found = Promise(moment.at, sentence)
    return found
