"""What every channel speaks: one message out, one receipt back, and errors that say what to do next.

    Exception
    └── DeliveryError         not delivered; ``permanent`` tells whether trying again can help,
                              ``retry_after`` how long the service asked us to wait,
                              ``recipient`` whether it is about this one person only

This is a ground floor: a channel knows nothing of cases, storms, tones or people's calendars. It is handed a finished
``Message`` and puts it into its medium, escaped for that medium: the words in it came from strangers.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

Receipt = Mapping[str, Any]
"""What a channel wants to see again with the next message of the same thread and destination (a JSON object): the
timestamp to edit, the Message-ID to answer. Only the channel itself opens it."""


MAILTO = "mailto:"
"""How a way to act begins that is a mail to be sent: a button where there can be one, and never a line of text."""


class DeliveryError(Exception):
    """A message was not delivered. The text names the host, never the URL: a webhook address is a password. ``recipient``: it
    is this one person who cannot be reached; the channel works for others."""

    def __init__(
        self,
        what: str,
        *,
        retry_after: timedelta | None = None,
        permanent: bool = False,
        recipient: bool = False,
    ) -> None:
        super().__init__(what)
        self.retry_after = retry_after
        self.permanent = permanent
        self.recipient = recipient


class State(StrEnum):
    """How the matter stands; each medium shows it in its own way (a colour, a word, an emoji)."""

    OPEN = "open"  # nobody has taken it: red
    TAKEN = "taken"  # somebody is on it: amber
    PROMISED = "promised"  # the customer has been told when they will hear: amber
    SNOOZED = "snoozed"  # somebody looks at it later: grey
    ANSWERED = "answered"  # the customer has a reply: blue
    WON_BACK = "won_back"  # green
    CLOSED = "closed"  # grey
    NOTICE = "notice"  # not a matter with a state: news for the operator, a summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a message is for."""

    name: str
    email: str = ""
    slack: str = ""  # Slack user id, for example U012AB3CD


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a section: words, an http(s) link or "", and a share from 0 to 1 that is drawn as a bar, or None. If it is
    about a case or storm of its own, ``thread``, ``mark``, ``how_to_act`` and ``actions`` are as of that one's message."""

    text: str
    link: str = ""
    share: float | None = None
    how_to_act: Sequence[tuple[str, str]] = ()
    actions: Sequence[Action] = ()
    thread: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a longer message under a heading of its own."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars over time: ``counts`` for each bin, by ``series`` from the bottom up, with the ``labels`` of the first bin and the last;
    ``marked`` are the first and last bin of what stands out (``mark``: what that is). ``says`` is all of it in a sentence."""

    title: str
    says: str
    series: Sequence[str]
    counts: Sequence[Sequence[int]]
    labels: tuple[str, str]
    marked: Sequence[tuple[int, int]] = ()
    mark: str = ""

    @property
    def line(self) -> str:
        """The bars as letters: "▁▃█·▂"."""
        most = max((sum(each) for each in self.counts), default=0) or 1
        return "".join("▁▂▃▄▅▆▇█"[min(7, 8 * sum(each) // most)] if sum(each) else "·" for each in self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done about the matter with one press, where a channel has buttons. With ``choices`` (value and
    label) one of them has to be chosen. ``main`` is what most people want."""

    verb: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What somebody pressed or typed in a channel. ``id`` is the same for the same press, however often it is told;
    ``who`` is the person as the channel knows them; ``thread`` and ``mark`` are those of the message that was pressed, or of
    the line in a list, ``beside`` which the button stood: then the message will not show what came of it."""

    id: str
    who: str
    verb: str
    value: str = ""
    thread: str = ""
    mark: str = ""
    beside: bool = False


Act = Callable[[Press], Awaitable[str]]
"""Does what was pressed, durably, and returns a sentence for whoever pressed it ("" if there is nothing to say)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The whole matter as it stands now: what a living message shows, edited as the state changes.

    ``quote`` is a stranger's words, ``facts`` are label and value pairs in reading order, ``link`` is http(s) or empty.
    ``sections`` are what a summary is made of. ``how_to_act`` are the words for what ``actions`` are the buttons for.
    """

    heading: str  # "Harbor Plumbing: a customer is angry and telling others"
    byline: str = ""  # "Dana R., Town forum"
    quote: str = ""
    facts: Sequence[tuple[str, str]] = ()
    link: str = ""  # the customer's post
    link_label: str = "Read it"
    state: State = State.OPEN
    state_label: str = ""  # the state in the words of who reads it; "": each medium has its own
    how_to_act: Sequence[tuple[str, str]] = ()  # ("I'll take it", "earful case 812 take")
    sections: Sequence[Section] = ()
    chart: Chart | None = None  # before the sections
    actions: Sequence[Action] = ()
    mark: str = ""  # of the state that is shown: a press tells which state it was about


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message for one person through one channel.

    ``thread`` is the case, storm or operator's matter: messages of one thread belong together (edit, reply,
    References). ``id`` is the outbox row: the idempotency key, so that an escalation never looks like a repeat of the
    alert. ``reason`` is the named reason (FIRST_ANGER, ESCALATED, …). ``at`` is aware UTC: when it was decided.
    """

    id: str
    thread: str
    reason: str
    to: Recipient
    title: str  # one line; the same for all messages of a thread, so that mail readers thread them
    summary: str  # one or two sentences: what is new. "Nobody has taken this for 1 h. Maria?"
    card: Card
    at: datetime
    urgent: bool = False
    quiet: bool = False  # another message calls the person to it
    data: Mapping[str, Any] = field(default_factory=dict)  # for machines: case id, brand, severity, …
    answers_to: str = ""  # the mail address at which an answer to this message is read, if it is
    token: str = field(
        default="", repr=False
    )  # what an answer has to carry to count: letters, digits, "-", "_" and "."
    leave: str = field(default="", repr=False)  # the https address that ends such messages to this person (RFC 8058)
    leave_label: str = "Stop this summary"
    foot: str = ""  # who wrote this to whom, in the words of who reads it; "": each medium has its own
    language: str = "en"  # primary tag (BCP 47)

    @property
    def body(self) -> str:
        """The whole message as plain text: what is new first, then the card."""
        card = self.card
        lines = [self.summary, ""]
        if card.byline:
            lines.append(card.byline)
        if card.quote:
            lines += [*(f"> {line}" for line in card.quote.splitlines()), ""]
        lines += [f"{label}: {value}" for label, value in card.facts]
        if card.link:
            lines.append(f"{card.link_label}: {card.link}")
        lines += [f"{label}: {how}" for label, how in card.how_to_act if not how.startswith(MAILTO)]
        if card.chart:
            lines += ["", card.chart.title, f"- {card.chart.line} {card.chart.says}"]
        for section in card.sections:
            lines += ["", section.title, *(_plain(line) for line in section.lines)]
        return "\n".join(lines).strip() + "\n"


