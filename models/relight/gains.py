"""The prediction: a map of how much light is added where, kept small and independent of the sliders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .guided import GuidedConfig, fit_coefficients

LOG_STEP = 0.004
"""Gains are applied from a table with steps of this size in the natural logarithm: 0.3 of an 8-bit code at
white, so rounding to 8 bits hides them."""

MAX_LEVELS = 1024


@dataclass(frozen=True, eq=False)
class Prediction:
    """How a method would change the light of one picture. A cache may keep it: it holds small arrays only.

    The picture relit at strength s is `(F + offset) * exp(s * g) - offset` in linear light F, where the log-gain
    g at a pixel is an affine function of the pixel's sRGB-encoded colour (`models.relight.guided`).
    """

    method: str
    size: tuple[int, int]
    """(height, width) of the picture it was made from."""
    coefficients: NDArray[np.float32]
    """[c, 4, h, w] at the working size; c is 1 where all channels share one gain, else 3."""
    log_gain: NDArray[np.float32]
    """[c, h, w], the natural logarithm of the gain at the working size."""
    offset: float
    lowest: float
    highest: float
    """The range that g is held to: that of `log_gain`, so that no edge overshoots it."""

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self.coefficients.nbytes + self.log_gain.nbytes

    @property
    def levels(self) -> int:
        """How many gains the tables of a render hold, 2 .. 1024."""
        return int(np.clip(np.ceil((self.highest - self.lowest) / LOG_STEP) + 1, 2, MAX_LEVELS))

    def log_gains(self) -> NDArray[np.float32]:
        """Float[levels]: the log-gains of the tables, evenly spaced from `lowest` to `highest`."""
        return np.linspace(self.lowest, self.highest, self.levels, dtype=np.float32)


def fit_prediction(
    method: str,
    size: tuple[int, int],
    guide: NDArray[np.float32],
    log_gain: NDArray[np.float32],
    offset: float,
    guided: GuidedConfig | None = None,
) -> Prediction:
    """A prediction from a log-gain map [c, h, w] and the picture at the same size, [h, w, 3] sRGB-encoded.

    `size` is (height, width) of the picture in full. Any method, or an oracle, can make such a map.
    """
    return Prediction(
        method=method,
        size=size,
        coefficients=fit_coefficients(guide, log_gain, guided or GuidedConfig()),
        log_gain=np.ascontiguousarray(log_gain, np.float32),
        offset=float(offset),
        lowest=float(log_gain.min()),
        highest=float(log_gain.max()),
    )
