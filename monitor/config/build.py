"""From the sections of the file to the ``Config``: defaults that depend on each other, and everything that does not fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import time, timedelta
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import alerts
from alerts.base import Listens
from monitor import tone
from monitor.config import brands as brand_rules
from monitor.config import channels, clients, document, replies, sources, values
from monitor.config.document import Table, Text
from monitor.config.model import (
    Alerts,
    Brand,
    Client,
    Config,
    Destination,
    Digest,
    Page,
    Person,
    QuietHours,
    Retention,
    Source,
    User,
    seen_by,
)
from monitor.config.phrasing import Phrasing
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.reader import Reader, options_of, plain
from monitor.config.schema import (
    SECTIONS,
    AlertsOptions,
    CompareOptions,
    FileOptions,
    PageOptions,
    QuietOptions,
    RetentionOptions,
    UserOptions,
)

OWNER = "owner"
"""The one who is told when the file names no people."""


def build(root: Table, problems: Problems, *, folder: FilePath, data: str, digest: str, host: str = "") -> Config:
    """The configuration of a file whose variables are filled in; ``ConfigError`` with every problem.

    ``data`` is the folder and ``host`` the address to listen on that the environment names, if it does; ``folder`` is
    where the file is.
    """
    kinds = alerts.kinds()
    reader = Reader(problems, _places(kinds), {AlertsOptions: kinds})
    file = reader.section(FileOptions, root, ())
    checks = _Checks(root, problems)
    zone = checks.zone(file.timezone)
    spoken = Phrasing(file.wording, folder, root, problems)
    language = spoken.language(file.language, ("language",))
    people = checks.people(file, spoken)
    people = checks.people(file, spoken)
    brands, rivals = brand_rules.build(file.brands, _compared(file, reader), people, root, problems)
    operator = checks.operator(file.operator, people)
    destinations, broken = channels.read(root, reader, problems)
    linked = file.page.port is not None and bool(file.page.address)
    firms = clients.build(file.clients, brands, people, destinations, operator, root, problems)
    found = sources.read(file.sources, brands, rivals, reader, problems, listens=file.page.port is not None)
    answers = replies.read(file.alerts.replies, found, reader, problems)
    heard = linked or answers is not None or problems.blamed(replies.PATH)
    told, last = brand_rules.told(brands.values()) | {operator}, brand_rules.last_told(brands.values())
    checks.reach(people, told, last, destinations, broken, heard=heard)
    mute = brand_rules.muted(file.mute)
    brand_rules.check_sources(brands.values(), mute, found, root, problems)
    if not found and not problems.blamed(("sources",)):
        problems.note(0, "sources: there are none yet, so nothing is listened to.")
    _hide_password(file.database, problems)
    scorer, options = checks.scorer(file.tone)
    page = _kept_apart(checks.page(file.page, host, people, brands), firms)
    checks.receiving(found, page)
    checks.listening(destinations, page)
    ready = Config(
        timezone=zone,
        people=people,
        operator=operator,
        brands=brands,
        sources=found,
        destinations=destinations,
        language=language,
        phrases=spoken.catalogues,
        alerts=checks.alerts(file.alerts),
        rivals=rivals,
        clients=firms,
        replies=answers,
        holidays=file.holidays,
        mute=mute,
        scorer=scorer,
        scorer_options=options,
        data=data or str(folder / file.data),
        database=file.database,
        contact=file.contact,
        heartbeat=file.heartbeat,
        retention=checks.retention(file.retention),
        page=page,
        secrets=problems.secrets,
        notes=problems.notes,
        faults=problems.faults,
        digest=spoken.digest(digest),
        file=problems.file,
    )
    if problems:
        raise problems.error()
    return ready


def _kept_apart(page: Page, clients: Mapping[str, Client]) -> Page:
    """The page, on which nobody who acts in the name of a client's people sees more than these do."""
    users: dict[str, User] = {}
    for name, user in page.users.items():
        theirs = seen_by(clients, user.person)
        brands = user.brands if theirs is None else theirs if user.brands is None else theirs & user.brands
        users[name] = replace(user, brands=brands)
    return replace(page, users=users)


