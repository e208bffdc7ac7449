"""Times that can be compared on a machine that does other things as well."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from models.metrics.interval import Interval, bootstrap_median


def seconds(work: Callable[[], object]) -> float:
    """The wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternating_ratios(
    works: Mapping[str, Callable[[], object]], peer: Callable[[], object], rounds: int
) -> dict[str, Interval]:
    """The median over rounds of each work's time to the peer's, with its 95% interval.

    Each round runs the peer, then every work, then the peer again, and divides by the mean of the two: what else
    the machine does meets both alike. One round before the first is not counted.
    """
    ratios: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        before = seconds(peer)
        taken = {name: seconds(work) for name, work in works.items()}
        beside = (before + seconds(peer)) / 2
        for name, spent in taken.items():
            if turn > 0:
                ratios[name].append(spent / beside)
    return {name: bootstrap_median(values) for name, values in ratios.items()}
