"""Pages for people: templates with everything escaped, what all of them show, and what they are dressed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from alerts.text import clean, http_link
from monitor import words
from monitor.web.rights import Right, maybe_viewer, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_HERE = Path(__file__).parent
_TYPED = re.compile(r"`([^`]+)`")
_STATIC = {"earful.css": "text/css", "earful.js": "text/javascript", "icon.svg": "image/svg+xml"}

NAVIGATION: Final[tuple[tuple[str, str, Right], ...]] = (
    ("/", "Waiting", Right.LOOK),
    ("/mentions", "Mentions", Right.LOOK),
    ("/brands", "Brands", Right.LOOK),
    ("/storms", "Storms", Right.LOOK),
    ("/people", "People", Right.LOOK),
    ("/sources", "Sources", Right.LOOK),
    ("/outbox", "Outbox", Right.LOOK),
    ("/setup", "Setup", Right.ADMIN),
)
"""Path, label and the right that it takes, in the order in which an owner asks."""

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, status: int = 200, **values: object) -> web.Response:
    """A page for anybody, made of a template of ours and ``values``, whatever strangers wrote in them."""
    text = _templates.get_template(template).render({"viewer": None, **values})
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def show(request: web.Request, behind: Behind, template: str, status: int = 200, **values: object) -> web.Response:
    """A page for somebody who is in: with the navigation, the owner's clock (``when``, ``ago``, ``left`` in templates) and
    ``csrf``, which every form must hold."""
    viewer, now, zone = maybe_viewer(request), behind.now(), behind.config().timezone
    given = {
        "viewer": viewer,
        "csrf": viewer.csrf if viewer else "",
        "may_act": bool(viewer and viewer.may(Right.ACT)),
        "navigation": [(path, label) for path, label, right in NAVIGATION if viewer and viewer.may(right)],
        "here": request.path,
        "now": now,
        "when": _when(now, zone),
        "ago": _ticking("since", now),
        "left": _ticking("until", now),
    }
    return page(template, status, **given, **values)


def _when(now: datetime, zone: ZoneInfo) -> Callable[[datetime], Markup]:
    """A moment, in the owner's zone: "14:05" today, else "Mon 24 Nov 14:05"."""

    def mark(at: datetime) -> Markup:
        whole = f"{at.astimezone(zone):%A %d %B %Y, %H:%M %Z}"
        return Markup('<time datetime="{}" title="{}">{}</time>').format(iso(at), whole, words.clock(at, now, zone))

    return mark


def _ticking(kind: str, now: datetime) -> Callable[[datetime], Markup]:
    """The time since a moment, or until it; the script lets it tick."""

    def mark(at: datetime) -> Markup:
        length = words.span(abs(now - at))
        return Markup('<time datetime="{}" data-clock="{}">{}</time>').format(iso(at), kind, length)

    return mark


def iso(at: datetime) -> str:
    """A moment as addresses and programs read it: 2026-11-23T09:00:00Z."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _words(text: str) -> Markup:
    """A stranger's words, as text: without what turns the direction of writing around or cannot be seen."""
    return escape(clean(text).strip())


def _code(text: str) -> Markup:
    """A sentence of ours in which `what is typed` stands between backticks."""
    return Markup(_TYPED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # escaped


def _outside(address: str) -> str:
    """A stranger's link, if it leads to a web page; otherwise nothing."""
    return http_link(address)


def _span(length: timedelta) -> str:
    return words.span(length)


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


_templates.filters.update(seconds=_seconds, words=_words, outside=_outside, code=_code, span=_span, name=words.name)


def routes() -> list[web.RouteDef]:
    """What pages are dressed in."""
    return [web.get("/static/{name}", _static)]


@needs(Right.OPEN)
async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    text = (_HERE / "static" / name).read_text(encoding="utf-8")
    response = web.Response(text=text, content_type=_STATIC[name], charset="utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
