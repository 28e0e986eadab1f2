"""Merge and split: a person says that two cases are one customer, or that one case is two; and takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import cases, policies
from monitor.cases import Heard, Outcome, Points, Refused
from monitor.cases.joining import merged
from monitor.clock import from_us, to_us
from monitor.config.model import Alerts
from monitor.parts import Parts
from monitor.pipeline import learning
from monitor.pipeline.moving import Decided, Mover, case_of, standing_deeds
from monitor.store import asking, deciding, keys, kinship
from monitor.store.deciding import Row

VERBS = ("merge", "merged", "split", "split_off")
"""How the two sides of each are called in their stories."""


async def merge(parts: Parts, kept: int, gone: int, by: str) -> Decided:
    """Case ``gone`` becomes one with case ``kept``, which goes on; their authors belong together from now on. Raises
    Refused."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover = Mover(parts, tx)
        await _merge(mover, await case_of(tx, kept), await case_of(tx, gone), by)
        return mover.done

    return await parts.store.write(transaction)


async def _merge(mover: Mover, kept: Row, gone: Row, by: str) -> None:
    tx, now = mover.tx, mover.parts.now()
    policy = await mover.policy(kept.case.brand, kept.case)
    (one, says), (other, more) = merged((kept.id, kept.case), (gone.id, gone.case), now, by, policy)
    moved = [mention for mention, _ in await kinship.said_by(tx, gone.id)]
    authors = await kinship.members(tx, gone.case.brand, gone.author_key)
    if gone.case.outcome is Outcome.NOT_US:  # it is a customer's of this brand, as somebody says now
        await deciding.set_aside(tx, gone.id, False)
        await learning.us_after_all(mover, one.brand, gone.id)
    # The other one first: only one case of an author may be open.
    await deciding.save_case(tx, other, case_id=gone.id, announced=gone.announced)
    await kinship.join(tx, one.brand, [gone.author_key], kept.author_key, by, now)
    await kinship.move_mentions(tx, moved, kept.id)
    await deciding.save_case(tx, one, case_id=kept.id, announced=kept.announced or gone.announced)
    told = {"mentions": moved, "authors": [author.hex() for author in authors]}
    await _note(mover, kept, "merge", gone.id, by, told)
    await _note(mover, gone, "merged", kept.id, by, {})
    await mover.tell(gone.id, other, more)
    await mover.tell(kept.id, one, says)


