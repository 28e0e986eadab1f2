"""How customers are heard: one module a source, and the register of kinds.

How to add a source
-------------------
A *kind* is the word after ``kind:`` in the configuration. Its connector is a frozen, slotted dataclass:

* Its fields are the options, so the YAML keys are the constructor. Types: ``str``, ``int``, ``float``, ``bool``,
  ``tuple[str, ...]`` (a YAML list) and ``Literal[...]``. A field without a default must be given. Help for the
  error hints and the documentation stands in ``field(metadata={"help": "..."})``; a value that must never be shown
  has ``metadata={"secret": True}``.
* Class variables tell the rest:
  ``every: ClassVar[timedelta]``, how often it is visited unless the configuration says otherwise;
  ``fastest: ClassVar[timedelta]`` (may be missing: as ``every``), how often it may be visited when it is lively;
  ``address: ClassVar[str]``, the field that holds the service's address ("url", "server" or "base_url");
  ``own_place: ClassVar[bool]``, True where people talk about the owner without the name (a review page, the owner's
  own blog), so that the checker advises ``about:``;
  ``whole_network: ClassVar[bool]``, True where all the world speaks, so that the checker refuses it; may be left out;
  ``paid: ClassVar[bool]``, True where visits cost money, so that a dry run makes none; may be left out.
* A field ``search: tuple[str, ...]`` is filled with every brand's names when the configuration gives none.
* ``async def fetch(self, client, cursor) -> Fetched`` (``connectors.base.Polls``) does the work. It makes no
  connection of its own, keeps no state (what it must remember goes into the cursor, a JSON object), catches nothing
  that ``connectors.base`` raises, and hands on every post it saw: the store knows which are new.
* A source that pushes has ``listen`` (``connectors.base.Streams``) instead of ``fetch``; with both, the daemon listens
  (where a property ``streams`` does not say that the options ask for no stream) and ``earful once`` fetches.
* A source that is posted to has ``async def receive(self, request) -> Fetched`` (``connectors.base.Receives``) instead, and
  no ``every``.
* ``def rewound(self, cursor, to) -> Cursor`` (``connectors.base.Rewinds``, may be missing) makes ``backfill:`` possible.
* A constructor that refuses its options raises ``ValueError``; the checker shows the text beside the line.

    @dataclass(frozen=True, slots=True)
    class Guestbook:
        \"\"\"The guest book of the town hall.  https://townhall.example/api\"\"\"

        every: ClassVar[timedelta] = timedelta(minutes=15)
        address: ClassVar[str] = "url"
        own_place: ClassVar[bool] = False

        url: str = field(metadata={"help": "address of the guest book"})

        async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
            pages = await get_json(client, self.url, since=str(cursor.get("since", 0)))
            posts = [Post(service="townhall.example", id=str(page["id"]), text=words(page["html"])) for page in pages]
            newest = max((page["id"] for page in pages), default=cursor.get("since", 0))
            return Fetched(posts, {"since": newest}, Outcome.ITEMS if posts else Outcome.EMPTY)

A kind that comes with Earful is one line in ``BUILT_IN``. One of your own lives in a package of your own, which names
it in its ``pyproject.toml``; nothing here has to change:

    [project.entry-points."earful.connectors"]
    guestbook = "town_hall.guestbook:Guestbook"
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

GROUP = "earful.connectors"

BUILT_IN = {
    "appstore": "connectors.appstore:AppStore",
    "bluesky": "connectors.bluesky:Bluesky",
    "bluesky_search": "connectors.bluesky_search:BlueskySearch",
    "comments": "connectors.comments:Comments",
    "discourse": "connectors.discourse:Discourse",
    "github": "connectors.github:GitHub",
    "google_alerts": "connectors.google_alerts:GoogleAlerts",
    "google_business": "connectors.google_business:GoogleBusiness",
    "hackernews": "connectors.hackernews:HackerNews",
    "imap": "connectors.imap:Imap",
    "inbox": "connectors.inbox:Inbox",
    "lemmy": "connectors.lemmy:Lemmy",
    "mastodon": "connectors.mastodon:Mastodon",
    "mastodon_search": "connectors.mastodon_search:MastodonSearch",
    "news": "connectors.news:News",
    "reddit": "connectors.reddit:Reddit",
    "reddit_rss": "connectors.reddit_rss:RedditFeed",
    "reviews": "connectors.reviews:Reviews",
    "rss": "connectors.feed:Feed",
    "stackexchange": "connectors.stackexchange:StackExchange",
    "telegram": "connectors.telegram:Telegram",
    "trustpilot": "connectors.trustpilot:Trustpilot",
    "x": "connectors.x:X",
    "youtube": "connectors.youtube:YouTube",
}


def kinds() -> list[str]:
    """Every kind that can stand after ``kind:``, in alphabetical order."""
    return sorted({*BUILT_IN, *_third_party()})


def connector(kind: str) -> type[Any]:
    """The connector class of a kind; its module is imported now and not before. KeyError for an unknown kind; the
    errors of a third party's import are its own."""
    if where := BUILT_IN.get(kind):
        module, _, name = where.partition(":")
        found: type[Any] = getattr(import_module(module), name)
        return found
    loaded: type = _third_party()[kind].load()
    return loaded


def package(kind: str) -> str:
    """The package that a kind comes from, "" for those of Earful's own."""
    point = None if kind in BUILT_IN else _third_party().get(kind)
    return point.dist.name if point and point.dist else ""


def _third_party() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
