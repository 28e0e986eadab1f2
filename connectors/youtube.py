"""YouTube: the comments below the videos of one channel, or the videos that hold a name.

https://developers.google.com/youtube/v3/docs/commentThreads/list and .../search/list. It needs a key, which is free. A list of
comments costs one unit of 10,000 a day; searches have a count of their own, 100 a day; both begin anew at midnight in Los Angeles
(https://developers.google.com/youtube/v3/determine_quota_cost). Threads come by the time of their first comment, so a late
reply below an old comment is not seen unless its thread is on the first page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from html import unescape
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from connectors.base import (
    NOBODY,
    Author,
    Blocked,
    Client,
    Counted,
    Cursor,
    Fetched,
    FetchError,
    Form,
    Outcome,
    Post,
    Quota,
    Response,
    check,
    host_of,
    read_back,
    read_json,
)
from connectors.names import either, found_with, together
from connectors.text import clean, count, number, parse_time, words

SERVICE = "youtube.com"
_OVERLAP = timedelta(hours=1)
_LOOK_BACK = timedelta(days=30)  # how much history the first visit reads
_LATE = timedelta(days=1)  # videos reach the search some hours late
_MOST_PAGES, _MOST_PAGES_BACK = 10, 50
_MOST_THREADS, _MOST_THREADS_BACK = 5, 50  # whose further replies one visit asks for
_PAGES_OF_VIDEOS = 5  # of a search that reads back; each is one of the day's searches
_TOGETHER = 10  # names in one search
_LONGEST_QUERY = 400  # characters
_BETWEEN_SEARCHES = timedelta(minutes=16)  # 90 of the 100 that a day allows
_QUOTA_ZONE = ZoneInfo("America/Los_Angeles")
_SEARCHES = Quota("searches", 100, str(_QUOTA_ZONE))
_UNITS = Quota("units", 10_000, str(_QUOTA_ZONE))
_USED_UP = {"quotaExceeded", "dailyLimitExceeded", "RATE_LIMIT_EXCEEDED"}
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded"}  # with status 403, and no more than a minute's rest
_BAD_KEY = {"keyInvalid", "API_KEY_INVALID", "accessNotConfigured", "keyExpired", "ipRefererBlocked"}

Json = Mapping[str, Any]
_DISABLED: Json = {"items": []}
"""A reply of ours for a channel that lets nobody comment: there is nothing, and that is proven."""


@dataclass(frozen=True, slots=True)
class YouTube:
    """With ``channel`` the comments below its videos, without it the videos that hold one of ``search``. The cursor holds
    ``newest`` (seconds since 1970) of the comments; of more long threads than a visit reads, whose ``turn`` it is, and when that
    had ``begun``; ``back`` where ``newest`` is not the newest known, but how far back is to be read, and whether anybody had
    ``spoken`` before. Or when was ``searched`` for each name, or each ten of many names, and ``back``: those that read back,
    with from when and up to when what they find is history."""

    every: ClassVar[timedelta] = timedelta(minutes=15)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    key: str = field(repr=False, compare=False, metadata={"help": "key of the YouTube Data API", "secret": True})
    channel: str = field(
        default="", metadata={"help": "your channel's id (UC...): its comments are read; else videos are searched for"}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    base_url: str = field(default="https://www.googleapis.com/youtube/v3", metadata={"help": "address of the service"})

    def __post_init__(self) -> None:
        if self.channel and not self.channel.startswith("UC"):
            raise ValueError(
                "channel is the id of a channel, which begins with UC (YouTube: Settings, Advanced settings)"
            )

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Threads since an hour before the newest known one and the first page again (first visit: 30 days back); or the
        videos with the name that was not searched for for longest. SUSPICIOUS where a reply is no list. Trouble after some
        new comments were read only ends the visit; the next one reads them again."""
        return await (self._comments(client, cursor) if self.channel else self._videos(client, cursor))

    def counted(self) -> list[Counted]:
        """The day's units, or its searches."""
        return [Counted(_UNITS if self.channel else _SEARCHES, self.base_url, self.key)]

    async def _comments(self, client: Client, cursor: Cursor) -> Fetched:
        now = datetime.now(UTC)
        known, back = number(cursor.get("newest")), bool(cursor.get("back"))
        spoken = cursor.get("spoken") is True if back else bool(known)
        since = min(datetime.fromtimestamp(known, UTC), now) - _OVERLAP if known else now - _LOOK_BACK
        threads: list[Json] = []
        page = note = broken = ""
        turns: dict[str, int] = {}
        for _ in range(_MOST_PAGES_BACK if back else _MOST_PAGES):
            try:
                reply = await self._ask(
                    client, "commentThreads", part="snippet,replies", allThreadsRelatedToChannelId=self.channel,
                    order="time", maxResults=100, textFormat="plainText", **({"pageToken": page} if page else {}),
                )  # fmt: skip
            except FetchError as error:
                # What is left of a first reading would be taken for news by the next visit.
                if not threads or back or not known:
                    raise
                broken = str(error)
                break
            found = _items(reply)
            if found is None:
                return Fetched(
                    [], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} answered without a list of comments"
                )
            threads += found
            page = str(reply.get("nextPageToken") or "")
            times = [post.published for post in map(self._top, found) if post and post.published]
            client.covered(times)
            if not page or not times or min(times) < since:
                break
        else:
            note = f"{host_of(self.base_url)} has more comments than the {len(threads):,} that were read"
        if spoken and not threads and reply is not _DISABLED:
            gone = f"{host_of(self.base_url)} shows no comments any more: is this still the channel?"
            return Fetched([], cursor, Outcome.SUSPICIOUS, gone)
        posts = [post for thread in threads for post in self._thread(thread)]
        if threads and not posts:
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} sent comments without an id")
        if not broken:
            cut, most = _cut_off(threads), _MOST_THREADS_BACK if back else _MOST_THREADS
            if len(cut) > most:  # they take turns, and what was there when that began is history
                turn = int(number(cursor.get("turn")) or 0) % len(cut)
                begun = int(number(cursor.get("begun")) or (since if known else now).timestamp())
                cut, turns = [*cut[turn:], *cut[:turn]][:most], {"turn": turn + most, "begun": begun}
            further, unread = await self._further(client, cut)
            posts += [read_back(post, turns.get("begun", 0)) for post in further]
            note = "; ".join(filter(None, (note, unread)))
        written = [int(post.published.timestamp()) for post in posts if post.published]
        kept = {post.id: post for post in posts}
        newest = max([*written, int(known or 0)]) if posts or not back else 0
        after = cursor if broken else {**({"newest": newest} if newest else {}), **turns}
        return Fetched([*kept.values()], after, Outcome.ITEMS if kept else Outcome.EMPTY, broken or note)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then: of 5,000 threads since; or, by 250 videos of each search,
        one search a visit."""
        begin = int(to.timestamp())
        if self.channel:
            return {"newest": begin, "back": True, "spoken": bool(cursor.get("newest"))}
        told = _of(cursor, "searched")
        known = {name: number(told.get(name)) for name in self._queries()}
        late = _LATE.total_seconds()
        return {**cursor, "back": {name: [begin, int(at - late) if at else 0] for name, at in known.items()}}

    async def _further(self, client: Client, threads: list[Json]) -> tuple[list[Post], str]:
        """The replies in these threads, and the trouble with which that ended, "" if it did not: it is no reason to lose the
        threads."""
        posts: list[Post] = []
        for thread in threads:
            try:
                reply = await self._ask(
                    client,
                    "comments",
                    part="snippet",
                    parentId=str(thread.get("id")),
                    maxResults=100,
                    textFormat="plainText",
                )
            except FetchError as error:
                if not error.permanent:
                    return posts, str(error)
                continue  # taken down since the list was made: the other threads are there all the same
            video = str(_of(thread, "snippet").get("videoId") or "")
            posts += [post for one in _items(reply) or [] if (post := self._comment(one, str(thread.get("id")), video))]
        return posts, ""

    def _top(self, thread: Json) -> Post | None:
        about = _of(thread, "snippet")
        return self._comment(_of(about, "topLevelComment"), "", str(about.get("videoId") or ""))

    def _thread(self, thread: Json) -> list[Post]:
        """The first comment of a thread, and the replies that came with it."""
        video, native = str(_of(thread, "snippet").get("videoId") or ""), str(thread.get("id") or "")
        found = [self._top(thread), *(self._comment(one, native, video) for one in _replies(thread))]
        return [post for post in found if post]

    def _comment(self, comment: Json, parent: str, video: str) -> Post | None:
        return _comment(comment, parent, video, self.channel)

    def _queries(self) -> dict[str, tuple[str, ...]]:
        """The names of each search, by what the cursor calls it."""
        return {
            " | ".join(group): tuple(group)
            for group in together(self.search, most=_TOGETHER, characters=_LONGEST_QUERY)
        }

    async def _videos(self, client: Client, cursor: Cursor) -> Fetched:
        groups = self._queries()
        names = list(groups)
        if not names:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there is neither a channel nor a name to search for")
        now = datetime.now(UTC)
        told = _of(cursor, "searched")
        searched = {name: number(told.get(name)) or 0.0 for name in names}
        if now.timestamp() - max(searched.values()) < _BETWEEN_SEARCHES.total_seconds():
            return Fetched([], cursor, Outcome.NOTHING_NEW)
        name = min(names, key=lambda one: searched[one])
        # What was never searched for is read back, as what the owner wants to be.
        back = {one: [(now - _LOOK_BACK).timestamp(), 0] for one in names if not searched[one]}
        asked_for = _of(cursor, "back")
        back |= {one: asked for one, asked in asked_for.items() if one in names}
        begin, until = back.get(name) or (searched[name] - _LATE.total_seconds(), -1)
        found, whole = await self._search(
            client, either(groups[name], "|"), begin, _PAGES_OF_VIDEOS if name in asked_for else 1
        )
        if found is None:
            return Fetched(
                [], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} answered without a list of videos"
            )
        if whole:
            back.pop(name, None)
        history = until or now.timestamp()
        posts = [read_back(found_with(post, {}, groups[name]), history) for one in found if (post := _video(one))]
        if found and not posts:
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} sent videos without an id")
        left = {one: [int(at), int(up_to or now.timestamp())] for one, (at, up_to) in back.items()}
        after = {"searched": {**searched, name: int(now.timestamp())}, **({"back": left} if left else {})}
        return Fetched(posts, after, Outcome.ITEMS if posts else Outcome.EMPTY)

    async def _search(self, client: Client, query: str, begin: float, most: int) -> tuple[list[Json] | None, bool]:
        """The videos since then, the newest first, up to ``most`` pages of 50, and whether that was as far as it goes; None where
        a reply is no list. Trouble after the first page only ends it."""
        found: list[Json] = []
        since, page = datetime.fromtimestamp(begin, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), ""
        for _ in range(most):
            try:
                reply = await self._ask(
                    client, "search", part="snippet", type="video", order="date", maxResults=50,
                    q=query, publishedAfter=since, **({"pageToken": page} if page else {}),
                )  # fmt: skip
            except FetchError:
                if not found:
                    raise
                return found, False
            some = _items(reply)
            if some is None:
                return None, False
            found += some
            client.covered(post.published for one in some if (post := _video(one)))
            page = str(reply.get("nextPageToken") or "")
            if not page:
                break
        return found, True

    async def _ask(self, client: Client, what: str, **params: str | int) -> Any:
        url, quota = f"{self.base_url.rstrip('/')}/{what}", _SEARCHES if what == "search" else _UNITS
        await client.spend(quota, url, secret=self.key)
        # In a header, because addresses end up in logs.
        response = await client.request(
            "GET", url, params=params, headers={"accept": "application/json", "x-goog-api-key": self.key}
        )
        reasons = _reasons(response) if response.status >= 400 else set()
        host = host_of(self.base_url)
        if reasons & _TOO_FAST or (reasons & _USED_UP and b"PerMinute" in response.body):
            raise FetchError(f"{host} asks us to slow down", retry_after=response.retry_after or timedelta(minutes=1))
        if reasons & _USED_UP:
            await client.spend(quota, url, secret=self.key, cost=None)
            raise FetchError(
                f"{host}: today's quota is used up; it begins anew at midnight in Los Angeles",
                retry_after=_till_midnight(),
            )
        if reasons & _BAD_KEY:
            raise Blocked(
                f"{host} refuses the key: make one for the YouTube Data API, without restrictions to web sites"
            )
        if "commentsDisabled" in reasons:
            return _DISABLED
        return read_json(check(response))


def _till_midnight() -> timedelta:
    now = datetime.now(_QUOTA_ZONE)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(0, 5), _QUOTA_ZONE)
    return midnight.astimezone(UTC) - now.astimezone(UTC)


def _reasons(response: Response) -> set[str]:
    """What the service says is wrong: https://developers.google.com/youtube/v3/docs/errors."""
    try:
        error = _of(read_json(response), "error")
    except FetchError:
        return set()
    listed = [*(error.get("errors") or []), *(error.get("details") or [])]
    return {str(one.get("reason")) for one in listed if isinstance(one, Mapping)}


