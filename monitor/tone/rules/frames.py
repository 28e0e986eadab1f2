"""What turns the meaning of a whole sentence: sarcasm, asking around, adverts."""

from __future__ import annotations

import re

SARCASM = re.compile(
    r"(?:^|[.!?,] ?)(?:oh,? |well,? |wow,? |yeah,? |just )?(?:great|wonderful|fantastic|brilliant|awesome|"
    r"lovely|nice|nice one|perfect|amazing|"
    r"well done|good job|great job|nice job|nice work|bravo|superb|excellent|thanks|thank you|cheers|"
    r"congratulations|congrats|way to go)"
    r"[,.!:;… ][^.?]{0,60}?\b(?:another|again|still|on hold|delay(?:ed)?|cancell?ed|broken|late|closed|"
    r"nothing|ruin(?:ed|ing)|wast(?:ed|ing)|"
    r"losing|lost|ignor(?:ed|ing)|never|no (?:one|reply|answer|response)|overcharg\w+|wrong|weeks?|"
    r"leak(?:ed|ing|s)?|down|crash\w*|fail\w*)\b"
    r"|(?:love|loving|adore|enjoy(?:ing)?|gotta love|have to love|got to love|"
    r"don't you (?:just )?love) (?:it )?(?:how|when|that|being|"
    r"waiting|sitting|spending|paying|getting|the way)\b[^.!?]{0,80}\b(?:hold|wait\w*|ignor\w+|never|no|not|"
    r"n't|hours?|weeks?|late|extra|"
    r"charg\w+|cancel\w*|delay\w*|broke\w*|down|nothing|crash\w*|wrong|twice|again|lie|lied|lost|leak\w*|days|months)\b"
    r"|thank(?:s| you) (?:so much |a lot )?for (?:nothing|the (?:nonexistent|terrible|awful|lies|wait|delay|"
    r"wasted)|making (?:me|us) (?:wait|late|miss)|"
    r"ruining|losing|wasting|charging|ignoring|hanging|cancell?ing|not|never|breaking|leaving|screwing|overcharging)"
    r"|slow clap|#sarcasm|#fail\b|so glad (?:I|we) (?:paid|pay|waited|spent|chose)|(?:really|such) (?:great|"
    r"amazing|stellar|excellent|wonderful|"
    r"quality) (?:service|job|work)[^.?!]{0,40}\b(?:when|hours?|hold|weeks?|never|not|no)\b|\bjust (?:great|"
    r"what I needed|perfect|wonderful|lovely)\b",
    re.IGNORECASE,
)
"""Praise that is none. https://en.wikipedia.org/wiki/Sarcasm has the figure; the phrases are ours."""

QUESTION = re.compile(
    r"(?:does|do|did|has|have|is|are|was|anyone|anybody|any ?one)\b(?: (?:anyone|anybody|any of you|else|"
    r"it just me|everyone|you guys|y'all|people))+",
    re.IGNORECASE,
)
"""Asking around ("does anyone else have trouble with X?") is not yet complaining."""

ADVERT = re.compile(
    r"\b(?:(?:we(?:'re| are)|is|are|now|currently) (?:now )?hiring|apply (?:now|today|here|online)|"
    r"job (?:opening|alert|vacancy|offer)s?|"
    r"vacanc(?:y|ies)|join our team|positions? available|full[- ]time|part[- ]time position|salary|"
    r"looking for an? (?:\w+ ){1,3}to join|"
    r"send (?:your|us your) (?:cv|resume)|use (?:promo )?code|\d{1,2}% off|now available|pre-?order now)\b",
    re.IGNORECASE,
)
"""Job and shop adverts: nobody's feelings."""
