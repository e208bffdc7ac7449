"""Kernel Inception Distance (Binkowski et al. 2018), of features that the caller names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError

SUBSETS = 100
SUBSET_SIZE = 1000
DEGREE = 3


class KernelDistance(NamedTuple):
    """A distance, the ends of its 95% interval over subsets, and whose features it was taken in."""

    value: float
    low: float
    high: float
    features: str
    subset_size: int


def kid(
    made: NDArray[np.floating],
    real: NDArray[np.floating],
    features: str,
    subsets: int = SUBSETS,
    subset_size: int = SUBSET_SIZE,
    seed: int = 0,
) -> KernelDistance:
    """The squared maximum mean discrepancy between features [n, d] of made pictures and [m, d] of real ones.

    The mean over random subsets, as large as `subset_size` or the smaller of the two, and their 2.5% and 97.5%
    quantiles. 0 is expected of two samples of one distribution, and single values may be negative. `features` says
    whose features they are; only distances in the same features, at the same subset size, are to be compared.
    Raises `ModelError` for fewer than two pictures and for features of different lengths.
    """
    if made.ndim != 2 or real.ndim != 2 or made.shape[1] != real.shape[1]:
        raise ModelError(f"Features {list(made.shape)} and {list(real.shape)} are not of the same kind.")
    size = min(subset_size, len(made), len(real))
    if size < 2 or subsets < 1:
        raise ModelError("A kernel distance needs at least two pictures on each side and one subset.")
    random = np.random.default_rng(seed)
    distances = [
        squared_mmd(
            made[random.choice(len(made), size, replace=False)], real[random.choice(len(real), size, replace=False)]
        )
        for _ in range(subsets)
    ]
    low, high = np.quantile(distances, [0.025, 0.975])
    return KernelDistance(float(np.mean(distances)), float(low), float(high), features, size)


def squared_mmd(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """The unbiased estimate of MMD² under the kernel (x·y / d + 1)³, of features [n, d] and [m, d].

    Gretton et al. 2012, equation 3: a picture is never compared with itself.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    n, m = len(x), len(y)
    within_x, within_y = _kernel(x, x), _kernel(y, y)
    same = (within_x.sum() - np.trace(within_x)) / (n * (n - 1)) + (within_y.sum() - np.trace(within_y)) / (m * (m - 1))
    return float(same - 2 * _kernel(x, y).mean())


def _kernel(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.float64]:
    return (x @ y.T / x.shape[1] + 1.0) ** DEGREE
