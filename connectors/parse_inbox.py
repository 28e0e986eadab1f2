"""What other programs post, taken apart: JSON, forms or plain text to posts. Pure.

The plain schema is a JSON object (or a list of them) with the keys of ``KEYS``; only words, a title or stars are needed.
Other programs' JSON is read by ``fields``, which says where each key is found: "data.answers.0.text".
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl

from connectors.base import Author, Form, Inbound, Post, Rejected
from connectors.text import canonical_url, clean, count, number, out_of, parse_time, words

KEYS = (
    "id", "text", "title", "url", "author", "author.name", "author.handle", "author.url", "author.id", "author.followers",
    "published", "edited", "stars", "stars_max", "lang", "reply_to", "thread", "form", "deleted",
)  # fmt: skip
LIST = "list"
"""The key of ``fields`` that says where the list of posts is."""

MOST = 500
"""Posts in one request: they are stored in one transaction."""
_LONGEST_NAME = 1_000

Json = Mapping[str, Any]


def items(request: Inbound, fields: Mapping[str, str]) -> list[Json]:
    """The objects of a request, each one post. Raises Rejected."""
    data = _data(request)
    if path := fields.get(LIST):
        data = find(data, path)
        if not isinstance(data, list):
            raise Rejected(422, "There is no list of posts where list: under fields: says.")
    found = data if isinstance(data, list) else [data]
    if len(found) > MOST:
        raise Rejected(413, f"At most {MOST} posts at once: send them in several requests.")
    for n, item in enumerate(found):
        if not isinstance(item, Mapping):
            raise Rejected(422, f'{_where(n, found)}a post must be a JSON object, like {{"text": "..."}}.')
    return found


def _data(request: Inbound) -> Any:
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == "multipart/form-data":
        return _parts(request)
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected(422, "The body is not UTF-8.") from None
    if kind == "application/x-www-form-urlencoded":
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=1_000)
        except ValueError:
            raise Rejected(422, "The form has too many fields.") from None
        return _form(pairs)
    if kind == "text/plain" or (not kind and text.lstrip()[:1] not in ("{", "[")):
        return {"text": text}
    if kind in ("", "application/json", "application/octet-stream") or kind.endswith("+json"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise Rejected(422, "The body is not JSON.") from None
    raise Rejected(
        415, "Send application/json, a form (application/x-www-form-urlencoded, multipart/form-data) or text/plain."
    )


def _form(pairs: Sequence[tuple[str, str]]) -> Json:
    """A form as an object: author[name] is author.name, and of a name that is given twice the first counts."""
    return {re.sub(r"\[(\w+)\]", r".\1", name): value for name, value in reversed(pairs)}


def _parts(request: Inbound) -> Json:
    """The fields of a form in parts (RFC 7578); files among them are left out."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1", "replace")
    form = message_from_bytes(head + request.body)
    if not form.is_multipart():
        raise Rejected(422, "The form has no parts, or its Content-Type does not name the boundary between them.")
    told = [part for part in form.walk() if not part.is_multipart()]
    if len(told) > 1_000:
        raise Rejected(422, "The form has too many fields.")
    pairs = []
    for part in told:
        name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes) and part.get_filename() is None:
            pairs.append((name, value.decode("utf-8", "replace")))
    return _form(pairs)


def find(data: Any, path: str) -> Any:
    """What stands at a dotted path, None where there is nothing. A key that has the dots itself comes first; a number
    counts in a list, from 0."""
    if isinstance(data, Mapping) and path in data:
        return data[path]
    for part in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and len(part) < 6:
            data = data[int(part)] if int(part) < len(data) else None
        else:
            return None
    return data