def _compared(file: FileOptions, reader: Reader) -> list[CompareOptions]:
    """The entries of ``compare:``: a name alone, or settings."""
    return [
        CompareOptions(name=each.text)
        if isinstance(each, Text)
        else reader.section(CompareOptions, each, ("compare", n))
        for n, each in enumerate(file.compare)
    ]


def _digest_of(person: str, file: FileOptions) -> Digest | None:
    """When somebody gets the summary who names no time: as their client does, else as everybody."""
    theirs = (client.digest for client in file.clients.values() if person in client.people and client.digest)
    return next(theirs, file.alerts.digest)


def _places(kinds: Collection[str]) -> dict[str, str]:
    """In which section a key belongs, for keys that stand in the wrong one. Keys of several sections are left out."""
    found: dict[str, str] = {}
    for section, cls in SECTIONS.items():
        for option in options_of(cls):
            found[option.key] = "?" if option.key in found else section
    found |= dict.fromkeys(kinds, "alerts")
    return {key: section for key, section in found.items() if section != "?"} | {
        "channels": "",
        "quiet_hours": "alerts",
    }


def _hide_password(database: str, problems: Problems) -> None:
    """An error of the database may tell the password without the rest of the address."""
    with suppress(ValueError):
        problems.hide(urlsplit(database).password or "")


