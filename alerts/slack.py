"""Slack: one living message a case, edited as the case goes on, with its story in the thread.

https://docs.slack.dev/reference/methods/chat.postMessage, .../chat.update, https://docs.slack.dev/reference/block-kit

With a bot token (scope ``chat:write``) the first message of a thread is posted and every later one edits it and adds a
reply below; urgent replies are shown in the channel too. With an incoming webhook, which can neither edit nor thread,
every message is posted whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar
from urllib.parse import urlsplit

from alerts import slack_http
from alerts.base import (
    Act,
    Called,
    Client,
    DeliveryError,
    Line,
    Message,
    Receipt,
    Recipient,
    Response,
    Section,
    SocketClient,
    State,
    check,
    host_of,
)
from alerts.slack_buttons import beside, buttons, escaped, only_for_you
from alerts.slack_socket import listen
from alerts.text import http_link, shorten, tidy

Json = dict[str, Any]

# Limits: https://docs.slack.dev/reference/block-kit/blocks and .../composition-objects/text-object. A whole message
# above some 13,000 characters, what is around the words among them, is refused as msg_blocks_too_long, which no page
# documents (https://github.com/slackapi/bolt-js/issues/2509).
_HEADING = 300
_SUMMARY = 1_000
_QUOTE = 2_000
_FACT = 200
_CONTEXT_ELEMENTS = 10
_MOST_FACTS = 20
_MOST_LISTS = 2
_QUOTE_LINES = 40
_MOST_SECTIONS = 20
_MOST_BUTTONS = 20  # beside lines: each is a block, and parts the lines around it
_SECTION = 2_500
_LISTS = 9_000  # all sections together, with their buttons
_LINK = 1_500

_APART = timedelta(seconds=1)
_EDITS_APART = timedelta(seconds=1.2)

_LITERAL = {"parse": "none", "link_names": False}  # chat.update reads names as mentions unless it is told not to
_NO_PREVIEWS = {"unfurl_links": False, "unfurl_media": False}
# The colour is never alone: the emoji and the word say the same.
_LOOK = {
    State.OPEN: ("#d32f2f", "🔴", "open"),
    State.TAKEN: ("#f9a825", "🟡", "taken"),
    State.PROMISED: ("#fbc02d", "🤝", "promised"),
    State.SNOOZED: ("#90a4ae", "💤", "snoozed"),
    State.ANSWERED: ("#1976d2", "🔵", "answered"),
    State.WON_BACK: ("#388e3c", "🟢", "won back"),
    State.CLOSED: ("#9e9e9e", "⚪", "closed"),
    State.NOTICE: ("#607d8b", "📣", ""),
}

# What Slack calls what went wrong, and what the owner can do about it. Trying again does not help with any of these.
_REMEDIES = {
    "not_in_channel": "invite the bot to {channel} (in Slack: /invite @earful)",
    "channel_not_found": "there is no channel {channel} that the bot can see: check its name, or invite the bot to it",
    "is_archived": "{channel} is archived: unarchive it or name another channel",
    "channel_is_archived": "its channel is archived: unarchive it or make a new webhook",
    "invalid_auth": "the token is not valid: copy the Bot User OAuth Token (xoxb-...) again",
    "not_authed": "the token is missing: give the Bot User OAuth Token (xoxb-...)",
    "account_inactive": "the app was removed from the workspace: install it again and copy its new token",
    "token_revoked": "the token was revoked: install the app again and copy its new token",
    "token_expired": "the token has expired: install the app again and copy its new token",
    "missing_scope": "the app lacks a permission: add the scope chat:write and install it again",
    "no_permission": "the app lacks a permission: add the scope chat:write and install it again",
    "not_allowed_token_type": "this is the wrong kind of token: the Bot User OAuth Token (xoxb-...) is needed",
    "restricted_action": "an administrator of the workspace does not let the bot post to {channel}",
    "restricted_action_read_only_channel": "only some may write in {channel}: let the bot, or name another channel",
    "restricted_action_thread_only_channel": "{channel} takes replies only: name another channel",
    "restricted_action_non_threadable_channel": "{channel} has no threads: name another channel",
    "messages_tab_disabled": "{channel} takes no messages: name another channel",
    "is_inactive": "{channel} is frozen: name another channel",
    "external_channel_migrating": "{channel} is being moved to another workspace: name it anew when it is there",
    "message_limit_exceeded": "the workspace has reached the number of messages that its plan allows",
    "team_access_not_granted": "the app may not act in this workspace: an administrator has to grant it",
    "team_not_found": "the workspace of this token is gone: install the app again and copy its new token",
    "org_login_required": "the workspace is being moved into an organisation: install the app again afterwards",
    "two_factor_setup_required": "the account of this token has to set up a second factor: use the bot's token",
    "accesslimited": "the workspace lets nobody in from this network: an administrator has to allow its address",
    "action_prohibited": "an administrator of the workspace does not let this webhook post",
    "access_denied": "an administrator of the workspace does not let the bot post",
    "ekm_access_denied": "an administrator of the workspace has suspended posting",
    "enterprise_is_restricted": "an administrator of the workspace does not let the bot post",
    "no_service": "the webhook was removed or switched off: make a new one",
    "no_active_hooks": "the webhook was removed or switched off: make a new one",
    "no_team": "the workspace of this webhook is gone",
    "team_disabled": "the workspace of this webhook is gone",
    "invalid_token": "the webhook's address is not valid: copy it again",
}
# Our own mistakes: the same message would be refused again.
_REFUSED = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_payload",
        "invalid_arguments",
        "invalid_post_type",
        "invalid_json",
        "invalid_charset",
        "json_not_object",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "too_many_attachments",
        "too_many_blocks",
        "attachment_payload_limit_exceeded",
        "block_mismatch",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_form_data",
        "markdown_text_conflict",
        "missing_post_type",
        "missing_text_or_fallback_or_attachments",
        "as_user_not_supported",
        "method_deprecated",
        "unknown_method",
        "deprecated_endpoint",
        "user_not_found",
    }
)
# The first message is not there or not ours to edit any more (somebody deleted it, the app was installed anew).
_GONE = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "thread_not_found",
        "cannot_reply_to_message",
        "thread_locked",
        "restricted_action_thread_locked",
    }
)

_SECRET = {"secret": True}


class _Gone(DeliveryError):
    """The message to edit cannot be edited any more."""


@dataclass(frozen=True, slots=True)
class Slack:
    """Posts to one channel of a Slack workspace, with a bot token or with an incoming webhook."""

    bundles: ClassVar[bool] = True

    channel: str = field(default="", metadata={"help": 'The channel, in quotes: "#customers". Needed with a token.'})
    token: str = field(default="", repr=False, metadata={"help": "The Bot User OAuth Token (xoxb-...).", **_SECRET})
    webhook: str = field(
        default="", repr=False, metadata={"help": "An incoming webhook's address, instead of a token.", **_SECRET}
    )
    app_token: str = field(
        default="", repr=False, metadata={"help": "The app-level token (xapp-...), for buttons.", **_SECRET}
    )
    signing_secret: str = field(
        default="", repr=False, metadata={"help": "The app's signing secret, for buttons over HTTP.", **_SECRET}
    )
    base_url: str = field(default="https://slack.com", metadata={"help": "Another address of Slack's API, for tests."})

    def __post_init__(self) -> None:
        wrong: list[str] = []
        if bool(self.token) == bool(self.webhook):
            wrong.append("give either token (a bot that edits and threads) or webhook (simple posts), one of the two")
        if self.token.startswith("xapp-"):
            wrong.append("token is the app-level token (xapp-...); the Bot User OAuth Token (xoxb-...) is needed")
        if self.app_token and not self.app_token.startswith("xapp-"):
            wrong.append("app_token is not the app-level token: that one begins with xapp-")
        if self.app_token and not self.token:
            wrong.append("app_token needs a bot's token beside it: a webhook has no buttons")
        if self.signing_secret and not self.token:
            wrong.append("signing_secret needs a bot's token beside it: a webhook has no buttons")
        if self.signing_secret and not re.fullmatch(r"[\x21-\x7e]{16,}", self.signing_secret):
            wrong.append("signing_secret is not the app's signing secret: that one has 32 letters and digits")
        if not re.fullmatch(r"[\x21-\x7e]*", self.token):
            wrong.append("token holds a space or a character that no token has; copy it again")
        if self.token and not self.channel.strip():
            wrong.append('channel is missing: name it in quotes, like "#customers"')
        for key, url in (("webhook", self.webhook), ("base_url", self.base_url)):
            if url and not _is_web_address(url):
                wrong.append(f"{key} must be a web address that starts with https://")
        if wrong:
            raise ValueError(*wrong)

    @property
    def shared(self) -> bool:
        return True

    @property
    def living(self) -> bool:
        return bool(self.token)

    @property
    def hears(self) -> bool:
        return bool(self.app_token)

    @property
    def listens(self) -> bool:
        return bool(self.signing_secret)

    @property
    def falls_short(self) -> str:
        """What an incoming webhook cannot do."""
        if not self.webhook:
            return ""
        return (
            "posts by an incoming webhook, which has no buttons and no living message: nobody can take a case there. "
            "For those give a bot's token and an app_token instead."
        )

    def reaches(self, person: Recipient) -> bool:
        return bool(person.slack)

    def destination(self, person: Recipient) -> str:
        return "webhook" if self.webhook else self.channel

    def lanes(self, receipt: Receipt | None) -> Mapping[str, timedelta]:
        """A message a second in a room, and fifty edits a minute in a workspace (``chat.update`` is in tier 3).
        https://docs.slack.dev/apis/web-api/rate-limits"""
        account = blake2b((self.webhook or self.token).encode(), digest_size=16).hexdigest()
        room = {f"slack {account} {self.channel.strip().removeprefix('#')}": _APART}
        return room if self.webhook or not receipt else {**room, f"slack {account} edits": _EDITS_APART}

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """Posts the first message of a thread; for a later one edits the first and replies below it.

        The receipt names that first message. The edit comes before the reply because it can be repeated: when the reply
        fails, the next try edits to the same and nothing is posted twice. When the first message cannot be edited any
        more, the message is posted anew and the receipt is new.
        """
        message = tidy(message)
        if not (self.hears or self.listens):  # nothing would come of a press
            message = _without_buttons(message)
        if self.webhook:
            await self._post_to_webhook(client, message)
            return {}
        if receipt and receipt.get("ts") and receipt.get("channel"):
            try:
                await self._go_on(client, message, receipt)
            except _Gone:
                pass
            else:
                return receipt
        answer = await self._call(client, "chat.postMessage", {"channel": self.channel.strip(), **whole(message)})
        return {"channel": answer.get("channel") or self.channel.strip(), "ts": answer.get("ts", "")}

    async def hear(self, client: SocketClient, act: Act, opened: Callable[[], Awaitable[None]]) -> None:
        """Opens a line (scope ``connections:write``) and listens to it until Slack asks to come again."""
        answer = await self._call(client, "apps.connections.open", {}, token=self.app_token)
        url = str(answer.get("url", ""))
        if not url.startswith(("ws://", "wss://")):
            raise DeliveryError(f"{host_of(self.base_url)} gave no address for the buttons")
        await listen(client, url, act, opened)

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Called:
        """What Slack posted; raises NotGenuine."""
        return slack_http.read(self.signing_secret, headers, body, now)

    def sentence(self, text: str) -> Json:
        """A sentence that only the one who pressed sees."""
        return only_for_you(text)

    async def _go_on(self, client: Client, message: Message, receipt: Receipt) -> None:
        where = {"channel": receipt["channel"]}
        await self._call(client, "chat.update", {**where, "ts": receipt["ts"], **living(message)})
        reply = {"thread_ts": receipt["ts"], "reply_broadcast": message.urgent and not message.quiet, **news(message)}
        await self._call(client, "chat.postMessage", {**where, **reply})

    async def _call(self, client: Client, method: str, payload: Json, *, token: str = "") -> Json:
        """Calls a method of the Web API, which says in the body of a 200 how it went."""
        url = f"{self.base_url.rstrip('/')}/api/{method}"
        headers = {"Authorization": f"Bearer {token or self.token}"}
        response = check(await client.request("POST", url, headers=headers, json=payload))
        try:
            answer = json.loads(response.body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or "ok" not in answer:
            raise DeliveryError(f"{host_of(url)} did not answer as Slack does")
        if answer["ok"] is not True:
            raise self._failure(str(answer.get("error", "")), response)
        return answer

    async def _post_to_webhook(self, client: Client, message: Message) -> None:
        response = await client.request("POST", self.webhook, json=whole(message))
        said = response.body[:100].decode("utf-8", "replace").strip()
        if said == "ok" and 200 <= response.status < 300:
            return
        if said in _REMEDIES or said in _REFUSED:
            raise self._failure(said, response)
        check(response)
        raise self._failure(said, response)

    def _failure(self, error: str, response: Response) -> DeliveryError:
        """What Slack's error code means for us. A code that nobody knows is tried again: better late than lost."""
        if error in _GONE:
            return _Gone(f"{host_of(response.url)}: the message cannot be edited any more: {error}")
        code = error if re.fullmatch(r"[a-z][a-z_]{1,60}", error) else "an answer that is not understood"
        host = host_of(response.url)
        if remedy := _REMEDIES.get(error):
            channel = self.channel.strip() or "the channel"
            return DeliveryError(f"{host}: {error}: {remedy.format(channel=channel)}", permanent=True)
        if error in _REFUSED:
            return DeliveryError(f"{host} refused the message: {error}", permanent=True)
        if error in ("ratelimited", "rate_limited"):
            return DeliveryError(f"{host} asks us to slow down ({error})", retry_after=response.retry_after)
        return DeliveryError(f"{host} could not take the message: {code}", retry_after=response.retry_after)


def _without_buttons(message: Message) -> Message:
    sections = [
        replace(section, lines=[replace(line, actions=()) for line in section.lines])
        for section in message.card.sections
    ]
    return replace(message, card=replace(message.card, actions=(), sections=sections))


def whole(message: Message) -> Json:
    """A tidied message that stands alone: the card, and what is new with a ping."""
    payload = living(message)
    payload["text"] += f" {_news(message)}"
    payload["blocks"].append(_section(_news(message)))
    return {**payload, **_NO_PREVIEWS}


def living(message: Message) -> Json:
    """The card of a tidied message as it stands now: what the first message of a thread is edited to."""
    card = message.card
    colour, emoji, _ = _LOOK[card.state]
    heading = _fit(card.heading or message.title, _HEADING)
    details = _details(message)
    return {
        "text": f"{emoji} {heading}",  # for notifications and screen readers
        "blocks": [_section(f"{emoji} *{heading}*")],
        "attachments": [{"color": colour, "fallback": heading, "blocks": details}] if details else [],
        **_LITERAL,
    }


def news(message: Message) -> Json:
    """What is new, for the thread of a tidied message."""
    return {"text": _news(message), "blocks": [_section(_news(message))], **_LITERAL, **_NO_PREVIEWS}


def _news(message: Message) -> str:
    who = _fit(message.to.name, _FACT) if message.quiet else _ping(message.to)
    return f"{who}: {_fit(message.summary, _SUMMARY)}"


def _details(message: Message) -> list[Json]:
    card = message.card
    _, _, known = _LOOK[card.state]
    state = _fit(card.state_label, _FACT) or known
    link = _link(card.link, card.link_label) if card.link else ""
    blocks = [_context([" · ".join(filter(None, (state, _fit(card.byline, _HEADING), link)))])]
    # A section of its own: whatever mark-up the quote begins ends with it.
    lines = [line for line in _fit(card.quote, _QUOTE).splitlines() if line.strip()][:_QUOTE_LINES]
    blocks += [_section("\n".join(f"> {line}" for line in lines))] if lines else []
    facts = [f"*{_fit(label, _FACT)}:* {_fit(value, _FACT)}" for label, value in card.facts if "\n" not in value]
    lists = [f"*{_fit(label, _FACT)}:* {_fit(value, _QUOTE)}" for label, value in card.facts if "\n" in value]
    blocks += [_section(text) for text in lists[:_MOST_LISTS]]
    facts = facts[:_MOST_FACTS]
    blocks += [_context(facts[i : i + _CONTEXT_ELEMENTS]) for i in range(0, len(facts), _CONTEXT_ELEMENTS)]
    if chart := card.chart:
        blocks.append(_section(f"*{_fit(chart.title, _FACT)}*\n{chart.line}  {_fit(chart.says, _QUOTE)}"))
    blocks += _lists(card.sections, card.link_label)
    if card.actions:
        blocks += buttons(message)
    else:
        blocks.append(_context([_how(label, how) for label, how in card.how_to_act[:_CONTEXT_ELEMENTS]]))
    return [block for block in blocks if block.get("elements") != []]


def _lists(sections: Sequence[Section], read_it: str) -> list[Json]:
    """Headings and their lines, each in a block of its own. Where there is not room for all, the first lines of each go before
    the next of any, so that nothing is left out whole; an ellipsis stands for what is."""
    shown = [[_Shown(f"*{_fit(section.title, _FACT)}*")] for section in sections[:_MOST_SECTIONS]]
    room = _LISTS
    full: set[int] = set()
    threads: set[str] = set()  # Slack takes no two blocks of the same name
    for nth in range(max((len(section.lines) for section in sections), default=0)):
        for at, section in enumerate(sections[: len(shown)]):
            if at in full or nth >= len(section.lines):
                continue
            line = section.lines[nth]
            item = _item(line, read_it)
            button = beside(line) if line.thread not in threads and len(threads) < _MOST_BUTTONS else {}
            room -= len(item) + len(json.dumps(button, ensure_ascii=False))  # Slack counts both
            if room < 0:
                full.add(at)
                shown[at].append(_Shown("…"))
                continue
            threads.update([line.thread] if button else [])
            shown[at].append(_Shown(item, button))
    return [block for lines in shown for block in _packed(lines)]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line as Slack gets it, and what makes a button beside it."""

    text: str
    button: Json = field(default_factory=dict)


def _packed(lines: Sequence[_Shown]) -> Iterator[Json]:
    """Lines in as few blocks as there have to be: what has a button stands alone."""
    text = ""
    for line in lines:
        if text and (line.button or len(text) + 1 + len(line.text) > _SECTION):
            yield _section(text)
            text = ""
        if line.button:
            yield {**_section(line.text), **line.button}
        else:
            text += f"\n{line.text}" if text else line.text
    if text:
        yield _section(text)


def _item(line: Line, read_it: str) -> str:
    return " ".join(filter(None, (f"• {_fit(line.text, _FACT * 2)}", line.link and _link(line.link, read_it))))


def _how(label: str, how: str) -> str:
    link = http_link(how)
    return _link(link, label) if link else f"{_fit(label, _FACT)}: `{_fit(how, _FACT)}`"


def _section(text: str) -> Json:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(texts: list[str]) -> Json:
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts if text]}


def _mrkdwn(text: str) -> Json:
    # verbatim: Slack makes no links and mentions of its own out of "@here" and "https://..." in it.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _ping(person: Recipient) -> str:
    """The person as a mention if their Slack id is known, else by name."""
    return f"<@{person.slack}>" if re.fullmatch(r"[UW][A-Z0-9]{2,20}", person.slack) else _fit(person.name, _FACT)


def _link(url: str, label: str) -> str:
    """An http(s) address (already percent-encoded where it could break out) under a label; nothing if too long."""
    return f"<{_escape(url)}|{_fit(label, _FACT)}>" if len(url) <= _LINK else ""


def _fit(text: str, limit: int) -> str:
    """Escaped, and cut so that the result, entities and all, is at most ``limit`` characters long."""
    escaped = _escape(text)
    if len(escaped) <= limit:
        return escaped
    kept = shorten(text, limit)
    while len(_escape(kept)) > limit:
        kept = shorten(kept, len(kept) - max(1, (len(_escape(kept)) - limit) // 5))
    return _escape(kept)


def _escape(text: str) -> str:
    """No mark-up of Slack's in strangers' words, and no code fence that swallows what follows."""
    return escaped(text.replace("`", "'"))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
