"""HTML to the plain words a reader sees, and Unicode without what hides or breaks.

Pure; never raises; takes time linear in the length of its input.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cached_property

from connectors.quotes import Quotes

# --- clean ------------------------------------------------------------------------------------------------------------

# What nobody sees and what breaks databases, mails and matching: controls, zero-width and bidirectional marks, soft
# hyphens, Hangul fillers, invisible operators, interlinear marks, ideographic variants, tags, non-characters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_ASCII_TO_CLEAN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# C1 controls are nearly always Windows-1252 that was declared as Latin-1.
_C1 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_C1_SEEN = re.compile("[\x80-\x9f]")
# Joiners shape Indic, Arabic and Persian letters and build emoji; beside an alphabet below U+0590 they only hide.
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_IDLE_JOINER = re.compile("(?<![\u0590-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0010ffff])")
_IDLE_VARIANT = re.compile(r"[\ufe00-\ufe0d]+|(?<=[^\W\d_])[\ufe0e\ufe0f]+")
_PILE = re.compile(r"[^\w\s\x00-\x7f]{32}")
_MOST_MARKS = 8


def clean(text: str) -> str:
    """The same words without what hides or breaks: control, bidirectional and zero-width characters, lone surrogates.

    Composed (NFC); line ends become ``\\n``, tabs stay. Emoji keep their joiners. ``clean(clean(x)) == clean(x)``.
    """
    if text.isascii() and not _ASCII_TO_CLEAN.search(text):
        return text
    if _SURROGATE.search(text):  # pairs become the character they stand for, single ones vanish
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    while True:
        cleaned = _clean_once(text)
        if cleaned == text:
            return text
        text = cleaned


def _clean_once(text: str) -> str:
    text = _HIDDEN.sub("", _LINE_END.sub("\n", text))
    if text.isascii():
        return text
    if _C1_SEEN.search(text):
        text = text.translate(_C1)
    text = _IDLE_VARIANT.sub("", text)
    text = _IDLE_JOINER.sub("", _JOINERS.sub(r"\1", text))
    if _PILE.search(text):
        text = _thin(text)
    return unicodedata.normalize("NFC", text)


def _thin(text: str) -> str:
    """At most eight combining marks on a letter: sorting a long pile of them into NFC takes quadratic time."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


# --- words ------------------------------------------------------------------------------------------------------------


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCK = _names(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre "
    "section summary table tbody tfoot thead title tr ul"
)
_CELL = _names("td th")
_INLINE = _names(
    "a abbr acronym applet area audio b base basefont bdi bdo big blink button canvas cite code col colgroup data "
    "datalist del dfn em embed font frame frameset i img input ins kbd label link map mark marquee meta meter nobr "
    "object output param picture progress q rb rp rt ruby s samp search slot small source span strike strong sub sup "
    "text time tt u var video wbr"
)
_DROPPED = _names("script style template noscript iframe noframes svg math textarea select xmp noembed")
_KNOWN = _BLOCK | _CELL | _INLINE | _DROPPED
_VOID = _names("area base br col embed frame hr img input link meta param source wbr")

# Most tags are one of these, and need no closer look.
_PLAIN_TAGS = {
    f"{slash}{name}>": name in _BLOCK
    for name in (_BLOCK | _INLINE) - {"pre", "img", "cite", "aside"}
    for slash in ("", "/")
    if len(name) < 8
} | {"br/>": True, "br />": True}

_TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]*(?:[:-][A-Za-z0-9:_-]*)?)(?=[\s/>]|\Z)")
_TO_TAG_END = re.compile(r"""(?:[^"'>]+|"[^"]*"|'[^']*')*+>""")
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
# In text that was unescaped twice, only this is markup: an element with its end, an image with its address, a break
# that touches words. Anybody may speak of a <div> or a <script>, or put spaces around the name of a <br>.
_WHOLE_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?>")
_BREAK = re.compile(r"(?<![\s\"'`(\[])<(?:br|p)(?:\s[^<>]*|/)?>|<(?:br|p)(?:\s[^<>]*|/)?>(?=\w|\n)", re.I)
_IMAGE = re.compile(r"""<img\s[^<>]*?\bsrc\s*=\s*["']""", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" ?\n[ \n]*")
# Mastodon hides the scheme and the tail of a link; what the reader sees is the middle. "quote-inline" is the fallback
# for readers that know no quotes.  https://docs.joinmastodon.org/spec/activitypub/
_UNSEEN = frozenset(("invisible", "quote-inline", "screen-reader-text", "sr-only", "visually-hidden"))


