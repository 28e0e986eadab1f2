"""Where a word, a handle, a hashtag or a domain begins and ends, in folded text (see ``fold``)."""

from __future__ import annotations

import re
import unicodedata

# Scripts written without spaces between words, and Hangul, whose particles follow a name directly.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u318f\u31a0-\u31ff\u3400-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# What may follow the apostrophe of a name: English clitics, and the case endings that Turkish writes so.
_ENDINGS = frozenset(
    {
        "s",
        "ll",
        "d",
        "ve",
        "re",
        "m",
        "n",
        "in",
        "un",
        "u",
        "a",
        "e",
        "i",
        "ya",
        "ye",
        "yi",
        "yu",
        "da",
        "de",
        "ta",
        "te",
        "dan",
        "den",
        "tan",
        "ten",
        "nin",
        "nun",
        "la",
        "le",
        "yla",
        "yle",
    }
)
# What may stand before the apostrophe: French, Italian, Catalan and Dutch elisions, Irish and English short forms.
_ELISIONS = frozenset(
    {
        "l",
        "d",
        "j",
        "m",
        "n",
        "s",
        "t",
        "c",
        "qu",
        "jusqu",
        "lorsqu",
        "puisqu",
        "quelqu",
        "un",
        "all",
        "dall",
        "dell",
        "nell",
        "sull",
        "coll",
        "quest",
        "sant",
        "bell",
        "b",
    }
)
_TAKES_ES = ("s", "x", "z", "ch", "sh")
_LONGEST_RUN = 8

_TLDS = (
    "com|net|org|info|biz|io|ai|app|dev|shop|store|online|site|social|example|test|gov|edu|eu|co|uk|ca|au|nz|de|ch|fr|es|"
    "pt|nl|se|dk|fi|pl|cz|ru|ua|jp|cn|br|mx|ar|tv|ly|gg|xyz|ie|za|kr"
)
_HINT = re.compile(r"\.[\w-]")
# Linear: every repeat is bounded or ends at a class it cannot cross, and starts only where a token starts.
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+"
    r"|\bwww\.[^\s<>\"\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    rf"|(?<![\w.-])(?:[\w-]{{1,63}}\.){{1,6}}(?:{_TLDS})(?![\w@-]|\.\w)(?:[/?#:][^\s<>\"]*)?"
)


def known_tld(label: str) -> bool:
    """Whether this is a top-level domain that people really use."""
    return re.fullmatch(_TLDS, label) is not None


def addresses(text: str) -> list[tuple[int, int]]:
    """The spans of URLs, e-mail addresses and bare domains in an original text, in order."""
    if not _HINT.search(text):
        return []
    return [hit.span() for hit in _ADDRESS.finditer(text)]


def _is_word(char: str) -> bool:
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _joined(left: str, right: str) -> bool:
    """Whether no word ends between these two characters."""
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    if unicodedata.category(right)[0] == "M":
        return True  # a vowel sign or tone mark belongs to the letter before
    return _is_word(left) and _is_word(right) and not _UNSPACED.match(left) and not _UNSPACED.match(right)


def word_starts(folded: str, start: int) -> bool:
    """Whether a name can begin here."""
    if start == 0:
        return True
    before, first = folded[start - 1], folded[start]
    if before == "_":  # _Acme_ is stress, acme_fan is another word
        return start < 2 or not _is_word(folded[start - 2])
    if before == "'" and start >= 2 and folded[start - 2].isalpha():
        run = start - 1
        while run > 0 and start - run <= _LONGEST_RUN and folded[run - 1].isalpha():
            run -= 1
        return folded[run : start - 1] in _ELISIONS or bool(_UNSPACED.match(folded[start - 2]))
    if not _is_word(first):  # ".NET" does not begin in "ASP.NET"
        return not before.isalnum() or first in "@#"
    return not _joined(before, first)


def word_ends(folded: str, end: int) -> bool:
    """Whether a name can end here: at the end of a word, or before a plural or possessive ending of its own."""
    if end >= len(folded):
        return True
    last, after = folded[end - 1], folded[end]
    if after == "'":
        return _apostrophe_ends(folded, end)
    if after == "_":
        return end + 1 >= len(folded) or not _is_word(folded[end + 1])
    if not _joined(last, after):
        return True
    if not last.isalpha():
        return False
    if after == "s" and last != "s":
        return _really_ends(folded, end + 1)
    if folded.startswith("es", end) and folded.endswith(_TAKES_ES, 0, end):
        return _really_ends(folded, end + 2)
    return False


def _really_ends(folded: str, end: int) -> bool:
    if end >= len(folded):
        return True
    if folded[end] == "'":
        return end + 1 >= len(folded) or not folded[end + 1].isalpha()
    if folded[end] == "_":
        return end + 1 >= len(folded) or not _is_word(folded[end + 1])
    return not _joined(folded[end - 1], folded[end])


def _apostrophe_ends(folded: str, end: int) -> bool:
    run = end + 1
    while run < len(folded) and run - end <= _LONGEST_RUN and folded[run].isalpha():
        run += 1
    return run == end + 1 or folded[end + 1 : run] in _ENDINGS or bool(_UNSPACED.match(folded[end + 1]))


def _ascii_word(char: str) -> bool:
    return char == "_" or (char.isascii() and char.isalnum())


def tag_fits(folded: str, start: int, end: int) -> bool:
    """Whether a whole #hashtag stands here."""
    if start and (_is_word(folded[start - 1]) or folded[start - 1] in "_&/"):
        return False
    return end >= len(folded) or not (folded[end] == "_" or _joined(folded[end - 1], folded[end]))


def handle_fits(folded: str, start: int, end: int) -> bool:
    """Whether a whole @handle stands here: not the end of an e-mail address, not the start of a longer handle."""
    if start and (_is_word(folded[start - 1]) or folded[start - 1] == "_"):
        return False
    if end >= len(folded):
        return True
    if folded[end] == ".":
        return end + 1 >= len(folded) or not _ascii_word(folded[end + 1])
    return not _ascii_word(folded[end])


def domain_fits(folded: str, start: int, end: int) -> bool:
    """Whether this domain (or a host below it) stands here, and not a longer name that only contains it."""
    if start and (folded[start - 1] == "_" or _joined(folded[start - 1], folded[start])):
        return False
    if end >= len(folded):
        return True
    after = folded[end]
    if after == ".":
        return end + 1 >= len(folded) or not _is_word(folded[end + 1])
    return after not in "_@" and not _joined(folded[end - 1], after)
