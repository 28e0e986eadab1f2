"""The words of a web page that people read: the article, without what surrounds it. Pure."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.schema_org import decoded
from connectors.text import words

MOST = 200_000
"""Characters of an article that are read."""
_AROUND = "script, style, noscript, template, nav, aside, header nav, footer, form, [role=navigation], [hidden]"
_FEW = 200  # characters: an <article> with less is a teaser for another one


def parse(body: bytes, charset: str = "") -> dict[str, Any]:
    """``text``: the longest <article>, else <main>, else the whole page, as plain words. ``charset`` is that of the
    Content-Type, if any."""
    tree = LexborHTMLParser(decoded(body, charset), encoding=True)
    for node in tree.css(_AROUND):
        node.decompose()
    articles = sorted((_words(node) for node in tree.css("article")), key=len, reverse=True)
    if articles and len(articles[0]) >= _FEW:
        return {"text": articles[0]}
    main = tree.css_first("main, [role=main]") or tree.body
    return {"text": _words(main) if main is not None else ""}


def _words(node: LexborNode) -> str:
    return words(re.sub(r"\s+", " ", node.html or "")[: MOST * 4])[:MOST]
