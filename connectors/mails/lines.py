"""A mail as the lines that a reader sees, with where each line leads. Pure.

Pictures speak by their ``alt`` text, and stars that are drawn one by one become ★ and ☆.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.text import clean, words

_MOST_LINES = 4_000
_MOST_NODES = 60_000
_BLOCK = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source wbr".split())
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_DEEPEST = 2_000
_UNSEEN = frozenset("head script style template title noscript svg".split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px)?\s*(?:;|$)", re.I
)
_STAR = re.compile(r"star|stern|[ée]toile|estrella|bubble|rating", re.I)
_RATED = re.compile(r"\b(?:of|von|sur|de|su|van) (?:5|10)\b", re.I)
_FULL = re.compile(r"(?<![a-z])(?:full|fill(?:ed)?|on|solid|yellow|gold|active|checked)(?![a-z])", re.I)
_EMPTY = re.compile(r"(?<![a-z])(?:empty|off|grey|gray|outline|blank|inactive|unchecked|unfilled|none)(?![a-z])", re.I)
_ALL_STARS = re.compile(r"stars[-_]?(\d)(?:[._-][05])?(?:@\dx)?\.\w{3,4}", re.I)
_LINK = re.compile(r"https?://[^\s<>\"'\])]{4,4000}")
_ONLY_LINK = re.compile(r"[<(\[]?\s*https?://\S+\s*[>)\]]?")
_PICTURE = re.compile(r"\[image:\s?([^\]\n]{0,200})\]|\[cid:[^\]\n]{0,200}\]", re.I)
_FILE = re.compile(r"\S+\.\w{3,4}")
_QUOTED = re.compile(r"^\s?(?:>\s?)+")
_WRAPPED = 58  # a line this long may go on in the next one (RFC 3676 advises 78 characters and fewer)


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` on one line; ``links`` as they were sent; ``quoted``: how deep it is quoted; ``gap``: after an empty line."""

    text: str
    links: tuple[str, ...] = ()
    quoted: int = 0
    gap: bool = False


def from_html(html: str) -> list[Line]:
    """The lines that a reader of this HTML sees."""
    if _deep(html):
        return [Line(said, gap=True) for said in words(html).split("\n")[:_MOST_LINES] if said]
    root = LexborHTMLParser(html).body
    return _Walk().through(root) if root is not None else []


def _deep(html: str) -> bool:
    """Whether elements stand so deep within each other that the parser would take more than linear time."""
    depth = 0
    for end, name in _TAG.findall(html):
        depth += 0 if name.lower() in _VOID else -1 if end and depth else 1
        if depth > _DEEPEST:
            return True
    return False


def from_plain(text: str) -> list[Line]:
    """The lines of a plain text. An address on a line of its own belongs to the words above it."""
    lines: list[Line] = []
    gap = False
    for raw in clean(text).split("\n")[:_MOST_LINES]:
        marks = _QUOTED.match(raw)
        depth = marks[0].count(">") if marks else 0
        said = " ".join(_PICTURE.sub(_described, raw[marks.end() :] if marks else raw).split())
        if not said:
            gap = True
            continue
        links = tuple(_LINK.findall(said))
        if links and _ONLY_LINK.fullmatch(said):
            if lines:
                lines[-1] = replace(lines[-1], links=lines[-1].links + links)
            continue
        words = re.sub(r"\s*[<\[(]\s*https?://\S+\s*[>\])]", "", said).strip()
        lines.append(Line(words or said, links, depth, gap))
        gap = False
    return lines


def _described(found: re.Match[str]) -> str:
    """A picture as Gmail writes it into a plain text: "[image: 1 star]" says what it showed, "[image: logo.png]" nothing, and
    neither does Outlook's "[cid:…]"."""
    return "" if not found[1] or _FILE.fullmatch(found[1]) else _picture(found[1], "")


def joined(lines: Sequence[Line]) -> str:
    """The words of some lines. Those that a mail program has broken at its margin are whole again."""
    said = ""
    last = 0
    for line in lines:
        if not said:
            said = line.text
        elif line.gap:
            said += "\n" + line.text
        else:
            said += (" " if last >= _WRAPPED else "\n") + line.text
        last = len(line.text)
    return said


class _Walk:
    """Goes through the tree without recursion, however deep it is."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.open_links: list[str] = []
        self.quoted = 0

    def through(self, root: LexborNode) -> list[Line]:
        node: LexborNode | None = root
        top = root.mem_id  # two nodes are compared by all the HTML below them
        for _ in range(_MOST_NODES):
            if node is None or len(self.lines) >= _MOST_LINES:
                break
            goes_in = self.enter(node)
            if goes_in and node.child is not None:
                node = node.child
                continue
            while node is not None and node.mem_id != top and node.next is None:
                self.leave(node)
                node = node.parent
            if node is None or node.mem_id == top:
                break
            self.leave(node)
            node = node.next
        self.end_line()
        return self.lines

    def enter(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag == "-text":
            self.words.append(node.text(deep=True) or "")
            return False
        if tag in _UNSEEN or tag.startswith(("!", "-")):
            return False
        attributes = node.attributes
        if "style" in attributes and _HIDDEN.search(attributes["style"] or ""):
            return False
        if tag in _BLOCK:
            self.end_line()
            self.quoted += tag == "blockquote"
        elif tag == "img":
            self.words.append(_picture(attributes.get("alt") or "", attributes.get("src") or ""))
        elif any(map(str.isdigit, label := attributes.get("aria-label") or "")) and (
            _STAR.search(label) or _RATED.search(label)
        ):
            self.words.append(f" {label} ")  # drawn for the eye, told to the ear
            return False
        elif tag == "a":
            href = (attributes.get("href") or "").strip()
            self.open_links.append(href)
            if href.lower().startswith(("http://", "https://")):
                self.links.append(href)
        return True

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCK:
            self.end_line()
            self.quoted -= tag == "blockquote" and self.quoted > 0

    def end_line(self) -> None:
        text = " ".join(clean("".join(self.words)).split())
        if text:
            self.lines.append(Line(text, tuple(self.links), self.quoted, gap=True))
            self.links = []
        elif self.links and self.lines:  # a picture without words that leads somewhere
            self.lines[-1] = replace(self.lines[-1], links=self.lines[-1].links + tuple(self.links))
            self.links = []
        self.words.clear()


def _picture(alt: str, src: str) -> str:
    """What a picture says: its text, one star of several, or all of them."""
    name = src.rpartition("/")[2].partition("?")[0]
    if not alt.strip() and (counted := _ALL_STARS.fullmatch(name)) and counted[1] in "12345":
        return f" {counted[1]} stars "
    if not any(char.isdigit() for char in alt) and _STAR.search(alt + " " + name) and len(alt) < 24:
        told = alt if _FULL.search(alt) or _EMPTY.search(alt) else re.sub(r"[_.\d-]+", " ", name)
        if _EMPTY.search(told):
            return "☆"
        if _FULL.search(told):
            return "★"
    return f" {alt} " if alt else ""