class Reading:
    """Reads one object. With ``fields`` only what they name is read, and what is not understood there is left out: it is
    another program's, and its words count more than its stars. In the plain schema it is a mistake of the sender."""

    def __init__(self, item: Json, fields: Mapping[str, str], where: str) -> None:
        self._item, self._fields, self.where = item, fields, where

    def get(self, key: str) -> Any:
        """The raw value of a key; None where there is none."""
        if self._fields:
            return find(self._item, self._fields[key]) if key in self._fields else None
        return find(self._item, key)

    def wrong(self, what: str) -> None:
        """A mistake, unless it is another program's."""
        if not self._fields:
            raise Rejected(422, f"{self.where}{what}")

    def words(self, key: str, *, html: bool = False) -> str:
        """Plain words; a list of them becomes lines."""
        value = self.get(key)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            value = "\n".join(value)
        if value is None or isinstance(value, bool | Mapping | list):
            if value is not None:
                self.wrong(f"{key} must be words.")
            return ""
        return (words(str(value)) if html else clean(str(value))).strip()

    def name(self, key: str) -> str:
        """Words on one line, of a bounded length."""
        found = " ".join(self.words(key).split())
        if len(found) > _LONGEST_NAME:
            self.wrong(f"{key} is longer than {_LONGEST_NAME} letters.")
        return found[:_LONGEST_NAME]

    def link(self, key: str) -> str:
        """An http(s) address."""
        given = self.name(key)
        found = canonical_url(given)
        if given and not found:
            self.wrong(f"{key} must be an http(s) address.")
        return found

    def number(self, key: str) -> float | None:
        """A number, at least 0."""
        value = self.get(key)
        found = number(value)
        if value not in (None, "") and (found is None or found < 0):
            self.wrong(f"{key} must be a number.")
        return found if found is not None and found >= 0 else None

    def time(self, key: str) -> tuple[datetime, bool] | None:
        """A time, and whether it is exact."""
        value = self.get(key)
        found = parse_time(value)
        if value not in (None, "") and found is None:
            self.wrong(f"{key} must be a time, like 2026-11-23T14:05:00Z.")
        return found

    def flag(self, key: str) -> bool:
        """Yes or no."""
        value = self.get(key)
        value = value.strip().lower() if isinstance(value, str) else value
        if value in (None, "", False, 0, "0", "false", "no"):
            return False
        if value not in (True, 1, "1", "true", "yes"):
            self.wrong(f"{key} must be true or false.")
            return False
        return True

    def form(self, otherwise: Form) -> Form:
        """In what form it was said."""
        value = self.name("form").lower()
        try:
            return Form(value) if value else otherwise
        except ValueError:
            self.wrong(f"form must be one of {', '.join(Form)}.")
            return otherwise


def posts(
    found: Sequence[Json], fields: Mapping[str, str], *, service: str, form: Form, stars_max: float, html: bool
) -> list[Post]:
    """One post an object, or Rejected with the number of the first that is wrong: all of them are taken, or none."""
    return [
        _post(Reading(item, fields, _where(n, found)), service=service, form=form, stars_max=stars_max, html=html)
        for n, item in enumerate(found)
    ]


def _post(read: Reading, *, service: str, form: Form, stars_max: float, html: bool) -> Post:
    text, title = read.words("text", html=html), read.words("title", html=html)
    scaled = out_of(read.get("stars"))
    stars, most = scaled or (read.number("stars"), read.number("stars_max") or stars_max)
    if stars is not None and stars > most:
        read.wrong(f"stars are more than stars_max, which is {most:g}.")
        stars = None
    native, deleted = read.name("id"), read.flag("deleted")
    if deleted and not native:
        raise Rejected(422, f"{read.where}to take a post back, send the id that it came with.")
    if not deleted and not text and not title and stars is None:
        raise Rejected(422, f"{read.where}there is nothing in it to hear: text, title and stars are all missing.")
    published, edited = read.time("published"), read.time("edited")
    url, author = read.link("url"), _author(read)
    thread, reply_to = read.name("thread"), read.name("reply_to")
    if not native:
        said = (author.name, author.id, title, text, url, thread, reply_to, str(published and published[0]), str(stars))
        native = hashlib.blake2b("\0".join(said).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return Post(
        service=service,
        id=native,
        url=url,
        author=author,
        title=title,
        text=text,
        published=published[0] if published else None,
        published_exact=published[1] if published else True,
        edited=edited[0] if edited else None,
        lang=read.name("lang"),
        stars=stars,
        stars_max=None if stars is None else most,
        reply_to=reply_to,
        thread=thread,
        form=read.form(form),
        deleted=deleted,
    )


def _author(read: Reading) -> Author:
    given = read.get("author")
    return Author(
        name=read.name("author") if given is not None and not isinstance(given, Mapping) else read.name("author.name"),
        handle=read.name("author.handle"),
        url=read.link("author.url"),
        id=read.name("author.id"),
        followers=count(read.number("author.followers")),
    )


def _where(n: int, found: Sequence[Any]) -> str:
    return f"Post {n + 1} of {len(found)}: " if len(found) > 1 else ""
