"""What a message about a case is made of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.base import Recipient
from monitor.cases import Case
from monitor.stories.spread import Spread
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import clock, span

_FOLLOWS = ("legal", "telling_everyone", "churn")
"""What may follow, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a customer said, for a message: the words of one mention."""

    author: str
    source: str
    title: str
    text: str
    url: str
    why: tuple[str, ...]
    at: datetime
    exact: bool
    stars: float | None
    stars_max: float | None
    deleted: bool
    spread: Spread | None = None  # of the story that these words tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Everything a message about a case is made of. ``said`` is the complaint, ``news`` the words this message is about.
    Times are aware UTC; ``zone`` is the owner's; ``promise`` is the time within which an answer is promised; ``late``:
    how long after its time the message goes out; ``links`` leads to a page for each deed, or begins a mail, where there is
    one: without it the command is told; ``say``: in which words."""

    case_id: int
    case: Case
    said: Said | None
    news: Said | None
    to: Recipient
    by: str
    promise: timedelta
    now: datetime
    decided: datetime
    zone: ZoneInfo
    late: timedelta = timedelta(0)
    people: tuple[str, ...] = ()  # to whom it could be given
    links: Mapping[str, str] = field(default_factory=dict)
    by_mail: bool = False  # whether somebody reads what is answered to this message
    say: Catalogue = ENGLISH

    @property
    def who(self) -> str:
        """The customer, at the start of a sentence."""
        return self.case.author or self.say.say("the_customer")

    def author(self, phrase: str) -> str:
        """The customer as that phrase calls them: "A customer" where it begins with them, else "a customer"."""
        begins = self.say.phrases[phrase].startswith("{author}")
        return self.case.author or self.say.say("the_customer" if begins else "a_customer")

    @property
    def mood(self) -> str:
        """ "angry and telling others"."""
        return mood(self.case, self.say)

    @property
    def outcome(self) -> str:
        """How it ended, in words."""
        return self.say.say(f"outcome_{self.case.outcome.value}" if self.case.outcome else "state_closed")

    def waited(self, until: datetime | None = None) -> str:
        """How long the customer has been waiting, or had until then."""
        return span((until or self.now) - self.case.waiting_since, self.say)

    def clock(self, at: datetime) -> str:
        """A moment, as people say it."""
        return clock(at, self.now, self.zone, self.say)


def mood(case: Case, say: Catalogue = ENGLISH) -> str:
    """How a customer feels, and the worst of what may follow."""
    feels = say.say("angry" if case.points.anger >= 0.5 else "unhappy")
    more = next((f"mood_{signal}" for signal in _FOLLOWS if signal in case.points.signals), "")
    if not more and "no_answer" in case.points.themes:
        more = "mood_no_answer"
    return say.say("mood_and", mood=feels, more=say.say(more)) if more else feels
