"""The schema.org items of a page, whichever way they are written: JSON-LD, microdata or RDFa Lite.

https://www.w3.org/TR/json-ld11/, https://html.spec.whatwg.org/multipage/microdata.html, https://www.w3.org/TR/rdfa-lite/

Everything comes out in one shape: an item is a dictionary with ``@type`` (a list of names in lower case, without
"https://schema.org/"), maybe ``@id`` and ``@label`` (what its element is called for those who do not see it), and a list of
values for every property. Pure, and made to be forgiving: pages
are written by plug-ins, and a broken script must not cost the reviews beside it.
"""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.feed_bytes import AS_CP1252

Item = dict[str, Any]


class Said(str):
    """Words that tell which language they are in."""

    lang = ""


def _said(words: str, lang: object) -> Said:
    said = Said(words)
    said.lang = lang if isinstance(lang, str) else ""
    return said


_DEEPEST = 40
_MOST_BROKEN = 500  # items that are picked out of one broken script
_LONGEST_BROKEN = 20_000  # characters of such an item
_MOST_REFERENCES = 500


@dataclass(frozen=True, slots=True)
class Page:
    """What the markup of a page says: its top items in each of the ways of writing, and its language if it tells."""

    ways: tuple[list[Item], ...]
    lang: str = ""


