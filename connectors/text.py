"""Strangers' words made plain: HTML to text, clean Unicode, canonical addresses, numbers; times are in ``times``.

Everything here is pure, never raises on what a service may send, and takes time linear in the length of its input.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from connectors.times import parse_time

__all__ = ["canonical_url", "clean", "number", "parse_time", "words"]

# --- clean ------------------------------------------------------------------------------------------------------------

# What nobody sees and what breaks databases, mails and matching: controls, zero-width and bidirectional marks, soft
# hyphens, Hangul fillers, invisible operators, interlinear marks, ideographic variants, tags, non-characters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
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
    if text.isascii() and text.isprintable():
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

_TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]*(?:[:-][A-Za-z0-9:_-]*)?)(?=[\s/>]|\Z)")
_TO_TAG_END = re.compile(r"""(?:[^"'>]+|"[^"]*"|'[^']*')*+>""")
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
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
    "Vec<T>") stays as it is.
    """
    if "<" not in html and "&" not in html:
        return _collapse(clean(html))
    text, tags = _without_tags(html)
    text = _decode(text)
    if not tags and "<" in text:  # escaped once more than XML asked for
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
        self.ellipsis = 0
        self.pre = 0

    def strip(self, source: str) -> tuple[str, bool]:
        pieces = source.split("<")
        self.say(pieces[0])
        index, last = 1, len(pieces)
        while index < last:
            piece = pieces[index]
            index += 1
            if piece.startswith("!--"):
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
        text = "".join(said if keep_lines or kept else said.replace("\n", " ") for said, kept in self.out)
        return text, self.tags

    def say(self, text: str, *, kept: bool = False) -> None:
        if text and not self.dropping:
            self.out.append((text, kept or self.pre > 0))

    def comment(self, piece: str, pieces: list[str], index: int) -> int:
        self.tags = True
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
            self.dropping, self.depth = name, 1
        elif name in ("span", "p", "a", "div") and not void and "class" in head:
            classes = _classes(head)
            if classes & _UNSEEN:
                self.dropping, self.depth = name, 1
            elif name == "span" and "ellipsis" in classes:
                self.ellipsis += 1

    def close(self, name: str) -> None:
        if self.dropping:
            self.depth -= name == self.dropping
            if self.depth == 0:
                self.dropping = ""
            return
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


# --- addresses --------------------------------------------------------------------------------------------------------

_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_[ce]id|"
    r"_hs(?:enc|mi)|mkt_tok|ref_(?:src|url)|vero_(?:id|conv)|oly_(?:anon|enc)_id|_ga|_gl|at_(?:medium|campaign)|cmpid|"
    r"ncid|wt\.mc_id|wt_mc|piwik_.*|mtm_.*|pk_(?:campaign|kwd|source|medium)",
    re.I,
)
# Fragments that name one comment or post of the page; the others only scroll.
_NAMES_A_POST = re.compile(
    r"(?:div-|id)?(?:comment|issuecomment|discussion_r|post|pid|p|c|msg|message|reply|review|answer|entry|item|note|t|r)"
    r"[-_=:]?[0-9a-f]+(?:-[0-9a-f]+)*|\d+|[!/].*",
    re.I | re.S,
)
_UNSAFE_HOST = re.compile(r"[\s\x00-\x20\"'<>\\^`{|}%@#?/]")
_LONGEST_URL = 8_000
_MARGIN = "".join(map(chr, range(0x21)))  # browsers ignore spaces and controls around an address


def canonical_url(url: str, base: str = "") -> str:
    """The one spelling under which an address is compared and shown, or "" if it is none of http(s).

    ``base`` completes a relative address. Host in lower case, default port, user name and tracking parameters dropped;
    Google's redirector (``google.com/url?url=``) is unwrapped; a fragment stays only where it names a comment or post.
    Never raises; ``canonical_url(canonical_url(x)) == canonical_url(x)``.
    """
    url = _tidy(url)
    if not url or len(url) > _LONGEST_URL:
        return ""
    try:
        if base:
            url = urljoin(_tidy(base), url)
        elif url.startswith("//"):
            url = "https:" + url
        return _canonical(url)
    except ValueError:
        return ""


def _tidy(url: str) -> str:
    url = clean(url.strip(_MARGIN).replace("\t", "").replace("\n", "").replace("\r", "")).strip()
    # A browser reads "\\" as "/": http://a\@b leads to a, whatever RFC 3986 says.
    head, mark, tail = url.partition("?")
    return head.replace("\\", "/") + mark + tail


def _canonical(url: str) -> str:
    while True:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        host = (parts.hostname or "").rstrip(".")
        if scheme not in ("http", "https") or not host or _UNSAFE_HOST.search(host):
            return ""
        target = _redirects_to(host, parts.path, parts.query)
        if not target:
            break
        url = _tidy(target)
    netloc = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != (80 if scheme == "http" else 443):
        netloc += f":{parts.port}"
    query = "&".join(
        pair
        for pair in parts.query.split("&")
        if pair and not _TRACKING.fullmatch(pair.partition("=")[0]) and not (pair == "oc=5" and "google." in host)
    )
    fragment = parts.fragment if _NAMES_A_POST.fullmatch(parts.fragment) else ""
    path = _quoted(parts.path) or "/"
    return (
        f"{scheme}://{netloc}{path}"
        + (f"?{_quoted(query)}" if query else "")
        + (f"#{_quoted(fragment)}" if fragment else "")
    )


def _quoted(part: str) -> str:
    return part if part.isalnum() and part.isascii() else quote(part, safe="%/:@!$&'()*+,;=?~-._[]")


def _redirects_to(host: str, path: str, query: str) -> str:
    if path != "/url" or host not in ("www.google.com", "google.com"):
        return ""
    asked = dict(parse_qsl(query[:_LONGEST_URL]))
    target = asked.get("url") or asked.get("q") or ""
    return target if target.lower().startswith(("http://", "https://")) else ""


# --- numbers ----------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?<![\w.,])[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,3}(?:\.\d{3})+,\d{1,9}|\d{1,15}(?:[.,]\d{1,15})?|\.\d{1,9})(?!\d)"
)


def number(value: object) -> float | None:
    """A number as services write it: 4, "4", "4,5", "4.5", "Rated 4.5 stars", "1,234". None for anything else, for
    infinity and not-a-number."""
    if isinstance(value, str):
        found = _NUMBER.search(value[:200])
        return _spelled(found[0]) if found else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            result = float(value)
        except OverflowError:
            return None
        return result if math.isfinite(result) else None
    return None


def _spelled(text: str) -> float:
    dot, comma = text.rfind("."), text.rfind(",")
    if dot >= 0 and comma >= 0:  # whichever comes last is the decimal mark
        text = text.replace(",", "") if dot > comma else text.replace(".", "").replace(",", ".")
    elif comma >= 0:
        thousands = re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+", text)
        text = text.replace(",", "" if thousands else ".")
    return float(text)