def words(html: str) -> str:
    """HTML, possibly escaped twice, or plain text, to the plain words a reader sees.

    Blocks and ``<br>`` become single line ends, a link its shown text, an emoji image its ``alt``; scripts, styles and
    hidden spans vanish; white space collapses; the result is ``clean``. What is no tag of HTML ("<3", "a < b",
    "Vec<T>") stays as it is, and so does an escaped tag that somebody only speaks of ("our <script> hangs"): text that
    was escaped twice counts as HTML where an element has its end or a break stands between words. What has no end
    (a script that was cut off) hides nothing.

    What the author quotes is somebody else's word and left out: Discourse's ``<aside class="quote">``; a
    ``<blockquote>`` that a forum marks as a quotation, or that begins with or follows "Dana wrote:"; and every
    blockquote of a text that begins with one and then goes on, for that is an answer. Others stay: an article quotes
    what belongs to it. A text that is nothing but blockquotes is whole.
    """
    if "<" not in html and "&" not in html:
        return _collapse(clean(html))
    if "<![CDATA[" in html:  # meant for XML, and wrapped once too often
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    text, tags = _without_tags(html)
    text = _decode(text)
    if not tags and "<" in text and _is_markup(text):  # escaped once more than XML asked for
        text, tags = _without_tags(text)
        if tags:
            text = _decode(text)
    if "&" in text and _ENTITY.search(text):
        text = _decode(text)
    return _collapse(clean(text))


def _decode(text: str) -> str:
    # Only with its semicolon: "?a=1&copy=2" is an address and no copyright sign.
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def _collapse(text: str) -> str:
    text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = _AROUND_LINE_END.sub("\n", text)
    return text.strip()


def _is_markup(text: str) -> bool:
    """Whether unescaped text clearly is HTML, and does not only name a tag."""
    opened = set()
    for tag in _WHOLE_TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1]:
            opened.add(name)
        elif name in opened and name in _KNOWN and name not in _DROPPED:
            return True
    return bool(_BREAK.search(text) or _IMAGE.search(text))


def _without_tags(source: str) -> tuple[str, bool]:
    """The text between the tags, entities untouched, and whether there were any tags of HTML."""
    if "<" not in source:
        return source, False
    return _Stripper().strip(source)