def _plain(line: Line) -> str:
    ways = [f"  {label}: {how}" for label, how in line.how_to_act if not how.startswith(MAILTO)]
    return "\n".join([f"- {line.text}", *([f"  {line.link}"] if line.link else []), *ways])


class Response(Protocol):
    """A whole HTTP reply within the size cap."""

    @property
    def status(self) -> int: ...

    @property
    def url(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case."""

    @property
    def body(self) -> bytes: ...

    @property
    def retry_after(self) -> timedelta | None: ...


class Client(Protocol):
    """The one way out over HTTP, bound to this channel: deadline, size caps, host limiter, address guard. Transport
    trouble is raised as DeliveryError; an HTTP status is not an error here."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int | float | Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
    ) -> Response: ...


class Socket(Protocol):
    """An open WebSocket. Whatever goes wrong with it, its end included, is raised as DeliveryError."""

    async def receive(self, within: timedelta) -> str | bytes | None:
        """The next message; None if none came in that time."""

    async def send(self, text: str) -> None: ...

    async def ping(self) -> None:
        """Returns when the other side has shown that it is there."""


class SocketClient(Client, Protocol):
    """A client that can also open streams."""

    def websocket(self, url: str, *, headers: Mapping[str, str] | None = None) -> AbstractAsyncContextManager[Socket]:
        """A stream at a ws or wss address, closed at the end of the ``async with``."""


