"""What instances of Mastodon and their relatives show, turned into posts; pure.

https://docs.joinmastodon.org/entities/Status/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from connectors.base import ELSEWHERE, NOBODY, Author, Form, Post, host_of
from connectors.text import canonical_url, clean, count, parse_time, words

Toot = Mapping[str, Any]


def id_of(toot: Toot) -> str:
    """The number that a post has on the server that shows it."""
    return str(toot.get("id") or "")


def _age(native: str) -> tuple[int, str]:
    """Sorts ids by age. Mastodon's are numbers written as strings, Pleroma's base 62, GoToSocial's ULIDs: of the
    same length they sort as text, and a longer one is newer ("9" is older than "10")."""
    return len(native), native


def newest_of(ids: Iterable[str]) -> str:
    """The newest number of a server, "" of none."""
    return max(ids, key=_age, default="")


def oldest_of(ids: Iterable[str]) -> str:
    """The oldest of these numbers."""
    return min(ids, key=_age)


def below_newest(ids: Iterable[str], many: int) -> str:
    """The number above which there are so many of these, the oldest where there are no more than that."""
    return sorted(ids, key=_age)[-many - 1 :][0]


def posts_of(toots: Iterable[Toot], server: str) -> list[Post]:
    """The posts that a server shows, in their order."""
    # A boost has no words of its own: what was boosted counts, as its author's.
    own = [toot["reblog"] if isinstance(toot.get("reblog"), dict) else toot for toot in toots]
    uris = {id_of(toot): _uri(toot, server) for toot in own}
    return [_post(toot, server, uris) for toot in own]


def taken_down(native: str, server: str) -> Post:
    """A post that this server calls deleted, by the number it has here, which is all that it tells."""
    here = canonical_url(address_here(server, quote(native, safe="")))
    return Post(service=host_of(server), id=here, also=(f"link:{here}", f"{ELSEWHERE}{here}"), deleted=True)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _uri(toot: Toot, server: str) -> str:
    return _string(toot.get("uri")) or _string(toot.get("url")) or address_here(server, id_of(toot))


def address_here(server: str, native: str) -> str:
    """Where one instance shows a post: the only address that can be made of a bare id."""
    return f"{server}/api/v1/statuses/{native}"


def _home(uri: str, url: str, server: str) -> str:
    """The host where a post was written. Old uris look like ``tag:mastodon.example,2017-01-01:objectId=1:…``."""
    if uri.startswith("tag:"):
        return uri.removeprefix("tag:").split(",")[0].lower()
    for address in (uri, url, server):
        try:
            if host := urlsplit(address).hostname:
                return host
        except ValueError:
            continue
    return host_of(server)


def _post(toot: Toot, server: str, uris: Mapping[str, str]) -> Post:
    """One toot. Ids differ from instance to instance, so its ``uri`` is the identity.

    ``reply_to`` is the uri of the post above when this visit saw it; otherwise its address on this instance, which
    every post also carries as a ``link:`` identity, so that the two find each other.
    """
    uri, url = _uri(toot, server), canonical_url(_string(toot.get("url")))
    parent = str(toot.get("in_reply_to_id") or "")
    text = "\n".join(filter(None, (words(said) for said in _said(toot))))
    at, edited = parse_time(toot.get("created_at")), parse_time(toot.get("edited_at"))
    here, home = canonical_url(address_here(server, id_of(toot))), _home(uri, url, server)
    also = [f"link:{address}" for address in dict.fromkeys((url, here)) if address]
    if home != host_of(server):
        also.append(f"{ELSEWHERE}{here}")
    return Post(
        service=home,
        id=uri,
        also=tuple(also),
        url=url or canonical_url(uri),
        author=_author(toot.get("account"), server),
        text=text,
        published=at[0] if at else None,
        published_exact=at[1] if at else True,
        edited=edited[0] if edited else None,
        lang=_string(toot.get("language")),
        reply_to=(uris.get(parent) or canonical_url(address_here(server, parent))) if parent else "",
        likes=count(toot.get("favourites_count")),
        shares=count(toot.get("reblogs_count")),
    )


def _said(toot: Toot) -> list[str]:
    """What a toot says, as HTML: the warning above it, its words, and what one can choose in its poll."""
    poll = toot.get("poll")
    options = poll.get("options") if isinstance(poll, dict) else None
    choices = [one.get("title") for one in options if isinstance(one, dict)] if isinstance(options, list) else []
    return [_string(toot.get("spoiler_text")), _string(toot.get("content")), *(escape(_string(one)) for one in choices)]


def _author(account: object, server: str) -> Author:
    """The account. Its id on the instance is of no use elsewhere; its profile address is the same everywhere."""
    if not isinstance(account, dict):
        return NOBODY
    profile = canonical_url(_string(account.get("url")))
    acct = clean(_string(account.get("acct")) or _string(account.get("username"))).strip().lstrip("@")
    home = host_of(profile) if profile else host_of(server)
    followers = count(account.get("followers_count"))
    return Author(
        name=words(_string(account.get("display_name"))) or clean(_string(account.get("username"))).strip(),
        handle="" if not acct else f"@{acct}" if "@" in acct else f"@{acct}@{home}",
        url=profile,
        id=profile or _string(account.get("uri")),
        followers=followers if followers is None or followers >= 0 else None,
        bot=account.get("bot") is True,
        # Nobody who has not allowed it is in the full-text search, or asks search engines to stay away (``noindex``); servers
        # that do not tell know neither: https://docs.joinmastodon.org/entities/Account/#indexable
        unlisted=account.get("indexable") is False or account.get("noindex") is True,
    )


def from_item(post: Post) -> Post:
    """A toot as the RSS feed shows it: its author stands only in its address, https://host/@name/id."""
    home = host_of(post.url)
    path = urlsplit(post.url).path.split("/") if post.url else []
    author = post.author
    if len(path) == 3 and path[1].startswith("@"):
        handle = path[1] if "@" in path[1][1:] else f"{path[1]}@{home}"
        profile = post.url.rsplit("/", 1)[0]
        author = Author(name=path[1][1:].split("@")[0], handle=handle, url=profile, id=profile)
    also = tuple(dict.fromkeys((*post.also, *([f"link:{post.url}"] if post.url else []))))
    return replace(post, service=home if post.url else post.service, form=Form.POST, author=author, title="", also=also)
