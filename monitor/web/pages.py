"""Pages for people: templates with everything escaped, a style sheet, and the page at the root."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent
_STATIC = {"earful.css": "text/css", "icon.svg": "image/svg+xml"}

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, status: int = 200, **values: object) -> web.Response:
    """A page, made of a template of ours and ``values``, whatever strangers wrote in them."""
    text = _templates.get_template(template).render(values)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def routes() -> list[web.RouteDef]:
    """The root, and what pages are dressed in."""
    return [web.get("/", _root), web.get("/static/{name}", _static)]


async def _root(_: web.Request) -> web.Response:
    return page("root.html")


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    text = (_HERE / "static" / name).read_text(encoding="utf-8")
    response = web.Response(text=text, content_type=_STATIC[name], charset="utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