@runtime_checkable
class Hears(Protocol):
    """A channel with buttons that needs no address of our own: it opens a line to its service."""

    @property
    def hears(self) -> bool:
        """Whether it has been given what it needs for that."""

    async def hear(self, client: SocketClient, act: Act, opened: Callable[[], Awaitable[None]]) -> None:
        """Listens until the line ends, which is no failure; DeliveryError if it cannot be opened or breaks off. ``opened`` is
        awaited when the service has greeted us. What was pressed is confirmed once ``act`` has returned."""


class NotGenuine(Exception):
    """A request does not come from the service, or is too old to be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a service posted to an address of ours, proved to come from it. ``signature`` is another one for every request: the
    same twice is a replay. ``answered_here``: the sentence for whoever pressed goes into the answer; else to ``answer_to``
    ("": nowhere). ``echo`` is what the service wants to read back when it tries the address."""

    signature: str
    press: Press | None = None
    answer_to: str = ""
    answered_here: bool = False
    echo: str = ""


@runtime_checkable
class Listens(Protocol):
    """A channel whose service posts what is pressed to an address of ours."""

    @property
    def listens(self) -> bool:
        """Whether it has been given what it needs for that."""

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Called:
        """What a request means; ``headers`` have names in lower case, ``now`` is aware UTC. Raises NotGenuine."""

    def sentence(self, text: str) -> Mapping[str, Any]:
        """A sentence that only the one who pressed sees, as JSON."""


class Channel(Protocol):
    """One way to reach people. ``shared`` channels are rooms: everybody told there sees one living message, so it
    gets each message once, whoever it is for. The others need an address of the person's own.

    Some attributes may say more: ``bundles`` that people read it, so that a burst should come as one message, ``living`` that
    it has one message a matter which it edits and where the buttons are, ``only_alarms`` that it wakes people, so that a summary
    has no place there, and ``answers_by_mail`` that people can answer a message with a mail that carries its ``token``. All are
    False without them. And ``falls_short`` (a string) may say what the channel cannot do the way it is set up, for the owner to
    know.

    One method may be there as well: ``lanes(receipt)`` names what a message goes through, and how far apart two messages
    there have to be: whoever sends waits for that, so that the service has nothing to refuse.
    """

    @property
    def shared(self) -> bool: ...

    def reaches(self, person: Recipient) -> bool:
        """Whether this channel would come to that person's notice."""
        ...

    def destination(self, person: Recipient) -> str:
        """Where a message for that person goes, as the key under which receipts are kept. No secrets."""
        ...

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt: ...


def check(response: Response) -> Response:
    """The reply itself if its status is 2xx; otherwise DeliveryError, permanent where trying again cannot help."""
    status = response.status
    if 200 <= status < 300:
        return response
    host = host_of(response.url)
    if status == 429:
        raise DeliveryError(f"{host} asks us to slow down (HTTP 429)", retry_after=response.retry_after)
    if status >= 500 or status in (408, 425):
        raise DeliveryError(f"{host} has trouble of its own (HTTP {status})", retry_after=response.retry_after)
    raise DeliveryError(f"{host} refused the message (HTTP {status})", permanent=True)


async def post_json(
    client: Client, url: str, payload: object, *, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """POST JSON and read the JSON object of the reply ({} if it sent none)."""
    response = check(await client.request("POST", url, json=payload, headers=headers))
    try:
        answer = json.loads(response.body or b"{}")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def host_of(url: str) -> str:
    """The host name of an address, for messages."""
    try:
        return urlsplit(url).hostname or "the service"
    except ValueError:
        return "the service"
