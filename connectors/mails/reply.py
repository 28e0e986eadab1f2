"""What the writer of a mail said now: without the mail that it answers and without the signature. Pure.

Cut on the safe side: "Thanks, but ..." at the start of a line is often where the complaint begins, so no word of courtesy ends a
mail here. What ends it is a line that only programs write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.mails import forwarded
from connectors.mails.lines import Line, joined

# "On Mon, 4 May 2026 at 09:30, Harbor Plumbing <hello@...> wrote:", maybe over two lines.
_WROTE = re.compile(
    r"(?:wrote|writes|schrieb(?: [^\n:]{1,80})?|hat geschrieben|a écrit|escribió|escreveu|ha scritto|schreef(?: [^\n:]{1,80})?|"
    r"skrev(?: [^\n:]{1,80})?|napisał\(?a?\)?)\s?:\s*$",
    re.I,
)
_WROTE_BEGINS = re.compile(
    r"(?:on|am|le|el|em|il|op|den|dnia|w dniu)\b.{0,120}\d|\S+@\S+|.{0,80}<\S+@\S+>|\d{1,4}[-./]\d", re.I
)
_SENT_FROM = re.compile(
    r"(?:sent (?:from|via) (?:my|outlook|yahoo|gmail|mail|proton)|get outlook for|von mein\w* \S+ gesendet|gesendet (?:von|mit)|"
    r"envoyé (?:de|depuis) mon|envoyé à partir de|enviado desde mi|enviado do meu|inviato da|verzonden vanaf mijn)\b[^,.!?]{0,60}",
    re.I,
)


def own_words(lines: Sequence[Line]) -> str:
    """What the writer says. Where nothing is left (only a quotation, only a signature), everything."""
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if line.text in ("--", "-- "):
            break  # RFC 3676, 4.3
        if kept and _history_begins(lines, index):
            break
        # Somebody may answer below it, and "Sent from my office, the letter came back" is no program's.
        if line.quoted or _attribution(lines, index) or (kept and _SENT_FROM.fullmatch(line.text)):
            continue
        kept.append(line)
    said = joined(kept).strip()
    return said or joined(lines).strip()


def _history_begins(lines: Sequence[Line], index: int) -> bool:
    """Whether from here on there is nothing but the mail that is answered."""
    text = lines[index].text
    rest = lines[index + 1 :]
    if forwarded.is_mark(text):
        head = forwarded.find(rest[:4])
        return head is not None or "message" in text.lower() or "nachricht" in text.lower() or "mensaje" in text.lower()
    if (head := forwarded.find(lines[index : index + 8])) is not None and head.at == 0:
        return True
    # An answer may stand below what it answers; then the quotation is marked, and only that is left out.
    return _attribution(lines, index) and not any(line.quoted for line in rest[:8])


def _attribution(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text
    if len(text) > 300:
        return False
    if _WROTE.search(text) and (_WROTE_BEGINS.match(text) or (index and _WROTE_BEGINS.match(lines[index - 1].text))):
        return True
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return bool(
        _WROTE_BEGINS.match(text)
        and re.match(r"(?:on|am|le|el|em|il|op|den)\b", text, re.I)
        and len(following) < 80
        and _WROTE.search(following)
    )
