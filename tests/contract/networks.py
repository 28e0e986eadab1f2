"""Open networks and videos: Bluesky, Hacker News, Lemmy, Mastodon, Telegram, X, YouTube."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from connectors.base import Outcome, Polls
from connectors.bluesky_search import BlueskySearch
from connectors.hackernews import HackerNews
from connectors.lemmy import Lemmy
from connectors.mastodon import Mastodon
from connectors.mastodon_search import MastodonSearch
from connectors.telegram import Telegram
from connectors.x import X
from connectors.youtube import YouTube
from tests.contract.kind import NAME, Kind, Limit, iso, spell
from tests.fakes import bluesky, x, youtube
from tests.fakes.hackernews import Algolia
from tests.fakes.lemmy import Instance as LemmyInstance
from tests.fakes.mastodon import TOKEN, Instance
from tests.fakes.telegram import Messenger


class BlueskySearchKind(Kind):
    name, page = "bluesky_search", 100
    secrets = (bluesky.PASSWORD, bluesky.SESSION)

    def __init__(self) -> None:
        super().__init__()
        self.fake: bluesky.BlueskyToy = bluesky.BlueskyToy()

    def source(self) -> Polls:
        return BlueskySearch(
            handle=bluesky.HANDLE, app_password=bluesky.PASSWORD, search=(NAME,), base_url=self.fake.url
        )

    def say(self, number: int, text: str) -> None:
        self.fake.posts.insert(0, bluesky.view(f"k{number}", self.at(number), text))

    def edit(self, number: int, text: str) -> None:
        view = next(one for one in self.fake.posts if one["uri"].endswith(f"/k{number}"))
        view["cid"] += "x"
        view["record"]["text"] = text

    def clear(self) -> None:
        self.fake.posts.clear()

    def limits(self) -> list[Limit]:
        reset = str(int(self.soon().timestamp()))
        body = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
        return [Limit(429, {"ratelimit-remaining": "0", "ratelimit-reset": reset}, body, timedelta(minutes=2))]


class HackerNewsKind(Kind):
    name, page = "hackernews", 100

    def __init__(self) -> None:
        super().__init__()
        self.fake: Algolia = Algolia()

    def source(self) -> Polls:
        return HackerNews(search=(NAME,), base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        self.fake.hits.append(
            {
                "objectID": str(41_000_000 + number),
                "author": "pipe_dreamer",
                "comment_text": spell(text),
                "title": None,
                "story_text": None,
                "story_id": 41_000_000,
                "parent_id": 41_000_000,
                "points": None,
                "created_at": iso(self.at(number)),
                "created_at_i": int(self.at(number).timestamp()),
                "_tags": ["comment", "author_pipe_dreamer", "story_41000000"],
            }
        )

    def edit(self, number: int, text: str) -> None:
        self._find(number)["comment_text"] = spell(text)

    def leave(self, number: int) -> None:
        self._find(number)["author"] = None

    def clear(self) -> None:
        self.fake.hits.clear()

    def _find(self, number: int) -> dict[str, Any]:
        return next(hit for hit in self.fake.hits if hit["objectID"] == str(41_000_000 + number))


class LemmyKind(Kind):
    name, page = "lemmy", 50
    version: ClassVar[str] = "0.19.12"

    def __init__(self) -> None:
        super().__init__()
        self.fake: LemmyInstance = LemmyInstance(version=self.version)
        self.views: dict[int, dict[str, Any]] = {}

    def source(self) -> Polls:
        return Lemmy(server=self.fake.url, search=(NAME,))

    def say(self, number: int, text: str) -> None:
        self.views[number] = self.fake.say(f"About {number}", iso(self.at(number)), text)

    def edit(self, number: int, text: str) -> None:
        self.views[number]["post"] |= {"body": text, "updated": iso(self.changed_at(number))}

    def delete(self, number: int) -> None:
        self.views[number]["post"]["deleted"] = True

    def leave(self, number: int) -> None:
        self.views[number]["creator"]["deleted"] = True

    def clear(self) -> None:
        self.fake.known.clear()

    def limits(self) -> list[Limit]:
        return [
            Limit(400, {}, {"error": "rate_limit_error"}, timedelta(minutes=10)),
            Limit(429, {}, {"error": "rate_limit_error", "message": "Too many requests"}, timedelta(minutes=10)),
        ]


class LemmyFourKind(LemmyKind):
    way, version = "v4", "1.0.0"


class MastodonKind(Kind):
    name, page = "mastodon", 40
    admits: ClassVar[tuple[object, ...]] = ([],)

    def __init__(self) -> None:
        super().__init__()
        self.fake: Instance = Instance()

    def source(self) -> Polls:
        return Mastodon(server=self.fake.url, hashtag="harborplumbing")

    def say(self, number: int, text: str) -> None:
        home = "https://other.example"
        self.fake.toots.insert(
            0,
            {
                "id": str(114_870_000_000_000_000 + number),
                "created_at": iso(self.at(number)),
                "in_reply_to_id": None,
                "spoiler_text": "",
                "language": "en",
                "reblogs_count": 4,
                "favourites_count": 7,
                "edited_at": None,
                "content": f"<p>{spell(text)}</p>",
                "reblog": None,
                "uri": f"{home}/users/dana/statuses/{number}",
                "url": f"{home}/@dana/{number}",
                "account": {
                    "id": "109",
                    "username": "dana",
                    "acct": "dana@other.example",
                    "display_name": "Dana R.",
                    "bot": False,
                    "url": f"{home}/@dana",
                    "uri": f"{home}/users/dana",
                    "followers_count": 656,
                },
            },
        )

    def clear(self) -> None:
        self.fake.toots.clear()

    def limits(self) -> list[Limit]:
        reset = self.soon().isoformat()
        headers = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
        return [Limit(429, headers, {"error": "Too many requests"}, timedelta(minutes=2))]

    def _find(self, number: int) -> dict[str, Any]:
        return next(toot for toot in self.fake.toots if toot["id"] == str(114_870_000_000_000_000 + number))


class MastodonSearchKind(MastodonKind):
    name = "mastodon_search"
    admits = ()
    secrets = (TOKEN,)

    def __init__(self) -> None:
        super().__init__()
        self.fake.common = [{"id": "1"}]

    def source(self) -> Polls:
        return MastodonSearch(server=self.fake.url, token=TOKEN, search=(NAME,))

    def edit(self, number: int, text: str) -> None:
        changed = iso(self.changed_at(number))
        self._find(number).update(content=f"<p>{spell(text)}</p>", edited_at=changed)


class MastodonMemberKind(MastodonSearchKind):
    """With hashtags beside the names, as ``earful once`` reads it."""

    way = "hashtags"

    def source(self) -> Polls:
        return MastodonSearch(server=self.fake.url, token=TOKEN, search=(NAME,), hashtags=("harborplumbing",))


class TelegramKind(Kind):
    name, page = "telegram", 20
    empty = vanished = Outcome.SUSPICIOUS  # "No posts found" is also said when asked too often

    def __init__(self) -> None:
        super().__init__()
        self.fake: Messenger = Messenger()

    def source(self) -> Polls:
        return Telegram(channel="@townnews", base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        self.fake.say(number, spell(text), at=self.at(number))

    def edit(self, number: int, text: str) -> None:
        self.say(number, text)

    def clear(self) -> None:
        self.fake.known.clear()


class XKind(Kind):
    name, page = "x", 100
    secrets = (x.TOKEN,)

    def __init__(self) -> None:
        super().__init__()
        self.fake: x.XToy = x.XToy(left=100_000)

    def source(self) -> Polls:
        return X(token=x.TOKEN, monthly_cap=100_000, search=(NAME,), base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        self.fake.tweets.append(x.tweet(self.at(number), text))

    def edit(self, number: int, text: str) -> None:
        old = next(one for one in self.fake.tweets if one["id"] == x.snowflake(self.at(number)))
        new = x.tweet(self.changed_at(number), text)
        old |= {**new, "edit_history_tweet_ids": [old["id"], new["id"]], "conversation_id": old["id"]}

    def clear(self) -> None:
        self.fake.tweets.clear()

    def limits(self) -> list[Limit]:
        headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(self.soon().timestamp()))}
        return [Limit(429, headers, {"title": "Too Many Requests", "status": 429}, timedelta(minutes=2))]


class YouTubeKind(Kind):
    name, page = "youtube", 100
    secrets = (youtube.KEY,)
    vanished = Outcome.SUSPICIOUS

    def __init__(self) -> None:
        super().__init__()
        self.fake: youtube.YouTubeToy = youtube.YouTubeToy()

    def source(self) -> Polls:
        return YouTube(key=youtube.KEY, channel=youtube.CHANNEL, base_url=f"{self.fake.url}/youtube/v3")

    def say(self, number: int, text: str) -> None:
        self.fake.threads.insert(0, (youtube.comment(f"Ug{number}", self.at(number), text), []))

    def edit(self, number: int, text: str) -> None:
        changed = youtube.stamp(self.changed_at(number))
        self._find(number).update(textOriginal=text, textDisplay=text, updatedAt=changed)

    def answer(self, number: int, text: str) -> None:
        replies = next(replies for top, replies in self.fake.threads if top["id"] == f"Ug{number}")
        owner = {"authorDisplayName": "@harbor", "authorChannelId": {"value": youtube.CHANNEL}}
        replies.append(youtube.comment(f"Ug{number}.a", self.changed_at(number), text, **owner))

    def leave(self, number: int) -> None:
        snippet = self._find(number)
        del snippet["authorChannelId"]
        snippet["authorDisplayName"] = ""

    def clear(self) -> None:
        self.fake.threads.clear()

    def limits(self) -> list[Limit]:
        errors = [{"reason": "rateLimitExceeded", "domain": "usageLimits"}]
        return [Limit(403, {"retry-after": "30"}, {"error": {"code": 403, "errors": errors}}, timedelta(seconds=30))]

    def _find(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = next(top["snippet"] for top, _ in self.fake.threads if top["id"] == f"Ug{number}")
        return found
