"""One mail taken apart: who sent it, what it says, and what the server that took it in says about its sender. Pure.

RFC 5322 (headers), RFC 2045 to 2047 (parts, encodings, encoded words), RFC 8601 (Authentication-Results). Bytes of strangers:
broken charsets, headers and parts cost characters, never the mail. Meant to run in ``connectors.bounded``: deep nesting takes
CPU time, and may raise RecursionError.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from functools import cached_property
from itertools import islice

from connectors.schema_org import META_CHARSET
from connectors.text import clean

_MOST_PARTS = 200
_LONGEST_HEADER = 4_000  # characters of one header that are looked at
_LONGEST_BODY = 400_000  # characters of one part
_MOST_FORWARDS = 3
# No "us-ascii": what is no ASCII in such a mail is nearly always Windows-1252.
_CHARSET = re.compile(
    r"utf[-_]?(?:8|16|32)(?:[-_]?[bl]e)?|(?:x-)?(?:iso|latin|windows|cp|koi8|gb|big5|euc|shift|mac)[\w:-]*",
    re.I,
)
_BOUNDARY = re.compile(r'^--([^\s"\\]{1,70})[ \t]*\r?\n(?=content-[\w-]{1,40}:)', re.I | re.M)
_ADDRESS = re.compile(r"[^\s@<>\"(),:;]{1,64}@[^\s@<>\"(),:;]{1,255}")
_BRACKETED = re.compile(rf"<\s?({_ADDRESS.pattern})\s?>")
_NO_ADDRESS = re.compile(r'"(?:[^"\\]|\\.)*"|=\?[^?\s]{1,40}\?[bq]\?[^?]*\?=|\([^()]*\)', re.I)
# What a method of RFC 8601 says, where it says that it looked.
_METHOD = re.compile(r"(?:^|[;\s])(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.I)


class _AsSent(Compat32):
    """Hands headers out as they are. The usual policy makes question marks of bytes that should have been encoded, and many a
    mail writes its UTF-8 down as it is."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_AS_SENT = _AsSent()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail says it is from: ``address`` in lower case ("" if there is none), ``name`` as plain words."""

    address: str = ""
    name: str = ""

    @property
    def local(self) -> str:
        """What stands before the @."""
        return self.address.partition("@")[0]

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def is_of(self, who: str) -> bool:
        """Whether this is that address, or an address of that domain or of one below it."""
        who = who.lower().lstrip("@")
        return self.address == who or self.domain == who or self.domain.endswith("." + who)


@dataclass(frozen=True)
class Mail:
    """A parsed mail. ``plain`` and ``html`` are its own words, decoded ("" where there are none of that kind)."""

    message: Message
    forwards: int = 0

    def header(self, name: str) -> str:
        """The first header of that name, decoded, on one line; "" without one."""
        return _decoded(self.message.get(name))

    def headers(self) -> Iterator[tuple[str, str]]:
        """Every header: its name in lower case, its value as it was sent."""
        for name, value in self.message.items():
            yield name.lower(), str(value)[:_LONGEST_HEADER]

    @cached_property
    def sender(self) -> Sender:
        # Taken apart first and decoded then: an encoded name may hold what looks like an address.
        return sender_of(str(self.message.get("from") or self.message.get("sender") or ""))

    @property
    def subject(self) -> str:
        return self.header("subject")

    @property
    def id(self) -> str:
        """The Message-ID without its brackets, or "" if it is none that could be the only one of its kind."""
        found = message_ids(self.header("message-id"))
        return found[0] if found else ""

    @cached_property
    def refused(self) -> bool:
        """Whether the server that took the mail in says that it is not from whom it says (RFC 8601). Only the topmost header
        counts: it was written last. A "pass" is worth nothing here, because the sender can write one."""
        verdict = {what.lower(): said.lower() for what, said in _METHOD.findall(self.header("authentication-results"))}
        if "dmarc" in verdict:
            return verdict["dmarc"] in ("fail", "permerror")
        return verdict.get("dkim") == "fail" and verdict.get("spf") != "pass"

    @cached_property
    def plain(self) -> str:
        return self._body("text/plain")

    @cached_property
    def html(self) -> str:
        return self._body("text/html")

    @cached_property
    def forwarded(self) -> Mail | None:
        """The mail that was sent along with this one as an attachment, if there is one."""
        if self.forwards >= _MOST_FORWARDS:
            return None
        for part in self._parts:
            if part.get_content_type() == "message/rfc822":
                inside = part.get_payload()
                if isinstance(inside, list) and inside and isinstance(inside[0], Message):
                    return Mail(inside[0], self.forwards + 1)
        return None

    @cached_property
    def _parts(self) -> list[Message]:
        return list(islice(_own_parts(self.message), _MOST_PARTS))

    def _body(self, kind: str) -> str:
        """All parts of a kind that are no attachment, below each other: a phone puts its pictures between the words."""
        texts = [
            _text(part)
            for part in self._parts
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment"
        ]
        return "\n".join(text for text in texts if text.strip())[:_LONGEST_BODY]


