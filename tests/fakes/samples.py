"""Messages to send, and words that nobody should believe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

from alerts.base import Card, Message, Recipient, State

NOW = datetime(2026, 5, 4, 14, 5, tzinfo=UTC)
MARIA = Recipient(name="Maria", email="maria@harborplumbing.example", slack="U012AB3CD")
SAM = Recipient(name="Sam", email="sam@harborplumbing.example")

NASTY = (
    "<!channel> <!here|x> <@U1EVIL01> <#C1|general> <http://evil.example|https://bank.example> @here @Channel ```\n"
    "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;!everyone&gt; \"' </blockquote>\r\n"
    "Bcc: victim@elsewhere.example\r\n.\r\nQUIT\r\n"
    "=?utf-8?q?x=0D=0ABcc:_victim@elsewhere.example?= \x1b[2J\x1b]0;owned\x07 \x00 \x9b31m \u202egnp.exe\u2028line\x85next "
    "\ud83d {{7*7}} ${jndi:x} %s *bold* _it_ ~no~ javascript:alert(1)\n> forged\nRead it: http://evil.example"
)
"""Every trick for every medium in one post."""


def body(mail: EmailMessage, kind: str) -> str:
    """What a mail says, as "plain" or as "html"."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def message(
    *,
    id: str = "17",  # noqa: A002 - the field's name
    thread: str = "case-812",
    reason: str = "FIRST_ANGER",
    to: Recipient = MARIA,
    title: str = "Harbor Plumbing: angry customer waiting (Dana R., Town forum) [case 812]",
    summary: str = "Waiting 1 h 05 min, you promise 4 h. Maria?",
    heading: str = "Harbor Plumbing: a customer is angry and telling others",
    byline: str = "Dana R., Town forum",
    quote: str = "Three weeks, four messages, nobody ever called me back.\nTelling everyone I know.",
    facts: Sequence[tuple[str, str]] = (("Waiting", "1 h 05 min of 4 h"), ("Why", 'anger: "nobody ever called"')),
    link: str = "https://forum.springfield.example/t/9?a=1&b=2",
    state: State = State.OPEN,
    how_to_act: Sequence[tuple[str, str]] = (("I'll take it", "earful case 812 take"),),
    urgent: bool = False,
) -> Message:
    """A first message about a case, or what it is changed to."""
    card = Card(heading=heading, byline=byline, quote=quote, facts=facts, link=link, state=state, how_to_act=how_to_act)
    return Message(
        id=id,
        thread=thread,
        reason=reason,
        to=to,
        title=title,
        summary=summary,
        card=card,
        at=NOW,
        urgent=urgent,
        data={"case": 812, "brand": "Harbor Plumbing"},
    )


def nasty(words: str = NASTY, to: Recipient = MARIA) -> Message:
    """The same stranger's words in every field that can hold any."""
    return message(
        to=to,
        title=words,
        summary=words,
        heading=words,
        byline=words,
        quote=words,
        facts=((words, words),),
        how_to_act=((words, words),),
        link="javascript:alert(1)",
    )
