"""Lemmy: posts and comments with the brands' names, by the search of one instance, which knows what its members follow.

https://join-lemmy.org/docs/contributors/04-api.html      https://join-lemmy.org/docs/contributors/09-api-v4.html

Lemmy 0.19 speaks version 3 of its API (numbered pages, posts and comments apart), 1.0 also version 4 (cursors, one list,
other names for some fields); the instance is asked once a day. By default it grants an address 60 searches in ten
minutes; a visit makes one a name, five at most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors import base
from connectors.base import (
    Author,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Form,
    Outcome,
    Post,
    Revisited,
    host_of,
    read_json,
)
from connectors.names import left_out
from connectors.rounds import Round, rewound
from connectors.text import canonical_url, clean, count, number, parse_time, words

SERVICE = "lemmy"  # a conversation spreads over instances, and identities are the same on each
_PER_PAGE = 50  # the most an instance gives
_MOST_PAGES = 5  # of each name and visit
_LOOK_BACK = timedelta(days=30)  # how much history the first visit reads
_OVERLAP = timedelta(days=1)  # what other instances send arrives late, under the time of writing
_PAUSE = timedelta(minutes=10)  # in which Lemmy counts searches; it sends no Retry-After
_LISTS = ("search", "items", "results")  # what versions on the way to 1.0 call the one list of version 4
_OTHERS = ("community", "person", "multi_community")  # what version 4 finds besides
_ACCEPT = {"accept": "application/json"}
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")  # and image, in Markdown


@dataclass(frozen=True, slots=True)
class Lemmy:
    """Posts and comments with one of ``search``, as ``server`` knows them. The cursor holds ``newest`` (ISO 8601), what
    ``rounds`` keeps there, and what was ``asked`` (when, in seconds since 1970): ``api`` ("v3" or "v4"), and ``languages``,
    their codes by number."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "server"
    own_place: ClassVar[bool] = False

    server: str = field(metadata={"help": "an instance, for example https://lemmy.example"})
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """What was written or edited since a day before the newest known (first visit: the pages of 30 days), each once.

        SUSPICIOUS, and ``newest`` stays, when a reply is no search result; FetchError when the instance refuses.
        """
        if not self.search:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now = datetime.now(UTC)
        known = parse_time(cursor.get("newest"))
        # A post from the future must not make us deaf until its time has come.
        mark = min(known[0], now) if known else now - _LOOK_BACK
        after = mark - _OVERLAP if known else mark
        asked = (number(cursor.get("asked")) or 0) > now.timestamp() - 86_400 and cursor.get("api") in ("v3", "v4")
        site = cursor if asked else await self._ask(client, now)
        views: dict[str, dict[str, Any]] = {}
        notes: list[str] = []
        names = Round(self.search, cursor)
        trouble = await self._searches(client, site, names, after, views, notes)
        if trouble and asked:  # it may be that the instance has another version now
            site, names, views, notes = await self._ask(client, now), Round(self.search, cursor), {}, []
            trouble = await self._searches(client, site, names, after, views, notes)
        languages = _map(site.get("languages"))
        posts = [self._post(view, languages) for view in views.values()]
        if trouble:
            return Fetched(posts, cursor, Outcome.SUSPICIOUS, trouble)
        heard = [post for post in posts if not known or post.deleted or _last(post, now) > after]
        newest = min(max([mark, *(_last(post, mark) for post in posts)]), now)
        new = any(_last(post, mark) > mark for post in heard) if known else bool(heard)
        kept = {"api": site["api"], "asked": site["asked"], "languages": languages, **names.cursor(newest.isoformat())}
        outcome = Outcome.ITEMS if new else Outcome.NOTHING_NEW if known else Outcome.EMPTY
        return Fetched(names.told(heard), kept, outcome, "; ".join(filter(None, (*notes, names.stopped))))

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        known = parse_time(cursor.get("newest"))
        asked = {key: cursor[key] for key in ("api", "asked", "languages") if key in cursor}
        return {**asked, **rewound(to.isoformat(), known[0].timestamp() if known else None)}

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post or comment as it is now, and the newest 50 comments below it, by version 3 of the API, which every
        instance speaks; nothing where this instance's number of it is not known."""
        kind, number = self._number(post)
        if not number:
            return Revisited(None)
        url = f"{self._server}/api/v3"
        response = await client.request("GET", f"{url}/{kind}", params={"id": number}, headers=_ACCEPT)
        if 400 <= response.status < 500 and b'"couldnt_find_' in response.body[:500]:
            return Revisited(None, gone=True)
        view = _map(_map(read_json(_checked(response))).get(f"{kind}_view"))
        if not canonical_url(_string(_item(view).get("ap_id"))):
            raise FetchError(f"{host_of(url)} sent something else than the {kind} that was asked for")
        now = self._post(view, {})
        if now.deleted:
            return Revisited(None, gone=True)
        above = "parent_id" if kind == "comment" else "post_id"
        asked: dict[str, str | int] = {above: number, "type_": "All", "sort": "New", "limit": _PER_PAGE, "max_depth": 8}
        response = await client.request("GET", f"{url}/comment/list", params=asked, headers=_ACCEPT)
        rows = _map(read_json(_checked(response))).get("comments")
        if not isinstance(rows, list):
            raise FetchError(f"{host_of(url)} sent no list of comments")
        below = [row for row in rows if _map(row).get("comment") and canonical_url(_string(_item(row).get("ap_id")))]
        replies = [self._post(row, {}) for row in below]
        return Revisited(now, replies=[one for one in replies if one.id != now.id and not one.deleted])

    def _number(self, post: Post) -> tuple[str, str]:
        """Whether it is a post or a comment, and its number on this instance ("" if that is not told)."""
        here = re.compile(rf"(?:link:)?{re.escape(canonical_url(self._server).rstrip('/'))}/(post|comment)/(\d+)")
        found = next((told for name in (*post.also, post.url) if (told := here.fullmatch(name))), None)
        return (found[1], found[2]) if found else ("", "")

    @property
    def _server(self) -> str:
        address = self.server.strip().rstrip("/")
        return address if "://" in address else f"https://{address}"

    async def _ask(self, client: Client, now: datetime) -> dict[str, Any]:
        """What the instance speaks, for the cursor; {} if it does not say."""
        for api in ("v4", "v3"):
            response = await client.request("GET", f"{self._server}/api/{api}/site", headers=_ACCEPT)
            # An older Lemmy has no version 4; some then show a page for people, with status 200.
            if api == "v4" and (response.status >= 400 or "json" not in response.headers.get("content-type", "")):
                continue
            if response.status in (404, 410):  # behind a proxy that lets only some of it through
                return {"api": api, "asked": 0, "languages": {}}
            site = _map(read_json(_checked(response)))
            if isinstance(site.get("version"), str):
                rows = [_map(row) for row in told[:300]] if isinstance(told := site.get("all_languages"), list) else []
                codes = {str(row.get("id")): _string(row.get("code")) for row in rows if row.get("code") != "und"}
                return {"api": api, "asked": int(now.timestamp()), "languages": codes}
        return {}

    async def _searches(
        self,
        client: Client,
        site: Mapping[str, Any],
        names: Round,
        after: datetime,
        views: dict[str, Any],
        notes: list[str],
    ) -> str:
        """Searches for every name; returns what is wrong, "" if nothing."""
        if not site:
            return f"{host_of(self._server)} does not tell which Lemmy it is, if it is one"
        return await names.each(lambda name: self._search(client, site["api"], name, after, views, notes))

    async def _search(
        self, client: Client, api: str, name: str, after: datetime, views: dict[str, Any], notes: list[str]
    ) -> str:
        """Adds what has the name to ``views`` by its address, and to ``notes`` where that is not all; returns what is wrong, ""
        if nothing."""
        host, mark = host_of(self._server), "1"
        for _ in range(_MOST_PAGES):
            asked: dict[str, str | int] = {"q": name.strip(), "limit": _PER_PAGE}
            if api == "v3":
                asked |= {"listing_type": "All", "type_": "All", "sort": "New", "page": mark}
            else:  # which finds everything, the newest first, unless told otherwise
                asked |= {"listing_type": "all"} | ({} if mark == "1" else {"page_cursor": mark})
            response = await client.request("GET", f"{self._server}/api/{api}/search", params=asked, headers=_ACCEPT)
            if response.status in (404, 410):
                return f"{host} has no search of the API's version {api[1:]} for strangers"
            told = _map(read_json(_checked(response)))
            four = next((key for key in _LISTS if key in told), "")
            lists = [told.get(key) for key in (("posts", "comments") if api == "v3" else (four,))]
            if not all(isinstance(rows, list) for rows in lists):
                return f"{host} answered without posts and comments {clean(str(told.get('error') or ''))[:200]}".strip()
            ours = [[row for row in rows or () if _map(row).get("type_") not in _OTHERS] for rows in lists]
            found = {uri: row for rows in ours for row in rows if canonical_url(uri := str(_item(row).get("ap_id")))}
            if any(ours) and not found:
                return f"{host} sent posts and comments of which none could be read"
            views |= found
            client.covered(_oldest(rows) for rows in ours if rows)
            # Posts and comments of version 3 are paged side by side, and either may go on alone.
            go_on = [_oldest(rows) > after for rows in ours if api == "v4" or len(rows) >= _PER_PAGE]
            mark = str(int(mark) + 1) if api == "v3" else _string(told.get("next_page"))
            if not mark or not any(go_on):
                break
        else:
            cut = [at for rows in ours if rows and (at := _oldest(rows)) > after]
            notes.append(left_out(host, name, [max(cut, default=None)]))
        return ""

    def _post(self, view: dict[str, Any], languages: Mapping[str, Any]) -> Post:
        """One post or comment. Ids differ from instance to instance, so ``ap_id`` is the identity; the address on this
        instance is a second one, because a comment names the one above it by its number here only."""
        item, comment = _item(view), bool(view.get("comment"))
        url = canonical_url(item["ap_id"])
        here = canonical_url(f"{self._server}/{'comment' if comment else 'post'}/{item.get('id')}")
        top = _string(_map(view.get("post")).get("ap_id")) if comment else ""
        above = _string(item.get("path")).split(".")[1:-1] if comment else []  # "0.12.34": 34 answers 12
        gone = item.get("deleted") is True or item.get("removed") is True
        score = (_map(view.get("counts")) or item).get("score")  # version 4 counts in the item itself
        return Post(
            service=SERVICE,
            id=item["ap_id"],
            also=tuple(f"link:{address}" for address in dict.fromkeys((url, here))),
            url=url,
            author=_author(_map(view.get("creator"))),
            title="" if comment or gone else words(_string(item.get("name"))),
            text="" if gone else _plain(_string(item.get("content" if comment else "body"))),
            published=_time(item, "published"),
            edited=_time(item, "updated"),
            lang=_string(languages.get(str(item.get("language_id")))),
            reply_to=canonical_url(f"{self._server}/comment/{above[-1]}") if above else top,
            thread=top,
            likes=count(score),
            form=Form.COMMENT if comment else Form.POST,
            deleted=gone,
        )


