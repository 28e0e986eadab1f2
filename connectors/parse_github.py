"""Replies of GitHub taken apart, pure.

https://docs.github.com/en/rest/issues/issues and /rest/issues/comments. ``node_id`` has changed its form once, so a post
is identified by its number: issues and comments count separately, hence the prefix.
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

_QUOTED = re.compile(r"^ {0,3}>.*$", re.M)
_GHOST = "ghost"  # stands for everybody who has deleted the account
_OF_THE_HOUSE = ("OWNER", "MEMBER", "COLLABORATOR")  # and no contributor: a customer can be one
_NOT_PRAISE = ("-1", "confused")
_SHORTEST_REST = timedelta(minutes=1)  # where a secondary limit does not say how long


class Odd(Exception):
    """The service answered with something that is no answer; the text says what it did."""


def limited(response: Response) -> timedelta | None:
    """How long to stay away because a limit is reached, None if none is. Both 403 and 429 can mean it."""
    if response.status not in (403, 429):
        return None
    spent = response.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in response.headers
    if not (response.status == 429 or spent or re.search("rate limit|abuse", _message(response), re.I)):
        return None
    return max(response.retry_after or _SHORTEST_REST, timedelta(seconds=1))


def opened(response: Response, what: str, token: str) -> Any:
    """The JSON of a good reply. FetchError or Blocked that says what to do about ``what``, Odd if it is no JSON, or null.
    ``token`` is kept out of what is said."""
    host, said = host_of(response.url), _message(response)
    said = said.replace(token, "…") if token else said
    if wait := limited(response):
        raise FetchError(f"{host} asks us to slow down: {said or f'HTTP {response.status}'}", retry_after=wait)
    if response.status in (401, 403):
        raise Blocked(f"{host} refuses us, check the token: {said or f'HTTP {response.status}'}")
    if response.status in (404, 410):
        raise FetchError(f"{host} shows us no {what}: it is misspelt, private, or has no issues", permanent=True)
    if response.status == 422:
        raise FetchError(f"{host} does not understand the question about {what}: {said}", permanent=True)
    check(response)
    try:
        reply = json.loads(response.body)
    except (ValueError, RecursionError):
        raise Odd("sent something that is not JSON, perhaps a login or error page") from None
    if reply is None:
        raise Odd("answered with nothing")
    return reply


def _message(response: Response) -> str:
    """What GitHub says about an error."""
    try:
        reply = json.loads(response.body) if response.status >= 400 else None
    except (ValueError, RecursionError):
        return ""
    return _plain(reply.get("message"))[:200] if isinstance(reply, dict) else ""


def entries(value: object) -> list[Entry]:
    """The issues or comments of a list. Odd if it is none, or if nothing in it is one."""
    if not isinstance(value, list):
        raise Odd("answered without a list")
    good: list[Entry] = [
        entry for entry in value if isinstance(entry, dict) and number(entry.get("id")) and _link(entry)
    ]
    if value and not good:
        raise Odd("sent a list of something else than issues or comments")
    return good


def updated(entry: Entry) -> int:
    """When something about it last changed, in seconds since 1970; 0 if that is not told."""
    at = parse_time(entry.get("updated_at"))
    return int(at[0].timestamp()) if at else 0


def is_of_an_issue(entry: Entry) -> bool:
    """Whether it is an issue or a comment on one. GitHub counts pull requests among the issues."""
    return "pull_request" not in entry and "/pull/" not in _link(entry)


def issue_of(entry: Entry) -> str:
    """``owner/name/issues/12``, whose comments can be asked for; "" if the address is an odd one."""
    found = re.fullmatch(r"https?://[^/]+/([\w.-]+/[\w.-]+/issues/\d+)(?:#.*)?", _link(entry))
    return found[1] if found else ""


def post(entry: Entry, *, own: bool = False) -> Post:
    """An issue, or a comment, which has no title. A comment answers the issue, by its address. ``own``: the repository is the
    brand's own, so who GitHub says belongs to it speaks for the brand
    (https://docs.github.com/en/graphql/reference/enums#commentauthorassociation)."""
    url = _link(entry)
    comment = "#" in url
    issue = url.partition("#")[0]
    at, edited = parse_time(entry.get("created_at")), parse_time(entry.get("updated_at"))
    return Post(
        service=host_of(url),
        id=f"{'issuecomment' if comment else 'issue'}-{int(number(entry['id']) or 0)}",
        # The store knows addresses without their scheme; by this its comments find the issue.
        also=() if comment else (f"link:{issue.partition('://')[2]}",),
        url=url,
        author=_author(entry.get("user")),
        title="" if comment else _plain(entry.get("title")),
        text=_text(entry),
        published=at[0] if at else None,
        published_exact=at[1] if at else True,
        # An issue is also updated by every label and comment.
        edited=edited[0] if comment and edited and edited != at else None,
        reply_to=issue if comment else "",
        thread=issue if comment else "",
        likes=_likes(entry.get("reactions")),
        form=Form.COMMENT if comment else Form.POST,
        by_owner=own and entry.get("author_association") in _OF_THE_HOUSE,
    )


def _text(entry: Entry) -> str:
    """What the author wrote. Where only Markdown is sent, the lines that quote somebody else are left out."""
    if isinstance(html := entry.get("body_html"), str):
        return words(html)
    text = entry["body"] if isinstance(entry.get("body"), str) else ""
    return _plain(_QUOTED.sub("", text)) or _plain(text)


def _likes(reactions: object) -> int | None:
    total = count(reactions.get("total_count")) if isinstance(reactions, dict) else None
    if not isinstance(reactions, dict) or total is None:
        return None
    return count(total - sum(count(reactions.get(kind)) or 0 for kind in _NOT_PRAISE))


def _author(user: object) -> Author:
    login = _plain(user.get("login")) if isinstance(user, dict) else ""
    if not isinstance(user, dict) or not login or login == _GHOST:
        return NOBODY
    own = number(user.get("id"))
    return Author(
        name=login,
        handle=login,
        url=_link(user),
        id=str(int(own)) if own else "",
        bot=user.get("type") == "Bot" or login.endswith("[bot]"),
    )


def _plain(value: object) -> str:
    return words(value) if isinstance(value, str) else ""


def _link(entry: Entry) -> str:
    return canonical_url(entry["html_url"]) if isinstance(entry.get("html_url"), str) else ""
