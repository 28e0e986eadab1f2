"""What the verbs do with which Earful is set up: ``check``, ``test-alert``, ``phrases`` and ``inbox-secret``."""

from __future__ import annotations

import base64
import secrets
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from monitor import tone
from monitor.config import Config, ConfigError, Problem, describe
from monitor.errors import CannotDo
from monitor.telling import phrases


def check(config: Config) -> int:
    """Says that all is well; problems were raised by loading. Raises ConfigError for what the daemon would put up with."""
    faults = [*config.faults, *_mute(config)]
    if faults:
        raise ConfigError(faults)
    print(describe(config))
    return 0


def _mute(config: Config) -> list[Problem]:
    """What is wrong with a scorer that the owner brings: it has to read one text."""
    if config.scorer in tone.BUILT_IN and config.scorer != tone.OWN_MODEL:
        return []
    try:
        tone.scored(tone.make(config.scorer, config.scorer_options), [tone.Subject(text="They never called back.")])
    except tone.UnusableScorer as error:
        what = f"tone: the scorer {config.scorer} cannot read a text: {error}."
        return [Problem(file=config.file, line=0, what=what, hint="Meanwhile the rules alone would read the posts.")]
    return []


async def test_alert(config: Config, person: str, channel: str) -> int:
    """Sends a sample by every channel that reaches this person, or by that ``channel``; 1 when one of them fails."""
    if person not in config.people:
        raise CannotDo(f"nobody is called {person!r} under people:; there are {', '.join(config.people)}")
    from monitor.app import App  # all of Earful, which ``check`` has no need of
    from monitor.store import sqlite_url

    known = config.people[person]
    there = [way.name for way in config.destinations.values() if way.reaches(known)]
    if not there or (channel and channel not in there):
        what = f"{channel} does not reach" if channel else "no channel reaches"
        raise CannotDo(f"{what} {person}; what does: {', '.join(there) or 'none'}")
    with tempfile.TemporaryDirectory(prefix="earful-") as scratch:
        async with App(replace(config, data=scratch), url=sqlite_url(Path(scratch))) as app:
            tried = await app.office.test_alert(person, channel)
    for name, error in tried:
        room = ", and whoever else reads there" if config.destinations[name].channel.shared else ""
        print(f"{name}: {error or f'sent to {person}{room}'}", file=sys.stderr if error else sys.stdout)
    return 1 if any(error for _, error in tried) else 0


def list_phrases(config: Config, language: str, *, ours: bool) -> int:
    """Prints the phrases of a language as a file for ``wording:``, with the owner's own words in it unless ``ours``."""
    language = language or config.language
    if language not in config.phrases:
        raise CannotDo(f"there are no words in {language!r}; there are {', '.join(config.phrases)}")
    print(phrases.written(language, None if ours else config.phrases[language]), end="")
    return 0


def inbox_secret() -> int:
    """Prints a new secret in the form of Standard Webhooks: ``whsec_`` and the base64 of 32 bytes that nobody can guess."""
    print(f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode('ascii')}")
    return 0
