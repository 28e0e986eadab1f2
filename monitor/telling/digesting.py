"""The digest, from due to words: who gets one now, and what the figures for it are.

A digest is an outbox row like any message. Its matter is its date on the clock that it is due by, so the database's own constraint
makes it exactly one a person and day: over restarts, over a clock that shows an hour twice, over a changed time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from alerts.base import Message, Recipient
from monitor import hours
from monitor.cases import Case, Reason, Say
from monitor.config import Config, Person
from monitor.parts import Parts
from monitor.store import accounts, deciding, declining, digesting, storms
from monitor.store.declining import Choice
from monitor.store.delivering import Delivery
from monitor.store.digesting import Span
from monitor.telling import digest
from monitor.telling.letters import Letter, channels_of, letters
from monitor.telling.phrases import Catalogue
from monitor.tone.base import Label

SHOWN = 14
"""Days in the picture of a digest."""
_BIN = timedelta(minutes=15)
"""By which a day can begin on any clock there is."""
_LABELS = [label.value for label in (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE, Label.UNKNOWN)]


async def announce(parts: Parts) -> list[Letter]:
    """Decides about the digests that are due now, and returns them."""
    people = parts.config.people
    wanted = {name: at for name, person in people.items() if (at := due(person, parts.config, parts.now()))}
    async with parts.store.read() as connection:
        heard = await digesting.first_heard(connection) if wanted else None
        chosen = await declining.choices(connection) if wanted else {}
        wanted = {name: at for name, at in wanted.items() if _still(chosen.get(name), at, people[name], parts.config)}
        # What was due before Earful heard anything would be empty words.
        wanted = {name: at for name, at in wanted.items() if heard is not None and heard <= at}
        groups: dict[datetime, list[str]] = {}
        for name, at in wanted.items():
            if not await digesting.decided(connection, _matter(parts.config, people[name], at), name, at):
                groups.setdefault(at, []).append(name)
    if not groups:
        return []

    async def transaction(tx: AsyncConnection) -> list[Letter]:
        found: list[Letter] = []
        for at, names in sorted(groups.items()):
            found += await _letters(parts.config, tx, at, names, chosen)
        await deciding.post_letters(tx, found, parts.now())
        return found

    return await parts.store.write(transaction)


async def choose(parts: Parts, person: str, wanted: bool, who: str, way: str = "") -> bool:
    """A person's digest ends, or comes again; False where that was so already. It is written down as the deed of ``who`` in
    the same transaction; ``way``: by which way, for that list."""
    now = parts.now()

    async def transaction(tx: AsyncConnection) -> bool:
        changed = await declining.choose(tx, person, not wanted, now)
        if changed:
            detail = {"way": way} if way else {}
            await accounts.note(tx, now, who, "digest_again" if wanted else "digest_off", person, **detail)
        return changed

    return await parts.store.write(transaction)


def _still(choice: Choice | None, at: datetime, person: Person, config: Config) -> bool:
    """Whether a digest that is due then is to be decided about. Who wants none leaves rooms theirs; and who wants it again gets
    the next one, not one that was due before. Pure."""
    if choice is None:
        return True
    if not choice.off:
        return at > choice.at
    theirs = channels_of(config, person)
    alone = any(not item.channel.shared for item in theirs)
    return any(item.channel.shared for item in theirs) and not (person.own_digest and alone)


def clock_of(config: Config, person: Person) -> ZoneInfo:
    """Whose clock shows when a person's digest is due: the owner's for the one for all, their own for a time of their own."""
    return config.zone_of(person.name) if person.own_digest else config.timezone


def _matter(config: Config, person: Person, at: datetime) -> str:
    return f"digest-{at.astimezone(clock_of(config, person)).date().isoformat()}"


def due(person: Person, config: Config, now: datetime) -> datetime | None:
    """When this person's latest digest should have gone out. None if they get none, or if the next one is nearer than
    that: after a long sleep nobody gets two in one morning. Pure."""
    if person.digest is None:
        return None
    found = hours.latest(person.digest.days, person.digest.at, now, clock_of(config, person))
    if found is None:
        return None
    at, following = found
    return at if now - at <= following - now else None


async def _letters(
    config: Config, tx: AsyncConnection, at: datetime, people: list[str], chosen: Mapping[str, Choice]
) -> list[Letter]:
    """One for each person and channel. A room gets only the one for all: a time of one's own is one's own matter. A client's
    room gets the one of its people, or ours where they get none; what is theirs alone comes to no room of ours.
    Who wants none (``chosen``) gets none of their own."""
    found: list[Letter] = []
    rooms: set[str] = set()
    for name in people:
        person = config.people[name]
        mine = [item for item in channels_of(config, person) if not item.channel.shared]
        choice = chosen.get(name)
        since = await digesting.last_digest(tx, name, at) or at - _usual(person)
        if choice and not choice.off and since < choice.at:  # the first one since then: not about all the time between
            since = at - _usual(person)
        for letter in letters(config, _matter(config, person, at), Say(Reason.DIGEST, (name,), 1, at), None, {}):
            channel = config.destinations[letter.channel].channel
            if getattr(channel, "only_alarms", False):
                continue
            if channel.shared:
                if (
                    letter.channel in rooms
                    or (person.own_digest and mine)
                    or not _room_of(config, letter.channel, name)
                ):
                    continue
                rooms.add(letter.channel)
            elif choice and choice.off:
                continue
            found.append(replace(letter, facts={"since": since.isoformat(), "until": at.isoformat()}))
    return found


def _room_of(config: Config, channel: str, person: str) -> bool:
    """Whether the summary for that person is the one for that room."""
    client = next((each for each in config.clients.values() if channel in each.channels), None)
    if client is None:
        return config.sees(person) is None
    theirs = [name for name in client.people if name in config.people and config.people[name].digest]
    return person in theirs if theirs else config.sees(person) is None


def _usual(person: Person) -> timedelta:
    """What a first digest looks back on."""
    days = len(person.digest.days) if person.digest else 7
    return timedelta(days=7) if days == 1 else timedelta(days=1)


async def compose(parts: Parts, delivery: Delivery, to: Recipient, zone: ZoneInfo, say: Catalogue) -> Message:
    """A digest in words: the stretch of time is the decided one, who waits is as of now. ``zone`` is where its reader's clock
    stands."""
    since, until = (datetime.fromisoformat(str(delivery.facts[key])) for key in ("since", "until"))
    async with parts.store.read() as connection:
        brands = scope(parts.config, delivery.channel, delivery.recipient)
        figures = await gather(connection, parts.config, since, until, brands, zone=zone)
    return digest.digest_message(figures, to, str(delivery.id), delivery.matter, parts.now(), zone, say)


def scope(config: Config, channel: str, person: str) -> frozenset[str] | None:
    """The only brands that a summary may tell of: those of a client's channel or person. None: all."""
    theirs, seen = config.carries(channel), config.sees(person)
    if theirs is None:
        return seen
    return theirs if seen is None else theirs & seen