def read(body: bytes, charset: str = "") -> Page:
    """The items of a page. ``charset`` is the one of the Content-Type, "" to find it out. A body that is JSON is taken
    for JSON-LD."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return Page((items_of(json_ld(body.decode("utf-8-sig", "replace"))),))
    tree = LexborHTMLParser(decoded(body, charset), encoding=True)
    root = tree.root
    if root is None:
        return Page(())
    scripts = [
        node.text() for node in root.css("script[type]") if "ld+json" in (node.attributes.get("type") or "").lower()
    ]
    ways = [items_of([value for script in scripts for value in json_ld(script)])]
    ways += [_marked(root, way) for way in (_MICRODATA, _RDFA) if way.scope.encode() in body.lower()]
    return Page(tuple(ways), (root.attributes.get("lang") or "").strip())


META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
"""What a page says of its own letters."""
_OFTEN_UTF8 = frozenset(("", "utf-8", "iso8859-1", "iso8859-15", "cp1252", "ascii"))


def decoded(body: bytes, charset: str) -> bytes | str:
    """A page as text, or as it is where its own word counts. UTF-8 hardly ever looks like one by accident, whatever it calls
    itself; single bytes that are none are Windows-1252."""
    inside = META_CHARSET.search(body[:4_096])
    try:
        named = codecs.lookup(charset or (inside[1].decode() if inside else "utf-8")).name
    except (LookupError, ValueError):
        named = ""  # an unknown name: the page itself may know better
    if named in _OFTEN_UTF8:
        return body if b"\0" in body[:64] else body.decode("utf-8", AS_CP1252)
    return body.decode(named, "replace") if charset else body


def walk(items: list[Item]) -> Iterator[tuple[str, Item]]:
    """Every item at any depth, in the order of the page, with the name of the property that holds it ("" on top)."""
    stack: list[tuple[str, Item]] = [("", item) for item in reversed(items)]
    while stack:
        name, item = stack.pop()
        yield name, item
        inner = [
            (key, value)
            for key, values in item.items()
            if key != "@type" and isinstance(values, list)
            for value in values
        ]
        stack += [(key, value) for key, value in reversed(inner) if isinstance(value, dict)]


# --- JSON-LD ----------------------------------------------------------------------------------------------------------

_DECODER = json.JSONDecoder(strict=False)  # line ends within strings are common
_WRAPPER = r"(?://\s*|/\*\s*)?(?:<!\[CDATA\[|\]\]>|<!--|-->)(?:\s*\*/)?"
_WRAPPED = re.compile(rf"\A\s*(?:{_WRAPPER}\s*)+|(?:\s*{_WRAPPER})+\s*\Z")
_OPENING = re.compile(r"[{\[]")
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_MENDED = re.compile(
    rf"({_STRING})|,(?=\s*[\]}}])|<!--.*?-->|/\*.*?\*/|(?<!:)//[^\n]*|(\}})(?=\s*\{{)|"
    r'((?<=["\d}\]])\s+(?="@?\w{1,40}"\s*:))|(?<=[:,\[])\s*(undefined)\b',
    re.S,
)
# Quotation marks that begin and end a string of JSON, by what stands around them; any other one belongs to the words.
_QUOTED = re.compile(
    r'\\.|[{,]\s*"(?=@?[\w:.]{1,60}"\s*:)|(?<=")\s*:\s*"|\[\s*"|(?<=["}\]])\s*,\s*"|"(?=\s*(?:[:}\]]|,\s*["{\[\]}]|\Z))|(")',
    re.S,
)
_SINGLE = re.compile(r"'((?:[^'\\\n]|\\.)*+)'")
_BAD_ESCAPE = re.compile(r'\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])|\\')
_BROKEN_ITEM = re.compile(r'"@type"\s*:\s*\[?\s*"[^"]{0,40}(?:Review|AggregateRating)"')


def json_ld(script: str) -> list[Any]:
    """The JSON values of one script, as far as they can be read: also several in a row, in a comment or CDATA section,
    with trailing or missing commas, with quotation marks that nobody escaped, in the spelling of JavaScript, and from a
    script that is beyond repair the reviews that are whole."""
    text = _WRAPPED.sub("", script)
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    found, rest = _decode_all(text)
    for mend in (_mended, _requoted):
        if rest:
            more, rest = _decode_all(mend(rest))
            found += more
    return found + _pick(rest) if rest else found


def _decode_all(text: str) -> tuple[list[Any], str]:
    """The values one after another, and what is left from the first that cannot be read."""
    found: list[Any] = []
    at = 0
    while opening := _OPENING.search(text, at):
        try:
            value, at = _DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            return found, text[opening.start() :]
        found.append(value)
    return found, ""


def _mended(text: str) -> str:
    if "'@type'" in text and '"@type"' not in text:
        text = _SINGLE.sub(lambda string: json.dumps(string[1].replace("\\'", "'")), text)
    return _MENDED.sub(_mend, text)


def _mend(match: re.Match[str]) -> str:
    if string := match[1]:
        return _BAD_ESCAPE.sub(lambda escape: escape[0] if len(escape[0]) > 1 else "", string)
    return "}," if match[2] else "," if match[3] else "null" if match[4] else ""


def _requoted(text: str) -> str:
    return _mended(_QUOTED.sub(lambda found: '\\"' if found[1] else found[0], text))


def _pick(text: str) -> list[Any]:
    """The reviews and ratings of a broken script that are whole in themselves."""
    found: list[Any] = []
    done = 0
    for count, match in enumerate(_BROKEN_ITEM.finditer(text)):
        if count == _MOST_BROKEN:
            break
        start = match.start()
        for _ in range(6):  # the brace before it may belong to an item in between
            start = text.rfind("{", max(done, match.start() - _LONGEST_BROKEN), start)
            if start < 0:
                break
            try:
                value, length = _DECODER.raw_decode(text[start : start + _LONGEST_BROKEN])
            except (ValueError, RecursionError):
                continue
            if start + length > match.end():
                found.append(value)
                done = start + length
                break
    return found


def items_of(values: list[Any]) -> list[Item]:
    """JSON-LD values in the one shape; references (``{"@id": …}``) are replaced by what they stand for."""
    items = [item for value in values for item in _normal(value, 0) if isinstance(item, dict)]
    known = {item["@id"]: item for _, item in walk(items) if "@id" in item and len(item) > 2}
    if known:
        holders = [item for _, item in walk(items) if item.get("@type")]
        for holder in holders:
            for name in ("author", "reviewrating", "aggregaterating", "creator"):
                if name in holder:
                    holder[name] = [_resolved(value, known) for value in holder[name]]
    return items


def _resolved(value: Any, known: dict[str, Item]) -> Any:
    bare = isinstance(value, dict) and "@id" in value and len(value) <= 2
    if not bare or value["@id"] not in known:
        return value
    # Flat, so that items that name each other make no circle.
    target = known[value["@id"]]
    return {
        key: [v for v in vs if not isinstance(v, dict)] if isinstance(vs, list) else vs for key, vs in target.items()
    }


def _normal(value: Any, depth: int) -> list[Any]:
    if depth > _DEEPEST or value is None:
        return []
    if isinstance(value, list):
        return [one for inner in value for one in _normal(inner, depth + 1)]
    if not isinstance(value, dict):
        return [value]
    if isinstance(value.get("@value"), str) and "@language" in value:
        return [_said(value["@value"], value["@language"])]
    for keyword in ("@value", "@list", "@set"):
        if keyword in value:
            return _normal(value[keyword], depth + 1)
    item: Item = {"@type": _types(value.get("@type"))}
    for key, inner in value.items():
        if _short(key) in _WORDS:
            inner = _by_language(inner)
        if key == "@id" and isinstance(inner, str) and inner:
            item["@id"] = inner
        elif key in ("@graph", "@included", "@reverse") or not key.startswith("@"):
            item.setdefault(_short(key), []).extend(_normal(inner, depth + 1))
    return [item]


_WORDS = frozenset(("reviewbody", "description", "text", "headline", "name"))
_TONGUE = re.compile(r"@none|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def _by_language(value: Any) -> Any:
    """A language map, {"de": "Nie gekommen", "en": "Never came"}, as the values it stands for.
    https://www.w3.org/TR/json-ld11/#language-indexing"""
    if not (
        isinstance(value, dict) and value and all(isinstance(key, str) and _TONGUE.fullmatch(key) for key in value)
    ):
        return value
    return [
        _said(words, lang.removeprefix("@none"))
        for lang, said in value.items()
        for words in (said if isinstance(said, list) else [said])
        if isinstance(words, str)
    ]


