"""Feed bytes as XML parsers want them: UTF-8, and without what XML forbids. Pure."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["'][^>]{0,100}\?>""")
# What a server calls by the first name is nearly always written in the second.
# https://encoding.spec.whatwg.org/#names-and-labels
_REALLY = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}
_UTF8 = frozenset(("utf-8", "utf8"))
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
    if not encoding and body[:4].count(0) == 2:  # "<\0?\0", UTF-16 without its mark
        encoding = "utf-16-be" if body[0] == 0 else "utf-16-le"
    declared = _DECLARED.match(body)
    if not encoding:
        encoding = (declared[1].decode() if declared else "").lower()
    if encoding.startswith("utf-16") and declared:
        encoding = ""  # it says so in single bytes, so it is wrong
    if not encoding or encoding in _UTF8:
        try:
            body.decode()
        except UnicodeDecodeError:
            encoding = encoding or charset.lower()
        else:
            return _undeclared(body) if declared and encoding not in _UTF8 else body
    try:
        if encoding in _UTF8 or not encoding:
            text = body.decode("utf-8", "earful-cp1252")
        else:
            text = body.decode(_REALLY.get(encoding, encoding), "replace")
    except (LookupError, ValueError):
        text = body.decode("utf-8", "earful-cp1252")
    return _undeclared(text.removeprefix("\ufeff").encode("utf-8", "replace"))


def _undeclared(body: bytes) -> bytes:
    return _DECLARED.sub(b'<?xml version="1.0"?>', body, count=1)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("earful-cp1252", _as_cp1252)

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PAIR = re.compile(
    rb"&#(?:[xX]0*([dD][89abAB][0-9a-fA-F]{2})|0*(5[56]\d{3}));"
    rb"&#(?:[xX]0*([dD][c-fC-F][0-9a-fA-F]{2})|0*(5[67]\d{3}));"
)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


def repaired(body: bytes) -> bytes:
    """The same document without what makes parsers give up: control bytes, references to characters that do not
    exist. A surrogate pair written as two references becomes the one character it means. https://www.w3.org/TR/xml/#charsets
    """
    if _FORBIDDEN.search(body):
        body = _FORBIDDEN.sub(b"", body)
    if b"&#" in body:
        body = _REFERENCE.sub(_allowed, _PAIR.sub(_joined, body))
    return body


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
