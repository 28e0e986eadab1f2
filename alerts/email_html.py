"""The HTML of a mail: one table, inline styles only, nothing loaded from anywhere.

What old and new mail readers show alike: https://www.caniemail.com
"""

from __future__ import annotations

import re
from html import escape

from alerts.base import Message, Section, State
from alerts.text import http_link

_LOOK = {
    State.OPEN: ("#c62828", "Open"),
    State.TAKEN: ("#b26a00", "Taken"),
    State.PROMISED: ("#b26a00", "Promised"),
    State.SNOOZED: ("#546e7a", "Snoozed"),
    State.ANSWERED: ("#1565c0", "Answered"),
    State.WON_BACK: ("#2e7d32", "Won back"),
    State.CLOSED: ("#616161", "Closed"),
    State.NOTICE: ("#455a64", ""),
}
_MAIL = re.compile(r"mailto:[\w.%+-]+@[\w.-]+\?[\w.%=&-]+", re.ASCII)
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def html_page(message: Message) -> str:
    """The mail as HTML for a tidied message: one table, inline styles only, nothing loaded from anywhere, so that old
    and new mail readers show the same. Every word is escaped."""
    card = message.card
    colour, state = _LOOK[card.state]
    parts = [f'<p style="margin:0 0 12px;font-size:16px"><b>{escape(message.summary)}</b></p>']
    if card.heading:
        parts.append(f'<p style="margin:0 0 8px">{escape(card.heading)}</p>')
    if card.byline:
        parts.append(f'<p style="margin:0 0 8px;color:#555555">{escape(card.byline)}</p>')
    if card.quote:
        parts.append(
            '<blockquote style="margin:0 0 12px;padding:8px 12px;border-left:4px solid #cccccc;background:#f6f6f6;'
            f'color:#222222">{_with_breaks(card.quote)}</blockquote>'
        )
    if card.facts:
        rows = "".join(
            f'<tr><td style="padding:2px 12px 2px 0;color:#555555;vertical-align:top">{escape(label)}</td>'
            f'<td style="padding:2px 0">{_with_breaks(value.strip())}</td></tr>'
            for label, value in card.facts
        )
        parts.append(f'<table role="presentation" style="margin:0 0 12px;border-collapse:collapse">{rows}</table>')
    if card.link:
        parts.append(f'<p style="margin:0 0 12px">{_anchor(card.link, "Read what they wrote")}</p>')
    parts += [f'<p style="margin:0 0 6px">{_act(label, how)}</p>' for label, how in card.how_to_act]
    parts += [_section(section) for section in card.sections]
    badge = f'<p style="margin:0 0 8px;color:{colour};font-weight:bold">{state}</p>' if state else ""
    # The preheader is what a mailbox shows beside the subject; the reader itself does not show it again.
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light"><title>{escape(message.title)}</title></head>
<body style="margin:0;padding:0;background:#ffffff">
<div style="display:none;max-height:0;overflow:hidden">{escape(message.summary)}</div>
<table role="presentation" width="100%" style="border-collapse:collapse"><tr><td align="center" style="padding:12px">
<table role="presentation" width="100%" style="max-width:600px;border-collapse:collapse;text-align:left">
<tr><td style="border-top:6px solid {colour};padding:16px;{_FONT};font-size:15px;line-height:1.5;color:#222222">
{badge}{"".join(parts)}
<p style="margin:16px 0 0;font-size:12px;color:#767676">Earful wrote this to {escape(message.to.name)}.</p>
</td></tr></table>
</td></tr></table>
</body></html>
"""


def _section(section: Section) -> str:
    """A heading and its lines. Bars are table cells with a background: mail readers that load no pictures show them."""
    rows = "".join(
        f'<tr><td style="padding:2px 0">{_anchor(line.link, line.text) if line.link else escape(line.text)}'
        f"{_bar(line.share) if line.share is not None else ''}</td></tr>"
        for line in section.lines
    )
    return (
        f'<h2 style="margin:16px 0 4px;font-size:16px;color:#222222">{escape(section.title)}</h2>'
        f'<table role="presentation" width="100%" style="border-collapse:collapse">{rows}</table>'
    )


def _bar(share: float) -> str:
    filled = max(1, min(100, round(100 * share)))
    rest = f'<td style="width:{100 - filled}%"></td>' if filled < 100 else ""
    return (
        '<table role="presentation" width="100%" style="border-collapse:collapse"><tr>'
        f'<td bgcolor="#90a4ae" style="width:{filled}%;height:6px;font-size:0;line-height:0">&nbsp;</td>{rest}</tr></table>'
    )


def _with_breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _act(label: str, how: str) -> str:
    """A button that leads to a page or opens a mail that only has to be sent, or the command to type."""
    link = how if _MAIL.fullmatch(how) else http_link(how)
    if link:
        return (
            f'<a href="{escape(link)}" style="display:inline-block;padding:8px 14px;border:1px solid #1565c0;border-radius:4px;'
            f'color:#1565c0;text-decoration:none">{escape(label)}</a>'
        )
    return f'{escape(label)}: <code style="background:#f0f0f0;padding:1px 4px">{escape(how)}</code>'


def _anchor(link: str, label: str) -> str:
    return f'<a href="{escape(link)}" style="color:#1565c0">{escape(label)}</a>'
