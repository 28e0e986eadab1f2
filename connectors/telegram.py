"""Telegram: the messages of one public channel, by the preview page that Telegram shows in a browser.

https://telegram.org/faq_channels (public channels, https://t.me/s/CHANNEL), https://core.telegram.org/widgets/post

No documentation describes the page. It shows about 20 messages, the newest last; ``?before=ID`` shows older ones. Ids
have gaps: an album takes several. Views and subscribers are rounded ("1.2K"), an edit has no time, comments are not
shown. A channel without a preview (its owner forbids copying, or Telegram restricts it) redirects to a page that only
offers the app, and so do groups, people, and names that nobody has. "No posts found" is also said when asked too often.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors import bounded
from connectors.base import Author, Client, Cursor, Fetched, Outcome, Post, get, host_of
from connectors.text import count, number, parse_time, words

SERVICE = "t.me"
_FIRST_PAGES = 2  # on the first visit
_MOST_PAGES = 10  # on later ones
_SECONDS = 5.0  # of the processor, for one page
_PARSER = "connectors.telegram:parse_page"
_ADDRESS = re.compile(r"(?:https?://)?(?:t|telegram)\.me/(?:s/)?(\w+)(?:/(\d+))?/?(?:\?.*)?", re.I | re.A)
# What is answered is quoted, and somebody else's.
_TEXT = ".tgme_widget_message_text:not(.js-message_reply_text)"
_POLL = ".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text"
_DISLIKES = frozenset("👎💩🤮🤬😡")  # every other reaction counts as a like


@dataclass(frozen=True, slots=True)
class Telegram:
    """The messages of ``channel``. The cursor holds ``newest``, the number of a message, and ``shown``, a hash of what
    the newest page said."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    channel: str = field(metadata={"help": "the channel's name or address, for example @townnews"})
    base_url: str = field(default="https://t.me", metadata={"help": "address of the service"})

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z]\w{2,31}", self._name(), re.A):
            raise ValueError("channel is no public channel: write its name, for example @townnews")

    def _name(self) -> str:
        found = _ADDRESS.fullmatch(self.channel.strip())
        return found[1] if found else self.channel.strip().removeprefix("@")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The newest page, so that edits are noticed, and older ones back to the newest message known (first visit: two
        pages), ten at most. NOTHING_NEW when the newest page says what it said before.

        EMPTY when the channel only tells that it was created. SUSPICIOUS, and the cursor stays, when there is no preview,
        no message where there must be some, or none that can be read; the note says which.
        """
        newest, shown, more, note = int(number(cursor.get("newest")) or 0), "", True, ""
        posts: list[Post] = []
        seen: set[int] = set()
        for index in range(_MOST_PAGES if newest else _FIRST_PAGES):
            page = await self._page(client, min(seen, default=0))
            if trouble := self._trouble(page, expected=more):
                return Fetched(posts, cursor, Outcome.SUSPICIOUS, trouble)
            more = page["more"]
            if not index:
                said = [[message["id"], message["text"]] for message in page["messages"]]
                shown = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
                if shown == cursor.get("shown"):
                    return Fetched([], cursor, Outcome.NOTHING_NEW)
            found = [message for message in page["messages"] if message["id"] not in seen]
            posts += [_post(message, page) for message in found if message["text"]]
            seen |= {message["id"] for message in found}
            if not found or min(seen) <= max(newest, 1):
                break
        else:
            if newest:
                note = f"more was written in @{self._name()} since the last visit than is read at once"
        outcome = Outcome.ITEMS if posts else Outcome.NOTHING_NEW if newest or seen else Outcome.EMPTY
        return Fetched(posts, {"newest": max([newest, *seen]), "shown": shown}, outcome, note)

    async def _page(self, client: Client, before: int) -> dict[str, Any]:
        url = f"{self.base_url.rstrip('/')}/s/{self._name()}"
        headers = {"accept": "text/html", "accept-language": "en"}  # what a name stands for is told in words
        response = await get(client, url, params={"before": before} if before else None, headers=headers)
        found = await bounded.run(_PARSER, response.body, seconds=_SECONDS, host=host_of(url))
        return dict(found)

    def _trouble(self, page: dict[str, Any], *, expected: bool) -> str:
        """What is wrong with a page, "" if nothing. ``expected``: whether it must have messages."""
        name, extra = f"@{self._name()}", page["extra"].lower()
        if page["preview"]:
            if page["unread"] and not page["messages"]:
                return f"none of the messages of {name} can be read: the page has changed"
            if page["messages"] or page["service"] or not expected:
                return ""
            if page["none"]:
                return f"Telegram shows no messages of {name}: it holds them back for now, perhaps asked too often"
            return f"the page of {name} has no messages: it has changed"
        if "subscriber" in extra:
            return f"{name} is a channel without a preview: it can be read in Telegram only"
        if "member" in extra:
            return f"{name} is a group, and Telegram shows strangers only channels"
        if page["title"]:
            return f"{name} shows strangers nothing: it is a person, a bot, a group, or a channel without a preview"
        if page["offer"]:
            return f"nobody has the name {name}, or it is private: check it"
        return f"{host_of(self.base_url)} sent a page that shows no channel: perhaps a login or block page"


def parse_page(body: bytes) -> dict[str, Any]:
    """A page as JSON: whether it is a ``preview``, ``title`` and ``followers`` of the channel, ``messages``, how many are
    the ``service``'s own or ``unread``, whether it says that there are ``none`` and links to ``more``; of a page that only
    makes an ``offer`` of the app, the line below the title (``extra``)."""
    root = LexborHTMLParser(body)
    spoken = root.css(".tgme_widget_message:not(.service_message)")
    messages = [message for block in spoken if (message := _message(block))]
    # The other counters are of photos, videos and links.
    counted = [node for node in root.css(".tgme_channel_info_counter") if re.search("subscr|memb", node.text())]
    return {
        "preview": bool(root.css_first(".tgme_channel_info, .tgme_channel_history")),
        "title": _line(root, ".tgme_channel_info_header_title, .tgme_page_title"),
        "followers": _count(_line(counted[0], ".counter_value")) if counted else None,
        "extra": _line(root, ".tgme_page_extra"),
        "offer": bool(root.css_first(".tgme_page_description, .tgme_page_action, .tgme_page_icon")),
        "messages": messages,
        "service": len(root.css(".tgme_widget_message.service_message")),
        "unread": len(spoken) - len(messages),
        "none": bool(root.css_first(".tme_no_messages_found")),
        "more": bool(root.css_first("a[data-before]")),
    }


def _message(block: LexborNode) -> dict[str, Any] | None:
    found = re.fullmatch(r"(\w+)/(\d{1,15})", block.attributes.get("data-post") or "", re.A)
    if not found:
        return None
    said = [words(node.html or "") for node in block.css(_TEXT)]
    # In an album a text can stand in another one, which has the same words.
    parts = [part for index, part in enumerate(said) if not any([part in earlier for earlier in said[:index]])]
    parts += [words(node.html or "") for node in block.css(_POLL)]
    reactions = block.css(".tgme_reaction:not(.tgme_reaction_paid)")  # what is paid counts stars, not people
    liked = [_count(node.text(deep=False)) or 0 for node in reactions if not _DISLIKES & {*node.text()}]
    return {
        "channel": found[1],
        "id": int(found[2]),
        "text": "\n".join(filter(None, parts)),
        "at": _attribute(block, "time[datetime]", "datetime"),
        "signed": _line(block, ".tgme_widget_message_from_author"),
        "from": _line(block, ".tgme_widget_message_forwarded_from_name"),
        "from_url": _attribute(block, "a.tgme_widget_message_forwarded_from_name", "href"),
        "reply": _attribute(block, "a.tgme_widget_message_reply", "href"),
        "views": _count(_line(block, ".tgme_widget_message_views")),
        "likes": count(sum(liked)) if reactions else None,
    }


def _line(node: LexborNode | LexborHTMLParser, where: str) -> str:
    return " ".join(words("".join([found.html or "" for found in node.css(where)[:1]])).split())


def _attribute(node: LexborNode, where: str, name: str) -> str:
    return next((found.attributes.get(name) or "" for found in node.css(where)), "")


def _count(text: str) -> int | None:
    """ "1.2K" and "12 345" are numbers."""
    text = "".join(text.split()).upper()
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,3})?)([KMB]?)", text, re.A)
    return count(round(float(found[1]) * {"": 1, "K": 1e3, "M": 1e6, "B": 1e9}[found[2]])) if found else None


def _post(message: dict[str, Any], page: dict[str, Any]) -> Post:
    """One message. What was forwarded is its author's, and the same post wherever it is forwarded to."""
    channel, native = message["channel"], f"{message['channel']}/{message['id']}".lower()
    origin, answered = _ADDRESS.fullmatch(message["from_url"]), _ADDRESS.fullmatch(message["reply"])
    also = [f"post:{native}"] + ([f"post:{origin[1]}/{origin[2]}".lower()] if origin and origin[2] else [])
    # How many it reaches: the subscribers, or whoever saw it where those are more.
    reach = max((many for many in (page["followers"], message["views"]) if many is not None), default=None)
    handle, name = (origin[1] if origin else "", message["from"]) if message["from"] else (channel, page["title"])
    if message["signed"] and not message["from"]:
        name = f"{message['signed']} ({name or channel})"
    author, at = Author(name=name, followers=reach), parse_time(message["at"])
    if handle:
        author = replace(author, handle=f"@{handle}", url=f"https://{SERVICE}/{handle}", id=handle.lower())
    return Post(
        service=SERVICE,
        id=native,
        also=tuple(dict.fromkeys(also)),
        url=f"https://{SERVICE}/{channel}/{message['id']}",
        author=author,
        text=message["text"],
        published=at[0] if at else None,
        reply_to=f"{answered[1]}/{answered[2]}".lower() if answered and answered[2] else "",
        likes=message["likes"],
    )
