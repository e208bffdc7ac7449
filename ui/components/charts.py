"""Small charts as SVG: curves and histograms in the page's own colours, with nothing to load."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

WIDTH, HEIGHT = 900, 110
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


def arrows(points: np.ndarray, places: np.ndarray, pulls: np.ndarray) -> str:
    """A vector field on the plane: `points` float [n, 2] as dots, `pulls` float [m, 2] as arrows at `places` [m, 2]."""
    side = 420
    everything = np.concatenate([points, places])
    low, high = everything.min(axis=0), everything.max(axis=0)
    span = float((high - low).max()) or 1.0

    def place(at: np.ndarray) -> tuple[float, float]:
        x, y = (at - low) / span * (side - 20) + 10
        return float(x), side - float(y)

    dots = "".join(
        '<circle class="pen-dot" cx="{:.1f}" cy="{:.1f}" r="2"/>'.format(*place(point)) for point in points[:600]
    )
    lines = []
    for start, pull in zip(places, pulls, strict=True):
        (x1, y1), (x2, y2) = place(start), place(start + pull)
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        lines.append(f'<line class="pen-arrow" marker-end="url(#pen-tip)" {ends}/>')
    tip = (
        '<defs><marker id="pen-tip" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="4" markerHeight="4" orient="auto">'
        '<path class="pen-tip" d="M0 0L6 3L0 6z"/></marker></defs>'
    )
    return f'<svg class="pen-field" viewBox="0 0 {side} {side}" role="img">{tip}{dots}{"".join(lines)}</svg>'


def sizes(size: int, convolved: int, transposed: int, output_padding: int) -> str:
    """A side of `size` pixels, after a convolution, and back up by the transposed one, drawn to scale."""

    def row(title: str, count: int) -> str:
        cells = "".join("<i></i>" for _ in range(min(count, 64)))
        return f'<div><span>{title}</span><span class="pen-mono">{count}</span><p>{cells}</p></div>'

    hint = f"with an output padding of {output_padding}" if output_padding else "no output padding needed"
    return (
        f'<div class="pen-sizes">{row("in", size)}{row("convolved", convolved)}{row("and back", transposed)}'
        f'<p class="pen-hint">Convolved: ⌊(n + 2p − k) / s⌋ + 1. Back: (n − 1) s − 2p + k, {hint}.</p></div>'
    )


def _figure(body: str, names: str) -> str:
    return (
        f'<figure class="pen-chart"><figcaption>{names}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{body}</svg></figure>'
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
