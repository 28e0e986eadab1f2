"""Replies taken apart and put together wrongly: every value of every post replaced in turn by what should not be there."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

WRONG: tuple[Any, ...] = (None, [], {}, "x", -1, 1e300, True, "\x00\ud800\u202e")
"""What stands where something else belongs."""

Path = tuple[str | int, ...]
Break = tuple[Path, Any]
"""Where in a post, and what is put there."""


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Every place within a JSON value, its branches and its leaves."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*here, key)
        yield from paths(below, (*here, key))


def broken(value: Any, where: Path, wrong: Any) -> Any:
    """A copy of the value with something else at that place."""
    made = copy.deepcopy(value)
    holder = made
    for key in where[:-1]:
        holder = holder[key]
    holder[where[-1]] = copy.deepcopy(wrong)
    return made


def posts_in(document: Any, marks: list[str]) -> Iterator[tuple[list[Any], dict[str, int]]]:
    """Every list that holds these posts, told by a mark in their words, and at which index each stands."""
    for where in [(), *paths(document)]:
        value = document
        for key in where:
            value = value[key]
        if isinstance(value, list):
            found = {
                mark: index
                for index, one in enumerate(value)
                for mark in marks
                if isinstance(one, dict) and mark in json.dumps(one)
            }
            if len(found) == len(marks):
                yield value, found


def alone(document: Any, marks: Iterable[str]) -> str:
    """The mark of the one post that a reply is about, "" if there are none or several."""
    said = json.dumps(document)
    found = [mark for mark in marks if mark in said]
    return found[0] if len(found) == 1 and isinstance(document, dict) else ""


def opened(body: bytes) -> tuple[bytes, Any, bytes] | None:
    """The JSON of a reply, with what stands before and behind it; None if there is none in it."""
    found = re.search(rb"(?s)\A(.*ld\+json\">)?([\[{].*[\]}])(</script>.*)?\Z", body)
    if not found:
        return None
    try:
        return found[1] or b"", json.loads(found[2]), found[3] or b""
    except ValueError:
        return None


def in_json(body: bytes, breaks: dict[str, Break]) -> bytes:
    """A reply in which each marked post has its own mistake."""
    whole = opened(body)
    if whole is None:
        return body
    before, document, behind = whole
    holders = list(posts_in(document, list(breaks)))
    box = [document]
    if mark := alone(document, list(breaks)):
        holders = [(box, {mark: 0})]
    for holder, places in holders:
        for mark, index in places.items():
            where, wrong = breaks[mark]
            if where in set(paths(holder[index])):
                holder[index] = broken(holder[index], where, wrong)
    return before + json.dumps(box[0]).encode() + behind


# --- markup -----------------------------------------------------------------------------------------------------------

_MESSAGE = rb'<div class="tgme_widget_message_wrap'
ITEMS = re.compile(
    rb"<item>.*?</item>|<entry>.*?</entry>|" + _MESSAGE + rb".*?(?=" + _MESSAGE + rb"|</section>)",
    re.S,
)
_VALUES = re.compile(rb'(?<=>)[^<>]+(?=<)|(?<==")[^"]+(?=")')
WRONG_WORDS = (b"", b"x", b"-1", b"1e300", b"\xff\x00", b"&#0;&#xd800;", b"&amp;lt;b&gt;")


def values(item: bytes) -> list[tuple[int, int]]:
    """Where the texts and attributes of a piece of markup stand."""
    return [found.span() for found in _VALUES.finditer(item)]


def in_markup(body: bytes, breaks: dict[str, tuple[int, bytes]]) -> bytes:
    """A document in which each marked item has one of its values replaced."""

    def change(found: re.Match[bytes]) -> bytes:
        item = found[0]
        for mark, (index, wrong) in breaks.items():
            if mark.encode() in item and index < len(spans := values(item)):
                start, end = spans[index]
                return item[:start] + wrong + item[end:]
        return item

    return ITEMS.sub(change, body)


def twice(body: bytes, mark: str) -> bytes:
    """A reply that shows one post a second time, behind the others."""
    if (whole := opened(body)) is None:
        items = [item for item in ITEMS.findall(body) if mark.encode() in item]
        last = ITEMS.findall(body)[-1:]
        return body.replace(last[0], last[0] + items[0]) if items and last else body
    before, document, behind = whole
    for holder, places in list(posts_in(document, [mark])):
        if mark in places:
            holder.append(holder[places[mark]])
    return before + json.dumps(document).encode() + behind


def anywhere(body: bytes, where: Path, wrong: Any) -> bytes:
    """A reply with something else at one place, if it has that place."""
    if (whole := opened(body)) is None or where not in set(paths(whole[1])):
        return body
    return whole[0] + json.dumps(broken(whole[1], where, wrong)).encode() + whole[2]
