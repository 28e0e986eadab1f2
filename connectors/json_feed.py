"""JSON Feed 1 and 1.1 to the raw entries of ``parse_feed``, which makes plain words of them.

https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.parse_feed import Found, Raw


def read(body: bytes) -> Found | None:
    """The entries of a JSON Feed; None if the bytes are no JSON, or JSON of another kind."""
    try:
        feed = json.loads(body.decode("utf-8", "replace"), strict=False)  # lines end within the words of some
    except ValueError:
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    if "jsonfeed.org" not in _said(feed, "version") and not all(_looks_like_item(item) for item in feed["items"]):
        return None
    lang, by = _said(feed, "language"), _author(feed)
    entries = [_entry(item, lang, by) for item in feed["items"] if isinstance(item, dict)]
    return {"title": _plain(_said(feed, "title")), "link": _said(feed, "home_page_url"), "entries": entries}


def _looks_like_item(item: object) -> bool:
    return isinstance(item, dict) and "id" in item and ("content_html" in item or "content_text" in item)


def _entry(item: dict[str, Any], lang: str, by: tuple[str, str]) -> Raw:
    name, address = _author(item)
    if not (name or address):
        name, address = by
    files = item.get("attachments")
    return {
        "guid": _said(item, "id"),
        "link": _said(item, "url") or _said(item, "external_url"),
        "title": _plain(_said(item, "title")),
        "texts": [_said(item, "content_html"), _plain(_said(item, "content_text")), _plain(_said(item, "summary"))],
        "author": _plain(name),
        "author_url": address,
        "published": _said(item, "date_published"),
        "updated": _said(item, "date_modified"),
        "lang": _said(item, "language") or lang,
        "audio": isinstance(files, list)
        and any(isinstance(file, dict) and _said(file, "mime_type").startswith("audio/") for file in files),
        "whole": lambda: json.dumps(item, sort_keys=True) if item else "",
    }


def _author(owner: dict[str, Any]) -> tuple[str, str]:
    """Name and address of the first author; version 1 had but one. Some write the name alone."""
    authors = owner.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else owner.get("author")
    if isinstance(first, str):
        return first, ""
    return (_said(first, "name"), _said(first, "url")) if isinstance(first, dict) else ("", "")


def _said(owner: dict[str, Any], key: str) -> str:
    """A value as text; the specification asks readers to take numbers for ids as well."""
    value = owner.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _plain(text: str) -> str:
    """Plain text in the spelling of HTML, since everything is taken for HTML later: "<b>" here means just that."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") if "<" in text or "&" in text else text
