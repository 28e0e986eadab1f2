"""Cases and storms as Atom feeds (RFC 4287), for programs that can send no header: the address itself is the right.

An address names an account, or the token of a program, and stands or falls with it: it shows what that one may see at the moment,
and is worth nothing once the password is another, or the account or token is gone. No log holds it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from xml.etree import ElementTree as ET

from aiohttp import web

from alerts.text import clean
from monitor.store.browsing import all_cases
from monitor.store.browsing.all_cases import Wanted
from monitor.store.browsing.weather import weather
from monitor.web import asked, forms, pages, signing
from monitor.web.entering import Entrance, Known
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer
from monitor.web.views.standing import standing
from monitor.words import name, shortened

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PURPOSE: Final = "feed"
KINDS: Final[tuple[Literal["cases", "storms"], ...]] = ("cases", "storms")
ENTRIES = 50
_MOST = 60  # brands on the page of addresses
_WORDS = 400
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets
_FOREVER = timedelta(days=36_500)
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed. ``number`` is that of the case or storm; ``changed`` and ``at`` are aware."""

    number: int
    title: str
    words: str
    at: datetime
    changed: datetime


class Addresses:
    """The addresses of whoever asks. Raises HTTPNotFound for whom there was a moment ago."""

    def __init__(self, behind: Behind, known: Known, program: int) -> None:
        self._behind, self._known, self._program = behind, known, program

    @classmethod
    async def of(cls, behind: Behind, who: Viewer) -> Addresses:
        """Those of that account or program."""
        known = await _holder(Entrance(behind), who.name, who.program)
        if known is None:
            raise web.HTTPNotFound
        return cls(behind, known, who.program)

    def __call__(self, kind: str, brand: str) -> str:
        """The address of a feed: of the cases or storms (``kind``) of a brand, "" for all that may be seen."""
        behind, known = self._behind, self._known
        claims: dict[str, str | int] = {"kind": kind, "brand": brand, "who": known.name, "proof": _proof(behind, known)}
        if self._program:
            claims["token"] = self._program
        token = signing.sign(behind.key(), PURPOSE, claims, behind.now() + _FOREVER)
        return f"{behind.config().page.base}/feeds/{token}.atom"


def brands_of(behind: Behind, who: Viewer) -> list[str]:
    """What there are feeds of: "" for all brands together, and each that they see."""
    return ["", *(brand for brand in behind.config().brands if who.sees(brand))]


async def _holder(entrance: Entrance, name: str, program: int) -> Known | None:
    return await (entrance.program(program) if program else entrance.known(name))


def _proof(behind: Behind, known: Known) -> str:
    """Another one after every change of the password. Whoever holds an address learns nothing of the password from it."""
    return forms.csrf_of(behind.key(), f"feed {known.name} {known.proof}")[:22]


def routes(behind: Behind, entrance: Entrance) -> list[web.RouteDef]:
    """``/feeds`` and ``/feeds/{token}.atom``."""

    @needs(Right.LOOK)
    async def addresses(request: web.Request) -> web.Response:
        who = viewer(request)
        address = await Addresses.of(behind, who)
        some, more = asked.part(request, brands_of(behind, who), _MOST)
        found = [(brand, kind, address(kind, brand)) for brand in some for kind in KINDS]
        return pages.show(request, behind, "feeds.html", found=found, more=more)

    @needs(Right.OPEN)
    async def feed(request: web.Request) -> web.Response:
        try:
            claims = signing.read(behind.key(), PURPOSE, request.match_info["token"], behind.now())
        except signing.BadToken:
            raise _worthless() from None
        known = await _holder(entrance, str(claims["who"]), int(claims.get("token", 0)))
        kind, brand = str(claims["kind"]), str(claims["brand"])
        if known is None or not hmac.compare_digest(_proof(behind, known), str(claims["proof"])):
            raise _worthless()
        sees = entrance.sight(known.brands, known.person)
        if brand and sees is not None and brand not in sees:
            raise _worthless()
        entries = await (_cases if kind == "cases" else _storms)(behind, sees, brand)
        body = document(kind, brand, entries, behind.config().page.base, _id(request.match_info["token"]))
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8", headers=headers)

    return [web.get("/feeds", addresses), web.get("/feeds/{token}.atom", feed)]


def _worthless() -> Problem:
    return Problem(403, "This feed does not work any more", "Take its new address from the page Feeds.")


def _id(token: str) -> str:
    """What a feed is called for ever, without being the right to read it."""
    return f"urn:earful:feed:{hashlib.blake2b(token.encode(), digest_size=12).hexdigest()}"


async def _cases(behind: Behind, brands: frozenset[str] | None, brand: str) -> list[Entry]:
    async with behind.parts().store.read() as connection:
        found = await all_cases.cases(connection, brands, Wanted(brand=brand), limit=ENTRIES)
        words = await all_cases.first_words(connection, [row.id for row in found.items])
    now = behind.now()
    return [
        Entry(
            number=row.id,
            title=f"{row.case.brand}: {row.case.author} ({standing(row.id, row.case, now).mood})",
            words=f"Severity {row.case.severity}, {name(row.case.turn)} answers. {shortened(words[row.id], _WORDS)}",
            at=row.case.opened,
            changed=row.case.changed,
        )
        for row in found.items
    ]


async def _storms(behind: Behind, brands: frozenset[str] | None, brand: str) -> list[Entry]:
    async with behind.parts().store.read() as connection:
        found = await weather(connection, brands, brand=brand, limit=ENTRIES)
    return [
        Entry(
            number=row.id,
            title=f"{row.storm.brand}: storm ({row.storm.state.value})",
            words=f"{row.storm.picture.people} people, {row.storm.picture.posts} posts. Severity {row.storm.severity}.",
            at=row.storm.opened,
            changed=row.storm.changed,
        )
        for row in found.items
    ]


def document(kind: str, brand: str, entries: Sequence[Entry], base: str, feed_id: str) -> bytes:
    """An Atom document. Everything in it is text: strangers' names are escaped by the writer."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _text(root, "id", feed_id)
    _text(root, "title", f"{brand or 'All brands'}: {kind}")
    latest = max((entry.changed for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    _text(root, "updated", pages.iso(latest))
    ET.SubElement(ET.SubElement(root, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name").text = "Earful"
    for entry in entries:
        item = ET.SubElement(root, f"{{{_ATOM}}}entry")
        where = f"{base}/{kind}/{entry.number}"
        _text(item, "id", f"urn:earful:{kind}:{entry.number}")
        _text(item, "title", entry.title)
        _text(item, "published", pages.iso(entry.at))
        _text(item, "updated", pages.iso(entry.changed))
        ET.SubElement(item, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=where)
        _text(item, "summary", entry.words)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(parent: ET.Element, name: str, words: str) -> None:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = _NO_XML.sub("", clean(words))
