"""Since when somebody says to have been waiting, in five languages: "desde hace tres semanas", "seit Montag", "depuis le
25 mai". The conventions are those of ``monitor.tone.since``: a span counts back exactly, a day without a time counts to
its end, a month is thirty days, nothing lies after the time of writing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
_MONTH, _YEAR = timedelta(days=30), timedelta(days=365)
_FARTHEST = 3 * _YEAR


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, without accents and in lower case.

    ``spans``: patterns around <span>, which is an amount and a unit. ``days``: patterns around <day> and <date>.
    ``waits``: one of these words makes a bare span a wait. ``loyal``: with one of these it is none.
    """

    numbers: Mapping[str, float]
    units: Mapping[str, timedelta]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    spans: tuple[str, ...]
    days: tuple[str, ...]
    yesterday: str
    waits: str
    loyal: str
    between: str = ""


WORDS = {
    "es": Words(
        numbers={"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
                 "diez": 10, "doce": 12, "medio": 0.5, "media": 0.5, "un par de": 2, "varios": 3, "varias": 3, "unos": 3},
        units={"minuto": timedelta(minutes=1), "hora": _HOUR, "dia": _DAY, "semana": _WEEK, "mes": _MONTH, "ano": _YEAR, "quincena": 15 * _DAY},
        weekdays=("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
        months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
        spans=(r"(?:desde )?hace (?:ya |mas de |casi |unos |unas )?<span>", r"llev\w+ (?:ya |mas de |casi )?<span>", r"<span> (?:esperando|sin|y (?:nada|nadie|todavia|aun|sigo|seguimos)|despues|de espera|al telefono|en espera)", r"tras <span>"),
        days=(r"desde (?:el |este |el pasado )?(?:dia )?<when>", r"(?:pedi|compre|llame|escribi|pague|encargue|envie|devolvi|reserve)\w* (?:[^\W\d]+ ){0,4}el (?:pasado )?<when>"),
        yesterday="ayer", waits=r"esper|nadie|nada|sin |todavia|aun |sigo|seguimos|contest|respond|llam|devol",
        loyal=r"\b(?:cliente|clienta|socio|garantia|vivo|vivimos|casad[oa]s?|abrimos|cada|dentro de|en menos de|experiencia)\b", between=" de ",
    ),
    "de": Words(
        numbers={"ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7,
                 "acht": 8, "neun": 9, "zehn": 10, "zwolf": 12, "halben": 0.5, "halbe": 0.5, "ein paar": 3, "mehreren": 3, "einigen": 3},
        units={"minute": timedelta(minutes=1), "stunde": _HOUR, "tag": _DAY, "woche": _WEEK, "monat": _MONTH, "jahr": _YEAR},
        weekdays=("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        months=("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
        spans=(r"(?:schon |bereits |nun )?seit (?:uber |gut |fast |mehr als |nun |schon |bereits )?<span>", r"vor (?:uber |gut |fast |mehr als )?<span>", r"(?:schon |nach |uber |geschlagene )<span>", r"<span> (?:lang|spater|gewartet|warte|in der warteschleife|ohne|und (?:nichts|niemand|immer|noch|keine))"),
        days=(r"seit (?:dem |letztem |letzten |vergangenem )?(?:\w+tag,? (?:dem )?)?<when>", r"am (?:letzten |vergangenen )?<when> (?:[^\W\d]+ ){0,4}(?:bestellt|angerufen|geschrieben|bezahlt|gekauft|gemeldet|zuruckgeschickt|reklamiert)", r"(?:bestellt|angerufen|geschrieben|bezahlt|gekauft|gemeldet|zuruckgeschickt) (?:[^\W\d]+ ){0,3}am <when>"),
        yesterday="gestern", waits=r"wart|niemand|nichts|kein|immer noch|noch nicht|meldet|antwort|ruckruf|erreich",
        loyal=r"\b(?:kunde|kundin|kunden|garantie|verheiratet|wohne\w*|mitglied|jede[nrs]?|innerhalb|binnen|erfahrung|stammkund\w+)\b", between=". ",
    ),
    "fr": Words(
        numbers={"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
                 "douze": 12, "quinze": 15, "demi": 0.5, "demie": 0.5, "quelques": 3, "plusieurs": 3},
        units={"minute": timedelta(minutes=1), "heure": _HOUR, "jour": _DAY, "semaine": _WEEK, "moi": _MONTH, "an": _YEAR, "annee": _YEAR},
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        months=("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"),
        spans=(r"depuis (?:plus de |pres de |deja |maintenant )?<span>", r"(?:ca fait|cela fait|voila|il y a) (?:deja |maintenant |plus de |bientot )?<span>", r"(?:apres|au bout de) <span>", r"<span> (?:d'attente|que (?:j|nous|on|personne)|sans|et (?:toujours|rien|personne|aucune)|plus tard|au telephone)"),
        days=(r"depuis (?:le |ce )?(?:\w+di )?<when>", r"(?:commande|appele|ecrit|paye|achete|renvoye|reserve)\w* (?:[^\W\d]+ ){0,4}(?:le )?<when>"),
        yesterday="hier", waits=r"atten|personne|rien|toujours|aucun|sans |repon|rappel|rembours",
        loyal=r"\b(?:client\w*|fidele|garantie|marie\w*|habit\w+|chaque|d'ici|experience|abonn\w+)\b", between=" ",
    ),
    "it": Words(
        numbers={"un": 1, "una": 1, "un'": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10,
                 "dodici": 12, "quindici": 15, "mezz'": 0.5, "mezzo": 0.5, "un paio di": 2, "qualche": 3, "diversi": 3, "parecchi": 3},
        units={"minut": timedelta(minutes=1), "or": _HOUR, "giorn": _DAY, "settiman": _WEEK, "mes": _MONTH, "ann": _YEAR},
        weekdays=("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"),
        months=("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
        spans=(r"(?:ormai |gia )?da (?:piu di |oltre |quasi |ormai |circa |ben )?<span>", r"<span> fa", r"(?:dopo|sono(?: gia| ormai)?|aspett\w+) <span>", r"<span> (?:di attesa|che (?:aspetto|aspettiamo|attendo)|senza|e (?:ancora|niente|nessun\w*|nulla)|dopo|al telefono)"),
        days=(r"da(?:l|ll')? ?(?:\w+di )?<when>", r"(?:ordinat|chiamat|scritt|pagat|comprat|spedit|prenotat)\w* (?:[^\W\d]+ ){0,4}(?:il |l')?<when>"),
        yesterday="ieri", waits=r"aspett|attend|attesa|nessun|niente|nulla|ancora|senza|rispond|richiam|rimbors",
        loyal=r"\b(?:client\w+|garanzia|sposat\w+|abit\w+|ogni|entro|esperienza|abbonat\w+)\b", between=" ",
    ),
    "pt": Words(
        numbers={"um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9, "dez": 10,
                 "doze": 12, "quinze": 15, "meio": 0.5, "meia": 0.5, "varios": 3, "varias": 3, "alguns": 3, "algumas": 3},
        units={"minuto": timedelta(minutes=1), "hora": _HOUR, "dia": _DAY, "semana": _WEEK, "mes": _MONTH, "ano": _YEAR},
        weekdays=("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),
        months=("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"),
        spans=(r"(?:ha|faz|fazem|vai para) (?:ja |mais de |quase |cerca de )?<span>", r"<span> (?:atras|a espera|esperando|sem|e (?:nada|ninguem|ainda)|depois|de espera|ao telefone|no telefone)", r"(?:apos|depois de|espero|esperei|esperando) (?:ha |mais de )?<span>"),
        days=(r"desde (?:o |a |o dia |ultima )?<when>", r"(?:comprei|liguei|encomendei|escrevi|paguei|pedi|devolvi|reservei)\w* (?:[^\W\d]+ ){0,4}(?:no dia |em |na |no )?<when>"),
        yesterday="ontem", waits=r"esper|ninguem|nada|ainda|sem |respond|ligar|retorn|reembols|devol",
        loyal=r"\b(?:cliente|garantia|casad[oa]s?|moro|moramos|cada|dentro de|em menos de|experiencia|assinante)\b", between=" de ",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Patterns:
    spans: tuple[re.Pattern[str], ...]
    bare: re.Pattern[str]
    days: tuple[re.Pattern[str], ...]
    waits: re.Pattern[str]
    loyal: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    words = WORDS[language]
    numbers = "|".join(sorted(map(re.escape, words.numbers), key=len, reverse=True))
    units = "|".join(sorted(words.units, key=len, reverse=True))
    span = rf"(?P<n>\d{{1,3}}|{numbers}) ?(?:{_FILLERS} )?(?P<unit>{units})(?:es|en|er|e|s|n|i|o|a)?\b"
    weekdays = "|".join(words.weekdays)
    months = "|".join(words.months)
    when = (
        rf"(?:(?P<weekday>{weekdays})(?:-feira)?|(?P<yesterday>{words.yesterday})|(?P<iso>20\d\d-\d\d-\d\d)|(?P<d>\d{{1,2}})"
        rf"(?:\.|º|er)? ?(?:de |/|\.)? ?(?:(?P<m>{months})[a-z]{{0,7}}|(?P<mn>\d{{1,2}}))\b"
        rf"|(?P<month>{months})[a-z]{{0,7}}\b)"
    )
    return _Patterns(
        tuple(re.compile(r"\b" + one.replace("<span>", span)) for one in words.spans),
        re.compile(rf"(?:^|[,;:.!?(–-] ?)(?:ya |schon |deja |gia |ja )?{span} ?(?=$|[,;:.!?)–-])"),
        tuple(re.compile(r"\b" + one.replace("<when>", when)) for one in words.days),
        re.compile(words.waits),
        re.compile(words.loyal),
    )


_FILLERS = "(?:ganze|volle|lange|geschlagene|longues|bonnes|lunghe|largas|longas|enteras|interi|inteiras)"


def waiting_since(text: str, at: datetime | None, language: str) -> datetime | None:
    """The moment (aware UTC, not after ``at``) since when a complaint in this language says that somebody waits, or None."""
    if at is None or language not in WORDS:
        return None
    at = at.astimezone(UTC)
    found = [moment for sentence in _sentences(fold(text)) for moment in _moments(sentence, at, language)]
    return min((moment for moment in found if at - _FARTHEST <= moment <= at), default=None)


def fold(text: str) -> str:
    """Lower case without accents, one space at a time."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return " ".join(bare.replace("’", "'").replace("ß", "ss").split())


def _sentences(text: str) -> list[str]:
    # "25. Mai" ends no sentence.
    return re.split(r"(?<=[!?])\s+|(?<=[^\d]\.)\s+", text[:20_000])


def _moments(sentence: str, at: datetime, language: str) -> Iterator[datetime]:
    patterns, words = _patterns(language), WORDS[language]
    if patterns.loyal.search(sentence) and not patterns.waits.search(sentence):
        return
    hits = [hit for pattern in patterns.spans for hit in pattern.finditer(sentence)]
    if patterns.waits.search(sentence) or not sentence.strip(" .,!?") or len(sentence) < 40:
        hits += patterns.bare.finditer(sentence)
    for hit in hits:
        number = float(hit["n"]) if hit["n"].isdigit() else words.numbers[hit["n"]]
        yield at - number * words.units[hit["unit"]]
    for pattern in patterns.days:
        for hit in pattern.finditer(sentence):
            day = _day(hit, at, words)
            if day is not None:
                yield min(datetime.combine(day, time(23, 59, 59), UTC), at)


def _day(hit: re.Match[str], at: datetime, words: Words) -> date | None:
    today = at.date()
    try:
        if hit["iso"]:
            return date.fromisoformat(hit["iso"])
        if hit["yesterday"]:
            return today - _DAY
        if hit["weekday"]:
            back = (at.weekday() - words.weekdays.index(hit["weekday"])) % 7
            return today - timedelta(days=back or 7)
        if hit["month"]:
            month = words.months.index(hit["month"]) + 1
            year = at.year if month <= at.month else at.year - 1
            return min(date(year + month // 12, month % 12 + 1, 1) - _DAY, today)
        month = words.months.index(hit["m"]) + 1 if hit["m"] else int(hit["mn"])
        found = date(at.year, month, int(hit["d"]))
        return found if found <= today else date(at.year - 1, month, int(hit["d"]))
    except ValueError:  # 31 June
        return None
