"""The HTML of a mail: tables, inline styles, nothing loaded from anywhere.

What old and new mail readers show alike: https://www.caniemail.com. Pictures are table cells with a background: they need no
attachment, and no reader asks whether it may load them. The colours are chosen twice, for light and for dark; a reader that
knows no media queries keeps the light ones, which all stand on a background of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from alerts.base import Chart, Message, Section, State
from alerts.chart import HEIGHT, SHADES, STORM, WIDTH
from alerts.text import button_link

STATES: Mapping[State, str] = {
    State.OPEN: "Open",
    State.TAKEN: "Taken",
    State.PROMISED: "Promised",
    State.SNOOZED: "Snoozed",
    State.ANSWERED: "Answered",
    State.WON_BACK: "Won back",
    State.CLOSED: "Closed",
    State.NOTICE: "",
}
"""How the matter stands, in a word."""
COLOURS: Mapping[str, tuple[str, str]] = {
    "page": ("#ffffff", "#1b1b1b"),
    "quote": ("#f4f4f4", "#2b2b2b"),
    "text": ("#222222", "#ececec"),
    "dim": ("#595959", "#b8b8b8"),
    "link": ("#1557a8", "#8ab4f8"),
    "bar": ("#78909c", "#90a4ae"),
    "open": ("#b71c1c", "#ff8a80"),
    "taken": ("#8a4b00", "#ffcc80"),
    "promised": ("#8a4b00", "#ffcc80"),
    "snoozed": ("#4a5d67", "#b0bec5"),
    "answered": ("#1557a8", "#8ab4f8"),
    "won_back": ("#1f6b24", "#a5d6a7"),
    "closed": ("#595959", "#bdbdbd"),
    "notice": ("#455a64", "#b0bec5"),
    **{f"series-{at}": (shade, shade) for at, shade in enumerate((*SHADES, STORM))},
}
"""What is shown in which colour, light and dark. Each but the two backgrounds can be read on both of them."""
BUTTON: Mapping[str, tuple[str, str]] = {"main": ("#1557a8", "#8ab4f8"), "on-main": ("#ffffff", "#1b1b1b")}
"""The button that most people want: its ground, and its words."""
BACKGROUNDS = ("page", "quote")
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def _dark() -> str:
    rules = []
    for name, (_, dark) in (*COLOURS.items(), *BUTTON.items()):
        what = "background-color" if name in (*BACKGROUNDS, "bar", "main") else "color"
        rules.append(f".{name}{{{what}:{dark}!important}}")
        if name == "link" or name in STATES:
            rules.append(f".edge-{name}{{border-color:{dark}!important}}")
    return "".join(rules)


_STYLE = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    f"@media (prefers-color-scheme:dark){{{_dark()}}}"
)


def html_page(message: Message) -> str:
    """The mail as HTML for a tidied message. Every word is escaped."""
    card = message.card
    state = state_of(message)
    frame = (
        f"border-top:6px solid {_light(card.state.value)};padding:16px;{_FONT};font-size:15px;line-height:1.5;"
        f"color:{_light('text')}"
    )
    parts = [f'<p style="margin:0 0 12px;font-size:16px"><b>{escape(message.summary)}</b></p>']
    if card.heading:
        parts.append(f'<p style="margin:0 0 8px">{escape(card.heading)}</p>')
    if card.byline:
        parts.append(f"<p {_in('dim', 'margin:0 0 8px')}>{escape(card.byline)}</p>")
    if card.quote:
        parts.append(
            f'<blockquote class="quote text" style="margin:0 0 12px;padding:8px 12px;border-left:4px solid {_light("bar")};'
            f'background-color:{_light("quote")};color:{_light("text")}">{_with_breaks(card.quote)}</blockquote>'
        )
    if card.facts:
        rows = "".join(
            f"<tr><td {_in('dim', 'padding:2px 12px 2px 0;vertical-align:top')}>{escape(label)}</td>"
            f'<td style="padding:2px 0;vertical-align:top">{_with_breaks(value.strip())}</td></tr>'
            for label, value in card.facts
        )
        parts.append(f'<table role="presentation" style="margin:0 0 12px;border-collapse:collapse">{rows}</table>')
    if card.link:
        parts.append(f'<p style="margin:0 0 12px">{_anchor(card.link, card.link_label)}</p>')
    parts += _ways(card.how_to_act)
    parts += [_chart(card.chart)] if card.chart else []
    parts += [_section(section, card.link_label) for section in card.sections]
    badge = f"<p {_in(card.state.value, 'margin:0 0 8px;font-weight:bold')}>{state}</p>" if state else ""
    leave = f" {_anchor(message.leave, message.leave_label)}" if message.leave else ""
    # The preheader is what a mailbox shows beside the subject; the reader itself does not show it again.
    return f"""<!DOCTYPE html>
