"""How sure a figure is: 95% intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from ..errors import ModelError


class Interval(NamedTuple):
    """A figure and the ends of its interval."""

    value: float
    low: float
    high: float


def bootstrap_mean(values: Sequence[float], confidence: float = 0.95, resamples: int = 2000, seed: int = 0) -> Interval:
    """The mean of `values` and its percentile bootstrap interval (Efron 1979); the seed makes it repeatable.

    Raises `ModelError` when there are no values.
    """
    return _bootstrap(values, lambda rows: rows.mean(axis=-1), confidence, resamples, seed)


def bootstrap_median(
    values: Sequence[float], confidence: float = 0.95, resamples: int = 2000, seed: int = 0
) -> Interval:
    """As `bootstrap_mean`, of the median: for times, whose outliers come from outside the program."""
    return _bootstrap(values, lambda rows: np.median(rows, axis=-1), confidence, resamples, seed)


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """The share `successes / trials` and Wilson's score interval of it (Wilson 1927), within [0, 1].

    Raises `ModelError` without trials or with more successes than trials.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ModelError(f"{successes} of {trials} is not a share.")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def _bootstrap(
    values: Sequence[float],
    statistic: Callable[[np.ndarray], np.ndarray],
    confidence: float,
    resamples: int,
    seed: int,
) -> Interval:
    sample = np.asarray(values, np.float64)
    if sample.size == 0:
        raise ModelError("There are no values to take an interval of.")
    chosen = np.random.default_rng(seed).integers(0, sample.size, (resamples, sample.size))
    low, high = np.quantile(statistic(sample[chosen]), [0.5 - confidence / 2, 0.5 + confidence / 2])
    return Interval(float(statistic(sample)), float(low), float(high))
