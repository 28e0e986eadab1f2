"""How often somebody says to have tried already: "the third time I call", "my second email", "drei Mal angerufen".

That tells that they wait, and not since when. So each try before this one counts as a day, which is less than most people
let pass, and never more than two weeks. Six languages at once: their words for it do not contradict each other.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta

_MOST = 14  # days

_ORDINALS = (
    "second 2nd zweite zweites zweiten deuxieme 2e 2eme seconde segunda segundo seconda secondo",
    "third 3rd dritte drittes dritten troisieme 3e 3eme tercera tercer terza terzo terceira terceiro",
    "fourth 4th vierte viertes vierten quatrieme 4e 4eme cuarta cuarto quarta quarto",
    "fifth 5th funfte funftes funften cinquieme 5e 5eme quinta quinto",
    "sixth 6th sechste sechstes sechsten sixieme 6e 6eme sexta sexto sesta sesto",
    "seventh 7th siebte siebtes siebten septieme septima septimo settima settimo setima setimo",
    "eighth 8th achte achtes achten huitieme octava octavo ottava ottavo oitava oitavo",
    "ninth 9th neunte neuntes neunten neuvieme novena noveno nona nono",
    "tenth 10th zehnte zehntes zehnten dixieme decima decimo",
)
_CARDINALS = (
    "twice two zweimal zwei deux dos duas dois due",
    "three dreimal drei trois tres tre",
    "four viermal vier quatre cuatro quattro quatro multiple several numerous mehrmals mehrfach plusieurs varias diverse varias",
    "five funfmal funf cinq cinco cinque many countless unzahlige zigmal",
    "six sechsmal sechs seis sei",
    "seven siebenmal sieben sept siete sette sete",
    "eight achtmal acht huit ocho otto oito",
    "nine neunmal neun neuf nueve nove",
    "ten zehnmal zehn dix diez dieci dez",
)
_NUMBERS = {
    word: n for n, words in enumerate(zip(_ORDINALS, _CARDINALS, strict=True), 2) for word in " ".join(words).split()
}


def _any(rows: tuple[str, ...]) -> str:
    return "|".join(sorted({word for row in rows for word in row.split()}, key=len, reverse=True))


_DEEDS = (
    r"(?:call|phon|ring|rang|writ|wrote|e-?mail|messag|ask|contact|complain|report|tried|try|chas|remind|com(?:e|ing) back|request|"
    r"angeruf|anruf|geschrieb|schreib|gemeldet|melde|nachgefragt|frage|kontakt|reklam|beschwer|erinner|versuch|"
    r"appel|ecri|contact|demand|relanc|reclam|signal|telephon|essa|"
    r"llam|escrib|escrit|pregunt|intent|pido|pedi|"
    r"chiam|scriv|scritt|telefon|contatt|chied|chiest|sollecit|segnal|prov|"
    r"lig(?:o|uei|amos|ar|ado)|escrev|tent|contat|pe[cd])\w*"
)
_SENT = (
    r"(?:e-?mails?|mails?|messages?|(?:phone )?calls?|letters?|tickets?|complaints?|requests?|voicemails?|reminders?|attempts?|"
    r"nachrichten?|anrufe?|briefe?|anfragen?|versuche?|appels?|courriers?|courriels?|relances?|demandes?|correos?|mensajes?|llamadas?|"
    r"intentos?|telefonate?|telefonata|chiamat[ae]|messagg(?:io|i)|solleciti?o?|mensagens?|mensagem|ligac(?:ao|oes)|tentativas?)"
)
_TIME = r"(?:time|mal|fois|vez|volta)"
_TIMES = r"(?:times|x|mal|fois|veces|vezes|volte)"
_FOUND = (
    # "the third time I call", "zum dritten Mal, dass ich anrufe"
    re.compile(rf"\b(?P<n>{_any(_ORDINALS)}) {_TIME}\b[^.!?\n]{{0,40}}?\b{_DEEDS}"),
    # "I am calling for the third time"
    re.compile(rf"\b{_DEEDS}\b[^.!?\n]{{0,40}}? (?P<n>{_any(_ORDINALS)}) {_TIME}\b"),
    # "my third email"
    re.compile(rf"\b(?P<n>{_any(_ORDINALS)}) {_SENT}\b"),
    # "I have called three times", "ich habe schon dreimal geschrieben", "je vous ai appelé trois fois"
    re.compile(
        rf"\b{_DEEDS}\b[^.!?\n]{{0,40}}?\b(?:(?P<n>\d{{1,2}}|{_any(_CARDINALS)}) ?{_TIMES}|(?P<m>twice|\w+mal|mehrmals|mehrfach))\b"
    ),
    re.compile(
        rf"\b(?:(?P<n>\d{{1,2}}|{_any(_CARDINALS)}) ?{_TIMES}|(?P<m>\w+mal|mehrmals|mehrfach))\b[^.!?\n]{{0,40}}?\b{_DEEDS}"
    ),
    # "three emails, no answer"
    re.compile(rf"\b(?P<n>\d{{1,2}}|{_any(_CARDINALS)}) {_SENT}\b"),
)
_SAME_DAY = re.compile(
    r"\b(?:today|this (?:morning|afternoon|evening|hour)|tonight|in (?:an|one|a single|the last) (?:hour|day)|in a row|heute|"
    r"aujourd'hui|ce matin|hoy|esta manana|oggi|stamattina|hoje)\b"
)


def tried_since(text: str, at: datetime | None) -> tuple[datetime, str] | None:
    """Since when at least (aware UTC, before ``at``) somebody who complains has been trying, and the words that say so; None
    if they do not say, or tried it all today."""
    if at is None:
        return None
    low = bare(text)
    if _SAME_DAY.search(low):
        return None
    found = [(_count(hit.groupdict()), hit) for pattern in _FOUND for hit in pattern.finditer(low)]
    number, words = max(found, key=lambda one: one[0], default=(1, None))
    if words is None or number < 2:
        return None
    day = at.date() - timedelta(days=min(number - 1, _MOST))
    end = datetime.combine(day, time(23, 59, 59), at.tzinfo).astimezone(UTC)
    return end, text[words.start() : words.end()]


def bare(text: str) -> str:
    """Lower case without accents, letter by letter, so that places stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", letter)[:1].lower()[:1] or letter for letter in text)


def _count(groups: dict[str, str | None]) -> int:
    word = groups["n"] or groups.get("m") or ""
    return int(word) if word.isdigit() else _NUMBERS.get(word, 1)
