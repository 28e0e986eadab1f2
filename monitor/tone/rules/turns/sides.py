"""Firms held against each other, and one that is left for another."""

from __future__ import annotations

from monitor.tone.base import Label, Signal
from monitor.tone.rules.turns.turn import turn

_PERIOD = r"(?:today|yesterday|tonight|this (?:week|month|morning)|last (?:week|month|year)|after|because|since|and)"
_NO_BLAME = r"(?![^.!?]*\b(?:clos(?:ing|ed|es)|retir\w+|relocat\w+|moved? (?:house|away|town|to)|merg\w+|shut)\b)"

_COMPARED = (
    r"<good>(?:'s)? (?:\w+ )?beats? (?:(?:the|those|any) \w+ (?:at|of|from) )?<firm>",
    (
        r"<good>\b[^.!?]{0,40}\b(?:miles|streets|leagues|light[- ]years|worlds|way|far|head and shoulders) "
        r"(?:ahead of|above|"
        r"better than|superior to)\b[^.!?]{0,30}?<firm>"
    ),
    (
        r"<bad> makes? <calm> (?:look|seem|sound|feel) (?:like )?(?:(?:an?|the) )?(?:\w+[ -]){0,2}(?:dream|paradise|"
        r"heaven|hotel|good|"
        r"great|decent|fast|cheap|friendly|professional|saints?|angels?|joy|bargain)\b"
    ),
    r"\bgive me (?:\w+ ){0,3}?<good> over (?:the |that )?<calm>",
    (
        r"\b(?:I'd|I would|I'll|we'd) (?:take|pick|choose|go (?:for|with)) <good>(?: over <calm>)? "
        r"(?:every|any) (?:single )?(?:time|day)\b"
    ),
    (
        r"\bunlike <bad>,? <good> (?:actually|really) (?:answers?|reads?|calls?|rings?|picks?|cares?|listens?|repl(?:y|ies)|"
        r"responds?|helps?|knows?|shows?|turns?|works?|delivers?)\b"
    ),
    r"\bif (?:only )?<bad>[^.!?]{0,50}\bhalf as \w+ as <good>",
    r"<bad> could learn (?:\w+ ){1,5}from <good>|\bcould (?:all )?learn (?:\w+ ){1,5}from (?:the \w+ at )?<ours>",
    (
        r"(?:<known good>[^.!?]{0,40} )?\b(?:fixed|did|solved|sorted|repaired|found|mended|managed|saved) "
        r"[^.!?]{0,30}?\b(?:what|that) "
        r"<bad> (?:could(?:n't| not)|failed|never|can't|cannot|gave up|had|took|told|said)\b"
    ),
    (
        r"<bad> (?:took|needed|wanted|charged|quoted|asked)\b[^.!?]{0,40}\bfor what <good> "
        r"(?:did|does|do|managed?s?|finished|charged?s?|delivered|sorted|fixed|sells?)\b"
    ),
    r"\bwhere <bad> (?:took|takes|needed|needs|charged|wanted|wants|left|kept|made|ignored)\b[^.!?]{0,50}, <good> ",
    r"\bnothing against <calm>,? but <good>",
    r"\b(?:I'd|I would|we'd|we would) (?:\w+ )?rather [^.!?]{1,60} than [^.!?\"']{0,30}?<bad>",
    (
        r"\b(?:next to|compared (?:to|with)|beside) <bad>,? <good> (?:is|runs|looks|feels|seems|was) (?:like "
        r")?(?:an? )?"
        r"(?:\w+ ){0,2}(?:dream|watch|relief|paradise|heaven|joy|breeze|luxury|delight|blessing)"
    ),
    r"<good> puts? <bad> to shame",
    r"<good>[^.!?]{0,40}[.!] [^.!?]{0,80}\b(?:which is )?more than <bad> (?:ever|can|could|has|have|did)\b",
    (
        r"(?:think|thought) [^.!?]{1,50} (?:was|were) (?:\w+ )?(?:bad|slow|expensive|awful|rude|useless|terrible|"
        r"dirty|late)"
        r" until (?:I|we) [^.!?]{1,20}<bad>"
    ),
    r"give me (?:\w+ ){0,4}(?:at|from) <good> over (?:\W?\w+\W{1,2}){1,4}?(?:at|from) <bad> any day",
    (
        r"<good> (?:gives?|offers?) (?:you|me|us) (?:\w+ ){0,3}and <bad> (?:gives?|offers?) (?:you|me|us) (?:attitude|"
        r"excuses|the runaround)"
    ),
)
_ALIKE = (
    r"\b(?:no|any|not much|little|hardly any|barely any) (?:real )?difference between\b[^.!?]{0,60}?<ours>",
    (
        r"(?:<ours> and <firm>|<firm> and <ours>)[^.!?]{0,40}\b(?:the same (?:price|thing|to the penny)|cost the "
        r"same|charge the same)"
    ),
)
_SWITCHED = (
    r"\b(?:good)?bye(?:[ -]bye)?,? <bad>\b[,.! ]*(?:and )?(?:hello|welcome|hi),? <good>",
    rf"\b(?:dropped|dumped|ditched|binned|fired|sacked|quit) <bad> {_PERIOD}\b",
    r"\bclos(?:e|ed|ing) (?:my|our|her|his|their|the|all) (?:\w+ )?accounts? (?:at|with) <bad>",
)
_LEFT_FOR = (
    (
        r"\b(?:dumped|ditched|binned|sacked|fired) <bad> for <good>,? (?:after|because|over)\b"
        r"(?![^.!?]*\b(?:regret\w*|mistake|sorry|miss\w*|back|cheaper|nearer|closer|pay|salary|wages?)\b)"
        rf"{_NO_BLAME}"
    ),
    (
        r"\b(?:tried|trialled|gave) <bad>\b[^.!?]{0,50}\b(?:went|going|come|came|gone|switched|moved|crawled) "
        r"(?:\w+ )?back to <good>"
    ),
    (
        r"\b(?:good)?bye(?:[ -]bye)?,? <bad>[,.!]+ [^.!?]{0,30}\b(?:signed (?:up )?with|switched to|moved to|gone to|"
        r"off to|joined) "
        r"<good>"
    ),
    (
        rf"\b(?:cancell?ed|left|ditched|dropped|dumped|binned|quit) <bad>,? (?:and )?(?:now )?(?:joined|signed "
        rf"(?:up )?with|"
        rf"went (?:over )?to|went with|moved to|switched to) <good>{_NO_BLAME}"
    ),
    (
        rf"\bafter (?:\w+ ){{1,3}}years? (?:with|at|of|as a customer of) <bad>[^.!?]{{0,20}}\b(?:moved|switched|"
        rf"changed|gone|went|"
        rf"signed|left|joined)\b[^.!?]{{0,20}}\b(?:to|for|with) <good>{_NO_BLAME}"
    ),
)
_CAME_BACK = (
    (
        r"\b(?:left|leaving|quit|dropped|swapped|dumped) <good> for [^.!?]{0,30}?<bad>[^.!?]{0,60}\b(?:regret\w*|"
        r"mistake|"
        r"wish (?:I|we)(?:'d| had)? stayed|should have stayed|want(?:ed)? (?:to go|them) back)\b"
        r"(?<!only regret)(?<!no regret)(?<!no regrets)(?! is not)(?![^.!?]*\b(?:sooner|earlier|years ago|staying)\b)"
    ),
    r"\b(?:mistake|regret|regrets)\b[^.!?]{0,30}\b(?:was )?leaving (?:\w+ old )?<good>(?: for <bad>)?",
    r"\b(?:I|we) came back\b[^?]{0,90}\bmissed (?:you|your)\b",
)

SIDES = (
    *[turn("compared", one, Label.NEUTRAL) for one in _COMPARED],
    *[turn("alike", one, Label.NEUTRAL) for one in _ALIKE],
    *[turn("left", one, Label.NEGATIVE, signal=Signal.CHURN) for one in _SWITCHED],
    *[turn("left", one, signal=Signal.CHURN) for one in _LEFT_FOR],
    *[turn("came back", one, Label.POSITIVE) for one in _CAME_BACK],
)
