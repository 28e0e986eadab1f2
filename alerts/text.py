"""Words from strangers, made safe for every medium. Escaping for one medium is that channel's own work.

Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from alerts.base import Chart, Message, Section

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# C0 and C1 controls (NUL, ESC, backspace, CSI) move cursors and cut strings; bidirectional marks show words in another
# order than they are written (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing); the rest cannot be
# seen. Joiners (U+200D) stay: emoji are made of them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
READ_IT = "Read it"
"""What stands before the link in plain text."""
_LOUD = re.compile("@(?=here|channel|everyone|group|all\\b)", re.I)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HOST = re.compile(r"[^\s\"'<>\\^`{|}@]+")
_MAIL = re.compile(r"mailto:[\w.%+-]+@[\w.-]+\?[\w.%=&-]+", re.ASCII)
_BREAKS_OUT = re.compile(r"[\s\"'<>\\^`{|}]")


def clean(text: str) -> str:
    """The text with plain line breaks and without characters that act instead of being read: control characters,
    bidirectional marks. Half an emoji (a lone surrogate, which no encoder takes) becomes U+FFFD."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSEEN.sub("", _LINE_BREAKS.sub("\n", text))


def without_calls(text: str) -> str:
    """No call to everybody: a word joiner, which nobody sees, breaks "@here", "@channel", "@everyone" and "@group"."""
    return _LOUD.sub("@\u2060", text)


def one_line(text: str) -> str:
    """Cleaned, and every run of white space one space."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` code points (at least 1); what was cut ends in "…"."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def http_link(url: str) -> str:
    """The address if it is http(s), otherwise "". No ``javascript:``, no name before an @ that makes another host look
    like ours; quotes, brackets and spaces are percent-encoded, so that it cannot break out of its place."""
    url = url.strip()
    if one_line(url).replace(" ", "") != url.replace(" ", ""):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # "http://[::1"
        return ""
    if (
        parts.scheme not in ("http", "https")
        or not host
        or parts.netloc[-1] == ":"
        or not _HOST.fullmatch(parts.netloc)
    ):
        return ""
    return _BREAKS_OUT.sub(lambda found: quote(found.group()), url)


def button_link(how: str) -> str:
    """Where a button may lead: an http(s) address, or a mail of ours that only has to be sent; otherwise ""."""
    return how if _MAIL.fullmatch(how) else http_link(how)


def tidy(message: Message) -> Message:
    """The same message with every word cleaned: what must be one line is one, links are http(s) or empty, and a label
    or fact without words is gone. A summary or byline that begins like a line of ours gets a dash before it. The
    lines of a fact after its first begin with two spaces, so that none passes for a
    fact of its own. ``id``, ``thread``, ``reason``, ``at`` and ``data`` stay as they are."""
    card = message.card
    labels = (
        READ_IT,
        one_line(card.link_label),
        *(one_line(label) for label, _ in (*card.facts, *card.how_to_act)),
    )
    return replace(
        message,
        to=replace(message.to, name=one_line(message.to.name)),
        title=one_line(message.title),
        summary=_apart(one_line(message.summary), labels),
        leave=http_link(message.leave),
        leave_label=one_line(message.leave_label),
        foot=one_line(message.foot),
        card=replace(
            card,
            heading=one_line(card.heading),
            byline=_apart(one_line(card.byline), labels),
            quote=clean(card.quote).strip(),
            facts=_pairs(card.facts),
            link=http_link(card.link),
            link_label=one_line(card.link_label),
            state_label=one_line(card.state_label),
            how_to_act=_pairs(card.how_to_act),
            sections=tuple(_section(section) for section in card.sections),
            chart=_chart(card.chart) if card.chart else None,
        ),
    )


def _apart(line: str, labels: Iterable[str]) -> str:
    """A line that begins with a stranger's name, with a dash before it if it could pass for one of ours: a customer may call
    themselves "Read it: https://...", and in plain text nothing else tells the two apart."""
    low = line.casefold()
    forged = low.startswith("- ") or any(label and low.startswith(f"{label.casefold()}:") for label in labels)
    return f"\u2013 {line}" if forged else line


def _section(section: Section) -> Section:
    lines = (
        replace(line, text=one_line(line.text), link=http_link(line.link), how_to_act=_pairs(line.how_to_act))
        for line in section.lines
    )
    return Section(one_line(section.title), tuple(line for line in lines if line.text))


def _chart(chart: Chart) -> Chart:
    first, last = chart.labels
    return replace(
        chart,
        title=one_line(chart.title),
        says=one_line(chart.says),
        series=tuple(one_line(name) for name in chart.series),
        labels=(one_line(first), one_line(last)),
        mark=one_line(chart.mark),
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    tidied = ((one_line(label), _indented(value)) for label, value in pairs)
    return tuple((label, value) for label, value in tidied if label and value)


def _indented(value: str) -> str:
    lines = [one_line(line) for line in clean(value).rstrip().split("\n")]
    return "\n".join([lines[0], *(f"  {line}" for line in lines[1:] if line)])
