"""Telegram's web pages on loopback: channels with a preview, and what stands behind every other name.

The preview shows 20 messages, the oldest on top, and links to older ones; every other name redirects to a page that only
offers the app. An album takes several ids and is shown under the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape

from aiohttp import web

from tests.fakes.base import Fake

START = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
PAGE = 20


@dataclass
class Messenger(Fake):
    """``async with Messenger() as telegram``: ``say`` posts or edits in the channel TownNews, ``body`` answers
    in its place. ``asked`` has the query of every request for a preview, ``languages`` what readers prefer."""

    known: dict[int, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    subscribers: str = "12.4K"
    holds_back: int | None = None  # from the n-th request of all on it says that there are no posts
    links_older: bool = True
    others: dict[str, tuple[str, str]] = field(default_factory=dict)  # names without a preview: title, extra
    body: str | None = None

    def say(
        self,
        number: int,
        text: str = "Fine.",
        *,
        above: str = "",
        below: str = "",
        info: str = "",
        views: str = "1.2K",
        classes: str = "text_not_supported_wrap",
        post: str = "",
        at: datetime | None = None,
    ) -> None:
        """``text`` is HTML; ``above`` and ``below`` stand around it, ``info`` beside the time."""
        when = (at or START + timedelta(minutes=number)).isoformat()
        body = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if text else ""
        self.known[number] = (
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f'<div class="tgme_widget_message {classes} js-widget_message" data-post="{post or f"TownNews/{number}"}" '
            'data-view="eyJjIjotMX0"><div class="tgme_widget_message_user"><a href="https://t.me/TownNews"></a></div>'
            '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color">'
            '<a class="tgme_widget_message_owner_name" href="https://t.me/TownNews"><span dir="auto">Town</span></a></div>'
            f'{above}{body}{below}<div class="tgme_widget_message_footer compact js-message_footer">'
            '<div class="tgme_widget_message_info short js-message_info">'
            f'<span class="tgme_widget_message_views">{views}</span><span class="copyonly"> views</span>'
            f'<span class="tgme_widget_message_meta">{info}<a class="tgme_widget_message_date" '
            f'href="https://t.me/TownNews/{number}"><time datetime="{when}" class="time">12:00</time></a></span>'
            "</div></div></div></div></div>"
        )

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.get("/s/{name}", self._preview), web.get("/{name}", self._offer)]

    async def _preview(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.query))
        self.languages.append(request.headers.get("accept-language", ""))
        if self.body is not None:
            return web.Response(text=self.body, content_type="text/html")
        name = request.match_info["name"]
        if name.lower() != "townnews":
            raise web.HTTPFound(f"/{name}")
        before = int(request.query.get("before", 10**9))
        held = self.holds_back is not None and len(self.asked) >= self.holds_back
        older = sorted(number for number in self.known if number < before and not held)
        blocks = "".join(self.known[number] for number in older[-PAGE:])
        if not older:
            blocks = (
                '<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message_centered">'
                '<div class="tme_no_messages_found">No posts found</div></div></div>'
            )
        more = ""
        if len(older) > PAGE and self.links_older:
            first = older[-PAGE]
            link = f'<a href="/s/TownNews?before={first}" class="tme_messages_more js-messages_more" data-before="{first}">'
            more = f'<div class="tgme_widget_message_centered js-messages_more_wrap">{link}</a></div>'
        counters = "".join(
            f'<div class="tgme_channel_info_counter"><span class="counter_value">{count}</span> '
            f'<span class="counter_type">{what}</span></div>'
            for count, what in ((self.subscribers, "subscribers"), ("99.9M", "photos"))
            if count
        )
        return web.Response(
            text=(
                '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Town &amp; News – Telegram</title></head><body>'
                '<div class="tgme_channel_info"><div class="tgme_channel_info_header">'
                '<div class="tgme_channel_info_header_title"><span dir="auto">Town &amp; News</span></div>'
                '<div class="tgme_channel_info_header_username"><a href="https://t.me/TownNews">@TownNews</a></div></div>'
                f'<div class="tgme_channel_info_counters">{counters}</div></div><main><section '
                f'class="tgme_channel_history js-message_history">{more}{blocks}</section></main></body></html>'
            ),
            content_type="text/html",
        )

    async def _offer(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        title, extra = self.others.get(name, ("", ""))
        shown = f'<div class="tgme_page_title"><span dir="auto">{escape(title)}</span></div>' if title else ""
        line = f'<div class="tgme_page_extra">{extra}</div>' if extra else ""
        return web.Response(
            text=(
                '<html><body class="no_transition"><div class="tgme_page_wrap"><div class="tgme_page">'
                f'{shown}{line}<div class="tgme_page_description">If you have <strong>Telegram</strong>, you can contact '
                f'<a class="tgme_username_link" href="tg://resolve?domain={name}">@{name}</a> right away.</div>'
                f'<div class="tgme_page_action"><a class="tgme_action_button_new" href="tg://resolve?domain={name}">Send'
                " Message</a></div></div></div></body></html>"
            ),
            content_type="text/html",
        )