def _types(value: Any) -> list[str]:
    return [_short(name) for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]


def _short(name: str) -> str:
    """ "https://schema.org/Review" and "schema:Review" are both "review"; likewise the names of properties."""
    return re.split(r"[/#:]", name.strip().rstrip("/"))[-1].lower()


# --- microdata and RDFa Lite ------------------------------------------------------------------------------------------


class _Way(NamedTuple):
    """The attributes that mark an item, its type, a property of the item around it, and its identity."""

    scope: str
    kind: str
    prop: str
    id: str


_MICRODATA = _Way("itemscope", "itemtype", "itemprop", "itemid")
_RDFA = _Way("typeof", "typeof", "property", "resource")
_LINKS = frozenset(("a", "area", "link"))
_MEDIA = frozenset(("audio", "embed", "iframe", "img", "source", "track", "video"))
_ADDRESSES = frozenset(("url", "sameas", "image", "photo", "logo", "mainentityofpage", "discussionurl"))
_PEOPLE = frozenset(("author", "creator", "reviewer"))
_PROSE = frozenset(("reviewbody", "description", "text"))


@dataclass(slots=True)
class _Marks:
    tops: list[Item] = field(default_factory=list)
    by_id: dict[str, LexborNode] = field(default_factory=dict)
    references: list[tuple[Item, str]] = field(default_factory=list)


def _marked(root: LexborNode, way: _Way) -> list[Item]:
    marks = _Marks()
    _collect(root, None, way, marks)
    for item, name in marks.references[:_MOST_REFERENCES]:
        if name in marks.by_id:
            _collect(marks.by_id[name], item, way, _Marks())
    return marks.tops


def _collect(start: LexborNode, around: Item | None, way: _Way, marks: _Marks) -> None:
    """Walks ``start`` and what is in it, in the order of the page; without recursion, for pages nest without end.

    RDFa may name a property by ``rel`` on an element around the item that it holds (https://www.w3.org/TR/rdfa-core/).
    """
    stack: list[tuple[LexborNode, Item | None, bool, str]] = [(start, around, True, "")]
    while stack:
        node, item, alone, hanging = stack.pop()
        if not alone and (sibling := node.next):
            stack.append((sibling, item, False, hanging))
        if not node.is_element_node:
            continue
        attributes = node.attributes
        if name := attributes.get("id"):
            marks.by_id.setdefault(name, node)
        relation = (attributes.get("rel") or "") if way is _RDFA and "href" not in attributes else ""
        said = attributes.get(way.prop) or (relation or hanging if way.scope in attributes else "")
        properties = [_short(prop) for prop in said.split()]
        if way.scope in attributes:
            inner: Item = {"@type": _types((attributes.get(way.kind) or "").split())}
            if label := attributes.get("aria-label") or attributes.get("title"):
                inner["@label"] = label
            if identity := attributes.get(way.id) or (f"#{name}" if name else ""):
                inner["@id"] = identity
            if item is None or not properties:
                marks.tops.append(inner)
            else:
                for prop in properties:
                    item.setdefault(prop, []).append(inner)
            marks.references += [(inner, other) for other in (attributes.get("itemref") or "").split()]
            item, relation, hanging = inner, "", ""
        elif item is not None:
            for prop in properties:
                item.setdefault(prop, []).append(_value(node, prop, attributes))
        if child := node.first_child:
            stack.append((child, item, False, relation or hanging))


def _value(node: LexborNode, prop: str, attributes: dict[str, str | None]) -> Any:
    """What a property element says: its machine-readable attribute, else what a reader sees."""
    tag = node.tag or ""
    # The standard knows ``content`` on <meta> only; authors, and the search engines, read it anywhere.
    for name in ("content", *(("datetime",) if tag == "time" else ("value",) if tag in ("data", "meter") else ())):
        if (said := attributes.get(name)) or tag == "meta":
            return said or ""
    if tag in _LINKS:
        href = attributes.get("href") or ""
        if prop in _PEOPLE:
            return {"@type": ["person"], "name": [node.text()], "url": [href]}
        if prop in _ADDRESSES or tag == "link":
            return href
    if tag in _MEDIA:
        return attributes.get("src") or ""
    if prop in _PROSE:
        return _said(node.inner_html or "", attributes.get("lang"))
    return (
        node.text(separator=" ").strip() or attributes.get("title") or ""
    )  # stars are drawn, and their number is a title