class _Stripper:
    """Cuts at every "<" and looks at each piece once, so that no input costs more than linear time."""

    def __init__(self) -> None:
        self.out: list[tuple[str, bool]] = []  # words, and whether their line ends are to be kept
        self.tags = False
        self.blocks = False
        self.dropping = ""  # the element whose content is not for readers
        self.depth = 0  # how often that element is open
        self.pieces: list[str] = []
        self.at = 0  # the piece that is being read
        self.ellipsis = 0
        self.pre = 0
        self.quotes = Quotes(self.out)

    def strip(self, source: str) -> tuple[str, bool]:
        pieces = self.pieces = source.split("<")
        self.say(pieces[0])
        index, last = 1, len(pieces)
        while index < last:
            piece = pieces[index]
            self.at = index
            index += 1
            if self.dropping and self.at > self.ends[self.dropping]:
                self.dropping = ""
            end = piece.find(">", 0, 9) + 1
            block = _PLAIN_TAGS.get(piece[:end]) if end and not self.dropping and not self.ellipsis else None
            if block is not None:
                self.plain_tag(block, piece[end:])
            elif piece.startswith("!--"):
                index = self.comment(piece, pieces, index)
            elif piece.startswith(("!", "?")) and (end := piece.find(">")) >= 0:
                self.tags = True
                self.say(piece[end + 1 :])
            elif (name := _TAG_NAME.match(piece)) and _is_tag(name[1].lower(), piece[name.end() :]):
                # <xhtml:p> is <p>, <o:p> of Office as well
                index = self.tag(name[1].lower().rpartition(":")[2], piece, pieces, index)
            else:
                self.say("<" + piece)
        keep_lines = not self.blocks
        out = self.quotes.left_out()
        text = "".join(said if keep_lines or kept else said.replace("\n", " ") for said, kept in out)
        return text, self.tags

    @cached_property
    def ends(self) -> dict[str, int]:
        """Where each element is closed for the last time, and under "--" where the last comment ends."""
        ends: dict[str, int] = {}
        for index, piece in enumerate(self.pieces):
            if piece[:1] == "/" and (name := _TAG_NAME.match(piece)):
                ends[name[1].lower().rpartition(":")[2]] = index
            if "-->" in piece:
                ends["--"] = index
        return ends

    def say(self, text: str, *, kept: bool = False) -> None:
        if text and not self.dropping:
            self.out.append((text, kept or self.pre > 0))

    def plain_tag(self, block: bool, rest: str) -> None:
        self.tags = True
        if block:
            self.blocks = True
            self.out.append(("\n", True))
        if rest:
            self.out.append((rest, self.pre > 0))

    def comment(self, piece: str, pieces: list[str], index: int) -> int:
        self.tags = True
        if self.at > self.ends.get("--", 0):  # a comment without an end hides nothing
            self.say(piece[3:])
            return index
        end = piece.find("-->")
        while end < 0 and index < len(pieces):
            piece = pieces[index]
            index += 1
            end = piece.find("-->")
        if end >= 0:
            self.say(piece[end + 3 :])
        return index

    def tag(self, name: str, piece: str, pieces: list[str], index: int) -> int:
        closed = _TO_TAG_END.match(piece)
        if closed is None and index < len(pieces) and (end := piece.find(">")) < 0:
            # A "<" within a quoted attribute: the tag ends where the quote does, if that is near.
            for more in range(index, min(index + 4, len(pieces))):
                piece += "<" + pieces[more]
                closed = _TO_TAG_END.match(piece)
                if closed is not None:
                    index = more + 1
                    break
            else:
                return index
        end = closed.end() if closed else piece.find(">") + 1 or len(piece)
        head, rest = piece[:end], piece[end:]
        self.tags = True
        if head.startswith("/"):
            self.close(name)
        else:
            self.open(name, head)
        self.say(rest)
        return index

    def open(self, name: str, head: str) -> None:
        void = name in _VOID or head.endswith("/>")
        if self.dropping:
            self.depth += name == self.dropping and not void
            return
        if name in _BLOCK:
            self.blocks = True
            self.say("\n", kept=True)
            self.pre += name == "pre" and not void
        elif name in _CELL:
            self.say(" ")
        elif name == "img":
            self.say(_emoji(head))
        if name in _DROPPED and not void:
            self.drop(name)
        elif name == "blockquote":
            self.quotes.open(classes=_classes(head))
        elif name == "cite":
            self.quotes.cite()
        elif name in ("span", "p", "a", "div", "aside") and not void and "class" in head:
            classes = _classes(head)
            if classes & _UNSEEN or (name == "aside" and "quote" in classes):
                self.drop(name)
            elif name == "span" and "ellipsis" in classes:
                self.ellipsis += 1

    def drop(self, name: str) -> None:
        if self.at < self.ends.get(name, 0):  # what has no end must not swallow the rest
            self.dropping, self.depth = name, 1

    def close(self, name: str) -> None:
        if self.dropping:
            self.depth -= name == self.dropping
            if self.depth == 0 or self.at >= self.ends[self.dropping]:
                self.dropping = ""
            return
        if name == "blockquote":
            self.quotes.close()
        if name == "span" and self.ellipsis:
            self.ellipsis -= 1
            self.say("…")
        elif name in _BLOCK:
            self.blocks = True
            self.pre -= name == "pre" and self.pre > 0
            self.say("\n", kept=True)
        elif name in _CELL:
            self.say(" ")


def _is_tag(name: str, rest: str) -> bool:
    if name not in _KNOWN and ":" not in name and "-" not in name:  # <o:p>, <my-widget>
        return False
    inside, end, _ = rest.partition(">")
    if "=" in inside or not inside.strip(" /\t\r\n"):
        return True
    return bool(end) and len(name) > 1  # "a <b and c> d" and "I <i was furious" are sums and slips, not tags


def _classes(head: str) -> frozenset[str]:
    found = _CLASS.search(head)
    return frozenset((found[1] or found[2] or found[3] or "").split()) if found else frozenset()


def _emoji(head: str) -> str:
    """Forums and WordPress draw emoji as images; the anger is in their ``alt``."""
    if "emoji" not in head and "smil" not in head:
        return ""
    found = _ALT.search(head)
    return (found[1] or found[2] or found[3] or "") if found else ""