<html lang="{escape(message.language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{escape(message.title)}</title><style>{_STYLE}</style></head>
<body class="page" style="margin:0;padding:0;background-color:{_light("page")}">
<div style="display:none;max-height:0;overflow:hidden">{escape(message.summary)}</div>
<table role="presentation" width="100%" class="page" style="border-collapse:collapse;background-color:{_light("page")}"><tr>
<td align="center" style="padding:12px">
<table role="presentation" width="100%" style="max-width:600px;border-collapse:collapse;text-align:left"><tr>
<td class="text edge-{card.state.value}" style="{frame}">
{badge}{"".join(parts)}
<p {_in("dim", "margin:16px 0 0;font-size:12px")}>{escape(foot_of(message))}{leave}</p>
</td></tr></table>
</td></tr></table>
</body></html>
"""


def state_of(message: Message) -> str:
    """How the matter stands, in a word, in the words of who reads it; "" for what has no state."""
    known, said = STATES[message.card.state], message.card.state_label
    return said[:1].upper() + said[1:] if known and said else known


def foot_of(message: Message) -> str:
    """The last line: who wrote this to whom."""
    return message.foot or f"Earful wrote this to {message.to.name}."


def _light(name: str) -> str:
    return COLOURS[name][0]


def _in(colour: str, style: str) -> str:
    """The attributes of an element whose words are in that colour."""
    return f'class="{colour}" style="{style};color:{_light(colour)}"'


CHART = "chart@earful"
"""The Content-ID of the picture (RFC 2392), which comes with the mail: nothing is loaded from anywhere."""


def _chart(chart: Chart) -> str:
    """The picture with what it shows in words: when, how many of what; its whole sentence where it is not shown."""
    sums = [sum(each) for each in zip(*chart.counts, strict=True)]
    keys = [
        (f"{name} {count}", "\u25a4" if at == len(SHADES) - 1 else "\u25a0", f"series-{at}")
        for at, (name, count) in enumerate(zip(chart.series, sums, strict=True))
        if count
    ]
    keys += [(chart.mark, "\u2506", f"series-{len(SHADES)}")] if chart.marked else []
    legend = "&ensp; ".join(f"<span {_in(shade, '')}>{mark}</span>&nbsp;{escape(words)}" for words, mark, shade in keys)
    first, last = (escape(label) for label in chart.labels)
    return (
        f"<h2 {_in('text', 'margin:16px 0 4px;font-size:16px')}>{escape(chart.title)}</h2>"
        f'<img src="cid:{CHART}" width="{WIDTH}" height="{HEIGHT}" alt="{escape(chart.says)}" '
        f'class="text" style="display:block;width:100%;max-width:{WIDTH}px;height:auto;border:0;color:{_light("text")}">'
        f'<table role="presentation" width="100%" style="border-collapse:collapse"><tr>'
        f"<td {_in('dim', 'padding:2px 0;font-size:12px')}>{first}</td>"
        f'<td align="right" {_in("dim", "padding:2px 0;font-size:12px;text-align:right")}>{last}</td></tr></table>'
        f"<p {_in('dim', 'margin:2px 0 12px;font-size:13px')}>{legend}</p>"
    )


def _section(section: Section, read_it: str) -> str:
    """A heading and its lines."""
    rows = "".join(
        f'<tr><td style="padding:3px 0">{escape(line.text)}{f" {_anchor(line.link, read_it)}" if line.link else ""}'
        f"{_bar(line.share) if line.share is not None else ''}"
        f"{''.join(_ways(line.how_to_act))}</td></tr>"
        for line in section.lines
    )
    return (
        f"<h2 {_in('text', 'margin:16px 0 4px;font-size:16px')}>{escape(section.title)}</h2>"
        f'<table role="presentation" width="100%" style="border-collapse:collapse">{rows}</table>'
    )


def _bar(share: float) -> str:
    filled = max(1, min(100, round(100 * share)))
    rest = f'<td style="width:{100 - filled}%"></td>' if filled < 100 else ""
    return (
        '<table role="presentation" width="100%" style="border-collapse:collapse"><tr>'
        f'<td class="bar" bgcolor="{_light("bar")}" style="width:{filled}%;height:6px;font-size:0;line-height:0;'
        f'background-color:{_light("bar")}">&nbsp;</td>{rest}</tr></table>'
    )


def _with_breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _ways(how_to_act: Sequence[tuple[str, str]]) -> list[str]:
    """Buttons side by side, the likeliest filled; below them what is to be typed."""
    links = [(label, link) for label, how in how_to_act if (link := button_link(how))]
    typed = [(label, how) for label, how in how_to_act if not button_link(how)]
    buttons = " ".join(_button(label, link, main=at == 0) for at, (label, link) in enumerate(links))
    rows = [f'<div style="margin:0 0 6px">{buttons}</div>'] if buttons else []
    return [*rows, *(f'<div style="margin:0 0 6px">{_typed(label, how)}</div>' for label, how in typed)]


def _button(label: str, link: str, *, main: bool) -> str:
    """What leads to a page, or opens a mail that only has to be sent."""
    ground, words = (BUTTON["main"][0], BUTTON["on-main"][0]) if main else ("transparent", _light("link"))
    return (
        f'<a href="{escape(link)}" class="{"main on-main" if main else "link"} edge-link" style="display:inline-block;'
        f"margin:0 4px 6px 0;padding:8px 14px;border:1px solid {_light('link')};border-radius:4px;"
        f'background-color:{ground};color:{words};text-decoration:none">{escape(label)}</a>'
    )


def _typed(label: str, how: str) -> str:
    look = f'class="quote text" style="background-color:{_light("quote")};padding:1px 4px;color:{_light("text")}"'
    return f"{escape(label)}: <code {look}>{escape(how)}</code>"


def _anchor(link: str, label: str) -> str:
    return f'<a href="{escape(link)}" {_in("link", "text-decoration:underline;white-space:nowrap")}>{escape(label)}</a>'
