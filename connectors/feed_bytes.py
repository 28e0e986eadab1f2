"""Feed bytes as XML parsers want them (UTF-8, without what XML forbids), and what fastfeedparser does not tell of the
tree in them. Pure.

https://www.rfc-editor.org/rfc/rfc4287 (Atom)  https://www.w3.org/TR/xmlbase/  https://www.rfc-editor.org/rfc/rfc4685
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree

if TYPE_CHECKING:
    from connectors.parse_feed import Raw

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["'][^>]{0,100}\?>""")
# What a server calls by the first name is nearly always written in the second.
# https://encoding.spec.whatwg.org/#names-and-labels
_REALLY = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}
_UTF8 = frozenset(("utf-8", "utf8"))
_LATIN = frozenset(("iso-8859-1", "iso-8859-15", "latin-1", "latin1", "windows-1252", "cp1252", "ascii", "us-ascii"))
_MARKS = (  # the longer first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def as_utf8(body: bytes, charset: str = "") -> bytes:
    """The same document in UTF-8, whatever it declares; single bytes that are none are read as Windows-1252.

    ``charset`` is what the Content-Type said; the document's own word goes before it.
    """
    if body.startswith(codecs.BOM_UTF8):
        body = body[3:]
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    if (
        not encoding and body[:4].count(0) == 2 and (body[0] == 0) != (body[1] == 0)
    ):  # "<\0?\0", UTF-16 without its mark
        encoding = "utf-16-be" if body[0] == 0 else "utf-16-le"
    elif not encoding and body[:4].count(0) == 3:  # "<\0\0\0", the same with UTF-32
        encoding = "utf-32-be" if body[0] == 0 else "utf-32-le"
    declared = _DECLARED.match(body)
    if not encoding:
        encoding = (declared[1].decode() if declared else "").lower()
    if encoding.startswith("utf-16") and declared:
        encoding = ""  # it says so in single bytes, so it is wrong
    if not encoding or encoding in _UTF8 or encoding in _LATIN:
        try:
            body.decode()  # hardly ever by accident, and many a UTF-8 says that it is Latin
        except UnicodeDecodeError:
            encoding = encoding or charset.lower()
        else:
            return _undeclared(body) if declared and encoding not in _UTF8 else body
    try:
        if encoding in _UTF8 or not encoding:
            text = body.decode("utf-8", AS_CP1252)
        else:
            text = body.decode(_REALLY.get(encoding, encoding), "replace")
    except (LookupError, ValueError):
        text = body.decode("utf-8", AS_CP1252)
    return _undeclared(text.removeprefix("\ufeff").encode("utf-8", "replace"))


def _undeclared(body: bytes) -> bytes:
    return _DECLARED.sub(b'<?xml version="1.0"?>', body, count=1)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


AS_CP1252 = "earful-cp1252"
"""How to decode UTF-8 in which single bytes are none: they are read as Windows-1252."""

codecs.register_error(AS_CP1252, _as_cp1252)

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PAIR = re.compile(
    rb"&#(?:[xX]0*([dD][89abAB][0-9a-fA-F]{2})|0*(5[56]\d{3}));"
    rb"&#(?:[xX]0*([dD][c-fC-F][0-9a-fA-F]{2})|0*(5[67]\d{3}));"
)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


def repaired(body: bytes) -> bytes:
    """The same document without what makes parsers give up: control bytes, references to characters that do not
    exist. A surrogate pair written as two references becomes the one character it means. https://www.w3.org/TR/xml/#charsets
    What a DTD elsewhere would explain ("caf&eacute;") is written out: parsers that do not fetch it leave the letter out.
    """
    if b"<!DOCTYPE" in body[:_HEAD]:
        own = {*_DEFINED.findall(body[:_HEAD])}
        body = _NAMED.sub(lambda name: name[0] if name[1] in own else _letter(name), body)
    if _FORBIDDEN.search(body):
        body = _FORBIDDEN.sub(b"", body)
    if b"&#" in body:
        body = _REFERENCE.sub(_allowed, _PAIR.sub(_joined, body))
    return body


_HEAD = 8192  # bytes in which a document type stands
_DEFINED = re.compile(rb"<!ENTITY\s+([A-Za-z][\w.-]*)\s")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")


def _letter(name: re.Match[bytes]) -> bytes:
    """What a name of HTML stands for, unless XML means something by that."""
    said = html5.get(f"{name[1].decode()};", "")
    return said.encode() if said and not {*said} & {*"<>&'\""} else name[0]


def _code(hexadecimal: bytes | None, decimal: bytes | None) -> int:
    digits = (hexadecimal or decimal or b"0").lstrip(b"0") or b"0"
    return int(digits, 16 if hexadecimal else 10) if len(digits) <= 7 else -1


def _joined(pair: re.Match[bytes]) -> bytes:
    high, low = _code(pair[1], pair[2]) - 0xD800, _code(pair[3], pair[4]) - 0xDC00
    if not (0 <= high < 0x400 and 0 <= low < 0x400):
        return pair[0]  # no pair after all: each is judged alone
    return chr(0x10000 + (high << 10) + low).encode()


def _allowed(reference: re.Match[bytes]) -> bytes:
    code = _code(reference[1], reference[2])
    allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return reference[0] if allowed else b""


# --- the tree ----------------------------------------------------------------------------------------------------------

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = ("published", "pubdate", "issued", "created", "date")  # in any case
_UPDATED = ("updated", "modified")


def local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def items(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The entries in order, whether they stand in the root (Atom, RDF) or in a channel."""
    return [
        element
        for parent in (root, *(child for child in root if local(child) == "channel"))
        for element in parent
        if local(element) in ("item", "entry")
    ]


def language(root: ElementTree.Element) -> str:
    """The language that the feed says of itself, "" if none."""
    for parent in (root, *(child for child in root if local(child) == "channel")):
        if said := parent.get(LANG) or next((e.text or "" for e in parent if local(e) == "language"), ""):
            return said.strip()
    return ""


def complete(address: str, base: str) -> str:
    """An address as ``base`` completes it; as it is where it cannot be. "" stays "", for it names nothing."""
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return address


def base_of(element: ElementTree.Element, outer: str) -> str:
    """What completes relative addresses in an element, where ``outer`` does so around it. http(s) only."""
    base = complete(element.get(_BASE) or "", outer)
    return base if base.startswith(("http://", "https://")) else outer


def link_base(item: ElementTree.Element, link: str, base: str) -> str:
    """What completes the link that a parser chose, where ``base`` is that of its item."""
    chosen = next((e for e in item if local(e) == "link" and link and link in (e.get("href"), e.text)), None)
    return base if chosen is None else base_of(chosen, base)


def author(parent: ElementTree.Element, base: str) -> tuple[str, str]:
    """Name and address of the first Atom author."""
    for person in parent:
        if local(person) == "author" and len(person):
            said = {local(part): (part.text or "").strip() for part in person}
            bases = {local(part): base_of(part, base_of(person, base)) for part in person}
            address = next((name for name in ("uri", "url", "homepage") if said.get(name)), "")  # in Atom 1.0, 0.3, 0.2
            name = said.get("name") or said.get("email", "")
            return name, complete(said.get(address, ""), bases.get(address, base))
    return "", ""


_SAYING = frozenset(
    ("title", "description", "summary", "content", "encoded", "body", "fullitem", "tagline", "abstract")
)


_WORDS = _SAYING - {"title"}
_PLAIN = _SAYING | {"guid", "id", "link", "author", "creator", "published", "updated"}


def overlooked(item: ElementTree.Element, title: str, texts: Iterable[str]) -> bool:
    """Whether an entry says something that a parser did not hand on: words within markup that is not escaped (XHTML titles
    of Atom, naked HTML in RSS), or in an element that it does not know."""
    silent = not any(texts)
    for child in item:
        name = local(child)
        if name not in _PLAIN and name.lower() in _PLAIN:  # <Title>, which the strict parsers do not know
            return True
        if name not in _SAYING:
            continue
        if name == "title" and not title and "".join(child.itertext()).strip():
            return True
        if (len(child) and name != "content") or _in_base64(child):
            return True
        if silent and name != "title" and "".join(child.itertext()).strip():
            return True
    return False


def _in_base64(said: ElementTree.Element) -> bool:
    """Atom's way with what is neither text nor XML (RFC 4287, 4.1.3.3), and Atom 0.3's own word for it."""
    kind = (said.get("type") or "").lower()
    other = "/" in kind and not kind.startswith("text/") and not kind.endswith(("/xml", "+xml"))
    return not len(said) and (said.get("mode") == "base64" or (other and bool((said.text or "").strip())))


def own_description(item: ElementTree.Element) -> str:
    """What an item says in the vocabulary of the feed itself, where a module has a word of the same name: <media:description>
    speaks of a picture. "" if it says nothing in its own."""
    own = item.tag.rpartition("}")[0]
    mark = f"{own}}}" if own else ""
    return next((text for name in ("description", "summary") if (text := item.findtext(f"{mark}{name}"))), "")


def _guid(item: ElementTree.Element, children: Sequence[ElementTree.Element], base: str, url: str) -> str:
    """The id of an entry as it is written; completed only by an ``xml:base`` of the feed, where it is an address (Atom's ids
    are, and a guid that does not deny it). ``base`` is that of the item, ``url`` where the feed was found."""
    found = {local(child): child for child in reversed(children) if (child.text or "").strip()}
    names = ("id", "guid") if local(item) == "entry" else ("guid", "id")
    said = next((found[name] for name in names if name in found), None)
    if said is None:
        return item.get(_ABOUT) or ""
    written, base = (said.text or "").strip(), base_of(said, base)
    address = said.get("isPermaLink", "true") == "true"
    return complete(written, base) if address and base != url else written


def beside(item: ElementTree.Element, outer: str, url: str) -> Raw:
    """What fastfeedparser leaves out, rewrites, or takes from the wrong element. ``outer`` is the base of what the item
    stands in, ``url`` the address of the feed."""
    said: dict[str, str] = {}
    langs: dict[str, str] = {}
    base = base_of(item, outer)
    own = item.tag.rpartition("}")[0]
    # What modules say is second: <media:title> is that of a picture, <itunes:title> one for the shop window.
    children = sorted(item, key=lambda child: child.tag.rpartition("}")[0] != own)
    raw: Raw = {"guid": _guid(item, children, base, url), "base": base}
    spoken = any(map(str.strip, (t for child in children if local(child) in _WORDS for t in child.itertext())))
    for child in children:
        name = local(child)
        if name == "in-reply-to":
            raw["answers"] = child.get("ref") or child.get("href") or ""
        elif name == "group" and not spoken:  # YouTube keeps its description in a media:group
            raw["texts"] = [part.text for part in child if local(part) == "description" and part.text]
        elif name == "encoded" and child.text:  # of which RDF is robbed
            raw["texts"] = [child.text]
        elif child.text and name not in said:
            said[name] = child.text.strip()
        if name in _SAYING and (tongue := child.get(LANG)):
            langs.setdefault("title" if name == "title" else "words", tongue)
    if title := said.get("title"):
        raw["title"] = title
    if link := _link(children):
        raw["link"] = link
    dated = {name.lower(): when for name, when in said.items()}
    if when := next((dated[name] for name in _PUBLISHED if dated.get(name)), ""):
        raw["published"] = when
    if when := next((dated[name] for name in _UPDATED if dated.get(name)), ""):
        raw["updated"] = when
    raw["source"] = said.get("source", "")
    raw["source_url"] = next((child.get("url", "") for child in item if local(child) == "source"), "")
    # What the words themselves are said to be goes before what their entry is.
    raw["lang"] = langs.get("words") or langs.get("title") or item.get(LANG) or said.get("language", "")
    raw["rating"] = item.findtext("{http://itunes.apple.com/rss}rating") or ""
    raw["author"], raw["author_url"] = author(item, base)
    return raw


def _link(children: Iterable[ElementTree.Element]) -> str:
    """The link that leads to what the entry is: the words of an RSS link, or Atom's alternate, and of several the one for people.
    "" where there is none; a feed may name how to edit an entry before it says where it stands.
    https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2
    """
    second = ""
    for child in children:
        if local(child) != "link":
            continue
        href = (child.get("href") or "").strip()
        if not href and (words := (child.text or "").strip()):
            return words
        if href and (child.get("rel") or "alternate") == "alternate":
            if (child.get("type") or "text/html") in ("text/html", "application/xhtml+xml"):
                return href
            second = second or href
    return second
