"""Replies of Stack Exchange taken apart, pure.

https://api.stackexchange.com/docs/wrapper, /docs/error-handling and /docs/types/question. Questions and answers share
their numbers; comments have their own, so theirs begin with ``comment``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Post, Response, check, host_of
from connectors.text import canonical_url, count, number, parse_time, words

Entry = Mapping[str, Any]

_LATER = ("throttle_violation", "temporarily_unavailable", "internal_error")
_NOT_YOU = (401, 402, 403, 405, 406)
_OWN_DOMAIN = ("stackoverflow", "serverfault", "superuser", "askubuntu", "stackapps")
_LANGUAGES = ("es", "ja", "pt", "ru")
_COMMUNITY = "-1"  # the account under which a site itself speaks


class Odd(Exception):
    """The service answered with something that is no answer; the text says what it did."""


def opened(response: Response, key: str) -> Entry:
    """The wrapper around the items. FetchError if it reports an error that a wait or the owner can mend, Odd if it is
    none at all. ``key`` is kept out of what is said."""
    try:
        reply = json.loads(response.body)
    except (ValueError, RecursionError):
        reply = None
    if isinstance(reply, dict) and (reply.get("error_name") or reply.get("error_id")):
        _refuse(response, reply, key)
    check(response)
    if not isinstance(reply, dict):
        raise Odd("sent no JSON object, perhaps a login or error page")
    return reply


def _refuse(response: Response, reply: Entry, key: str) -> None:
    """Errors come as HTTP 400, whatever they are: the name inside decides."""
    host, name = host_of(response.url), str(reply.get("error_name") or "an error")
    said = _plain(reply.get("error_message")) or name
    said = (said.replace(key, "…") if key else said)[:200]
    if name in _LATER:
        told = re.search(r"available in (\d{1,7}) seconds", said)
        wait = timedelta(seconds=int(told[1])) if told else response.retry_after
        raise FetchError(f"{host} asks us to come back later: {said}", retry_after=wait)
    if reply.get("error_id") in _NOT_YOU:
        raise Blocked(f"{host} refuses us, check the key: {said}")
    if response.status < 400:
        raise Odd(f"reports an error: {said}")
    raise FetchError(f"{host} refuses what we ask: {said}", permanent=True)


def entries(value: object) -> list[Entry]:
    """The objects of a list; what is none is left out."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def native(value: object) -> str:
    """An id as text, "" if it is none."""
    found = number(value)
    return str(int(found)) if found else ""


def home(link: str, site: str) -> str:
    """The host of a site: that of ``link``, or what the site's name stands for."""
    if link:
        return host_of(link).removeprefix("www.")
    if site.rpartition(".")[2] in _OWN_DOMAIN:
        return f"{site}.com"
    return site if site.endswith(".net") else f"{site}.stackexchange.com"


def thread(question: Entry, site: str) -> list[Post]:
    """The question, its answers, and the comments below each; what says nothing is left out."""
    top = native(question.get("question_id"))
    link = _link(question.get("link"))
    host = home(link, site)
    link = link or f"https://{host}/questions/{top}"
    language, _, network = site.partition(".")
    lang = language if network and language in _LANGUAGES else ""
    found = [(question, top, link, "")]
    found += _comments(question, top, link)
    for answer in entries(question.get("answers")):
        if one := native(answer.get("answer_id")):
            found.append((answer, one, f"https://{host}/a/{one}", top))
            found += _comments(answer, one, link)
    posts = [_post(*each, host, top, lang) for each in found]
    return [post for post in posts if post.text or post.title]


def _comments(below: Entry, above: str, link: str) -> list[tuple[Entry, str, str, str]]:
    ids = [(comment, native(comment.get("comment_id"))) for comment in entries(below.get("comments"))]
    return [(comment, f"comment{one}", f"{link}#comment{one}_{above}", above) for comment, one in ids if one]


def _post(entry: Entry, own: str, url: str, above: str, host: str, top: str, lang: str) -> Post:
    at, edited = parse_time(entry.get("creation_date")), parse_time(entry.get("last_edit_date"))
    return Post(
        service=host,
        id=own,
        url=url,
        author=_author(entry.get("owner"), host),
        title="" if above else _plain(entry.get("title")),
        text=_plain(entry.get("body")),
        published=at[0] if at else None,
        published_exact=at[1] if at else True,
        edited=edited[0] if edited else None,
        lang=lang,
        reply_to=above,
        thread=top if above else "",
        likes=count(entry.get("score")),
        form=Form.COMMENT if above else Form.POST,
    )


def _author(owner: object, host: str) -> Author:
    """Who wrote it. Names are not unique there, so the number is the account; whoever left has only a name. Reputation
    is no reach, so it is told as what it is and not as followers."""
    if not isinstance(owner, dict):
        return NOBODY
    account, name = native(owner.get("user_id")), _plain(owner.get("display_name"))
    if not account or owner.get("user_type") == "does_not_exist":
        return Author(name=name)
    url = _link(owner.get("link")) or f"https://{host}/users/{account}"
    return Author(name=name, url=url, id=account, bot=account == _COMMUNITY, reputation=count(owner.get("reputation")))


def _plain(value: object) -> str:
    return words(value) if isinstance(value, str) else ""


def _link(value: object) -> str:
    return canonical_url(value) if isinstance(value, str) else ""
