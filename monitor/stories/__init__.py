"""Stories: near-duplicates, reposts, syndicated articles and one complaint posted in five places are one story. Pure.

``fingerprint``  what of a text is compared, and the keys under which a story is looked up
``shelf``        which story a text belongs to, if any; the same in memory and for the database
``spread``       how far a story has come
``agreement``    whether a post passes on another, and a reply says "me too"
"""

from monitor.stories.agreement import BOOST, agrees, boosts
from monitor.stories.fingerprint import (
    MANY,
    Fingerprint,
    Telling,
    alike,
    fingerprints,
    plain_name,
    same_headline,
    same_words,
    words_of,
)
from monitor.stories.shelf import ARTICLE_DAYS, POST_DAYS, Known, Shelf, begin, choose, keys_to_keep
from monitor.stories.spread import Spread

__all__ = [
    "ARTICLE_DAYS",
    "BOOST",
    "MANY",
    "POST_DAYS",
    "Fingerprint",
    "Known",
    "Shelf",
    "Spread",
    "Telling",
    "agrees",
    "alike",
    "begin",
    "boosts",
    "choose",
    "fingerprints",
    "keys_to_keep",
    "plain_name",
    "same_headline",
    "same_words",
    "words_of",
]
