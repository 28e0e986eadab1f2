"""Nothing is felt about the brand: questions, hearsay, the press, a place where something happened, job adverts."""

from __future__ import annotations

from monitor.tone.base import Label
from monitor.tone.rules.turns.turn import turn

_SPOKE = r"(?:says|said|claims|claimed|swears|swore|told (?:me|us)|goes on|according to|heard|read)"
_PAPERS = (
    r"(?:union|politician|minister|mayor|judge|lawyer|critics?|protesters?|campaigners?|activists?|analysts?|"
    r"court|inspectors?|"
    r"watchdog|regulator|columnist|newspaper|paper|gazette|tribune|herald|chronicle|magazine|survey|study)s?"
)

_MINE = (
    (
        r"\bmistake was (?:all |entirely |completely )?mine\b|\bI (?:gave|sent) (?:them|you|<ours>) the (?:wrong|old) "
        r"(?:address|number|date|size|name)\b"
    ),
)
_ASKED = (
    (
        r"\b(?:hope you (?:don't|do not) mind (?:me |my )?asking|just curious|out of curiosity|quick question)\b"
        r"(?:(?!\b(?:why|not|never|nobody|still|weeks|refund|broken|wrong|late)\b|n't)[^!]){0,120}\?"
    ),
)
_HEARD = (
    (
        rf"\b{_SPOKE}\b[^?]{{0,120}}\b(?:never (?:been(?: (?:there|inside|in|to|near)\b|(?=[.,;!]|$))|used (?:them|"
        rf"it)|tried|dealt with|eaten there|stayed there|set foot)|haven't (?:been|tried|"
        rf"used)|not a customer)\b(?! (?:so|this|more|happier|treated|such|back|anything|anyone))"
    ),
)
_IN_THE_PAPERS = (
    (
        rf"\b{_PAPERS}\b[^.!?]{{0,60}}\b(?:called|calls|described|slammed|slams|accused|accuses|criticised|criticized|"
        rf"says|said)\b[^.!?]{{0,40}}"
        rf"<calm>"
    ),
    rf"\baccording to (?:the |a |an )?(?:\w+ )?(?:{_PAPERS}|report|times|post|news)\b[^.!?]{{0,60}}<calm>",
    (
        r"^(?!so )[^.?!]{0,30}<calm> (?:to |will )?(?:opens?|launch(?:es)?|announces?|appoints?|names|acquires?|buys|"
        r"merges?|expands?|adds?|"
        r"unveils?|sponsors?|relocates?|celebrates?|hosts?) (?:an?|its?|new|second|third|two|three|\d|at|in|on|"
        r"from|to|as)\b"
    ),
)
_ELSEWHERE = (
    (
        r"\b(?:ordered|bought|booked|rented|hired|sold)\b[^.!?]{0,30}\b(?:on|via|through|over) <calm>,? (?:from|"
        r"by|with) (?:an?|the|some|"
        r"another) (?:\w+ ){0,2}(?:seller|vendor|merchant|shop|store|dealer|host|driver|company|firm|contractor|"
        r"landlord|person)\b"
    ),
    (
        r"\b(?:parked|scratched|stolen|robbed|mugged|met|bumped into|saw|filmed|waiting|stood|standing|lost|found|"
        r"dropped)\b[^.!?]{0,30}\b"
        r"(?:outside|in front of|behind|opposite|near|next to|across from) (?:the )?<calm>(?!'s? (?:staff|manager|"
        r"driver|guard))"
        r"(?![^?]{0,80}\b(?:hours?|they|staff|since|nobody|closed|shut|open)\b)"
    ),
    (
        r"\b(?:waiting room|queue|car park|parking lot|lobby|bus stop|big screen)\b (?:of|at|in|by|outside) "
        r"(?:the )?<calm>"
        r"(?!'s? (?:staff|manager|waiter|guard|driver))(?![^?]{0,80}\b(?:hours?|minutes?)\b)"
    ),
    r"\bmy (?:ex|brother|sister|cousin|uncle|boss|neighbou?r|landlord) (?:works?|worked) (?:at|for|in) <calm>",
    r"\bmeet (?:you |me |us )?(?:\w+ )?at <calm>",
    r"\b(?:app|game) (?:I|we) (?:found|got|bought) (?:in|on|from) the <calm>\b[^.!?]{0,60}\bdevelopers?\b",
    (
        r"\b(?:wants?|needs?|asks? for) (?:a|another|a second|an) (?:\w+ )?(?:estimate|quote|opinion|invoice|"
        r"certificate) from <calm>"
    ),
)
_OTHERS = (
    (
        r"\b(?:my|our|the|his|her) (?:[\w-]+ ){1,4}?(?:swears?|swear) by <calm>"
        r"(?![^.!?]*\b(?:but|yet|though|although|however)\b[^.!?]*\b(?:me|us|my|our|I|we)\b)"
    ),
    r"\b<calm> (?:\w+ ){0,1}and can't stop (?:showing|telling)\b",
)
_CLEARED = (
    r"\b(?:clears|acquits|exonerates) <calm> (?:of|over)\b",
    r"^[^.?!]{0,40}<calm> (?:is |was )?(?:cleared|acquitted) of\b",
)
_HIRING = (r"\((?:m/[fw]/[dx]|[fw]/m/[dx]|m/[fw]|all genders)\)",)
_NEWS = (
    (
        r"^[^.?!]{0,60}\b(?:shares?|stock|profits?|revenues?|dividend)\b[^.?!]{0,50}\b(?:slump|fall|fell|falls|rise|"
        r"rose|climb|drop|"
        r"jump|slip)\w*\b"
    ),
)

CALM = (
    *[turn("own mistake", one, Label.NEUTRAL) for one in _MINE],
    *[turn("asked", one, Label.NEUTRAL) for one in _ASKED],
    *[turn("heard of", one, Label.NEUTRAL) for one in _HEARD],
    *[turn("news", one, Label.NEUTRAL, told=True) for one in _IN_THE_PAPERS],
    *[turn("elsewhere", one, Label.NEUTRAL) for one in _ELSEWHERE],
    *[turn("others", one, Label.NEUTRAL) for one in _OTHERS],
    *[turn("news", one, Label.NEUTRAL) for one in _NEWS],
    *[turn("news", one, Label.NEUTRAL, told=True) for one in _CLEARED],
    *[turn("job advert", one, Label.NEUTRAL, told=True) for one in _HIRING],
)
