"""What the verbs ``match``, ``score`` and ``storms`` do: lines in, lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from monitor import lines, series
from monitor.config import Config
from monitor.matching import Matcher
from monitor.progress import Progress
from monitor.tone import make


def match(config: Config, stdin: Iterable[bytes], stdout: TextIO) -> int:
    """JSON Lines in, the brands of each out."""
    matcher = Matcher([brand.names for brand in config.brands.values()])
    _filter(lines.match_lines(stdin, matcher), stdout)
    return 0


def score(config: Config | None, stdin: Iterable[bytes], stdout: TextIO) -> int:
    """JSON Lines in, the tone of each out."""
    scorer = make(config.scorer, config.scorer_options) if config else make()
    _filter(lines.score_lines(stdin, scorer), stdout)
    return 0


def storms(minutes: int, stdin: Iterable[bytes], stdout: TextIO) -> int:
    """A series of counts in, what the storm detector says of each row out."""
    _filter(series.storm_lines(stdin, minutes), stdout)
    return 0


def _filter(found: Iterable[str], stdout: TextIO) -> None:
    with Progress(sys.stderr, "lines") as progress:
        for text in found:
            stdout.write(text + "\n")
            progress.step()
        stdout.flush()
