"""A small picture for mails: bars over time, as a PNG of few colours. Pure.

Rectangles need no library: a PNG is a header, a palette and rows of palette numbers, compressed (https://www.w3.org/TR/png-3/).
Nothing is written in the picture, so it needs no font; what it shows is said beside it. Its ground is transparent, and every
colour stands out against a light ground and a dark one, since no mail reader tells a picture which of them it has.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence

from alerts.base import Chart

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
    width, height = WIDTH * _SCALE, HEIGHT * _SCALE
    rows = [bytearray(width) for _ in range(height)]
    ground = height - _SCALE
    count = max(1, len(chart.counts))
    most = max((sum(each) for each in chart.counts), default=0) or 1
    places = [(round(at * width / count), round((at + 1) * width / count)) for at in range(count)]
    for first, last in chart.marked:
        left, right = (places[min(max(at, 0), count - 1)][end] for end, at in enumerate((first, last)))
        _fill(rows, left, right, range(ground), _TINT)
        for row in range(ground):
            if row // (3 * _SCALE) % 2 == 0:  # dashed
                rows[row][left : left + _SCALE] = rows[row][right - _SCALE : right] = bytes([_EDGE] * _SCALE)
    for (left, right), counts in zip(places, chart.counts, strict=False):
        gap = min((right - left) // 5, 6 * _SCALE)
        _bar(rows, left + gap // 2, right - gap + gap // 2, ground, counts, (ground - 4 * _SCALE) / most)
    _fill(rows, 0, width, range(ground, height), _LINE)
    return _encoded(width, height, rows)


def _bar(rows: Sequence[bytearray], left: int, right: int, ground: int, counts: Sequence[int], per_one: float) -> None:
    """One bar: its parts one above the other, each at least a line high, with a line between them."""
    below, bottom = 0, ground
    for series, count in enumerate(counts):
        if not count:
            continue
        below += count
        top = min(bottom - _SCALE, ground - round(below * per_one))
        shown = range(top, max(top + _SCALE, bottom - (_SCALE if bottom < ground else 0)))
        striped = series == len(SHADES) - 1
        _fill(rows, left, right, (row for row in shown if not striped or row // _SCALE % 3), _FIRST + series)
        bottom = top


def _fill(rows: Sequence[bytearray], left: int, right: int, which: Iterable[int], colour: int) -> None:
    for row in which:
        if 0 <= row < len(rows):
            rows[row][left:right] = bytes([colour]) * (right - left)


def _encoded(width: int, height: int, rows: Iterable[bytearray]) -> bytes:
    """Eight bits a pixel, by palette; no filter, since rows of bars repeat themselves."""
    colours = b"".join(bytes.fromhex(shade.removeprefix("#")) for shade in _PALETTE)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours),
        (b"tRNS", bytes(_ALPHA)),
        (b"IDAT", pixels),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
