"""Spanish, German, French, Italian and Portuguese by rules: what it is about, what may follow, since when, and why."""

from monitor.tone.languages.reading import judge_in
from monitor.tone.languages.rules import RULES
from monitor.tone.languages.since import waiting_since

__all__ = ["LANGUAGES", "judge_in", "waiting_since"]

LANGUAGES = tuple(RULES)
