"""Bluesky's records and events taken apart, pure.

Records: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json and
.../lexicons/app/bsky/richtext/facet.json; events: https://github.com/bluesky-social/jetstream#consuming-jetstream.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.base import NOBODY, Author, Post
from connectors.text import clean, count, parse_time

SERVICE = "bsky.app"
POSTS = "app.bsky.feed.post"
_SIGNED_IN = "!no-unauthenticated"
"""The label by which authors ask that only who is signed in sees them (com.atproto.label.defs#selfLabels)."""

Json = Mapping[str, Any]


def of(value: object) -> Json:
    """The object itself, or an empty one where there is none."""
    return value if isinstance(value, Mapping) else {}


def author(told: Json) -> Author:
    """A profile view. Its ``did`` identifies the author, the handle can change."""
    native, handle = str(told.get("did") or ""), str(told.get("handle") or "")
    if not native:
        return NOBODY
    name, labels = told.get("displayName"), told.get("labels")
    found = [of(label) for label in labels] if isinstance(labels, list) else []
    shown = clean(name).strip() if isinstance(name, str) else ""
    known = handle if handle != "handle.invalid" else ""
    return Author(
        name=shown or known,
        handle=f"@{known}" if known else "",
        url=page_of(native),
        id=native,
        followers=count(told.get("followersCount")),
        bot=any(label.get("val") == "bot" for label in found),
        # Of this label only the author's own word counts.
        unlisted=any(label.get("val") == _SIGNED_IN and label.get("src") == native for label in found),
    )


def page_of(did: str, rkey: str = "") -> str:
    """The web page of an author, or of one post."""
    return f"https://bsky.app/profile/{did}/post/{rkey}" if rkey else f"https://bsky.app/profile/{did}"


def event_time(event: Json) -> int | None:
    """When the server had the event, in microseconds since 1970; None where that makes no sense."""
    told = event.get("time_us")
    return told if isinstance(told, int) and 10**15 <= told < 10**16 else None


def collection(event: Json) -> str:
    """Of what kind the record of a commit event is, "" where that is not told."""
    told = of(event.get("commit")).get("collection")
    return told if isinstance(told, str) else ""


def post_of(event: Json) -> tuple[str, Post] | None:
    """The post of a commit event, and the revision of the author's repository: of two events about one post the one with
    the greater revision counts (https://atproto.com/specs/tid). None for what is no post."""
    commit, did = of(event.get("commit")), event.get("did")
    rkey, rev, what = commit.get("rkey"), commit.get("rev"), commit.get("operation")
    if commit.get("collection") != POSTS or not (isinstance(did, str) and did and isinstance(rkey, str) and rkey):
        return None
    uri, revision = f"at://{did}/{POSTS}/{rkey}", rev if isinstance(rev, str) else ""
    if what == "delete":
        return revision, Post(service=SERVICE, id=uri, author=Author(id=did), deleted=True)
    record, told = commit.get("record"), event_time(event)
    if what not in ("create", "update") or not isinstance(record, Mapping):
        return None
    heard = datetime.fromtimestamp(told / 1e6, UTC) if told else None
    said = parse_time(record.get("createdAt"))
    reply, langs = of(record.get("reply")), record.get("langs")
    return revision, Post(
        service=SERVICE,
        id=uri,
        url=page_of(did, rkey),
        author=Author(id=did, url=page_of(did)),
        text=words_of(record),
        # The author's clock may be ahead; the server's is not.
        published=min(said[0], heard) if said and heard else said[0] if said else heard,
        edited=heard if what == "update" else None,
        lang=str(langs[0]) if isinstance(langs, list) and langs else "",
        reply_to=str(of(reply.get("parent")).get("uri") or ""),
        thread=str(of(reply.get("root")).get("uri") or "") or uri,
    )


def post_seen(view: Json) -> Post | None:
    """A post as the service shows it (a post view). ``uri`` identifies it (``cid`` does not: it changes with every edit), and
    its first part the author."""
    uri, record = view.get("uri"), of(view.get("record"))
    if not isinstance(uri, str) or not uri.startswith("at://"):
        return None
    reply = of(record.get("reply"))
    said, seen = parse_time(record.get("createdAt")), parse_time(view.get("indexedAt"))
    # The author's clock may be ahead; the server's is not.
    at = min(said[0], seen[0]) if said and seen else said[0] if said else seen[0] if seen else None
    langs = record.get("langs")
    root = str(of(reply.get("root")).get("uri") or "")
    who = author(of(view.get("author")))
    return Post(
        service=SERVICE,
        id=uri,
        url=page_of(who.id, uri.rpartition("/")[2]) if who.id else "",
        author=who,
        text=words_of(record),
        published=at,
        lang=str(langs[0]) if isinstance(langs, list) and langs else "",
        reply_to=str(of(reply.get("parent")).get("uri") or ""),
        thread=root or uri,
        likes=count(view.get("likeCount")),
        shares=count(view.get("repostCount")),
    )


def departed(event: Json) -> str:
    """The did of an account that was deleted, or "". One that is deactivated, suspended or taken down may come back
    (https://atproto.com/specs/account), so what it said stays."""
    account = of(event.get("account"))
    gone = account.get("active") is False and account.get("status") == "deleted"
    return str(event.get("did") or "") if gone else ""


def words_of(record: Json) -> str:
    """What the author wrote: the text, with links in full (apps show them cut off), hashtags that stand beside the text,
    and the address of a link card. The card's title and a quoted post are somebody else's words."""
    text = record.get("text")
    shown = _with_links(text, record.get("facets")) if isinstance(text, str) else ""
    folded = shown.casefold()
    tags = record.get("tags")
    beside = [f"#{tag}" for tag in tags if isinstance(tag, str) and tag] if isinstance(tags, list) else []
    further = [tag for tag in beside if tag.casefold() not in folded]
    if (card := _card(record)) and _bare(card) not in folded:
        further.append(card)
    return clean(" ".join(filter(None, (shown, *further))))


def _with_links(text: str, facets: object) -> str:
    """Facets count bytes of UTF-8. One that lies outside, overlaps or cuts a letter in two is left out."""
    if not isinstance(facets, list) or not facets:
        return text
    raw = text.encode("utf-8", "surrogatepass")
    parts, done = [], 0
    for start, end, uri in sorted(_links(facets)):
        if not done <= start < end <= len(raw):
            continue
        try:
            before, shown = raw[done:start].decode(), raw[start:end].decode()
        except UnicodeDecodeError:
            continue
        parts += [before, _in_full(shown, uri)]
        done = end
    return "".join(parts) + raw[done:].decode("utf-8", "replace") if parts else text


def _links(facets: list[object]) -> Iterator[tuple[int, int, str]]:
    for facet in facets:
        index, features = of(of(facet).get("index")), of(facet).get("features")
        start, end = index.get("byteStart"), index.get("byteEnd")
        if isinstance(start, int) and isinstance(end, int) and isinstance(features, list):
            for feature in features:
                uri = of(feature).get("uri")
                if isinstance(uri, str) and uri.lower().startswith(("http://", "https://")):
                    yield start, end, uri
                    break


def _in_full(shown: str, uri: str) -> str:
    seen, whole = shown.strip().casefold(), _bare(uri)
    cut = next((seen.removesuffix(dots) for dots in ("…", "...") if seen.endswith(dots)), None)
    if cut is not None and cut and whole.startswith(_bare(cut)):
        return uri
    return shown if _bare(seen).rstrip("/") == whole.rstrip("/") else f"{shown} ({uri})"


def _bare(uri: str) -> str:
    """An address as apps show it: without its scheme and "www."."""
    return uri.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _card(record: Json) -> str:
    """The address of the link card; "" where there is none, or where it is a moving picture."""
    embed = of(record.get("embed"))
    uri = of(of(embed.get("media") or embed).get("external")).get("uri")
    if not isinstance(uri, str) or not uri.lower().startswith(("http://", "https://")):
        return ""
    try:
        return "" if urlsplit(uri).path.lower().endswith(".gif") else uri
    except ValueError:
        return ""
