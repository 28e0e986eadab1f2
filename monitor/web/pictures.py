"""Pictures of figures over time: SVG that pygal draws, without anything that runs. Pure.

A browser shows them as images, and they come with a policy of their own: nothing but the one style sheet that stands in the
picture, told by its hash. https://www.w3.org/TR/CSP3/#match-element-to-source-list
The picture in a mail is ``alerts.chart``'s.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape, unescape

import pygal
from pygal import PluginImportFixer
from pygal.style import Style

# pygal takes part in every later import of the whole process, for maps of the world that nobody draws here.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

SERIES: Final = ("negative", "neutral", "positive", "unknown")
"""The labels of which a bar is made, from the bottom up."""

_LABELS = 8  # on the axis, at most
_NARROW_LABELS = 4
_LIGHT = {"ink": "#1b1d1f", "paper": "#ffffff", "soft": "#565b61", "line": "#cfd4d9", "storm": "#9f1239"}
_DARK = {"ink": "#ececec", "paper": "#14171a", "soft": "#a9b0b7", "line": "#3b4249", "storm": "#fda4af"}
# From dark to light (on dark: the other way round), so that they are told apart without their colours.
_BARS = {
    False: ("#881337", "#5b6b7b", "#2f9e63", "#8f99a3"),
    True: ("#fda4af", "#94a3b8", "#3f9b6a", "#6b7680"),
}


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of volume and tone: a label and the counts (as in ``SERIES``) of each bin, and the storms: their names, and the
    first and last bin that each of them touches."""

    labels: Sequence[str]
    counts: Sequence[tuple[int, int, int, int]]
    storms: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG, and the Content-Security-Policy that goes with it."""

    svg: str
    policy: str


class _Volume(pygal.StackedBar):  # type: ignore[misc]
    """Stacked bars with the storms behind them, and nothing for a mouse that never comes."""

    storms: Sequence[tuple[str, int, int]] = ()

    def _plot(self) -> None:
        for name, first, last in self.storms:
            left, right = self.view.x(first / self._len), self.view.x((last + 1) / self._len)
            top, bottom = self.view.y(self._box.ymax), self.view.y(self._box.ymin)
            group = self.svg.node(self.nodes["plot"], class_="storm")
            self.svg.node(
                group,
                "rect",
                x=round(left, 1),
                y=round(top, 1),
                width=round(right - left, 1),
                height=round(bottom - top, 1),
            )
            self.svg.node(group, "path", d=f"M{left:.1f} {top:.1f}V{bottom:.1f}M{right:.1f} {top:.1f}V{bottom:.1f}")
            beside = self.view.width * 0.8 < left
            text = self.svg.node(group, "text", x=left - 4 if beside else left + 4, y=top + 12)
            text.attrib["text-anchor"] = "end" if beside else "start"
            text.text = name
        below = [0.0] * self._len
        for serie in self.series:
            self._bars(serie, below)

    def _bars(self, serie: Any, below: list[float]) -> None:
        """One path for all the bars of a series, where pygal has four nodes a bar: a year has 1,460 of them. ``below`` is how
        high each bar is already."""
        view, count = self.view, self._len  # pygal looks every attribute up in four places
        width = (view.x(1) - view.x(0)) / count
        gap = min(width * 0.15, 2.0)
        drawn = []
        for at, value in enumerate(serie.values):
            if value:
                lower, upper = view.y(below[at]), view.y(below[at] + value)
                left, across = view.x(at / count) + gap / 2, width - gap
                height = lower - upper - (0.8 if below[at] and lower - upper > 3 else 0)  # a line between the two
                drawn.append(f"M{left:.1f} {upper:.1f}h{across:.1f}v{height:.1f}h-{across:.1f}z")
                below[at] += value
        if drawn:
            self.svg.node(self.svg.serie(serie)["plot"], "path", d="".join(drawn), class_="reactive")


def volume(bars: Bars, title: str, *, dark: bool = False, narrow: bool = False) -> Picture:
    """The picture, for a light or a dark page, for a wide one or a phone. ``title`` says what it shows."""
    shades = _DARK if dark else _LIGHT
    chart = _Volume(
        style=_style(shades, _BARS[dark]),
        width=390 if narrow else 960,
        height=300 if narrow else 320,
        title=None,
        legend_at_bottom=True,
        legend_at_bottom_columns=2 if narrow else 4,
        legend_box_size=11,
        truncate_legend=-1,
        truncate_label=-1,
        show_minor_x_labels=False,
        min_scale=2,
        max_scale=5,
        margin=6,
        spacing=8,
        no_prefix=True,
        js=(),
        no_data_text="Nothing was said",
        value_formatter=lambda value: f"{value:,.0f}",
        css=["file://style.css", "file://graph.css", f"inline:{_storm_style(shades)}"],
        disable_xml_declaration=True,
    )
    chart.storms = bars.storms
    chart.x_labels = list(bars.labels)
    every = -(-len(bars.labels) // (_NARROW_LABELS if narrow else _LABELS)) or 1
    chart.x_labels_major = [label for at, label in enumerate(bars.labels) if at % every == 0]
    most = max((sum(each) for each in bars.counts), default=0)
    chart.range = (0, max(4, most) * (1.15 if bars.storms else 1))  # room for their names
    for at, name in enumerate(SERIES):
        chart.add(name, [each[at] for each in bars.counts])
    chart.add_xml_filter(_still)
    return _finished(chart.render(), title)


def _style(shades: dict[str, str], bars: Sequence[str]) -> Style:
    return Style(
        background=shades["paper"],
        plot_background=shades["paper"],
        foreground=shades["soft"],
        foreground_strong=shades["ink"],
        foreground_subtle=shades["line"],
        guide_stroke_color=shades["line"],
        major_guide_stroke_color=shades["line"],
        guide_stroke_dasharray="1,0",
        major_guide_stroke_dasharray="1,0",
        font_family="system-ui, sans-serif",
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=13,
        no_data_font_size=20,
        opacity="1",
        stroke_opacity="0",
        stroke_width="0",
        transition="none",
        colors=tuple(bars),
    )


def _storm_style(shades: dict[str, str]) -> str:
    return (
        f".storm rect {{ fill: {shades['storm']}; fill-opacity: .12; }} "
        f".storm path {{ stroke: {shades['storm']}; stroke-width: 1.5; stroke-dasharray: 5,3; fill: none; }} "
        f".storm text {{ fill: {shades['storm']}; font-size: 12px; font-weight: bold; font-family: system-ui, sans-serif; }}"
    )


def _still(root: Any) -> Any:
    """The picture without what runs or waits for a mouse."""
    for parent in list(root.iter()):
        for node in list(parent):
            name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else "comment"
            if name in ("comment", "script", "desc") or (name == "title" and parent is not root):
                parent.remove(node)
        for key in [key for key in parent.attrib if key == "style" or key.startswith("on")]:
            del parent.attrib[key]
    return root


def _finished(svg: str, title: str) -> Picture:
    svg = re.sub(r"<title>.*?</title>", lambda _: f"<title>{escape(title)}</title>", svg, count=1)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", svg, re.DOTALL)
    hashes = " ".join(f"'sha256-{_hash(each)}'" for each in styles)
    return Picture(svg, f"default-src 'none'; style-src {hashes}; frame-ancestors 'none'; sandbox")


def _hash(style: str) -> str:
    """Of the style sheet as a browser reads it."""
    return base64.b64encode(hashlib.sha256(unescape(style).encode()).digest()).decode()
