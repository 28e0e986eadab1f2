"""Spanish, German, French, Italian and Portuguese by rules: what it is about, what may follow, since when, and why."""

from monitor.tone.other_languages.reading import judge_in
from monitor.tone.other_languages.rules import RULES
from monitor.tone.other_languages.since import waiting_since

__all__ = ["LANGUAGES", "judge_in", "waiting_since"]

LANGUAGES = tuple(RULES)
