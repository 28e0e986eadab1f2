"""The readable suite of tone cases: reads ``tone_cases/*.yaml``, says what is wrong with a tone, and reports by kind.

    python -m tests.tone_suite [SCORER ...]

A file maps kinds to cases. A case has ``text`` (and ``title``, ``stars``, ``stars_max``, ``lang``), maybe a ``brand`` that
the tone is meant towards and ``others``, and what an owner would insist on: ``label`` (``a|b``: either), [least, most] of
``anger``, ``complaint``, ``gratitude`` and ``sarcasm``, ``themes``, ``signals``, ``no_signals``, ``since``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.matching import Brand, Matcher
from monitor.tone import Scorer, Subject, Tone, make

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""When the texts were written: a Monday."""
FOLDER = Path(__file__).parent / "tone_cases"
HELD_OUT = Path(__file__).parent / "tone_held_out"
"""Stories of the same kinds that no rule may be made for."""
BY_HAND = ("first.yaml", "mistakes.yaml")
"""Cases that every scorer has to pass one by one; of the others the share by kind counts."""
LANGUAGES = {"es": "Spanish", "de": "German", "fr": "French", "it": "Italian", "pt": "Portuguese"}
"""File to what the model card calls it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: where it stands, and what it says."""

    file: str
    kind: str
    number: int
    given: Mapping[str, Any]


Judged = list[tuple[Case, list[str]]]
"""Every case with what is wrong with a scorer's tone."""


def cases(folder: Path = FOLDER, files: Sequence[str] = ()) -> Iterator[Case]:
    """All cases, file by file, or those of the named ``files``."""
    for file in sorted(map(folder.joinpath, files) if files else folder.glob("*.yaml")):
        for kind, entries in YAML(typ="safe").load(file).items():
            for number, given in enumerate(entries):
                yield Case(file.name, kind, number, given)


def subject(given: Mapping[str, Any]) -> Subject:
    """The case as the pipeline would hand it over."""
    text, brand, others = given.get("text", ""), given.get("brand", ""), given.get("others", [])
    spans: dict[str, Any] = {}
    for match in Matcher([Brand(name=name) for name in (brand, *others) if name]).find(text):
        spans[match.brand] = match.spans
    return Subject(
        text=text,
        title=given.get("title", ""),
        brand=brand,
        spans=spans.get(brand, ()),
        others=tuple(span for name in others for span in spans.get(name, ())),
        stars=given.get("stars"),
        stars_max=given.get("stars_max"),
        lang=given.get("lang", ""),
        at=AT,
    )


def wrong(given: Mapping[str, Any], tone: Tone) -> list[str]:
    """What an owner would not agree with; nothing if the tone is right."""
    found = []
    if "label" in given and tone.label.value not in str(given["label"]).split("|"):
        found.append(f"label is {tone.label.value}, not {given['label']}")
    for name in ("anger", "complaint", "gratitude", "sarcasm"):
        if name in given:
            low, high = given[name]
            value = getattr(tone, name)
            if not low <= value <= high:
                found.append(f"{name} is {value}, not in {low} to {high}")
    themes, signals = {theme.value for theme in tone.themes}, {signal.value for signal in tone.signals}
    for what, wanted, there in (
        ("themes", given.get("themes", ()), themes),
        ("signals", given.get("signals", ()), signals),
    ):
        if set(wanted) - there:
            found.append(f"{what} {sorted(there)} lack {sorted(set(wanted) - there)}")
    if set(given.get("no_signals", ())) & signals:
        found.append(f"signals {sorted(signals)} should lack {given['no_signals']}")
    if "since" in given:
        since = tone.since.isoformat()[:16] if tone.since else None
        if since != (given["since"] and str(given["since"])[:16]):
            found.append(f"since is {since}, not {given['since']}")
    return found


def judged(scorer: Scorer, folder: Path = FOLDER) -> Judged:
    """All cases of a folder, as this scorer reads them."""
    every = [*cases(folder)]
    tones = scorer.score([subject(case.given) for case in every])
    return [(case, wrong(case.given, tone)) for case, tone in zip(every, tones, strict=True)]


def by_kind(found: Judged) -> dict[str, tuple[int, int]]:
    """Kind to (cases, right ones)."""
    return _counted((case.kind, problems) for case, problems in found)


def by_row(found: Judged) -> dict[str, tuple[int, int]]:
    """The same in the rows of the model card: a language is one row, and so are all kinds that only BY_HAND files have."""
    own = {case.kind for case, _ in found if case.file not in BY_HAND}
    small = f"{len({case.kind for case, _ in found} - own)} smaller kinds, tuned for the rules"
    return _counted(
        (
            LANGUAGES.get(case.file.removesuffix(".yaml"), case.kind.replace("_", " ") if case.kind in own else small),
            problems,
        )
        for case, problems in found
    )


def _counted(found: Iterable[tuple[str, list[str]]]) -> dict[str, tuple[int, int]]:
    kinds: dict[str, tuple[int, int]] = {}
    for kind, problems in found:
        count, right = kinds.get(kind, (0, 0))
        kinds[kind] = (count + 1, right + (not problems))
    return kinds


def table(title: str, tables: Mapping[str, Mapping[str, tuple[int, int]]]) -> str:
    """Scorer to ``by_kind`` or ``by_row``, as a table of shares with a last line for all of them."""
    first = next(iter(tables.values()))
    lines = [f"| {title} | cases | {' | '.join(tables)} |", "|---|---|" + "---|" * len(tables)]
    for kind, (count, _) in first.items():
        lines.append(f"| {kind} | {count} | {' | '.join(f'{one[kind][1] / count:.2f}' for one in tables.values())} |")
    total = sum(count for count, _ in first.values())
    shares = [sum(right for _, right in one.values()) / total for one in tables.values()]
    return "\n".join([*lines, f"| **all** | {total} | {' | '.join(f'{share:.2f}' for share in shares)} |"])


def main(names: list[str], folder: Path = FOLDER) -> None:
    """Prints the report, and with one scorer also what is wrong."""
    found = {name: judged(make(name), folder) for name in names}
    if len(names) == 1:
        for case, problems in found[names[0]]:
            if problems:
                print(f"{case.file} {case.kind} {case.number}: {case.given.get('text')!r}", end=" ")
                print(f"towards {case.given.get('brand', 'all')!r}: {'; '.join(problems)}")
    print("\n" + table("kind", {name: by_kind(one) for name, one in found.items()}))


if __name__ == "__main__":
    folders = [Path(one) for one in sys.argv[1:] if Path(one).is_dir()]
    main([one for one in sys.argv[1:] if not Path(one).is_dir()] or ["earful", "fast", "textblob"], *folders)