async def split(parts: Parts, case_id: int, mentions: Sequence[int], by: str) -> Decided:
    """These mentions of a case are another customer's, who gets a case of their own. Raises Refused."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover = Mover(parts, tx)
        row = await case_of(tx, case_id)
        if row.case.merged_into is not None:
            raise Refused(f"it is one with case {row.case.merged_into} now: split that one")
        said = {row.id: row for row in await asking.mentions_of(tx, case_id)}
        strange = [str(mention) for mention in mentions if mention not in said]
        if strange or not mentions:
            known = ", ".join(map(str, said))
            raise Refused(
                f"{'no mention ' + ', '.join(strange) + ' in this case; ' if strange else ''}which ones are somebody else's? "
                f"It has the mentions {known}"
            )
        if len(set(mentions)) == len(said):
            raise Refused("then nothing would be left of this case")
        await _split(mover, row, [said[mention] for mention in dict.fromkeys(mentions)], said, by)
        return mover.done

    return await parts.store.write(transaction)


async def _split(mover: Mover, row: Row, theirs: Sequence[Any], said: dict[int, Any], by: str) -> None:
    tx, now, alerts = mover.tx, mover.parts.now(), mover.parts.config.alerts
    moving = {mention.id for mention in theirs}
    authors = await kinship.said_by(tx, row.id)
    ours = {author for mention, author in authors if mention not in moving} | {row.author_key}
    leaving = list(dict.fromkeys(author for mention, author in authors if mention in moving and author not in ours))
    # Where the place does not tell the two apart, what comes later is of the one who stays.
    head = leaving[0] if leaving else keys.key("split", str(row.id), *map(str, sorted(moving)))
    left = replace(
        row.case, points=_points([one for one in said.values() if one.id not in moving], alerts), changed=now, moved=now
    )
    first = min(theirs, key=lambda one: one.at)
    event = Heard(
        at=now,
        author=first.author.get("name") or first.author.get("handle") or "",
        brand=row.case.brand,
        unhappy=True,
        happy=False,
        points=_points(theirs, alerts),
        written=from_us(first.at),
        since=min((from_us(one.since) for one in theirs if one.since is not None), default=None),
        history=row.case.history,
    )
    route = policies.route(
        mover.parts.config, event, first.source, "\n".join(f"{one.title}\n{one.text}" for one in theirs)
    )
    storm = await mover.storm(event.brand, event.points.themes)
    policy = await mover.policy(event.brand, route=route)
    # Whoever was told of these words as another customer's is told of this one too, however mild they are by themselves.
    state, says = cases.open_case(event, policy, storm, known=bool(row.case.told))
    await kinship.part(tx, row.case.brand, leaving)
    await kinship.join(tx, row.case.brand, leaving, head, by, now)
    known = await deciding.latest_case(tx, row.case.brand, head)
    if known is not None and known.case.state is not cases.State.CLOSED:
        raise Refused(f"that customer has case {known.id} already")
    new = await deciding.save_case(tx, state, author_key=head, announced=row.announced)
    await kinship.move_mentions(tx, moving, new)
    await deciding.save_case(tx, cases.weighed(left, now), case_id=row.id, announced=row.announced)
    told = {"mentions": sorted(moving), "authors": [author.hex() for author in leaving]}
    await _note(mover, row, "split", new, by, told)
    await _note(mover, Row(new, state, head, row.announced), "split_off", row.id, by, {})
    if state.absorbed is not None:
        await mover.note_storm(new, "absorbed", state.absorbed)
    await mover.tell(row.id, left, [])
    await mover.tell(new, state, says, new=True)


async def take_back(mover: Mover, row: Row, event: Any, by: str) -> None:
    """Undo of a merge is a split, and the other way round; from either of the two cases. Raises Refused."""
    other = await case_of(mover.tx, int(event.data["with"]))
    if event.data["verb"] in ("merged", "split_off"):
        row, other = other, row
    is_merge = event.data["verb"] in ("merge", "merged")
    deed = await _last(mover, row, "merge" if is_merge else "split", other)
    end = await _last(mover, other, "merged" if is_merge else "split_off", row)
    if is_merge:
        await _unmerge(mover, row, other, deed, end, by)
    else:
        await _unsplit(mover, row, other, deed, by)
    await mover.note_undo(row.id, deed.id, by)
    await mover.note_undo(other.id, end.id, by)


async def _last(mover: Mover, row: Row, verb: str, other: Row) -> Any:
    """The deed that is to be taken back, if it is the last one."""
    deeds = await standing_deeds(mover.tx, row.id)
    if not deeds or deeds[-1].data["verb"] != verb or deeds[-1].data["with"] != other.id:
        raise Refused.of("undo_first", case=row.id)
    return deeds[-1]


async def _unmerge(mover: Mover, row: Row, other: Row, deed: Any, end: Any, by: str) -> None:
    tx, now, brand = mover.tx, mover.parts.now(), row.case.brand
    authors = [bytes.fromhex(author) for author in deed.data["authors"]]
    theirs = {mention for mention, author in await kinship.said_by(tx, row.id) if author in authors}
    await kinship.part(tx, brand, authors)
    await kinship.join(tx, brand, authors, other.author_key, by, now)
    await kinship.move_mentions(tx, theirs | set(deed.data["mentions"]), other.id)
    await _restore(mover, row, deed, by)
    await _restore(mover, other, end, by)
    if mover.done.cases[other.id].outcome is Outcome.NOT_US:
        await learning.not_us(mover, brand, other.id, by)


async def _unsplit(mover: Mover, row: Row, other: Row, deed: Any, by: str) -> None:
    tx, now, brand = mover.tx, mover.parts.now(), row.case.brand
    theirs = [mention for mention, _ in await kinship.said_by(tx, other.id)]
    ended = replace(cases.closed(other.case, cases.Outcome.MERGED, now), merged_into=row.id)
    await deciding.save_case(tx, ended, case_id=other.id, announced=other.announced)
    await kinship.join(tx, brand, [other.author_key], row.author_key, by, now)
    await kinship.move_mentions(tx, theirs, row.id)
    await _restore(mover, row, deed, by)
    await mover.tell(other.id, ended, [])


async def _restore(mover: Mover, row: Row, deed: Any, by: str) -> None:
    """A case as it was before it became one with another, or two; with what was said since in what is its own again."""
    before, alerts = deciding.case_from_json(deed.data["before"]), mover.parts.config.alerts
    said = await asking.mentions_of(mover.tx, row.id)
    since = [one for one in said if (one.decided_at or 0) > deed.at and complains(one, alerts)]
    spoke = [from_us(one.at) for one in since] + [one for one in [before.spoke] if one]
    points = before.points.joined(_points(since, alerts)) if since else before.points
    stars = [one.stars / one.stars_max for one in since if one.stars is not None and one.stars_max]
    now = replace(row.case, points=points, spoke=max(spoke, default=None), stars=stars[-1] if stars else before.stars)
    await mover.restore(row, before, by, now)


async def _note(mover: Mover, row: Row, verb: str, other: int, by: str, more: dict[str, Any]) -> None:
    data = {"verb": verb, "value": f"case {other}", "with": other, "before": deciding.case_json(row.case), **more}
    now = mover.parts.now()
    key = keys.key("act", str(row.id), verb, str(other), by, now.isoformat())
    await deciding.add_event(mover.tx, row.id, at=now, by=by, kind="act", data=data, key=key)


def _points(rows: Sequence[Any], alerts: Alerts) -> Points:
    """What these mentions weigh together. Only complaints weigh."""
    found = [
        Points(
            anger=row.anger or 0.0,
            complaint=row.complaint or 0.0,
            lowest_star=bool(row.stars is not None and row.stars_max and row.stars / row.stars_max <= 0.2),
            themes=frozenset(row.themes or ()),
            signals=frozenset(row.signals or ()),
            followers=row.author.get("followers") or 0,
        )
        for row in rows
        if complains(row, alerts)
    ]
    return reduce(Points.joined, found) if found else Points()


async def still_said(mover: Mover, row: Row, but: int = 0) -> bool:
    """Whether the customer of a case has complained since they wait, in what still stands, anywhere else than in this mention: then
    they still do. What was edited says what it says since the edit."""
    said = await asking.mentions_of(mover.tx, row.id)
    alerts, since = mover.parts.config.alerts, to_us(row.case.waiting_since)
    return any(
        max(one.at, (one.decided_at or 0) if one.edited_at is not None else 0) >= since and complains(one, alerts)
        for one in said
        if one.id != but and one.deleted_at is None
    )


def complains(row: Any, alerts: Alerts) -> bool:
    """Whether a stored mention is a complaint."""
    low = bool(row.stars is not None and row.stars_max and row.stars / row.stars_max <= alerts.low_stars)
    return low or (row.complaint or 0) >= alerts.complaint_from or (row.anger or 0) >= alerts.anger_from
