"""What somebody wants who answers a mail of ours with a few words: "taken", "answered", "not us". Pure.

Only what is clearly said counts: the first line has to be one of the known phrases, alone or before a full stop or a comma.
"Take a look at this" takes nothing, and a question does nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.text import one_line
from monitor.telling.phrases import ENGLISH, Catalogue

_PHRASES: Mapping[str, Sequence[str]] = {
    "take": (
        "take|taken|take it|taking it|i take it|i took it|i'?ll take it|i will take it|i'?m on it|on it|i'?ve got (?:it|this)|mine",
        "übernommen|ich übernehme(?: (?:es|das|den fall))?|(?:das )?übernehme ich|ich mach'?s|ich kümmere mich(?: darum)?",
        "tomado|(?:yo )?lo tomo|(?:yo )?me ocupo(?: yo)?|(?:yo )?me encargo(?: yo)?",
    ),
    "answered": (
        "(?:already )?(?:answered|replied)|i answered|we answered|i replied|we replied|i have answered|we have answered",
        "(?:schon |bereits )?(?:beantwortet|geantwortet)|ich habe geantwortet|wir haben geantwortet",
        "(?:ya )?(?:respondido|contestado)|ya respondí|ya respondimos|hemos respondido|he respondido",
    ),
    "not_us": (
        "not us|not about us|not ours|it'?s not us|it is not us|it'?s not about us|that'?s not us|this is not us|wrong company",
        "nicht wir|nicht über uns|das sind nicht wir|das sind wir nicht|betrifft uns nicht",
        "no somos nosotros|no es sobre nosotros|no se trata de nosotros",
    ),
    "not_angry": (
        "not angry|no complaint|not a complaint|this is no complaint",
        "nicht verärgert|nicht wütend|keine beschwerde",
        "no está enfadado|no está enfadada|no es una queja",
    ),
    "undo": ("undo|undo that|take it back", "rückgängig|zurücknehmen", "deshacer"),
    "over": ("over|it'?s over|it is over", "vorbei|es ist vorbei", "se acabó|terminó"),
    "noise": ("no storm|not a storm|noise", "kein sturm", "no es una tormenta"),
}
_ENDS = r"(?:\s*[.,;:!–—-].*)?"
_WITH_TIME = re.compile(
    r"(?:(?P<snooze>remind me|snooze|erinnere mich|recuérdame(?:lo)?|recordármelo)|(?P<promise>promised?|versprochen|prometido))"
    r"\s+(?:it\s+)?(?:(?:until|till|by|at|on|in|bis|um|hasta|a las|en)\s+)?(?P<until>(?:[^.,;!?]|(?<=\d)\.){1,40}?)\s*[.!]?"
)
_GIVE = re.compile(
    r"(?:give|gib|abgeben|dale|dáselo|pásalo|pasar)\s+(?:(?:it|das|es)\s+)?(?:(?:to|an|a)\s+)?(?P<to>[\w.-]{1,60}?)\s*[.!]?"
)
_GREETING = re.compile(r"\S+(?:\s\S+){0,2}\s*[,!]")
_LOOKED_AT = 3  # lines


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do: a verb of ``pipeline.act`` with its value, a time in words, and what was added."""

    verb: str
    value: str = ""
    until: str = ""
    note: str = ""


def wish(words: str, say: Catalogue = ENGLISH) -> Wish | None:
    """What the first line asks for, a greeting before it aside; None if that is not clear. ``say``: in which words the mail
    was that it answers, for what that offered counts as well, the owner's own words for it too."""
    lines = [line for line in (" ".join(line.split()) for line in words.splitlines()) if line][:_LOOKED_AT]
    while len(lines) > 1 and _GREETING.fullmatch(lines[0]) and _said(lines[0], say) is None:
        lines = lines[1:]
    return _said(lines[0], say) if lines else None


def _alone(verb: str, say: Catalogue) -> re.Pattern[str]:
    """What means that verb where nothing else is said: the known phrases, and the words of its button and its hint."""
    offered = (re.escape(one_line(say.say(f"{kind}_{verb}")).casefold()) for kind in ("word", "do"))
    return re.compile(f"(?:{'|'.join((*_PHRASES[verb], *offered))})(?P<note>{_ENDS})")


def _said(line: str, say: Catalogue) -> Wish | None:
    line = unicodedata.normalize("NFC", line).replace("\u2019", "'").strip(" *_\"'")
    if line.endswith("?"):
        return None
    low = line.casefold()
    for verb in _PHRASES:
        if found := _alone(verb, say).fullmatch(low):
            # The note in the writer's own letters: folding may change their number, so it is cut from behind.
            note = line[len(line) - len(found["note"]) :] if found["note"] else ""
            return Wish(verb, note=note.strip(" .,;:!–—-"))
    if found := _WITH_TIME.fullmatch(low):
        return Wish("snooze" if found["snooze"] else "promise", until=found["until"])
    if found := _GIVE.fullmatch(low):
        return Wish("give", found["to"])
    return None
