"""The HTML of a mail: tables, inline styles, nothing loaded from anywhere.

What old and new mail readers show alike: https://www.caniemail.com. Pictures are table cells with a background: they need no
attachment, and no reader asks whether it may load them. The colours are chosen twice, for light and for dark; a reader that
knows no media queries keeps the light ones, which all stand on a background of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from alerts.base import Message, Section, State
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
}
"""What is shown in which colour, light and dark. Each but the two backgrounds can be read on both of them."""
BACKGROUNDS = ("page", "quote")
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def _dark() -> str:
    rules = []
    for name, (_, dark) in COLOURS.items():
        what = "background-color" if name in (*BACKGROUNDS, "bar") else "color"
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
            f'<td style="padding:2px 0">{_with_breaks(value.strip())}</td></tr>'
            for label, value in card.facts
        )
        parts.append(f'<table role="presentation" style="margin:0 0 12px;border-collapse:collapse">{rows}</table>')
    if card.link:
        parts.append(f'<p style="margin:0 0 12px">{_anchor(card.link, card.link_label)}</p>')
    parts += [f'<p style="margin:0 0 6px">{_act(label, how)}</p>' for label, how in card.how_to_act]
    parts += [_section(section) for section in card.sections]
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


def _section(section: Section) -> str:
    """A heading and its lines."""
    rows = "".join(
        f'<tr><td style="padding:2px 0">{_anchor(line.link, line.text) if line.link else escape(line.text)}'
        f"{_bar(line.share) if line.share is not None else ''}"
        f"{''.join(f'<div>{_act(label, how)}</div>' for label, how in line.how_to_act)}</td></tr>"
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


def _act(label: str, how: str) -> str:
    """A button that leads to a page or opens a mail that only has to be sent, or the words to type."""
    if link := button_link(how):
        return (
            f'<a href="{escape(link)}" class="link edge-link" style="display:inline-block;padding:8px 14px;'
            f'border:1px solid {_light("link")};border-radius:4px;color:{_light("link")};text-decoration:none">{escape(label)}</a>'
        )
    look = f'class="quote text" style="background-color:{_light("quote")};padding:1px 4px;color:{_light("text")}"'
    return f"{escape(label)}: <code {look}>{escape(how)}</code>"


def _anchor(link: str, label: str) -> str:
    return f'<a href="{escape(link)}" {_in("link", "text-decoration:underline")}>{escape(label)}</a>'
