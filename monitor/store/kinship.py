"""Authors who belong together: because a person said so, or because they told the same story at length under one name. Names
alone never merge."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store import keys
from monitor.store.database import insert_new
from monitor.store.tables import case, kin, mention, post
from monitor.stories import plain_name

_TELLERS = 50
"""So many tellings of a story are looked at."""


def profile_key(url: str) -> bytes:
    """Somebody known by the address of their profile, wherever it is."""
    return keys.key("profile", keys.bare(url.strip()).rstrip("/").casefold())


def handle_key(handle: str) -> bytes:
    """Somebody known by a handle: "@dana@mastodon.example" there, "@dana" everywhere."""
    return keys.key("handle", handle.strip().casefold().lstrip("@"))


def named(profile: str, handle: str) -> list[bytes]:
    """Somebody of whom a person tells the profile, the handle, or both."""
    return [*([profile_key(profile)] if profile.strip() else []), *([handle_key(handle)] if handle.strip(" @") else [])]


def known_as(service: str, author: Mapping[str, Any]) -> list[bytes]:
    """The profile and the handles under which somebody may have said that this author is known."""
    found = []
    if author.get("url"):
        found.append(profile_key(author["url"]))
    if author.get("handle"):
        name, _, place = author["handle"].lstrip("@").partition("@")
        found += [handle_key(f"{name}@{place or service}"), handle_key(name)]
    return found


async def head(connection: AsyncConnection, brand: str, author_key: bytes, also: Sequence[bytes] = ()) -> bytes:
    """The author under whom this one's cases stand: a relative, or they themselves."""
    rows = await connection.execute(
        select(kin.c.author_key, kin.c.head).where(kin.c.brand == brand, kin.c.author_key.in_([author_key, *also]))
    )
    heads = {bytes(row.author_key): bytes(row.head) for row in rows}
    return next((heads[one] for one in (author_key, *also) if one in heads), author_key)


async def members(connection: AsyncConnection, brand: str, head_key: bytes) -> list[bytes]:
    """Everybody who belongs to this author, and they themselves."""
    rows = await connection.execute(select(kin.c.author_key).where(kin.c.brand == brand, kin.c.head == head_key))
    return [head_key, *(bytes(found) for found in rows.scalars())]


async def join(
    connection: AsyncConnection, brand: str, authors: Collection[bytes], head_key: bytes, by: str, now: datetime
) -> None:
    """These authors, and whoever belongs to them, belong to the head from now on."""
    joining = [one for one in authors if one != head_key]
    await connection.execute(
        update(kin).where(kin.c.brand == brand, kin.c.head.in_(joining)).values(head=head_key, by=by, at=to_us(now))
    )
    await part(connection, brand, [*joining, head_key])
    await insert_new(
        connection,
        kin,
        [{"brand": brand, "author_key": one, "head": head_key, "by": by, "at": to_us(now)} for one in joining],
    )


async def part(connection: AsyncConnection, brand: str, authors: Collection[bytes]) -> None:
    """These authors belong to nobody but themselves again."""
    await connection.execute(delete(kin).where(kin.c.brand == brand, kin.c.author_key.in_(list(authors))))


async def author_of(connection: AsyncConnection, brand: str, profile: str, handle: str) -> bytes | None:
    """The author of this brand's latest case who has that profile or handle, however it was typed, if one has."""
    url, called = func.lower(post.c.author["url"].as_string()), func.lower(post.c.author["handle"].as_string())
    bare = keys.bare(profile.strip()).rstrip("/").lower()
    name = _plain(handle).partition("@")[0]
    alike: list[ColumnElement[bool]] = []
    if bare:
        alike.append(url.in_([f"{scheme}{bare}{end}" for scheme in ("https://", "http://") for end in ("", "/")]))
    if name:
        alike.append(called.in_((name, f"@{name}")))
        alike += (called.startswith(f"{at}{name}@", autoescape=True) for at in ("", "@"))
    if not alike:
        return None
    rows = await connection.execute(
        select(case.c.author_key, post.c.service, post.c.author)
        .join(mention, mention.c.case_id == case.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(case.c.brand == brand, or_(*alike))
        .order_by(case.c.id.desc())
    )
    wanted = set(named(profile, handle))
    return next((bytes(row.author_key) for row in rows if wanted & set(known_as(row.service, row.author))), None)


async def teller(
    connection: AsyncConnection, brand: str, story: int, service: str, names: Collection[str]
) -> bytes | None:
    """The author of the latest case in which this story was told elsewhere under one of these names."""
    rows = await connection.execute(
        select(case.c.author_key, post.c.author)
        .join(mention, mention.c.case_id == case.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.story_id == story, case.c.brand == brand, post.c.service != service)
        .order_by(case.c.id.desc())
        .limit(_TELLERS)
    )
    wanted = {plain_name(name) for name in names} - {"", *keys.NAMELESS}
    return next(
        (
            bytes(row.author_key)
            for row in rows
            if wanted & {plain_name(row.author.get(part) or "") for part in ("name", "handle")}
        ),
        None,
    )


def _plain(name: str | None) -> str:
    return (name or "").strip().casefold().lstrip("@")


async def said_by(connection: AsyncConnection, case_id: int) -> list[tuple[int, bytes]]:
    """(mention, author) of everything in a case, oldest first."""
    rows = await connection.execute(
        select(mention.c.id, post.c.author_key)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.case_id == case_id)
        .order_by(mention.c.at, mention.c.id)
    )
    return [(row.id, bytes(row.author_key)) for row in rows]


async def move_mentions(connection: AsyncConnection, mentions: Collection[int], case_id: int) -> None:
    """These words are of that case from now on."""
    await connection.execute(update(mention).where(mention.c.id.in_(list(mentions))).values(case_id=case_id))
