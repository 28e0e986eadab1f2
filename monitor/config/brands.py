"""The ``brands:`` of the file: names that must not collide, promises and ladders that must make sense."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.config import document
from monitor.config.document import Table
from monitor.config.model import Account, Brand, Condition, MaybeUs, Mute, Person, Rival, Route, Step
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.schema import BrandOptions, CompareOptions, MuteOptions, StepOptions
from monitor.matching import Brand as Names

_SHORT = 3


def build(
    entries: Sequence[BrandOptions],
    compare: Sequence[CompareOptions],
    people: Mapping[str, Person],
    root: Table,
    problems: Problems,
) -> tuple[dict[str, Brand], dict[str, Rival]]:
    """The brands by their names, in the order of the file, and those that are only compared with them; what is wrong with
    them is noted."""
    checks = _Checks(people, root, problems)
    found: dict[str, Brand] = {}
    for n, given in enumerate(entries):
        path = ("brands", n)
        checks.names(given, path)
        brand = Brand(
            names=_names(given),
            our_accounts=tuple(Account(account.service, account.id) for account in given.our_accounts),
            answered_by=checks.answered_by(given, path),
            answer_within=checks.answer_within(given.answer_within, path),
            if_nobody_takes_it=checks.ladder(given.if_nobody_takes_it, path),
            mute=muted(given.mute),
            maybe_us=MaybeUs(given.maybe_us.words, given.maybe_us.places) if given.maybe_us else MaybeUs(),
        )
        brand = replace(brand, routes=checks.routes(given, brand, path))
        checks.somebody_else(brand, path)
        if given.name:
            found.setdefault(given.name, brand)
    if not entries and "brands" in root.entries:
        problems.add(root.keys["brands"], ("brands",), "is empty.", "Add a brand: begin it with - name: and its name.")
    rivals: dict[str, Rival] = {}
    for n, each in enumerate(compare):
        checks.names(each, ("compare", n))
        for k, name in enumerate(each.against):
            if name not in found:
                where: Path = ("compare", n, "against", k)
                what = f"no brand is called {name!r}."
                problems.add(document.find_line(root, where), where, what, did_you_mean(name, found))
        if each.name:
            rivals.setdefault(each.name, Rival(_names(each), frozenset(each.against)))
    return found, rivals


def _names(given: BrandOptions | CompareOptions) -> Names:
    return Names(
        name=given.name,
        also_called=given.also_called,
        not_us=given.not_us,
        only_with=given.only_with,
        never_with=given.never_with,
        exact_case=given.exact_case,
    )


def muted(given: MuteOptions) -> Mute:
    """What the owner does not want to hear of."""
    return Mute(given.authors, given.sources, given.words)


def told(brands: Iterable[Brand]) -> set[str]:
    """Everybody whom a case can come to."""
    return {name for way in _ways(brands) for name in _heard_by(way)}


def last_told(brands: Iterable[Brand]) -> set[str]:
    """Those with whom a case ends, on any brand's own way and on its routes: after them nobody hears of it."""
    return {_heard_by(way)[-1] for way in _ways(brands)}


def _ways(brands: Iterable[Brand]) -> list[Brand | Route]:
    ways: list[Brand | Route] = []
    for brand in brands:
        ways += [brand, *brand.routes]
    return ways


def _heard_by(way: Brand | Route) -> list[str]:
    """In the order in which they hear."""
    return [way.answered_by, *(step.tell for step in way.if_nobody_takes_it if step.tell)]


def check_sources(
    brands: Iterable[Brand], mute: Mute, sources: Collection[str], root: Table, problems: Problems
) -> None:
    """The sources that routes and mutes name must be there."""
    named: list[tuple[str, Path]] = [(source, ("mute", "sources", k)) for k, source in enumerate(mute.sources)]
    for n, brand in enumerate(brands):
        named += [(source, ("brands", n, "mute", "sources", k)) for k, source in enumerate(brand.mute.sources)]
        for m, route in enumerate(brand.routes):
            where: Path = ("brands", n, "routes", m, "when", "source")
            named += [(source, (*where, k)) for k, source in enumerate(route.when.source)]
    for source, path in named:
        if source not in sources and not problems.blamed(("sources",)):
            hint = did_you_mean(source, sources)
            problems.add(document.find_line(root, path), path, f"no source is called {source!r}.", hint)


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