def _checked(response: base.Response) -> base.Response:
    """The reply if it is one. Lemmy says what is wrong by a name, and used to say it with status 400."""
    told = response.body[:500] if 400 <= response.status < 500 else b""
    if b'"rate_limit_error"' in told:
        raise FetchError(f"{host_of(response.url)} asks us to slow down", retry_after=response.retry_after or _PAUSE)
    if b'"instance_is_private"' in told:
        raise base.Blocked(f"{host_of(response.url)} shows its posts to members only")
    return base.check(response)


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _item(view: Any) -> dict[str, Any]:
    return _map(_map(view).get("comment") or _map(view).get("post"))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _time(item: Mapping[str, Any], what: str) -> datetime | None:
    at = parse_time(item.get(f"{what}_at") or item.get(what))
    return at[0] if at else None


def _oldest(rows: list[Any]) -> datetime:
    return min((at for row in rows if (at := _time(_item(row), "published"))), default=datetime.max.replace(tzinfo=UTC))


def _last(post: Post, otherwise: datetime) -> datetime:
    return max((at for at in (post.published, post.edited) if at), default=otherwise)


def _author(told: Mapping[str, Any]) -> Author:
    """Who spoke; nobody where the account was deleted."""
    if told.get("deleted") is True:
        return base.NOBODY
    profile = canonical_url(_string(told.get("ap_id")) or _string(told.get("actor_id")))
    name = clean(_string(told.get("name"))).strip()
    shown = words(_string(told.get("display_name"))) or name
    handle = f"@{name}@{host_of(profile)}" if name and profile else name
    return Author(name=shown, handle=handle, url=profile, id=profile, bot=told.get("bot_account") is True)


def _plain(markdown: str) -> str:
    """The words of a text in Markdown; lines that quote are somebody else's, unless there are no others."""
    lines = markdown.splitlines()
    own = [line for line in lines if not line.lstrip().startswith((">", ":::"))]
    return words(_LINK.sub(r"\1", "\n".join(own if any(line.strip() for line in own) else lines)))