class _Checks:
    """What one section of the file says about another."""

    def __init__(self, root: Table, problems: Problems) -> None:
        self._root = root
        self._problems = problems

    def _line(self, *path: str | int) -> int:
        return document.find_line(self._root, path)

    def zone(self, name: str, path: Path = ("timezone",)) -> ZoneInfo:
        if path == ("timezone",) and "timezone" not in self._root.entries:
            self._problems.note(0, "timezone: is not given, so times are UTC. Write yours, like America/New_York.")
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            hint = values.zone_hint(available_timezones(), name)
            self._problems.add(self._line(*path), path, f"{name!r} is no time zone.", hint)
            return ZoneInfo("UTC")

    def people(self, file: FileOptions, spoken: Phrasing) -> dict[str, Person]:
        found = {
            name: Person(
                name=name,
                email=each.email,
                slack=each.slack,
                language=spoken.language(each.language, ("people", name, "language")) if each.language else "",
                timezone=self.zone(each.timezone, ("people", name, "timezone")) if each.timezone else None,
                hours=each.hours,
                quiet_hours=self._own_quiet(name, each.quiet_hours),
                never_quiet=each.quiet_hours is False,
                stand_in=each.stand_in,
                channels=each.channels,
                fallback=each.fallback,
                digest=_digest_of(name, file) if isinstance(each.digest, str) else each.digest,
                own_digest=not isinstance(each.digest, str),
            )
            for name, each in file.people.items()
        }
        for name, person in found.items():
            if person.stand_in and (person.stand_in not in found or person.stand_in == name):
                path = ("people", name, "stand_in")
                what = (
                    "nobody stands in for themselves."
                    if person.stand_in == name
                    else f"nobody is called {person.stand_in!r} under people:."
                )
                hint = did_you_mean(person.stand_in, [other for other in found if other != name])
                self._problems.add(self._line(*path), path, what, hint)
        for name in found:
            if not name.strip() or not name.isprintable():
                self._problems.add(
                    self._line("people", name), ("people", name), "a person needs a name.", "Write it like maria:."
                )
        if not found:
            if not self._problems.blamed(("people",)):
                self._problems.note(0, f"people: there are none, so everything goes to one person called {OWNER!r}.")
            found[OWNER] = Person(name=OWNER, digest=file.alerts.digest)
        return found

    def operator(self, name: str, people: Mapping[str, Person]) -> str:
        if name and name not in people:
            hint = did_you_mean(name, people)
            self._problems.add(self._line("operator"), ("operator",), f"nobody is called {name!r} under people:.", hint)
        if not name and len(people) > 1:
            name = next(iter(people))
            self._problems.note(0, f"operator: is not given, so {name} hears when Earful itself is in trouble.")
        return name or next(iter(people))

    def reach(
        self,
        people: Mapping[str, Person],
        told: set[str],
        last: set[str],
        destinations: Mapping[str, Destination],
        broken: Mapping[str, str],
        *,
        heard: bool,
    ) -> None:
        for destination in destinations.values():
            for name in destination.people:
                if name not in people:
                    line, hint = self._line("alerts"), did_you_mean(name, people)
                    said = f"nobody is called {name!r} under people:."
                    self._problems.add(line, ("alerts", destination.name, "for"), said, hint)
        for person in people.values():
            section = self._root.entries.get("people")
            listed = isinstance(section, Table) and person.name in section.entries
            line = self._line("people", person.name) if listed else self._line("alerts")
            channels.check_person(
                person,
                line,
                destinations,
                broken,
                self._problems,
                told=person.name in told,
                last=person.name in last,
                listed=listed,
                heard=heard,
            )

    def scorer(self, section: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        options = {key: plain(value) for key, value in section.items()}
        name = str(options.pop("scorer", None) or tone.DEFAULT)
        known = [tone.DEFAULT] if name == tone.DEFAULT else tone.scorers()
        if name not in known:
            hint = did_you_mean(name, known)
            self._problems.add(self._line("tone", "scorer"), ("tone", "scorer"), f"no scorer is called {name!r}.", hint)
        elif options or name == tone.OWN_MODEL or name not in tone.BUILT_IN:
            line = self._line("tone")
            try:
                tone.make(name, options)
            except ValueError as error:  # a scorer's own words
                self._problems.add(line, ("tone",), f"{name}: {error}.", "The options: docs/tone.md.")
            except TypeError as error:
                hint = f"Leave out {', '.join(options)}." if options else "It may need options."
                said = str(error).partition("() ")[2] or str(error)  # without the name of a function
                self._problems.add(line, ("tone",), f"{name} does not take these options ({said}).", hint)
            except Exception as error:  # whatever somebody else's scorer does
                said = f"{name} cannot be used ({type(error).__name__}: {error})."
                self._problems.add(line, ("tone",), said, "Until it can, write scorer: earful.")
        return name, options

    def alerts(self, given: AlertsOptions) -> Alerts:
        return Alerts(
            alert_when=given.alert_when,
            quiet_hours=self.quiet(given.quiet_hours, ("alerts", "quiet_hours")),
            digest=given.digest,
            anger_from=given.anger_from,
            complaint_from=given.complaint_from,
            low_stars=given.low_stars,
            max_false_per_days=given.max_false_per_days,
            sign_of_life=given.sign_of_life,
        )

    def _own_quiet(self, name: str, given: QuietOptions | bool | None) -> QuietHours | None:
        path = ("people", name, "quiet_hours")
        if given is True:
            self._problems.add(self._line(*path), path, "does not say when.", 'Write {from: "21:00", to: "07:00"}.')
        return None if isinstance(given, bool) else self.quiet(given, path)

    def quiet(self, given: QuietOptions | None, path: Path) -> QuietHours | None:
        """Nights that stand at that place of the file."""
        if given is None or self._problems.blamed(path):
            return None
        start, end = (time(0) if at == values.END_OF_DAY else at for at in (given.start, given.end))
        if start == end:
            hint = "Leave quiet_hours: out to be told at any time, or alert_when: storm to be told less."
            self._problems.add(self._line(*path), path, "from and to are the same time.", hint)
            return None
        return QuietHours(start, end, given.wake_for)

    def page(self, given: PageOptions, host: str, people: Mapping[str, Person], brands: Mapping[str, Brand]) -> Page:
        try:
            listens = values.host(host) if host else given.host
        except values.Misread as wrong:
            self._problems.add_plain(0, f"EARFUL_HOST: {host!r} {wrong.what}", wrong.hint)
            listens = given.host
        if given.user_header and not given.proxies:
            path = ("page", "user_header")
            what = "is believed from nobody: without proxies: anybody could write that header."
            self._problems.add(self._line(*path), path, what, "Write proxies: and the address of your proxy.")
        if given.port is None and any((given.address, given.metrics_token, given.proxies, given.users)):
            self._problems.note(self._line("page"), "page: has no port, so nothing listens. Write port: 8080.")
        if given.address.startswith("http://") and not values.is_local(given.address):
            self._problems.note(
                self._line("page", "address"),
                "page.address: is not encrypted, so whoever carries a link can read and use it. Put a proxy with https before it.",
            )
        if 0 < len(given.metrics_token) < 16:
            path = ("page", "metrics_token")
            self._problems.add(self._line(*path), path, "is too short.", "Write 16 letters or more.")
        return Page(
            port=given.port,
            host=listens,
            address=given.address,
            proxies=given.proxies,
            metrics_token=given.metrics_token,
            users={
                name: self._user(name, each, people, brands, bool(given.user_header))
                for name, each in given.users.items()
            },
            user_header=given.user_header,
        )

    def _user(
        self, name: str, given: UserOptions, people: Mapping[str, Person], brands: Mapping[str, Brand], proxied: bool
    ) -> User:
        path = ("page", "users", name)
        if not given.password and not proxied:
            self._problems.add(self._line(*path), path, "has no password.", "Write what `earful password` prints.")
        if given.password and not values.is_argon2(given.password):
            what = "is no hash of a password. What stands there now may be known to others: choose another one."
            hint = "Write what `earful password` prints; it begins with $argon2."
            self._problems.add(self._line(*path, "password"), (*path, "password"), what, hint)
        person = given.person or (name if name in people else "")
        if given.person and given.person not in people:
            what = f"nobody is called {given.person!r} under people:."
            hint = did_you_mean(given.person, people)
            self._problems.add(self._line(*path, "person"), (*path, "person"), what, hint)
        if given.role != "look" and not person:
            what = f"{name} may {'do everything' if given.role == 'admin' else 'act'}, but in nobody's name."
            self._problems.add(self._line(*path), path, what, "Write person: and a name from people:.")
        if given.role == "admin" and given.brands:
            what = f"{name} may do everything, but sees only some brands."
            self._problems.add(self._line(*path), path, what, "Write role: act, or leave brands: out.")
        for brand in given.brands:
            if brand not in brands:
                what = f"there is no brand {brand!r}."
                self._problems.add(self._line(*path, "brands"), (*path, "brands"), what, did_you_mean(brand, brands))
        return User(
            name=name,
            password=given.password,
            role=given.role,
            person=person,
            brands=frozenset(given.brands) if given.brands else None,
        )

    def receiving(self, found: Mapping[str, Source], page: Page) -> None:
        """Says where each source is posted to that receives; two under one address are a problem."""
        known: dict[str, str] = {}
        for source in found.values():
            if not source.receives or not page.base:
                continue
            if source.path in known:
                what = f"{known[source.path]!r} and {source.name!r} would be posted to at the same address."
                self._problems.add(self._line("sources"), ("sources",), what, "Give one of them another name.")
            known[source.path] = source.name
            self._problems.note(
                self._line("sources"), f"sources: {source.name} is posted to at {page.base}{source.path}"
            )

    def listening(self, destinations: Mapping[str, Destination], page: Page) -> None:
        """Says where a service posts what is pressed; without a page there is no such place, which is a problem."""
        for name, destination in destinations.items():
            if not (isinstance(destination.channel, Listens) and destination.channel.listens):
                continue
            line, path = self._line("alerts", name), ("alerts", name)
            if page.port is None:
                hint = "Write page: {port: 8080, address: https://...}, or app_token: instead, which needs no address."
                self._problems.add(line, path, "has a signing_secret, and nothing listens for Slack.", hint)
            elif not page.address.startswith("https://"):
                what = f"alerts.{name}: Slack posts only to an https address: write it as address: under page:."
                self._problems.note(line, what)
            else:
                base = page.address
                what = f"alerts.{name}: in Slack's settings the addresses are {base}/slack/actions and {base}/slack/commands"
                self._problems.note(line, what)

    def retention(self, given: RetentionOptions) -> Retention:
        kept = Retention(matched=given.matched, unmatched=given.unmatched, unlisted=given.unlisted)
        for key, span in asdict(kept).items():
            path = ("retention", key)
            if span < timedelta(days=1):
                self._problems.add(self._line(*path), path, "is too short.", "Write 1d or more, like 730d.")
        return kept
