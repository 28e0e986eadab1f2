"""Forums and trackers: Discourse, GitHub, Reddit, Stack Exchange, the comments of a blog."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from connectors.base import Cursor, Outcome, Polls
from connectors.comments import Comments
from connectors.discourse import Discourse
from connectors.github import GitHub
from connectors.reddit import Reddit
from connectors.stackexchange import StackExchange
from tests.contract.kind import NAME, Kind, Limit, iso, spell
from tests.fakes import github, reddit, stackexchange
from tests.fakes.discourse import Forum
from tests.fakes.wordpress import Blog


class DiscourseKind(Kind):
    name, page = "discourse", 50
    vanished = Outcome.SUSPICIOUS

    def __init__(self) -> None:
        super().__init__()
        self.fake: Forum = Forum()
        self.said: dict[int, dict[str, Any]] = {}
        self.answered: dict[int, dict[str, Any]] = {}

    def source(self) -> Polls:
        return Discourse(url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        # Each in a topic of its own: the search shows one post of each.
        self.said[number] = self.fake.say(f"<p>{spell(text)}</p>", iso(self.at(number)), topic=number + 7)

    def edit(self, number: int, text: str) -> None:
        changed = iso(self.changed_at(number))
        self.said[number] |= {"cooked": f"<p>{spell(text)}</p>", "updated_at": changed, "version": 2}

    def delete(self, number: int) -> None:
        self.said[number] |= {"user_deleted": True, "cooked": "<p>(post deleted by author)</p>"}

    def answer(self, number: int, text: str) -> None:
        if number in self.answered:
            self.answered[number] |= {"cooked": f"<p>{spell(text)}</p>", "version": 2}
            return
        staff: dict[str, Any] = {
            "name": "Sam",
            "username": "sam",
            "user_id": 2,
            "admin": False,
            "moderator": True,
            "staff": True,
        }
        at = iso(self.changed_at(number))
        self.answered[number] = self.fake.say(f"<p>{spell(text)}</p>", at, topic=number + 7, **staff)

    def leave(self, number: int) -> None:
        self.said[number] |= {"name": None, "username": None, "user_id": None}

    def clear(self) -> None:
        self.fake.posts.clear()

    def limits(self) -> list[Limit]:
        body = {"errors": ["Slow down"], "error_type": "rate_limit", "extras": {"wait_seconds": 37}}
        return [Limit(429, {}, body, timedelta(seconds=37)), Limit(429, {}, b"Slow down", timedelta(minutes=1))]


class DiscourseSearchKind(DiscourseKind):
    """The search tells ids; what was found before is not read again, so that no edit shows."""

    way, page = "search", 0
    vanished = Outcome.NOTHING_NEW

    edit, delete, answer = Kind.edit, Kind.delete, Kind.answer

    def source(self) -> Polls:
        return Discourse(url=self.fake.url, read="search", search=(NAME,))


class GitHubKind(Kind):
    name, page = "github", 50
    secrets = (github.TOKEN,)

    def __init__(self) -> None:
        super().__init__()
        self.fake: github.GitHub = github.GitHub(left={"search": 10**6, "core": 10**6})
        self.said: dict[int, dict[str, Any]] = {}

    def source(self) -> Polls:
        return GitHub(search=(NAME,), token=github.TOKEN, base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        issue = self.fake.open("harbor-test/pump-app", "It leaks", self.at(number).timestamp())
        self.said[number] = issue | {"body_html": f"<p>{spell(text)}</p>"}
        self.fake.issues["harbor-test/pump-app"][-1] = self.said[number]

    def edit(self, number: int, text: str) -> None:
        changed = github.iso(self.changed_at(number).timestamp())
        self.said[number] |= {"body_html": f"<p>{spell(text)}</p>", "updated_at": changed}

    def leave(self, number: int) -> None:
        self.said[number]["user"] = {"login": "ghost", "id": 10137}

    def clear(self) -> None:
        self.fake.issues.clear()

    def rested(self, cursor: Cursor) -> Cursor:
        return {**cursor, "rest": {}}

    def limits(self) -> list[Limit]:
        spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(self.soon().timestamp()))}
        secondary = {"message": "You have exceeded a secondary rate limit."}
        return [
            Limit(403, spent, {"message": "API rate limit exceeded for 192.0.2.1."}, timedelta(minutes=2)),
            Limit(403, {}, secondary, timedelta(minutes=1)),
            Limit(403, {"retry-after": "40"}, secondary, timedelta(seconds=40)),
        ]


class GitHubRepositoriesKind(GitHubKind):
    way = "repositories"
    admits: ClassVar[tuple[object, ...]] = ([],)

    def __init__(self) -> None:
        super().__init__()
        self.fake.issues["harbor-test/pump-app"] = []

    def source(self) -> Polls:
        return GitHub(repositories=("harbor-test/pump-app",), token=github.TOKEN, base_url=self.fake.url)

    def clear(self) -> None:
        self.fake.issues["harbor-test/pump-app"] = []


class StackExchangeKind(Kind):
    name, page = "stackexchange", 100
    secrets = (stackexchange.KEY,)

    def __init__(self) -> None:
        super().__init__()
        self.fake: stackexchange.StackExchange = stackexchange.StackExchange(quota=10**6)
        self.said: dict[int, dict[str, Any]] = {}

    def source(self) -> Polls:
        return StackExchange(sites=("diy",), search=(NAME,), key=stackexchange.KEY, base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        at = int(self.at(number).timestamp())
        self.said[number] = self.fake.ask(700_000 + number, spell(text), active=at)

    def edit(self, number: int, text: str) -> None:
        at = int(self.changed_at(number).timestamp())
        self.said[number] |= {"body": f"<p>{spell(text)}</p>", "last_edit_date": at, "last_activity_date": at}

    def delete(self, number: int) -> None:
        self.fake.lost.add(700_000 + number)

    def leave(self, number: int) -> None:
        self.said[number]["owner"] = {"user_type": "does_not_exist", "display_name": "user1234"}

    def clear(self) -> None:
        self.fake.sites["diy"].clear()

    def rested(self, cursor: Cursor) -> Cursor:
        return {**cursor, "rest": {}}

    def limits(self) -> list[Limit]:
        said = {"error_id": 502, "error_name": "throttle_violation"}
        more = {"error_message": "too many requests from this IP, more requests available in 4321 seconds"}
        unavailable = {"error_id": 503, "error_name": "temporarily_unavailable", "error_message": "later"}
        return [
            Limit(400, {}, said | more, timedelta(seconds=4321)),
            Limit(502, {}, said | more, timedelta(seconds=4321)),
            Limit(503, {"retry-after": "60"}, unavailable, timedelta(seconds=60)),
        ]


class CommentsKind(Kind):
    name, page = "comments", 100
    admits: ClassVar[tuple[object, ...]] = ([],)

    def __init__(self) -> None:
        super().__init__()
        self.fake: Blog = Blog()

    def source(self) -> Polls:
        return Comments(url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        row = {
            "id": number + 1,
            "post": 7,
            "parent": 0,
            "author": 0,
            "author_name": "Dana R.",
            "author_url": "",
            "date": f"{self.at(number) + timedelta(hours=2):%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{self.at(number):%Y-%m-%dT%H:%M:%S}",
            "content": {"rendered": f"<p>{spell(text)}</p>\n"},
            "link": f"https://blog.example/2026/05/new-van/comment-page-1/#comment-{number + 1}",
            "status": "approved",
            "type": "comment",
        }
        self.fake.api.insert(0, row)

    def edit(self, number: int, text: str) -> None:
        self._find(number)["content"] = {"rendered": f"<p>{spell(text)}</p>\n"}

    def leave(self, number: int) -> None:
        self._find(number)["author_name"] = ""

    def clear(self) -> None:
        self.fake.api.clear()

    def _find(self, number: int) -> dict[str, Any]:
        row: dict[str, Any] = next(row for row in self.fake.api if row["id"] == number + 1)
        return row


class RedditKind(Kind):
    name, way, page = "reddit", "searched", 100
    secrets = (reddit.CLIENT, reddit.SECRET, reddit.TOKEN)

    def __init__(self) -> None:
        super().__init__()
        self.fake: reddit.RedditToy = reddit.RedditToy()

    def source(self) -> Polls:
        return self.reading(search=(NAME,))

    def reading(self, **options: Any) -> Reddit:
        return Reddit(
            client_id=reddit.CLIENT,
            client_secret=reddit.SECRET,
            base_url=self.fake.url,
            sign_in_url=f"{self.fake.url}/api/v1/access_token",
            **options,
        )

    def say(self, number: int, text: str) -> None:
        self.fake.posts.append(reddit.submission(f"k{number}", self.at(number), "Waiting", text))

    def edit(self, number: int, text: str) -> None:
        self._find(number).update(
            selftext=text, selftext_html=f"<p>{spell(text)}</p>", edited=self.changed_at(number).timestamp()
        )

    def delete(self, number: int) -> None:
        reddit.take_down(self._find(number))

    def leave(self, number: int) -> None:
        self._find(number)["author"] = "[deleted]"

    def clear(self) -> None:
        self.fake.posts.clear()

    def limits(self) -> list[Limit]:
        headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "41", "x-ratelimit-used": "100"}
        return [Limit(429, headers, {"message": "Too Many Requests", "error": 429}, timedelta(seconds=41))]

    def _find(self, number: int) -> dict[str, Any]:
        return next(one for one in self.fake.posts if one["id"] == f"k{number}")


class SubredditKind(RedditKind):
    way = "subreddit"
    vanished = Outcome.SUSPICIOUS

    def source(self) -> Polls:
        return self.reading(subreddits=("springfield",), everywhere=False)


class SubredditCommentsKind(SubredditKind):
    way = "comments"

    def __init__(self) -> None:
        super().__init__()
        self.thread = reddit.submission("top", self.at(0), "Plumbers in town")  # so old that no list shows it

    def say(self, number: int, text: str) -> None:
        self.fake.say(f"k{number}", self.at(number), text, self.thread)

    def edit(self, number: int, text: str) -> None:
        changed = self.changed_at(number).timestamp()
        self._find(number).update(body=text, body_html=f"<p>{spell(text)}</p>", edited=changed)

    def clear(self) -> None:
        self.fake.comments.clear()

    def _find(self, number: int) -> dict[str, Any]:
        return next(one for one in self.fake.comments if one["id"] == f"k{number}")