class _Checks:
    def __init__(self, people: Mapping[str, Person], root: Table, problems: Problems) -> None:
        self._people = people
        self._root = root
        self._problems = problems
        self._owners: dict[str, tuple[str, int]] = {}  # whose a name is, and since which line

    def _line(self, path: Path) -> int:
        return document.find_line(self._root, path)

    def names(self, given: BrandOptions | CompareOptions, path: Path) -> None:
        """Every name belongs to one brand, and nothing the brand says hides the brand itself."""
        if not given.name:
            return
        if _same(given.name) in self._owners:
            owner, line = self._owners[_same(given.name)]
            where = (*path, "name")
            what = f"{given.name!r} is a name of {owner} already."
            self._problems.add(self._line(where), where, what, f"It stands on line {line}: keep one of them.")
        self._own(given.name, given.name, (*path, "name"))
        for n, alias in enumerate(given.also_called):
            self._alias(alias, given.name, (*path, "also_called", n))
        known = {_same(name): name for name in (given.name, *given.also_called)}
        for n, phrase in enumerate(given.not_us):
            where = (*path, "not_us", n)
            if _same(phrase) == _same(given.name):
                hint = "Write the longer phrase that means somebody else, like Pearl Harbor."
                self._problems.add(self._line(where), where, f"{phrase!r} would hide every mention of the brand.", hint)
        if not isinstance(given.exact_case, bool):
            for n, name in enumerate(given.exact_case):
                where = (*path, "exact_case", n)
                if _same(name) not in known:
                    hint = did_you_mean(name, known.values())
                    self._problems.add(self._line(where), where, f"{name!r} is no name of {given.name}.", hint)

    def _alias(self, alias: str, brand: str, path: Path) -> None:
        owner, line = self._owners.get(_same(alias), (brand, 0))
        if owner != brand:
            hint = f"It stands on line {line}: give it to one of them."
            self._problems.add(self._line(path), path, f"{alias!r} is a name of {owner} too.", hint)
        self._own(alias, brand, path)

    def _own(self, name: str, brand: str, path: Path) -> None:
        self._owners.setdefault(_same(name), (brand, self._line(path)))
        if len(name.strip("@#")) < _SHORT:
            shown = ".".join(map(str, path))
            advice = "so short a name is found in many places; only_with: or exact_case: can help."
            self._problems.note(self._line(path), f"{shown}: {name!r}: {advice}")

    def answered_by(self, given: BrandOptions, path: Path) -> str:
        where = (*path, "answered_by")
        name = given.answered_by
        if not name and not self._problems.blamed(where):
            if len(self._people) == 1:
                return next(iter(self._people))
            hint = f"Add answered_by: and one of {', '.join(self._people)}."
            self._problems.add(self._line(path), where, "is missing.", hint)
        if name:
            self._person(name, where)
        return name

    def _person(self, name: str, path: Path) -> None:
        if name not in self._people and not self._problems.blamed(("people",)):
            hint = did_you_mean(name, self._people)
            self._problems.add(self._line(path), path, f"nobody is called {name!r} under people:.", hint)

    def answer_within(self, given: timedelta, path: Path) -> timedelta:
        where = (*path, "answer_within")
        if given <= timedelta():
            self._problems.add(self._line(where), where, "must be longer than nothing.", "Write it like 4h.")
        return given

    def routes(self, given: BrandOptions, brand: Brand, path: Path) -> tuple[Route, ...]:
        """Each with what the brand itself says where it says nothing."""
        found: list[Route] = []
        for n, each in enumerate(given.routes):
            here = (*path, "routes", n)
            if each.answered_by:
                self._person(each.answered_by, (*here, "answered_by"))
            when = each.when
            steps = each.if_nobody_takes_it
            route = Route(
                name=f"route {n + 1}",
                when=Condition(
                    voice=when.voice,
                    severity=when.severity,
                    themes=frozenset(theme.value for theme in when.themes),
                    signals=frozenset(signal.value for signal in when.signals),
                    source=when.source,
                    words=when.words,
                    language=when.language,
                    followers=when.followers,
                ),
                answered_by=each.answered_by or brand.answered_by,
                answer_within=brand.answer_within
                if each.answer_within is None
                else self.answer_within(each.answer_within, here),
                if_nobody_takes_it=brand.if_nobody_takes_it if steps is None else self.ladder(steps, here),
            )
            before = next((earlier for earlier in found if earlier.when == route.when), None)
            if before is not None:
                what = f"has the same conditions as {before.name}, which comes first."
                self._problems.add(self._line(here), here, what, "Delete one of them, or make it narrower.")
            elif found and found[-1].when == Condition() and not self._problems.blamed((*path, "routes", n - 1)):
                what = "is never taken: the route above it has no conditions and takes every case."
                self._problems.add(self._line(here), here, what, "Put it above that one.")
            found.append(route)
        return tuple(found)

    def somebody_else(self, brand: Brand, path: Path) -> None:
        """Where several people are there, a ladder of one person helps nobody whom that person does not."""
        if len(self._people) < 2:
            return
        ways: list[tuple[Brand | Route, Path]] = [(brand, path)]
        ways += [(route, (*path, "routes", n)) for n, route in enumerate(brand.routes)]
        for way, where in ways:
            hear = set(_heard_by(way)) - {""}
            person = next(iter(hear), "")
            if len(hear) == 1 and not self._people.get(person, Person(name="", stand_in="-")).stand_in:
                shown = ".".join(map(str, where))
                self._problems.note(
                    self._line(where),
                    f"{shown}: only {person} ever hears of these cases; if_nobody_takes_it: could tell somebody else.",
                )

    def ladder(self, given: Sequence[StepOptions], path: Path) -> tuple[Step, ...]:
        steps: list[Step] = []
        for n, each in enumerate(given):
            here = (*path, "if_nobody_takes_it", n)
            after, tell = (*here, "after"), (*here, "tell")
            if each.tell:
                self._person(each.tell, tell)
            if self._problems.blamed(after):
                continue
            if each.after <= timedelta():
                self._problems.add(self._line(after), after, "must be longer than nothing.", "Write it like 1h.")
            elif steps and each.after < steps[-1].after:
                hint = "Put the steps in the order in which they happen."
                self._problems.add(self._line(after), after, "comes before the step above it.", hint)
            elif Step(each.after, each.tell) in steps:
                self._problems.add(self._line(here), here, "is the same step as one above.", "Delete one of them.")
            steps.append(Step(each.after, each.tell))
        return tuple(steps)