def _of(value: object, name: str) -> Json:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _items(reply: object) -> list[Json] | None:
    listed = reply.get("items") if isinstance(reply, Mapping) else None
    if not isinstance(listed, list):
        return None
    found = [one for one in listed if isinstance(one, Mapping)]
    return found if found or not listed else None


def _replies(thread: Json) -> list[Json]:
    found = _of(thread, "replies").get("comments")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _cut_off(threads: list[Json]) -> list[Json]:
    """The threads of a list that leaves replies of theirs out: it shows five of each."""
    return [one for one in threads if (number(_of(one, "snippet").get("totalReplyCount")) or 0) > len(_replies(one))]


def _comment(comment: Json, parent: str, video: str, channel: str) -> Post | None:
    """One comment below a video of ``channel``, or on the channel itself; ``parent``: the one that it answers, or ""."""
    said, native = _of(comment, "snippet"), comment.get("id")
    if not isinstance(native, str) or not native:
        return None
    text = said.get("textOriginal") if isinstance(said.get("textOriginal"), str) else said.get("textDisplay")
    at, edited = parse_time(said.get("publishedAt")), parse_time(said.get("updatedAt"))
    video = str(said.get("videoId") or video)
    author = _author(said.get("authorDisplayName"), _of(said, "authorChannelId").get("value"))
    return Post(
        service=SERVICE,
        id=native,
        # What is said of the channel itself stands below no video.
        url=f"https://www.youtube.com/{f'watch?v={video}&' if video else f'channel/{channel}?'}lc={native}",
        author=author,
        text=clean(text) if isinstance(text, str) else "",
        published=at[0] if at else None,
        edited=edited[0] if edited and at and edited[0] > at[0] else None,
        reply_to=parent,
        thread=parent or native,
        likes=count(said.get("likeCount")),
        form=Form.COMMENT,
        by_owner=author.id == channel,
    )


def _video(found: Json) -> Post | None:
    told, native = _of(found, "snippet"), _of(found, "id").get("videoId")
    if not isinstance(native, str) or not native:
        return None
    at = parse_time(told.get("publishedAt"))
    channel = told.get("channelTitle")
    return Post(
        service=SERVICE,
        id=native,
        url=f"https://www.youtube.com/watch?v={native}",
        author=_author(unescape(channel) if isinstance(channel, str) else "", told.get("channelId")),
        title=words(str(told.get("title") or "")),  # escaped as in HTML, unlike comments
        text=words(str(told.get("description") or "")),
        published=at[0] if at else None,
    )


def _author(name: object, channel: object) -> Author:
    shown = clean(name).strip() if isinstance(name, str) else ""
    native = channel if isinstance(channel, str) else ""
    if not (shown or native):
        return NOBODY
    handle = shown if shown.startswith("@") else ""
    url = f"https://www.youtube.com/channel/{native}" if native else ""
    return Author(name=shown.removeprefix("@"), handle=handle, url=url, id=native)
