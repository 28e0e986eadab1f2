"""The ``brands:`` of the file: names that must not collide, promises and ladders that must make sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from monitor.config import document
from monitor.config.document import Table
from monitor.config.model import Account, Brand, Person, Step
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.schema import BrandOptions
from monitor.matching import Brand as Names

_SHORT = 3


def build(
    entries: Sequence[BrandOptions], people: Mapping[str, Person], root: Table, problems: Problems
) -> dict[str, Brand]:
    """The brands by their names, in the order of the file; what is wrong with them is noted."""
    checks = _Checks(people, root, problems)
    found: dict[str, Brand] = {}
    for n, given in enumerate(entries):
        path = ("brands", n)
        checks.names(given, path)
        brand = Brand(
            names=Names(
                name=given.name,
                also_called=given.also_called,
                not_us=given.not_us,
                only_with=given.only_with,
                never_with=given.never_with,
                exact_case=given.exact_case,
            ),
            our_accounts=tuple(Account(account.service, account.id) for account in given.our_accounts),
            answered_by=checks.answered_by(given, path),
            answer_within=checks.answer_within(given, path),
            if_nobody_takes_it=checks.ladder(given, path),
        )
        if given.name:
            found.setdefault(given.name, brand)
    if not entries and "brands" in root.entries:
        problems.add(root.keys["brands"], ("brands",), "is empty.", "Add a brand: begin it with - name: and its name.")
    return found


def told(brands: Iterable[Brand]) -> set[str]:
    """Everybody whom a case can come to."""
    return {name for brand in brands for name in (brand.answered_by, *(step.tell for step in brand.if_nobody_takes_it))}


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

    def names(self, given: BrandOptions, path: Path) -> None:
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

    def answer_within(self, given: BrandOptions, path: Path) -> timedelta:
        where = (*path, "answer_within")
        if given.answer_within <= timedelta():
            self._problems.add(self._line(where), where, "must be longer than nothing.", "Write it like 4h.")
        return given.answer_within

    def ladder(self, given: BrandOptions, path: Path) -> tuple[Step, ...]:
        steps: list[Step] = []
        for n, each in enumerate(given.if_nobody_takes_it):
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
