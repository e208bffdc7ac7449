"""Small charts as SVG: curves and histograms in the page's own colours, with nothing to load."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 150
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 8, 22


def curves(x: Sequence[float], y: Mapping[str, Sequence[float]], *, x_title: str, log: bool = True) -> str:
    """Curves over one axis; the vertical one is logarithmic where `log` and every value is positive."""
    values = [value for line in y.values() for value in line if math.isfinite(value)]
    if len(x) < 2 or not values:
        return ""
    log = log and min(values) > 0
    low, high = (_log(min(values)), _log(max(values))) if log else (min(values), max(values))
    span = (high - low) or 1.0

    def place(at: float, value: float) -> str:
        level = _log(value) if log else value
        across = LEFT + (at - x[0]) / ((x[-1] - x[0]) or 1.0) * (WIDTH - LEFT - RIGHT)
        down = TOP + (1 - (level - low) / span) * (HEIGHT - TOP - BOTTOM)
        return f"{across:.1f},{down:.1f}"

    lines = []
    for number, (name, line) in enumerate(y.items()):
        points = " ".join(place(at, value) for at, value in zip(x, line, strict=True) if math.isfinite(value))
        title = f"<title>{escape(name)}</title>"
        lines.append(f'<polyline class="pen-line pen-line-{number % 4}" points="{points}">{title}</polyline>')
    ticks = _vertical_ticks(low, high, log)
    names = "".join(
        f'<span class="pen-key pen-key-{number % 4}">{escape(name)}</span>' for number, name in enumerate(y)
    )
    axis = f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 5}" text-anchor="end">{escape(x_title)} {x[-1]:g}</text>'
    return _figure(ticks + "".join(lines) + axis, names)


def histogram(counts: Sequence[float], low: float, high: float, title: str) -> str:
    """Bars of equal width between `low` and `high`."""
    if not counts or max(counts) <= 0:
        return ""
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    top = max(counts)
    bars = []
    for place, count in enumerate(counts):
        tall = count / top * (HEIGHT - TOP - BOTTOM)
        bars.append(
            f'<rect class="pen-bar-fill" x="{LEFT + place * step:.1f}" y="{HEIGHT - BOTTOM - tall:.1f}" '
            f'width="{max(1.0, step - 1):.1f}" height="{tall:.1f}"/>'
        )
    ends = (
        f'<text x="{LEFT}" y="{HEIGHT - 5}">{low:.3g}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 5}" text-anchor="end">{high:.3g}</text>'
    )
    return _figure("".join(bars) + ends, f'<span class="pen-key">{escape(title)}</span>')


def _figure(body: str, names: str) -> str:
    return (
        f'<figure class="pen-chart"><figcaption>{names}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img">{body}</svg></figure>'
    )


def _vertical_ticks(low: float, high: float, log: bool) -> str:
    cells = []
    for place in (0.0, 0.5, 1.0):
        level = low + place * (high - low)
        value = 10**level if log else level
        down = TOP + (1 - place) * (HEIGHT - TOP - BOTTOM)
        cells.append(
            f'<line class="pen-grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{down:.1f}" y2="{down:.1f}"/>'
            f'<text x="{LEFT - 6}" y="{down + 4:.1f}" text-anchor="end">{value:.3g}</text>'
        )
    return "".join(cells)


def _log(value: float) -> float:
    return math.log10(max(value, 1e-12))