def parse(raw: bytes) -> Mail:
    """The mail in these bytes. Whatever they are, it is a mail, perhaps without any words."""
    return Mail(email.message_from_bytes(raw, policy=_AS_SENT))


def sender_of(header: str) -> Sender:
    """The first address of a From header, as it was sent; its name is decoded. What is quoted, encoded or a comment is part of a
    name, even if it looks like an address."""
    header = " ".join(header[:1_000].split())
    bare = _NO_ADDRESS.sub(lambda part: " " * len(part[0]), header)
    if found := _BRACKETED.search(bare):
        address, name = found[1], header[: found.start()].rpartition(">,")[2]
    elif found := _ADDRESS.search(bare):
        address, name = found[0], header[found.end() :].strip(" ()")
    else:
        return Sender("", _decoded(header))
    shown = _decoded(name).strip("\"' ").replace('\\"', '"')
    return Sender(clean(address).lower(), "" if shown.lower() == address.lower() else shown)


def message_ids(header: str) -> list[str]:
    """The Message-IDs in a header (RFC 5322, 3.6.4), without their brackets."""
    found = re.findall(r"<([^<>\s]{3,900})>", header)
    return found or re.findall(r"[^<>\s]{1,400}@[^<>\s]{1,400}", header)[:1]


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of a message, without looking into messages that came along with it."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part)
    elif message.get_content_maintype() == "multipart" and isinstance(body := message.get_payload(), str):
        mended = _mended(body)
        yield from _own_parts(mended) if mended.is_multipart() else [mended]
    else:
        yield message


def _mended(body: str) -> Message:
    """A body in parts that are parted by another line than its head says, or by none that can be found: then it is one text."""
    found = _BOUNDARY.search(body)
    kind = f'multipart/mixed; boundary="{found[1]}"' if found else "text/plain"
    return email.message_from_string(f"Content-Type: {kind}\n\n{body}", policy=_AS_SENT)


def _text(part: Message) -> str:
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError):  # a transfer encoding that nobody has heard of
        return ""
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset("")
    if not charset and part.get_content_type() == "text/html" and (inside := META_CHARSET.search(raw[:4_096])):
        charset = inside[1].decode("ascii", "replace")
    return _from_bytes(raw[: _LONGEST_BODY * 4], charset)[:_LONGEST_BODY]


def _from_bytes(raw: bytes, charset: str) -> str:
    """The text in these bytes. UTF-8 is tried first: it hardly ever looks like one by accident, while many mails that are
    UTF-8 say Latin-1, and nobody checks."""
    named = charset.strip("\"' ")
    tried = ["utf-8", named] if _CHARSET.fullmatch(named) else ["utf-8"]
    if named.lower().startswith(("utf-16", "utf-32", "utf16", "utf32")) or b"\x1b" in raw:  # ISO-2022-JP is ASCII too
        tried.reverse()
    for encoding in tried:
        try:
            return raw.decode(encoding)
        except (ValueError, LookupError):
            continue
    try:
        return raw.decode(tried[-1] if tried[-1] != "utf-8" else "cp1252", "replace")
    except (ValueError, LookupError):
        return raw.decode("latin-1")


def _decoded(value: object) -> str:
    """A header as plain words on one line, its encoded words decoded (RFC 2047). A line break that comes out of one is a space
    like any other: nothing here can become a header again."""
    if value is None:
        return ""
    raw = str(value)[:_LONGEST_HEADER]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        pieces = [(raw, None)]
    said = ""
    for piece, charset in pieces:
        said += _from_bytes(piece, charset or "") if isinstance(piece, bytes) else _unescaped(piece)
    return " ".join(clean(said).split())


def _unescaped(text: str) -> str:
    """Bytes that are no ASCII stand in headers as surrogates."""
    if text.isascii():
        return text
    return _from_bytes(text.encode("utf-8", "surrogateescape"), "")
