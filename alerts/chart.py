"""A small picture for mails: bars over time, as a PNG of few colours. Pure.

Nothing is written in the picture, so it needs no font; what it shows is said beside it. Its ground is transparent, and every
colour stands out against a light ground and a dark one, since no mail reader tells a picture which of them it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from alerts.base import Chart

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 568, 112
"""How large it is shown, in CSS pixels; it has twice as many."""
_SCALE = 2
_CLEAR, _LINE, _TINT, _EDGE, _FIRST = 0, 1, 2, 3, 4

SHADES = ("#dc3f6f", "#7a8794", "#2b9a5e", "#7a8794")
"""Of the series, from the bottom up. The last one has stripes."""
STORM = "#dc3f6f"
_PALETTE = ("#000000", "#8a929a", STORM, STORM, *SHADES)
_ALPHA = (0, 255, 44, 255)  # of the first of them; the others are opaque


def png(chart: Chart) -> bytes:
    """The picture: a bar for each of ``counts``, and a tinted ground behind the bars that are ``marked``."""
    from PIL import Image, ImageDraw  # nobody waits for it whose digest has no picture

    width, height = WIDTH * _SCALE, HEIGHT * _SCALE
    image = Image.new("P", (width, height), _CLEAR)
    image.putpalette(b"".join(bytes.fromhex(shade.removeprefix("#")) for shade in _PALETTE))
    draw = ImageDraw.Draw(image)
    ground = height - _SCALE
    count = max(1, len(chart.counts))
    most = max((sum(each) for each in chart.counts), default=0) or 1
    places = [(round(at * width / count), round((at + 1) * width / count)) for at in range(count)]
    for first, last in chart.marked:
        left, right = (places[min(max(at, 0), count - 1)][end] for end, at in enumerate((first, last)))
        _fill(draw, (left, 0, right, ground), _TINT)
        for top in range(0, ground, 6 * _SCALE):  # dashed
            bottom = min(top + 3 * _SCALE, ground)
            _fill(draw, (left, top, left + _SCALE, bottom), _EDGE)
            _fill(draw, (right - _SCALE, top, right, bottom), _EDGE)
    for (left, right), counts in zip(places, chart.counts, strict=False):
        gap = min((right - left) // 5, 6 * _SCALE)
        _bar(draw, left + gap // 2, right - gap + gap // 2, ground, counts, (ground - 4 * _SCALE) / most)
    _fill(draw, (0, ground, width, height), _LINE)
    written = BytesIO()
    image.save(written, "PNG", transparency=bytes(_ALPHA))
    return written.getvalue()


def _bar(draw: ImageDraw, left: int, right: int, ground: int, counts: Sequence[int], per_one: float) -> None:
    """One bar: its parts one above the other, each at least a line high, with a line between them."""
    below, bottom = 0, ground
    for series, count in enumerate(counts):
        if not count:
            continue
        below += count
        top = min(bottom - _SCALE, ground - round(below * per_one))
        end = max(top + _SCALE, bottom - (_SCALE if bottom < ground else 0))
        striped = series == len(SHADES) - 1
        for row in range(top, end):
            if not striped or row // _SCALE % 3:
                _fill(draw, (left, row, right, row + 1), _FIRST + series)
        bottom = top


def _fill(draw: ImageDraw, box: tuple[int, int, int, int], colour: int) -> None:
    """Fills a rectangle: left, top, and the right and bottom that are no more of it."""
    left, top, right, bottom = box
    if left < right and top < bottom:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)
