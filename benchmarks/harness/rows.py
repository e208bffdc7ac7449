"""A row of a table, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from models.metrics.interval import Interval


@dataclass(frozen=True)
class Row:
    """One figure with its 95% interval. `name` is the method, or method/case; `metric` is literal."""

    name: str
    metric: str
    value: float
    lo: float
    hi: float
    n: int
    peer: str | None = None
    """What the figure is measured against, where there is such a thing, and"""
    ratio: float | None = None
    """how many times its figure this is."""

    @classmethod
    def of(cls, name: str, metric: str, interval: Interval, n: int, peer: str | None = None) -> Row:
        """A row of an interval; given a peer, the figure is itself the ratio to it."""
        ratio = None if peer is None else interval.value
        return cls(name, metric, interval.value, interval.low, interval.high, n, peer, ratio)

    def to_json(self) -> str:
        """One line; what the row does not have is left out."""
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None})


def format_table(rows: Sequence[Row]) -> str:
    """The rows as aligned columns under a heading; names are not repeated."""
    cells = [["name", "metric", "value", "95% interval", "n", "peer"]]
    previous = None
    for row in rows:
        name = "" if row.name == previous else row.name
        previous = row.name
        interval = f"{_figure(row.lo)} .. {_figure(row.hi)}"
        cells.append([name, row.metric, _figure(row.value), interval, str(row.n), row.peer or ""])
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    right = {2, 4}
    lines = [
        "  ".join(cell.rjust(width) if i in right else cell.ljust(width) for i, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(line, widths, strict=True)) for line in cells)
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _figure(value: float) -> str:
    """Four significant digits, without an exponent where the figure is of ordinary size."""
    return f"{value:.0f}" if 1000 <= abs(value) < 1e7 else f"{value:.4g}"
