"""What became of a post on Bluesky, as everybody may read it.

https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from connectors.base import Client, FetchError, Post, Response, Revisited, check, get_json, host_of, read_json
from connectors.parse_bluesky import Json, of, post_seen

PUBLIC = "https://public.api.bsky.app"
_DEPTH = 6  # levels of replies


async def look_up(client: Client, server: str, post: Post) -> Revisited:
    """A post as it is now, with the replies below it. A post that is not found was deleted if its author is still there: one
    whose account rests is not found either, and comes back with it. Posts cannot be edited there."""
    if not post.id.startswith("at://"):
        return Revisited(None)
    base = f"{server.rstrip('/')}/xrpc"
    url = f"{base}/app.bsky.feed.getPostThread"
    asked: dict[str, str | int] = {"uri": post.id, "depth": _DEPTH, "parentHeight": 0}
    response = await client.request("GET", url, params=asked, headers={"accept": "application/json"})
    thread = {"notFound": True} if _not_found(response) else of(of(read_json(check(response))).get("thread"))
    if thread.get("notFound") is True:
        did = post.id.removeprefix("at://").partition("/")[0]
        there = of(await get_json(client, f"{base}/app.bsky.actor.getProfiles", actors=[did])).get("profiles")
        return Revisited(None, gone=isinstance(there, list) and any(of(one).get("did") == did for one in there))
    if thread.get("blocked") is True:
        return Revisited(None)
    now = post_seen(of(thread.get("post")))
    if now is None or now.id != post.id:
        raise FetchError(f"{host_of(url)} sent something else than the post that was asked for")
    return Revisited(now, replies=list(_below(thread)))


def _not_found(response: Response) -> bool:
    try:
        return response.status == 400 and of(json.loads(response.body)).get("error") == "NotFound"
    except (ValueError, RecursionError):
        return False


def _below(thread: Json) -> Iterator[Post]:
    """The replies, the upper ones first; what is blocked or gone is left out."""
    left = [thread]
    while left:
        told = [one.get("replies") for one in left]
        left = [of(reply) for replies in told if isinstance(replies, list) for reply in replies]
        for one in left:
            if (reply := post_seen(of(one.get("post")))) is not None:
                yield reply
