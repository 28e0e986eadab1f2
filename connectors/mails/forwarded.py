"""Mails that somebody sent on: the head of the first one, as mail programs write it into the words of the second. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.mails.lines import Line
from connectors.mails.mail import Sender, sender_of

_FIELDS = {
    word: field
    for field, words in {
        "from": "from von de da van från fra od от",
        "date": "date sent datum gesendet envoyé fecha enviado data verzonden skickat",
        "subject": "subject betreff objet sujet asunto oggetto assunto onderwerp ämne emne",
        "to": "to an à para a aan till til cc kopie copie",
    }.items()
    for word in words.split()
}
_FIELD = re.compile(r"\*{0,2}([^\W\d_]{1,12})(?: el)?\s?:\*{0,2}\s*(.*)")
_MARK = re.compile(
    r"[-_\s]*(?:begin forwarded message|forwarded message|original message|weitergeleitete nachricht|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)|ursprüngliche nachricht|message transféré|message d'origine|"
    r"début du message (?:transféré|réexpédié)|mensaje reenviado|inicio del mensaje reenviado|mensaje original|"
    r"(?:inizio )?messaggio inoltrato|messaggio originale|mensagem encaminhada|doorgestuurd bericht)\s?:?[-_\s]*",
    re.I,
)
_PREFIX = re.compile(
    r"(?:\s*(?:(?:re|fwd?|aw|wg|tr|rv|i|enc|vs|doorst|rif)\s?(?:\[\d+\])?:|\[(?:ext|extern|external|externe|spam\?)\]))+\s*",
    re.I,
)
_FORWARD = re.compile(r"(?:fwd?|wg|tr|rv|i|enc|doorst)\s?:", re.I)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The head of a mail within a mail, and what follows: the lines of the first mail. ``at`` is the line where it begins."""

    sender: Sender
    subject: str
    date: str
    at: int
    lines: Sequence[Line]


def find(lines: Sequence[Line]) -> Forwarded | None:
    """The first head of a mail in these lines: a From with at least a date or a subject near it (Gmail, Apple Mail, Outlook and
    Thunderbird, in several languages). None if there is none."""
    for index, line in enumerate(lines[:400]):
        field = _field(line.text)
        if field is None or field[0] != "from":
            continue
        told, end = _head(lines, index)
        if len(told) < 2 or not ("subject" in told or "date" in told):
            continue
        at = index - 1 if index and is_mark(lines[index - 1].text) else index
        return Forwarded(sender_of(told["from"]), told.get("subject", ""), told.get("date", ""), at, lines[end:])
    return None


def is_mark(text: str) -> bool:
    """Whether a line says that a forwarded or an answered mail follows."""
    return bool(_MARK.fullmatch(text)) or bool(re.fullmatch(r"_{20,}|-{20,}", text))


def says_forwarded(subject: str) -> bool:
    """Whether a subject says that the mail was sent on."""
    return bool(_FORWARD.match(subject.strip()))


def bare_subject(subject: str) -> str:
    """A subject without "Fwd:", "AW:" and what mail servers put before it."""
    found = _PREFIX.match(subject)
    return subject[found.end() :] if found else subject.strip()


def _field(text: str) -> tuple[str, str] | None:
    found = _FIELD.fullmatch(text)
    field = _FIELDS.get(found[1].lower()) if found else None
    return (field, found[2].strip(" *")) if found and field else None


def _head(lines: Sequence[Line], start: int) -> tuple[dict[str, str], int]:
    """The fields from ``start`` on, and the line after the last. A field may go on in a second line."""
    told: dict[str, str] = {}
    last, end = "", start
    for index in range(start, min(start + 12, len(lines))):
        field = _field(lines[index].text)
        if field is not None:
            if field[0] == "from" and "from" in told:
                break
            told.setdefault(*field)
            last, end = field[0], index + 1
        elif last and index == end and not told[last] and not lines[index].gap:
            told[last] = lines[index].text
            end = index + 1
        elif index - end >= 1 or (last == "subject" and lines[index].gap):
            break
    return told, end
