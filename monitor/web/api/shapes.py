"""What is told of cases, mentions, storms and messages, wherever it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from monitor import cases, storming
from monitor.store import searching
from monitor.store.browsing.letters import Letter
from monitor.web.api.describing import Link, Moment, Shape
from monitor.web.doing import possible


def _seconds(length: Any) -> Any:
    return round(length.total_seconds()) if isinstance(length, timedelta) else length


Seconds = Annotated[int, BeforeValidator(_seconds), PlainSerializer(int, return_type=int)]


class Case(Shape):
    """A case as it stands."""

    id: int
    brand: str
    author: str = Field(description="The customer, as people should read it. A stranger's words: text.")
    state: cases.State
    outcome: cases.Outcome | None
    severity: int = Field(ge=1, le=4, description="1 is the worst.")
    waiting_since: Moment
    due: Moment = Field(description="By when an answer was promised.")
    overdue: bool
    opened: Moment
    changed: Moment
    closed: Moment | None
    turn: str = Field(description="Whose turn it is.")
    instead_of: str = Field(description="Who is away, if the turn is a stand-in's.")
    taken_by: str
    answered_by: str
    until: Moment | None = Field(description="Promised, or put off, till then.")
    history: bool = Field(description="Opened from what was there before Earful listened.")
    merged_into: int | None
    absorbed: int | None = Field(description="The storm that speaks for it while it rages.")
    possible: list[str] = Field(description="What can be done about it now, the likeliest first.")
    mark: str = Field(description="Of the state that is told: undo with it takes back nothing newer.")


def case_of(number: int, case: cases.Case, now: datetime) -> Case:
    """A case at the time ``now``."""
    unanswered = case.state not in (cases.State.ANSWERED, cases.State.CLOSED)
    shared = {name: getattr(case, name) for name in Case.model_fields if hasattr(case, name)}
    more = {"possible": list(possible(case)), "mark": case.changed.isoformat()}
    return Case.model_validate({**shared, **more, "id": number, "overdue": unanswered and case.due < now})


class Mention(Shape):
    """A mention, with its words as they are now. Probabilities are 0 to 1; null where nobody decided yet."""

    id: int
    brand: str
    source: str
    heard_in: list[str] = Field(description="Every source that showed it.")
    rule: str = Field(description="By which rule it is about the brand.")
    service: str
    url: Link
    author: str
    handle: str
    form: str
    lang: str
    at: Moment = Field(description="When it was written.")
    seen_at: Moment
    published_exact: bool = Field(description="False: the source tells no time.")
    edited_at: Moment | None
    deleted_at: Moment | None
    history: bool
    title: str
    text: str = Field(description="A stranger's words: text, never HTML. Empty where they were taken down.")
    stars: float | None
    stars_max: float | None
    spans: list[list[int]] = Field(description="Where the brand stands in the text: code points, end exclusive.")
    title_spans: list[list[int]]
    label: str | None
    polarity: float | None
    anger: float | None
    complaint: float | None
    gratitude: float | None
    sarcasm: float | None
    themes: list[str]
    signals: list[str]
    why: list[str]
    corrected_by: str
    case_id: int | None
    story_id: int | None
    muted: bool = Field(
        description="Nobody wants to hear of it, or it is not about the brand: figures do not count it."
    )


def mention_of(mention: searching.Mention) -> Mention:
    """A mention as it is stored."""
    return Mention.model_validate(mention)


class Event(Shape):
    """One step of a story."""

    id: int
    at: Moment
    by: str = Field(description="A person, `customer` or `earful`.")
    kind: str
    data: dict[str, Any]


class Message(Shape):
    """One message of the outbox. `wanted_at` is when it should go out, `due_at` when it is tried next."""

    id: int
    matter: str = Field(description="What it is about, like case-812.")
    case_id: int | None
    reason: str
    recipient: str
    channel: str
    state: str = Field(description="due, claimed, sent or gave_up.")
    created_at: Moment
    wanted_at: Moment
    due_at: Moment
    sent_at: Moment | None
    attempts: int
    error: str


def message_of(letter: Letter) -> Message:
    """A message as it is stored."""
    return Message.model_validate(letter)


class Theme(Shape):
    """What was spoken about."""

    name: str
    people: int


class Storm(Shape):
    """A storm as it stands. `since` is when it began, `opened` when it was noticed."""

    id: int
    brand: str
    state: str = Field(description="raging or over.")
    outcome: str | None
    severity: int
    since: Moment
    opened: Moment
    changed: Moment
    over: Moment | None
    over_by: str
    turn: str
    taken_by: str
    people: int = Field(description="How many people spoke.")
    posts: int
    usual: float = Field(description="How many posts are usual in that time.")
    themes: list[Theme]
    places: list[str]
    pages: list[Link]
    first: int | None = Field(description="The mention that was the first.")
    loudest: int | None


def storm_of(number: int, storm: storming.Storm) -> Storm:
    """A storm as it is stored."""
    shared = {name: getattr(storm, name) for name in Storm.model_fields if hasattr(storm, name)}
    picture = {name: getattr(storm.picture, name) for name in Storm.model_fields if hasattr(storm.picture, name)}
    picture["themes"] = [Theme(name=name, people=people) for name, people in storm.picture.themes]
    return Storm.model_validate({**shared, **picture, "id": number, "outcome": storm.outcome and storm.outcome.value})