async def _volume(connection: AsyncConnection, span: Span, zone: ZoneInfo) -> digest.Volume:
    """Day by day on that clock, up to the end of the span."""
    last = span.until.astimezone(zone).date()
    days = [last - timedelta(days=ago) for ago in reversed(range(SHOWN))]
    since = datetime.combine(days[0], time(), tzinfo=zone).astimezone(UTC)
    counts = {each: [0, 0, 0, 0] for each in days}
    for at, label, count in await digesting.volume(connection, replace(span, since=since), _BIN):
        counts[max(at.astimezone(zone).date(), days[0])][_LABELS.index(label)] += count
    raged = [
        (row.storm.since, min(row.storm.over or span.until, span.until))
        for row in await storms.lately(connection, since)
        if (span.brands is None or row.storm.brand in span.brands) and row.storm.since <= span.until
    ]
    shown = [(each[0], each[1], each[2], each[3]) for each in counts.values()]
    return digest.Volume(days, shown, [storm for storm in raged if storm[1] >= since])


async def gather(
    connection: AsyncConnection,
    config: Config,
    since: datetime,
    until: datetime,
    brands: frozenset[str] | None = None,
    *,
    zone: ZoneInfo | None = None,
) -> digest.Figures:
    """All the figures of a stretch of time, of these ``brands`` only (None: of all), beside those of their rivals. ``zone``:
    on whose clock a day begins, if not on the owner's."""
    span = Span(since, until, brands)
    rivals = config.compared_with(frozenset(config.brands) if brands is None else brands)

    def numbered(rows: list[deciding.Row]) -> list[tuple[int, Case]]:
        return [(row.id, row.case) for row in rows]

    return digest.Figures(
        since=since,
        until=until,
        volume=await _volume(connection, span, zone or config.timezone),
        waiting=numbered(await digesting.waiting(connection, span)),
        opened=numbered(await digesting.opened(connection, span)),
        won_back=numbered(await digesting.won_back(connection, span)),
        answers=await digesting.answers(connection, span),
        themes=await digesting.themes(connection, span),
        voices=await digesting.voices(connection, span, rivals),
        reminded=await digesting.reminded(connection, span),
        unclear=await digesting.unclear(connection, span, digest.QUOTED),
        praise=await digesting.praise(connection, span, digest.QUOTED),
        coming=[
            (brand, watch.candidate)
            for brand, watch in (await storms.watches(connection)).items()
            if watch.candidate is not None
            and watch.candidate[1] > span.since
            and (span.brands is None or brand in span.brands)
        ],
        storms=[
            (row.id, row.storm)
            for row in await storms.lately(connection, span.since)
            if span.brands is None or row.storm.brand in span.brands
        ],
        apart=config.groups(),
        searched=await digesting.searched(connection, span, digest.QUOTED),
        maybe_us=await digesting.maybe_us(connection, span, digest.QUOTED),
    )
